"""A deferred handout is the handout itself, read once and not before it is needed; texts and indexes survive the store."""

import pytest
from hypothesis import given

from jiangyi.model import DeferredHandout, Handout, all_blocks, defer_handout, inline, text_from_plain, text_to_plain
from jiangyi.model.books import make_single_book, scope_ids
from jiangyi.model.document import assign_ids, iter_texts, map_texts
from jiangyi.passes import build_index
from jiangyi.passes.index_records import index_from_bytes, index_to_bytes
from tests.law import law
from tests.readers.test_properties import HANDOUTS

PLAIN = Handout.model_validate(
    {"id": "甲", "title": "题", "lang": "en", "blocks": ["文。"], "sections": [{"title": "节", "blocks": ["字。"]}]}
)


def deferred(handout: Handout, log: list[int]) -> Handout:
    return defer_handout(handout.id, handout.lang, lambda: log.append(1) or handout)


def test_it_is_read_once_and_when_it_is_needed() -> None:
    log: list[int] = []
    handout = deferred(PLAIN, log)
    assert (handout.id, handout.lang, isinstance(handout, Handout)) == ("甲", "en", True)
    assert log == []
    assert not hasattr(handout, "nothing")
    assert log == []
    assert str(handout.title) == "题"
    assert handout.blocks == PLAIN.blocks
    assert list(all_blocks(handout)) == list(all_blocks(PLAIN))
    assert log == [1]


def test_it_equals_the_handout_and_its_copies_are_not_deferred() -> None:
    log: list[int] = []
    assert deferred(PLAIN, log) == PLAIN
    assert deferred(PLAIN, log) == PLAIN
    assert deferred(PLAIN, log) == deferred(deferred(PLAIN, log), log)
    copy = deferred(PLAIN, log).model_copy(update={"lang": "fr"})
    assert copy == PLAIN.model_copy(update={"lang": "fr"})
    assert type(copy) is Handout
    assert map_texts(lambda text: text, deferred(PLAIN, log)) == PLAIN


def test_ids_are_scoped_when_it_is_read() -> None:
    log: list[int] = []
    scoped = scope_ids(deferred(PLAIN, log))
    assert (log, isinstance(scoped, DeferredHandout), scoped.id) == ([], True, scope_ids(PLAIN).id)
    assert scoped == scope_ids(PLAIN)


@pytest.mark.slow
@law(60)
@given(HANDOUTS)
def test_texts_and_indexes_are_the_same_after_they_were_stored(handout: Handout) -> None:
    named, _ = assign_ids(handout, "law")
    for node in (named, *all_blocks(named)):
        for text in iter_texts(node):
            assert text_from_plain(text_to_plain(text)) == text
    [index] = build_index(make_single_book(named, {})).parts.values()
    assert index_from_bytes(memoryview(index_to_bytes(index))) == index


def test_a_text_of_another_shape_is_none() -> None:
    for forged in (7, [["Str"]], [["Str", 7]], [["Strong", "x"]], [["Nothing", "x"]], [["Str", "a", "b"]], [[]]):
        try:
            found = text_from_plain(forged)
        except (KeyError, TypeError, ValueError):
            continue
        raise AssertionError(found)
    assert text_from_plain([["Emph", [["Str", "字"]]]]) == inline.Text((inline.Emph((inline.Str("字"),)),))
