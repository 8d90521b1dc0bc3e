"""Give the engine a font with boxes for the characters that no installed font has, so that their glyphs are visible and searchable.

Pango takes a character from any font that has it, so these fonts are used only where no other is. A font has all such characters of a
row of 16, and its name is that of the row: any process can make the same font again.
"""

import re
from collections.abc import Mapping
from typing import Any

from jiangyi.core import memoize
from jiangyi.project import box_font, fonts

ROW = 16
FAMILY = re.compile(rf"{box_font.FAMILY} ([0-9A-F]{{3,5}})x\b")


def add_box_fonts(configuration: Any, text: str) -> None:
    """Add the fonts for the characters of a text that no installed font has."""
    for row in sorted({ord(character) // ROW for character in fonts.find_missing(set(text))}):
        _add_row(configuration, row)


def add_box_font_of(configuration: Any, description: str) -> None:
    """Add the font that a Pango font description names, if it is one of boxes."""
    match = FAMILY.match(description)
    if match:
        _add_row(configuration, int(match[1], 16))


def map_box_glyphs(family: str) -> Mapping[int, str]:
    """The character of each glyph of a font of boxes, by its name; empty for any other font.

    Glyphs of one grapheme are a cluster, whose text belongs to the first of them; but a box stands for its own character alone.
    """
    match = FAMILY.match(family)
    return dict(enumerate(_list_row(int(match[1], 16)), 1)) if match else {}


def _add_row(configuration: Any, row: int) -> None:
    """Add the font of a row; one that was added before is left as it is."""
    from weasyprint.urls import URLFetcherResponse

    family = box_font.family_of(row)
    url = f"https://fonts.invalid/{row:X}.ttf"

    def fetch(_url: str) -> Any:
        return URLFetcherResponse(url, _build_row(row), {"Content-Type": "font/ttf"})

    configuration.add_font_face({"font_family": family, "src": [("external", url)]}, fetch)


@memoize(64)
def _build_row(row: int) -> bytes:
    return box_font.build_box_font(_list_row(row), box_font.family_of(row))


def _list_row(row: int) -> list[str]:
    """The characters of a row that no installed font has, in order."""
    return fonts.find_missing(map(chr, range(row * ROW, (row + 1) * ROW)))
