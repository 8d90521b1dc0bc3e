"""Subset fonts to the characters of a book, for EPUBs with embedded fonts; the licence in each font file is kept."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jiangyi.core import Report, Span
from jiangyi.project import find_file
from jiangyi.theme import resolve_fonts

RESTRICTED, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
"""Bits of fsType in the table OS/2 (OpenType 1.9.1) that forbid embedding or subsetting."""
HEADING = re.compile(r"<(h[1-6])\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FACES = (("body", 400), ("body", 700), ("head", 700))
"""Role and weight of each embedded font. Bold is embedded too, because Apple Books does not synthesize it."""
SHOWN = 120
"""Characters of the words of an exception in a message."""
EMBEDDED_FONT_CSS = """body { font-family: "jiangyi-body", serif }
h1, h2, h3, h4, h5, h6 { font-family: "jiangyi-head", sans-serif }
"""


@dataclass(frozen=True)
class EmbeddedFont:
    """A font file of an EPUB."""

    name: str
    media_type: str
    data: bytes
    css: str


def font_stacks(css: str, lang: str) -> dict[str, tuple[str, ...]]:
    """The font families of each role for a language, in the order of preference."""
    return {one.role: (*one.stack.families, *one.stack.fallbacks) for one in resolve_fonts(css, lang)}


def embed_fonts(
    families: Iterable[tuple[str, tuple[str, ...]]], chapters: Iterable[str], place: Span, report: Report
) -> Iterator[EmbeddedFont]:
    """Subset the fonts of a book; one that is not installed, is damaged, or must not be embedded is reported."""
    text = "".join(chapters)
    headings = "".join(match[0] for match in HEADING.finditer(text))
    by_role = dict(families)
    for role, weight in FACES:
        names = by_role[role]
        face = next((found for name in names if (found := find_file(name, weight))), None)
        if face is None:
            report.add("font-not-embedded", place, families=", ".join(names))
            continue
        try:
            data = subset_for_epub(*face, _characters(headings if role == "head" else text))
        except Exception as error:  # the library raises anything for a damaged font
            report.add("font-broken", place, file=face[0], problem=" ".join(f"{type(error).__name__}: {error}".split())[:SHOWN])
            continue
        if data is None:
            report.add("font-licence", place, file=face[0])
            continue
        suffix = "otf" if data.startswith(b"OTTO") else "ttf"
        name = f"fonts/{role}-{weight}.{suffix}"
        css = f'@font-face {{ font-family: "jiangyi-{role}"; font-weight: {weight}; src: url("{name}") }}\n'
        yield EmbeddedFont(name, f"font/{suffix}", data, css)


def _characters(html: str) -> str:
    from html import unescape

    return "".join(sorted(set(unescape(TAG.sub("", html)))))


def subset_for_epub(file: str, index: int, characters: str) -> bytes | None:
    """A font of a file with only some characters; None where its licence forbids subsetting."""
    from fontTools import subset as tool
    from fontTools.ttLib import TTFont

    font = TTFont(file, fontNumber=index, lazy=True, recalcTimestamp=False)
    if is_embedding_forbidden(font):
        return None
    options = tool.Options(hinting=False, notdef_outline=True, glyph_names=False, name_IDs=["*"])
    options.drop_tables += ["BASE", "DSIG", "VORG", "vhea", "vmtx"]  # for lines that run from left to right alone
    cutter = tool.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def is_embedding_forbidden(font: Any) -> bool:
    """True if the licence in a font forbids embedding a subset of it."""
    return bool(font["OS/2"].fsType & (RESTRICTED | NO_SUBSETTING | BITMAPS_ONLY)) if "OS/2" in font else False
