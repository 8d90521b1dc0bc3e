"""Suppress warnings by their code: in the head of a handout, in book.yaml, or by a comment beside a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    return frozenset(code.name for code in available_codes().values() if code.severity is Severity.WARNING)


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
    switches: tuple[SuppressionComment, ...]

    @classmethod
    def collect(cls, manuscript: "Manuscript", off: frozenset[str], report: Report) -> "Suppressions":
        """Collect the suppressions of a handout and `off`, those of its book; each unknown code is an error."""
        check_suppressed_names(manuscript.handout.checks.off, manuscript.located, report)
        switches = tuple(find_suppression_comments(manuscript.source))
        for switch in switches:
            if switch.name not in list_suppressible_codes():
                _report_unknown(switch.name, manuscript.source.find(switch.name, manuscript.source.span(switch.line - 1)), report)
        return cls(off | set(manuscript.handout.checks.off), switches)

    def is_suppressed(self, code: str, line: int) -> bool:
        """Whether a code is suppressed in a line."""
        if available_codes()[code].severity is not Severity.WARNING:
            return False
        return code in self.everywhere or any(s.name == code and s.first <= line <= s.last for s in self.switches)

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
    for number, line in enumerate(source.lines):
        match = (IN_YAML if in_yaml else IN_MARKDOWN).search(line)
        if match:
            alone = not (line[: match.start()] + ("" if in_yaml else line[match.end() :])).strip()
            first, last = (_yaml_entry_range if in_yaml else _markdown_block_range)(source.lines, number + 1) if alone else (number, number)
            for name in NAME.findall(match["names"]):
                yield SuppressionComment(name, number + 1, first + 1, last + 1)


def _yaml_entry_range(lines: list[str], at: int) -> tuple[int, int]:
    """The lines of the YAML entry that begins at or below a line, with everything indented more."""
    while at < len(lines) - 1 and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at += 1
    last = at
    while last + 1 < len(lines) and (not lines[last + 1].strip() or _indent(lines[last + 1]) > _indent(lines[at])):
        last += 1
    return at, last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _markdown_block_range(lines: list[str], at: int) -> tuple[int, int]:
    """The lines of the Markdown block that begins at or below a line: to the next blank line, a container to its closing line."""
    while at < len(lines) - 1 and not lines[at].strip():
        at += 1
    fence = FENCE.match(lines[at]) if at < len(lines) else None
    last = at
    while last + 1 < len(lines) and (fence or lines[last + 1].strip()):
        last += 1
        if fence and lines[last].strip() == fence["colons"]:
            break
    return at, last
