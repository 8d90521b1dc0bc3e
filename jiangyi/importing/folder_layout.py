"""Order the notes of a folder as a collected book, and choose output names that never clash."""

import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from jiangyi.core import fold_name, make_safe_stem
from jiangyi.importing.decisions import shorten
from jiangyi.importing.emit import to_yaml
from jiangyi.readers import HAN_NUMBERS

FIRST_STEMS = ("readme", "index", "目录", "前言", "序", "导读", "说明")
"""Stems of files that come first in their folder."""
SKIPPED_FOLDERS = ("node_modules", "__macosx", "__pycache__")
NUMBER = re.compile(r"\d+|(?<=第)[一二三四五六七八九十百零]+|^[一二三四五六七八九十百]+(?=[、.．\s]|$)")


def sort_notes(names: Iterable[str]) -> list[str]:
    """Sort relative paths in the order of a book: files before subfolders, numbers by value (第二章 before 第十章)."""
    return sorted(names, key=_sort_key)


def _sort_key(name: str) -> tuple[tuple[int, list[tuple[int, int, str]]], ...]:
    *folders, file = PurePosixPath(name).parts
    stem = PurePosixPath(file).stem
    own = (0, [(FIRST_STEMS.index(stem.lower()) - len(FIRST_STEMS), 0, "")]) if stem.lower() in FIRST_STEMS else (0, _natural_key(stem))
    return (*((1, _natural_key(folder)) for folder in folders), own)


def _natural_key(text: str) -> list[tuple[int, int, str]]:
    parts: list[tuple[int, int, str]] = []
    at = 0
    for match in NUMBER.finditer(text):
        parts += [(1, 0, text[at : match.start()])] if match.start() > at else []
        number = int(match.group()) if match.group().isdecimal() else HAN_NUMBERS.get(match.group(), 0)
        parts.append((0, number, ""))
        at = match.end()
    return [*parts, (1, 0, text[at:])] if text[at:] else parts


def is_skipped(name: str) -> bool:
    """Whether a path is hidden or belongs to a program rather than to the notes."""
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "~$")) or part.lower() in SKIPPED_FOLDERS for part in parts)


def find_hidden_part(name: str) -> str:
    """The outermost hidden part of a path, a folder with a slash at its end."""
    parts = PurePosixPath(name).parts
    at = next(n for n in range(len(parts)) if is_skipped(parts[n]))
    return "/".join(parts[: at + 1]) + "/" * (at + 1 < len(parts))


def is_drawing(name: str) -> bool:
    """Whether a file is a drawing of Obsidian's plug-in Excalidraw, which is stored as a note."""
    return name.lower().endswith(".excalidraw.md")


def choose_path(name: str, ending: str, taken: Mapping[str, str]) -> str:
    """The path of a handout below the output folder; its stem is unique, since output files are named by it.

    `taken` maps stems, folded as file systems do, to paths that are in use.
    """
    path = PurePosixPath(name)
    folders = [make_safe_stem(part.lstrip("_."), "-") for part in path.parts[:-1]]
    stem = make_safe_stem(path.stem.lstrip("_."), "handout")
    stem = "book-1" if stem.lower() == "book" else stem
    candidates = itertools.chain(
        (stem,),
        (make_safe_stem("-".join([*folders[-count:], stem]), "handout") for count in range(1, len(folders) + 1)),
        (f"{stem}-{n}" for n in itertools.count(2)),
    )
    paths = ((candidate, "/".join([*folders, candidate + ending])) for candidate in candidates)
    return next(found for candidate, found in paths if taken.get(fold_name(candidate), found) == found)


def make_file_stem(title: str) -> str:
    """A title as the stem of a file name, without characters that have a meaning for a file system or a shell."""
    return re.sub(r"[\s\\/:*?\"<>|.#%&{}$!'@+`=\[\]^~]+", "-", shorten(title, 60)).strip("-_") or "handout"


def make_book(title: str, handouts: list[str], *, chinese: bool) -> str:
    """The text of the book.yaml of a folder."""
    stems = {PurePosixPath(name).stem for name in handouts}
    output = title if title not in stems else f"{title}-合集" if chinese else f"{title}-book"
    return to_yaml({"title": title, "output": output, "handouts": handouts})
