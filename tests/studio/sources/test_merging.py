"""Laws of merging two edits of a text, and of listing what differs."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.studio.sources.merging import find_edits, list_line_changes, merge_texts
from tests.law import law

LINES = st.lists(st.sampled_from(["", "甲", "乙", "丙", "丁", "一段较长的文字。"]), max_size=9)
NEW_LINES = st.lists(st.sampled_from(["子", "丑", "寅", "甲", ""]), max_size=4)


@st.composite
def edited(draw: st.DrawFn, lines: list[str]) -> list[str]:
    """Some lines after up to three edits of whole lines."""
    made = list(lines)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(made)))
        made[start : draw(st.integers(start, len(made)))] = draw(NEW_LINES)
    return made


TRIPLES = LINES.flatmap(lambda lines: st.tuples(st.just(lines), edited(lines), edited(lines)))


@law(100)
@given(TRIPLES)
def test_an_edit_of_one_side_is_taken_as_it_is(triple: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, _ = ("\n".join(lines) for lines in triple)
    assert merge_texts(base, mine, base).text == merge_texts(base, base, mine).text == merge_texts(base, mine, mine).text == mine


@law(100)
@given(TRIPLES)
def test_no_line_that_was_written_is_lost(triple: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, other = triple
    merged = merge_texts("\n".join(base), "\n".join(mine), "\n".join(other)).text.split("\n")
    for side in (mine, other):
        written = [line for edit in find_edits("\n".join(base).split("\n"), "\n".join(side).split("\n")) for line in edit.lines]
        assert all(line in merged for line in written)


@law(100)
@given(TRIPLES)
def test_both_sides_are_merged_alike_where_they_agree(triple: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, other = ("\n".join(lines) for lines in triple)
    one, two = merge_texts(base, mine, other), merge_texts(base, other, mine)
    assert one.conflicts == two.conflicts
    if not one.conflicts:
        assert one.text == two.text


@law(100)
@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), edited(lines))))
def test_the_listed_lines_lead_from_one_text_to_the_other(pair: tuple[list[str], list[str]]) -> None:
    before, after = ("\n".join(lines) for lines in pair)
    old, new = before.split("\n"), after.split("\n")
    changes = list_line_changes(before, after)
    assert all(old[one.before - 1] == one.text for one in changes if one.kind in ("keep", "take"))
    assert all(new[one.after - 1] == one.text for one in changes if one.kind in ("keep", "put"))
    taken = {one.before - 1 for one in changes if one.kind == "take"}
    put = {one.after - 1 for one in changes if one.kind == "put"}
    assert [line for at, line in enumerate(old) if at not in taken] == [line for at, line in enumerate(new) if at not in put]
    assert bool(changes) == (before != after)


def test_neighbouring_lines_are_merged_and_the_same_line_is_not() -> None:
    base = "甲\n乙\n丙"
    assert merge_texts(base, "甲一\n乙\n丙", "甲\n乙二\n丙") == merge_texts(base, "甲一\n乙二\n丙", base)
    conflict = merge_texts(base, "甲一\n乙\n丙", "甲二\n乙\n丙")
    assert (conflict.conflicts, conflict.text) == (1, "甲一\n甲二\n乙\n丙")
    assert merge_texts(base, "甲\n丙", "甲\n乙二\n丙").text == "甲\n乙二\n丙", "what is edited is not deleted"
