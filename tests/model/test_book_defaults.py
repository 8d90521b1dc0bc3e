"""Settings of a collected book hold for each of its handouts that does not have them itself."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model import BookFile, Handout, assign_ids, collect_book, defer_handout
from jiangyi.model.books import INHERITED
from tests.law import law

VALUES: dict[str, list[Any]] = {
    "links": ["inline", "qr", "none"],
    "answers": ["beside", "end", "book"],
    "blanks": ["words", "leads"],
    "columns": ["2", "双栏"],
    "question_heads": ["always", "none"],
    "strip": ["none", ["姓名"]],
    "grid": [{"columns": "20"}, {"quotes": "two"}],
    "source": ["示例晚报 2026年9月", {"name": "示例日报"}],
}


def handout(**fields: Any) -> Handout:
    found = Handout.model_validate({"title": "甲", "blocks": ["乙。"], **fields}, context={"notes": {}})
    return assign_ids(found, "甲")[0]


def collect(settings: dict[str, Any], one: Handout, *, collected: bool = True) -> Handout:
    head = BookFile.model_validate({"title": "书", "handouts": ["甲.md"], **settings}, context={"notes": {}})
    (found,) = collect_book(head, [(one, {})], collected=collected).handouts
    return found


def test_the_table_is_complete() -> None:
    assert set(VALUES) == set(INHERITED)


@law(60)
@given(st.data(), st.booleans())
def test_a_setting_of_the_book_is_one_of_the_handout(data: st.DataObject, deferred: bool) -> None:
    def draw() -> dict[str, Any]:
        names = data.draw(st.sets(st.sampled_from(sorted(VALUES))))
        return {name: data.draw(st.sampled_from(VALUES[name])) for name in sorted(names)}

    of_book, own = draw(), draw()
    one = handout(**own)
    part = defer_handout(one.id, one.lang, lambda: one) if deferred else one
    assert collect(of_book, part) == collect({}, handout(**(of_book | own)))


@pytest.mark.parametrize("name", VALUES)
def test_a_handout_of_its_own_is_not_changed(name: str) -> None:
    assert collect({name: VALUES[name][0]}, handout(), collected=False) == collect({}, handout())
