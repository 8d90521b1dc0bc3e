"""The structure tree and conformance of PDFs: PDF/UA-1 and PDF/A-3a by two validators and by rules of our own."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pydyf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from jiangyi.core.diagnostics import Report
from jiangyi.writers.pdf import book_layout
from jiangyi.writers.pdf.conformance import number_of
from jiangyi.writers.pdf.streams import serialize_stream
from tests.support import OUTPUTS, invoke, page, strip_spaces
from tests.validators.pdf import Element, Opened, find_faults, items, read_structure, validate_pdf

LONG = "这一段写得很长，长到一页放不下，要接到下一页去。" * 60
ROWS = "\n".join(f"| 第{n}项 | 说明{n}[^cell{n}] |" if n % 40 == 0 else f"| 第{n}项 | 说明{n} |" for n in range(50))
STRESS = f"""---
title: 难排的讲义 `x` $a^2$
subtitle: 副题
authors: [甲, 乙]
cover: page
links: footnote
lang: zh-Hans
notes:
  cell0: 表里的注。
  cell40: 隔页的注。
  head: 标题的注。
  first: 长段的注。
  item: 条目的注，有[链接](https://example.org/note)和 $x_1$。
---

{LONG}注[^first]。

# 标题有注[^head]与[链接](https://example.org/head)与公式 $\\frac{{1}}{{2}}$ {{#one}}

- 甲项
  1. 子项一
     - 孙项
       - 曾孙项[^item]

       又一段。
  2. 子项二
- 乙项，`代码`与**粗**、*斜*、{{着重|.}}、{{汉字|hàn zì}}、{{{{填空}}}}、==标记==。

H~2~O、x^2^、~~删~~、[线]{{.underline}}、[张三]{{.propername}}[李四]{{.propername}}、[史记]{{.booktitle}}。

看 ![小图](pictures/few.gif) 图。

- [x] 做完
- [ ] 没做

3. 从三起
4. 四

::: table 跨页的表 {{#long}}
| 名称栏 | 说明栏 |
|---|---|
{ROWS}
:::

见[#long]、[上文](#one)和[一个很长很长的链接名字，长到一行放不下，一定会折到下一行去，所以同一个链接在纸上占两行](https://example.org/long)，又见[同一处](https://example.org/long)。

![一只灰方块](pictures/ink.jpg "印刷色的图"){{#ink width=20%}}

![半透明的图](pictures/clear.png)

![转了向的图](pictures/turned.jpg)

![调色板的图](pictures/few.gif)

## 盒子

::: key 要点
盒子里的段落。

- 盒子里的列表
:::

::: warning
没有题目的盒子。
:::

> 引文一段。
>
> ——某人，《某书》

::: definition 术语 {{pinyin="shù yǔ"}}
解释。
:::

::: points
1. **首句。** 展开。

   - **一是小点。** 内容。
:::

$$
E = mc^2
$$

```python 程序
{chr(10).join(f"line_{n} = {n}  # 第 {n} 行" for n in range(40))}
```

---

::: event 事件 {{source="某报" url=https://example.org/event date=2026年}}
经过。
:::

| | |
|---|---|
| 空表 | |
| | |
"""
DECORATIVE = """
title: Ornaments
lang: en
blocks:
- An English paragraph with a [link](https://example.org/x) and $a+b$.
- {type: figure, src: pictures/clear.png, decorative: true}
- {type: figure, src: pictures/clear.png, alt: A translucent square}
- {type: list, ordered: true, items: [One, Two]}
sections:
- title: A section
  blocks: [Words.]
"""


@pytest.fixture(scope="module")
def stressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with handouts that are hard to tag, and a book of them, built by the real command."""
    workspace = tmp_path_factory.mktemp("stressed")
    pictures = workspace / "content" / "pictures"
    pictures.mkdir(parents=True)
    Image.new("CMYK", (60, 60), (90, 20, 10, 0)).save(pictures / "ink.jpg")
    Image.new("RGBA", (60, 60), (200, 0, 0, 99)).save(pictures / "clear.png")
    turned = Image.Exif()
    turned[0x0112] = 6  # a camera held upright
    Image.new("RGB", (90, 30), "#369").save(pictures / "turned.jpg", exif=turned)
    Image.new("P", (40, 40), 3).save(pictures / "few.gif")
    (workspace / "content" / "难.md").write_text(STRESS, "utf-8")
    (workspace / "content" / "ornaments.yaml").write_text(DECORATIVE, "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 合订\noutput: 合订\nhandouts: [难.md, ornaments.yaml]\n", "utf-8")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return workspace / "output"


@pytest.fixture(scope="module")
def hard(stressed: Path) -> Iterator[Opened]:
    with pikepdf.open(stressed / "难.pdf") as document:
        yield read_structure(document)


def extract_structure_text(path: Path) -> str:
    """The text in the order of the structure tree, read by Poppler, without white space."""
    done = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True)
    return strip_spaces("".join(re.findall(r'^ *"(.*)"$', done.stdout, re.MULTILINE)))


@pytest.mark.validator
@pytest.mark.parametrize("stem", OUTPUTS)
def test_shipped_pdfs_pass_the_validators(shipped: Path, stem: str) -> None:
    path = shipped / "output" / f"{stem}.pdf"
    assert find_faults(path) == []
    assert validate_pdf(path) == []


@pytest.mark.validator
@pytest.mark.parametrize("stem", ["难", "ornaments", "合订"])
def test_difficult_pdfs_pass_the_validators(stressed: Path, stem: str) -> None:
    assert find_faults(stressed / f"{stem}.pdf") == []
    assert validate_pdf(stressed / f"{stem}.pdf") == []


def test_the_tree_is_read_in_the_order_of_the_text_and_without_running_heads(stressed: Path) -> None:
    text = extract_structure_text(stressed / "难.pdf")
    order = "标题的注。 甲项 子项一 曾孙项 条目的注 又一段。 子项二 乙项 名称栏 第0项 表里的注。 第1项 第49项"
    places = [text.index(part, text.index("一、标题有注", text.index("标题有注") + 1)) for part in order.split()]
    assert places == sorted(places)
    assert text.count("名称栏") == 1  # printed on each page of the table, read once
    assert "共" not in text  # 第 1 页　共 9 页
    assert "....." not in text


def test_a_paragraph_over_pages_is_one_and_its_note_is_read_after_it(hard: Opened) -> None:
    over = [{number for number, _ in where} for element in hard.of("P") if (where := marks(hard, element))]
    assert sum(len(pages) > 1 for pages in over) >= 1
    for note in hard.of("Note"):
        assert note.parent
        before = siblings(hard, note.parent)[: siblings(hard, note.parent).index(note)]
        assert before or note.parent.type in ("TD", "TH")
        caller = next((element for element in reversed(before) if element.type != "Note"), note.parent)
        assert any(call.type == "Reference" and (caller is call or caller in call.up()) for call in hard.elements)


def marks(opened: Opened, element: Element) -> list[tuple[int, int]]:
    """The marked-content sequences that are children of an element."""
    return [place for place, owner in opened.marks.items() if owner is element]


def siblings(opened: Opened, parent: Element) -> list[Element]:
    """The child elements of an element, in order."""
    found = {element.object.objgen: element for element in opened.kids(parent)}
    return [found[kid.objgen] for kid in items(parent.object.K) if isinstance(kid, Dictionary) and kid.objgen in found]


def test_a_link_over_two_lines_is_one_link_and_says_its_words(hard: Opened) -> None:
    says = [str(annotation.Contents) for sheet in hard.pdf.pages for annotation in items(sheet.obj.get("/Annots"))]
    long = "一个很长很长的链接名字，长到一行放不下，一定会折到下一行去，所以同一个链接在纸上占两行"
    assert says.count(long) == 2  # a place to click on each line
    assert "一、标题有注与链接与公式 2分之1" in says
    owners = [owner for key, owner in hard.annotations.items() if str(hard.pdf.get_object(key).Contents) == long]
    assert len(owners) == 2
    assert owners[0] is owners[1]


def test_lists_nest_and_say_how_they_count(hard: Opened) -> None:
    assert [str(element.attribute("/ListNumbering")) for element in hard.of("L")][:4] == ["/Disc", "/Decimal", "/Square", "/Square"]
    deep = max(sum(above.type == "L" for above in element.up()) for element in hard.of("L"))
    assert deep == 3


def test_language_reaches_the_structure(stressed: Path) -> None:
    with pikepdf.open(stressed / "合订.pdf") as document:
        opened = read_structure(document)
        assert document.Root.Lang == "zh-Hans"
        assert [str(part.object.get("/Lang", "")) for part in opened.of("Art")] == ["", "en"]


def test_a_decorative_picture_is_an_artifact(stressed: Path) -> None:
    with pikepdf.open(stressed / "ornaments.pdf") as document:
        assert [str(figure.object.Alt) for figure in read_structure(document).of("Figure")] == ["A translucent square"]
        assert len([1 for _, operator in pikepdf.parse_content_stream(document.pages[0]) if str(operator) == "Do"]) >= 2


def test_pages_are_named_by_their_folios(stressed: Path) -> None:
    with pikepdf.open(stressed / "合订.pdf") as document:
        labels = [sheet.label for sheet in document.pages]
    front = [label for label in labels if not label.isdigit()]
    assert front == ["i", "ii", "iii", ""], "the last of them is blank: the text begins on a right-hand page"
    assert labels[4:] == [str(number) for number in range(1, len(labels) - 3)]
    assert [number_of(label, style) for label, style in (("12", "decimal"), ("iv", "lower-roman"), ("IX", "upper-roman"), ("甲", "x"))] == [
        12,
        4,
        9,
        0,
    ]


def test_a_stream_that_ends_in_a_carriage_return_gets_one_byte_more() -> None:
    assert serialize_stream(pydyf.Stream([b"ab\r"])) == b"<</Length 4>>\nstream\nab\r\0\nendstream"
    assert serialize_stream(pydyf.Stream([b"ab"])) == b"<</Length 2>>\nstream\nab\nendstream"


@pytest.mark.slow
def test_the_same_page_gives_the_same_bytes_again() -> None:
    rendered = page(STRESS.partition("# 标题")[0], "print")
    assert book_layout.write_rendered(rendered, Report()) == book_layout.write_rendered(rendered, Report())


def first(document: Pdf, kind: str) -> Dictionary:
    """The first structure element of a type."""
    return next(element.object for element in read_structure(document).elements if element.type == kind)


def link(document: Pdf) -> Dictionary:
    return next(a for sheet in document.pages for a in items(sheet.obj.get("/Annots")))


def without_marks(document: Pdf) -> None:
    document.pages[0].Contents = document.make_stream(b"0 0 5 5 re f " + document.pages[0].Contents.read_bytes())


def with_a_stray(document: Pdf) -> None:
    document.pages[0].Contents = document.make_stream(document.pages[0].Contents.read_bytes() + b" /P <</MCID 9999>> BDC 0 0 5 5 re f EMC")


def compressed_metadata(document: Pdf) -> None:
    document.Root.Metadata = document.make_stream(
        document.Root.Metadata.read_bytes(), Type=Name.Metadata, Subtype=Name.XML, Filter=Name.FlateDecode
    )


def no_claim(document: Pdf) -> None:
    document.Root.Metadata.write(document.Root.Metadata.read_bytes().replace(b"pdfuaid:part>1", b"pdfuaid:part>7"))


def wrong_owner(document: Pdf) -> None:
    document.Root.StructTreeRoot.ParentTree.Nums[1][0] = first(document, "Document")


def interpolated(document: Pdf) -> None:
    next(
        thing for thing in document.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image
    ).Interpolate = True


def inks(document: Pdf) -> None:
    next(
        thing for thing in document.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image
    ).ColorSpace = Name.DeviceCMYK


def ragged(document: Pdf) -> None:
    row = first(document, "TR")
    row.K = Array([*row.K][:-1])


def second_head(document: Pdf) -> None:
    first(document, "TBody").S = Name.THead


def two_annotations(document: Pdf) -> None:
    entry = next(e for e in read_structure(document).annotations.values() if any(above.type == "TOCI" for above in e.up()))
    extra = document.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Contents=String("x"), F=4))
    entry.object.K.append(Dictionary(Type=Name.OBJR, Obj=extra))


SPOILT: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "metadata compressed": (compressed_metadata, "claims: the metadata is missing or compressed"),
    "no claim": (no_claim, "claims: the metadata does not say pdfuaid"),
    "no language": (lambda d: d.Root.__delitem__("/Lang"), "document: no language"),
    "title hidden": (lambda d: d.Root.__delitem__("/ViewerPreferences"), "document: the title is not shown"),
    "drawn unmarked": (without_marks, "marked: outside any mark"),
    "stray mark": (with_a_stray, "marked: 1 pieces hang in no element"),
    "ghost": (lambda d: first(d, "P").K.append(8888), "marked: 1 pieces of the tree are not drawn"),
    "wrong owner": (wrong_owner, "parents: page 1 piece 0"),
    "unknown type": (lambda d: setattr(first(d, "P"), "S", Name.Heading), "types: unknown type Heading"),
    "wrong place": (lambda d: setattr(first(d, "TR"), "S", Name.P), "types: P in THead"),
    "skipped level": (lambda d: setattr(first(d, "H2"), "S", Name.H5), "headings: H1 then H5"),
    "no outline": (lambda d: d.Root.__delitem__("/Outlines"), "headings: the outline has []"),
    "link says its address": (lambda d: setattr(link(d), "Contents", link(d).Dest), "links: page"),
    "link leads nowhere": (lambda d: setattr(link(d), "Dest", String("nowhere")), "leads nowhere"),
    "link does not print": (lambda d: setattr(link(d), "F", 0), "does not print"),
    "link in no Link": (lambda d: setattr(first(d, "Link"), "S", Name.Span), "is in no Link"),
    "two annotations": (two_annotations, "contents: an entry has"),
    "figure without words": (lambda d: first(d, "Figure").__delitem__("/Alt"), "pictures: a Figure without words"),
    "formula without place": (lambda d: first(d, "Formula").__delitem__("/A"), "pictures: a Formula at None"),
    "header without scope": (lambda d: first(d, "TH").A.__delitem__("/Scope"), "tables: a header without scope"),
    "ragged rows": (ragged, "tables: rows of different length"),
    "head read again": (second_head, "tables: a head that is read again"),
    "item without body": (lambda d: setattr(first(d, "LBody"), "S", Name.Lbl), "lists: an item without body"),
    "list that does not say": (lambda d: first(d, "L").__delitem__("/A"), "lists: labels that do not say"),
    "note without name": (lambda d: first(d, "Note").__delitem__("/ID"), "notes: notes"),
    "note without label": (lambda d: setattr(first(d, "Note").K[0], "S", Name.Span), "notes: a note without label"),
    "interpolated": (interpolated, "images: a picture is interpolated"),
    "inks": (inks, "images: a picture is in printing inks"),
}
"""Ways to damage a valid file, and the error that must be found."""


@pytest.mark.parametrize("name", SPOILT)
def test_each_rule_can_fail(stressed: Path, tmp_path: Path, name: str) -> None:
    spoil, wanted = SPOILT[name]
    with pikepdf.open(stressed / "难.pdf") as document:
        spoil(document)
        document.save(tmp_path / "spoilt.pdf", fix_metadata_version=False)
    found = find_faults(tmp_path / "spoilt.pdf")
    assert any(wanted in fault for fault in found), found


@pytest.mark.validator
def test_the_validators_can_fail(stressed: Path, tmp_path: Path) -> None:
    shutil.copy(stressed / "ornaments.pdf", tmp_path / "spoilt.pdf")
    with pikepdf.open(tmp_path / "spoilt.pdf", allow_overwriting_input=True) as document:
        del document.Root["/Lang"], first(document, "Figure")["/Alt"]
        interpolated(document)
        document.save()
    found = validate_pdf(tmp_path / "spoilt.pdf")
    assert {fault.split(":")[0] for fault in found} == {"ua1", "3a", "outloud"}, found
