"""An answer over its lines is printed once, wherever its question meets the end of a page."""

import pymupdf
import pytest

from jiangyi.core import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book, strip_spaces

ANSWER = "".join(f"第{n}句话说明怎样回答才算完整，" for n in range(9))
STEM = "问题在哪里，这一个问题比较长，要占两行才放得下，所以写了很多字，很多字。"
QUESTION = f"::: exercise 简答 {{points=20 limit=150}}\n{STEM}\n\n答案：{ANSWER}完。\n:::"


@pytest.mark.slow
def test_the_rest_of_an_answer_is_not_printed_over_the_next_page() -> None:
    paragraphs = "\n\n".join(f"第{n}段。" for n in range(14))
    questions = "\n\n".join(f"\\newpage\n\n{paragraphs}\n\n" + "再来一行。\n\n" * n + QUESTION for n in range(12))
    whole = select_edition(book(f"---\ntitle: 例\n---\n\n{questions}\n"), "teacher", keeps_space=True)
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT), "", "a5"), Target.PRINT)
    with pymupdf.open(stream=book_layout.write_rendered(rendered, Report()).data) as document:
        text = strip_spaces("".join(page.get_text() for page in document))
    assert {text.count(f"第{n}句话说明") for n in range(9)} == {12}
