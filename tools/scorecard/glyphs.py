"""What a PDF shows, glyph by glyph, whatever program made it: lines with the place of each character, and the ink of an area."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pymupdf
from numpy.typing import NDArray

from jiangyi.writers.pdf.formula_font import NAME

HAN = re.compile(r"[\u3007\u3400-\u9fff]")
SAME_LINE = 0.3
"""Em by which the baselines of two characters of one line may differ."""
SAME_PLACE = 0.05
"""Pt by which the end of a glyph and the next character may differ where nothing is between them."""
SCALE = 8
"""Pixels of a point where ink is looked for."""
DARK = 128
"""The grey below which a pixel is ink."""


class NotFoundError(ValueError):
    """The page does not show what is to be measured."""


@dataclass(frozen=True)
class Glyph:
    """A character with its origin, its baseline and its nominal advance in pt."""

    character: str
    x: float
    y: float
    advance: float
    size: float

    @property
    def end(self) -> float:
        """Where its em ends."""
        return self.x + self.advance


@dataclass(frozen=True)
class Line:
    """The glyphs of a line in their order, without blanks."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its characters."""
        return "".join(glyph.character for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """Of its first glyph, in pt from the top of the page."""
        return self.glyphs[0].y

    @property
    def openings(self) -> list[float]:
        """Pt between neighbours that are both Han."""
        return [b.x - a.end for a, b in pairwise(self.glyphs) if HAN.match(a.character) and HAN.match(b.character)]

    def find(self, text: str) -> Iterator[tuple[Glyph, ...]]:
        """Every place of a text in it, as glyphs."""
        at = self.text.find(text)
        while at >= 0:
            yield self.glyphs[at : at + len(text)]
            at = self.text.find(text, at + 1)


@dataclass(frozen=True)
class Page:
    """A page with the edges of its text area and the body size in pt."""

    page: pymupdf.Page
    left: float
    right: float
    em: float
    glyphs: tuple[Glyph, ...]
    others: tuple["Page", ...] = ()
    """The pages after it, of a sample that fills several."""

    @property
    def lines(self) -> list[Line]:
        """The lines of body text, from top to bottom."""
        return self.lines_of(lambda size: abs(size - self.em) < 0.05 * self.em)

    @property
    def small_lines(self) -> list[Line]:
        """The lines of text that is at most 3/4 as large, such as readings above characters and footnotes."""
        return self.lines_of(lambda size: size < 0.76 * self.em)

    @property
    def rules(self) -> list[tuple[float, float, float, float]]:
        """The boxes of drawn lines: left, top, right, bottom."""
        return [tuple(drawing["rect"]) for drawing in self.page.get_drawings() if drawing["rect"].width > drawing["rect"].height]

    @property
    def all_lines(self) -> list[Line]:
        """The lines of everything but small text."""
        return self.lines_of(lambda size: size > 0.76 * self.em)

    def lines_of(self, is_wanted: Callable[[float], bool]) -> list[Line]:
        """The lines of glyphs of some sizes."""
        found = sorted((g for g in self.glyphs if is_wanted(g.size)), key=lambda g: (g.y, g.x))
        rows: list[list[Glyph]] = []
        for glyph in found:
            if rows and abs(rows[-1][0].y - glyph.y) < SAME_LINE * self.em:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return [Line(tuple(sorted(row, key=lambda g: g.x))) for row in rows]

    def ink(self, x0: float, y0: float, x1: float, y1: float) -> NDArray[np.bool_]:
        """The pixels of an area in pt that are ink, row by row."""
        clip = pymupdf.Rect(x0, y0, x1, y1)
        pixels = self.page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), clip=clip, colorspace=pymupdf.csGRAY)
        grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)
        return np.less(grey[:, : pixels.width], DARK)

    def ink_columns(self, x0: float, y0: float, x1: float, y1: float) -> list[tuple[float, float]]:
        """The stretches of an area that have ink in them, from left to right, as their ends in pt."""
        marked: NDArray[np.bool_] = np.any(self.ink(x0, y0, x1, y1), axis=0)
        ends = [0, *(np.flatnonzero(np.diff(marked.astype(np.int8))) + 1).tolist(), len(marked)]
        return [(x0 + a / SCALE, x0 + b / SCALE) for a, b in pairwise(ends) if b > a and marked[a]]

    def ink_rows(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float]:
        """Where the ink of an area begins and ends, from the top of the page."""
        marked = np.flatnonzero(np.any(self.ink(x0, y0, x1, y1), axis=1))
        if not len(marked):
            raise NotFoundError("no ink")
        return y0 + float(marked[0]) / SCALE, y0 + float(marked[-1] + 1) / SCALE


def read_pages(document: pymupdf.Document, left: float, right: float, em: float) -> list[Page]:
    """The pages of a PDF."""
    return [Page(page, left, right, em, tuple(_glyphs(page))) for page in document.pages()]


def _glyphs(page: pymupdf.Page) -> Iterator[Glyph]:
    first, x = None, 0.0
    for font, glyph in _shown_glyphs(page):
        if font == NAME and first and abs(glyph.y - first.y) < SAME_PLACE and abs(glyph.x - x) < SAME_PLACE:
            # a further character of a ligature, whose advance is that of the first one
            shown = replace(glyph, x=first.end, size=first.size, advance=0.0)
        else:
            shown = first = glyph
        x = glyph.end
        if shown.character.strip():
            yield shown


def _shown_glyphs(page: pymupdf.Page) -> Iterator[tuple[str, Glyph]]:
    """The glyphs of a page, each with the name of its font."""
    for block in page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for one in span["chars"]:
                    x, y = one["origin"]
                    yield span["font"], Glyph(one["c"], x, y, one["bbox"][2] - x, span["size"])
