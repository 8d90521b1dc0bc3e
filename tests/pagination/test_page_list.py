"""The page-list of an EPUB against the finished PDF: the first and last words of each printed page are at its page mark."""

import itertools
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pymupdf
import pytest
import weasyprint
from hypothesis import given
from lxml import etree

from jiangyi.core import Session
from jiangyi.model.books import make_single_book
from jiangyi.model.document import Handout, assign_ids
from jiangyi.pagination import page_list
from jiangyi.pagination.page_list import SplitFile, insert_page_marks, scan_file
from jiangyi.pagination.page_starts import PageStart, Pagination, compute_checksums, iter_runs
from jiangyi.passes.indexing import build_index
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from tests.law import law
from tests.readers.test_properties import HANDOUTS, LOOK
from tests.support import FOOT, HEAD, OUTPUTS, ROOT, XHTML, invoke, spine

TYPE = "{http://www.idpf.org/2007/ops}type"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
WORDS = 10
"""How many characters at each end of a page are compared."""
SMALLEST = 7.7
"""In pt: smaller text is ruby or the number of a footnote."""
SMALL = 9.5
"""In pt: larger text is not in a footnote."""
NUMBER = re.compile(r"\s*\d+\.(?:\s+|$)")
"""The number of an item of a list, which the EPUB leaves to the reader; those of headings look the same."""


def letters(text: str) -> str:
    """Only letters and digits: list markers, leaders and spaces differ between print and EPUB."""
    return re.sub(r"[\W_]", "", text)


def silent(element: ElementTree.Element) -> bool:
    """Elements that are elsewhere in print: ruby, footnotes; and MathML, beside which is the text that formulas have in print."""
    tag, kind = element.tag.rsplit("}", 1)[-1], element.get("class", "")
    return tag in ("rt", "math", "head", "nav") or kind in ("notes", "noteref")


def flow(element: ElementTree.Element) -> Iterator[str]:
    """The text of a document with each page mark as its id between bars."""
    if element.get(TYPE) == "pagebreak":
        yield f"|{element.get('id')}|"
    elif not silent(element):
        yield letters(without_number(element.text or ""))
        for child in element:
            yield from flow(child)
            yield letters(child.tail or "")


def marked_text(path: Path) -> tuple[list[tuple[str, str]], str]:
    """The page-list as labels with ids, and the whole text with its marks."""
    with zipfile.ZipFile(path) as archive:
        nav = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
        entries = [
            ("".join(link.itertext()), link.get("href", "").split("#")[1])
            for part in nav.iter(f"{XHTML}nav")
            if part.get(TYPE) == "page-list"
            for link in part.iter(f"{XHTML}a")
        ]
        names = [name for name in spine(archive) if not name.endswith(("cover.xhtml", "toc.xhtml", "title.xhtml"))]
        return entries, "".join("".join(flow(ElementTree.fromstring(archive.read(name)))) for name in names)


def around(text: str, name: str) -> tuple[str, str]:
    """The text before and after a mark."""
    before, after = text.split(f"|{name}|")
    return re.sub(r"\|\w+\|", "", before), re.sub(r"\|\w+\|", "", after)


def extract_pages(path: Path, epub_path: Path, head: float = HEAD, foot: float = FOOT) -> list[list[str]]:
    """The lines of each page's text from top to bottom, without readings, note numbers, footnotes and contents."""
    pages = []
    notes, contents, drawn = footnotes(epub_path), titles(epub_path), drawings(epub_path)
    with pymupdf.open(path) as document:
        for sheet in document:
            area = pymupdf.Rect(0, head - 3, sheet.rect.width, sheet.rect.height - foot + 3)
            blocks = sheet.get_text("dict", clip=area)["blocks"]
            spans = [span for block in blocks for line in block.get("lines", []) for span in line["spans"] if span["size"] > SMALLEST]
            rows: dict[int, list[tuple[float, float, str]]] = {}
            for span in spans:
                x, baseline = span["origin"]
                row = next((y for y in rows if abs(y - baseline) < 4), round(baseline))
                rows.setdefault(row, []).append((x, span["size"], letters(without_number(span["text"]))))
            lines = [(max(size for _, size, _ in rows[y]), "".join(text for *_, text in sorted(rows[y]))) for y in sorted(rows)]
            text = [line for size, line in lines if size > SMALL or all(line[mark:] not in notes for mark in range(3))]
            pages.append([line for line in text if line and not contents.fullmatch(line) and not drawn.fullmatch(line)])
    return pages


