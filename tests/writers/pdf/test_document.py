"""The PDF: metadata, tags, fonts, bookmarks, links, and page numbers that agree."""

import io
import logging
import re
import threading
from dataclasses import replace
from pathlib import Path
from statistics import mode as most_common

import pikepdf
import pymupdf
import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.render.rendered_book import MarkupFile
from jiangyi.writers.pdf import book_layout
from jiangyi.writers.pdf.document import collect_warnings
from tests.support import FOOT, OUTPUTS, PAPER, invoke, page, pdf_text, strip_spaces

FOLIOS = {
    "创新基层治理": r"第 (\d+) 页　共 (\d+) 页",
    "讲义写法示例": r"第 (\d+) 页　共 (\d+) 页",
    "study-notes": r"Page (\d+) of (\d+)",
    "合集": r"第 (\d+) 页　共 (\d+) 页",
}
BARE = {"创新基层治理": {"/Lbl", "/TR", "/Formula"}}
"""Characters that a handout does not have."""
POINT_PER_MM = 72 / 25.4


def pdf_path(shipped: Path, stem: str) -> Path:
    return shipped / "output" / f"{stem}.pdf"


@pytest.mark.parametrize("stem", OUTPUTS)
def test_every_page_is_a4(shipped: Path, stem: str) -> None:
    with pikepdf.open(pdf_path(shipped, stem)) as document:
        for sheet in document.pages:
            assert [float(v) for v in sheet.mediabox] == pytest.approx([0, 0, *PAPER], abs=0.1)


@pytest.mark.parametrize("stem", OUTPUTS)
def test_every_font_is_embedded(shipped: Path, stem: str) -> None:
    with pikepdf.open(pdf_path(shipped, stem)) as document:
        things = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
        descriptors = [thing for thing in things if thing.get("/Type") == "/FontDescriptor"]
        fonts = [thing for thing in things if thing.get("/Type") == "/Font"]
        assert descriptors
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(d.keys()) for d in descriptors)
        assert all("/DescendantFonts" in font or "/FontDescriptor" in font for font in fonts)


@pytest.mark.parametrize("stem", OUTPUTS)
def test_no_character_is_drawn_as_a_box(shipped: Path, stem: str) -> None:
    with pymupdf.open(pdf_path(shipped, stem)) as document:
        glyphs = [char for sheet in document for span in sheet.get_texttrace() for char in span["chars"]]
    assert glyphs
    assert [chr(code) for code, glyph, *_ in glyphs if glyph == 0 and not chr(code).isspace()] == []


@pytest.mark.parametrize("stem", OUTPUTS)
def test_pdfs_are_tagged(shipped: Path, stem: str) -> None:
    with pikepdf.open(pdf_path(shipped, stem)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert "/StructTreeRoot" in root
        assert root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata.pdfa_status == "3A"
        kinds = {str(kind) for kind in structure(root.StructTreeRoot)}
    assert {"/H1", "/H2", "/P", "/TOC", "/TOCI", "/Link", "/Lbl", "/TR", "/Formula"} - BARE.get(stem, set()) <= kinds, kinds


def structure(element: pikepdf.Object) -> list[pikepdf.Object]:
    """The type of every element of a structure tree."""
    kids = element.get("/K", pikepdf.Array())
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    below = [kind for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid for kind in structure(kid)]
    return ([element.S] if "/S" in element else []) + below


def test_metadata(shipped: Path) -> None:
    with pymupdf.open(pdf_path(shipped, "创新基层治理")) as document:
        assert document.metadata["title"] == "创新基层治理"
        assert strip_spaces(document.metadata["keywords"]) == "基层治理,社会治理,法治思维,公考笔试,省考上岸,热点素材积累"
    with pymupdf.open(pdf_path(shipped, "study-notes")) as document:
        assert document.metadata["author"] == "The handout group"
    for stem, lang in (("创新基层治理", "zh-Hans"), ("study-notes", "en"), ("合集", "zh-Hans")):
        with pikepdf.open(pdf_path(shipped, stem)) as document:
            assert document.Root.Lang == lang


@pytest.mark.parametrize("stem", OUTPUTS)
def test_folios_count_the_text_and_agree_with_the_total(shipped: Path, stem: str) -> None:
    texts = pdf_text(pdf_path(shipped, stem))
    folios = [(int(found[1]), int(found[2])) for text in texts if (found := re.search(FOLIOS[stem], text))]
    total = len(folios)
    assert folios == [(number, total) for number in range(1, total + 1)]
    front = texts[: len(texts) - total]
    assert all(not text.strip() or re.search(r"^[ivx]+$", text, re.MULTILINE) for text in front[1:])


def test_front_matter_is_counted_apart(shipped: Path) -> None:
    texts = pdf_text(pdf_path(shipped, "合集"))
    assert "目录" in strip_spaces(texts[2])
    assert re.search(r"^iii$", texts[2], re.MULTILINE)
    assert [number for number, text in enumerate(texts) if not text.strip()] == [1, 3]  # the backs of the cover and of the contents
    assert re.search(FOLIOS["合集"], texts[0]) is None
    assert re.search(r"第\s*1\s*页", texts[4])


@pytest.mark.parametrize("stem", OUTPUTS)
def test_the_contents_list_the_page_of_each_heading(shipped: Path, stem: str) -> None:
    with pymupdf.open(pdf_path(shipped, stem)) as document:
        texts = [sheet.get_text() for sheet in document]
        folios = [int(found[1]) if (found := re.search(FOLIOS[stem], text)) else 0 for text in texts]
        behind = min((page - 1 for _, title, page in document.get_toc() if title.endswith("索引")), default=len(document))
        lines = [line for sheet in document.pages(0, behind) for line in contents_lines(sheet)]
        assert lines
        for label, number, target in lines:
            assert folios[target] == number, label
            assert strip_spaces(label) in strip_spaces(texts[target])
        headings = {strip_spaces(title) for _, title, _ in document.get_toc()}
        assert {strip_spaces(label) for label, _, _ in lines} - {"索引"} <= headings
        assert sum(label.endswith("索引") for label, _, _ in lines) <= 1, "several indexes are one line"


def contents_lines(sheet: pymupdf.Page) -> list[tuple[str, int, int]]:
    """The lines with dot leaders on a page: words, page number, and the page that a click anywhere on the line leads to."""
    found = []
    for link in sheet.get_links():
        if link["kind"] in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED):
            x0, y0, x1, y1 = link["from"]
            line = re.fullmatch(r"(.+?)\s*\.{5,}\s*(\d+)\s*", sheet.get_text(clip=(x0, y0 + 1, x1, y1 - 1)), re.DOTALL)
            if line:
                found.append((line[1], int(line[2]), link["page"]))
    return found


