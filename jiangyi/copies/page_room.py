"""Find room on finished pages: what a strip of a page shows is measured on its picture, so that a mark covers no word on any paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

TOLERANCE = 8
"""Of 255: the shades of a row that is blank differ by no more."""
LIGHT = 200
"""A row of this shade or a lighter one needs no white edge around dark letters."""
MOST = 0.25
"""The part of a page's height in which the strips at its edges are looked for."""


@dataclass(frozen=True)
class Strip:
    """A strip of uniform shade at the edge of a page."""

    height: float
    """Points."""
    is_light: bool

    @property
    def room(self) -> float:
        """What dark letters have of it."""
        return self.height * self.is_light


@dataclass(frozen=True)
class PagePicture:
    """A page in shades of grey, one pixel a point, and its trimmed edges in points."""

    picture: Any
    media: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        """The trimmed width."""
        return self.trim[2] - self.trim[0]

    @property
    def height(self) -> float:
        """The trimmed height."""
        return self.trim[3] - self.trim[1]

    def measure_foot(self, width: float) -> Strip:
        """The uniform strip at the foot of the page, `width` points in its middle."""
        return self._measure(self.trim[1], 1, width)

    def measure_head(self, width: float) -> Strip:
        """The uniform strip at the head of the page."""
        return self._measure(self.trim[3], -1, width)

    def find_middle(self, low: float, width: float) -> float:
        """The middle of what stands over a strip of a height at the foot, if that is short and near the middle of the page; else that."""
        middle, bottom = (self.trim[0] + self.trim[2]) / 2, self.trim[1] + low
        left = max(0, int(middle - width / 2 - self.media[0]))
        found = self.picture.crop((left, self._row(bottom + AROUND), int(left + width), self._row(bottom) + 1))
        ink = found.point([255 if shade < LIGHT else 0 for shade in range(256)]).getbbox()
        if ink is None or ink[2] - ink[0] > width / 2:
            return middle
        own = self.media[0] + left + (ink[0] + ink[2]) / 2
        return own if abs(own - middle) < AROUND else middle

    def find_band(self, left: float, top: float, low: float, height: float) -> float | None:
        """The upper edge of the first light band of a height below `top` and above `low`; None if there is none."""
        free = 0
        for row in range(self._row(top), self._row(low)):
            shades = self._shades(row, left, self.trim[2] - (left - self.trim[0]))
            free = free + 1 if shades[0] >= LIGHT and shades[1] - shades[0] <= TOLERANCE else 0
            if free >= height:
                return self.media[3] - (row + 1 - free)
        return None

    def _measure(self, edge: float, step: int, width: float) -> Strip:
        middle = (self.trim[0] + self.trim[2]) / 2
        count = int(self.height * MOST)
        rows = [self._shades(self._row(edge + step * (at + 0.5)), middle - width / 2, middle + width / 2) for at in range(count)]
        first = rows[0][0]
        blank = list(takewhile(lambda shades: shades[1] - shades[0] <= TOLERANCE and abs(shades[0] - first) <= TOLERANCE, rows))
        return Strip(float(len(blank)), first >= LIGHT)

    def _row(self, y: float) -> int:
        """The row of pixels at a height."""
        return max(0, min(int(self.picture.height) - 1, int(self.media[3] - y)))

    def _shades(self, row: int, left: float, right: float) -> tuple[int, int]:
        """The darkest and the lightest shade of a part of a row."""
        start = max(0, int(left - self.media[0]))
        end = min(self.picture.width, max(start + 1, int(right - self.media[0])))
        found: tuple[int, int] = self.picture.crop((start, row, end, row + 1)).getextrema()
        return found


@dataclass(frozen=True)
class MarkPlace:
    """Where a box is on a page: its scale, and its lower left corner in points."""

    scale: float
    x: float
    y: float


@dataclass(frozen=True)
class MarkPlaces:
    """Where the mark of each page is: a box that all pages share."""

    width: float
    height: float
    size: float
    """Of the letters, in points."""
    places: tuple[MarkPlace, ...]
    """On each page."""
    needs_edge: bool
    """True if letters lie on something."""
    low: float
    """The height over the trimmed edge that is kept for marks."""


WIDTH = 0.8
"""The part of the narrowest page that a mark may be wide."""
LINES = 2
"""The most lines that a long name has room for in its size."""
FILLED = 0.8
"""The part of a strip that a mark may fill."""
LIFT = 0.55
"""The part of the rest that is between it and the edge, which printers may not reach; the other part is between it and the text."""
NARROWER = 0.2
"""The part of the pages whose strips may be narrower than what the size is for: on them the mark is smaller."""
LEAST = 0.5
"""Its least scale."""
NO_STRIP = 0.03
"""The part of the page height that is taken where pages have no strip."""
AROUND = 14.0
"""Points over a strip in which a page number is looked for, whose middle is that of the mark too."""


def place_marks(pages: Sequence[PagePicture], size: float, line: float) -> MarkPlaces:
    """The place of the mark on each page: at the foot, under the page number, or at the head where far more pages have room there.

    A page that has something there has its mark at the other edge. `size` is that of the letters where there is room, `line` the
    height of a line in em.
    """
    width = min(page.width for page in pages) * WIDTH
    edges = [{True: page.measure_foot(width), False: page.measure_head(width)} for page in pages]
    best = sorted(max(strip.room for strip in strips.values()) for strips in edges)
    room = best[int(len(best) * NARROWER)] or min(page.height for page in pages) * NO_STRIP
    size = min(size, room * FILLED / line)
    height = max(size * line, min(size * line * LINES, room * FILLED))
    feet, heads = (sum(strips[side].room * FILLED >= height for strips in edges) for side in (True, False))
    at_foot = feet >= heads * (1 - NARROWER)
    places, needs_edge = list[MarkPlace](), False
    for page, strips in zip(pages, edges, strict=True):
        side = at_foot if strips[at_foot].room * FILLED >= height or strips[at_foot].room >= strips[not at_foot].room else not at_foot
        strip = strips[side]
        scale = min(1.0, max(LEAST, strip.room * FILLED / height))
        up = max(0.0, min(room, strip.room) - height * scale) * LIFT
        middle = page.find_middle(strip.height, width) if side else (page.trim[0] + page.trim[2]) / 2
        places.append(MarkPlace(scale, middle - width * scale / 2, page.trim[1] + up if side else page.trim[3] - up - height * scale))
        needs_edge |= strip.room < height * scale
    return MarkPlaces(width, height, size, tuple(places), needs_edge, room if at_foot else 0.0)
