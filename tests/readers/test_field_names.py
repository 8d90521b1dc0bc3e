"""A handout with keys, types of blocks and values in Chinese, or in any case, is the one that is written with our names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import LocatedData, Report, Source, parse_yaml
from jiangyi.model import BUILT_IN_BLOCKS, BookFile, Handout, Node, available_blocks, field_aliases, holds_mapping
from jiangyi.model.blocks.answers import Answers
from jiangyi.model.names import Choices
from jiangyi.readers import read, translate_names
from tests.law import law

OF_THE_PROGRAM = (Answers,)
"""Blocks whose fields the program fills in."""
HANDOUT = """\
title: 食堂
series: {name: 上岸, issue: "3"}
cover: page
answers: end
notes: {甲: 一条脚注}
sections:
- title: 事件
  kind: events
  blocks:
  - {type: event, title: 开张, date: 2026年9月, source: {name: 晚报, url: "https://example.org/"}, body: "开张了。[^甲]"}
  - {type: callout, kind: key, body: 记住}
  - {type: list, items: [甲, {body: 乙, done: "true"}]}
  - {type: table, columns: [甲, 乙], rows: [["1", {body: "2", rowspan: "2"}], ["3"]], align: [left, right]}
  - {type: exercise, kind: single, stem: 哪项对？, options: [甲, {src: a.png, width: 3cm}], answer: A, space: {kind: lines, size: "2"}}
  - {type: exercise, stem: 读后作答。, questions: [{stem: 其一？, answer: 甲}, {stem: 其二？, answer: 乙}]}
  sections:
  - {title: 小节, blocks: [{type: quote, body: 引文, by: 鲁迅, only: [teacher]}]}
"""
IN_CHINESE = """\
标题: 食堂
系列: {名称: 上岸, 期号: "3"}
封面: 整页
答案: 卷末
脚注: {甲: 一条脚注}
章节:
- 标题: 事件
  类别: 事件
  内容:
  - {类型: 热点事件, 标题: 开张, 时间: 2026年9月, 来源: {名称: 晚报, 网址: "https://example.org/"}, 经过: "开张了。[^甲]"}
  - {类型: 重点, 内容: 记住}
  - {类型: 列表, 各项: [甲, {内容: 乙, 完成: 是}]}
  - {类型: 表格, 表头: [甲, 乙], 各行: [["1", {内容: "2", 跨行: "2"}], ["3"]], 对齐: 左、右}
  - {类型: 练习题, 题型: 单选, 题干: 哪项对？, 选项: [甲, {文件: a.png, 宽度: 3cm}], 答案: A, 作答: {方式: 横线, 行数: "2"}}
  - {类型: 练习, 题干: 读后作答。, 小题: [{题干: 其一？, 答案: 甲}, {题干: 其二？, 答案: 乙}]}
  小节:
  - {标题: 小节, 内容: [{类型: 金句, 引文: 引文, 作者: 鲁迅, 版本: [教师版]}]}
"""


def read_yaml(text: str) -> Any:
    report = Report()
    found = read(Source("content/例.yaml", text), report)
    assert found, report.diagnostics
    assert not report.has_errors, report.diagnostics
    return found


def nodes() -> list[type[Node]]:
    """The classes that authors write mappings for."""
    found: list[type[Node]] = [Handout, BookFile, *(block for block in BUILT_IN_BLOCKS.values() if block not in OF_THE_PROGRAM)]
    for node in found:  # grows
        for info in node.model_fields.values():
            found += [inner for inner in inner_nodes(info.annotation) if inner not in found]
    return found


def inner_nodes(annotation: Any) -> list[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return [annotation]
    return [node for part in getattr(annotation, "__args__", ()) for node in inner_nodes(part)]


@pytest.mark.parametrize("node", nodes(), ids=lambda node: node.__name__)
def test_every_field_has_a_name_in_chinese(node: type[Node]) -> None:
    named = set(field_aliases(node).values())
    assert set(node.model_fields) - named == set()


def test_every_choice_has_a_word_in_chinese() -> None:
    choices = [part for node in nodes() for info in node.model_fields.values() for part in info.metadata if isinstance(part, Choices)]
    words = [group.split() for choice in choices for group in choice.groups]
    assert len(choices) > 8
    assert [word for word in words if len(word) < 2 or word[1].isascii()] == []


def test_a_handout_in_chinese_equals_the_one_in_english() -> None:
    assert read_yaml(IN_CHINESE).handout == read_yaml(HANDOUT).handout


@law(30)
@given(st.data())
def test_any_mixture_of_names_is_the_same_handout(data: st.DataObject) -> None:
    lines = [data.draw(st.sampled_from(pair)) for pair in zip(HANDOUT.split("\n"), IN_CHINESE.split("\n"), strict=True)]
    assert read_yaml("\n".join(lines)).handout == read_yaml(HANDOUT).handout


@law(30)
@given(st.data())
def test_case_does_not_matter(data: st.DataObject) -> None:
    def vary(value: Any, *, is_name: bool = False) -> Any:
        if isinstance(value, dict):
            return {vary(key, is_name=key != "甲"): vary(item, is_name=key == "type") for key, item in value.items()}
        if isinstance(value, list):
            return [vary(item) for item in value]
        return data.draw(st.sampled_from((value, value.upper(), value.title()))) if is_name else value

    plain = parse_yaml(Source("例.yaml", HANDOUT), Report(), holds_mapping)
    assert plain
    assert translate_names(Handout, LocatedData(vary(plain.data)), Report()).data == plain.data


def test_the_places_of_renamed_keys_are_kept() -> None:
    found = read_yaml("标题: 例\n内容:\n- {类型: 要点, 要点句: 甲。, 论述: 乙。}\n")
    point = found.blocks[0]
    assert str(found.spans[point.id]).startswith("content/例.yaml:3:3")
    assert found.located.key_span(("blocks", 0, "lead")).column == 12
    assert found.located.scalars["blocks", 0, "lead"].start == found.source.text.index("甲。")


def test_a_key_that_is_given_in_both_languages_is_reported() -> None:
    report = Report()
    read(Source("content/例.yaml", "title: 甲\n标题: 乙\n内容: [丙]\n"), report)
    (found,) = report.diagnostics
    assert (found.code, found.span.line) == ("yaml-duplicate-key", 2)


def test_unchanged_data_are_not_copied() -> None:
    located = LocatedData({"title": "例", "blocks": [{"type": "point", "lead": "甲"}]})
    assert translate_names(Handout, located, Report()) is located


def test_no_word_names_two_types_of_blocks() -> None:
    words = [word for block in available_blocks().values() for word in block.aliases.split()]
    assert len(words) == len(set(words))
