"""Optimizations change no output: cached styles, lengths and paragraphs, drawing from measured glyphs, guessed page numbers, XML parsing.

Each file is compared with the one that is written without them.
"""

import gc
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import tinyhtml5
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from jiangyi.core.diagnostics import Report
from jiangyi.engine import caches, contexts, line_layout, patched_layout
from jiangyi.engine.markup import Markup
from jiangyi.engine.patch_table import DRAWING, LENGTHS, MATRICES, PAGES, STYLES
from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.render.metadata import Metadata
from jiangyi.render.rendered_book import MarkupFile, RenderedBook
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import document, page_refs
from jiangyi.writers.pdf.glyph_variants import plain_advances
from jiangyi.writers.pdf.page_refs import PageCapacity
from jiangyi.writers.pdf.whole import WholeLayout
from tests.support import ROOT, load

pytestmark = pytest.mark.slow

SHORTCUTS = {"styles": (STYLES,), "lengths": (LENGTHS, MATRICES), "drawing": (DRAWING,), "pages": (PAGES,)}
FACTS = Metadata("urn:x", "例", "例", "zh-Hans", ("zh-Hans",), (), (), "", "")
ODD = """
<html lang="zh-Hans"><head><title>例</title></head><body>
<h1 id="a">一<span style="--at: 3; left: calc(var(--at) * 1mm); position: relative">二</span></h1>
<p id="b" style="--at: 4"><span style="left: calc(var(--at) * 1mm); position: relative" lang="en">three</span>四<u>五<s>六</s></u></p>
<ul><li>七<ol><li>八</li><li id="c">九</li></ol></li><li>十<small class="note">注</small></li></ul>
<table class="grid"><thead><tr><th>甲</th><th>乙</th></tr></thead><tbody><tr><td colspan="2">丙</td></tr></tbody></table>
<table><tr><td>丁<div class="half">戊</div></td></tr></table>
<table><tr><td><p class="boxed">丁一二三四五六七</p></td><td><p class="boxed">戊</p></td></tr></table>
<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="9" height="9"/></svg>
<p class="wide">己<a href="#c" name="d">庚</a>e\u0301 fi ① 🙂 \u200b辛</p>
<section class="other"><p>壬</p></section>
<p class="fixed">癸</p>
</body></html>
"""
RULES = """
@page { size: 100mm 120mm; margin: 10mm; @bottom-center { content: counter(page) "/" counter(pages) } @top-left { content: string(now) } }
@page other { size: 120mm 100mm; @bottom-center { content: "—" counter(page) "—" } }
h1 { string-set: now content(); --deep: 2mm } .other { page: other } .fixed { position: fixed; top: 60mm; right: 0 }
table { padding: 2mm; margin: 3mm } .grid { border-collapse: collapse } td, th { border: 1px solid #888; padding: 1% 2mm }
li::marker { color: #900 } li::before { content: "·" } p::first-letter { color: #090 } .half { width: 50%; float: right }
.boxed { width: 60%; border: 1px solid #00f } .note { float: footnote }
.wide { width: 80%; padding-left: var(--deep, 3mm); text-decoration: underline; word-spacing: 1mm }
"""


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Leave out the named optimizations, so that the engine's own code runs."""
    left_out = [group for name in names for group in SHORTCUTS[name]]
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LAYOUT_PATCHES", "DRAWING_PATCHES"):
            patch.setattr(contexts, name, tuple(group for group in getattr(contexts, name) if group not in left_out))
        yield


FIRST_ADJUSTMENT = re.compile(rb"\[(-?[0-9.]+)?(?=<)")
HANDOUTS = [ROOT / "content" / name for name in ("study-notes.yaml", "讲义写法示例.md", "练习示例.md")]
"""With every type of block, in both languages."""


def page_of(path: Path, edition: str = "") -> RenderedBook:
    chapter = load(path)
    book = select_edition(make_single_book(chapter.manuscript.handout, chapter.pictures), edition, keeps_space=True)
    return render_book(book, build_index(book), load_theme(Workspace(ROOT)), Target.PRINT)


def file_of(page: RenderedBook) -> bytes:
    return WholeLayout.of(page, Report()).write(Report())


def plain_file_of(page: RenderedBook) -> bytes:
    """With each glyph once: which gaps become advances depends on where a text ends, and so on the runs that Pango splits it into."""
    with plain_advances():
        return file_of(page)


def odd(css: str = RULES, html: str = ODD) -> RenderedBook:
    return RenderedBook((MarkupFile("print.html", html.strip()),), css, (), FACTS)


def alike(one: bytes, other: bytes) -> bool:
    """True if two files differ at most in how texts are written: as how many strings, where Pango splits them into runs, and from where.

    A text whose first glyph is moved back begins where that is drawn, or before it.
    """
    if one == other:
        return True
    with pikepdf.open(io.BytesIO(one)) as a, pikepdf.open(io.BytesIO(other)) as b:
        drawn = [[begin_at_first_glyph(page.Contents.read_bytes().replace(b"><", b"")) for page in file.pages] for file in (a, b)]
    return drawn[0] == drawn[1]


