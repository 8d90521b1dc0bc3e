"""Blanks: equal widths where the handout wants them, numbers without gaps, and nothing of their words in titles and references."""

import re

import pymupdf
import pytest

from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.passes.test_editions import make_edition, texts
from tests.support import ROOT, book, manuscript

HEAD = "---\ntitle: 例\ncloze: even\n---\n\n"
WORDS = ("氢", "氯化钠", "二氧化碳", "H~2~SO~4~")


def make_markup(text: str, name: str, target: Target) -> str:
    """The markup of a handout in an edition."""
    whole = select_edition(book(text), name, keeps_space=target is Target.PRINT)
    return "".join(file.html for file in render_book(whole, build_index(whole), load_theme(Workspace(ROOT)), target).documents)


def rooms_of(html: str) -> list[int]:
    """The width of each blank of a book for screens in em."""
    return [len(room) for room in re.findall('class="blank low-line(?: short)?" id="[^"]*"[^>]*>(＿+)<', html)]


BELOW_TITLE = 150
"""pt from the top of the page: above it is the label of the edition."""


def rules_of(data: bytes) -> list[tuple[float, float]]:
    """Where the lines of blanks below the title begin and end on the first page."""
    with pymupdf.open(stream=data) as document:
        boxes = [drawing["rect"] for drawing in document[0].get_drawings() if drawing.get("fill_opacity") != 0]
    return [(round(box.x0, 1), round(box.x1, 1)) for box in boxes if box.height < 14 and 20 < box.width < 300 and box.y0 > BELOW_TITLE]


@pytest.mark.parametrize("name", ["student", "teacher"])
def test_equal_blanks_are_as_wide_for_any_words(name: str) -> None:
    lines = [rules_of(make_edition(f"{HEAD}::: exercise\n填{{{{{word}}}}}。\n:::\n", name)) for word in WORDS]
    assert lines[0]
    assert all(line == lines[0] for line in lines)


def test_other_blanks_are_as_wide_as_their_words() -> None:
    text = "# 例\n\n::: exercise\n填{{氢}}和{{二氧化碳气体}}。\n:::\n"
    assert rooms_of(make_markup(text, "student", Target.EPUB)) == [2, 6]


def test_equal_blanks_of_books_for_screens_have_as_much_room() -> None:
    made = [make_markup(f"{HEAD}::: exercise\n填{{{{{word}}}}}。\n:::\n", "student", Target.EPUB) for word in WORDS]
    assert [rooms_of(html) for html in made] == [[6]] * len(WORDS)


def test_longer_words_make_all_blanks_longer_and_sentences_keep_their_length() -> None:
    text = f"{HEAD}::: exercise\n填{{{{氢}}}}和{{{{一二三四五六七八九十}}}}和{{{{{'长' * 15}}}}}。\n:::\n"
    assert re.findall(r"--blank: (\d+)em", make_markup(text, "teacher", Target.PRINT)) == ["12", "12"]
    assert rooms_of(make_markup(text, "student", Target.EPUB)) == [12, 12, 15]


def test_a_book_may_have_equal_blanks_too() -> None:
    found, report = manuscript("---\ntitle: 例\ncloze: 等宽\n---\n\n甲")
    assert found and not report.diagnostics
    assert found.handout.cloze == "even"


POINTS = "# 例\n\n见[#p]。\n\n::: points\n1. **螭吻。** 要{{囚牛}}。 {#p}\n2. **狻猊。** 要{{蒲牢}}。\n:::\n"


def test_leads_that_are_not_blank_have_no_number_and_no_line() -> None:
    html = make_markup(POINTS, "cloze", Target.PRINT)
    assert re.findall(r'class="blank-number"[^>]*>(\d+)', html) == ["1", "2"]
    leads = POINTS.replace("{{", "").replace("}}", "")
    assert re.findall(r'class="blank-number"[^>]*>(\d+)', make_markup(leads, "cloze", Target.PRINT)) == ["1", "2"]
    lines = {name: len(rules_of(make_edition(leads, name))) for name in ("student", "teacher", "cloze")}
    assert lines == {"student": 0, "teacher": 0, "cloze": 2}


def test_nothing_else_tells_the_words_of_a_blank() -> None:
    text = "---\ntitle: 例\n---\n\n# 一节{{貔貅}}\n\n" + POINTS.replace("{{", "").replace("}}", "").replace("# 例\n", "")
    data = make_edition(text, "cloze")
    with pymupdf.open(stream=data) as document:
        told = [str(document.metadata), *(entry[1] for entry in document.get_toc())]
    assert not [line for line in told if "貔貅" in line]
    assert texts(make_edition(POINTS.replace("{{", "").replace("}}", ""), "cloze")).split("参考答案")[0].count("螭吻") == 0
