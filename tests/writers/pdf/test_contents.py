"""The printed table of contents: where it begins, how many levels it lists."""

from itertools import chain

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Report
from jiangyi.model import AnswerSheet, inline
from jiangyi.passes import ContentsEntry
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.render.contents_depth import PrintedContents, select_contents
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout
from tests.law import law
from tests.support import ROOT, book, pdf_of, strip_spaces

SHEET = AnswerSheet(width=163, measure=42)


def entries(*counts: int, level: int = 1) -> tuple[ContentsEntry, ...]:
    """Entries with so many others below each of them, on each level."""
    count, *rest = counts or (0,)
    return tuple(ContentsEntry("", "", inline.Text(()), level, entries(*rest, level=level + 1)) for _ in range(count))


def count(found: PrintedContents) -> int:
    def inner(some: tuple[ContentsEntry, ...]) -> int:
        return len(some) + sum(inner(entry.children) for entry in some)

    return inner(found.entries)


@pytest.mark.parametrize(
    ("tree", "pages", "asked", "levels"),
    [
        ((8, 5), 8, None, 1),
        ((8, 5), 30, None, 2),
        ((4, 2), 2, None, 2),  # two fifths of a page are never too much
        ((60, 3), 5, None, 1),  # one level at least
        ((8, 5), 8, 2, 2),
        ((8, 5), 8, 9, 2),
        ((8, 5), 8, 0, 0),
        ((3, 4, 5), 20, None, 2),
    ],
)
def test_levels(tree: tuple[int, ...], pages: int, asked: int | None, levels: int) -> None:
    assert select_contents(entries(*tree), pages * 42 * 37, SHEET, asked).levels == levels


@law(60)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(0, 400_000))
def test_more_text_never_lists_less(tree: list[int], characters: int) -> None:
    fewer, more = (select_contents(entries(*tree), amount, SHEET, None) for amount in (characters, characters * 2))
    assert fewer.levels <= more.levels
    assert fewer.levels <= 1 or count(fewer) <= max(characters / 42 / 37 * 0.1, 0.4) * 37


def lay_out(parts: int, sections: int, head: str = "", paper: str = "a4") -> tuple[list[str], Report]:
    """The texts of the pages of a handout of short sections."""
    lines = chain.from_iterable([f"# 讲次{n}", *(f"## 小节{n}点{m}\n\n这里写两三句话。" for m in range(sections))] for n in range(parts))
    whole, report = book(f"---\ntitle: 目录很长\n{head}---\n\n" + "\n\n".join(lines)), Report()
    rendered = render_book(whole, build_index(whole), load_theme(Workspace(ROOT), "", paper), Target.PRINT)
    data = book_layout.write_rendered(rendered, report).data
    return [strip_spaces(page.get_text()) for page in pymupdf.open(stream=data)], report


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "a5", "phone"])
def test_contents_begin_under_the_title_and_run_on(paper: str) -> None:
    pages, report = lay_out(12, 6, "contents: 2\n", paper)
    assert "目录很长" in pages[0]
    assert "讲次0" in pages[0]
    assert "小节0点3" in pages[0]
    assert all("小节" in page for page in pages)
    assert "contents-cut" not in {one.code for one in report}


@pytest.mark.slow
def test_levels_that_are_left_out_are_told() -> None:
    pages, report = lay_out(8, 5)
    assert pages[0].count("讲次") >= 9
    assert "小节0点0……" not in pages[0]
    assert [one.values for one in report if one.code == "contents-cut"] == [{"levels": 1}]
    short, report = lay_out(2, 3)
    assert not report.diagnostics
    assert short[0].count("小节0点0") == 2


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "a5", "phone"])
def test_the_second_line_of_an_entry_hangs_and_its_number_stands_below_the_others(paper: str) -> None:
    titles = ["短题", "以高质量发展推动新质生产力加快形成的若干思考与农村人居环境整治提升行动的成效问题与实践路径研究综述"]
    text = "".join(f"# {title}\n\n甲。\n\n## {title}\n\n乙。\n\n" for title in titles)
    with pymupdf.open(stream=pdf_of(f"---\ntitle: 目录\n---\n\n{text}", paper=paper)) as document:
        words = [(left, right, text) for left, _, right, _, text, *_ in document[0].get_text("words")]
    begin = next(k for k, word in enumerate(words) if word[2].startswith("一、短题.."))
    numbers = [k for k, word in enumerate(words) if k > begin and words[k - 1][2].endswith(".") and word[2].isdigit()]
    assert len(numbers) == 4
    assert max(words[k][1] for k in numbers) - min(words[k][1] for k in numbers) < 0.1
    first = next(k for k, word in enumerate(words) if word[2].startswith("二、以") and k > begin)
    assert words[first][0] == pytest.approx(words[begin][0], abs=0.1)
    assert all(words[k][0] > words[begin][0] + 5 for k in range(first + 1, numbers[2]))


def test_no_contents() -> None:
    pages, _ = lay_out(2, 3, "contents: 0\n")
    assert pages[0].count("小节0点0") == 1
