"""The columns of the options of a choice, and the height of their pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jiangyi.core import to_millimetres
from jiangyi.model.answer_space import AnswerSheet
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.document import ImageFile
from jiangyi.model.inline import Inline, InlineImage, Text, map_inlines, measure_em, to_plain_text, walk_inlines

LETTER = 1.6
"""Em for the letter of an option."""
BETWEEN = 1.0
"""Em between columns of options."""
INDENT = 2.0
"""Em that options are indented."""
COLUMNS = (4, 2, 1)
PICTURE_HEIGHTS = (3.5, 8.0)
"""Em between which pictures are scaled to fit more columns: smaller ones could not be told apart, larger ones would fill the page."""
PIXEL = 25.4 / 96
"""A pixel of CSS in mm."""


@dataclass(frozen=True, slots=True)
class OptionColumns:
    """How the options of an exercise are set."""

    columns: int
    """4, 2 or 1."""
    height: float = 0.0
    """The common height in em of the pictures that have no size of their own; 0 where there are none."""
    has_pictures: bool = False


def arrange_options(exercise: Exercise, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> OptionColumns:
    """As many columns as the options fit in, their pictures no smaller than they can be read."""
    found = [_measure_option(option, sheet, pictures) for option in exercise.options]
    ratios = [ratio for option in found for ratio in option.ratios]
    heights = [height for option in found for height in option.heights]
    natural = min(max(heights, default=0.0), PICTURE_HEIGHTS[1])
    least = min(natural, PICTURE_HEIGHTS[0])
    has_pictures = bool(ratios) or any(option.has_sized for option in found)
    for columns in COLUMNS:
        width = (sheet.measure - INDENT) / columns - LETTER - BETWEEN
        fitting = [(width - option.fixed) / sum(option.ratios) for option in found if option.ratios]
        height = min([natural, *fitting])
        is_last = columns == COLUMNS[-1]
        if is_last or (columns <= len(found) and height >= least and all(option.fixed <= width for option in found)):
            return OptionColumns(columns, round(max(height, 1.0), 2) if ratios else 0.0, has_pictures)
    raise AssertionError


@dataclass(frozen=True, slots=True)
class _OptionSize:
    """The size of an option in em."""

    fixed: float
    """The width of its words, and of the pictures that have a size."""
    ratios: tuple[float, ...]
    """Width by height of each other picture."""
    heights: tuple[float, ...]
    """The natural height of each other picture."""
    has_sized: bool


def _measure_option(option: Text, sheet: AnswerSheet, pictures: Mapping[str, ImageFile]) -> _OptionSize:
    images = [item for item in walk_inlines(option.inlines) if isinstance(item, InlineImage)]
    words = measure_em(to_plain_text(option.inlines)) - sum(measure_em(image.alt) for image in images)
    known = [(image, pictures.get(image.id)) for image in images]
    free = [file for image, file in known if file and not (image.width or image.height)]
    sized = [_measure_width(image, file, sheet) for image, file in known if file and (image.width or image.height)]
    return _OptionSize(
        words + sum(sized),
        tuple(file.width / file.height for file in free),
        tuple(file.height * PIXEL / sheet.em for file in free),
        bool(sized),
    )


def _measure_width(image: InlineImage, file: ImageFile, sheet: AnswerSheet) -> float:
    """The width in em of a picture with a size of its own."""
    if image.width:
        return to_em(image.width, sheet)
    return to_em(image.height, sheet) * file.width / file.height


def to_em(length: str, sheet: AnswerSheet) -> float:
    """A length such as 4cm or 60% (of the line) in em."""
    for unit, factor in (("%", sheet.measure / 100), ("em", 1.0)):
        if length.endswith(unit):
            return float(length.removesuffix(unit)) * factor
    return to_millimetres(length) / sheet.em


def fix_picture_sizes(option: Text, sheet: AnswerSheet) -> Text:
    """An option whose pictures have no size that depends on the line, since a column is narrower."""

    def fix(item: Inline) -> Inline:
        if isinstance(item, InlineImage) and item.width.endswith("%"):
            return replace(item, width=f"{to_em(item.width, sheet):.3g}em")
        return item

    return Text(map_inlines(fix, option.inlines))
