"""Exercises: how they may be typed, how their options are set, and the space for answers."""

import pymupdf
import pytest

from jiangyi.checks.exercises import check_model_answer_length
from jiangyi.core.diagnostics import Report
from jiangyi.model.answer_space import (
    TOGETHER,
    AnswerSheet,
    count_space_lines,
    is_held,
    lay_out_squared_paper,
    measure_field_lines,
    read_answer_sheet,
)
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.document import Grid, walk_blocks
from jiangyi.model.inline import measure_em
from jiangyi.model.option_columns import arrange_options
from jiangyi.model.squared_paper import count_rows
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.readers.blocks.exercise_text import parse_options, parse_scoring, split_parts
from jiangyi.render.book import render_book
from jiangyi.theme.css_syntax import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.support import ROOT, book, manuscript, page, strip_spaces

CELL = {"7.2": 7.2, "7.84": 7.84, "8": 8.0}


def read_exercise(text: str, head: str = "") -> Exercise:
    """The exercise in a text."""
    found, _ = manuscript(f"---\ntitle: 例\n{head}---\n\n{text}\n")
    assert found
    return next(block for block in walk_blocks(found.handout) if isinstance(block, Exercise))


SAID = {
    "a line each": "选。\n\nA. 甲\nB. 乙\nC. 丙",
    "all in a line": "选。\n\nA. 甲  B. 乙 C. 丙",
    "below the question": "选。\nA．甲\nB．乙\nC．丙",
    "paragraphs": "选。\n\nA、甲\n\nB、乙\n\nC、丙",
    "a list": "选。\n\n- A. 甲\n- B. 乙\n- C. 丙",
}


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_options_may_be_typed_in_common_ways(text: str) -> None:
    exercise = read_exercise(f"::: exercise\n{text}\n\n答案：AC\n:::")
    assert [str(option) for option in exercise.options] == ["甲", "乙", "丙"]
    assert (exercise.effective_kind, exercise.chosen_letters) == ("multiple", "AC")
    assert [str(block.text) for block in exercise.stem] == ["选。"]


@pytest.mark.parametrize(
    "text",
    [
        "答案：甲。\n解析：乙。",
        "答案: 甲。\n\n解析: 乙。",
        "【答案】甲。\n【解析】乙。",
        "【答案】：甲。\n\n【解析】乙。",
        "参考答案：\n甲。\n\n解析：\n乙。",
    ],
)
def test_answers_may_be_typed_in_common_ways(text: str) -> None:
    exercise = read_exercise(f"::: exercise\n为什么？\n\n{text}\n:::")
    assert [str(block.text) for block in exercise.answer] == ["甲。"]
    assert [str(block.text) for block in exercise.explanation] == ["乙。"]


def test_a_letter_in_running_text_is_no_option() -> None:
    assert parse_options("B. 乙", 0) == []
    assert parse_options("A 股上涨", 0) == []
    assert parse_options("A. 甲 C. 丙", 0) == ["甲 C. 丙"]
    assert [part.text for part in split_parts("甲，\n见 A. 处。", ())] == ["甲，\n见 A. 处。"]


def test_the_points_follow_a_scoring_criterion() -> None:
    assert parse_scoring("资源（5 分）") == {"text": "资源", "points": "5"}
    assert parse_scoring("资源，1.5分。") == {"text": "资源，", "points": "1.5"}
    assert parse_scoring("办了3年") == {"text": "办了3年"}


@pytest.mark.parametrize("given", ["m1", "m1, 材料二", "m1、材料二", ["m1", "材料二"]])
def test_materials_that_are_single_words_are_names(given: str | list[str]) -> None:
    exercise = Exercise.model_validate({"stem": "问。", "materials": given})
    assert exercise.reads == ("m1", "材料二")[: 1 if given == "m1" else 2]
    assert exercise.materials == ()


def test_other_materials_become_material_blocks() -> None:
    exercise = Exercise.model_validate({"stem": "问。", "materials": ["m1", "开“菜单会”。"], "reads": "m2"})
    assert [str(block.text) for block in exercise.materials] == ["m1", "开“菜单会”。"]
    assert exercise.reads == ("m2",)


