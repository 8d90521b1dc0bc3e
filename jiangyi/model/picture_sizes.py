"""Sizes and names of pictures, as Markdown, Obsidian and HTML write them."""

import hashlib
import re
import unicodedata
from typing import NamedTuple

LENGTH = re.compile(r"(?P<number>\d{1,4}(?:\.\d{1,3})?|\.\d{1,3})[ \t]*(?P<unit>%|cm|mm|px|em|pt|in)?", re.IGNORECASE)
SIZE_IN_ALT = re.compile(r"\s*(?P<width>\d{1,4})(?:\s*[x×]\s*(?P<height>\d{1,4}))?\s*")
FIELD = re.compile(r"""\s*(?P<key>[a-z]+)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|“(?P<curly>[^”]*)”|(?P<bare>[^\s"'{}]+))""")
SIZE_FIELDS = ("width", "height")


class PictureAlt(NamedTuple):
    """An alternative text, and the size that was written in it."""

    alt: str
    width: str = ""
    height: str = ""


def to_length(value: str) -> str:
    """A length with its unit, pixels where it has none; empty for what is no length, more than the whole line, or nothing."""
    match = LENGTH.fullmatch(unicodedata.normalize("NFKC", value).strip())  # ６０％ is 60%
    if not match or not float(match["number"]):
        return ""
    unit = (match["unit"] or "px").lower()
    return "" if unit == "%" and float(match["number"]) > 100 else f"{match['number']}{unit}"


def split_alt(alt: str) -> PictureAlt:
    """The size in pixels that Obsidian writes after an alternative text, `示意图|120x80`, apart from it."""
    words, bar, size = alt.rpartition("|")
    match = SIZE_IN_ALT.fullmatch(size) if bar else None
    if not match:
        return PictureAlt(alt)
    return PictureAlt(words.rstrip(), to_length(match["width"]), to_length(match["height"] or ""))


def read_size(inside: str) -> dict[str, str] | None:
    """The width and height in `{width=4cm height=3cm}`, without the braces; None where anything else is in them."""
    found: dict[str, str] = {}
    at = 0
    while match := FIELD.match(inside, at):
        value = to_length(next(part for part in match.group("double", "single", "curly", "bare") if part is not None))
        if match["key"] not in SIZE_FIELDS or not value:
            return None
        found[match["key"]] = value
        at = match.end()
    return found if found and not inside[at:].strip() else None


def picture_key(src: str) -> str:
    """The local id of the pictures of an address that stand in lines."""
    return "_picture" + hashlib.sha256(src.encode(errors="surrogatepass")).hexdigest()[:12]
