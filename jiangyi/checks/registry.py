"""What can be wrong in a handout that was read: small functions that only look, one file a subject."""

from collections.abc import Callable
from dataclasses import dataclass

from jiangyi.checks import (
    characters,
    coverage,
    duplicates,
    endings,
    events,
    exercises,
    footnotes,
    formulas,
    glyphs,
    limits,
    markup,
    punctuation,
    references,
    structure,
    typed_numbers,
)
from jiangyi.core import CatalogueEntry, Report, Severity, active_extensions, timed
from jiangyi.model import Manuscript

CHECKS: tuple[Callable[[Manuscript, Report], None], ...] = (
    structure.sections_in_place,
    structure.pictures_have_words,
    references.targets_exist,
    references.links_are_addresses,
    footnotes.labels_are_defined,
    footnotes.notes_are_used,
    markup.no_html,
    markup.pictures_are_blocks,
    markup.nothing_raw,
    formulas.formulas_can_be_set,
    exercises.exercises_have_answers,
    exercises.answers_are_options,
    exercises.scoring_adds_up,
    exercises.model_answers_keep_to_their_limit,
    glyphs.fonts_have_all_characters,
    structure.sections_say_something,
    structure.gaps_are_filled,
    punctuation.marks_are_right,
    characters.no_space_between_han,
    endings.text_does_not_break_off,
    endings.paragraphs_have_a_final_mark,
    endings.paragraphs_are_not_endless,
    endings.leads_are_short,
    limits.limits_are_kept,
    typed_numbers.numbers_follow,
    coverage.problems_are_answered,
    events.events_are_dated,
    events.events_have_sources,
    duplicates.paragraphs_differ,
)
"""Every check, in the order they run."""


@dataclass(frozen=True)
class PluginCheck:
    """A check of a plug-in, as its entry point names one."""

    run: Callable[[Manuscript, Report], None]
    codes: tuple[CatalogueEntry, ...]
    """The catalogue entries of what it reports; a name that is in the catalogue already keeps its meaning there."""


def known_checks() -> tuple[Callable[[Manuscript, Report], None], ...]:
    """Every check, those of active plug-ins last."""
    return (*CHECKS, *(check.run for check in active_extensions().checks))


@timed("checking")
def check(manuscript: Manuscript, report: Report) -> None:
    """Run every check over a handout. Of one that is not whole only errors are told: a warning may be about what is left out."""
    own = Report()
    for one in known_checks():
        one(manuscript, own)
    report.extend(d for d in own if manuscript.is_complete or d.severity is Severity.ERROR)
