"""Text in columns on the pages of a PDF: baselines, feet, notes, papers."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pymupdf
import pytest

from jiangyi.project.workspace import Workspace
from jiangyi.theme.themes import list_papers
from tests.support import ROOT, pdf_of, strip_spaces

pytestmark = pytest.mark.slow
SENTENCE = "基层治理要把力量沉下去，让群众的事有人管、管得好。"
ONE_COLUMN = ("a4-large-print", "phone", "slides")
"""Papers that are too narrow for two."""


def handout(seed: int, notes: float = 0.2, columns: int = 2, count: int = 40) -> str:
    """Paragraphs with notes, lists, boxes, sections and tables at random places."""
    chance = random.Random(seed)
    parts, number = [f"---\ntitle: 例\ncolumns: {columns}\n---\n"], 0
    for _ in range(count):
        words = SENTENCE * chance.randint(1, 5)
        if chance.random() < notes:
            number += 1
            words += f"M{number}处^[N{number}。{'注文较长一些，' * chance.choice((0, 1, 6))}完。]"
        kind = chance.randrange(12)
        parts.append({0: f"## 节\n\n{words}", 1: f"- {words}\n- 乙", 2: f"> {words}", 3: f"::: tip\n{words}\n:::"}.get(kind, words))
        if kind == 4:
            parts.append("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |")
    return "\n\n".join([*parts, "完。"])


def find_lines(page: Any) -> Iterator[tuple[float, float, float, str]]:
    """The lines of body text of a page: left edge, right edge, baseline in points, words."""
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            spans = [span for span in line["spans"] if abs(span["size"] - 11) < 0.01 and "Serif" in span["font"]]
            if spans:
                yield spans[0]["bbox"][0], spans[-1]["bbox"][2], spans[0]["origin"][1], "".join(span["text"] for span in spans)


@pytest.mark.parametrize("seed", range(2))
def test_lines_of_both_columns_are_on_the_same_baselines(seed: int) -> None:
    """In a text of paragraphs and headings, so that every line is on the grid."""
    text = re.sub(r"(?m)^(> |::: tip|:::)$|^> ", "", handout(seed))
    both = 0
    with pymupdf.open(stream=pdf_of(text)) as document:
        for page in document:
            middle, sides = page.rect.width / 2, defaultdict[bool, set[float]](set)
            for left, _, baseline, _ in find_lines(page):
                sides[left > middle].add(baseline)
            for baseline in sides[True]:
                nearest = min((abs(baseline - other) for other in sides[False]), default=0.0)
                assert nearest < 0.1 or nearest > 18.9, (page.number, baseline, nearest)
                both += 1
    assert both > 60


def test_no_line_extends_into_the_other_column() -> None:
    with pymupdf.open(stream=pdf_of(handout(4))) as document:
        for page in document:
            middle = page.rect.width / 2
            lines = [line for line in find_lines(page) if line[0] < middle - 20 and SENTENCE[:6] in line[3]]
            assert all(right < middle for _, right, _, _ in lines)


@pytest.mark.parametrize(("seed", "paper"), [(11, "a4"), (12, "a5"), (13, "b5"), (16, "e-ink")])
def test_notes_stand_on_the_page_of_their_calls(seed: int, paper: str) -> None:
    calls, notes = dict[str, int](), dict[str, int]()
    with pymupdf.open(stream=pdf_of(handout(seed, 0.7), paper=paper)) as document:
        for page in document:
            words = strip_spaces(page.get_text())
            calls |= dict.fromkeys(re.findall(r"M(\d+)处", words), page.number)
            notes |= dict.fromkeys(re.findall(r"N(\d+)", words), page.number)
    assert len(calls) > 15
    assert calls == notes


def test_the_last_columns_are_equally_high() -> None:
    text = f"---\ntitle: 例\ncolumns: 2\ncover: none\n---\n\n{SENTENCE * 21}"
    with pymupdf.open(stream=pdf_of(text)) as document:
        page = document[0]
        counts = [sum((left > page.rect.width / 2) is right for left, *_ in find_lines(page)) for right in (False, True)]
    assert counts[0] - counts[1] in (0, 1), counts


def test_a_box_that_is_higher_than_a_page_fills_both_columns() -> None:
    with pymupdf.open(
        stream=pdf_of(f"---\ntitle: 例\ncolumns: 2\ncover: none\n---\n\n::: key\n{SENTENCE * 60}\n:::", paper="a5")
    ) as document:
        page = document[1]
        middle = page.rect.width / 2
        lefts = [line["bbox"][0] for one in page.get_text("dict")["blocks"] for line in one.get("lines", ())]
    assert sum(left > middle for left in lefts) > 15


@pytest.mark.parametrize("paper", list_papers(Workspace(ROOT)))
def test_papers(paper: str) -> None:
    """Two columns where lines are long enough; else the same pages as without the setting."""
    one, two = (pdf_of(handout(21, columns=columns, count=14), paper=paper) for columns in (1, 2))
    assert (one == two) == (paper in ONE_COLUMN)
    assert words_of(one).count("力") == words_of(two).count("力") > 20


def words_of(data: bytes) -> str:
    """The text of a PDF."""
    with pymupdf.open(stream=data) as document:
        return "".join(strip_spaces(page.get_text()) for page in document)
