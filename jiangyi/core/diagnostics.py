"""What is wrong, where, and what to do: diagnostics, the report that collects them, and its printers."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jiangyi.core.catalogue import known_codes
from jiangyi.core.catalogue.entry import Severity
from jiangyi.core.i18n import Words

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file: lines and columns count characters from 1; `excerpt` is the whole first line."""

    file: str
    line: int = 0
    column: int = 1
    end_column: int = 0
    excerpt: str = ""

    def __str__(self) -> str:
        """`file:line:column`, or the file alone where no line is known."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem as data: a code of the catalogue, its place, and the values that its words need."""

    code: str
    span: Span
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How bad it is: the catalogue decides."""
        return known_codes()[self.code].severity

    @property
    def is_style(self) -> bool:
        """Whether it is about house style: a build only counts it."""
        return known_codes()[self.code].style

    @property
    def message(self) -> str:
        """One sentence on what is wrong, in the user's language."""
        return known_codes()[self.code].message.say(**self._said)

    @property
    def hints(self) -> tuple[str, ...]:
        """What to do. A hint whose values are not all known is not given."""
        known = {name for name, value in self.values.items() if value not in (None, "", ())}
        return tuple(hint.say(**self._said) for hint in known_codes()[self.code].hints if hint.placeholders <= known)

    @property
    def _said(self) -> dict[str, object]:
        return {name: value.say() if isinstance(value, Words) else value for name, value in self.values.items()}


@dataclass(slots=True)
class Report:
    """The ordered collection of diagnostics that every stage adds to: the one mutable thing of a build."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _known: set[str] = field(default_factory=set, init=False, repr=False)
    """What has been said, so that nothing is said twice."""

    def __post_init__(self) -> None:
        """Know what it begins with."""
        self._known = {repr(diagnostic) for diagnostic in self.diagnostics}

    def add(self, code: str, span: Span, **values: object) -> None:
        """Add one problem; an unknown code or a missing value is a bug of the program and raises."""
        missing = known_codes()[code].message.placeholders - set(values)
        if missing:
            text = f"{code} needs {sorted(missing)}"
            raise ValueError(text)
        self.extend([Diagnostic(code, span, values)])

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add the problems another report has found, each once."""
        for diagnostic in diagnostics:
            said = repr(diagnostic)
            if said not in self._known:
                self._known.add(said)
                self.diagnostics.append(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        """By file and place, whatever order the checks ran in."""
        return iter(sorted(self.diagnostics, key=lambda d: (d.span.file, d.span.line, d.span.column, d.code)))

    @property
    def has_errors(self) -> bool:
        """Whether anything stands in the way of a good file."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """A diagnostic as a good compiler prints it: what, where, the line with a mark under the place, hints.

    The mark counts East-Asian wide characters as two columns, so it stands right in a terminal.
    """
    span = diagnostic.span
    lines = [f"{diagnostic.severity.word}[{diagnostic.code}]: {diagnostic.message}", f"  --> {span}"]
    if span.excerpt:
        text, column = _window(span.excerpt, span.column - 1)
        length = max(1, min(span.end_column - span.column, len(text) - column))
        gutter = " " * len(str(span.line))
        mark = " " * display_width(text[:column]) + "^" * max(1, display_width(text[column : column + length]))
        lines += [f" {gutter} |", f" {span.line} | {text}", f" {gutter} | {mark}"]
    return "\n".join([*lines, *(f"  = {hint}" for hint in diagnostic.hints)])


def diagnostics_to_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Diagnostics as a JSON array for editors: one object each, places from 1."""
    rows = [
        {
            "code": d.code,
            "severity": d.severity.value,
            "message": d.message,
            "hints": list(d.hints),
            "file": d.span.file,
            "line": d.span.line,
            "column": d.span.column,
            "end_column": d.span.end_column,
        }
        for d in diagnostics
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _window(line: str, column: int, before: int = 24, after: int = 36) -> tuple[str, int]:
    """The part of a long line around a place, and the place in it; paragraphs of a handout are lines of 500 characters."""
    line = CONTROL.sub("\N{REPLACEMENT CHARACTER}", line.expandtabs(1).rstrip())
    if len(line) <= before + after:
        return line, column
    start = max(0, min(column - before, len(line) - before - after))
    head, tail = "…" * (start > 0), "…" * (start + before + after < len(line))
    return head + line[start : start + before + after] + tail, column - start + len(head)


def display_width(text: str) -> int:
    """How many terminal columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 0 if unicodedata.combining(character) else 1
