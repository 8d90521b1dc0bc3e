"""Check sections, pictures and gaps."""

from itertools import chain

from jiangyi.core import Report
from jiangyi.model import Figure, Gap, InlineImage, Manuscript, PageBreak, Section


def check_section_places(manuscript: Manuscript, report: Report) -> None:
    """Report sections outside `sections`."""
    sections = manuscript.find_blocks(Section)
    placed = {id(inner) for inner in chain(manuscript.handout.sections, *(section.sections for section in sections))}
    for section in sections:
        if id(section) not in placed:
            report.add("section-in-blocks", manuscript.locate(section))


def check_picture_alt(manuscript: Manuscript, report: Report) -> None:
    """Report pictures with neither alternative text nor `decorative` (WCAG 2.1, 1.1.1)."""
    for block in manuscript.find_blocks(Figure):
        if not block.alt and not block.decorative:
            report.add("picture-without-alt", manuscript.locate(block, block.src))
    for owner, item in manuscript.find_inlines(InlineImage):
        if not item.alt:
            report.add("picture-without-alt", manuscript.locate(owner, item.src))


def check_empty_sections(manuscript: Manuscript, report: Report) -> None:
    """Report sections without content."""
    for block in manuscript.find_blocks(Section):
        if not block.sections and all(isinstance(b, Gap | PageBreak) for b in block.blocks):
            report.add("empty-section", manuscript.locate(block, str(block.title)))


def check_gaps(manuscript: Manuscript, report: Report) -> None:
    """Report gaps that an import has left."""
    for block in manuscript.find_blocks(Gap):
        report.add("gap-left", manuscript.locate(block))