def begin_at_first_glyph(content: bytes) -> bytes:
    """A content stream in which each text begins where its first glyph is, instead of before an adjustment, to a hundredth of a point."""
    lines, size, matrix = content.split(b"\n"), 0.0, None
    for number, line in enumerate(lines):
        if line.endswith(b" Tf"):
            size = float(line.split()[1])
        elif line.endswith(b" Tm"):
            matrix = number
        elif matrix is not None and (moved := FIRST_ADJUSTMENT.match(line)):
            *before, x, y, operator = lines[matrix].split()
            x = b"%.2f" % (float(x) - float(moved[1] or 0) / 1000 * size * float(before[0]))
            lines[matrix], lines[number] = b" ".join((*before, x, y, operator)), b"[" + line[moved.end() :]
            matrix = None
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def pages() -> list[RenderedBook]:
    """Shipped handouts, one of them in the teacher edition too, and markup with unusual features."""
    return [*(page_of(path) for path in HANDOUTS), page_of(HANDOUTS[-1], "teacher"), odd()]


@pytest.fixture(scope="module")
def files(pages: list[RenderedBook]) -> list[bytes]:
    """Written with all optimizations, the second time, when the caches are filled."""
    for page in pages:
        file_of(page)
    return [file_of(page) for page in pages]


@pytest.fixture(scope="module")
def plain_files(pages: list[RenderedBook], files: list[bytes]) -> list[bytes]:
    """The same with each glyph once."""
    assert len(files) == len(pages)
    return [plain_file_of(page) for page in pages]


@pytest.mark.parametrize("names", [("lengths",), tuple(SHORTCUTS)], ids="+".join)
def test_files_are_the_same_without_optimizations(pages: list[RenderedBook], plain_files: list[bytes], names: tuple[str, ...]) -> None:
    with without(*names):
        slow = [plain_file_of(page) for page in pages]
    assert [alike(a, b) for a, b in zip(slow, plain_files, strict=True)] == [True] * len(pages)


