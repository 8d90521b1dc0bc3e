"""The table of checks: functions that take a manuscript and a report, in modules by subject, and those of plug-ins."""

from collections.abc import Callable
from dataclasses import dataclass

from jiangyi.checks import (
    characters,
    coverage,
    dates,
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
from jiangyi.core import CatalogueEntry, Message, Report, Severity, Span, active_extensions, report_plugin_errors, timed
from jiangyi.model import Manuscript

CHECKS: tuple[Callable[[Manuscript, Report], None], ...] = (
    structure.check_section_places,
    structure.check_picture_alt,
    references.check_references,
    references.check_links,
    references.check_link_labels,
    footnotes.check_notes_defined,
    footnotes.check_notes_used,
    markup.check_html_tags,
    markup.check_braces,
    markup.check_marks,
    markup.check_raw_blocks,
    formulas.check_formulas,
    exercises.check_exercise_answers,
    exercises.check_answer_options,
    exercises.check_options,
    exercises.check_answer_kinds,
    exercises.check_points,
    exercises.check_scoring_sum,
    exercises.check_question_points,
    exercises.check_typed_limits,
    exercises.check_unassigned_answers,
    exercises.check_model_answer_length,
    glyphs.check_glyphs,
    structure.check_empty_sections,
    structure.check_gaps,
    punctuation.check_punctuation,
    characters.check_spaces_between_han,
    endings.check_cut_off,
    endings.check_final_marks,
    endings.check_paragraph_length,
    endings.check_lead_length,
    limits.check_block_limits,
    typed_numbers.check_typed_numbers,
    coverage.check_problems_answered,
    events.check_event_dates,
    events.check_event_sources,
    dates.check_dates,
    duplicates.check_duplicates,
)
"""Every built-in check, in the order they run; those of plug-ins follow."""
KIND = Message("check", "检查")


@dataclass(frozen=True)
class PluginCheck:
    """A check contributed by a plug-in, the object that its entry point names."""

    run: Callable[[Manuscript, Report], None]
    codes: tuple[CatalogueEntry, ...]
    """The catalogue entries of what it reports; a code that is in the built-in catalogue keeps its meaning."""


@timed("checking")
def run_checks(manuscript: Manuscript, report: Report) -> None:
    """Run every check on a handout.

    If parts of it could not be read, only errors are reported: a warning may be about what was left out.
    """
    own = Report()
    for check in CHECKS:
        check(manuscript, own)
    for extension in active_extensions().checks:
        with report_plugin_errors(KIND, extension.codes[0].name, Span(manuscript.source.name), own):
            extension.run(manuscript, own)
    report.extend(d for d in own if manuscript.is_complete or d.severity is Severity.ERROR)
