"""Footnotes in footnotes: limits of what is printed again, and what stays within them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Report, Source
from jiangyi.model import Footnote, walk_inlines
from jiangyi.readers import read
from tests.law import law


def read_notes(body: str, notes: dict[str, str]) -> tuple[int, list[str]]:
    """The number of footnotes in a handout, and the codes of its diagnostics."""
    text = f"# 讲义\n\n{body}\n\n" + "\n\n".join(f"[^{label}]: {note}" for label, note in notes.items()) + "\n"
    report = Report()
    manuscript = read(Source("讲义.md", text), report)
    found = [item for _, text in manuscript.texts for item in walk_inlines(text.inlines)] if manuscript else []
    return sum(isinstance(item, Footnote) for item in found), [diagnostic.code for diagnostic in report.diagnostics]


def chain(length: int) -> dict[str, str]:
    names = [f"n{number}" for number in range(length)]
    return {name: f"注[^{following}]" for name, following in pairwise(names)} | {names[-1]: "完"}


@pytest.mark.parametrize(("length", "codes"), [(8, []), (9, ["limit"]), (300, ["limit"])])
def test_levels_of_footnotes_are_limited(length: int, codes: list[str]) -> None:
    assert read_notes("甲[^n0]。", chain(length))[1] == codes


def test_footnotes_in_a_circle_are_refused_at_their_place() -> None:
    assert read_notes("甲[^a]。", {"a": "见[^b]", "b": "见[^c]", "c": "见[^a]"}) == (0, ["limit"])


def test_references_to_a_short_footnote_are_not_limited() -> None:
    assert read_notes("甲[^a]。" * 400, {"a": "同上。"}) == (400, [])


def test_repeated_footnotes_count_with_those_in_them() -> None:
    notes = {"a": "[^b]" * 10, "b": "[^c]" * 10, "c": "长" * 100}
    assert read_notes("甲[^c]乙[^b]", {"b": notes["b"], "c": notes["c"]})[1] == []
    assert read_notes("甲[^a]乙[^a]", notes)[1] == ["limit"]


def test_footnote_of_a_list_with_one_text_keeps_its_words() -> None:
    report = Report()
    manuscript = read(Source("讲义.yaml", "title: 讲义\nblocks: ['甲[^a]。']\nnotes:\n  a: [注释一句]\n"), report)
    assert manuscript
    assert not report.diagnostics
    assert [str(item.content[0].text) for _, item in manuscript.find_inlines(Footnote)] == ["注释一句"]  # type: ignore[union-attr]


@law(30)
@given(st.dictionaries(st.sampled_from("abcdefghij"), st.lists(st.sampled_from("abcdefghijk"), max_size=8), min_size=1))
def test_footnotes_that_refer_to_each_other_stay_small(graph: dict[str, list[str]]) -> None:
    """Whatever refers to whatever: few footnotes are made, or a limit is named."""
    notes = {label: "注" + "".join(f"[^{other}]" for other in others) for label, others in graph.items()}
    count, codes = read_notes("甲" + "".join(f"[^{label}]" for label in graph), notes)
    assert count <= 20_000
    assert count >= len(graph) or codes == ["limit"]