def without_number(text: str) -> str:
    """A text that does not begin with the number of an item."""
    found = NUMBER.match(text)
    return text[found.end() :] if found else text


def footnotes(path: Path) -> str:
    """The footnotes in print: the notes, and the addresses of links."""
    found = ""
    with zipfile.ZipFile(path) as archive:
        for name in spine(archive):
            for element in ElementTree.fromstring(archive.read(name)).iter():
                if element.get("class") == "notes":
                    found += letters("".join(element.itertext()))
                elif element.tag == f"{XHTML}a":
                    found += letters(element.get("href", ""))
    return found


def drawings(path: Path) -> re.Pattern[str]:
    """Matches a line of words in drawings, which print sets as text."""
    with zipfile.ZipFile(path) as archive:
        roots = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".svg")]
    words = {letters(text) for root in roots for text in root.itertext()} - {""}
    return re.compile(f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True))) or '(?!)'})+")


def titles(path: Path) -> re.Pattern[str]:
    """Matches the lines of the printed table of contents: its title, and entries with page numbers."""
    with zipfile.ZipFile(path) as archive:
        nav = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
    entries = "|".join(letters("".join(link.itertext())) for link in nav.iter(f"{XHTML}a"))
    return re.compile(rf"目录|Contents|(?:{entries})\d+")


MIXED = "段#有{生僻|shēng pì}的字，**也有要紧的话#**，[去处#在别的地方](https://example.org/#)，还有 $x^2$ 式子。"
HEADER = "甲栏名称", "乙栏名称"
STRESS = f"""\
---
title: 长文试验
date: 2026-11-01
summary: {"摘要里的话要足够长，" * 9}
---

{"开头这一段没有标题，" * 24}

## 甲节

{"".join(f"第{number}句话各不相同，" for number in range(150))}

前文^[{"脚注也可以很长，一直写到下一页去。" * 12}]{"跟着的话，" * 30}后文^[{"第二条脚注。" * 20}]{"再往后，" * 40}

| {HEADER[0]} | {HEADER[1]} |
|---|---|
{chr(10).join(f"| 行{number}甲 | 行{number}乙 |" for number in range(60))}

{chr(10).join(f"- 列表第{number}项，{'话不太短，' * (number % 7 + 2)}" for number in range(20))}

{chr(10).join(f"1. 编号第{number}项，{'话不太短，' * (number % 5 + 2)}" for number in range(20))}

## 乙节

{chr(10).join(MIXED.replace("#", str(number)) for number in range(60))}

> {"".join(f"引文第{number}句，" for number in range(80))}

:::key
{"".join(f"要点第{number}句，" for number in range(80))}
:::

```python
{chr(10).join(f"value_{number} = compute({number})" for number in range(60))}
```

### 丙小节

{"最后一段，" * 100}
"""
PAPERS = {"a4": (0, 0), "small": (100, 96)}
"""Width and height in mm."""
CONTINUED = re.compile(r"续表|表\S*（续）")
TOP, BOTTOM = 12 / 25.4 * 72, 18 / 25.4 * 72
"""The margins above and below on small papers, in pt."""


