"""Tables that are wider than the page: widths of columns, the steps by which they are fitted, and what stands on the pages."""

from collections.abc import Iterator
from itertools import chain

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Report
from jiangyi.engine.table_widths import share_width
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from jiangyi.writers.pdf.table_fits import PageRoom, TableNeed, choose_fit, divide_columns, read_page_room
from tests.law import law
from tests.support import ROOT, book, pdf_of, strip_spaces

ROOM = PageRoom(least_size=10, padding=8, tight=4, landscape=900)
WIDTHS = st.lists(st.floats(10, 400), min_size=1, max_size=12)
MONTHS = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"]


def need(*widths: float, least: float = 0.5) -> TableNeed:
    return TableNeed(600, 12, tuple(width * least for width in widths), widths)


@law(60)
@given(WIDTHS, st.floats(0.2, 1), st.floats(50, 900))
def test_columns_share_all_of_the_room(most: list[float], part: float, room: float) -> None:
    least = [width * part for width in most]
    widths = share_width(room, least, most)
    if sum(most) >= room:
        assert sum(widths) == pytest.approx(room)
    if sum(least) <= room <= sum(most):
        assert all(low - 0.1 <= width <= high + 0.1 for low, width, high in zip(least, widths, most, strict=True))


def test_a_short_column_is_not_broken_beside_a_long_one() -> None:
    assert share_width(400, [10, 10], [80, 4000])[0] == pytest.approx(80, abs=1)
    assert share_width(400, [10, 10, 10], [2000, 2000, 8000])[0] == pytest.approx(100, abs=1)


@pytest.mark.parametrize(
    ("columns", "turns", "size", "landscape", "pieces"),
    [
        ((100,) * 6, True, 0, False, 0),  # less padding is enough
        ((110,) * 6, True, 8.9, False, 0),
        ((140,) * 6, True, 0, True, 0),
        ((140,) * 6, False, 0, False, 0),  # in a box: short cells are broken
        ((170,) * 8, True, 0, True, 0),
        ((300,) * 8, True, 7.85, True, 0),
        ((200,) * 8, False, 8.1, False, 0),
        ((400,) * 8, True, 0, False, 7),
    ],
)
def test_the_first_step_that_is_enough(columns: tuple[float, ...], turns: bool, size: float, landscape: bool, pieces: int) -> None:
    fit = choose_fit(need(*columns, least=0.45), ROOM, turns=turns)
    assert (fit.is_landscape, len(fit.pieces)) == (landscape, pieces), fit
    assert fit.size == pytest.approx(size, abs=0.5), fit


def test_a_step_that_was_not_enough_is_followed_by_the_next() -> None:
    wide = need(*(110,) * 6)
    steps = []
    step = -1
    while not steps or not steps[-1].is_last:
        steps.append(choose_fit(wide, ROOM, step, turns=True))
        step = steps[-1].step
    assert [(fit.is_landscape, bool(fit.pieces)) for fit in steps] == [(False, False), (True, False), (True, False), (False, True)]


@law(60)
@given(WIDTHS, st.floats(450, 900))
def test_pieces_hold_every_column_and_repeat_the_first(widths: list[float], room: float) -> None:
    pieces = divide_columns(widths, room)
    if pieces:
        assert all(piece[0] == 0 and len(piece) > 1 for piece in pieces)
        assert list(chain.from_iterable(piece[1:] for piece in pieces)) == list(range(1, len(widths)))
        beside = max(room - widths[0], room / 2)
        assert all(len(piece) == 2 or sum(widths[n] for n in piece[1:]) <= beside + 0.1 for piece in pieces)
    else:
        assert sum(widths[1:]) <= max(room - widths[0], room / 2) + 0.1 or len(widths) == 2


def test_a_piece_ends_between_merged_cells() -> None:
    assert divide_columns([100] * 7, 450, [(1, 2), (3, 4), (5, 6)]) == ((0, 1, 2), (0, 3, 4), (0, 5, 6))


def test_lengths_that_a_theme_computes_leave_tables_upright() -> None:
    assert read_page_room(":root { --page-width: 210mm; --page-height: calc(200mm + 97mm) }").landscape == 0
    assert read_page_room(":root { --page-width: 210mm; --page-height: 297mm; --top: 25mm; --landscape: none }").landscape == 0


def table(columns: int, rows: int, cell: str, head: str = "项目") -> str:
    lines = [[head, *(f"第{n}列" for n in range(1, columns))], ["---"] * columns]
    lines += [[f"第{row}项", *(cell.format(row * 100 + n) for n in range(1, columns))] for row in range(rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def lay_out(text: str, paper: str = "a4", look: str = "") -> tuple[pymupdf.Document, Report]:
    whole, report = book(text), Report()
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT), look, paper), Target.PRINT)
    return pymupdf.open(stream=book_layout.write_rendered(rendered, report).data), report


