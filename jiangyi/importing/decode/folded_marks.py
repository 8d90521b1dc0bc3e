"""The marks of a text that a scraper folded to half width come back full-width, all at once, as one reported step."""

from jiangyi.importing.decisions import Log
from jiangyi.punctuation import FULL, apply, is_folded, mend


def restored(text: str, log: Log) -> str:
    """The text with full-width marks where the whole of it was folded; any other text as it is.

    Only marks change, one for one, so that lines and columns stay. What else could be mended is left to `fix`, which shows
    it first.
    """
    if not is_folded(text):
        return text
    edits = [edit for edit in mend(text) if text[edit.start : edit.end] in FULL and edit.text == FULL[text[edit.start : edit.end]]]
    by_line: dict[int, list[str]] = {}
    for edit in edits:
        by_line.setdefault(text.count("\n", 0, edit.start) + 1, []).append(text[edit.start : edit.end])
    log.add(0, "marks", str(len(edits)))
    for line, marks in by_line.items():
        log.add(line, "marks", "".join(marks), "".join(FULL[mark] for mark in marks))
    return apply(text, edits)