@pytest.mark.parametrize("stem", OUTPUTS)
def test_every_heading_has_a_bookmark_to_its_page(shipped: Path, stem: str) -> None:
    with pymupdf.open(pdf_path(shipped, stem)) as document:
        marks = document.get_toc()
        assert marks
        for _, title, number in marks:
            assert strip_spaces(title) in strip_spaces(document[number - 1].get_text()), title


def test_bookmarks_of_the_seed(shipped: Path) -> None:
    with pymupdf.open(pdf_path(shipped, "创新基层治理")) as document:
        titles = [(level, strip_spaces(title)) for level, title, _ in document.get_toc()]
    assert titles[0] == (1, "创新基层治理")
    assert [title for level, title in titles if level == 2] == ["相关热点事件汇总", "热点话题分析"]
    assert [title for level, title in titles if level == 3][3:] == ["1.基层治理的特性分析", "2.问题分析", "3.对策分析"]


def test_margins_are_mirrored_and_running_heads_are_outside(shipped: Path) -> None:
    with pymupdf.open(pdf_path(shipped, "合集")) as document:
        edges = {}
        for number, sheet in enumerate(document, 1):
            lines = [line["bbox"] for block in sheet.get_text("dict")["blocks"] for line in block.get("lines", ())]
            body = [box for box in lines if box[1] > 25 * POINT_PER_MM and box[3] < PAPER[1] - FOOT]
            if len(body) > 20:
                edges.setdefault(number % 2, []).append(most_common(round(box[0]) for box in body))
    right, left = min(edges[1]), min(edges[0])
    assert right == pytest.approx(25 * POINT_PER_MM, abs=1)
    assert left == pytest.approx(22 * POINT_PER_MM, abs=1)


@pytest.mark.parametrize("stem", OUTPUTS)
def test_nothing_is_outside_the_page_and_no_page_is_empty(shipped: Path, stem: str) -> None:
    with pymupdf.open(pdf_path(shipped, stem)) as document:
        for sheet in document:
            boxes = [line["bbox"] for block in sheet.get_text("dict")["blocks"] for line in block.get("lines", ())]
            assert boxes or (sheet.number in (1, 3) and stem == "合集"), sheet.number
            right = PAPER[0] - 21 * POINT_PER_MM
            for box in (b for b in boxes if sheet.get_text(clip=b).strip()):
                assert box[0] > 0, box
                assert box[2] < max(right, 0) + 8 or sheet.number == 0, (sheet.number, box)


@pytest.mark.slow
def test_a_heading_is_never_separated_from_its_text(tmp_path: Path) -> None:
    """A heading, and each sub-heading, is followed by two lines of its text on the page, whatever is above it."""
    filler = "基层治理需要耐心，也需要方法。" * 3
    for lines in range(8, 34, 5):
        text = "# 例\n\n" + f"{filler}\n\n" * lines + "## 甲节\n\n### 乙节\n\n" + "这是正文。" * 60 + "\n"
        rendered = page(text, "print")
        data = book_layout.write_rendered(rendered, Report()).data
        with pymupdf.open(stream=data) as document:
            on = [sheet.get_text() for sheet in document]
        place = max(number for number, text in enumerate(on) if "乙节" in text.replace("目录", "") and "甲节" in text)
        assert on[place].count("这是正文") >= 2, lines


