"""The content stream of a page is in the order in which it is read, whatever the styles do."""

import io

import pikepdf
import pymupdf
import pytest

from jiangyi.writers.pdf import tagging
from jiangyi.writers.pdf.reading_order import find_reading_order
from jiangyi.writers.pdf.structure_tree import MarkedContent, PageVisit, StructureElement, StructureTree, find_place
from tests.support import pdf_of, strip_spaces
from tests.validators.pdf import order, read_structure

LISTS = """---
title: 例
cover: none
---

甲段。[^note]

1. 一项
2. 二项
   - 内项
3. 三项

- [x] 做完
- [ ] 没做

术语
: 解释

> 引文。

::: exercise {answer=B}
题干。
A. 选甲
B. 选乙
C. 选丙
D. 选丁
:::

| 栏甲 | 栏乙 |
|---|---|
| 左 | 右 |

末段。

[^note]: 一条脚注。
"""


def drawn(data: bytes) -> str:
    """The text of a PDF in the order of its content streams, without spaces."""
    with pymupdf.open(stream=data) as document:
        return strip_spaces("".join(char["c"] for sheet in document for char in _chars(sheet)))


def _chars(sheet: pymupdf.Page) -> list[dict[str, str]]:
    return [
        char
        for block in sheet.get_text("rawdict", flags=0)["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
    ]


def faults(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(order(read_structure(pdf)))


@pytest.mark.slow
def test_markers_notes_options_and_cells_are_in_place() -> None:
    data = pdf_of(LISTS)
    assert not faults(data)
    text = drawn(data)
    for part in ("1.一项2.二项", "内项3.三项", "做完☐没做", "A.选甲B.选乙C.选丙D.选丁", "栏甲栏乙左右末段。"):
        assert part in text
    assert text.index("甲段。") < text.index("一条脚注") < text.index("1.一项")


def test_the_rule_finds_another_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "find_reading_order", lambda visit: list(visit.hosts)[::-1])
    assert faults(pdf_of(LISTS))


LATER = {
    "positioned": ".blockquote, blockquote { position: relative }",
    "in a layer of its own": "blockquote { position: relative; z-index: 2 }",
    "below all else": "blockquote { position: relative; z-index: -1 }",
    "cut off": "blockquote { overflow: hidden }",
    "turned": "blockquote { transform: rotate(2deg) }",
    "turned and cut off": "blockquote { transform: rotate(2deg); overflow: hidden } blockquote p { overflow: hidden; position: relative }",
    "floating": "blockquote { float: left; width: 100% }",
    "in a box within the line": "blockquote { display: inline-block; width: 100% }",
    "in a grid": "blockquote { display: grid } ol { display: flex; flex-direction: column }",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LATER)
def test_styles_do_not_change_the_order(name: str) -> None:
    data = pdf_of(LISTS, more=LATER[name])
    assert not faults(data)
    text = drawn(data)
    assert text.index("没做") < text.index("解释") < text.index("引文。") < text.index("题干。"), text


READINGS = """---
title: 例
cover: none
---

前文{汉字|hàn zì}与{治理|zhì lǐ}并举，{注音|ㄓㄨˋ ㄧㄣ}在后。

- 条目里的{跬步|kuǐ bù}。
  - 内层。

| 栏 | 说明 |
|---|---|
| {政|zhèng} | 正 |
"""


@pytest.mark.slow
def test_readings_are_behind_their_paragraph() -> None:
    data = pdf_of(READINGS)
    assert not faults(data)
    text = drawn(data)
    for part in ("前文汉字与治理并举，注音在后。hànzìzhìlǐ", "条目里的跬步。kuǐbù○内层。", "政zhèng正"):
        assert part in text
    with pymupdf.open(stream=data) as document:
        assert "前文汉字与治理并举，注音在后。" in document[0].get_text().splitlines()


CODE = """---
title: 例
cover: none
---

```python
def f(a,  b):
    if a:
        return [x  for x in a]
    return "两  格"
```

```
  甲  乙
    丙
```

- [x] 做完
"""


@pytest.mark.slow
def test_spaces_of_code_are_drawn() -> None:
    with pymupdf.open(stream=pdf_of(CODE)) as document:
        lines = document[0].get_text().splitlines()
    for line in ("def f(a,  b):", "    if a:", "        return [x  for x in a]", '    return "两  格"', "  甲  乙", "    丙", "☑ 做完"):
        assert line in lines


def test_a_note_on_the_page_after_its_call_is_before_what_follows_there() -> None:
    tree = StructureTree(StructureElement("Document"))
    first, second = (StructureElement("P", tree.root) for _ in range(2))
    tree.root.kids += [first, second]
    note = StructureElement("Note", tree.root, 1)
    body = StructureElement("P", note, 1)
    note.kids.append(body)
    tree.notes.append((note, first))
    for page, host in ((0, first), (1, second), (1, second), (1, body)):
        host.kids.append(MarkedContent(page, len(host.kids) + (7 if host is body else 0)))
    artifacts = {9: {"Type": "/Layout"}, 3: {"Subtype": "/Footer"}}
    visit = PageVisit(tree, 1, 100, {}, artifacts, {3: None, 0: second, 9: None, 1: second, 7: body})
    found = find_reading_order(visit)
    tree.finish()
    assert found == [7, 0, 9, 1, 3]
    assert tree.root.kids == [first, note, second]


def test_the_head_of_a_table_that_finds_room_on_a_later_page_only_is_before_the_rows() -> None:
    table = StructureElement("Table")
    for kind in ("Caption", "TBody", "THead", "TFoot"):
        element = StructureElement(kind, table)
        table.kids.insert(find_place(element), element)
    assert [kid.type for kid in table.kids if isinstance(kid, StructureElement)] == ["Caption", "THead", "TBody", "TFoot"]


@pytest.mark.slow
def test_no_space_is_read_between_a_title_and_its_dots() -> None:
    titles = [f"治理其{number**3}" for number in range(1, 40)]
    sections = "\n\n".join(f"## {title}\n\n正文。" for title in titles)
    with pymupdf.open(stream=pdf_of(f"---\ntitle: 题\ntoc: true\n---\n\n{sections}\n", paper="phone")) as document:
        text = "".join(sheet.get_text() for sheet in document)
    assert [title for title in titles if f"{title}..." not in text] == []