def words(document: pymupdf.Document) -> Iterator[tuple[pymupdf.Page, float, float, str]]:
    for page in document:
        for left, _, right, _, word, *_ in page.get_text("words"):
            yield page, left, right, word


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "paper", "sizes", "done"),
    [
        (table(9, 3, "1{},456.78"), "a4", {(595, 842)}, "8.55 pt"),
        (table(13, 8, "1{},456.78"), "a4", {(595, 842), (842, 595)}, "landscape"),
        (table(13, 3, "1{},456.78"), "a4", {(595, 842)}, "divided into 2"),
        (table(24, 9, "1{},456.78"), "a4", {(595, 842)}, "divided"),
        (f"::: key\n{table(12, 3, '1{},456.78')}\n:::", "a4", {(595, 842)}, "divided"),
        (table(5, 4, "说明文字第{}"), "phone", {(193, 386)}, "closer"),
        (table(9, 4, "{},456.78"), "phone", {(193, 386)}, "divided"),
        (table(14, 3, "1{},456.78"), "slides", {(960, 540)}, "divided"),
        (table(3, 2, "https://example.org/{}/" + "a" * 150), "a5", {(420, 595)}, ""),
    ],
)
def test_nothing_of_a_table_is_off_the_page(source: str, paper: str, sizes: set[tuple[int, int]], done: str) -> None:
    document, report = lay_out(f"---\ntitle: 例\n---\n\n段落。\n\n{source}\n\n段落。\n", paper)
    assert {(round(page.rect.width), round(page.rect.height)) for page in document} == sizes
    assert all(left > 2 and right < page.rect.width - 2 for page, left, right, _ in words(document))
    found = [one.values["done"].en for one in report if one.code == "table-wide"]
    assert len(found) == bool(done)
    assert not done or done in found[0], found
    numbers = {word for *_, word in words(document) if word.endswith(".78")}
    assert all("," in number and len(number.split(".")[0]) >= 5 for number in numbers), numbers


@pytest.mark.slow
def test_a_table_says_where_it_goes_on() -> None:
    text = f"---\ntitle: 例\n---\n\n::: table 各项\n{table(3, 90, '内容{}')}\n:::\n\n{table(2, 60, '内容{}')}\n"
    document, _ = lay_out(text)
    pages = [strip_spaces(page.get_text()) for page in document]
    assert "表1（续）" not in pages[0]
    assert all("表1（续）" in page for page in pages[1:] if "各项" not in page and "第89项" in page)
    assert "续表" in pages[-1]
    assert sum("续" in page for page in pages) >= len(pages) - 2


@pytest.mark.slow
def test_pieces_keep_notes_and_ids_once() -> None:
    rows = table(24, 3, "1{},456.78").replace("第1项", "第1项^[只有一条]").replace("1105,456.78", "1105,456.78^[另一条]")
    document, _ = lay_out(f"---\ntitle: 例\n---\n\n::: table 各月 {{#t}}\n{rows}\n:::\n\n见 [](#t)。\n")
    text = strip_spaces("".join(page.get_text() for page in document))
    assert text.count("只有一条") == text.count("另一条") == 1
    assert text.count("第2项") > 1
    assert "（续）" in text


def test_a_table_that_fits_is_left_alone() -> None:
    assert pdf_of(f"---\ntitle: 例\n---\n\n{table(4, 3, '内容{}')}\n")


@pytest.mark.slow
@pytest.mark.parametrize("after", ["", "# 小节\n\n"])
def test_text_fills_the_page_before_a_landscape_page(after: str) -> None:
    fill = "这是正文里的一句话，用来把版面填满。" * 8
    paragraphs = "\n\n".join(f"第{n}段。{fill}" for n in range(14))
    document, _ = lay_out(f"---\ntitle: 例\n---\n\n开头。\n\n{after}{table(13, 8, '1{},456.78')}\n\n{paragraphs}")
    pages = [strip_spaces(page.get_text()) for page in document]
    assert [page.rect.width > page.rect.height for page in document][:3] == [False, True, False]
    assert "第4段" in pages[0]
    assert "第13段" in pages[2]
    assert all("".join(pages).count(f"第{n}段") == 1 for n in range(14))


@pytest.mark.slow
def test_every_piece_of_a_short_table_has_its_caption() -> None:
    document, _ = lay_out(f"---\ntitle: 例\n---\n\n::: table 各月收入\n{table(13, 1, '1{},456.78')}\n:::\n")
    assert len(document) == 1
    found = strip_spaces(document[0].get_text())
    assert found.count("表1（续）各月收入") == 1
    assert found.count("各月收入") == 2
