"""Squared paper that is wider than the text is centred on each page, whatever its side, in a document and in the parts of a book."""

import io
import re
from collections.abc import Iterator

import pymupdf
import pypdfium2
import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book
from tests.writers.pdf.test_assembly import bound_book, page, write_book

CELLS = "---\ntitle: 例\ngrid: {cell: 8.0}\n---\n\n::: exercise {limit=1200}\n写。\n\n答案：好。\n:::\n"
EDGE = 5.0
"""Millimetres that printers leave free."""
MM = 72 / 25.4


def list_cells(data: bytes) -> Iterator[tuple[float, list[pymupdf.Rect]]]:
    """The width of each page with squared paper, and its cells."""
    with pymupdf.open(stream=io.BytesIO(data)) as document:
        for sheet in document:
            boxes = [drawing["rect"] for drawing in sheet.get_drawings() if abs(drawing["rect"].width - 8 * MM) < 1]
            if len(boxes) > 25:
                yield sheet.rect.width, boxes


def list_edges(data: bytes) -> list[tuple[float, float]]:
    """The free edges of each page on the left and right of its squared paper, in mm."""
    return [(min(box.x0 for box in boxes) / MM, (width - max(box.x1 for box in boxes)) / MM) for width, boxes in list_cells(data)]


def list_rows(data: bytes) -> list[list[int]]:
    """The heights at which the rows of each page begin, in pt."""
    return [sorted({round(box.y0) for box in boxes}) for _, boxes in list_cells(data)]


def print_text(text: str, more: str = "") -> bytes:
    whole = select_edition(book(text), keeps_space=True)
    return book_layout.write_rendered(
        render_book(whole, build_index(whole), load_theme(Workspace(ROOT), extra_print_css=more), Target.PRINT), Report()
    ).data


@pytest.mark.slow
def test_it_is_centred_on_left_and_right_pages() -> None:
    edges = list_edges(print_text(CELLS))
    assert len(edges) >= 2
    assert edges == [pytest.approx((EDGE, EDGE), abs=0.15)] * len(edges)


@pytest.mark.slow
def test_an_additional_margin_for_binding_stays_free() -> None:
    """It is as wide on every page, so the paper is centred on the rest."""
    edges = list_edges(print_text(CELLS.replace("cell: 8.0", "cell: 8.0, columns: 24"), ImpositionOptions(binding=6).css))
    assert len(edges) >= 2
    for number, (left, right) in enumerate(edges):
        inner, outer = (left, right) if number % 2 == 0 else (right, left)
        assert (inner, outer) == pytest.approx((12, 6), abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "a5", "b5", "a4-large-print"])
def test_the_count_below_a_row_is_read_behind_the_mark_that_shares_its_last_cell(paper: str) -> None:
    """PDFium takes texts for one line, and sorts them from left to right, where their baselines differ by less than half of a letter."""
    essay = ("字" * 18 + "，") * 17
    text = f"---\ntitle: 例\ngrid: {{columns: 18}}\n---\n\n::: exercise {{limit=400}}\n写。\n\n答案：{essay}\n:::\n"
    whole = select_edition(book(text), "teacher", keeps_space=True)
    theme = load_theme(Workspace(ROOT), "", paper)
    data = book_layout.write_rendered(render_book(whole, build_index(whole), theme, Target.PRINT), Report()).data
    with pypdfium2.PdfDocument(data) as document:
        read = "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    rows = [match[0] for match in re.finditer("字{18}，(?:[123]00)?", read)]
    assert len(rows) == 17
    assert [row[19:] for row in rows if row[19:]] == ["100", "200", "300"]


@pytest.mark.slow
@pytest.mark.parametrize("first", ["甲。", "甲。\n\n\\newpage\n\n乙。"])
def test_a_part_of_a_book_is_laid_out_for_its_side(first: str) -> None:
    """No cached part is moved to a page of the other side, on which its paper would not be centred."""
    bound = bound_book((f"---\ntitle: 一\n---\n\n{first}", CELLS))
    apart, whole = (write_book(page(bound, apart=many, paper="a4")).data for many in (True, False))
    edges = list_edges(apart)
    assert len(edges) >= 2
    assert edges == [pytest.approx((EDGE, EDGE), abs=0.15)] * len(edges)
    assert list_rows(apart) == list_rows(whole)
    assert {row - rows[0] for rows in list_rows(apart) for row in rows if (row - rows[0]) % 28.5 > 1} == set()
