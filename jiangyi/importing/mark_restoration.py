"""Restore the punctuation marks of a converted handout: by the rules of `fix`, each edit verified to change marks only."""

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.decode import HAN_CHARACTER
from jiangyi.model import Manuscript
from jiangyi.readers import extract_prose

MARK_RULES = ("half-width-mark", "dash", "ellipsis", "mark-repeated")
"""The rules whose edits put one mark in place of another; spaces and quotation marks are left to `fix`, which shows them first."""
CONTEXT = 8


def restore_marks(manuscript: Manuscript | None, text: str, log: DecisionLog) -> str:
    """The text of a handout with half-width marks, hyphens and dots beside Chinese characters as 。——……."""
    if manuscript is None or not HAN_CHARACTER.search(text):
        return text
    prose = extract_prose(manuscript)
    edits = tuple(edit for edit in prose.edits if edit.rule in MARK_RULES)
    made = prose.rewrite(edits) if edits else None
    if made is None:
        return text
    for edit in edits:
        around = prose.text[max(0, edit.start - CONTEXT) : edit.end]
        log.add(0, "marks", shorten(around), edit.text)
    return made
