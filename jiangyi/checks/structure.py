"""Sections and pictures stand where, and with what, a book needs them."""

from jiangyi.blocks import children
from jiangyi.blocks.figure import Figure
from jiangyi.blocks.section import Section
from jiangyi.diagnostics import Report
from jiangyi.model import Manuscript, walk


def sections_in_place(manuscript: Manuscript, report: Report) -> None:
    """A section stands below `sections` only."""
    for node in (manuscript.handout, *walk(manuscript.handout)):
        for path, child in children(node):
            if isinstance(child, Section) and path[0] != "sections":
                report.add("section-in-blocks", manuscript.place(child))


def pictures_have_words(manuscript: Manuscript, report: Report) -> None:
    """Every picture has alternative text, or says that it is decoration (WCAG 2.1, 1.1.1)."""
    for block in walk(manuscript.handout):
        if isinstance(block, Figure) and not block.alt and not block.decorative:
            report.add("picture-without-alt", manuscript.place(block, block.src))
