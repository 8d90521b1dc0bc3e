"""Slides: a portion of the content each, at most one question, and at least a third filled where that is possible."""

from itertools import pairwise

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.model.answer_space import read_answer_sheet
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.passes.question_groups import group_questions
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.render.slide_plan import FULL_PART, LEAST_PART, Portion, divide_portions, plan_slides
from jiangyi.theme.css_syntax import root_properties
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf.book_layout import write_rendered
from tests.law import law
from tests.support import ROOT, book

LINES = 12.0
PORTIONS = st.lists(
    st.builds(Portion, st.just("x"), st.integers(1, 30).map(float), st.sampled_from(["", "heading", "question", "event"])), max_size=30
)


@law(150)
@given(PORTIONS)
def test_slides_are_full_but_not_too_full(portions: list[Portion]) -> None:
    starts = divide_portions(portions, LINES)
    slides = [portions[a:b] for a, b in zip(starts, [*starts, len(portions)][1:], strict=True)]
    assert [one for slide in slides for one in slide] == portions
    for number, slide in enumerate(slides):
        content = [one for one in slide if one.role != "heading"]
        heads = sum(one.lines for one in slide) - sum(one.lines for one in content)
        assert sum(one.role == "question" for one in slide) <= 1
        assert slide[-1].role != "heading" or number == len(slides) - 1
        if len(content) > 1 and content[0].lines + heads <= LINES:
            assert sum(one.lines for one in slide) <= LINES * FULL_PART or slide[-1].role == "heading"


@law(150)
@given(st.lists(st.integers(1, 11).map(float), min_size=2, max_size=30))
def test_no_slide_is_nearly_empty_if_its_neighbour_has_room(heights: list[float]) -> None:
    starts = divide_portions([Portion("x", height, "") for height in heights], LINES)
    filled = [sum(heights[a:b]) for a, b in zip(starts, [*starts[1:], len(heights)], strict=True)]
    for first, second in pairwise(filled):
        assert first + second > LINES * FULL_PART or min(first, second) >= LINES * LEAST_PART


def make_slides(text: str, edition: str) -> list[str]:
    """The words of each slide of a handout."""
    shown = select_edition(book(text), edition)
    rendered = render_book(shown, build_index(shown), load_theme(Workspace(ROOT), paper="slides"), Target.PRINT)
    with pymupdf.open(stream=write_rendered(rendered, Report()).data) as document:
        return ["".join(page.get_text().split()) for page in document]


QUESTION = "::: exercise {{kind={}}}\n这是第{}个问题，请读完材料再作答，注意审题。{}\n\n答案：{}\n:::"


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["student", "teacher", "reading"])
def test_a_slide_has_one_question_and_no_space_to_write(edition: str) -> None:
    asked = [QUESTION.format("single", n, "（　　）\n\nA. 甲\nB. 乙\nC. 丙\nD. 丁", "A") for n in range(3)]
    asked += [QUESTION.format("judge", n, "", "对") for n in range(3, 6)] + [QUESTION.format("essay", 6, "", "好。" * 30)]
    slides = make_slides("# 练习\n\n" + "\n\n".join(asked), edition)
    assert max(slide.count("个问题") for slide in slides) == 1
    assert sum(slide.count("个问题") for slide in slides) == 7
    assert len(slides) <= (10 if edition != "reading" else 13)


def test_few_words_are_enlarged_and_headings_and_formulas_are_not() -> None:
    asked = ("对不对。", f"{'长' * 300}。", "看图。\n\n$$x$$")
    text = "\n\n".join(f"::: exercise 简答\n{words}\n:::" for words in asked)
    (handout,) = book(f"---\ntitle: 卷\nquestion_heads: always\n---\n\n{text}\n").handouts
    sheet = read_answer_sheet(root_properties(load_theme(Workspace(ROOT), paper="slides").print_css))
    found = plan_slides(group_questions(handout).handout, sheet, {})
    first, second, third = (block.id for block in handout.blocks)
    assert found == {f"{first}-head": "start lone", first: "large", second: "start", third: "start"}


@pytest.mark.slow
def test_short_points_share_slides() -> None:
    points = "\n".join(f"{n}. **要点{n}。**\n   说明一句话。" for n in range(1, 13))
    slides = make_slides(f"---\ntitle: 例\n---\n\n# 一\n\n::: points\n{points}\n:::\n", "student")
    counts = [slide.count("要点") for slide in slides if "要点" in slide]
    assert sum(counts) == 12
    assert len(counts) == 3
