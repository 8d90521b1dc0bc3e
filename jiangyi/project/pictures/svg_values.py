"""The values of attributes and properties in SVG pictures (SVG 2, CSS Values 4), read by their grammar and written in its simplest form.

Each reader returns the value as it is written again, or None where it does not follow the grammar, as when a browser ignores it. The
engine's own parsers take what is written here, without the abbreviations that make them fail or take quadratic time.
"""

import re
from collections.abc import Callable
from math import isfinite

from jiangyi.core import compile_late, limits
from jiangyi.project.pictures.errors import LimitError

NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = compile_late(rf"\s*({NUMBER})\s*\Z")
_NUMBERS = compile_late(rf"[\s,]*({NUMBER})")
_LENGTH = compile_late(rf"\s*({NUMBER})\s*(px|pt|pc|mm|cm|in|q|em|ex|rem|%)?\s*\Z", re.IGNORECASE)
_ANGLE = compile_late(rf"\s*({NUMBER})\s*(deg|rad|grad|turn)?\s*\Z", re.IGNORECASE)
_IDENTIFIERS = compile_late(r"\s*[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*){0,2}\s*\Z", re.ASCII)
_ASPECT = compile_late(r"\s*(?:defer\s+)?(none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?:\s+(meet|slice))?\s*\Z")
_FUNCTION = compile_late(r"[\s,]*(matrix|translate[XY]?|scale[XY]?|rotate|skew[XY])\s*\(([^()]*)\)")
_ARGUMENT = compile_late(rf"[\s,]*({NUMBER})\s*(px|deg|rad|grad|turn)?(?=[\s,]|\Z|[+-])", re.IGNORECASE)
_COMMAND = compile_late(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])")
_FLAG = compile_late(r"[\s,]*([01])")
ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
"""Numbers of each path command (SVG 2 §9.3.9)."""
FLAGS = (3, 4)
"""The places of flags among the numbers of an arc, from 0: they need no separator."""
TRANSFORMS = {
    "matrix": (6,), "translate": (1, 2), "translatex": (1,), "translatey": (1,), "scale": (1, 2), "scalex": (1,), "scaley": (1,),
    "rotate": (1, 3), "skewx": (1,), "skewy": (1,),
}  # fmt: skip
"""How many numbers each transform function takes (SVG 2 §8.5, CSS Transforms 1 §13)."""
DEGREES = {"deg": 1.0, "rad": 57.29577951308232, "grad": 0.9, "turn": 360.0}
FONT_SIZES = {
    "xx-small": "9", "x-small": "10", "small": "13", "medium": "16", "large": "18", "x-large": "24", "xx-large": "32",
    "smaller": "0.8333em", "larger": "1.2em",
}  # fmt: skip
"""The sizes of font keywords in px (CSS Fonts 4 §2.5), which the engine does not know in pictures."""
LONGEST = 1000
"""The characters of a value that is no list of numbers."""


def parse_float(text: str) -> float:
    """A number that follows the grammar. Raises LimitError where it is out of range."""
    number = float(text)
    if not isfinite(number) or abs(number) > limits.SVG_NUMBER.value:
        raise LimitError(limits.SVG_NUMBER)
    return number


def trim_number(number: float, digits: int = 6) -> str:
    """A number without an exponent, which the engine's parsers misread."""
    text = f"{number:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clean_number(text: str) -> str | None:
    """One number."""
    found = _NUMBER.match(text)
    return trim_number(parse_float(found[1])) if found else None


def clean_positive(text: str) -> str | None:
    """One number above 0."""
    value = clean_number(text)
    return value if value and float(value) > 0 else None


def clean_alpha(text: str) -> str | None:
    """A number or percentage, from 0 to 1."""
    percent = text.strip().endswith("%")
    value = clean_number(text.strip().removesuffix("%"))
    return None if value is None else trim_number(min(1.0, max(0.0, float(value) / (100 if percent else 1))))


def clean_numbers(text: str) -> str | None:
    """Numbers separated by spaces or commas."""
    found, end = _scan_numbers(text)
    return " ".join(map(trim_number, found)) if found and not text[end:].strip(" \t\r\n,") else None


def clean_view_box(text: str) -> str | None:
    """The four numbers of a view box, of which width and height are above 0."""
    value = clean_numbers(text)
    box = [float(number) for number in value.split()] if value else []
    return value if len(box) == 4 and min(box[2:]) >= 0.001 else None


def clean_length(text: str) -> str | None:
    """A length or percentage."""
    found = _LENGTH.match(text)
    return trim_number(parse_float(found[1])) + (found[2] or "").lower() if found else None


def clean_size(text: str) -> str | None:
    """A length that is not negative."""
    value = clean_length(text)
    return value if value and not value.startswith("-") else None