KINDS = {
    "single": "选。\n\nA. 甲\nB. 乙\n\n答案：A",
    "multiple": "选。\n\nA. 甲\nB. 乙\n\n答案：A、B",
    "judge": "对吗？\n\n答案：错",
    "fill": "要{{坚持}}。",
    "short": "为什么？\n\n答案：因为这样。",
}


@pytest.mark.parametrize(("kind", "text"), KINDS.items())
def test_the_kind_of_an_exercise_is_inferred(kind: str, text: str) -> None:
    assert read_exercise(f"::: exercise\n{text}\n:::").effective_kind == kind
    assert read_exercise(f"::: exercise {{kind=short}}\n{text}\n:::").effective_kind == "short"


def test_a_limit_implies_squared_paper() -> None:
    exercise = read_exercise("::: exercise {limit=800-1000}\n写。\n:::")
    assert exercise.limit is not None
    assert (exercise.effective_kind, exercise.limit.least, exercise.limit.words, exercise.answer_space.kind) == ("essay", 800, 1000, "grid")
    about = read_exercise("::: exercise {limit=300左右}\n写。\n:::").limit
    assert about is not None
    assert (about.words, about.max_words) == (300, 330)


def test_a_model_answer_over_its_limit_is_reported() -> None:
    found, _ = manuscript(
        "# 例\n\n::: exercise {limit=5}\n写。\n\n答案：2026年很好。\n:::\n\n::: exercise {limit=5}\n写。\n\n答案：一二三四五六\n:::\n"
    )
    assert found
    report = Report()
    check_model_answer_length(found, report)
    assert [(d.code, d.values["count"], d.values["over"]) for d in report] == [("limit-exceeded", 6, 1)] * 2


def test_the_limit_of_an_exercise_applies_to_its_answer() -> None:
    _, report = manuscript("# 例\n\n::: exercise {limit=9}\n这道题的题干长过九个字，不算在内。\n\n答案：短。\n:::\n")
    assert [d.code for d in report] == []


OPTIONS = {4: "甲乙丙丁戊己", 2: "甲乙丙丁戊己庚辛壬癸子丑寅卯", 1: "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"}


@pytest.mark.parametrize(("many", "words"), OPTIONS.items())
def test_options_use_as_many_columns_as_fit(many: int, words: str) -> None:
    """Each option is on one line, beside the others of its row, as the font sets it."""
    text = "\n".join(f"{letter}. {words}{letter}x" for letter in "ABCD")
    body = f"# 例\n\n::: exercise\n选。\n\n{text}\n\n答案：A\n:::\n"
    assert arrange_options(read_exercise(body.split("\n\n", 1)[1]), AnswerSheet(210, 42), {}).columns == many
    with pymupdf.open(stream=book_layout.write_rendered(page(body, "print"), Report()).data) as document:
        lines = [strip_spaces(line) for line in lines_of(document[0])]
    rows = [line for line in lines if words in line]
    assert len(rows) == 4 // many
    assert all(line.count(words) == many for line in rows)


def lines_of(sheet: pymupdf.Page) -> list[str]:
    """The words of a page, grouped by their height on it."""
    rows: dict[int, list[tuple[float, str]]] = {}
    for word in sheet.get_text("words"):
        rows.setdefault(round(word[3]), []).append((word[0], word[4]))
    return ["".join(text for _, text in sorted(row)) for row in rows.values()]


def test_options_on_a_narrow_page_are_stacked() -> None:
    exercise = read_exercise("::: exercise\n选。\n\nA. 甲乙丙丁戊\nB. 甲\nC. 乙\nD. 丙\n\n答案：A\n:::")
    assert [arrange_options(exercise, AnswerSheet(210, measure), {}).columns for measure in (42, 20, 12)] == [4, 2, 1]


