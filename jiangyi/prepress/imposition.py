"""Compute which page is printed where on which side of which sheet; pure functions of numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from jiangyi.prepress.options import POINTS_PER_MM, SHEETS, SLUG_WIDTH, ImpositionOptions

MARK_LENGTH, MARK_GAP = 5.0, 3.0
"""In mm: the length of a crop mark, and its distance from the corner if the bleed is not larger."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


@dataclass(frozen=True)
class PagePlacement:
    """A page on a side of a sheet. Lengths in points, from the lower left corner of the trimmed sheet."""

    page: int
    """By its index."""
    x: float
    y: float
    """The position of the lower left corner of the trimmed page."""
    scale: float
    clip_box: Box
    """What the page is clipped to."""


@dataclass(frozen=True)
class ImpositionPlan:
    """The sides of all sheets, front and back in turn."""

    width: float
    height: float
    """Of a trimmed sheet, in points."""
    sides: tuple[tuple[PagePlacement, ...], ...]
    trim_boxes: tuple[Box, ...] = ()
    """The boxes that crop marks are drawn around."""
    folded: bool = False

    def placements(self) -> dict[int, tuple[int, PagePlacement]]:
        """The side and the placement of each page."""
        return {place.page: (number, place) for number, side in enumerate(self.sides) for place in side}


def booklet_order(pages: int, *, back: bool = False) -> tuple[tuple[int | None, int | None], ...]:
    """The left and right page of each side of a saddle-stitched booklet, from the outermost sheet's outer side.

    Blank pages, None, fill the last sheet; they are at the end, or before the last page if that is a back cover.
    """
    full = -(-pages // 4) * 4
    blanks = [None] * (full - pages)
    order: list[int | None] = [*range(pages)]
    at = pages - 1 if back else pages
    order[at:at] = blanks
    return tuple(pair for n in range(full // 4) for pair in ((order[-1 - 2 * n], order[2 * n]), (order[2 * n + 1], order[-2 - 2 * n])))


def plan_booklet(pages: int, width: float, height: float, options: ImpositionOptions, *, back: bool = False) -> ImpositionPlan:
    """Impose pages of a size in points as a booklet; they are scaled down if two do not fit side by side, never up."""
    high, wide = sorted(length * POINTS_PER_MM for length in SHEETS[options.sheet])
    fold, bleed = wide / 2, options.bleed * POINTS_PER_MM
    scale = min(1.0, fold / width, high / height)
    y = (high - height * scale) / 2
    sides = []
    for number, (left, right) in enumerate(booklet_order(pages, back=back)):
        creep = number // 2 * options.creep * POINTS_PER_MM
        side = (
            (left, fold - width * scale + creep, (fold - width * scale - bleed, -bleed, fold, high + bleed)),
            (right, fold - creep, (fold, -bleed, fold + width * scale + bleed, high + bleed)),
        )
        sides.append(tuple(PagePlacement(page, x, y, scale, clip) for page, x, clip in side if page is not None))
    trimmed = (fold - width * scale, y, fold + width * scale, y + height * scale)
    return ImpositionPlan(wide, high, tuple(sides), (trimmed,), folded=True)


def plan_nup(pages: int, width: float, height: float, options: ImpositionOptions) -> ImpositionPlan:
    """Impose pages of a size in points in reading order, as large as the sheet allows but never enlarged."""
    low, long = sorted(length * POINTS_PER_MM for length in SHEETS[options.sheet])
    grids = {2: ((2, 1), (1, 2)), 4: ((2, 2),)}[options.nup]
    choices = [(w, h, *grid) for w, h in ((low, long), (long, low)) for grid in grids]
    wide, high, columns, rows = max(choices, key=lambda c: min(c[0] / c[2] / width, c[1] / c[3] / height))
    cell_width, cell_height = wide / columns, high / rows
    scale = min(1.0, cell_width / width, cell_height / height)

    def place(page: int) -> PagePlacement:
        row, column = divmod(page % options.nup, columns)
        x = column * cell_width + (cell_width - width * scale) / 2
        y = high - (row + 1) * cell_height + (cell_height - height * scale) / 2
        return PagePlacement(page, x, y, scale, (x, y, x + width * scale, y + height * scale))

    sides = tuple(tuple(map(place, range(first, min(first + options.nup, pages)))) for first in range(0, pages, options.nup))
    return ImpositionPlan(wide, high, sides, tuple(place(page).clip_box for page in range(options.nup)))


def plan_single(pages: int, width: float, height: float, options: ImpositionOptions) -> ImpositionPlan:
    """Place each page of a size in points on a sheet of the same size."""
    bleed = options.bleed * POINTS_PER_MM
    clip = (-bleed, -bleed, width + bleed, height + bleed)
    return ImpositionPlan(width, height, tuple((PagePlacement(page, 0, 0, 1.0, clip),) for page in range(pages)), ((0, 0, width, height),))


def plan_sheets(pages: int, width: float, height: float, options: ImpositionOptions, *, back: bool = False) -> ImpositionPlan:
    """Impose pages of a size in points as the options say; `back` if the last one is a back cover."""
    if options.booklet:
        return plan_booklet(pages, width, height, options, back=back)
    return (plan_nup if options.nup > 1 else plan_single)(pages, width, height, options)


def crop_marks(box: Box, bleed: float) -> Iterator[tuple[Point, Point]]:
    """The eight crop marks of a box, outside a bleed in points."""
    near, far = max(bleed, MARK_GAP * POINTS_PER_MM), (MARK_GAP + MARK_LENGTH) * POINTS_PER_MM
    for x, out in ((box[0], -1), (box[2], 1)):
        for y, up in ((box[1], -1), (box[3], 1)):
            yield (x + out * near, y), (x + out * far, y)
            yield (x, y + up * near), (x, y + up * far)


def fold_marks(plan: ImpositionPlan) -> Iterator[tuple[Point, Point]]:
    """The fold marks above and below a sheet."""
    (_, low, _, high), near, far = plan.trim_boxes[0], MARK_GAP * POINTS_PER_MM, (MARK_GAP + MARK_LENGTH) * POINTS_PER_MM
    for y, up in ((low, -1), (high, 1)):
        yield (plan.width / 2, y + up * near), (plan.width / 2, y + up * far)


def slug_width(options: ImpositionOptions) -> float:
    """The margin around a sheet for its marks, in points."""
    return SLUG_WIDTH * POINTS_PER_MM if options.marks else 0.0


def is_outside(line: tuple[Point, Point], boxes: tuple[Box, ...]) -> bool:
    """True if a line does not cross any of the pages."""
    (x0, y0), (x1, y1) = line
    left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    return not any(left < box[2] and right > box[0] and low < box[3] and high > box[1] for box in boxes)
