"""Titles are broken at marks and between words: three hundred headlines in every width that they may have."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pymupdf
import pytest

from jiangyi.typeset.characters import CharClass
from jiangyi.typeset.line_breaking import Measure
from jiangyi.typeset.paragraph import TypesetParagraph
from jiangyi.typeset.spacing import InlineRun, measure_paragraph
from jiangyi.typeset.word_breaks import is_han
from tests.support import pdf_of

HEADLINES = (Path(__file__).parent / "texts" / "标题.txt").read_text("utf-8").splitlines()
"""Each with a bar where a line may end; beside punctuation it always may."""
WIDTHS = range(6, 23)
"""Of a line in em: from a phone's title to A4."""


def breaks(text: str, width: float, tail: str = "", *, balanced: bool = True) -> list[int]:
    """The places at which the lines of a title end, without the last; of an entry of contents with the page number as its tail."""
    runs = [InlineRun(tuple(text), (1.0,) * len(text), 1.0)]
    if tail:
        runs += [InlineRun(".", (0.3,), 1.0, CharClass.LEADER), InlineRun(tuple(f"\xa0{tail}"), (0.5,) * (len(tail) + 1), 1.0)]
    metrics = measure_paragraph(runs, "zh-Hans")
    paragraph, begin, found = TypesetParagraph(metrics, frozenset()), 0, list[int]()
    while begin < len(paragraph):
        begin = paragraph.line_end(begin, Measure(width, width, justified=False, balanced=balanced, by_words=True))
        found.append(begin)
    return found[:-1]


def torn(marked: str, width: float, ends: Sequence[int] | None = None) -> Iterator[str]:
    """The places where a line of a headline ends inside a word."""
    text = marked.replace("|", "")
    allowed, at = set[int](), 0
    for character in marked:
        if character == "|":
            allowed.add(at)
        else:
            at += 1
    for end in breaks(text, width) if ends is None else ends:
        if is_han(text[end - 1]) and is_han(text[end]) and end not in allowed:
            yield f"{text[:end]}/{text[end:]}"


@pytest.mark.parametrize("width", [pytest.param(width, marks=[pytest.mark.slow] * (width not in (6, 9, 14))) for width in WIDTHS])
def test_no_headline_is_broken_inside_a_word(width: int) -> None:
    assert [place for marked in HEADLINES for place in torn(marked, width)] == []


def test_a_title_is_broken_at_its_pause() -> None:
    title = "老楼里的电梯：从“一票否决”到“一梯共治”"
    assert [[title[end] for end in breaks(title, width)] for width in (15, 17, 19)] == [["从"]] * 3


@pytest.mark.parametrize("width", [9, 14, 22.5])
def test_entries_of_contents_are_broken_by_words_and_leave_no_character_alone(width: float) -> None:
    for marked in HEADLINES:
        text = marked.replace("|", "")
        ends = breaks(text, width, tail="12", balanced=False)
        assert list(torn(marked, width, ends)) == []
        last = text[ends[-1] if ends else 0 :]
        assert sum(c.isalnum() for c in last) > 1, text


def test_there_are_enough_headlines() -> None:
    assert len({marked.replace("|", "") for marked in HEADLINES}) >= 300


@pytest.mark.slow
def test_a_title_that_is_no_heading_is_broken_by_words() -> None:
    source = "---\ntitle: 加快建设全国统一大市场促进商品要素资源畅通流动\ncover: page\n---\n\n甲。\n"
    with pymupdf.open(stream=pdf_of(source, paper="phone")) as document:
        lines = document[-1].get_text().splitlines()
    assert lines[:4] == ["加快建设全国统一", "大市场促进商品", "要素资源畅通流动", "甲。"]
