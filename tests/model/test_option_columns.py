"""The columns of options that are pictures, and the height of these."""

import pytest

from jiangyi.model.answer_space import AnswerSheet
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.document import ImageFile
from jiangyi.model.inline import InlineImage, Text
from jiangyi.model.option_columns import OptionColumns, arrange_options, fix_picture_sizes

A4, A5, PHONE = (AnswerSheet(210, measure) for measure in (42, 33, 18))


def arrange(sheet: AnswerSheet, *sizes: tuple[int, int], words: str = "", size: str = "") -> OptionColumns:
    """The columns of options with a picture of each of some sizes in pixels."""
    options = tuple(f"![图](p{n}.svg){size}{words}" for n in range(len(sizes)))
    exercise = Exercise.model_validate({"stem": "选。", "options": options})
    images = {"": ImageFile("", "image/svg+xml", b"", 0, 0)}
    named = []
    for n, (option, (width, height)) in enumerate(zip(exercise.options, sizes, strict=True)):
        named.append(Text(tuple(_name(item, f"p{n}") for item in option.inlines)))
        images[f"p{n}"] = ImageFile(f"p{n}.svg", "image/svg+xml", b"", width, height)
    return arrange_options(exercise.model_copy(update={"options": tuple(named)}), sheet, images)


def _name(item: object, name: str) -> object:
    return InlineImage(item.src, item.alt, item.width, item.height, name) if isinstance(item, InlineImage) else item


@pytest.mark.parametrize(
    ("sheet", "sizes", "columns"),
    [
        (A4, [(100, 60)] * 4, 4),
        (A4, [(200, 120)] * 4, 4),
        (A4, [(400, 120)] * 4, 2),
        (A4, [(1000, 100)] * 4, 1),
        (A4, [(100, 60)] * 2, 2),
        (A5, [(400, 200)] * 4, 2),
        (PHONE, [(100, 60)] * 4, 1),
    ],
)
def test_pictures_are_set_in_as_many_columns_as_fit(sheet: AnswerSheet, sizes: list[tuple[int, int]], columns: int) -> None:
    found = arrange(sheet, *sizes)
    assert found.columns == columns
    width = (sheet.measure - 2) / columns - 2.6
    assert 0 < found.height <= 8
    assert all(found.height * wide / high <= width + 0.1 for wide, high in sizes)


def test_pictures_have_one_height_and_small_ones_are_not_enlarged_beyond_the_largest() -> None:
    assert arrange(A4, (40, 20), (40, 40)).height == pytest.approx(40 * 0.75 / 11, abs=0.01)
    assert arrange(A4, (4000, 4000), (40, 40)).height == 8


def test_words_beside_pictures_need_room() -> None:
    assert arrange(A4, *[(100, 60)] * 4, words=" 这里有一些字").columns == 2


def test_pictures_with_a_size_of_their_own_keep_it() -> None:
    assert arrange(A4, *[(100, 60)] * 4, size="{width=2cm}") == OptionColumns(4, 0.0, has_pictures=True)
    assert arrange(A4, *[(100, 60)] * 4, size="{width=6cm}").columns == 2
    assert arrange(A4, *[(100, 60)] * 4, size="{width=60%}").columns == 1
    (fixed,) = fix_picture_sizes(Text((InlineImage("a.svg", "图", "50%"),)), A4).inlines
    assert isinstance(fixed, InlineImage)
    assert fixed.width == "21em"
