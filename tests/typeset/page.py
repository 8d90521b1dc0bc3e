"""Measure a PDF glyph by glyph: the lines of a page with the ink, the origin and the advance of each character."""

from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import pymupdf
import weasyprint

from jiangyi.engine import patched_drawing, patched_layout, without_patches
from jiangyi.typeset.characters import COMMON, CharClass, classify, select_region

EM = 11.0
LEFT = 20.0
FONT = "Noto Serif CJK SC"
STYLE = "@page {{ size: {page}pt 800pt; margin: 20pt }} body {{ margin: 0; font: 11pt/19pt '{font}'; overflow-wrap: anywhere }}"
PROSE = "p { margin: 0; text-indent: 2em; text-align: justify }"


@dataclass(frozen=True)
class Glyph:
    """A character with its origin and baseline in pt, in em of its size where it says so."""

    character: str
    x: float
    y: float
    advance: float
    size: float
    lang: str = "zh-Hans"

    @property
    def kind(self) -> CharClass:
        return classify(self.character, select_region(self.lang)).kind

    @property
    def ink(self) -> tuple[float, float]:
        """Where its ink may be: a full-width mark has half of its em."""
        mark = classify(self.character, select_region(self.lang))
        full = self.advance > 0.85 * self.size
        return self.x + mark.before * self.size * full, self.x + self.advance - mark.after * self.size * full


@dataclass(frozen=True)
class Line:
    """The glyphs of a line in their order, without blanks."""

    glyphs: tuple[Glyph, ...]
    page: int

    @property
    def text(self) -> str:
        return "".join(g.character for g in self.glyphs)

    @property
    def start(self) -> float:
        return self.glyphs[0].ink[0]

    @property
    def end(self) -> float:
        return self.glyphs[-1].ink[1]

    @property
    def openings(self) -> list[float]:
        """Em between neighbours that are both Han."""
        return [(b.x - a.x - a.advance) / EM for a, b in pairwise(self.glyphs) if a.kind == b.kind == CharClass.HAN]

    @property
    def opening(self) -> float:
        return median(self.openings or [0.0])


def write_pdf(html: str, css: str = PROSE, measure: float = 42, font: str = FONT, lang: str = "zh-Hans", *, ours: bool = True) -> bytes:
    """A PDF of HTML on a page whose text is `measure` em of 11 pt wide."""
    with nullcontext() if ours else without_patches(), patched_layout(), patched_drawing():
        sheet = weasyprint.CSS(string=STYLE.format(page=measure * EM + 2 * LEFT, font=font) + css)
        data: bytes = weasyprint.HTML(string=f'<html lang="{lang}"><body>{html}</body></html>').write_pdf(stylesheets=[sheet])
    return data


def lines(data: bytes, lang: str = "zh-Hans") -> list[Line]:
    """The lines of a PDF, top to bottom."""
    found = []
    with pymupdf.open(stream=data) as document:
        for number, page in enumerate(document):
            glyphs = [
                Glyph(c["c"], c["origin"][0], round(c["origin"][1], 1), c["bbox"][2] - c["origin"][0], span["size"], lang)
                for block in page.get_text("rawdict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
                for c in span["chars"]
                if c["c"].strip()
            ]
            glyphs.sort(key=lambda g: (g.y, g.x))
            found += [Line(tuple(part), number) for _, part in groupby(glyphs, key=lambda g: g.y)]
    return found


def is_mark(glyph: Glyph) -> bool:
    """Whether it is a full-width mark with blank space in its em."""
    mark = COMMON.get(glyph.character) or classify(glyph.character, select_region(glyph.lang))
    return bool(mark.before or mark.after) and glyph.advance > 0.85 * glyph.size
