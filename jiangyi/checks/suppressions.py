"""Suppress warnings by their code: in the head of a handout, in book.yaml, or by a comment beside a line."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from jiangyi.core import LocatedData, Report, Severity, Source, Span, available_codes
from jiangyi.readers import find_closest

if TYPE_CHECKING:  # the settings of a workspace are checked without loading the model
    from jiangyi.model import Manuscript

IN_YAML = re.compile(r"(?:^|(?<=\s))#\s*jiangyi:\s*off\s+(?P<names>[a-z][a-z ,，、-]*)")
IN_MARKDOWN = re.compile(r"<!--\s*jiangyi:\s*off\s+(?P<names>[a-z][a-z ,，、-]*?)\s*-->")
NAME = re.compile(r"[a-z][a-z-]*")
FENCE = re.compile(r"\s*(?P<colons>:{3,})")


def list_suppressible_codes() -> frozenset[str]:
    """The codes that can be suppressed: warnings, since an error would produce a wrong book."""
    return frozenset(code.name for code in available_codes().values() if code.severity is not Severity.ERROR)


LineRange = tuple[int, int]
"""The first and the last line."""


class SuppressionComment(NamedTuple):
    """A comment that suppresses a code in a range of lines, counted from 1."""

    name: str
    line: int
    """The line of the comment."""
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The suppressions of one handout."""

    everywhere: frozenset[str]
    ranges: Mapping[str, tuple[LineRange, ...]]
    """The lines in which comments suppress each code: ranges in order that do not overlap."""

    @classmethod
    def collect(cls, manuscript: "Manuscript", off: frozenset[str], report: Report) -> "Suppressions":
        """Collect the suppressions of a handout and `off`, those of its book; each unknown code is an error."""
        check_suppressed_names(manuscript.handout.checks.off, manuscript.located, report)
        switches = tuple(find_suppression_comments(manuscript.source))
        for switch in switches:
            if switch.name not in list_suppressible_codes():
                _report_unknown(switch.name, manuscript.source.find(switch.name, manuscript.source.span(switch.line - 1)), report)
        return cls(off | set(manuscript.handout.checks.off), _merge_ranges(switches))

    def is_suppressed(self, code: str, line: int) -> bool:
        """Whether a code is suppressed in a line."""
        if available_codes()[code].severity is Severity.ERROR:
            return False
        if code in self.everywhere:
            return True
        ranges = self.ranges.get(code, ())
        at = bisect_right(ranges, line, key=itemgetter(0)) - 1
        return at >= 0 and line <= ranges[at][1]

    def filter_report(self, report: Report) -> Report:
        """The report without suppressed diagnostics."""
        return Report([d for d in report.diagnostics if not self.is_suppressed(d.code, d.span.line)])


def check_suppressed_names(names: tuple[str, ...], located: LocatedData, report: Report) -> None:
    """Report names in `checks.off` that are no suppressible code."""
    for number, name in enumerate(names):
        if name not in list_suppressible_codes():
            _report_unknown(name, located.value_span(("checks", "off", number)), report)


def _report_unknown(name: str, place: Span, report: Report) -> None:
    report.add("switch-unknown", place, name=name, near=find_closest(name, sorted(list_suppressible_codes())))


def find_suppression_comments(source: Source) -> Iterator[SuppressionComment]:
    """The suppressions in the comments of a file: a comment on a line of its own is for the block after it, else for its line."""
    if "jiangyi:" not in source.text:
        return
    in_yaml = source.path.suffix.lower() in (".yaml", ".yml")
    ranges = _BlockRanges(source.lines, in_yaml=in_yaml)
    for number, line in enumerate(source.lines):
        match = (IN_YAML if in_yaml else IN_MARKDOWN).search(line)
        if match:
            alone = not (line[: match.start()] + ("" if in_yaml else line[match.end() :])).strip()
            first, last = ranges.find(number + 1) if alone else (number, number)
            for name in NAME.findall(match["names"]):
                yield SuppressionComment(name, number + 1, first + 1, last + 1)


def _merge_ranges(switches: Iterable[SuppressionComment]) -> dict[str, tuple[LineRange, ...]]:
    """The ranges of each code in order, those that overlap as one."""
    merged: dict[str, list[LineRange]] = {}
    for switch in sorted(switches, key=lambda one: one.first):
        found = merged.setdefault(switch.name, [])
        if found and switch.first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], switch.last)
        else:
            found.append((switch.first, switch.last))
    return {name: tuple(found) for name, found in merged.items()}


@dataclass(frozen=True)
class _BlockRanges:
    """The range of lines of the block that begins at or below a line, counted from 0."""

    lines: list[str]
    in_yaml: bool

    def find(self, at: int) -> LineRange:
        """The block that begins at or below a line."""
        at = self._starts[at] if at < len(self.lines) else at
        return at, self._find_yaml_end(at) if self.in_yaml else self._find_markdown_end(at)

    @cached_property
    def _starts(self) -> list[int]:
        """For each line the first one from it on that is neither blank nor, in YAML, a comment; else the last."""
        found, start = [0] * len(self.lines), len(self.lines) - 1
        for number in range(len(self.lines) - 1, -1, -1):
            words = self.lines[number].lstrip()
            start = number if words and not (self.in_yaml and words.startswith("#")) else start
            found[number] = start
        return found

    def _find_yaml_end(self, at: int) -> int:
        """The last line of a YAML entry, with everything indented more."""
        indent = _indent(self.lines[at]) if at < len(self.lines) else 0
        last = at
        while last + 1 < len(self.lines) and (not self.lines[last + 1].strip() or _indent(self.lines[last + 1]) > indent):
            last += 1
        return last

    def _find_markdown_end(self, at: int) -> int:
        """The last line before the next blank one, of a container its closing line, else that of the file."""
        fence = FENCE.match(self.lines[at]) if at < len(self.lines) else None
        ends = self._closing_lines.get(fence["colons"], ()) if fence else self._last_lines
        place = bisect_right(ends, at) if fence else bisect_left(ends, at)
        return ends[place] if place < len(ends) else max(at, len(self.lines) - 1)

    @cached_property
    def _closing_lines(self) -> dict[str, list[int]]:
        """The lines that are nothing but colons, by these."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            if line.lstrip().startswith(":::"):
                found.setdefault(line.strip(), []).append(number)
        return found

    @cached_property
    def _last_lines(self) -> list[int]:
        """The lines before blank ones."""
        return [number for number, line in enumerate(self.lines[1:]) if not line.strip()]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
