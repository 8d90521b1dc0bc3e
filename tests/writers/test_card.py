"""The card of a book: what a catalogue says of it, and nothing that its edition hides."""

import msgspec
import pytest

from jiangyi.core import Report
from jiangyi.model import to_anchor
from jiangyi.model.edition import EDITIONS
from jiangyi.passes import build_booklet, build_index, select_edition
from jiangyi.writers import Card, CardWriter
from jiangyi.writers.api import WriteContext, WriteOptions
from tests.support import book

TEXT = """---
title: 创新==基层==治理
subtitle: 例
series: 省考上岸 · 热点素材积累 · 第 3 期
subject: 申论
authors: [张三, 李四]
date: 2026年11月3日
tags: [申论, 热点]
summary: 一份热点素材。
---

# 背景

正文。

:::exercise
首都是哪里？

解析：北京。
:::

## 做法

完。
"""


def card_of(text: str, edition: str = "") -> Card:
    """The card of a text in an edition."""
    whole = select_edition(book(text), edition, EDITIONS[edition])
    context = WriteContext(whole, build_index(whole), options=WriteOptions(edition, "a4"))
    return msgspec.json.decode(CardWriter().write(context, Report()).data, type=Card)


def test_a_card_says_what_the_head_says() -> None:
    card = card_of(TEXT)
    assert (card.name, card.title, card.subtitle, card.lang) == (to_anchor("例"), "创新基层治理", "例", "zh-Hans")
    assert (card.series, card.issue, card.subject) == ("省考上岸 · 热点素材积累", "第 3 期", "申论")
    assert (card.authors, card.tags) == (("张三", "李四"), ("申论", "热点"))
    assert (card.date, card.published) == ("2026年11月3日", "2026-11-03")
    assert (card.summary, card.paper, card.is_book) == ("一份热点素材。", "a4", False)
    assert [*card.headings] == ["一、背景", "（一）做法", "参考答案"]
    assert "正文。" in card.text


def test_editions_have_one_identifier_and_words_of_their_own() -> None:
    cards = {name: card_of(TEXT, name) for name in ("", "student", "teacher")}
    assert len({card.id for card in cards.values()}) == 1
    assert [card.edition_label for card in cards.values()] == ["", "学生版", "教师版"]


def test_the_text_is_that_of_the_edition() -> None:
    assert "北京" in card_of(TEXT, "teacher").text
    assert "北京" not in card_of(TEXT, "student").text


def test_an_answer_booklet_is_told_from_the_text() -> None:
    whole = book(TEXT.replace("---", "---\nanswers: booklet", 1))
    key = build_booklet(whole, "", EDITIONS[""])
    assert key
    context = WriteContext(key, build_index(key), options=WriteOptions("", "a4"))
    card = msgspec.json.decode(CardWriter().write(context, Report()).data, type=Card)
    assert (card.edition, card.edition_label, card.name, card.text) == ("answers", "参考答案", to_anchor("例"), "")


@pytest.mark.parametrize("typed", ["2026年13月", "2026-02-30", "去年", ""])
def test_a_day_that_is_none_is_not_published(typed: str) -> None:
    assert card_of(f'---\ntitle: 例\ndate: "{typed}"\n---\n\n字。\n').published == ""
