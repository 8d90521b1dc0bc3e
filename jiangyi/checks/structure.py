"""Sections and pictures stand where, and with what, a book needs them."""

from jiangyi.core import Report
from jiangyi.model import Figure, Gap, Manuscript, PageBreak, Section, iter_children


def check_section_places(manuscript: Manuscript, report: Report) -> None:
    """A section stands below `sections` only."""
    for node in (manuscript.handout, *manuscript.blocks):
        for path, child in iter_children(node):
            if isinstance(child, Section) and path[0] != "sections":
                report.add("section-in-blocks", manuscript.locate(child))


def check_picture_alt(manuscript: Manuscript, report: Report) -> None:
    """Every picture has alternative text, or says that it is decoration (WCAG 2.1, 1.1.1)."""
    for block in manuscript.blocks:
        if isinstance(block, Figure) and not block.alt and not block.decorative:
            report.add("picture-without-alt", manuscript.locate(block, block.src))


def check_empty_sections(manuscript: Manuscript, report: Report) -> None:
    """Something stands below every heading."""
    for block in manuscript.blocks:
        if isinstance(block, Section) and not block.sections and all(isinstance(b, Gap | PageBreak) for b in block.blocks):
            report.add("empty-section", manuscript.locate(block, str(block.title)))


def check_gaps(manuscript: Manuscript, report: Report) -> None:
    """Nothing of the source is missing."""
    for block in manuscript.blocks:
        if isinstance(block, Gap):
            report.add("gap-left", manuscript.locate(block))
