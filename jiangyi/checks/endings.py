"""Check how paragraphs end, and the length of paragraphs and lead sentences."""

from collections.abc import Iterator

from jiangyi.checks.text_length import count_characters
from jiangyi.core import Report
from jiangyi.model import Block, Gap, Manuscript, Node, Paragraph, Point
from jiangyi.punctuation import HAN_PATTERN

OPEN_ENDS = ("，", "、", ",")
FINAL_MARKS = tuple("。！？…—；：.!?;:)]）》〉】」』”’\"'|~～")
MIN_LAST_PARAGRAPH, MIN_SENTENCE_PARAGRAPH = 20, 40
"""Characters from which the last paragraph, and any paragraph, needs final punctuation: shorter ones are captions, dates, names."""
LONGEST_LEAD, LONGEST_PARAGRAPH = 32, 600
"""In characters. Lead sentences of real essays have 4 to 32; 600 is a whole page of an answer sheet."""


def check_cut_off(manuscript: Manuscript, report: Report) -> None:
    """Report text that breaks off: a block marked `cut_off`, a paragraph ending in a comma, a last paragraph without final punctuation."""
    last = _last_paragraph(manuscript)
    for block in manuscript.blocks:
        words = _paragraph_text(block)
        lone = (
            block is last and count_characters(words) > MIN_LAST_PARAGRAPH and HAN_PATTERN.search(words) and not words.endswith(FINAL_MARKS)
        )
        if block.cut_off or words.endswith(OPEN_ENDS) or lone:
            report.add("cut-off", manuscript.locate(block, words[-6:]))


def check_final_marks(manuscript: Manuscript, report: Report) -> None:
    """Report paragraphs long enough for a sentence that do not end in final punctuation."""
    last = _last_paragraph(manuscript)
    for block in manuscript.find_blocks(Paragraph):
        words = _paragraph_text(block)
        ended = block is last or block.cut_off or not words or words.endswith(OPEN_ENDS + FINAL_MARKS)
        if not ended and count_characters(words) > MIN_SENTENCE_PARAGRAPH and HAN_PATTERN.search(words):
            report.add("no-final-mark", manuscript.locate(block, words[-6:]))


def _paragraph_text(block: Block) -> str:
    return str(block.text).rstrip() if isinstance(block, Paragraph) else ""


def _last_paragraph(manuscript: Manuscript) -> Block | None:
    """The last block other than gaps, if it is a paragraph."""
    blocks = [block for block in manuscript.blocks if not isinstance(block, Gap)]
    return blocks[-1] if blocks and isinstance(blocks[-1], Paragraph) else None


def check_lead_length(manuscript: Manuscript, report: Report) -> None:
    """Report long lead sentences, and points without one beside siblings that have one."""
    for points in _sibling_points(manuscript, manuscript.handout) if manuscript.find_blocks(Point) else ():
        led = any(point.body and count_characters(str(point.lead)) <= LONGEST_LEAD for point in points)
        for point in points:
            count = count_characters(str(point.lead))
            if count > LONGEST_LEAD and (point.body or led):
                place = manuscript.locate(point, str(point.lead)[:6])
                report.add("lead-long" if point.body else "lead-missing", place, count=count, limit=LONGEST_LEAD)


def _sibling_points(manuscript: Manuscript, node: Node) -> Iterator[list[Point]]:
    """The points of each parent, at every depth."""
    inner = [child for _, child in manuscript.iter_children(node) if isinstance(child, Node)]
    points = [child for child in inner if isinstance(child, Point)]
    if points:
        yield points
    for child in inner:
        yield from _sibling_points(manuscript, child)


def check_paragraph_length(manuscript: Manuscript, report: Report) -> None:
    """Report paragraphs longer than a page of an answer sheet."""
    for block in manuscript.find_blocks(Paragraph):
        words = _paragraph_text(block)
        if len(words) > LONGEST_PARAGRAPH and (count := count_characters(words)) > LONGEST_PARAGRAPH:
            report.add("paragraph-long", manuscript.locate(block), count=count)
