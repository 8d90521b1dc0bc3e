"""Renaming and removing a handout in book.yaml changes nothing else."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.studio.handouts.book_entries import remove_from_book, rename_in_book
from tests.law import law

BLOCK = """\
title: 合集   # 书名
handouts:
# 顺序就是章节的顺序
- 一.md        # 第一章
- "第 二 章.md"
- 子/三.yaml
theme: 素雅
"""
FLOW = "handouts: [一.md, '二.md' , 三.md]  # 三份\ntitle: 书\n"
NAMES = st.lists(st.text("一二三 ab-.'\"#:", min_size=1, max_size=6).map(lambda stem: f"{stem}.md"), min_size=1, max_size=5, unique=True)


def test_only_the_name_changes() -> None:
    assert rename_in_book(BLOCK, "一.md", "甲.md") == BLOCK.replace("一.md", "甲.md")
    assert rename_in_book(BLOCK, "第 二 章.md", "a: b.md") == BLOCK.replace("第 二 章.md", "a: b.md")
    assert rename_in_book(FLOW, "二.md", "二.三.md") == FLOW.replace("'二.md'", "二.三.md")
    assert remove_from_book(BLOCK, "一.md") == BLOCK.replace("- 一.md        # 第一章\n", "")
    assert [remove_from_book(FLOW, name).splitlines()[0] for name in ("一.md", "二.md", "三.md")] == [
        "handouts: ['二.md' , 三.md]  # 三份",
        "handouts: [一.md, 三.md]  # 三份",
        "handouts: [一.md, '二.md']  # 三份",
    ]


@pytest.mark.parametrize("text", ["", "[", "a: [", "- x\n", "title: 一.md\n", "\x00", "&a [*a]"])
def test_other_texts_stay(text: str) -> None:
    assert remove_from_book(text, "一.md") == text
    assert rename_in_book(text.replace("一.md", "二.md"), "一.md", "甲.md") == text.replace("一.md", "二.md")


@law(100)
@given(NAMES, st.integers(0, 4), st.booleans(), st.sampled_from(["新.md", "a b.md", "x: y.md", "#.md", "'.md"]))
def test_the_other_names_stay(names: list[str], at: int, is_flow: bool, new: str) -> None:
    name = names[at % len(names)]
    others = [other for other in names if other != name]
    text = yaml.safe_dump({"title": "书", "handouts": names, "theme": "素雅"}, allow_unicode=True, default_flow_style=is_flow, width=9999)
    renamed = yaml.safe_load(rename_in_book(text, name, new))
    assert renamed["handouts"] == [new if one == name else one for one in names]
    removed = yaml.safe_load(remove_from_book(text, name))
    assert (removed["handouts"] or []) == others
    assert renamed["theme"] == removed["theme"] == "素雅"
