"""Squared paper: examples for each rule of the exam, and properties of any answer."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiangyi.model.squared_paper import (
    CLOSING,
    OPENING,
    CellRow,
    ModelAnswer,
    SquaredPaperRules,
    count_filled_cells,
    count_rows,
    fill_cells,
    list_count_marks,
)
from tests.law import law
from tests.support import strip_spaces


def join_text(rows: tuple[CellRow, ...]) -> str:
    """The text of rows in reading order."""
    return "".join(cell.text + cell.shared for row in rows for cell in row.cells)


def draw(rows: tuple[CellRow, ...]) -> list[str]:
    """Draw rows as text: a bar between cells, a ring for an empty cell, a tilde before marks that share a cell."""
    return ["|".join((cell.text or "○") + (f"~{cell.shared}" if cell.shared else "") for cell in row.cells) for row in rows]


def draw_flush(words: str, columns: int = 6, **rules: object) -> list[str]:
    """Draw a paragraph without an indent."""
    return draw(fill_cells(ModelAnswer((words,), indented=False), SquaredPaperRules(columns, **rules)))  # type: ignore[arg-type]


CASES = {
    "a character a cell": ("基层治理", ["基|层|治|理"]),
    "a full row": ("一二三四五六七", ["一|二|三|四|五|六", "七"]),
    "two digits a cell": ("2026年", ["20|26|年"]),
    "the odd one alone": ("100名", ["10|0|名"]),
    "two letters a cell": ("GDP增", ["GD|P|增"]),
    "digits with marks": ("12.5%", ["12|.5|%"]),
    "digits beside letters": ("A股5G", ["A|股|5G"]),
    "words with a blank": ("on it是", ["on| i|t|是"]),
    "a blank beside Han is layout": ("占 5 成", ["占|5|成"]),
    "a wide blank is a cell": ("甲　乙", ["甲|○|乙"]),
    "a stop shares the last cell": ("一二三四五六。七", ["一|二|三|四|五|六~。", "七"]),
    "two marks share the last cell": ("一二三四五六。）七", ["一|二|三|四|五|六~。）", "七"]),
    "a half-width mark shares it too": ("一二三四五12,3", ["一|二|三|四|五|12~,", "3"]),
    "an opening mark ends no row": ("一二三四五“六”七", ["一|二|三|四|五", "“|六|”|七"]),
    "nor do two": ("一二三四“《六》”七", ["一|二|三|四", "“|《|六|》|”|七"]),
    "a dash over two cells": ("一——二", ["一|—|—|二"]),
    "dots over two cells": ("一……二", ["一|…|…|二"]),
    "one dash, one cell": ("一—二", ["一|—|二"]),
    "a dash in the last two cells": ("一二三四——五", ["一|二|三|四|—|—", "五"]),
    "a dash opens a row": ("一二三四五六——七", ["一|二|三|四|五|六", "—|—|七"]),
    "question and exclamation in one cell": ("真？！好", ["真|？！|好"]),
    "two exclamations in one cell": ("好！！", ["好|！！"]),
    "three in two": ("好！！！", ["好|！！|！"]),
    "colon and quote in one cell": ("曰：“可。”", ["曰|：“|可|。”"]),
    "exclamation and quote in one cell": ("曰：“可！”", ["曰|：“|可|！”"]),
    "colon at the row's end": ("一二三四五：“六", ["一|二|三|四|五|：", "“|六"]),
    "colon behind the row's end": ("一二三四五六：“七", ["一|二|三|四|五|六~：", "“|七"]),
    "a closing quote joins the last cell": ("一二三四五。”七", ["一|二|三|四|五|。”", "七"]),
    "what combines stays with its letter": ("e\u0301和", ["e\u0301|和"]),
}


@pytest.mark.parametrize(("words", "rows"), CASES.values(), ids=CASES)
def test_case(words: str, rows: list[str]) -> None:
    assert draw_flush(words) == rows


SETTINGS = {
    "a quote in a cell of its own": ("曰：“可。”", {"quotes": "two"}, ["曰|：|“|可|。|”"]),
    "which goes to the next row": ("一二三四：“六", {"quotes": "two"}, ["一|二|三|四|：", "“|六"]),
    "a dash is squeezed into the last cell": ("一二三四五——六", {"dashes": "squeeze"}, ["一|二|三|四|五|——", "六"]),
    "or carried to the next row": ("一二三四五——六", {"dashes": "carry"}, ["一|二|三|四|五", "—|—|六"]),
    "dots are squeezed": ("一二三四五……六", {}, ["一|二|三|四|五|……", "六"]),
    "a joined cell is parted before a carried dash": ("一二三四：“——六", {"dashes": "carry"}, ["一|二|三|四|：", "“|—|—|六"]),
}


@pytest.mark.parametrize(("words", "rules", "rows"), SETTINGS.values(), ids=SETTINGS)
def test_details_on_which_sources_differ(words: str, rules: dict[str, str], rows: list[str]) -> None:
    assert draw_flush(words, **rules) == rows


def test_paragraphs_are_indented_and_titles_centred() -> None:
    rows = fill_cells(ModelAnswer(("一二三", "　　四五"), "久久为功", "——谈治理"), SquaredPaperRules(10))
    assert draw(rows) == ["○|○|○|久|久|为|功", "○|○|—|—|谈|治|理", "○|○|一|二|三", "○|○|四|五"]


def test_long_title_is_split_evenly() -> None:
    assert draw(fill_cells(ModelAnswer(title="一二三四五六七八九十甲乙"), SquaredPaperRules(10))) == [
        "○|○|一|二|三|四|五|六",
        "○|○|七|八|九|十|甲|乙",
    ]


def test_word_count_is_the_number_of_filled_cells() -> None:
    rows = fill_cells(ModelAnswer(("2026年，他说：“好。”", "是的——"), "题"))
    assert count_filled_cells(rows) == len(["题", "20", "26", "年", "，", "他", "说", "：“", "好", "。”", "是", "的", "—", "—"])


def test_every_hundredth_cell_is_numbered() -> None:
    assert [list_count_marks(row) for row in range(8)] == [{}, {}, {}, {24: 100}, {}, {}, {}, {24: 200}]
    assert [list_count_marks(row, 30) for row in range(4)] == [{}, {}, {}, {9: 100}]
    assert [sum(len(list_count_marks(row, columns)) for row in range(600)) for columns in (20, 25, 28)] == [120, 150, 168]


def test_paper_has_a_tenth_more_cells_than_the_word_limit() -> None:
    assert [count_rows(limit) for limit in (50, 100, 300, 1000)] == [3, 5, 14, 44]
    assert count_rows(1000, 20, heading=2) == 57


def test_too_short_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        SquaredPaperRules(3)


ANY = st.text(st.sampled_from("治理一二“”‘’（）《》。，、；：？！·——……%.,()[]aZ09 \u3000\u0301\U00020bb7"), max_size=90)
RULES = st.builds(SquaredPaperRules, st.integers(4, 30), st.sampled_from(["one", "two"]), st.sampled_from(["squeeze", "carry"]))
ANSWERS = st.builds(ModelAnswer, st.lists(ANY, max_size=3).map(tuple), ANY, ANY, st.booleans())


@pytest.mark.slow
@law(300)
@given(ANSWERS, RULES)
def test_no_character_is_lost(answer: ModelAnswer, rules: SquaredPaperRules) -> None:
    assert strip_spaces(join_text(fill_cells(answer, rules))) == strip_spaces(answer.title + answer.subtitle + "".join(answer.paragraphs))


@pytest.mark.slow
@law(300)
@given(ANSWERS, RULES)
def test_no_row_is_longer_than_the_paper(answer: ModelAnswer, rules: SquaredPaperRules) -> None:
    assert [row for row in fill_cells(answer, rules) if not 0 < len(row.cells) <= rules.columns] == []


@law(300)
@given(ANY.filter(lambda words: words.strip()), RULES)
@example("[‘0(0", SquaredPaperRules(columns=5, quotes="one", dashes="squeeze"))
@example("0([—", SquaredPaperRules(columns=4, quotes="one", dashes="squeeze"))
def test_no_row_begins_with_a_closing_mark_or_ends_with_an_opening_one(words: str, rules: SquaredPaperRules) -> None:
    first, *rest = fill_cells(ModelAnswer((words,)), rules)
    assert [row for row in rest if row.cells[0].text[:1] in CLOSING and row.cells[0].text] == []
    for row in (first, *rest[:-1]) if rest else ():
        ending = row.cells[-1]
        bare = all(cell.text in OPENING or not cell.text for cell in row.cells)
        assert bare or ending.shared or not ending.text or ending.text[-1] not in OPENING


@pytest.mark.slow
@law(300)
@given(ANY, RULES)
def test_dash_is_never_split(words: str, rules: SquaredPaperRules) -> None:
    rows = fill_cells(ModelAnswer((words,)), rules)
    for mark in "—…":
        runs = [run for run in run_lengths(words, mark) if run == 2]
        if runs == run_lengths(words, mark):
            assert [row for row in rows if row.cells[-1].text == mark and sum(c.text == mark for c in row.cells) % 2] == []


def run_lengths(words: str, mark: str) -> list[int]:
    """The lengths of the runs of a mark."""
    return [len(run) for run in "".join(c if c == mark else " " for c in words).split()]


@pytest.mark.slow
@law(300)
@given(ANSWERS, RULES)
def test_a_cell_holds_one_character_or_a_permitted_pair(answer: ModelAnswer, rules: SquaredPaperRules) -> None:
    for row in fill_cells(answer, rules):
        for cell in row.cells:
            characters = [c for c in cell.text if unicodedata.category(c) != "Mn"]
            assert len(characters) <= 2
            assert len(characters) < 2 or cell.text.isascii() or not any(c.isalnum() for c in characters) or "\u0301" in cell.text
