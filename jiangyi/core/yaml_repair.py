"""Understand YAML as a Chinese input method, a word processor and a hurry leave it: the lines as any program could read them.

Full-width colons after keys, tabs as indentation, missing spaces, and values that YAML takes for something else are rewritten line by
line. What is certain is rewritten always, the rest only where the file cannot be read without.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from jiangyi.core.yaml_lines import CERTAIN, HoldsMapping, Remark, list_corrections, rewrite_line

TIERS = (
    CERTAIN | {"colon"},
    CERTAIN | {"colon", "latin"},
    CERTAIN | {"colon", "space", "equals", "dash"},
    CERTAIN | {"colon", "space", "equals", "dash", "latin"},
)
"""The rules that are tried together, the safest ones first; with `latin` only for keys in Latin letters."""
SUSPICIOUS = re.compile(
    r"^[ \t\u00a0\u3000]*(?:-[ \t]+)*[\w-]+[ \t]*：|^ *[\t\u00a0\u3000]|[｛［]|\{\s*type\s*："
    r"|-[ \t]+type[:：=]\S|(?:type|类型):[ \t]*[“‘「]",
    re.MULTILINE,
)
"""What may need to be rewritten although the file can be read."""
BLOCK_SCALAR = re.compile(r"[:：-][ \t]+(?:[&!]\S+[ \t]+)*[|>][-+\d]{0,2}[ \t]*(?:#.*)?$")
WORK = 1_000_000
"""The characters that may be parsed to find out what helps."""
SHORT = 200
"""The longest differing part of a line whose edits are found one by one."""
Loader = Callable[[str], "yaml.SafeLoader"]


class YamlEdit(NamedTuple):
    """Replace the characters from `start` to before `end` by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class YamlRepairs:
    """The edits without which a YAML text means something else or nothing, in order, and what to say about them."""

    edits: tuple[YamlEdit, ...] = ()
    remarks: tuple[tuple[int, Remark], ...] = ()
    """With the offset of each in the text."""

    def apply(self, text: str) -> str:
        """The text with the edits."""
        parts, at = [], 0
        for edit in self.edits:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, text[at:]])


def is_suspicious(text: str) -> bool:
    """Whether a YAML text may need to be rewritten although it can be read."""
    return SUSPICIOUS.search(text) is not None


