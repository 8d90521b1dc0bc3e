"""The last look at what was made: it has to read without an error, else the line that has one keeps its characters as such."""

import re

from jiangyi.checks import check
from jiangyi.core import Diagnostic, Report, Severity, Source
from jiangyi.importing.decisions import Log
from jiangyi.importing.emit.escaping import escaped
from jiangyi.model import Manuscript
from jiangyi.readers import read

ROUNDS = 4
ELSEWHERE = ("glyph-missing", "picture-missing", "picture-outside", "picture-remote", "picture-broken")
"""Errors of the machine or the folder, not of the text."""


def safe(source: Source, log: Log) -> tuple[str, Manuscript | None]:
    """The text, mended where it would not read, and what was read of it."""
    text = source.text
    seen: set[int] = set()
    for _ in range(ROUNDS):
        manuscript, errors = _read(Source(source.name, text))
        if not errors or not source.name.endswith(".md"):
            break
        mended = _mended(text, errors, seen)
        if mended == text:
            break
        text = mended
    manuscript, errors = _read(Source(source.name, text))
    for error in errors:
        log.add(0, "problem", f"{error.code}: {error.message}")
    return text, manuscript


def _read(source: Source) -> tuple[Manuscript | None, list[Diagnostic]]:
    report = Report()
    manuscript = read(source, report)
    if manuscript:
        check(manuscript, report)
    return manuscript, [d for d in report if d.severity is Severity.ERROR and d.code not in ELSEWHERE]


def _mended(text: str, errors: list[Diagnostic], seen: set[int]) -> str:
    """The text with each line that has an error as plain characters behind what opens it."""
    lines = text.split("\n")
    for line in {error.span.line for error in errors if error.span.line} - seen:
        seen.add(line)
        words = lines[line - 1]
        match = re.match(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+|#{1,6}[ \t]+)*(?:\[[ xX]\][ \t]+)?", words)
        at = match.end() if match else 0
        rest = words[at:]
        hard = rest.endswith("\\")
        shown = escaped(rest.removesuffix("\\") if hard else rest)
        shown = re.sub(r"\{(?=[#a-z])", "&#123;", shown) if shown == rest else shown
        shown = re.sub(r"^:{3,}", lambda found: "\\" + found.group(), shown)
        lines[line - 1] = words[:at] + shown + ("\\" if hard else "")
    return "\n".join(lines)
