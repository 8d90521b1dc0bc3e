"""The space between two words at the end of a line: in the text of the PDF, and nowhere on the page."""

import re
from typing import Any

import pymupdf
import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.engine import line_ends, line_layout
from jiangyi.engine.contexts import patched_layout
from jiangyi.writers.pdf.whole import WholeLayout
from tests.law import law

ENGLISH = (
    "A page that has been <em>read</em> three times <b>looks familiar</b>, and what looks familiar feels well-known and learnt. "
    "The feeling is wrong."
)
MIXED = (
    "基层治理 Python language 与 <b>machine learning</b> 和 <i>data</i> science 的方法，以及《人民日报》的文章 “one two” three four five。"
)
DASHES = "one—two three–four five-six seven/eight nine"


def write(text: str, lang: str, measure: float, css: str = "") -> bytes:
    sheet = weasyprint.CSS(
        string=f"@page {{ size: {measure + 20}pt 600pt; margin: 10pt }} p {{ font: 10pt/1.5 'Noto Serif CJK SC'; margin: 0 }} {css}"
    )
    page = f"<html lang='{lang}'><body><p>{text}</p></body></html>"
    with patched_layout(Report()):
        return WholeLayout(weasyprint.HTML(string=page).render(stylesheets=[sheet])).write(Report())


def join_lines(data: bytes) -> str:
    """The characters of a PDF in the order they are drawn in, without any that a program adds."""
    with pymupdf.open(stream=data) as document:
        return "".join(chr(char[0]) for page in document for span in page.get_texttrace() for char in span["chars"])


def plain(text: str) -> str:
    return re.sub("<[^>]*>", "", text)


@pytest.mark.slow
@law(25)
@given(st.sampled_from([(ENGLISH, "en"), (MIXED, "zh-Hans"), (MIXED, "en"), (DASHES, "en"), (DASHES, "zh-Hans")]), st.integers(70, 240))
def test_lines_join_to_the_text(text: tuple[str, str], measure: int) -> None:
    assert join_lines(write(*text, measure)) == plain(text[0])


@pytest.mark.slow
@pytest.mark.parametrize("text", [(ENGLISH, "en"), (MIXED, "zh-Hans")])
@pytest.mark.parametrize("align", ["justify", "right", "center"])
def test_nothing_moves(text: tuple[str, str], align: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw() -> Any:
        with pymupdf.open(stream=write(*text, 120, f"p {{ text-align: {align} }} b {{ text-decoration: underline }}")) as document:
            return document[0].get_pixmap(dpi=150).samples

    with_spaces = draw()
    monkeypatch.setattr(line_layout, "keep_space_at_end", lambda *_: None)
    monkeypatch.setattr("jiangyi.engine.line_building.SPACE", "no space")
    assert draw() == with_spaces


@pytest.mark.slow
def test_a_line_break_and_code_get_no_space() -> None:
    assert join_lines(write("one two<br> three", "en", 200)) == "one twothree"
    assert join_lines(write("<code style='white-space: pre'>one\n  two</code>", "en", 200)) == "one  two"


@pytest.mark.slow
def test_a_space_behind_a_picture_is_kept() -> None:
    picture = "<img style='width: 50pt; height: 8pt' src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>"
    for lang in ("en", "zh-Hans"):
        assert join_lines(write(f"one {picture} two", lang, 80)) == "one  two"
    assert line_ends.SPACE == " "
