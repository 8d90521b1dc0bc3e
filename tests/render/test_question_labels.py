"""What stands beside a question: points, materials and the page of its answer, never alone on a line and never for the same page."""

import re

import pymupdf
import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf.book_layout import write_rendered
from tests.support import ROOT, book, page

QUESTION = "::: exercise 简答 {{points=10 difficulty=3 materials=m}}\n{}。\n\n答案：好。\n:::"
MATERIAL = "::: material 三年 {#m}\n旧事。\n:::"


def read_rows(text: str, paper: str) -> list[list[str]]:
    """The rows of words on each page of the default edition."""
    shown = select_edition(book(text))
    rendered = render_book(shown, build_index(shown), load_theme(Workspace(ROOT), paper=paper), Target.PRINT)
    pages = []
    with pymupdf.open(stream=write_rendered(rendered, Report()).data) as document:
        for sheet in document:
            rows: dict[int, list[tuple[float, str]]] = {}
            for word in sheet.get_text("words"):
                rows.setdefault(round(word[3] / 6), []).append((word[0], word[4]))
            pages.append(["".join(words for _, words in sorted(row)) for _, row in sorted(rows.items())])
    return pages


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["phone", "a5", "a4"])
def test_no_label_is_alone_on_a_line(paper: str) -> None:
    words = "根据给定材料概括社区的经验和做法" * 4
    text = "\n\n".join(["# 一", MATERIAL, *(QUESTION.format(words[: 30 + n]) for n in range(14)), "# 二", "完。" * 300])
    rows = [row for sheet in read_rows(text, paper) for row in sheet]
    assert sum("（10分）" in row for row in rows) > 9
    assert [row for row in rows if re.match(r"（10|★|答案第|第\d+页$|1?〕$", row) and "共" not in row] == []


def test_a_question_does_not_name_its_own_page() -> None:
    rows = [row for sheet in read_rows(f"{MATERIAL}\n\n{QUESTION.format('概括经验')}", "a4") for row in sheet]
    (row,) = (row for row in rows if "概括经验" in row)
    assert "〔材料1〕" in row
    assert row.endswith("答案")


def test_a_material_of_another_section_has_its_page() -> None:
    near, far = (page(f"# 一\n\n{MATERIAL}\n\n{between}{QUESTION.format('问')}", "print").documents[0].html for between in ("", "# 二\n\n"))
    assert 'class="reads">' in near
    assert [bool(re.search(r'class="reads">.*?data-before="第 ', html.split("问。")[0])) for html in (near, far)] == [False, True]
