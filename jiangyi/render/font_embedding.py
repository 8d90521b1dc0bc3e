"""Subset fonts to the characters of a book, for EPUBs with embedded fonts; the licence in each font file is kept."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jiangyi.core import Report, Span
from jiangyi.notation import find_math_font_file
from jiangyi.project import find_file
from jiangyi.store import StoredMemo
from jiangyi.theme import resolve_fonts

RESTRICTED, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
"""Bits of fsType in the table OS/2 (OpenType 1.9.1) that forbid embedding or subsetting."""
HEADING = re.compile(r"<(h[1-6])\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FACES = (("body", 400), ("body", 700), ("head", 700))
"""Role and weight of each embedded font. Bold is embedded too, because Apple Books does not synthesize it."""
ITALICS = (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC))
"""First and last letter of alphabets, and the first of their italics among the mathematical alphanumeric symbols."""
USUAL_SIGNS = "√‾¯−×÷±·…≈≤≥≠→∑∏∫∞∂Δπαβγθλμρσφω" + "".join(map(chr, range(0x21, 0x7F)))
"""The signs of usual formulas. All are in every font of formulas, so that most books share one, which is made once."""
EAST_ASIAN = re.compile("[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]+")
"""East Asian scripts and signs, which are no signs of formulas: other words in a formula make no other font."""
TABLES_OF_TEXT = ("GDEF", "GPOS", "GSUB")
"""Tables that lay out words (OpenType 1.9.1); formulas are laid out by the table MATH."""
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


MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
FORMULA_FONTS: StoredMemo[bytes] = StoredMemo("fonts of formulas", bytes, bytes, size=0)
FORMULA_FONT_NAME = "fonts/math.ttf"


def embed_formula_font(chapters: Iterable[str]) -> EmbeddedFont | None:
    """The math font of printed formulas, with the usual signs and the characters of formulas in a book; None where there are none.

    Without a font that has the table MATH (OpenType 1.9.1), a reading system draws roots with too small a sign and an index apart.
    """
    found = "".join(match[0] for chapter in chapters if "<math" in chapter for match in MATH.finditer(chapter))
    if not found:
        return None
    used = {*EAST_ASIAN.sub("", _characters(found)), *USUAL_SIGNS}
    characters = "".join(sorted({*used, *map(to_italic, used)}))

    def subset(_report: Report) -> bytes:
        return subset_for_epub(str(find_math_font_file()), 0, characters, TABLES_OF_TEXT) or b""

    data = FORMULA_FONTS.get_or_compute(characters, subset, Report())
    css = f'@font-face {{ font-family: "jiangyi-math"; src: url("{FORMULA_FONT_NAME}") }}\n'
    return EmbeddedFont(FORMULA_FONT_NAME, "font/ttf", data, css) if data else None


def to_italic(character: str) -> str:
    """The italic letter of mathematics that a reading system draws for a variable of one letter (MathML Core §4.2)."""
    for first, last, italic in ITALICS:
        if first <= character <= last:
            return "\u210e" if character == "h" else chr(ord(character) - ord(first) + italic)
    return character


def subset_for_epub(file: str, index: int, characters: str, left_out: Sequence[str] = ()) -> bytes | None:
    """A font of a file with only some characters, and without some tables; None where its licence forbids subsetting."""
    from fontTools import subset as tool
    from fontTools.ttLib import TTFont

    font = TTFont(file, fontNumber=index, lazy=True, recalcTimestamp=False)
    if is_embedding_forbidden(font):
        return None
    options = tool.Options(hinting=False, notdef_outline=True, glyph_names=False, name_IDs=["*"])
    options.drop_tables += ["BASE", "DSIG", "VORG", "vhea", "vmtx", *left_out]  # for lines that run from left to right alone
    cutter = tool.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def is_embedding_forbidden(font: Any) -> bool:
    """True if the licence in a font forbids embedding a subset of it."""
    return bool(font["OS/2"].fsType & (RESTRICTED | NO_SUBSETTING | BITMAPS_ONLY)) if "OS/2" in font else False