def clean_positive_length(text: str) -> str | None:
    """A length above 0."""
    value = clean_size(text)
    return value if value and not re.match(r"0(?![.\d])", value) else None


def clean_lengths(text: str) -> str | None:
    """Lengths separated by spaces or commas, or `none`."""
    parts = re.split(r"[\s,]+", text.strip())
    if parts == ["none"]:
        return "none"
    found = [clean_length(part) for part in parts]
    return " ".join(filter(None, found)) if all(found) else None


def clean_keywords(text: str) -> str | None:
    """One to three identifiers."""
    return " ".join(text.split()) if _IDENTIFIERS.match(text) else None


def choose_keyword(*words: str) -> Callable[[str], str | None]:
    """A reader of one of these words."""
    return lambda text: text.strip() if text.strip() in words else None


def clean_aspect_ratio(text: str) -> str | None:
    """A value of `preserveAspectRatio`."""
    found = _ASPECT.match(text)
    return " ".join(filter(None, found.groups())) if found else None


def clean_orientation(text: str) -> str | None:
    """The direction of a marker: `auto`, or an angle in degrees."""
    if text.strip() in ("auto", "auto-start-reverse"):
        return text.strip()
    found = _ANGLE.match(text)
    return trim_number(parse_float(found[1]) * DEGREES[(found[2] or "deg").lower()]) if found else None


def clean_font_size(text: str) -> str | None:
    """A length, or the size of a keyword."""
    return FONT_SIZES.get(text.strip()) or clean_size(text)


def clean_font_weight(text: str) -> str | None:
    """A keyword or a number from 1 to 1000."""
    text = text.strip()
    return (
        text if text in ("normal", "bold", "bolder", "lighter") or (re.fullmatch(r"[0-9]{1,4}", text) and 0 < int(text) <= 1000) else None
    )


def clean_font_names(text: str) -> str | None:
    """Words, such as names of fonts, without anything that could be a function or end the value."""
    return " ".join(text.split()) if len(text) <= LONGEST and not re.search(r"[<>{}()\\;@]", text) else None


def clean_transform(text: str) -> str | None:
    """Transform functions; angles in degrees, lengths in px."""
    if text.strip() == "none":
        return None
    made, end = list[str](), 0
    while found := _FUNCTION.match(text, end):
        end, name, arguments = found.end(), found[1], _read_arguments(found[2])
        if arguments is None or len(arguments) not in TRANSFORMS[name.lower()]:
            return None
        made.append(f"{name}({' '.join(arguments)})")
    return " ".join(made) if made and not text[end:].strip(" \t\r\n,") else None


def _read_arguments(text: str) -> list[str] | None:
    made, end = list[str](), 0
    while found := _ARGUMENT.match(text, end):
        end = found.end()
        made.append(trim_number(parse_float(found[1]) * DEGREES.get((found[2] or "").lower(), 1.0), 9))
    return made if not text[end:].strip() else None


def clean_points(text: str) -> tuple[str, str]:
    """The points of a polygon, in pairs, and what follows them that are none, which is not drawn (SVG 2 §10.6)."""
    found, end = _scan_numbers(text)
    if len(found) > 2 * limits.SVG_PATH.value:
        raise LimitError(limits.SVG_PATH)
    pairs = zip(found[::2], found[1::2], strict=False)
    return " ".join(f"{trim_number(x)},{trim_number(y)}" for x, y in pairs), text[end:].strip(" \t\r\n,")


def clean_path(text: str) -> tuple[str, str]:
    """Path data with one command letter for each segment, and the rest from its first error on, which is not drawn (SVG 2 §9.5.4)."""
    made, end, command = list[str](), 0, ""
    while found := _COMMAND.match(text, end) or (_NUMBERS.match(text, end) if command not in ("", "Z", "z") else None):
        start = end
        if not found[1].isalpha():
            command = {"m": "l", "M": "L"}.get(command, command)
        else:
            command, end = found[1], found.end()
        if not made and command not in "mM":
            return "", text[start:].strip()
        numbers = list[str]()
        for place in range(ARGUMENTS[command.lower()]):
            number = (_FLAG if command in "aA" and place in FLAGS else _NUMBERS).match(text, end)
            if not number:
                return " ".join(made), text[start:].strip()
            numbers.append(trim_number(parse_float(number[1])))
            end = number.end()
        made.append(" ".join((command, *numbers)))
        if len(made) > limits.SVG_PATH.value:
            raise LimitError(limits.SVG_PATH)
    return " ".join(made), text[end:].strip(" \t\r\n,")


def _scan_numbers(text: str) -> tuple[list[float], int]:
    """The numbers at the beginning of a text, and where they end."""
    found, end = list[float](), 0
    while number := _NUMBERS.match(text, end):
        found.append(parse_float(number[1]))
        end = number.end()
    return found, end
