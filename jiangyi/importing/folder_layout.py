"""A folder of notes as the order of a collected book: names that sort as people count, and that never clash."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from jiangyi.importing.emit.yaml_emitter import to_yaml
from jiangyi.importing.parse.labels import NUMBERS

FIRST = ("readme", "index", "目录", "前言", "序", "导读", "说明")
"""Names that stand before the others of their folder."""
SKIPPED = ("node_modules", "__macosx", "__pycache__")
COUNTED = re.compile(r"\d+|(?<=第)[一二三四五六七八九十百零]+|^[一二三四五六七八九十百]+(?=[、.．\s]|$)")


def order(names: Iterable[str]) -> list[str]:
    """Paths in the order of a book: a folder's own files first, numbers by their value, 第二章 before 第十章."""
    return sorted(names, key=_key)


def _key(name: str) -> tuple[tuple[int, list[tuple[int, int, str]]], ...]:
    *folders, file = PurePosixPath(name).parts
    stem = PurePosixPath(file).stem
    own = (0, [(FIRST.index(stem.lower()) - len(FIRST), 0, "")]) if stem.lower() in FIRST else (0, _natural(stem))
    return (*((1, _natural(folder)) for folder in folders), own)


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts: list[tuple[int, int, str]] = []
    at = 0
    for match in COUNTED.finditer(text):
        parts += [(1, 0, text[at : match.start()])] if match.start() > at else []
        number = int(match.group()) if match.group().isdecimal() else NUMBERS.get(match.group(), 0)
        parts.append((0, number, ""))
        at = match.end()
    return [*parts, (1, 0, text[at:])] if text[at:] else parts


def is_skipped(name: str) -> bool:
    """Whether a path is no note's: hidden, or a program's own."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) or part.lower() in SKIPPED for part in parts)


def target(name: str, ending: str, taken: Mapping[str, str]) -> str:
    """Where a handout goes, from the output folder: its own path, with a stem that no other has, since that names what is built."""
    path = PurePosixPath(name)
    folders = [part.lstrip("_") or "-" for part in path.parts[:-1]]
    stem = path.stem.lstrip("_.") or "handout"
    stem = "book-1" if stem.lower() == "book" else stem
    wanted = [
        stem,
        *("-".join([*folders[-count:], stem]) for count in range(1, len(folders) + 1)),
        *(f"{stem}-{n}" for n in range(2, 10_000)),
    ]
    for candidate in wanted:
        found = "/".join([*folders, candidate + ending])
        if taken.get(candidate.lower(), found) == found:
            return found
    raise ValueError(name)


def book(title: str, handouts: list[str], *, chinese: bool) -> str:
    """The book.yaml of a folder."""
    stems = {PurePosixPath(name).stem for name in handouts}
    output = title if title not in stems else f"{title}-合集" if chinese else f"{title}-book"
    return to_yaml({"title": title, "output": output, "handouts": handouts})
