"""Room to answer on laid-out pages: it is not torn from its question, and none of up to half a page is broken."""

from collections import Counter, defaultdict

import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.model.answer_space import read_answer_sheet
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.css_syntax import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book

STEMS = {"a line": "请说明理由。", "a list": "请说明理由。\n\n- 写出做法\n- 举出例子"}
SIZES = {"short": 4, "the most unbroken": 0, "a page": 30}


def find_rows(text: str, paper: str) -> dict[str, tuple[set[int], Counter[int]]]:
    """The pages of the question of each exercise, and its rows on each page."""
    whole = select_edition(book(text), "student", keeps_space=True)
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT), paper=paper), Target.PRINT)
    found: dict[str, tuple[set[int], Counter[int]]] = defaultdict(lambda: (set(), Counter()))
    name = ""
    for number, sheet in enumerate(book_layout.lay_out(rendered, Report()).pages):
        for box in sheet._page_box.descendants():
            element = box.element
            names = (element.get("class") or "").split() if element is not None and box.element_tag == element.tag else ()
            name = element.get("id") if "exercise" in names else name
            if "stem" in names:
                found[name][0].add(number)
            if "ruled" in names or "grid-row" in names:
                found[name][1][number] += 1
    return found


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "a5", "e-ink"])
@pytest.mark.parametrize("kind", ["lines", "box", "blank", "grid"])
def test_room_stays_with_its_question(kind: str, paper: str) -> None:
    sheet = read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper=paper).print_css))
    for shift in range(int(sheet.lines) - 9, int(sheet.lines), 3):
        parts = [
            f'::: exercise 简答 {{space="{kind} {size or sheet.unbroken}"}}\n{stem}\n\n答案：略。\n:::'
            for size in SIZES.values()
            for stem in STEMS.values()
        ]
        for stems, rows in find_rows("\n\n".join(["# 例", *["字"] * shift, *parts]), paper).values():
            (first,) = stems
            assert first in rows
            assert len(rows) == 1 or (rows[first] > 1 and rows.total() > sheet.unbroken)


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["student", "teacher"])
def test_every_row_of_squared_paper_has_its_cells_in_its_place(edition: str) -> None:
    """Also beside the explanation of a model answer, whose room is kept in the copy that does not show it."""
    text = f"::: exercise {{limit=200}}\n写。\n\n答案：{'字' * 90}。\n\n解析：{'理由。' * 60}\n:::"
    whole = select_edition(book(text), edition, keeps_space=True)
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT)), Target.PRINT)
    rows, cells = [], []
    for sheet in book_layout.lay_out(rendered, Report()).pages:
        for box in sheet._page_box.descendants():
            names = (box.element.get("class") or "").split() if box.element is not None and box.element_tag == box.element.tag else ()
            if "grid-row" in names:
                rows.append((round(box.position_y), "left-out" in names, box.style["position"]))
            if "cells" in names:
                cells.append(round(box.position_y))
    shown = [top for top, is_out, _ in rows if not is_out]
    assert sorted(cells) == shown
    assert (len(shown) < len(rows)) == (edition == "teacher")
    assert {position for _, is_out, position in rows if is_out} <= {"static", "relative"}
    assert sum(is_out and position == "relative" for _, is_out, position in rows) == (edition == "teacher")
