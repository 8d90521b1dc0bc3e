"""Restore the full-width punctuation marks of a text that a scraper has folded to half width."""

from jiangyi.core import count_line_ends
from jiangyi.importing.decisions import DecisionLog
from jiangyi.punctuation import FULL_WIDTH_MARKS, apply_edits, correct, is_folded


def restore_folded_marks(text: str, log: DecisionLog) -> str:
    """The text with full-width marks where the whole of it was folded; any other text as it is.

    Only marks change, one for one, so lines and columns stay the same. Other corrections are left to `fix`, which shows them
    first.
    """
    if not is_folded(text):
        return text
    edits = [
        edit
        for edit in correct(text)
        if text[edit.start : edit.end] in FULL_WIDTH_MARKS and edit.text == FULL_WIDTH_MARKS[text[edit.start : edit.end]]
    ]
    by_line: dict[int, list[str]] = {}
    for edit, line_ends in zip(edits, count_line_ends(text, (edit.start for edit in edits)), strict=True):
        by_line.setdefault(line_ends + 1, []).append(text[edit.start : edit.end])
    log.add(0, "marks", str(len(edits)))
    for line, marks in by_line.items():
        log.add(line, "marks", "".join(marks), "".join(FULL_WIDTH_MARKS[mark] for mark in marks))
    return apply_edits(text, edits)
