"""The block rule of `::: name` containers, which nest: a line of colons alone closes the innermost one that is open.

Fenced divs of Pandoc work the same way, so that a container needs no more colons than those in it. Where it has more, a line with as
many closes it, even if one in it is left open.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

FENCE = re.compile(r"(?P<colons>:{3,})[ \t]*(?P<words>.*)", re.DOTALL)
CODE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<words>.*)", re.DOTALL)
TOKEN = "container_block"  # noqa: S105 - the type of a token of the parser


def container_plugin(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.block.ruler.before("fence", TOKEN, _parse_container, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _parse_container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    opening = None if state.is_code_block(start) else FENCE.match(_line(state, start))
    if not opening or not opening["words"].strip():
        return False
    if silent:
        return True
    last, is_closed = _find_end(state, start, end, len(opening["colons"]))
    before = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    token = state.push(f"{TOKEN}_open", "div", 1)
    token.markup, token.info, token.map = opening["colons"], opening["words"], [start, last]
    state.md.block.tokenize(state, start + 1, last)
    state.push(f"{TOKEN}_close", "div", -1)
    state.parentType, state.lineMax = before
    state.line = last + is_closed
    return True


def _line(state: StateBlock, number: int) -> str:
    """A line without the indentation and the markers of what it is in."""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _find_end(state: StateBlock, start: int, end: int, colons: int) -> tuple[int, bool]:
    """The line that closes a container, or else the one where what contains it ends, and whether it is closed."""
    opened, code = [colons], ""
    for number in range(start + 1, end):
        line = _line(state, number)
        if line.strip() and state.sCount[number] < state.blkIndent:
            return number, False
        if state.is_code_block(number):
            continue
        fence = CODE.match(line)
        if code:
            code = "" if fence and fence["marks"].startswith(code) and not fence["words"].strip() else code
        elif fence and not (fence["marks"][0] == "`" and "`" in fence["words"]):
            code = fence["marks"]
        elif found := FENCE.match(line):
            if found["words"].strip():
                opened.append(len(found["colons"]))
            else:
                del opened[_last_index(opened, len(found["colons"])) :]
            if not opened:
                return number, True
    return end, False


def _last_index(opened: list[int], colons: int) -> int:
    """The container that a line of colons closes: the innermost with as many, else the innermost."""
    return next((at for at in reversed(range(len(opened))) if opened[at] == colons), -1)