@pytest.mark.parametrize("cell", CELL)
def test_squared_paper_has_the_requested_dimensions(cell: str) -> None:
    """25 cells of the requested size a row, 24 rows a page, centred on the page, with a count at every hundredth cell."""
    head = f"---\ntitle: 例\ngrid: {{cell: {cell}}}\n---\n\n"
    data = book_layout.write_rendered(page(head + "::: exercise {limit=2000}\n写。\n\n答案：好。\n:::\n", "print"), Report()).data
    with pymupdf.open(stream=data) as document:
        found = [
            (number, box.x0, box.y0, box.width)
            for number, sheet in enumerate(document)
            for drawing in sheet.get_drawings()
            if abs((box := drawing["rect"]).width - box.height) < 1 and abs(box.width - CELL[cell] / 25.4 * 72) < 1
        ]
        marks = [word[4] for sheet in document for word in sheet.get_text("words") if word[4].isdecimal() and word[4].endswith("00")]
    rows: dict[tuple[int, float], list[float]] = {}
    for number, left, top, _ in found:
        rows.setdefault((number, round(top)), []).append(left)
    assert {len(set(row)) for row in rows.values()} == {25}
    assert len(rows) == count_rows(2000, heading=1)
    assert max(sum(number == sheet for number, _ in rows) for sheet in (0, 1, 2)) == 24
    row = sorted(next(iter(rows.values())))
    assert (row[-1] - row[0]) / 24 == pytest.approx(CELL[cell] / 25.4 * 72, abs=0.05)
    assert row[0] + (row[-1] - row[0] + CELL[cell] / 25.4 * 72) / 2 == pytest.approx(210 / 2 / 25.4 * 72, abs=0.2)
    assert marks == [str(hundred) for hundred in range(100, 2201, 100)]


@pytest.mark.parametrize("typed", ["8", "8.0", "'8'", "8mm", "8毫米", "8 毫米"])
def test_the_side_of_a_cell_may_be_a_whole_number(typed: str) -> None:
    found, report = manuscript(f"---\ntitle: 例\ngrid: {{cell: {typed}}}\n---\n\n文。\n")
    assert found
    assert (found.handout.grid.cell, list(report)) == ("8", [])


def test_squared_paper_is_large_enough_for_its_answer() -> None:
    exercise = read_exercise(f"::: exercise {{limit=100}}\n写。\n\n答案：{'字' * 300}\n:::")
    found, _ = manuscript("# 例")
    assert found
    assert len(lay_out_squared_paper(exercise, found.handout.grid, AnswerSheet(210, 42)).rows) == 12


def test_an_answer_is_set_in_its_cells() -> None:
    """Text copied from the page is the text as written; a mark at the end of a row follows the character that it shares a cell with."""
    from tests.passes.test_editions import make_edition

    words = "这一行恰好写满二十五个字之后才有一个句号请看清楚它。下一行从这里开始，2026年。"
    with pymupdf.open(stream=make_edition(f"# 例\n\n::: exercise {{limit=80}}\n写。\n\n答案：{words}\n:::\n", "teacher")) as document:
        text = strip_spaces("".join(document[0].get_text().splitlines()))
    assert words in text


@pytest.mark.parametrize(
    ("given", "a4", "a5"),
    [
        ({"limit": "150"}, 8, 11),
        ({"limit": "300"}, 15, 21),
        ({"limit": "300", "space": "box"}, 15, 21),
        ({"limit": "300", "space": "blank 3"}, 3, 3),
        ({}, 4, 4),
        ({"space": "空白"}, 6, 6),
        ({"space": "横线 5 行"}, 5, 5),
    ],
)
def test_the_usual_space_holds_as_many_words_as_the_limit(given: dict[str, str], a4: int, a5: int) -> None:
    exercise = Exercise.model_validate({"stem": "问。", "kind": "简答", **given})
    sheets = [read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper=on).print_css)) for on in ("a4", "a5")]
    assert [count_space_lines(exercise, sheet) for sheet in sheets] == [a4, a5]


@pytest.mark.slow
def test_in_large_print_answers_are_large() -> None:
    """16 pt or more, in cells as large as the page allows, except for ruby and the letters of the key."""
    from tests.passes.test_editions import exercises

    whole = select_edition(
        book(exercises(6, 2) + "\n::: exercise {limit=80}\n写。\n\n答案：2026年，GDP增长。" + "字" * 14 + "。\n:::\n"),
        "teacher",
        keeps_space=True,
    )
    data = book_layout.write_rendered(
        render_book(whole, build_index(whole), load_theme(Workspace(ROOT), "", "a4-large-print"), Target.PRINT), Report()
    ).data
    with pymupdf.open(stream=data) as document:
        spans = [s for sheet in document for b in sheet.get_text("dict")["blocks"] for n in b.get("lines", ()) for s in n["spans"]]
    assert {s["text"].strip() for s in spans if s["size"] < 15.99 and s["text"].strip()} <= {"1"}
    assert any("麒" in s["text"] for s in spans)


