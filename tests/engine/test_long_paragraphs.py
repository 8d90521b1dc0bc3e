"""Paragraphs of thousands of pieces or boxes: the work for a line does not grow with the paragraph."""

import sys
from collections import Counter
from typing import Any

import pytest

from jiangyi.engine.inline_tree import InlineLeaf, InlineNode
from jiangyi.typeset import unbreakable


def count_steps(function: Any, *arguments: Any) -> int:
    """The lines of Python that a call executes."""
    steps = Counter[str]()

    def trace(_frame: Any, event: str, _arg: Any) -> Any:
        steps[event] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(before)
    return steps["line"]


def flat_node(count: int) -> InlineNode:
    return InlineNode(None, 0, count, [InlineLeaf(None, k, k + 1) for k in range(count)])


@pytest.mark.parametrize("count", [10, 5000])
def test_a_place_in_a_paragraph_is_found_without_looking_at_all_boxes(count: int) -> None:
    node = flat_node(count)
    assert node.skip_stack(count - 1) == {count - 1: None}
    assert node.skip_stack(count) == {count: None}
    assert [child.begin for child in node.children_in(count - 3, count - 1)] == [count - 4, count - 3, count - 2, count - 1]
    assert count_steps(node.skip_stack, count - 1) < 60


def test_empty_boxes_of_a_line_are_found() -> None:
    leaf, empty, last = InlineLeaf(None, 0, 2), InlineNode(None, 2, 2), InlineLeaf(None, 2, 4)
    node = InlineNode(None, 0, 4, [leaf, empty, last])
    assert empty in list(node.children_in(2, 4))
    assert node.skip_stack(2) == {2: None}
    assert list(node.children_in(3, 4)) == [last]


@pytest.mark.parametrize("text", ["1" * 4000, "1," * 2000, "1-" * 2000, "第" * 2000 + "1", "1" + "-" * 4000, "1月" * 2000])
def test_numbers_take_time_by_their_length(text: str) -> None:
    steps = [
        count_steps(lambda part: list(unbreakable.find_unbreakable(part, range(len(part)))), text[: len(text) // part]) for part in (4, 1)
    ]
    assert steps[1] < 4.5 * steps[0] + 200


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("第3章", {1, 2}),
        ("5000多万人", {1, 2, 3, 4, 5, 6}),
        ("25 kg", {1, 2, 3, 4}),
        ("2020年5月1日", {1, 2, 3, 4, 5, 6, 7, 8}),
        ("10～20", {1, 2, 3, 4}),
        ("1-2-3", {1, 2}),
        ("甲3乙", set()),
        ("3.5.", {1, 2, 3}),
    ],
)
def test_gaps_in_numbers_units_and_dates_are_held(text: str, held: set[int]) -> None:
    assert {place + 1 for place, _ in unbreakable.find_unbreakable(text, range(len(text)))} == held
