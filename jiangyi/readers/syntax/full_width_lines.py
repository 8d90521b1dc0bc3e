"""Read lines with full-width signs of the syntax, by the table of signs and by the lines around each."""

from collections.abc import Sequence

from jiangyi.readers.syntax.full_width_rules import (
    CODE,
    COMMAND,
    FENCE,
    HALF,
    HEAD_FENCE,
    HEAD_LINE,
    ID,
    INLINE,
    INSIDE,
    LINE,
    PAIRED,
    PROTECTED,
    SEPARATORS,
    SUSPECT,
    TABLE_ROW,
    TABLE_RULE,
    YAML_VALUE,
    to_half_width,
)

ATTRIBUTE_SIGNS = {**HALF, **SEPARATORS}
MOST_HEAD_LINES = 60
"""The most lines of a front matter whose fences are misspelt."""


def read_markdown_lines(lines: Sequence[str], text: str) -> list[str]:
    """The lines of a Markdown file with their signs as they are meant."""
    made = list(lines)
    body = _read_head(lines, made)
    _read_body(lines, made, body, _find_ids(text))
    return made


def read_yaml_lines(lines: Sequence[str], text: str) -> list[str]:
    """The lines of a YAML file with the signs in its texts as they are meant."""
    ids = _find_ids(text)
    return [_read_value(line, ids) if SUSPECT.search(line) else line for line in lines]


def _find_ids(text: str) -> frozenset[str]:
    """The ids in a text, where something looks like a reference in 【】."""
    if "【#" not in text and "【＃" not in text:
        return frozenset()
    return frozenset(match[match.lastgroup or 0] for match in ID.finditer(text))


def _read_value(line: str, ids: frozenset[str]) -> str:
    """A line of YAML with the signs in its value; a value without quotation marks must not begin with a sign of YAML,
    but for ** that makes words bold: such a value is quoted.
    """
    found = YAML_VALUE.match(line)
    if not found or found["value"][0] in "{[｛#":
        return line
    made = _read_inline(found["value"], ids, attributes=False)
    continues = found["head"].isspace() and not made.startswith("#")  # a text of several lines
    return found["head"] + made if continues or made[0] == found["value"][0] or made.startswith("**") else line


def _read_head(lines: Sequence[str], made: list[str]) -> int:
    """Read the lines around the front matter as three hyphens each; the number of the first line below it."""
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if not HEAD_FENCE.fullmatch(lines[first]):
        return 0
    for number in range(first + 1, min(len(lines), first + MOST_HEAD_LINES)):
        line = lines[number]
        if HEAD_FENCE.fullmatch(line) and number > first + 1:
            for at in (first, number):
                made[at] = "---".ljust(len(lines[at]))
            return number + 1
        if not HEAD_LINE.match(line):
            break
    return first if lines[first].rstrip() != "---" else _find_head_end(lines)


def _find_head_end(lines: Sequence[str]) -> int:
    return next((n + 1 for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)


def _read_body(lines: Sequence[str], made: list[str], first: int, ids: frozenset[str]) -> None:
    """Read the lines of the body, except code."""
    fence = ""
    typed_fences = sum(FENCE.match(line) is not None for line in lines[first:])
    for number in range(first, len(lines)):
        line = lines[number]
        code, typed = CODE.match(line), FENCE.match(line) if typed_fences > 1 else None
        if typed and fence in ("", "typed"):
            made[number] = to_half_width(line, typed.start("s1"), typed.end("s1"))
            fence = "" if fence else "typed"
        elif fence:
            fence = "" if code and code["fence"].startswith(fence) and not code["info"].strip() else fence
        elif code:
            fence = code["fence"]
        elif SUSPECT.search(line) or TABLE_ROW.match(line):
            made[number] = _read_line(lines, number, ids)


def _read_line(lines: Sequence[str], number: int, ids: frozenset[str]) -> str:
    """A line with its signs as they are meant; the lines around it tell what it is."""
    line = lines[number]
    around = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    if TABLE_ROW.match(line) and any(map(TABLE_ROW.match, around)):
        has_bars = "｜" in (line.strip()[0], line.strip()[-1])  # else one in a cell is a character of it
        marks = "｜：－—" if TABLE_RULE.fullmatch(line) else "｜" if has_bars else ""
        for at, character in enumerate(line):
            line = to_half_width(line, at, at + 1) if character in marks else line
    for rule in LINE:
        line = rule.read(line, 0)
    for rule in PAIRED:
        line = rule.read(line, 0) if any(map(rule.pattern.match, around)) else line
    return _read_inline(line, ids)


def _read_inline(line: str, ids: frozenset[str], *, attributes: bool = True) -> str:
    """A line with the signs inside of it as they are meant; what is code, or escaped, stays."""
    taken = bytearray(len(line))
    for match in PROTECTED.finditer(line):
        taken[match.start() : match.end()] = b"\1" * len(match.group())
    for rule in INLINE:
        if rule.kind == "attributes" and not attributes:
            continue
        for match in rule.pattern.finditer(line):
            start, end = match.span()
            if taken.find(1, start, end) >= 0 or not rule.is_meant(match):
                continue
            if rule.kind == "reference" and match["s1"] == "【" and match["id"] not in ids:
                continue
            line = rule.replace(line, match)
            if rule.kind in ("formula", "attributes"):
                inside = COMMAND if rule.kind == "formula" else INSIDE
                for sign in inside.finditer(line, start, end):
                    line = to_half_width(line, *sign.span(), HALF if rule.kind == "formula" else ATTRIBUTE_SIGNS)
            if rule.kind == "formula":
                taken[start:end] = b"\1" * (end - start)
    return line
