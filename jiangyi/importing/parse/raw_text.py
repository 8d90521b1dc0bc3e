"""Parse raw text: restore folded punctuation marks, remove paste artefacts, join wrapped lines, split into pieces."""

from dataclasses import dataclass

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.decode import restore_folded_marks
from jiangyi.importing.parse import paste_artefacts
from jiangyi.importing.parse.contents_lists import find_paged_contents
from jiangyi.importing.parse.pieces import TextPiece, split_text_pieces


@dataclass(frozen=True)
class RawTextOptions:
    """Which corrections of raw text the user has turned off."""

    keep_marks: bool = False
    """Leave half-width punctuation marks as they are."""
    keep_lines: bool = False
    """Leave the line ends and page headers of a PDF as they are."""


def parse_raw_text(text: str, options: RawTextOptions, log: DecisionLog) -> list[TextPiece]:
    """The pieces of clean raw text."""
    if not options.keep_marks:
        text = restore_folded_marks(text, log)
    lines = _remove_contents(paste_artefacts.remove_ornaments(text.split("\n"), log), log)
    if not options.keep_lines:
        lines = paste_artefacts.remove_page_headers([line.replace("\f", "") for line in lines], log)
        body = [line for line in lines if line != "\f"]
        is_wrapped = paste_artefacts.is_hard_wrapped(body)
        lines = paste_artefacts.join_wrapped_lines(lines, log) if is_wrapped else ["" if line == "\f" else line for line in lines]
    return split_text_pieces(lines, log)


def _remove_contents(lines: list[str], log: DecisionLog) -> list[str]:
    """The lines with a table of contents, entries with page numbers, replaced by blank lines."""
    dropped = {at for run in find_paged_contents(lines) for at in run}
    for at in sorted(dropped):
        if lines[at].strip():
            log.add(at + 1, "contents", lines[at].strip())
    return ["" if at in dropped else line for at, line in enumerate(lines)]
