"""Put embedded notes ![[note]] and ![[note#heading]] in their place: each once, and none inside itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jiangyi.importing.decisions import DecisionLog
from jiangyi.readers import NumberedLine, find_code_lines

NoteFinder = Callable[[str], str | None]
"""Returns the text of a note by its name in a link, or None."""
EMBED_LINE = re.compile(r"^\s*!\[\[(?P<name>[^\[\]|#]+?)(?P<part>#[^\[\]|]+)?(?:\|[^\[\]]*)?\]\]\s*$")
HEADING = re.compile(r"^(?P<marks>#{1,6})(?=\s)(?P<words>.*)$")
BLOCK_ID = re.compile(r"(?:^|\s)\^(?P<id>[A-Za-z0-9-]+)\s*$")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
MAX_DEPTH = 5


def find_no_note(name: str) -> str | None:  # noqa: ARG001 - a NoteFinder
    """The finder for a note without a folder: finds no note."""
    return None


@dataclass
class EmbedInserter:
    """Inserts embedded notes in the lines of a note; those that are not found, or were inserted before, stay as they are."""

    find: NoteFinder
    log: DecisionLog
    inserted: set[tuple[str, str]] = field(default_factory=set)
    """The embeds that are in the text already, by name and part."""

    def insert(self, lines: list[NumberedLine], level: int = 0, depth: int = 0) -> list[NumberedLine]:
        """The lines with each embed on a line of its own replaced; headings get below the heading, of a `level`, that they stand under."""
        code = find_code_lines(lines)
        out: list[NumberedLine] = []
        for at, (number, line) in enumerate(lines):
            heading = HEADING.match(line) if at not in code else None
            level = len(heading["marks"]) if heading else level
            found = EMBED_LINE.match(line) if at not in code and depth < MAX_DEPTH else None
            part = self.take_part(found["name"].strip(), (found["part"] or "").strip("# ")) if found else None
            if part is None:
                out.append((number, line))
                continue
            self.log.add(number, "note-embedded", line.strip(), str(sum(1 for text in part if text.strip())))
            moved = [(number, text) for text in _move_headings(part, level)]
            out += [(number, ""), *self.insert(moved, level, depth + 1), (number, "")]
        return out

    def take_part(self, name: str, part: str) -> list[str] | None:
        """The lines of a note, or of a heading or block in it, that are to be inserted, or None."""
        key = (name.lower(), part.lower())
        text = self.find(name) if key not in self.inserted and (name.lower(), "") not in self.inserted else None
        if text is None:
            return None
        lines = FRONT_MATTER.sub("", text).split("\n")
        found = _find_block(lines, part[1:].strip()) if part.startswith("^") else _find_section(lines, part) if part else lines
        if found is not None:
            self.inserted.add(key)
        return found


def _find_section(lines: list[str], part: str) -> list[str] | None:
    """A heading and what is below it, by the words of the heading; of `a#b`, b counts."""
    wanted = _simplify(part.rpartition("#")[2])
    code = find_code_lines(list(enumerate(lines)))
    start, level = -1, 0
    for at, line in enumerate(lines):
        heading = HEADING.match(line) if at not in code else None
        if heading and start < 0 and _simplify(heading["words"]) == wanted:
            start, level = at, len(heading["marks"])
        elif heading and start >= 0 and len(heading["marks"]) <= level:
            return lines[start:at]
    return lines[start:] if start >= 0 else None


def _find_block(lines: list[str], name: str) -> list[str] | None:
    """The paragraph, item or block that an id such as ^name ends."""
    for at, line in enumerate(lines):
        found = BLOCK_ID.search(line)
        if not found or found["id"] != name:
            continue
        end = at if BLOCK_ID.sub("", line).strip() else at - 1
        while end > 0 and not lines[end].strip():
            end -= 1
        start = end
        while start and lines[start - 1].strip():
            start -= 1
        first = end if re.match(r"\s*(?:[-*+]|\d+[.)])\s", lines[end]) else start
        return [BLOCK_ID.sub("", text) for text in lines[first : end + 1]]
    return None


def _simplify(words: str) -> str:
    """The words of a heading as links to it have them: without marks and white space."""
    return re.sub(r"[\W_]+", "", words).lower()


def _move_headings(lines: list[str], level: int) -> list[str]:
    """Lines whose highest heading is one level below another."""
    code = find_code_lines(list(enumerate(lines)))
    found = {at: len(match["marks"]) for at, line in enumerate(lines) if at not in code and (match := HEADING.match(line))}
    step = level + 1 - min(found.values(), default=level + 1)
    return ["#" * max(1, min(6, found[at] + step)) + line[found[at] :] if at in found else line for at, line in enumerate(lines)]
