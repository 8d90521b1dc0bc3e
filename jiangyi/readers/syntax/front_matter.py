"""The front matter of a Markdown file: YAML between two lines of dashes, or TOML between lines of +++."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from jiangyi.core import DataPath, LocatedData, Message, Report, Source, Span, compile_late, escape_placeholders, parse_yaml
from jiangyi.model import holds_mapping

OPENING = re.compile(r"---[ \t]*\n|\s+^---[ \t]*\n(?=[\w-]+[ \t]*[:：])", re.MULTILINE)
"""The line that opens front matter; below blank lines only where a key follows, else it is a rule."""
BARE_HEAD = compile_late(
    r"(?P<blank>\s*^)?(?P<keys>(?:title|标题)[ \t]*[:：][^\n]+\n(?:[A-Za-z_\u4e00-\u9fff]{2,12}[ \t]*[:：][^\n]{1,80}\n)*)(?=\n|\Z)",
    re.MULTILINE,
)
"""Lines of keys, the title first, down to a blank line."""
KEY_LINE = compile_late(r"[\w-]+[ \t]*[:：]|[ \t]+\S|-[ \t]")
MOST_SHOWN = 30
TOML_FENCE = "+++"
TOML_KEY = compile_late(r"^\s*\"?(?P<key>[\w-]+)\"?\s*=")
PLACE_OF_PROBLEM = compile_late(r"at line (?P<line>\d+), column (?P<column>\d+)")


def split_front_matter(source: Source, report: Report) -> tuple[LocatedData, str] | None:
    """The data of the front matter, and the text with blank lines in its place, so that line numbers stay; None with a diagnostic."""
    lines = source.lines
    toml_end = find_toml_end(lines)
    if toml_end is not None and any("=" in line for line in lines[1:toml_end]):
        found = parse_toml(source, "\n".join(lines[1:toml_end]) + "\n", report)
        return (found, "\n" * (toml_end + 1) + "\n".join(lines[toml_end + 1 :])) if found else None
    opening = OPENING.match(source.text)
    if not opening:
        return _split_bare_head(source, report)
    start = opening.group().count("\n")
    end = next((n for n, line in enumerate(lines[start:], start) if line.rstrip() in ("---", "...")), None)
    if end is None:
        last = find_last_key(lines, start)
        if last < start:  # a rule, not front matter
            return LocatedData({}), source.text
        report.add("front-matter-open", source.span(start - 1, 0, 3), line=last + 1, key=lines[last].strip()[:MOST_SHOWN])
        return None
    text = "\n".join(lines[start:end]) + "\n"
    located = parse_yaml(source, report, holds_mapping, start, text) if text.strip() else LocatedData({})
    if located is None:
        return None
    if not isinstance(located.data, dict):
        report.add("not-a-handout", source.span(start))
        return None
    return located, "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def _split_bare_head(source: Source, report: Report) -> tuple[LocatedData, str]:
    """The data of the lines that begin a file where these are keys without the lines of hyphens around them, and the rest."""
    head = BARE_HEAD.match(source.text)
    if not head:
        return LocatedData({}), source.text
    start, count = (head["blank"] or "").count("\n"), head["keys"].count("\n")
    own = Report()
    located = parse_yaml(source, own, holds_mapping, start, head["keys"])
    if located is None or not isinstance(located.data, dict) or own.has_errors:
        return LocatedData({}), source.text
    report.extend(own.diagnostics)
    report.add("head-bare", source.span(start, 0, len(source.lines[start])), line=start + count)
    return located, "\n" * (start + count) + source.text[head.end() :]


def find_last_key(lines: Sequence[str], start: int) -> int:
    """The last line that belongs to front matter which is not closed: down to a blank line or one of text."""
    last = start - 1
    for number, line in enumerate(lines[start:], start):
        if not KEY_LINE.match(line):
            break
        last = number
    return last


def parse_toml(source: Source, text: str, report: Report) -> LocatedData | None:
    """The front matter of Hugo, between lines +++, with the place of each key; None with a diagnostic where it is malformed."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = PLACE_OF_PROBLEM.search(str(error))
        span = source.span(int(place["line"]), int(place["column"]) - 1) if place else source.span(0)
        words = escape_placeholders(str(error).split(" (at", maxsplit=1)[0])
        report.add("toml-syntax", span, problem=Message(words, "这一行不是“字段 = 值”，或者值没有加引号"))
        return None
    lines = {match["key"]: n for n, line in enumerate(text.split("\n"), 1) if (match := TOML_KEY.match(line))}
    spans: dict[DataPath, Span] = {(key,): source.span(lines[key], 0, len(source.lines[lines[key]])) for key in data if key in lines}
    return LocatedData(_to_text(data), {(): source.span(0), **spans}, spans)


def _to_text(value: Any) -> Any:
    """TOML with every scalar as text, as in the YAML of handouts."""
    if isinstance(value, dict):
        return {key: _to_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_to_text(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def find_toml_end(lines: Iterable[str]) -> int | None:
    """The index of the line that closes TOML front matter, which begins with the first line; None where there is none."""
    found = list(lines)
    if not found or found[0].rstrip() != TOML_FENCE:
        return None
    return next((n for n, line in enumerate(found[1:], 1) if line.rstrip() == TOML_FENCE), None)
