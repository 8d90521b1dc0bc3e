"""The comparison of an extracted text with the lines that were set: what is right has no fault, and each kind of fault is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law import law
from tools.readers.comparison import Kind, find_faults, longest_increasing
from tools.readers.expected import FORMULA, MARKER, Flow, Line

pytestmark = pytest.mark.slow

WORDS = st.text("甲乙丙丁戊己庚辛", min_size=4, max_size=12)


@st.composite
def set_pages(draw: st.DrawFn) -> list[Line]:
    """A page whose lines all differ, in blocks of one or two lines."""
    texts = draw(st.lists(WORDS, min_size=2, max_size=8))
    return [Line(f"{chr(0x4E00 + 40 * index)}{text}", Flow.TEXT, index // 2) for index, text in enumerate(texts)]


def shown(lines: list[Line]) -> str:
    return "\n".join(line.text for line in lines)


def kinds(lines: list[Line], text: str) -> set[Kind]:
    return {fault.kind for fault in find_faults(lines, text)}


@law(60)
@given(set_pages())
def test_the_text_as_it_was_set_has_no_fault(lines: list[Line]) -> None:
    assert kinds(lines, shown(lines)) == set()


@law(60)
@given(set_pages(), st.data())
def test_each_fault_is_named(lines: list[Line], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(lines) - 1))
    line = lines[index]
    place = data.draw(st.integers(1, len(line.text) - 1))

    def with_line(text: str) -> str:
        return shown([*lines[:index], Line(text, Flow.TEXT, line.block), *lines[index + 1 :]])

    assert kinds(lines, with_line(line.text[1:])) == {Kind.LOST}
    assert kinds(lines, with_line(f"{line.text[:place]} {line.text[place:]}")) == {Kind.STRAY_SPACE}
    assert kinds(lines, with_line(f"{line.text[:place]}\n{line.text[place:]}")) == {Kind.BROKEN}
    assert kinds(lines, shown(lines) + "\n" + line.text) == {Kind.EXTRA}
    spaced = [*lines[:index], Line(f"{line.text[:place]} {line.text[place:]}", Flow.TEXT, line.block), *lines[index + 1 :]]
    assert kinds(spaced, shown(lines)) == {Kind.MISSING_SPACE}
    apart = [*lines[:index], Line(line.text, Flow.TEXT, line.block, apart=(place,)), *lines[index + 1 :]]
    assert kinds(apart, with_line(f"{line.text[:place]} {line.text[place:]}")) == set()


@law(60)
@given(set_pages())
def test_order_and_separation_are_told_apart(lines: list[Line]) -> None:
    assert kinds(lines, shown(lines[::-1])) == {Kind.ORDER}
    joined = shown(lines).replace("\n", "")
    assert kinds(lines, joined) == ({Kind.JOINED} if len(lines) > 2 else set())


def test_a_formula_may_show_as_any_text() -> None:
    lines = [Line(f"设{FORMULA}为基期量", Flow.TEXT, 0), Line(FORMULA, Flow.TEXT, 1), Line("则", Flow.TEXT, 2)]
    assert kinds(lines, "设 x² 为基期量\n(a+b)/2=c\n则") == set()
    assert kinds(lines, "设为基期量\n则") == set()
    assert kinds(lines, "某设为基期量\n则") == {Kind.EXTRA}


def test_a_line_is_compared_with_its_own_copy() -> None:
    cell, paragraph = Line("再好的办法", Flow.TEXT, 0), [Line("执行——再", Flow.TEXT, 2), Line("好的办法，停在", Flow.TEXT, 2)]
    lines = [Line("项目", Flow.TEXT, 1), cell, *paragraph]
    assert kinds(lines, "再好的办法\n项目\n执行——再\n好的办法，停在") == {Kind.ORDER}
    assert kinds([Line("项目", Flow.TEXT, 1), cell], "项目\n再\n好的办法\n再好的办法") == {Kind.BROKEN, Kind.EXTRA}


def test_texts_side_by_side_are_told_from_texts_below_each_other() -> None:
    left, right = (0.0, 100.0), (120.0, 220.0)
    lines = [
        Line(text, Flow.TEXT, block, sides=sides)
        for block, (text, sides) in enumerate(zip("甲乙丙丁", (left, left, right, right), strict=True))
    ]
    assert kinds(lines, "甲\n丙\n乙\n丁") == {Kind.BESIDE}
    assert kinds(lines, "甲\n乙\n丁\n丙") == {Kind.ORDER}
    foot = Line("页脚", Flow.MARGIN, 4)
    assert kinds([*lines, foot], "甲\n乙\n页脚\n丙\n丁") == {Kind.BESIDE}
    assert kinds([*lines, foot], "甲\n页脚\n乙\n丙\n丁") == {Kind.ORDER}


def test_cells_of_a_table_and_markers_are_side_by_side_with_what_they_pass() -> None:
    cells = [Line(text, Flow.TEXT, block, cell=(1, block)) for block, text in enumerate("甲乙", 1)]
    assert kinds(cells, "乙\n甲") == {Kind.BESIDE}
    assert kinds([cells[0], Line("丙", Flow.TEXT, 3, cell=(2, 3))], "丙\n甲") == {Kind.ORDER}
    item = [Line("●", Flow.TEXT, 1, element=MARKER), Line("甲", Flow.TEXT, 2)]
    assert kinds(item, "甲\n●") == {Kind.BESIDE}


@law(60)
@given(st.lists(st.sampled_from(["一二三", "四五六"]), min_size=2, max_size=6), st.data())
def test_equal_texts_may_change_places(texts: list[str], data: st.DataObject) -> None:
    """Two columns read row by row, of which texts are equal: only their order across is wrong."""
    left, right = ([Line(f"{side}{text}", Flow.TEXT, place, sides=sides) for place, text in enumerate(texts, 10 * sides[0])]
                   for side, sides in ((data.draw(st.sampled_from(["", "甲"])), (0, 1)), ("", (2, 3))))  # fmt: skip
    rows = [line for row in zip(left, right, strict=True) for line in row]
    assert kinds([*left, *right], shown(rows)) <= {Kind.BESIDE}


def test_a_line_cut_at_a_note_call_or_beside_another_text() -> None:
    lines = [Line("甲乙1丙丁", Flow.TEXT, 0, raised=(2, 3))]
    assert kinds(lines, "1\n甲乙\n丙丁") == {Kind.RAISED}
    beside = [Line("甲乙丙丁", Flow.TEXT, 0, sides=(0, 1)), Line("戊己庚辛", Flow.TEXT, 1, sides=(2, 3))]
    assert kinds(beside, "甲乙\n戊己庚辛\n丙丁") == {Kind.BESIDE}
    assert kinds([replace(beside[0], sides=(0, 3)), beside[1]], "甲乙\n戊己庚辛\n丙丁") == {Kind.ORDER}


def test_a_hyphen_that_is_left_out() -> None:
    lines = [Line("see community-", Flow.TEXT, 0), Line("canteen", Flow.TEXT, 0), Line("see community-canteen", Flow.TEXT, 1)]
    faults = find_faults(lines, "see communitycanteen\nsee community-canteen")
    assert [str(fault) for fault in faults] == ["lost: - of see community-"]


def test_a_running_head_belongs_above_or_below_the_text() -> None:
    lines = [Line("甲乙丙", Flow.TEXT, 0), Line("丁戊己", Flow.TEXT, 1), Line("页眉", Flow.MARGIN, 2)]
    assert kinds(lines, "页眉\n甲乙丙\n丁戊己") == kinds(lines, "甲乙丙\n丁戊己\n页眉") == set()
    assert kinds(lines, "甲乙丙\n页眉\n丁戊己") == {Kind.ORDER}


@law(60)
@given(st.lists(st.integers(), unique=True))
def test_the_longest_increasing_run(values: list[int]) -> None:
    found = [values[index] for index in longest_increasing(values)]
    assert found == sorted(found)
    lengths: list[int] = []
    for index, value in enumerate(values):
        lengths.append(1 + max((length for length, before in zip(lengths, values[:index], strict=True) if before < value), default=0))
    assert len(found) == max(lengths, default=0)
