"""Understand YAML in which a full-width colon follows a key, or tabs indent a line, as a Chinese input method and an editor leave them."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import yaml

KEY = r"(?P<key>[A-Za-z_][\w-]{0,30}|[\u4e00-\u9fff]{1,6})"
LINE = re.compile(rf"(?P<indent>[ \t]*)(?P<items>(?:-[ \t]+)*)(?:{KEY}(?P<colon>：[ \t]*))?")
SUSPICIOUS = re.compile(rf"^[ \t]*(?:-[ \t]+)*{KEY}：|^ *\t", re.MULTILINE)
BLOCK_SCALAR = re.compile(r"[:：-][ \t]+(?:[&!]\S+[ \t]+)*[|>][-+\d]{0,2}[ \t]*(?:#.*)?$")
PARENT = re.compile(r"[ \t]*(?:series|source|numbering|grid|checks|editions)[:：][ \t]*$")
"""A key whose value is a mapping, so that the line below it is no text."""
TAB_WIDTH = 2


class YamlRepair(NamedTuple):
    """Replace the characters from `start` to before `end` by `text`; `code` is the code of the diagnostic, `key` the key before a colon."""

    start: int
    end: int
    text: str
    code: str
    key: str = ""


def find_repairs(text: str, loader: Callable[[str], "yaml.SafeLoader"]) -> tuple[YamlRepair, ...]:
    """The repairs without which a YAML text cannot be parsed, is no mapping, or has text where a mapping belongs."""
    if not SUSPICIOUS.search(text):
        return ()
    found = tuple(_find_candidates(text))
    nested = tuple(repair for repair, is_nested in found if is_nested)
    before = _find_error(apply_repairs(text, nested), loader)
    if before is None:
        return nested
    everything = tuple(repair for repair, _ in found)
    latin = tuple(repair for repair in everything if repair.key.isascii())
    for some in (everything, latin):
        after = _find_error(apply_repairs(text, some), loader)
        if after is None or (some is latin and some and after > before):
            return some
    return nested


def _find_candidates(text: str) -> Iterator[tuple[YamlRepair, bool]]:
    """Each possible repair, and whether it stands where only a key can; lines of block scalars have none."""
    at, scalar_indent, previous = 0, -1, ""
    for line in text.split("\n"):
        match = LINE.match(line)
        indent = len(match["indent"].expandtabs(TAB_WIDTH)) if match else 0
        inside = scalar_indent >= 0 and (not line.strip() or indent > scalar_indent)
        if not inside and match and line.strip():
            for offset, character in enumerate(match["indent"]):
                if character == "\t":
                    yield YamlRepair(at + offset, at + offset + 1, " " * TAB_WIDTH, "yaml-tab"), True
            if match["colon"]:
                mark = ": " if match.end() < len(line) else ":"
                repair = YamlRepair(at + match.start("colon"), at + match.end(), mark, "full-width-colon", match["key"])
                yield repair, PARENT.match(previous) is not None
            scalar_indent = indent + len(match["items"]) if BLOCK_SCALAR.search(line) else -1
        previous = line if line.strip() else previous
        at += len(line) + 1


def _find_error(text: str, loader: Callable[[str], "yaml.SafeLoader"]) -> int | None:
    """The offset of the first error of a YAML text; 0 where it is no mapping, None where there is none."""
    is_mapping = False
    try:
        for number, event in enumerate(yaml.parse(text, Loader=loader)):  # type: ignore[arg-type]  # any loader class
            is_mapping = is_mapping or (number == 2 and isinstance(event, yaml.MappingStartEvent))
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.index if error.problem_mark else 0
    except yaml.YAMLError:
        return 0
    return None if is_mapping else 0


def apply_repairs(text: str, repairs: Sequence[YamlRepair]) -> str:
    """A text with its repairs, which are in order."""
    parts, at = [], 0
    for repair in repairs:
        parts += [text[at : repair.start], repair.text]
        at = repair.end
    return "".join([*parts, text[at:]])


class OriginalOffsets:
    """The offset in a text before its repairs of each offset after them."""

    def __init__(self, repairs: Sequence[YamlRepair]) -> None:
        """Add up by how much each repair moves what follows."""
        self._ends: list[int] = []
        self._shifts = [0]
        for repair in repairs:
            shift = self._shifts[-1] + len(repair.text) - (repair.end - repair.start)
            self._ends.append(repair.end + shift)
            self._shifts.append(shift)

    def __getitem__(self, offset: int) -> int:
        """The offset before the repairs."""
        return offset - self._shifts[bisect_right(self._ends, offset)]
