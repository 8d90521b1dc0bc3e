"""Lines whose marks are missing, short of something, or of a form of their own: `:: key`, `::: end`, 第一章, `[……1]`."""

import re

from jiangyi.core import compile_late
from jiangyi.model import find_container_name
from jiangyi.readers.dialect.lines import ConversionLog, NumberedLine, find_code_lines
from jiangyi.readers.dialect.typed_headings import find_headings
from jiangyi.readers.dialect.typed_heads import find_named_ends, rewrite_head

SUSPECT = re.compile(r"^[ \t]*(?:[:：]{2}|[ \t]*\u3000[ \t\u3000]*(?:[-*+]|\d{1,3}[.、．)]))|[\[【［]……[\w-]{1,20}[\]】］]", re.MULTILINE)
TWO_COLONS = compile_late(r"(?P<pad>[ \t]*)[:：]{2}(?![:：])[ \t\u3000]*(?P<name>[\w-]+)?(?P<rest>[^:：]*)$")
CLOSING = re.compile(r"(?P<pad>[ \t]*)(?P<colons>:{3,})[ \t]*(?:end|结束|完|/[\w-]*)[ \t]*:*$", re.IGNORECASE)
ITEM = compile_late(r"(?P<pad>[ \t]*\u3000[ \t\u3000]*)(?P<mark>(?:[-*+]|\d{1,3}[.、．)])[ \t\u3000]*\S)")
CARET = compile_late(r"[\[【［]……(?P<label>[\w-]{1,20})[\]】］](?P<colon>[:：])?")
"""A footnote with the ellipsis that a Chinese input method makes of the caret."""


def rewrite_typed_lines(lines: list[NumberedLine], log: ConversionLog | None = None) -> list[NumberedLine]:
    """The lines with their marks as they are meant, outside code."""
    code = find_code_lines(lines)
    opens = find_headings(lines, code)
    if not opens and not any(SUSPECT.search(line) or CLOSING.match(line) for _, line in lines):
        return lines
    opens |= _pair_two_colons(lines, code) | find_named_ends(lines, code)
    out: list[NumberedLine] = []
    for at, (number, line) in enumerate(lines):
        made = line if at in code else opens.get(at) or _rewrite(line)
        if made != line and log:
            log.add(number, "signs", line.strip(), made.strip())
        out.append((number, made))
    return out


def _rewrite(line: str) -> str:
    closing = CLOSING.match(line)
    if closing:
        return f"{closing['pad']}{closing['colons']}"
    line = rewrite_head(line)
    item = ITEM.match(line)
    if item:
        line = item["pad"].replace("\u3000", "  ") + line[item.end("pad") :]
    return CARET.sub(lambda match: f"[^{match['label']}]{': ' if match['colon'] else ''}", line) if "……" in line else line


def _pair_two_colons(lines: list[NumberedLine], code: frozenset[int]) -> dict[int, str]:
    """The lines of two colons that open a known container, and those that close one, as three colons; by their indices."""
    found: dict[int, str] = {}
    stack: list[int] = []
    for at, (_, line) in enumerate(lines):
        match = TWO_COLONS.match(line) if at not in code else None
        if match and match["name"] and find_container_name(match["name"]):
            stack.append(at)
        elif match and not match["name"] and not match["rest"].strip() and stack:
            start = stack.pop()
            opening = TWO_COLONS.match(lines[start][1])
            if opening:
                found[start] = f"{opening['pad']}::: {opening['name']}{opening['rest']}"
                found[at] = f"{match['pad']}:::"
    return found
