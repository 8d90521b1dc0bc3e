"""Blocks by form: their source text in the format of the file, what is wrong, their picture, and the lines of one that is there."""

from pathlib import Path

import pytest

from jiangyi.studio.forms.block_lines import find_block, replace_lines
from jiangyi.studio.forms.block_source import are_equal, write_block
from jiangyi.studio.refusals import Refused
from tests.studio.in_process import Studio
from tests.support import manuscript
from tools import reference

MARKDOWN = """\
---
title: 社区
---

# 问题 {#s1}

一段话。

::: event 社区食堂 {date=2026年10月 place=某街道}
经过。

> 一句话。
:::

::: exercise {#q1 points=5}
为什么？

A. 甲
B. 乙

答案：A
:::

## 下一节

- 一项
- 又一项
"""
YAML = """\
title: 社区
sections:
- title: 问题
  blocks:
  - 一段话。
  - type: event
    title: 社区食堂   # 记下
    date: 2026年10月
    body: 经过。
  - type: quote
    body: 一句话。
"""


def make_handouts(folder: Path) -> Studio:
    """The studio of a workspace with a handout in each format."""
    (folder / "content").mkdir()
    (folder / "content" / "a.md").write_text(MARKDOWN, "utf-8")
    (folder / "content" / "b.yaml").write_text(YAML, "utf-8")
    studio = Studio(folder)
    studio.step_all()
    return studio


def test_source_is_in_the_format_of_the_file(tmp_path: Path) -> None:
    studio = make_handouts(tmp_path)
    data = {"type": "quote", "body": "一句。", "by": "荀子"}
    assert studio.post("/api/blocks/source", {"name": "a.md", "data": data}).data == {"text": "::: quote {by=荀子}\n一句。\n:::"}
    assert studio.post("/api/blocks/source", {"name": "b.yaml", "data": data}).data == {"text": "- type: quote\n  by: 荀子\n  body: 一句。"}
    wrong = studio.post("/api/blocks/source", {"name": "a.md", "data": {"type": "exercise", "stem": "为什么？", "difficulty": "九"}})
    assert (wrong.status, list(wrong.data["problems"])) == (422, ["difficulty"])
    assert studio.post("/api/blocks/source", {"name": "a.md", "data": {"type": "猜谜"}}).status == 404


@pytest.mark.slow
def test_picture_is_cut_out_of_the_page(tmp_path: Path) -> None:
    studio = make_handouts(tmp_path)
    made = studio.post("/api/blocks/picture", {"name": "a.md", "data": {"type": "quote", "body": "一句。"}}).data
    assert made["image"].startswith("data:image/jpeg;base64,")
    assert 0 <= made["top"] < made["bottom"] < 0.5
    assert made["pages"] == 1


@pytest.mark.parametrize(
    ("line", "kind", "first", "last"),
    [(7, "paragraph", 7, 7), (9, "event", 9, 13), (12, "quote", 12, 12), (17, "exercise", 15, 22), (27, "list", 26, 27)],
)
def test_block_of_a_line_in_markdown(line: int, kind: str, first: int, last: int) -> None:
    found = find_block(MARKDOWN, "a.md", "markdown", line)
    assert (found.data["type"], found.first, found.last) == (kind, first, last)


def test_a_changed_block_replaces_its_lines_alone() -> None:
    found = find_block(YAML, "b.yaml", "yaml", 7)
    assert (found.data["title"], found.first, found.last, found.indent) == ("社区食堂", 6, 9, 2)
    made = replace_lines(YAML, found, write_block(found.data | {"place": "某街道"}, "yaml"))
    before, after = YAML.split("\n"), made.split("\n")
    assert (before[:5], before[9:]) == (after[:5], after[10:])
    whole, _ = manuscript(made, "b.yaml")
    assert whole is not None
    assert [getattr(block, "place", "") for block in whole.blocks if block.type == "event"] == ["某街道"]


def test_a_line_without_a_block_is_refused() -> None:
    with pytest.raises(Refused):
        find_block(MARKDOWN, "a.md", "markdown", 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in reference.read_examples() if name not in ("head", "section", "point")])
def test_the_examples_of_the_reference_are_edited_in_forms(name: str) -> None:
    for kind, text in reference.read_examples()[name].items():
        whole = f"---\ntitle: 例\n---\n\n{text}" if kind == "markdown" else f"title: 例\n{text}"
        file = "例.md" if kind == "markdown" else "例.yaml"
        found, _ = manuscript(whole, file)
        assert found is not None
        block = next(block for block in found.blocks if block.type == name)
        place = find_block(whole, file, kind, found.spans[block.id].line)
        again, _ = manuscript(replace_lines(whole, place, write_block(place.data, kind)), file)
        assert again is not None
        assert are_equal(again.handout, found.handout)
        assert name in (place.data["type"], "paragraph")
