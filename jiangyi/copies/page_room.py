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
class MarkPlaces:
    """Where the mark of each page is: its box, whose width and height are the same on all pages."""

    width: float
    height: float
    size: float
    """Of the letters, in points."""
    corners: tuple[tuple[float, float], ...]
    """The lower left corner of the box on each page."""
    needs_edge: bool
    """True if letters lie on something dark."""
    low: float
    """The height over the trimmed edge that is kept for marks."""


WIDTH = 0.8
"""The part of the narrowest page that a mark may be wide."""
LEAST = 7.0
"""Points of a strip in which a mark can be read."""
FILLED = 0.8
"""The part of a strip that a mark may fill."""
LIFT = 0.55
"""The part of the rest that is below it: it stands nearer to the text than to the edge, which printers may not reach."""
NO_STRIP = 0.03
"""The part of the page height that is taken where no page has a strip."""


def place_marks(pages: Sequence[PagePicture], size: float, line: float) -> MarkPlaces:
    """The place of the mark on each page: at the foot, under the page number; at the head where the foot is printed on.

    `size` is that of the letters where there is room, `line` the height of a line in em.
    """
    width = min(page.width for page in pages) * WIDTH
    feet = [page.measure_foot(width) for page in pages]
    room = min([foot.height for foot in feet if foot.height >= LEAST], default=min(page.height for page in pages) * NO_STRIP)
    size = min(size, room * FILLED / line)
    height = size * line
    corners, is_plain = [], True
    for page, foot in zip(pages, feet, strict=True):
        left, up = (page.trim[0] + page.trim[2] - width) / 2, (room - height) * LIFT
        head = page.measure_head(width) if foot.height < LEAST else None
        is_at_head = head is not None and head.is_light and head.height * FILLED >= height
        is_plain &= is_at_head or (head is None and foot.is_light)
        corners.append((left, page.trim[3] - up - height if is_at_head else page.trim[1] + up))
    return MarkPlaces(width, height, size, tuple(corners), not is_plain, room)
