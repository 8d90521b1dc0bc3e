"""Check punctuation: report what `fix` would correct, one diagnostic a rule and paragraph, and what only the author can."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from jiangyi.checks import characters, paired_marks
from jiangyi.core import Report, count_line_ends
from jiangyi.model import Manuscript
from jiangyi.punctuation import Edit, is_folded, normalize_radical
from jiangyi.readers import Prose, extract_prose

FOLDABLE = ("half-width-mark",)


def check_punctuation(manuscript: Manuscript, report: Report) -> None:
    """Run every check that needs the text alone."""
    words = extract_prose(manuscript)
    for one in (check_correctable, *PROSE_CHECKS):
        one(words, report)


PROSE_CHECKS: tuple[Callable[[Prose, Report], None], ...] = (
    paired_marks.check_quotes,
    paired_marks.check_brackets,
    paired_marks.check_repeated_marks,
    paired_marks.check_halved_marks,
    characters.check_invisible,
    characters.check_private_use,
    characters.check_full_width_letters,
    characters.check_variants,
)


def check_correctable(words: Prose, report: Report) -> None:
    """Report what `fix` would correct; a document folded as a whole gets one diagnostic for all half-width marks."""
    edits = words.edits
    if edits and is_folded(words.text):
        folded = [edit for edit in edits if edit.rule in FOLDABLE]
        report.add("folded-marks", words.locate(folded[0].start), count=_count_marks(folded))
        edits = tuple(edit for edit in edits if edit.rule not in FOLDABLE)
    lines = count_line_ends(words.text, (edit.start for edit in edits))
    for _, of_paragraph in groupby(zip(lines, edits, strict=True), key=itemgetter(0)):
        found = [edit for _, edit in of_paragraph]
        for rule in dict.fromkeys(edit.rule for edit in found):
            of_rule = [edit for edit in found if edit.rule == rule]
            first = of_rule[0]
            report.add(rule, words.locate(first.start, max(1, first.end - first.start)), **_values(rule, words.text, of_rule))


def _count_marks(edits: list[Edit]) -> int:
    """The number of marks that edits restore; a pair of brackets counts as one."""
    return sum(edit.text != "）" for edit in edits)


def _values(rule: str, text: str, edits: list[Edit]) -> dict[str, object]:
    typed = [text[edit.start : edit.end] for edit in edits]
    match rule:
        case "half-width-mark" | "full-width-mark":
            return {"marks": " ".join(dict.fromkeys(mark.strip()[:1] for mark in typed)), "count": _count_marks(edits)}
        case "mark-repeated":
            return {"found": " ".join(dict.fromkeys(2 * mark[:1] for mark in typed))}
        case "zero-width":
            return {"characters": " ".join(dict.fromkeys(f"U+{ord(mark[0]):04X}" for mark in typed))}
        case "html-entity":
            return {"found": " ".join(dict.fromkeys(typed))}
        case "compat-radical":
            pairs = dict.fromkeys(mark for mark in "".join(typed) if normalize_radical(mark) != mark)
            return {"characters": "".join(pairs)}
    return {"count": len(edits) // 2 or 1 if rule == "straight-quote" else len(edits)}
