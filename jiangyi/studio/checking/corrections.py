"""The corrections of `fix` by the code of the problem that each removes, in the lines that the user chooses.

What the author has turned a check off for is left as it is.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import Lock

from jiangyi.checks import DiffPart, FixedFile, Suppressions, fix_file, keep_changes, list_changed_lines
from jiangyi.core import Report, Source, available_codes
from jiangyi.project import BOOK
from jiangyi.punctuation import Edit, is_folded
from jiangyi.readers import extract_prose, read
from jiangyi.studio.sources.source_files import SourceText

REPAIRS = ("full-width-colon", "yaml-tab", "yaml-quoted", "yaml-indent", "read-as", "heading-tight")
"""The codes of remarks on signs of the syntax; a correction belongs to the one of its line."""
RULES = (
    "half-width-mark", "full-width-mark", "straight-quote", "ellipsis", "dash", "stray-space", "zero-width", "html-entity",
    "compat-radical", "mark-repeated",
)  # fmt: skip
"""The codes of rules of punctuation; a correction has its rule."""
FOLDED, FOLDABLE = "folded-marks", "half-width-mark"
"""The code of a text whose marks are all half-width, and the rule that restores them."""
FIXABLE_CODES = frozenset((*REPAIRS, *RULES, FOLDED))
RECENT = 64
"""Files whose corrections are kept: a list of them is asked for again by each kind."""


@dataclass(frozen=True)
class Corrections:
    """What can be corrected in a version of a file."""

    name: str
    version: str
    change: FixedFile | None
    """None where the file cannot be read."""
    codes: tuple[str, ...] = ()
    """The code of each change."""
    lines: tuple[int, ...] = ()
    """The line that each change is listed in, from 1."""

    def choose(self, code: str, lines: Collection[int] | None = None) -> FixedFile | None:
        """The changes of a code, or all where it is empty, in some lines or everywhere; None where there are none."""
        if self.change is None:
            return None
        numbered = zip(self.change.changes, self.codes, self.lines, strict=True)
        kept = [edit for edit, own, line in numbered if code in ("", own) and (lines is None or line in lines)]
        chosen = keep_changes(self.change, kept) if kept else None
        return chosen if chosen and chosen.changes else None


def list_lines(change: FixedFile) -> list[tuple[int, list[DiffPart]]]:
    """The changed lines by their numbers, with their parts."""
    return list(list_changed_lines(change))


class CorrectionFinder:
    """Finds the corrections of files; those of the last versions are kept. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, str, frozenset[str]], Corrections] = OrderedDict()

    def find(self, source: SourceText, off: frozenset[str]) -> Corrections:
        """The corrections of a source; `off` are the checks that its book turns off."""
        key = source.name, source.version, off
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = find_corrections(source, off)
            with self._lock:
                self._known[key] = known
                while len(self._known) > RECENT:
                    self._known.popitem(last=False)
        return known


def find_corrections(source: SourceText, off: frozenset[str]) -> Corrections:
    """The corrections of a source that no comment, head or book turns off."""
    change = fix_file(source.name, source.text.encode(), Report(), book=source.name == BOOK)
    if change is None or not change.changes:
        return Corrections(source.name, source.version, change)
    starts = [number for number, _ in list_changed_lines(change)]
    places = [change.before.count("\n", 0, edit.start) + 1 for edit in change.changes]
    listed = [starts[max(0, bisect_right(starts, place) - 1)] for place in places]
    wanted = _assign_codes(change, places, off)
    kept = [(edit, code, line) for edit, code, line in zip(change.changes, wanted, listed, strict=True) if code]
    edits, codes, lines = zip(*kept, strict=True) if kept else ((), (), ())
    return Corrections(source.name, source.version, replace(change, changes=edits), codes, lines)


def _assign_codes(change: FixedFile, places: list[int], off: frozenset[str]) -> list[str]:
    """The code of each change; empty where it is turned off."""
    report, source = Report(), Source(change.name, change.before)
    manuscript = read(source, report) if change.name != BOOK else None
    suppressions = Suppressions.collect(manuscript, off, Report()) if manuscript else Suppressions(off, {})
    folded = manuscript is not None and is_folded(extract_prose(manuscript).text)
    repaired = {one.span.line: one.code for one in report if one.code in REPAIRS}

    def assign(edit: Edit, line: int) -> str:
        code = FOLDED if folded and edit.rule == FOLDABLE else edit.rule
        if code not in FIXABLE_CODES or code in REPAIRS:
            code = repaired.get(line, REPAIRS[-2])
        return "" if code in available_codes() and suppressions.is_suppressed(code, line) else code

    return [assign(edit, place) for edit, place in zip(change.changes, places, strict=True)]
