"""Every paper has the properties of A4: a grid of whole lines, flush lines, nothing beyond the margins, PDF/UA-1 and PDF/A-3a."""

import re
from functools import cache
from pathlib import Path
from random import Random

import pikepdf
import pymupdf
import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.css_syntax import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import list_papers, load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book, pdf_of, strip_spaces
from tests.theme.test_baseline_grid import BLOCKS, SENTENCE
from tests.typeset.page import lines
from tests.validators.pdf import find_faults, validate_pdf

pytestmark = pytest.mark.slow

PAPERS = list_papers(Workspace(ROOT))
SCREENS = ("phone", "slides", "e-ink")
SIZES = {
    "a4": (210, 297),
    "a4-large-print": (210, 297),
    "a5": (148, 210),
    "b5": (176, 250),
    "16k": (195, 270),
    "letter": (215.9, 279.4),
    "phone": (68, 136),
    "e-ink": (157, 209.6),
    "slides": (338.7, 190.5),
}
"""Millimetres."""
UNITS = {"mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
HEAD = """title: 每一种纸
subtitle: 副题
series: {name: 系列, column: 栏目, issue: 第一期}
subject: 科目
authors: [作者]
summary: 一句提要。"""
CLAUSES = [part for part in re.split("(?<=[，；。])", SENTENCE * 160) if part]
BODY = "".join(Random(1).sample(CLAUSES, len(CLAUSES)))
"""A text whose pages all begin differently: text that is on every page would be a running head."""
TEXT = f"---\n{HEAD}\ncover: page\n---\n\n{BODY}\n\n" + "\n\n".join(
    f"{block}\n\n回到正文。{''.join(Random(number).sample(CLAUSES, 6))}" for number, block in enumerate(BLOCKS.values())
)
SQUEEZED = strip_spaces(re.sub("[^\\w，；。：！“”]", "", TEXT))
NEAR = 0.06
"""How far a line may be off, in pt."""


def points(length: str) -> float:
    """A length of a paper in points."""
    return float(length[:-2]) * UNITS[length[-2:]]


@cache
def sheet(paper: str) -> dict[str, float]:
    """The lengths of a paper in points, and its number of lines."""
    given = root_properties(load_theme(Workspace(ROOT), paper=paper).print_css)
    lengths = ("page-width", "page-height", "top", "inner", "outer", "size", "line")
    return {name: points(given[f"--{name}"]) for name in lengths} | {"lines": float(given["--lines"])}


@pytest.fixture(scope="module", params=PAPERS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A paper, and a PDF on it with a cover, contents, pages of text and every kind of block."""
    path = tmp_path_factory.mktemp("papers") / f"{request.param}.pdf"
    path.write_bytes(pdf_of(TEXT, paper=request.param))
    return request.param, path


def test_every_paper_is_tested() -> None:
    assert sorted(PAPERS) == sorted(SIZES)


def test_pages_have_the_size_of_the_paper(printed: tuple[str, Path]) -> None:
    paper, path = printed
    with pikepdf.open(path) as document:
        for page in document.pages:
            left, low, right, high = (float(v) for v in page.mediabox)
            assert ((right - left) / UNITS["mm"], (high - low) / UNITS["mm"]) == pytest.approx(SIZES[paper], abs=0.05)


def test_body_text_is_on_the_grid_and_flush(printed: tuple[str, Path]) -> None:
    """Of the body on all pages: each base line on the grid; of full pages: every line, each from edge to edge."""
    paper, path = printed
    given = sheet(paper)
    line, size = given["line"], given["size"]
    found = [x for x in lines(path.read_bytes()) if x.page > 1 and abs(x.glyphs[0].size - size) < NEAR and x.text in SQUEEZED]
    assert len(found) > 2 * given["lines"]
    first = min(x.glyphs[0].y for x in found)
    assert [x.text for x in found if abs((x.glyphs[0].y - first + line / 2) % line - line / 2) > 0.15] == []
    pages = {number: [x for x in found if x.page == number] for number in {x.page for x in found}}
    full = [part for part in pages.values() if len(part) == given["lines"] and "".join(x.text for x in part) in BODY[1:-60]]
    assert full
    assert given["top"] < first < given["top"] + line
    for part in full:
        left = given["inner"] if part[0].page % 2 == 0 else given["outer"]
        right = given["page-width"] - (given["outer"] if part[0].page % 2 == 0 else given["inner"])
        assert [x.text for x in part if abs(x.end - right) > 0.1 * size] == []
        assert [x.text for x in part if abs(x.start - left) > 0.1 * size] == []


def test_the_line_width_is_whole_characters(printed: tuple[str, Path]) -> None:
    given = sheet(printed[0])
    measure = (given["page-width"] - given["inner"] - given["outer"]) / given["size"]
    assert measure % 1 < 0.1, measure


def test_nothing_is_outside_the_page_and_no_page_is_empty(printed: tuple[str, Path]) -> None:
    paper, path = printed
    given = sheet(paper)
    with pymupdf.open(path) as document:
        for page in document:
            words = page.get_text("words")
            assert words, page.number
            edge = 0 if page.number == 0 else min(given["inner"], given["outer"]) - 1
            words = [w for w in words if w[4] != "100"]  # a count of squared paper, which extends into the margin
            assert [w[4] for w in words if w[0] < edge - given["size"] * 0.8 or w[2] > given["page-width"] - edge + 1 + given["size"]] == []
            assert [w[4] for w in words if w[1] < 0 or w[3] > given["page-height"]] == []


def test_the_cover_shows_everything_without_overlaps(printed: tuple[str, Path]) -> None:
    with pymupdf.open(printed[1]) as document:
        boxes = [pymupdf.Rect(line["bbox"]) for block in document[0].get_text("dict")["blocks"] for line in block.get("lines", ())]
        words = strip_spaces(document[0].get_text())
    assert all(word in words for word in ("每一种纸", "副题", "系列", "栏目", "第一期", "科目", "作者", "一句提要。"))
    inner = [pymupdf.Rect(b.x0, b.y0 + b.height * 0.2, b.x1, b.y1 - b.height * 0.2) for b in boxes]
    assert [(a, b) for n, a in enumerate(inner) for b in inner[n + 1 :] if a.intersects(b)] == []


LONG = {
    "Chinese": "关于进一步加强和改进新时代城市社区居家养老服务与社区食堂可持续运营机制建设"
    "的若干思考及其在申论写作中的素材运用方法讲解暨二〇二六年省考公务员",
    "mixed": "公务员考试 2026 National Civil Service Examination 申论冲刺：社区食堂（Community Canteen）如何做到 sustainable",
}
"""Titles of 70 characters, in one and in two scripts."""
AROUND = """subtitle: 副标题也可以写得相当长，用来说明这一册里有哪些内容
series: {name: 省考上岸, column: 热点素材积累, issue: 第十二期}
subject: 公考笔试
authors: [讲义编写组]
date: 2026年11月
summary: 先看热点，再看写法，最后练一练。每一份都可以单独打印，也可以合成一册，目录统一，页码相连，方便查找。
"""


@pytest.mark.parametrize("cover", ["page", "block"])
@pytest.mark.parametrize("title", LONG)
@pytest.mark.parametrize("paper", PAPERS)
def test_long_titles_fit_and_nothing_is_lost(paper: str, title: str, cover: str) -> None:
    """Everything in the head is on the first page, inside it, and no two lines overlap."""
    text = f'---\ntitle: "{LONG[title]}"\n{AROUND}cover: {cover}\n---\n\n正文。\n'
    with pymupdf.open(stream=pdf_of(text, paper=paper)) as document:
        boxes = [pymupdf.Rect(line["bbox"]) for block in document[0].get_text("dict")["blocks"] for line in block.get("lines", ())]
        said, high, pages = strip_spaces(document[0].get_text()), document[0].rect.y1, len(document)
    asked = (*re.split("\\s", LONG[title]), "副标题", "内容", "省考上岸", "第十二期", "公考笔试", "讲义编写组", "11月", "方便查找。")
    assert [words for words in asked if not all(part in said for part in strip_spaces(words))] == []
    assert [words for words in asked[-4:] if words not in said] == []
    inner = [pymupdf.Rect(b.x0, b.y0 + b.height * 0.25, b.x1, b.y1 - b.height * 0.25) for b in boxes]
    assert [(a, b) for n, a in enumerate(inner) for b in inner[n + 1 :] if a.intersects(b)] == []
    assert max(b.y1 for b in boxes) < high
    assert pages <= (2 if cover == "block" or paper in SCREENS else 3), "the back of a cover is blank where it is printed"


def test_titles_break_at_marks_and_spaces() -> None:
    title = "柳州市着力破解城市基层治理难题：“赋权减负增效”让街道“看得见管得了”"
    found = [x.text for x in lines(pdf_of(f"# 例\n\n::: event {title}\n经过。\n:::\n", paper="b5"))]
    assert found[-4:-2] == ["1.柳州市着力破解城市基层治理难题：", "“赋权减负增效”让街道“看得见管得了”"]


@pytest.mark.parametrize("paper", ["a4-large-print", "phone", "b5"])
def test_information_after_a_question_stays_on_one_line(paper: str) -> None:
    """Points, difficulty, and the page of the answer: each on one line."""
    whole = select_edition(book((ROOT / "content" / "练习示例.md").read_text("utf-8")))
    data = book_layout.write_rendered(
        render_book(whole, build_index(whole), load_theme(Workspace(ROOT), paper=paper), Target.PRINT), Report()
    ).data
    words = "\n".join(x.text for x in lines(data)).partition("\n参考答案\n")[0]
    assert len(re.findall("答案第\\d+页", words)) == 7
    assert len(re.findall("（\\d+分）", words)) == 7
    assert words.count("★★★") == 2


@pytest.mark.parametrize("rows", [3, 4, 9])
def test_no_single_table_row_is_left_on_a_page(rows: int) -> None:
    table = "\n".join(("::: table 表题", "| 甲 | 乙 |", "|---|---|", *(f"| 行{n} | 文 |" for n in range(rows)), ":::"))
    for before in range(18, 26):
        text = "# 例\n\n" + "".join(f"第{n}段。\n\n" for n in range(before)) + table
        homes = [x.page for x in lines(pdf_of(text, paper="a5")) if x.text.startswith("行")]
        assert len(homes) == rows
        assert 1 not in {homes.count(page) for page in homes}


@pytest.mark.parametrize(("paper", "pages"), [("a4", [False, False, True]), ("phone", [False, True])])
def test_the_text_begins_on_a_leaf_of_its_own_behind_a_cover(paper: str, pages: list[bool]) -> None:
    with pymupdf.open(stream=pdf_of("---\ntitle: 例\ncover: page\n---\n\n正文。\n", paper=paper)) as document:
        assert ["正文" in page.get_text() for page in document] == pages


@pytest.mark.parametrize("paper", PAPERS)
def test_squared_paper_is_in_the_text_area_where_one_can_write(paper: str) -> None:
    text = "# 例\n\n::: exercise {limit=800}\n写。\n:::\n"
    given = sheet(paper)
    with pymupdf.open(stream=pdf_of(text, paper=paper)) as document:
        drawn = [
            (box["rect"].x0 - given["inner"], page.rect.x1 - given["outer"] - box["rect"].x1)
            for number, page in enumerate(document)
            for box in page.get_drawings()
            if number % 2 == 0 and 9 < box["rect"].width < 30
        ]
    if paper in ("phone", "slides"):
        assert drawn == []
        return
    assert len(drawn) > 100
    assert min(map(min, drawn)) > -0.3


@pytest.mark.validator
def test_pdfs_conform_to_pdf_ua_and_pdf_a(printed: tuple[str, Path]) -> None:
    assert find_faults(printed[1]) == []
    assert validate_pdf(printed[1]) == []


def test_large_print_is_large() -> None:
    """No text below 16 pt except bullets, ruby, footnote marks, and superscripts and subscripts of formulas."""
    text = TEXT.replace("回到正文", "回到正文`code`^[脚注。][网址](https://example.org)") + "\n\n```python 说明\nx = 1\n```\n\n" + "`x`" * 4
    with pymupdf.open(stream=pdf_of(text, paper="a4-large-print")) as document:
        spans = [s for p in document for b in p.get_text("dict")["blocks"] for n in b.get("lines", ()) for s in n["spans"]]
    small = {s["text"].strip() for s in spans if s["size"] < 15.99 and s["text"].strip()}
    assert small <= {"●", "kuǐ bù", *map(str, range(60)), *"abcdefghijklmnopqrstuvwxyz"}


def test_the_epub_does_not_depend_on_the_paper() -> None:
    looks = [load_theme(Workspace(ROOT), paper=paper) for paper in PAPERS]
    assert len({look.print_css for look in looks}) == len(PAPERS)
    assert len({(look.epub_css, look.cover_css) for look in looks}) == 1