@pytest.mark.parametrize(
    ("on", "many", "cell"),
    [("a4", 25, 6.51), ("letter", 25, 6.51), ("16k", 22, 6.69), ("b5", 20, 6.66), ("a5", 18, 6.46), ("a4-large-print", 20, 8.14)],
)
def test_squared_paper_is_as_wide_as_the_text_with_a_usual_number_of_cells(on: str, many: int, cell: float) -> None:
    sheet = read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper=on).print_css))
    drawn = lay_out_squared_paper(read_exercise("::: exercise {limit=100}\n写。\n:::"), Grid(), sheet)
    assert (drawn.columns, drawn.cell) == (many, cell)
    assert len(drawn.rows) == -(-110 // many)
    assert sheet.width - many * 0.01 - 0.2 < many * cell < sheet.width


@pytest.mark.parametrize(("on", "exact"), [("a4", True), ("letter", True), ("16k", True), ("b5", False), ("a5", False)])
def test_the_cells_of_the_examination_are_used_where_the_paper_holds_them(on: str, exact: bool) -> None:
    sheet = read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper=on).print_css))
    drawn = lay_out_squared_paper(read_exercise("::: exercise {limit=100}\n写。\n:::"), Grid(cell="7.2"), sheet)
    assert ((drawn.columns, drawn.cell) == (25, 7.2)) == exact
    assert drawn.columns * drawn.cell < (sheet.max_width if exact else sheet.width)


@pytest.mark.parametrize("count", [1, 2, 5, 7, 12, 45])
def test_no_few_rows_are_alone_on_a_page(count: int) -> None:
    """Wherever the page ends, at least four rows, or all of fewer, are before and after the break, and pairs are not torn."""
    ends = [number + 1 for number in range(count) if not is_held(number, count)]
    assert ends[-1] == count
    assert all(TOGETHER <= end <= count - TOGETHER and end % 2 == 0 for end in ends[:-1])


def test_a_copy_with_the_answer_shows_only_the_cells_of_the_answer() -> None:
    from tests.passes.test_editions import make_edition

    text = f"# 例\n\n::: exercise {{limit=800}}\n写。\n\n答案：{'字' * 60}\n\n解析：{'解' * 80}\n:::\n"
    frames, words = {}, {}
    for name in ("student", "teacher"):
        with pymupdf.open(stream=make_edition(text, name)) as document:
            boxes = [drawing["rect"] for sheet in document for drawing in sheet.get_drawings()]
            frames[name] = sum(abs(box.width - box.height) < 1 and 18 < box.width < 19 for box in boxes)
            words[name] = "".join("".join(sheet.get_text().split()) for sheet in document)
    assert frames == {"student": 37 * 25, "teacher": 3 * 25}
    assert "共60字" in words["teacher"]
    assert "解" * 40 in words["teacher"]
    assert "字" * 9 not in words["student"]
    assert "解" not in words["student"]


@pytest.mark.parametrize("paper", ["a4", "a5", "b5", "16k", "letter", "a4-large-print", "e-ink"])
def test_fields_for_name_and_mark_are_in_one_row(paper: str) -> None:
    sheet = read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper=paper).print_css))
    fields, total = ("姓名", "班级", "得分"), "共 16 题，满分 100 分"
    length, has_total = measure_field_lines(fields, total, sheet.measure)
    assert length >= 4.5
    assert 3 * (length + 4) + measure_em(total) * has_total <= sheet.measure + 0.1


@pytest.mark.parametrize(("count", "total", "expected"), [(3, "", (7.0, True)), (12, "", (7.0, True)), (12, "共 3 题", (7.0, False))])
def test_fields_that_no_row_holds_are_set_in_several(count: int, total: str, expected: tuple[float, bool]) -> None:
    assert measure_field_lines(("姓名",) * count, total, 42) == expected
