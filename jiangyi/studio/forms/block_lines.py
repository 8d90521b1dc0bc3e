"""A block of a handout for editing in a form: its data, and the lines of the file that it takes.

The lines are tried: written anew from the data, the whole handout must be read as before. A block for which this does not hold is edited as
text.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from jiangyi.core import Message, Report, decode_source
from jiangyi.importing import simplify
from jiangyi.model import Block, Handout, Manuscript, assign_ids
from jiangyi.readers import read
from jiangyi.studio.forms.block_source import InvalidBlockError, are_equal, write_block
from jiangyi.studio.refusals import Refused

NOT_FOUND = Message("There is no such block any more.", "这个内容块已经不在了。")
AS_TEXT = Message("This block can only be edited as text.", "这个内容块只能在文字里修改。")
MOST_TRIES = 8
MOST_READ = 12
"""How often the whole handout is read at most: a long one takes half a second."""


class BlockLines(msgspec.Struct):
    """A block with its lines, counted from 1, both included."""

    data: dict[str, Any]
    first: int
    last: int
    indent: int
    """Spaces before each of its lines."""


def find_block(text: str, name: str, kind: str, line: int) -> BlockLines:
    """The innermost block of a text at a line that a form can edit; a paragraph only where it is in no other. Raises Refused."""
    manuscript = _read(text, name)
    if manuscript is None:
        raise Refused(AS_TEXT, status=409)
    _, paths = assign_ids(manuscript.handout, manuscript.source.path.stem)
    lines = text.split("\n")
    starts = {block.id: _find_start(lines, block, manuscript.spans[block.id].line) for block in manuscript.blocks}
    before = [block for block in manuscript.blocks if starts.get(block.id, line + 1) <= line and block.type != "section"]
    before.sort(key=lambda block: (block.type == "paragraph", -starts[block.id], -len(paths[block.id])))
    tries = 0
    for block in before[:MOST_TRIES]:
        own = paths[block.id]
        others = {start for other, start in starts.items() if paths[other][: len(own)] != own}
        data = _read_data(manuscript, block, own)
        first = starts[block.id]
        indent = len(lines[first - 1]) - len(lines[first - 1].lstrip(" "))
        for last in _list_ends(lines, first, sorted(others)):
            if last < line or tries == MOST_READ:
                continue
            tries += 1
            found = BlockLines(data, first, last, indent)
            if _is_kept(text, found, manuscript.handout, name, kind):
                return found
    raise Refused(AS_TEXT if before else NOT_FOUND, status=409)


def _find_start(lines: list[str], block: Block, line: int) -> int:
    """The first line of a block: a table in a container has its place inside that."""
    is_inside = block.type == "table" and line > 1 and lines[line - 2].lstrip().startswith(":::")
    return line - 1 if is_inside else line


def _read_data(manuscript: Manuscript, block: Block, path: tuple[str | int, ...]) -> dict[str, Any]:
    """The data of a block as a form shows them."""
    found = _find_data(manuscript, path)
    data = found if isinstance(found, dict) else {"text": found}
    return {"type": block.type, **{key: simplify(value) for key, value in drop_empty(data).items()}}


def _read(text: str, name: str) -> Manuscript | None:
    report = Report()
    source = decode_source(name, text.encode(), report)
    found = read(source, report) if source else None
    return found if found and found.is_complete else None


def _find_data(manuscript: Manuscript, path: tuple[str | int, ...]) -> Any:
    value: Any = manuscript.located.data
    for step in path:
        value = value[step] if not isinstance(value, str) else value
    return value


def drop_empty(value: Any) -> Any:
    """Data without what is not given."""
    if isinstance(value, dict):
        return {key: drop_empty(item) for key, item in value.items() if item is not None}
    return [drop_empty(item) for item in value] if isinstance(value, list) else value


def _list_ends(lines: list[str], first: int, starts: list[int]) -> Iterator[int]:
    """The lines that a block which begins at a line may end with, the likely ones first."""
    tried = set[int]()
    for start in [*(start for start in starts if start > first), len(lines) + 1][: MOST_TRIES // 2]:
        last = _skip_blank(lines, first, start - 1)
        for end in (last, _skip_blank(lines, first, last - 1)):
            if end >= first and end not in tried:
                tried.add(end)
                yield end


def _skip_blank(lines: list[str], first: int, last: int) -> int:
    """The last line up to one, not before the first, that has words."""
    while last > first and not lines[last - 1].strip():
        last -= 1
    return last


def _is_kept(text: str, found: BlockLines, handout: Handout, name: str, kind: str) -> bool:
    """Whether a handout stays the same where the block is written anew."""
    try:
        made = write_block(found.data, kind, chinese=handout.lang.startswith("zh"))
    except (Refused, InvalidBlockError):  # it is edited as text
        return False
    again = _read(replace_lines(text, found, made), name)
    return again is not None and are_equal(again.handout, handout)


def replace_lines(text: str, found: BlockLines, made: str) -> str:
    """The text with other lines for a block."""
    lines = text.split("\n")
    pad = " " * found.indent
    new = [f"{pad}{line}" if line else line for line in made.split("\n")]
    return "\n".join([*lines[: found.first - 1], *new, *lines[found.last :]])
