"""Text in columns: which blocks stand in them, and how wide they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.render.columns import LEAST_GAP, LEAST_LINE, divide_measure
from tests.law import law
from tests.support import book, manuscript, page

HEAD = "---\ntitle: 例\ncolumns: 2\n---\n\n"


@law(200)
@given(st.floats(5, 120))
def test_columns_hold_whole_characters(measure: float) -> None:
    found = divide_measure(measure, 2)
    if found is None:
        assert measure < 2 * (LEAST_LINE + 1) + LEAST_GAP
        return
    assert found.line >= LEAST_LINE
    assert LEAST_GAP - 0.001 <= found.gap < LEAST_GAP + 2
    assert found.line * 2 + found.gap == pytest.approx(measure, abs=0.001)


def test_one_column_is_the_text_itself() -> None:
    assert divide_measure(60, 1) is None
    assert 'class="columns"' not in page("---\ntitle: 例\n---\n\n甲。", "print").documents[0].html


def test_other_blocks_take_the_whole_width_between_columns() -> None:
    text = "甲段。\n\n- 一\n\n| 表 | 头 |\n|---|---|\n| 1 | 2 |\n\n乙段。\n\n::: key\n丙\n\n$$\nx\n$$\n:::\n\n丁段。"
    html = page(HEAD + text, "print").documents[0].html
    parts = html.split('<div class="columns"')
    assert len(parts) == 4
    assert [[word in part.split("</div>")[0] for word in ("甲段", "乙段", "丁段")] for part in parts[1:]] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_sections_have_the_columns_around_them_unless_they_say_so() -> None:
    text = "甲。\n\n## 一 {columns=1}\n\n乙。\n\n### 二\n\n丙。\n\n## 三\n\n丁。"
    html = page(HEAD + text, "print").documents[0].html
    assert [word for word in "甲乙丙丁" if f'">\n\n<p class="paragraph" id="例.{word}' in html] == []
    assert html.count('class="columns"') == 2
    assert page(HEAD.replace("2", "1") + text.replace("=1", "=双栏"), "print").documents[0].html.count('class="columns"') == 2


def test_an_e_book_has_one_column() -> None:
    assert all("columns" not in one.html for one in page(f"{HEAD}甲。", "epub").documents)


@pytest.mark.parametrize("typed", ["分栏: 2", "分栏: 双栏", "栏数: 两栏", "columns: 2"])
def test_words_for_columns(typed: str) -> None:
    assert book(f"---\ntitle: 例\n{typed}\n---\n\n甲。").handouts[0].columns == 2


@pytest.mark.parametrize("typed", ["3", "0", "三栏"])
def test_other_numbers_are_told(typed: str) -> None:
    found, report = manuscript(f"---\ntitle: 例\ncolumns: {typed}\n---\n\n甲。")
    assert found is None or report.has_errors or [one.code for one in report]