def test_bytes_are_the_same_without_the_paragraph_cache(
    pages: list[RenderedBook], files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would differ if a cache key lacked anything that determines the metrics of a paragraph."""
    monkeypatch.setattr(line_layout, "MAX_PARAGRAPHS", 0)
    assert [file_of(page) for page in pages] == files


def test_cached_results_of_one_document_do_not_affect_another(pages: list[RenderedBook], files: list[bytes]) -> None:
    """The same rules in another order and among other rules."""
    others = [odd(RULES + f".wide {{ width: {40 + n}% }} td {{ padding: {n}mm }} @page {{ margin: {10 + n}mm }}") for n in range(4)]
    with without(*SHORTCUTS):
        slow = [file_of(page) for page in others]
    fast = [file_of(page) for page in reversed(others)]
    assert fast[::-1] == slow
    assert len(set(slow)) == len(others)
    assert file_of(pages[-1]) == files[-1]


def test_values_computed_from_page_sizes_are_not_cached() -> None:
    """Viewport units in documents with different first pages: neither these values nor inherited ones are reused."""
    css = RULES + "h1 { width: 50vw; border: 1px solid #000 } h1 span { width: inherit; display: block }"
    turned = ODD.replace("<body>", "<body><section class='other'>零</section>")
    both = [odd(css), odd(css, turned)]
    with without(*SHORTCUTS):
        slow = [file_of(page) for page in both]
    assert [file_of(page) for page in both] == slow
    assert [file_of(page) for page in both] == slow


def test_cache_keys_of_dropped_rules_are_not_reused() -> None:
    """Rules are identified by `id`, which Python reuses after a stylesheet is garbage-collected."""
    fonts = FontConfiguration()
    for number in range(12):
        rules = "".join(f".c{n} {{ margin-left: {number + n}px }} " for n in range(30))
        body = "".join(f"<p class='c{n}'>字</p>" for n in range(30))
        rule_book = weasyprint.CSS(string=rules)
        with patched_layout():
            document = Markup(f"<html><body>{body}</body></html>", "", None).render(stylesheets=[rule_book], font_config=fonts)
        shown = [box for sheet in document.pages for box in sheet._page_box.descendants() if box.element_tag == "p"]
        assert sorted({box.margin_left for box in shown} - {0}) == [number + n for n in range(30) if number + n]
        del rule_book, document, shown
        gc.collect()


def test_engine_caches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MAX_STYLES", 100)
    fonts = FontConfiguration()
    counts = []
    for number in range(12):
        body = "".join(f"<p style='--n: {number * 20 + n}'>字</p>" for n in range(20))
        with patched_layout():
            Markup(f"<html><body>{body}</body></html>", "", None).render(font_config=fonts)
        counts.append(caches.caches_of_fonts(fonts).styles.count)
    assert max(counts) < 100 + 60
    assert counts != sorted(counts)


# Guessed page numbers ----------------------------------------------------------------------------------------


def contents(sections: int, length: int, more: str = "") -> RenderedBook:
    """A document with a table of contents with page numbers."""
    line = '<li><a class="line" href="#s{0}">节{0}<span class="dots"></span><span class="folio" data-href="#s{0}"></span></a></li>'
    lines = "".join(line.format(n) for n in range(sections))
    text = "".join(f'<h2 id="s{n}">节{n}</h2><p>{"字" * length}</p>' for n in range(sections))
    css = """@page { size: 60mm 80mm; margin: 10mm; @bottom-center { content: counter(page) } } h2 { break-before: page }
    .folio { --folio: target-counter(attr(data-href url), page) } .folio[data-page] { --folio: attr(data-page) }
    .folio::after { content: "\\a0" var(--folio) } .line { display: block } .dots::after { content: leader(".") }"""
    html = f"<html lang='zh-Hans'><head><title>例</title></head><body><ol>{lines}</ol>{text}</body></html>"
    return RenderedBook((MarkupFile("print.html", html),), css + more, (), FACTS)


def count_layouts(page: RenderedBook, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, int]:
    """The file, and the number of layouts it took."""
    times: list[int] = []
    real = Markup.render
    with monkeypatch.context() as patch:
        patch.setattr(Markup, "render", lambda *a, **k: times.append(1) or real(*a, **k))
        return file_of(page), len(times)


@pytest.mark.parametrize(
    ("page", "guesses"),
    [
        pytest.param(contents(4, 20), 1, id="a few pages"),
        pytest.param(contents(12, 20), None, id="numbers of two figures"),
        pytest.param(contents(3, 3000), 1, id="too many pages to guess"),
        pytest.param(contents(4, 20, "@page { @bottom-center { content: none } }"), 2, id="no numbers on the pages"),
        pytest.param(contents(4, 20, ".folio { font-feature-settings: 'pnum' }"), None, id="figures of several widths"),
        pytest.param(contents(4, 20, ".folio::after { content: '第' var(--folio) '页' }"), 1, id="words around the number"),
    ],
)
def test_guessed_page_numbers_are_corrected(page: RenderedBook, guesses: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    file, times = count_layouts(page, monkeypatch)
    monkeypatch.setattr(document, "guess_page_refs", lambda *_: None)
    slow, once = count_layouts(page, monkeypatch)
    assert file == slow
    assert once == 1
    assert guesses in (None, times)


def test_page_numbers_are_guessed_only_where_printed() -> None:
    page = contents(4, 20)
    assert page_refs.guess_page_refs(page.documents[0].html, page.css, PageCapacity())
    assert page_refs.guess_page_refs(page.documents[0].html, page.css.replace("[data-page]", "[data-other]"), PageCapacity()) is None
    assert page_refs.guess_page_refs(page.documents[0].html.replace('class="folio"', 'class="none"'), page.css, PageCapacity()) is None


def test_page_numbers_are_guessed_in_texts_that_probably_have_nine_pages() -> None:
    html, css, capacity = contents(3, 20).documents[0].html, "[data-page]", PageCapacity()
    longer = html.replace("</body>", f"{'字' * 6000}</body>")
    assert page_refs.guess_page_refs(longer, css, capacity) is None
    capacity.learn(longer, 6)
    assert page_refs.guess_page_refs(longer, css, capacity)
    capacity.learn(longer, 12)
    assert page_refs.guess_page_refs(longer, css, capacity) is None


def test_known_page_numbers_are_not_guesses() -> None:
    html = page_refs.resolve_page_refs(contents(3, 20).documents[0].html, {"s0": "7", "s1": "20"}.get)
    assert re.findall(r'data-page="(\d+)"', page_refs.guess_page_refs(html, "[data-page]", PageCapacity()) or "") == ["7", "20", "0"]


# Markup ------------------------------------------------------------------------------------------------------


def shape(element: Any) -> Any:
    """A tree as nested tuples, without the white space that an HTML parser drops or moves."""
    texts = [" ".join(text.split()) for text in (element.text or "", element.tail or "")]
    return element.tag, dict(element.attrib), texts, [shape(child) for child in element]


def test_our_markup_parses_the_same_as_html(pages: list[RenderedBook]) -> None:
    for page in pages[:-1]:
        html = page.documents[0].html
        assert shape(Markup(html, "", None).etree_element) == shape(tinyhtml5.parse(html, namespace_html_elements=False))


@pytest.mark.parametrize("html", ["<p>一<br>二&nbsp;三", "<!DOCTYPE html><title>例</title><table><tr><td>一", "a < b"])
def test_other_templates_may_write_any_html(html: str) -> None:
    assert shape(Markup(html, "", None).etree_element) == shape(tinyhtml5.parse(html, namespace_html_elements=False))