@pytest.mark.slow
@pytest.mark.parametrize("stem", OUTPUTS)
def test_each_printed_page_begins_at_its_mark(shipped: Path, stem: str) -> None:
    folder = shipped / "output"
    check_pages(folder / f"{stem}.pdf", folder / f"{stem}.epub")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_long_text_on_any_paper(workspace: Path, paper: str, epubcheck: Callable[[Path], list[str]]) -> None:
    """With a table over pages, long footnotes, lists, readings, links, a long paragraph."""
    (workspace / "content" / "例.md").write_text(STRESS, "utf-8")
    papers = workspace / "styles" / "papers"
    papers.mkdir(parents=True)
    for name, (width, height) in PAPERS.items():
        if width:
            lengths = f"--page-width: {width}mm; --page-height: {height}mm; --top: 12mm; --inner: 12mm; --outer: 12mm; --lines: 9"
            (papers / f"{name}.css").write_text(f":root {{ {lengths} }}", "utf-8")
    done = invoke("build", "--paper", paper, "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    [made] = (workspace / "output").glob("*.pdf")
    marks = check_pages(made, made.with_suffix(".epub"), *((TOP, BOTTOM) if paper != "a4" else ()))
    assert marks > 8
    assert epubcheck(made.with_suffix(".epub")) == []


def check_pages(pdf_path: Path, epub_path: Path, head: float = HEAD, foot: float = FOOT) -> int:
    """Compare each mark with the page's first words and the last words of the page before; how many marks there are."""
    listed, text = marked_text(epub_path)
    pages = without_repeated_headers(extract_pages(pdf_path, epub_path, head, foot))
    with pymupdf.open(pdf_path) as document:
        folios = [folio(sheet) for sheet in document]
        behind = min((page - 1 for _, title, page in document.get_toc() if title.endswith("索引")), default=len(document))
    numbered = [number for number, found in enumerate(folios[:behind]) if found]
    assert [label for label, _ in listed] == [folios[number] for number in numbered]
    slack = slacks(epub_path)
    for (label, name), number in zip(listed, numbered, strict=True):
        before, after = around(text, name)
        if slack[name] is None:  # a title block is arranged otherwise in print
            assert before == "" or before.endswith("".join(pages[number - 1])[-WORDS:]), (label, before[-WORDS:])
            continue
        first, last = "".join(pages[number])[:WORDS], "".join(pages[number - 1])[-WORDS:]
        moved = after.find(first)
        assert 0 <= moved <= slack[name], (label, first, after[:WORDS])
        assert (before + after[:moved]).endswith(last), (label, last, before[-WORDS:])
    return len(listed)


def slacks(path: Path) -> dict[str, int | None]:
    """How far after each mark its page may begin: within a link or ruby that follows it; None at the start of a handout."""
    found: dict[str, int | None] = {}
    with zipfile.ZipFile(path) as archive:
        for name in spine(archive):
            for parent in ElementTree.fromstring(archive.read(name)).iter():
                children = list(parent)
                for child, following in itertools.zip_longest(children, children[1:]):
                    if child.get(TYPE) == "pagebreak":
                        whole = following is not None and following.tag in (f"{XHTML}a", f"{XHTML}ruby") and not (child.tail or "").strip()
                        opening = parent.get("class") == "opening" and children.index(child) < 3
                        found[child.get("id", "")] = None if opening else len("".join(flow(following))) if whole else 0  # type: ignore[arg-type]
    return found


def without_repeated_headers(pages: list[list[str]]) -> list[list[str]]:
    """The lines of pages without those of a table's header after the first time, and without 续表 above it."""
    found = [(number, line) for number, lines in enumerate(pages) for line in lines if not CONTINUED.fullmatch(line)]
    first = next((place for place, (_, line) in enumerate(found) if line == "".join(HEADER)), 0)
    kept = [(number, line) for place, (number, line) in enumerate(found) if place == first or line != "".join(HEADER)]
    return [[line for at, line in kept if at == number] for number in range(len(pages))]


def folio(sheet: pymupdf.Page) -> str:
    """The number at the foot of a page."""
    found = re.search(r"第 (\d+) 页\s+共|Page (\d+) of|^\s*([ivx]+)\s*$", sheet.get_text(sort=True), re.MULTILINE)
    return next((number for number in found.groups() if number), "") if found else ""


def test_front_matter_is_roman_and_leads_to_the_text(shipped: Path) -> None:
    """The EPUB has no printed table of contents: its page number leads to the first handout, as the accessibility summary says."""
    listed, text = marked_text(shipped / "output" / "合集.epub")
    assert [label for label, _ in listed][:3] == ["iii", "1", "2"]
    assert around(text, listed[0][1]) == around(text, listed[1][1])


def test_the_ncx_has_the_same_pages(shipped: Path) -> None:
    with zipfile.ZipFile(shipped / "output" / "合集.epub") as archive:
        ncx = ElementTree.fromstring(archive.read("EPUB/toc.ncx"))
        package = archive.read("EPUB/content.opf").decode()
    listed, _ = marked_text(shipped / "output" / "合集.epub")
    targets = list(ncx.iter(f"{NCX}pageTarget"))
    assert [target.findtext(f"{NCX}navLabel/{NCX}text") for target in targets] == [label for label, _ in listed]
    assert [target.get("type") for target in targets] == ["front"] + ["normal"] * (len(listed) - 1)
    facts = {meta.get("name"): meta.get("content") for meta in ncx.iter(f"{NCX}meta")}
    assert facts["dtb:totalPageCount"] == str(len(listed))
    assert facts["dtb:maxPageNumber"] == listed[-1][0]
    numbers = [int(part.get("playOrder", "")) for part in ncx.iter() if part.get("playOrder")]
    assert set(numbers) == set(range(1, max(numbers) + 1))
    assert re.search(r'<meta property="pageBreakSource">[^<]+ · A4 · PDF</meta>', package)


@pytest.mark.slow
def test_an_epub_alone_has_the_same_page_list(shipped: Path, workspace: Path) -> None:
    shutil.copytree(ROOT / "content", workspace / "content", dirs_exist_ok=True)
    done = invoke("build", "--to", "epub", workspace / "content" / "创新基层治理.yaml")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (workspace / "output").iterdir()] == ["创新基层治理.epub"]
    assert (workspace / "output" / "创新基层治理.epub").read_bytes() == (shipped / "output" / "创新基层治理.epub").read_bytes()


