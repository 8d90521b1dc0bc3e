"""Verify that a converted handout reads without errors; a line of Markdown that causes one is escaped to plain characters."""

import re

from jiangyi.checks import run_checks
from jiangyi.core import Diagnostic, Message, Report, Severity, Source, limits
from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.emit import escape_inline
from jiangyi.model import Manuscript
from jiangyi.readers import read

MAX_ATTEMPTS = 4
CODE = r"(?<![`\\])(?:`(?!`)[^`\n]+`(?!`)|``(?!`)[^\n]+?(?<!`)``(?!`))"
KEPT, KEPT_IN_TABLE = re.compile(f"({CODE})"), re.compile(rf"({CODE}|(?<!\\)\|)")
"""What is no error and stays while the rest of its line is escaped: code, and the bars of a table."""
BRACES, TYPED_ID = re.compile(r"\{[^{}]*\}"), re.compile(r"#[^\s{}]+[ \t]*")
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
        freed = _drop_repeated_ids(text, errors, log)
        escaped = freed if freed != text else _escape_lines(text, errors, seen)
        if escaped == text:
            break
        text = escaped
        manuscript, errors = _read_and_check(Source(source.name, text))
    for error in errors:
        where = Message("line {line} of the handout", "讲义第 {line} 行").localize(line=error.span.line) if error.span.line else ""
        log.add(0, "problem", f"{error.code}: {error.message}", where)
    return text, manuscript


def _read_and_check(source: Source) -> tuple[Manuscript | None, list[Diagnostic]]:
    report = Report()
    manuscript = read(source, report)
    if manuscript:
        run_checks(manuscript, report)
    return manuscript, [d for d in report if d.severity is Severity.ERROR and d.code not in IGNORED_CODES]


def _drop_repeated_ids(text: str, errors: list[Diagnostic], log: DecisionLog) -> str:
    """The text without the ids in braces that other blocks have already."""
    lines = text.split("\n")
    for error in errors:
        if error.code != "id-duplicate" or not error.span.line:
            continue
        at = error.span.line - 1
        end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        below = next((n for n in range(end, len(lines)) if lines[n].strip()), end)
        places = (*range(at, end), below, at - 1, at - 2)
        place = next((n for n in places if 0 <= n < len(lines) and _find_typed_id(lines[n])), None)
        found = _find_typed_id(lines[place]) if place is not None else None
        if place is not None and found:
            log.add(0, "attributes-dropped", found.group().strip())
            lines[place] = re.sub(r"[ \t]*\{:?[ \t]*\}", "", lines[place][: found.start()] + lines[place][found.end() :])
    return "\n".join(lines)


def _find_typed_id(line: str) -> re.Match[str] | None:
    """The first id in braces on a line."""
    return next((found for braces in BRACES.finditer(line) if (found := TYPED_ID.search(line, braces.start(), braces.end() - 1))), None)


def _escape_lines(text: str, errors: list[Diagnostic], seen: set[int]) -> str:
    """The text with each line that has an error escaped behind its block markers (quotation, list, heading, task)."""
    lines = text.split("\n")
    for line in {error.span.line for error in errors if error.span.line and not _concerns_whole(error)} - seen:
        seen.add(line)
        words = lines[line - 1]
        match = re.match(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+|#{1,6}[ \t]+)*(?:\[[ xX]\][ \t]+)?", words)
        at = match.end() if match else 0
        rest = words[at:]
        hard = rest.endswith("\\")
        rest = rest.removesuffix("\\")
        kept = KEPT_IN_TABLE if rest.startswith("|") else KEPT
        shown = "".join(part if number % 2 else _escape_part(part) for number, part in enumerate(kept.split(rest)))
        shown = _escape_part(rest) if shown == rest else shown
        shown = re.sub(r"\{(?=[#a-z])", "&#123;", shown) if shown == rest else shown
        shown = re.sub(r"^:{3,}", lambda found: "\\" + found.group(), shown)
        lines[line - 1] = words[:at] + shown + ("\\" if hard else "")
    return "\n".join(lines)


def _concerns_whole(error: Diagnostic) -> bool:
    """Whether an error is none of its line: the handout has too many formulas, and no line of them is to blame."""
    return error.code == "limit" and error.values.get("what") == limits.FORMULAS_LENGTH.what


def _escape_part(text: str) -> str:
    words = text.strip()
    return text.replace(words, escape_inline(words)) if words else text
