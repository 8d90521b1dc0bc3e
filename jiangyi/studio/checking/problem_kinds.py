"""The problems of a workspace, grouped by their code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from jiangyi.core import Diagnostic, Severity, available_codes
from jiangyi.project import BOOK
from jiangyi.studio.checking.corrections import FIXABLE_CODES

CONTENT = "content/"
MAX_PLACES = 200
"""Places of a kind that are listed at once."""
MAX_EXCERPT = 160
"""Characters of a line that are shown, around the place that is meant."""
RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
IN_WORDS = (("fix 命令会", "会"), ("用 fix 命令可以", "可以"), ("`fix` ", "the button "))
"""What hints say of the command line, and what they say here, where there is a button."""
ELLIPSIS = "…"
BRACKETED = re.compile(r"（[^（）]*…[^（）]*）|\([^()]*…[^()]*\)")
AT_END = re.compile(r"\s*[:：]?\s*…[。.]?$")
"""What a message says of a place alone: numbers in brackets, and a value at its end."""


def list_kinds(diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Every kind with the number of its places and files: errors first, then warnings, house style, and remarks, each by number."""
    groups = _group(diagnostics)
    ordered = sorted(groups.items(), key=lambda pair: (rank_code(pair[0]), -len(pair[1]), pair[0]))
    return [_describe_kind(code, found) for code, found in ordered]


def rank_code(code: str) -> tuple[int, bool]:
    """How soon a kind should be looked at."""
    entry = available_codes()[code]
    return RANKS[entry.severity], entry.style


def _group(diagnostics: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    groups = defaultdict[str, list[Diagnostic]](list)
    for one in diagnostics:
        groups[one.code].append(one)
    return groups


def _describe_kind(code: str, found: Sequence[Diagnostic]) -> dict[str, Any]:
    entry = available_codes()[code]
    return {
        "code": code,
        "severity": entry.severity.value,
        "word": entry.severity.word,
        "style": entry.style,
        "title": describe_code(code),
        "why": entry.why.localize(),
        "count": len(found),
        "files": list(dict.fromkeys(locate_source(one.span.file) for one in found)),
        "isFixable": code in FIXABLE_CODES,
        "isOptional": entry.severity is not Severity.ERROR,
    }


def describe_code(code: str) -> str:
    """What a kind of problem is, without the values of a place."""
    message = available_codes()[code].message
    whole = message.localize(**dict.fromkeys(message.placeholders, ELLIPSIS))
    return AT_END.sub("", BRACKETED.sub("", whole).strip()) or whole


def list_places(diagnostics: Iterable[Diagnostic], start: int = 0) -> list[dict[str, Any]]:
    """The places of a kind from a number on, as many as are shown at once."""
    return [describe_place(one) for one in islice(diagnostics, start, start + MAX_PLACES)]


def describe_place(one: Diagnostic) -> dict[str, Any]:
    """A problem with its place; `name` is that of a source file, empty for a file that the editor does not open."""
    span = one.span
    at, length = span.column - 1 - span.excerpt_start, max(0, span.end_column - span.column)
    low, high = max(0, at - MAX_EXCERPT // 2), at + length + MAX_EXCERPT // 2
    before, marked, after = span.excerpt[low : max(0, at)], span.excerpt[max(0, at) : at + length], span.excerpt[at + length : high]
    return {
        "name": locate_source(span.file),
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "message": one.message,
        "hints": [word_hint(hint) for hint in one.hints],
        "excerpt": [
            (ELLIPSIS if low else "") + before.lstrip(),
            marked,
            after.rstrip() + (ELLIPSIS if high < len(span.excerpt) else ""),
        ],
    }


def word_hint(hint: str) -> str:
    """A hint as it is said where there is a button for the command that it names."""
    for command, button in IN_WORDS:
        hint = hint.replace(command, button)
    return hint


def locate_source(file: str) -> str:
    """The name of a source file, by which it is asked for; empty for any other file."""
    name = file.removeprefix(CONTENT)
    return name if name != file or file == BOOK else ""


def count_severities(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """How many problems of each severity there are."""
    counts = dict.fromkeys((one.value for one in Severity), 0)
    for one in diagnostics:
        counts[one.severity.value] += 1
    return counts
