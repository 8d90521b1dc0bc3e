"""What can be wrong in a handout that was read: small functions that only look, one file a subject."""

from collections.abc import Callable

from jiangyi.checks import formulas, glyphs, markup, notes, references, structure
from jiangyi.codes import Severity
from jiangyi.diagnostics import Report
from jiangyi.model import Manuscript

CHECKS: tuple[Callable[[Manuscript, Report], None], ...] = (
    structure.sections_in_place,
    structure.pictures_have_words,
    references.targets_exist,
    references.links_are_addresses,
    notes.labels_are_defined,
    notes.notes_are_used,
    markup.no_html,
    markup.pictures_are_blocks,
    markup.nothing_raw,
    formulas.formulas_can_be_set,
    glyphs.fonts_have_all_characters,
)
"""Every check, in the order they run."""


def check(manuscript: Manuscript, report: Report) -> None:
    """Run every check over a handout. Of one that is not whole only errors are told: a warning may be about what is left out."""
    own = Report()
    for one in CHECKS:
        one(manuscript, own)
    report.extend(d for d in own if manuscript.whole or d.severity is Severity.ERROR)
