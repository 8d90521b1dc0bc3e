"""Versions side by side."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.studio.sources.comparing import Part, compare_lines, compare_texts
from tests.law import law

LINES = st.lists(st.text("甲乙丙,，。", max_size=12), min_size=1, max_size=12).map("\n".join)


def join_parts(parts: list[Part]) -> str:
    return "".join(text for _, text in parts)


def test_what_differs_in_a_line() -> None:
    rows = compare_texts("一\n先问需要,再谈供给。\n三", "一\n先问需要，再谈供给！\n三")
    assert [row and row.is_same for row in rows] == [True, False, True]
    assert rows[1]
    assert rows[1].before == (2, [("keep", "先问需要"), ("take", ","), ("keep", "再谈供给"), ("take", "。")])
    assert rows[1].after == (2, [("keep", "先问需要"), ("put", "，"), ("keep", "再谈供给"), ("put", "！")])


def test_lines_that_have_nothing_in_common_differ_as_a_whole() -> None:
    assert compare_lines("甲乙丙丁", "子丑寅卯") == ([("take", "甲乙丙丁")], [("put", "子丑寅卯")])
    assert compare_lines("", "子") == ([], [("put", "子")])


def test_added_and_removed_lines_stand_alone() -> None:
    rows = compare_texts("一\n二\n三", "一\n三\n四")
    assert [(row.before and row.before[0], row.after and row.after[0]) for row in rows if row] == [(1, 1), (2, None), (3, 2), (None, 3)]


def test_gaps_stand_for_lines_that_are_left_out() -> None:
    text = "\n".join(map(str, range(40)))
    rows = compare_texts(text, text.replace("20", "二十"))
    assert [row is None for row in rows] == [True, *[False] * 7, True]
    assert compare_texts(text, text) == []


@law(60)
@given(LINES, LINES)
def test_rows_have_every_line_that_differs(before: str, after: str) -> None:
    rows = [row for row in compare_texts(before, after) if row]
    for text, sides, own in ((before, [row.before for row in rows], "take"), (after, [row.after for row in rows], "put")):
        lines = text.split("\n")
        shown = {number: parts for side in sides if side for number, parts in [side]}
        assert list(shown) == sorted(shown)
        assert all(join_parts(parts) == lines[number - 1] for number, parts in shown.items())
        assert {kind for parts in shown.values() for kind, _ in parts} <= {"keep", own}
    for row in rows:
        kept = ["".join(text for kind, text in side[1] if kind == "keep") for side in (row.before, row.after) if side]
        assert len(set(kept)) == 1 or row.before is None or row.after is None
    assert bool(rows) == (before != after)
