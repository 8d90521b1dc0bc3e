"""Diagnostics with their positions, the report that collects them, and their output as text and JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.core.catalogue import available_codes
from jiangyi.core.catalogue.entry import Severity
from jiangyi.core.i18n import Message
from jiangyi.core.late_pattern import compile_late
from jiangyi.core.text_width import display_width

CONTROL = compile_late("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that would act on the terminal, or turn the writing direction of what follows."""


LONG_LINE = 1000
"""The length from which only the part of a line around a span is its excerpt, so that many spans in one line take no more memory."""
EXCERPT_MARGIN = 80
"""More than `_window` shows."""


@dataclass(frozen=True, slots=True)
class Span:
    """A range in a file: line and columns count characters from 1, `end_column` is exclusive.

    `excerpt` is the whole first line, of a long one the part from the character `excerpt_start` on, counted from 0.
    """

    file: str
    line: int = 0
    column: int = 1
    end_column: int = 0
    excerpt: str = ""
    excerpt_start: int = 0

    @classmethod
    def in_line(cls, file: str, line: int, column: int, end_column: int, text: str) -> "Span":
        """A span in a line whose text is given."""
        if len(text) <= LONG_LINE:
            return cls(file, line, column, end_column, text)
        start = max(0, column - EXCERPT_MARGIN)
        return cls(file, line, column, end_column, text[start : column + EXCERPT_MARGIN], start)

    def __str__(self) -> str:
        """`file:line:column`, or the file alone where no line is known."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


Key = tuple[str, Span, str]
"""A code, a place, and values, which may be of any type, as text."""
WHOLE_FILE = Span("")
"""The place of what concerns a book of which only the markup is known; `place_diagnostics` gives it the file."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem as data: a code of the catalogue, a span, and the values of the message's placeholders."""

    code: str
    span: Span
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What is equal for equal diagnostics. Its excerpt is shared and not copied: there may be 100,000, each with a long line."""
        return self.code, self.span, repr(self.values) if self.values else ""

    @property
    def severity(self) -> Severity:
        """The severity that the catalogue gives its code."""
        return available_codes()[self.code].severity

    @property
    def is_style(self) -> bool:
        """True for a rule of house style, which a build only counts."""
        return available_codes()[self.code].style

    @property
    def message(self) -> str:
        """One sentence on what is wrong, in the user's language."""
        return available_codes()[self.code].message.localize(**self._localized)

    @property
    def hints(self) -> tuple[str, ...]:
        """What to do. A hint with a placeholder that has no value is left out."""
        known = {name for name, value in self.values.items() if value not in (None, "", ())}
        return tuple(hint.localize(**self._localized) for hint in available_codes()[self.code].hints if hint.placeholders <= known)

    @property
    def _localized(self) -> dict[str, object]:
        return {name: value.localize() if isinstance(value, Message) else value for name, value in self.values.items()}


@dataclass(slots=True)
class Report:
    """The collection of diagnostics that every stage adds to, each once: the one mutable object of a build."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    _known: set[Key] = field(default_factory=set, init=False, repr=False)

    def __post_init__(self) -> None:
        """Seed the de-duplication set."""
        self._known = {diagnostic.key for diagnostic in self.diagnostics}

    def add(self, code: str, span: Span, **values: object) -> None:
        """Add a diagnostic. Raises KeyError for an unknown code and ValueError for a missing value, which are bugs of the program."""
        missing = available_codes()[code].message.placeholders - set(values)
        if missing:
            text = f"{code} needs {sorted(missing)}"
            raise ValueError(text)
        self.extend([Diagnostic(code, span, values)])

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add diagnostics that are not in it yet."""
        for diagnostic in diagnostics:
            if (key := diagnostic.key) not in self._known:
                self._known.add(key)
                self.diagnostics.append(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate by file and position, whatever order the checks ran in."""
        return iter(sorted(self.diagnostics, key=lambda d: (d.span.file, d.span.line, d.span.column, d.code)))

    @property
    def has_errors(self) -> bool:
        """True if any diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def place_diagnostics(
    diagnostics: Iterable[Diagnostic], file: str, locate: Callable[[str], Span | None] = lambda _: None
) -> tuple[Diagnostic, ...]:
    """Diagnostics of a book, with the name of its file where they concern all of it.

    One that the layout made of a block has its id as the value `block`; `locate` finds its place.
    """
    return tuple(replace(one, span=_place(one, locate) or Span(file)) if one.span == WHOLE_FILE else one for one in diagnostics)


def _place(diagnostic: Diagnostic, locate: Callable[[str], Span | None]) -> Span | None:
    block = diagnostic.values.get("block")
    return locate(block) if isinstance(block, str) else None


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """A diagnostic as compilers print it: message, position, the source line with a marker below the span, hints.

    The marker is placed by terminal columns, of which an East-Asian wide character takes two.
    """
    span = diagnostic.span
    lines = [f"{diagnostic.severity.word}[{diagnostic.code}]: {_show(diagnostic.message)}", f"  --> {_show(str(span))}"]
    if span.excerpt:
        text, column = _window(span.excerpt, span.column - 1 - span.excerpt_start)
        length = max(1, min(span.end_column - span.column, len(text) - column))
        gutter = " " * len(str(span.line))
        mark = " " * display_width(text[:column]) + "^" * max(1, display_width(text[column : column + length]))
        lines += [f" {gutter} |", f" {span.line} | {text}", f" {gutter} | {mark}"]
    return "\n".join([*lines, *(f"  = {_show(hint)}" for hint in diagnostic.hints)])


def _show(words: str) -> str:
    """Words that may contain anything from a file or its name, without characters that act on the terminal."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", words)


def diagnostics_to_json(diagnostics: Iterable[Diagnostic], *, escapes: bool = False) -> str:
    """Diagnostics as a JSON array of objects for editors; lines and columns count from 1. With `escapes` it is ASCII."""
    import json

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
    return json.dumps(rows, ensure_ascii=escapes, indent=1)


def _window(line: str, column: int, before: int = 24, after: int = 36) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it: a paragraph of a handout is often one line of 500 characters."""
    line = _show(line.expandtabs(1).rstrip())
    if len(line) <= before + after:
        return line, column
    start = max(0, min(column - before, len(line) - before - after))
    head, tail = "…" * (start > 0), "…" * (start + before + after < len(line))
    return head + line[start : start + before + after] + tail, column - start + len(head)