def find_repairs(text: str, loader: Loader, holds_mapping: HoldsMapping) -> YamlRepairs:
    """What must be rewritten so that a YAML text can be read, is a mapping, and has mappings where they belong."""
    draft = _Draft(text.split("\n"), holds_mapping)
    if is_suspicious(text):
        draft.rewrite(CERTAIN)
    error = _find_error(draft.text, loader)
    if error is None:
        return draft.finish()
    trials = _Trials(loader, WORK // (len(text) + 1))
    better = []
    for rules in TIERS:
        trial = _Draft(draft.originals, holds_mapping)
        trial.rewrite(rules)
        after = trials.find_error(trial.text) if trial.lines != draft.lines else error
        if after is None:
            return trial.finish()
        if "latin" in rules and after > error:
            better.append((after, trial))
    if better:
        error, draft = max(better, key=lambda one: one[0])
    while error is not None:
        error = _correct_line(draft, error, trials)
        if error == STUCK:
            break
    return draft.finish()


STUCK = (-1, -1)
"""Where no correction helps."""
Place = tuple[int, int]
"""The line of an error from 0, and of the start of what is not closed there."""


def _correct_line(draft: "_Draft", error: Place, trials: "_Trials") -> Place | None:
    """Make the first correction of a line near an error that moves the error down or away; the place of the next one."""
    for at in dict.fromkeys((error[0], error[1], error[0] - 1)):
        if not 0 <= at < len(draft.lines):
            continue
        above = next((line for line in reversed(draft.lines[:at]) if line.strip()), "")
        for line, remark in list_corrections(draft.lines[at], above, draft.holds_mapping):
            before, draft.lines[at] = draft.lines[at], line
            after = trials.find_error(draft.text)
            if after is None or after[0] > error[0]:
                draft.remarks.append((at, remark))
                return after
            draft.lines[at] = before
    return STUCK


@dataclass
class _Draft:
    """Lines that are being rewritten."""

    originals: Sequence[str]
    holds_mapping: HoldsMapping
    lines: list[str] = field(init=False)
    remarks: list[tuple[int, Remark]] = field(default_factory=list)
    """By the number of the line."""

    def __post_init__(self) -> None:
        self.lines = list(self.originals)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def rewrite(self, rules: Iterable[str]) -> None:
        """Rewrite all lines but those of block scalars."""
        chosen, scalar_indent, previous = frozenset(rules), -1, ""
        for number, line in enumerate(self.originals):
            if not line.strip():
                continue
            indent = len(line) - len(line.lstrip())
            if scalar_indent >= 0 and indent > scalar_indent:
                continue
            made, remarks = rewrite_line(line, previous, chosen, self.holds_mapping)
            self.lines[number] = made
            self.remarks += [(number, remark) for remark in remarks]
            scalar_indent = indent + len(made.lstrip()) - len(made.lstrip(" -")) if BLOCK_SCALAR.search(made) else -1
            previous = made

    def finish(self) -> YamlRepairs:
        """The edits by their offsets."""
        edits: list[YamlEdit] = []
        starts, at = [], 0
        for before, after in zip(self.originals, self.lines, strict=True):
            starts.append(at)
            edits += (YamlEdit(at + start, at + end, text) for start, end, text in _iter_differences(before, after))
            at += len(before) + 1
        remarks = sorted(((starts[number] + remark.column, remark) for number, remark in self.remarks), key=lambda one: one[0])
        return YamlRepairs(tuple(edits), tuple(remarks))


def _iter_differences(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """The ranges of a line that differ, and what replaces them."""
    if before == after:
        return
    shared = min(len(before), len(after))
    head = next((n for n in range(shared) if before[n] != after[n]), shared)
    tail = next((n for n in range(shared - head) if before[-1 - n] != after[-1 - n]), shared - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if max(len(old), len(new)) > SHORT and old in new:  # text put before and behind
        place = new.index(old)
        yield head, head, new[:place]
        yield head + len(old), head + len(old), new[place + len(old) :]
    elif max(len(old), len(new)) > SHORT:
        yield head, head + len(old), new
    else:
        from difflib import SequenceMatcher  # late: most files need no repair

        for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                yield head + i, head + j, new[k:m]


@dataclass
class _Trials:
    """Parses drafts, a limited number of times."""

    loader: Loader
    left: int

    def find_error(self, text: str) -> Place | None:
        """The place of the first error; STUCK when no trial is left."""
        self.left -= 1
        return _find_error(text, self.loader) if self.left >= 0 else STUCK


def _find_error(text: str, loader: Loader) -> Place | None:
    """The line of the first error of a YAML text, and that of what is open there; the first line where it is no mapping."""
    is_mapping = False
    try:
        for number, event in enumerate(yaml.parse(text, Loader=loader)):  # type: ignore[arg-type]  # any loader class
            is_mapping = is_mapping or (number == 2 and isinstance(event, yaml.MappingStartEvent))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        start = error.context_mark.line if error.context_mark else line
        return (start, line) if is_open(error) else (line, start)
    except yaml.YAMLError:
        return 0, 0
    return None if is_mapping else (0, 0)


def is_open(error: yaml.MarkedYAMLError) -> bool:
    """True if a construct is not closed; its start is then the position to report."""
    return any(part in str(error.problem) for part in ("unexpected end of stream", "did not find expected ',' or"))


class OriginalOffsets:
    """The offset in a text before its repairs of each offset after them."""

    def __init__(self, edits: Sequence[YamlEdit]) -> None:
        """Add up by how much each edit moves what follows."""
        self._ends: list[int] = []
        self._shifts = [0]
        for edit in edits:
            shift = self._shifts[-1] + len(edit.text) - (edit.end - edit.start)
            self._ends.append(edit.end + shift)
            self._shifts.append(shift)

    def __getitem__(self, offset: int) -> int:
        """The offset before the repairs."""
        return offset - self._shifts[bisect_right(self._ends, offset)]
