"""The marks of a handout's words are right: every rule of `jiangyi.punctuation.rules` as a diagnostic, a line each paragraph."""

from collections.abc import Callable
from itertools import groupby

from jiangyi.checks import characters, paired_marks
from jiangyi.core import Report
from jiangyi.model import Manuscript
from jiangyi.punctuation import Edit, is_folded, plain_han
from jiangyi.readers import Prose, extract_prose

FOLDABLE = ("half-width-mark",)


def marks_are_right(manuscript: Manuscript, report: Report) -> None:
    """Everything that can be told from the words alone. A document that was folded as a whole gets one diagnostic for all marks."""
    words = extract_prose(manuscript)
    for one in (mendable, *PROSE_CHECKS):
        one(words, report)


PROSE_CHECKS: tuple[Callable[[Prose, Report], None], ...] = (
    paired_marks.quotes_are_balanced,
    paired_marks.brackets_are_balanced,
    paired_marks.no_mark_twice,
    paired_marks.dots_and_dashes_are_whole,
    characters.nothing_invisible,
    characters.nothing_private,
    characters.nothing_full_width,
    characters.one_script,
)


def mendable(words: Prose, report: Report) -> None:
    """What `fix` would change."""
    edits = words.edits
    if edits and is_folded(words.text):
        folded = [edit for edit in edits if edit.rule in FOLDABLE]
        report.add("folded-marks", words.locate(folded[0].start), count=_marks(folded))
        edits = tuple(edit for edit in edits if edit.rule not in FOLDABLE)
    for _, of_paragraph in groupby(edits, key=lambda edit: words.text.count("\n", 0, edit.start)):
        found = list(of_paragraph)
        for rule in dict.fromkeys(edit.rule for edit in found):
            of_rule = [edit for edit in found if edit.rule == rule]
            first = of_rule[0]
            report.add(rule, words.locate(first.start, max(1, first.end - first.start)), **_values(rule, words.text, of_rule))


def _marks(edits: list[Edit]) -> int:
    """How many marks edits put back: a pair of brackets is one."""
    return sum(edit.text != "）" for edit in edits)


def _values(rule: str, text: str, edits: list[Edit]) -> dict[str, object]:
    typed = [text[edit.start : edit.end] for edit in edits]
    match rule:
        case "half-width-mark":
            return {"marks": " ".join(dict.fromkeys(mark[0] for mark in typed)), "count": _marks(edits)}
        case "zero-width":
            return {"characters": " ".join(dict.fromkeys(f"U+{ord(mark[0]):04X}" for mark in typed))}
        case "html-entity":
            return {"found": " ".join(dict.fromkeys(typed))}
        case "compat-radical":
            pairs = dict.fromkeys(mark for mark in "".join(typed) if plain_han(mark) != mark)
            return {"characters": "".join(pairs)}
    return {"count": len(edits) // 2 or 1 if rule == "straight-quote" else len(edits)}