@pytest.mark.slow
def test_words_that_differ_between_print_and_epub_are_an_error(workspace: Path) -> None:
    """The start of a page would then be unknown; the last good file stays."""
    (workspace / "content" / "例.md").write_text("# 例\n\n正文。\n", "utf-8")
    folder = workspace / "templates" / "blocks"
    folder.mkdir(parents=True)
    (folder / "paragraph.epub.html.j2").write_text('<p id="{{ block.id }}">{{ text(block.text) }}又一句。</p>', "utf-8")
    (workspace / "output").mkdir()
    (workspace / "output" / "例.epub").write_bytes(b"the last good file")
    for _ in range(2):  # also from the cache
        done = invoke("build", "--workspace", workspace)
        assert done.returncode == 1
        assert "error[page-numbers-lost]" in done.stderr
        assert "_b1" in done.stderr
        assert (workspace / "output" / "例.epub").read_bytes() == b"the last good file"


DOCUMENT = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head>
<body><section id="s"><h2><span>一、</span>题名</h2>
<p id="p">前面 <b>粗体</b><ruby>生<rt>shēng</rt>僻<rt>pì</rt></ruby>见<a href="#s">别处</a>后面</p>
<ul id="l"><li><p id="i">第一项</p></li><li><p id="j">第二项</p></li></ul>
<table id="t"><tr><td>甲</td><td>乙</td></tr><tr><td><a href="#s">丙</a></td><td>丁</td></tr></table>
<figure id="f"><img src="x.png" alt="图"/><figcaption>图题</figcaption></figure><div class="gap" id="g"></div></section></body></html>"""
MARK = "¶"


@pytest.mark.parametrize(
    ("place", "result"),
    [
        (("s", 0), '<section id="s">¶<h2><span>一、</span>题名'),
        (("s", 2), "<h2><span>一、</span>¶题名"),
        (("s", 3), "题¶名</h2>"),
        (("p", 0), '¶<p id="p">前面'),
        (("p", 1), "前¶面 <b>"),
        (("p", 2), "面 ¶<b>粗体"),
        (("p", 3), "<b>粗¶体</b>"),
        (("p", 4), "</b>¶<ruby>生"),
        (("p", 5), "</b>¶<ruby>生"),
        (("p", 6), "</ruby>¶见<a"),
        (("p", 8), '见¶<a href="#s">别处'),
        (("i", 0), '¶<ul id="l"><li><p id="i">第一项'),
        (("j", 0), '<li>¶<p id="j">第二项'),
        (("t", 0), '¶<table id="t"><tr><td>甲'),
        (("t", 1), "<td>¶乙</td>"),
        (("t", 2), '<tr><td>¶<a href="#s">丙'),
        (("t", 3), "<td>¶丁</td>"),
        (("f", 0), '<figure id="f">¶<img'),
        (("f", 1), '<img src="x.png" alt="图"/>¶<figcaption>图题'),
    ],
)
def test_the_position_of_a_page_mark(place: tuple[str, int], result: str) -> None:
    assert result in marked(place)


def marked(*places: tuple[str, int]) -> str:
    """The document with its marks as signs; checked to have the same characters as before."""
    before = list(iter_runs(ElementTree.fromstring(DOCUMENT)))
    pagination = Pagination(tuple(PageStart("7", *place) for place in places), compute_checksums(before), len(places))
    made = insert_page_marks([{"x.xhtml": scan_file("x.xhtml", DOCUMENT)}], pagination)
    text = made.files["x.xhtml"]
    assert compute_checksums(list(iter_runs(ElementTree.fromstring(text)))) == compute_checksums(before)
    assert [page.href for page in made.marks] == [f"x.xhtml#_page{number}" for number in range(1, len(places) + 1)]
    assert '<div class="gap" id="g"></div>' in text
    return re.sub(r'<(span|div) id="_page\d+"[^>]*></\1>', MARK, text)


def test_pages_that_begin_at_one_place_keep_their_order() -> None:
    assert f"前{MARK * 3}面" in marked(("p", 1), ("p", 1), ("p", 1))
    assert marked(("p", 1), ("p", 3), ("p", 3), ("p", 8)).count(MARK) == 4


@pytest.mark.parametrize("label", ["iv", "—3—", "a&b", "<1>", '"1"', "'1'", "1\t2"])
def test_a_label_is_written_as_an_attribute(label: str) -> None:
    made = insert_page_marks([{"x.xhtml": scan_file("x.xhtml", DOCUMENT)}], Pagination((PageStart(label, "p", 1),), {}, 1))
    [mark] = [one for one in etree.fromstring(made.files["x.xhtml"].encode()).iter() if one.get("role") == "doc-pagebreak"]
    assert mark.get("aria-label") == label
    element = etree.Element("x", {"aria-label": label})
    assert etree.tostring(element, encoding="unicode").removesuffix("/>").removeprefix("<x") in made.files["x.xhtml"]


def test_marks_are_placed_once_for_all_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored of a file does not depend on the pages before it."""
    files = [{"x.xhtml": scan_file("x.xhtml", DOCUMENT)}]
    split = []
    place = page_list._split_file
    monkeypatch.setattr(page_list, "_split_file", lambda *arguments: split.append(1) or place(*arguments))
    starts = [PageStart("1", "p", 1), PageStart("2", "t", 3)]
    with Session().activate():
        first = insert_page_marks(files, Pagination(tuple(starts), {}, 2), stores=True)
        later = [replace(start, label=f"{int(start.label) + 40}") for start in starts]
        second = insert_page_marks(files, Pagination((PageStart("40", "p", 0), *later), {}, 3), stores=True)
        third = insert_page_marks(files, Pagination(tuple(later), {}, 2), stores=True)
    assert len(split) == 2
    assert [page.label for page in second.marks] == ["40", "41", "42"]
    assert third.files["x.xhtml"] == first.files["x.xhtml"].replace('aria-label="1"', 'aria-label="41"').replace('label="2"', 'label="42"')
    assert third.order == first.order


