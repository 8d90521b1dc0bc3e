"""Convert Word formulas (OMML, ECMA-376 part 1 §22.1) to LaTeX; unknown elements are listed and give their characters."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from jiangyi.notation import ACCENT_COMMANDS, BRACKETS, NARY, write_symbols

OMML = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def convert_to_latex(element: Any, unknown: list[str]) -> str:
    """A formula in LaTeX; names of unknown elements are appended to `unknown`."""
    return " ".join(_convert_children(element, unknown).split())


def extract_text(element: Any) -> str:
    """The characters of a formula, in order."""
    return "".join(text.text or "" for text in element.iter(f"{OMML}t"))


def _convert_children(element: Any, unknown: list[str]) -> str:
    return "".join(_convert_element(child, unknown) for child in element)


def _convert_child(element: Any, name: str, unknown: list[str]) -> str:
    found = element.find(f"{OMML}{name}")
    return "" if found is None else _convert_children(found, unknown).strip()


def _attribute_value(element: Any, path: str, default: str = "") -> str:
    found = element.find("/".join(f"{OMML}{step}" for step in path.split("/")))
    return default if found is None else found.get(f"{OMML}val", default)


def _convert_element(element: Any, unknown: list[str]) -> str:
    name = element.tag.removeprefix(OMML) if isinstance(element.tag, str) else ""
    if name in TEMPLATES:
        return PLACE.sub(lambda match: _fill_place(element, match, unknown), TEMPLATES[name])
    if name in CONVERTERS:
        return CONVERTERS[name](element, unknown)
    if name and not name.endswith("Pr") and extract_text(element):
        unknown.append(name)
        return write_symbols(extract_text(element))
    return ""


def _fill_place(element: Any, place: re.Match[str], unknown: list[str]) -> str:
    found = _convert_child(element, place["child"], unknown)
    return _brace_base(found) if place["base"] else found


def _convert_run(element: Any, _unknown: list[str]) -> str:
    return write_symbols("".join(text.text or "" for text in element.findall(f"{OMML}t")))


def _convert_fraction(element: Any, unknown: list[str]) -> str:
    command = "binom" if _attribute_value(element, "fPr/type") == "noBar" else "frac"
    return rf"\{command}{{{_convert_child(element, 'num', unknown)}}}{{{_convert_child(element, 'den', unknown)}}}"


def _convert_root(element: Any, unknown: list[str]) -> str:
    degree = _convert_child(element, "deg", unknown)
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_convert_child(element, 'e', unknown)}}}"


def _convert_operator(element: Any, unknown: list[str]) -> str:
    """A sum, product or integral with its limits."""
    sign = NARY.get(_attribute_value(element, "naryPr/chr", "∫"), "int")
    below, above = (_convert_child(element, child, unknown) for child in ("sub", "sup"))
    limits = (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return rf"\{sign}{limits} {_convert_child(element, 'e', unknown)}"


def _convert_brackets(element: Any, unknown: list[str]) -> str:
    opening, closing = _attribute_value(element, "dPr/begChr", "("), _attribute_value(element, "dPr/endChr", ")")
    inside = ", ".join(_convert_cells(element, unknown))
    return rf"\left{BRACKETS.get(opening, opening)} {inside} \right{BRACKETS.get(closing, closing)}"


def _convert_accent(element: Any, unknown: list[str]) -> str:
    return rf"\{ACCENT_COMMANDS.get(_attribute_value(element, 'accPr/chr', '̂'), 'hat')}{{{_convert_child(element, 'e', unknown)}}}"


def _convert_bar(element: Any, unknown: list[str]) -> str:
    below = _attribute_value(element, "barPr/pos", "bot") == "bot"
    return rf"\{'underline' if below else 'overline'}{{{_convert_child(element, 'e', unknown)}}}"


def _convert_group(element: Any, unknown: list[str]) -> str:
    return _write_grouped(_attribute_value(element, "groupChrPr/chr", "⏟"), _convert_child(element, "e", unknown))


def _convert_matrix(element: Any, unknown: list[str]) -> str:
    rows = (" & ".join(_convert_cells(row, unknown)) for row in element.findall(f"{OMML}mr"))
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _convert_equations(element: Any, unknown: list[str]) -> str:
    rows = (row.replace("&", "") for row in _convert_cells(element, unknown))
    return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"


def _convert_cells(element: Any, unknown: list[str]) -> list[str]:
    return [_convert_children(cell, unknown).strip() for cell in element.findall(f"{OMML}e")]


def _write_grouped(sign: str, inner: str) -> str:
    """Some terms with a sign above or below all of them."""
    command = {"⏟": "underbrace", "⏞": "overbrace", "→": "overrightarrow", "←": "overleftarrow"}.get(sign)
    return rf"\{command}{{{inner}}}" if command else rf"\overset{{{write_symbols(sign)}}}{{{inner}}}"


def _brace_base(text: str) -> str:
    return text if len(text) <= 1 or re.fullmatch(r"\\[A-Za-z]+ ?", text) else f"{{{text}}}"


PLACE = re.compile(r"«(?P<base>base )?(?P<child>\w+)»")
TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "sSup": "«base e»^{«sup»}",
        "sSub": "«base e»_{«sub»}",
        "sSubSup": "«base e»_{«sub»}^{«sup»}",
        "sPre": "{}_{«sub»}^{«sup»}«e»",
        "func": "«fName» «e»",
        "borderBox": r"\boxed{«e»}",
        "limLow": "«e»_{«lim»}",
        "limUpp": "«e»^{«lim»}",
        "box": "«e»",
    }
)
"""The LaTeX of elements that have parts only, by name; a base is in braces where it is longer than a character."""
CONVERTERS: Mapping[str, Callable[[Any, list[str]], str]] = MappingProxyType(
    {
        "r": _convert_run,
        "f": _convert_fraction,
        "rad": _convert_root,
        "nary": _convert_operator,
        "d": _convert_brackets,
        "acc": _convert_accent,
        "bar": _convert_bar,
        "groupChr": _convert_group,
        "m": _convert_matrix,
        "eqArr": _convert_equations,
        "oMath": _convert_children,
        "e": _convert_children,
    }
)
"""What converts each other element of a formula (ECMA-376 Part 1 §22.1)."""