def test_a_long_table_repeats_its_header(tmp_path: Path) -> None:
    rows = "\n".join(f"| 第{n}项 | 说明文字{n} |" for n in range(120))
    data = book_layout.write_rendered(page(f"# 例\n\n| 名称栏 | 说明栏 |\n|---|---|\n{rows}\n", "print"), Report()).data
    with pymupdf.open(stream=data) as document:
        texts = [sheet.get_text() for sheet in document]
    assert len(texts) >= 3
    assert all("名称栏" in text for text in texts)


@pytest.mark.slow
def test_a_picture_never_overflows(workspace: Path) -> None:
    from PIL import Image

    Image.new("RGB", (3000, 600), "#888").save(workspace / "content" / "wide.png")
    Image.new("RGB", (300, 9000), "#888").save(workspace / "content" / "tall.png")
    (workspace / "content" / "例.md").write_text("# 例\n\n![宽图](wide.png)\n\n> ![长图](tall.png)\n")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    with pymupdf.open(workspace / "output" / "例.pdf") as document:
        boxes = [(sheet.number, info["bbox"]) for sheet in document for info in sheet.get_image_info()]
    assert len(boxes) == 2
    for number, (left, top, right, bottom) in boxes:
        assert left > 21 * POINT_PER_MM, number
        assert right < PAPER[0] - 21 * POINT_PER_MM, number
        assert top > 24 * POINT_PER_MM, number
        assert bottom < PAPER[1] - 23 * POINT_PER_MM, number


def test_link_addresses_are_clickable_footnotes() -> None:
    text = "---\ntitle: 例\nlinks: {}\n---\n\n见[官网](https://example.org/a)。\n"
    for mode, wanted in (("footnote", True), ("inline", True), ("none", False)):
        data = book_layout.write_rendered(page(text.replace("{}", mode), "print"), Report()).data
        with pymupdf.open(stream=data) as document:
            assert ("example.org/a" in strip_spaces(document[0].get_text())) is wanted, mode
            assert "https://example.org/a" in [link.get("uri") for link in document[0].get_links()]


def test_callouts_differ_without_colour(shipped: Path) -> None:
    """No two kinds of callout look the same without colour: each has its name in words."""
    text = "# 例\n\n" + "".join(f"::: {kind}\n内容。\n:::\n\n" for kind in ("key", "tip", "warning", "memory"))
    data = book_layout.write_rendered(page(text, "print"), Report()).data
    with pymupdf.open(stream=data) as document:
        words = strip_spaces(document[0].get_text())
    assert all(name in words for name in ("重点", "提示", "易错", "口诀"))


def test_engine_warnings_become_diagnostics(workspace: Path) -> None:
    (workspace / "styles" / "blocks").mkdir(parents=True)
    (workspace / "styles" / "blocks" / "paragraph.css").write_text("h1 { colour: red }")
    (workspace / "content" / "例.md").write_text("# 例\n\n正文。\n")
    for _ in range(2):  # a warm build still warns
        done = invoke("build", "--to", "pdf", "--workspace", workspace)
        assert done.returncode == 0
        assert "warning[layout-warning]" in done.stderr
        assert "colour" in done.stderr
        assert "--> styles/blocks/paragraph.css:1:6\n" in done.stderr


def test_only_the_rendered_book_is_read() -> None:
    """A template cannot access files or the network: unknown addresses are not loaded."""
    rendered = page("# 例\n\n正文。\n", "print")
    html = str(rendered.documents[0].html).replace("</main>", '<img src="https://example.org/x.png" alt="x"></main>')
    report = Report()
    changed = replace(rendered, documents=(MarkupFile("print.html", html),))
    assert book_layout.write_rendered(changed, report).data.startswith(b"%PDF")
    assert [d.code for d in report] == ["layout-warning"]


def test_pages_are_counted() -> None:
    written = book_layout.write_rendered(page("# 例\n\n" + "一段正文。\n\n" * 90, "print"), Report())
    with pikepdf.open(io.BytesIO(written.data)) as document:
        assert written.pagination.pages == len(document.pages) > 1


@pytest.mark.parametrize("stem", OUTPUTS)
def test_links_can_be_clicked(shipped: Path, stem: str) -> None:
    with pikepdf.open(pdf_path(shipped, stem)) as document:
        heights = [abs(float(a.Rect[3] - a.Rect[1])) for sheet in document.pages for a in sheet.get("/Annots", [])]
    assert heights
    assert min(heights) >= 9


def test_warnings_of_other_threads_are_theirs() -> None:
    mine, theirs = Report(), Report()
    logger = logging.getLogger("weasyprint")

    def warn_elsewhere() -> None:
        with collect_warnings(theirs):
            logger.warning("theirs")

    with collect_warnings(mine):
        other = threading.Thread(target=warn_elsewhere)
        other.start()
        other.join()
        logger.warning("mine")
    assert [one.values["problem"] for one in (*mine, *theirs)] == ["mine", "theirs"]
    assert not logger.propagate