@pytest.mark.parametrize(
    ("pieces", "marks", "ids"), [(("a", "b", "c"), (1,), ("",)), (("a", "b"), (0,), ("",)), (("a", "b", "c"), (0,), ("p",)), ((), (), ())]
)
def test_a_split_file_that_is_not_consistent_is_none(pieces: tuple[str, ...], marks: tuple[int, ...], ids: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"\("):
        SplitFile(pieces, marks, ids)


@pytest.mark.slow
@law(60)
@given(HANDOUTS)
def test_print_and_epub_have_the_same_characters_in_every_block(handout: Handout) -> None:
    """The assumption of the page list and its consequence: a mark before any character changes no character."""
    named, _ = assign_ids(handout, "law")
    made = make_single_book(named, {})
    printed_page = render_book(made, build_index(made), LOOK, Target.PRINT).documents[0].html
    found = list(iter_runs(weasyprint.HTML(string=printed_page).etree_element))
    starts = tuple(PageStart(str(run.start), run.id, run.start) for run in found)
    page = render_book(made, build_index(made), LOOK, Target.EPUB, Pagination(starts, compute_checksums(found), len(found)))
    assert page.differing_blocks == ()
    whole = "".join(document.html for document in page.documents)
    assert whole.count('role="doc-pagebreak"') == len(found)
    unmarked = render_book(made, build_index(made), LOOK, Target.EPUB)
    for document, plain in zip(page.documents, unmarked.documents, strict=True):
        if document.name.endswith(".xhtml") and document.name != "nav.xhtml":
            assert "".join(ElementTree.fromstring(document.html).itertext()) == "".join(ElementTree.fromstring(plain.html).itertext())
