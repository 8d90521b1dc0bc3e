"""The comparison of an extracted text with the lines that were set: what is right has no fault, and each kind of fault is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law import law
from tools.readers.comparison import Kind, find_faults, longest_increasing
from tools.readers.expected import FORMULA, Flow, Line

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
