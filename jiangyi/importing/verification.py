"""Verify that a converted handout reads without errors; a line of Markdown that causes one is escaped to plain characters."""

import re

from jiangyi.checks import run_checks
from jiangyi.core import Diagnostic, Report, Severity, Source
from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.emit import escape_inline
from jiangyi.model import Manuscript
from jiangyi.readers import read

MAX_ATTEMPTS = 4
IGNORED_CODES = ("glyph-missing", "picture-missing", "picture-outside", "picture-remote", "picture-broken")
"""Errors caused by the machine or the folder, not by the text."""


def verify_readable(source: Source, log: DecisionLog) -> tuple[str, Manuscript | None]:
    """Return the text, with lines escaped where it did not read, and the manuscript read from it.

    Errors that remain are logged as decisions of kind "problem".
    """
    text = source.text
    seen: set[int] = set()
    manuscript, errors = _read_and_check(source)
    for _ in range(MAX_ATTEMPTS):
        if not errors or not source.name.endswith(".md"):
            break
        escaped = _escape_lines(text, errors, seen)
        if escaped == text:
            break
        text = escaped
        manuscript, errors = _read_and_check(Source(source.name, text))
    for error in errors:
        log.add(0, "problem", f"{error.code}: {error.message}")
    return text, manuscript


def _read_and_check(source: Source) -> tuple[Manuscript | None, list[Diagnostic]]:
    report = Report()
    manuscript = read(source, report)
    if manuscript:
        run_checks(manuscript, report)
    return manuscript, [d for d in report if d.severity is Severity.ERROR and d.code not in IGNORED_CODES]


def _escape_lines(text: str, errors: list[Diagnostic], seen: set[int]) -> str:
    """The text with each line that has an error escaped behind its block markers (quotation, list, heading, task)."""
    lines = text.split("\n")
    for line in {error.span.line for error in errors if error.span.line} - seen:
        seen.add(line)
        words = lines[line - 1]
        match = re.match(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+|#{1,6}[ \t]+)*(?:\[[ xX]\][ \t]+)?", words)
        at = match.end() if match else 0
        rest = words[at:]
        hard = rest.endswith("\\")
        shown = escape_inline(rest.removesuffix("\\") if hard else rest)
        shown = re.sub(r"\{(?=[#a-z])", "&#123;", shown) if shown == rest else shown
        shown = re.sub(r"^:{3,}", lambda found: "\\" + found.group(), shown)
        lines[line - 1] = words[:at] + shown + ("\\" if hard else "")
    return "\n".join(lines)
