"""Check sections, pictures and gaps."""

from jiangyi.core import Report
from jiangyi.model import Figure, Gap, Manuscript, PageBreak, Section, iter_children


def check_section_places(manuscript: Manuscript, report: Report) -> None:
    """Report sections outside `sections`."""
    for node in (manuscript.handout, *manuscript.blocks):
        for path, child in iter_children(node):
            if isinstance(child, Section) and path[0] != "sections":
                report.add("section-in-blocks", manuscript.locate(child))


def check_picture_alt(manuscript: Manuscript, report: Report) -> None:
    """Report pictures with neither alternative text nor `decorative` (WCAG 2.1, 1.1.1)."""
    for block in manuscript.blocks:
        if isinstance(block, Figure) and not block.alt and not block.decorative:
            report.add("picture-without-alt", manuscript.locate(block, block.src))


def check_empty_sections(manuscript: Manuscript, report: Report) -> None:
    """Report sections without content."""
    for block in manuscript.blocks:
        if isinstance(block, Section) and not block.sections and all(isinstance(b, Gap | PageBreak) for b in block.blocks):
            report.add("empty-section", manuscript.locate(block, str(block.title)))


def check_gaps(manuscript: Manuscript, report: Report) -> None:
    """Report gaps that an import has left."""
    for block in manuscript.blocks:
        if isinstance(block, Gap):
            report.add("gap-left", manuscript.locate(block))
