"""Paragraphs end, leads lead, and neither is too long."""

import re
from collections.abc import Iterator

from jiangyi.checks.text_length import length
from jiangyi.core import Report
from jiangyi.model import Block, Gap, Manuscript, Node, Paragraph, Point, iter_children
from jiangyi.punctuation import IS_HAN

OPEN_END = re.compile(r"[，、,]$")
FINAL = re.compile(r"[。！？……—；：.!?;:…)\]）》〉】」』”’\"'|~～]$")
LAST_WORDS, MANY_WORDS = 20, 40
"""From how many characters on a last, and any, paragraph wants a final mark: shorter ones are captions, dates, names."""
LONGEST_LEAD, LONGEST_PARAGRAPH = 32, 600
"""In characters. Leads of real essays have 4 to 32; 600 is a whole page of an answer sheet."""


def text_does_not_break_off(manuscript: Manuscript, report: Report) -> None:
    """A block that says so itself, a paragraph that ends with a comma, a last paragraph without any final mark."""
    last = _last(manuscript)
    for block in manuscript.blocks:
        words = _words(block)
        lone = block is last and length(words) > LAST_WORDS and IS_HAN.search(words) and not FINAL.search(words)
        if block.cut_off or OPEN_END.search(words) or lone:
            report.add("cut-off", manuscript.locate(block, words[-6:]))


def paragraphs_have_a_final_mark(manuscript: Manuscript, report: Report) -> None:
    """A paragraph that is long enough to be a sentence ends as one."""
    last = _last(manuscript)
    for block in manuscript.blocks:
        words = _words(block)
        ended = block is last or block.cut_off or not words or OPEN_END.search(words) or FINAL.search(words)
        if not ended and length(words) > MANY_WORDS and IS_HAN.search(words):
            report.add("no-final-mark", manuscript.locate(block, words[-6:]))


def _words(block: Block) -> str:
    return str(block.text).rstrip() if isinstance(block, Paragraph) else ""


def _last(manuscript: Manuscript) -> Block | None:
    """The last block that says anything, if it is a paragraph."""
    said = [block for block in manuscript.blocks if not isinstance(block, Gap)]
    return said[-1] if said and isinstance(said[-1], Paragraph) else None


def leads_are_short(manuscript: Manuscript, report: Report) -> None:
    """A lead that is followed by more is short; one that is all there is beside points with leads is none."""
    for points in _neighbours(manuscript.handout):
        led = any(point.body and length(str(point.lead)) <= LONGEST_LEAD for point in points)
        for point in points:
            count = length(str(point.lead))
            if count > LONGEST_LEAD and (point.body or led):
                place = manuscript.locate(point, str(point.lead)[:6])
                report.add("lead-long" if point.body else "lead-missing", place, count=count, limit=LONGEST_LEAD)


def _neighbours(node: Node) -> Iterator[list[Point]]:
    """The points that stand together, at every depth."""
    inner = [child for _, child in iter_children(node) if isinstance(child, Node)]
    points = [child for child in inner if isinstance(child, Point)]
    if points:
        yield points
    for child in inner:
        yield from _neighbours(child)


def paragraphs_are_not_endless(manuscript: Manuscript, report: Report) -> None:
    """A paragraph of more than a page of an answer sheet hides its parts."""
    for block in manuscript.blocks:
        words = _words(block)
        if len(words) > LONGEST_PARAGRAPH and (count := length(words)) > LONGEST_PARAGRAPH:
            report.add("paragraph-long", manuscript.locate(block), count=count)
