"""The names that words of a handout may refer to: ids, pictures, handouts, editions, themes, papers."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from jiangyi.core import Message
from jiangyi.model import EDITION_WORDS, Block, Manuscript, Text, iter_children, name_block_type
from jiangyi.project import BOOK, Workspace, walk_files
from jiangyi.studio.desk import Desk
from jiangyi.studio.forms.field_table import FieldValue, read_value, to_label
from jiangyi.studio.live.documents import DocumentEntry
from jiangyi.theme import NO_THEME, list_sheet_names

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"})
MOST_PICTURES = 2000
TITLE_LENGTH = 40
"""Characters of a block's words that tell what it is about."""
TYPED_ID = re.compile(r"\{#(?P<short>[^\W\d_][\w-]*)|^[ -]*id:[ \t]*(?P<key>[^\W\d_][\w-]*)[ \t]*$", re.MULTILINE)
"""An id as Markdown and YAML write it, for a text that cannot be read as a handout just now."""
NO_THEME_NAME = Message("Default", "默认")


class IdEntry(msgspec.Struct):
    """A block that may be referred to."""

    id: str
    type: str
    label: str
    title: str
    line: int


class NameEntry(msgspec.Struct):
    """A file that may be referred to."""

    name: str
    title: str


class NameLists(msgspec.Struct):
    """The names that complete the words of one file."""

    ids: list[IdEntry]
    pictures: list[NameEntry]
    handouts: list[NameEntry]
    editions: list[FieldValue]
    themes: list[FieldValue]
    papers: list[FieldValue]


def collect_names(desk: Desk, name: str) -> NameLists:
    """The names that words in a file may refer to. Raises Refused where there is no such file; a book.yaml may be still to come."""
    workspace, documents = desk.workspace, desk.hub.documents
    text = "" if name == BOOK else desk.files.read(name).text
    return NameLists(
        list_known_ids(documents.find_manuscript(name), text),
        list_picture_names(workspace, name),
        list_handout_names(workspace, documents.entries),
        list_editions(documents.project.editions),
        list_all_themes(workspace),
        list_sheets(workspace, "papers"),
    )


def list_known_ids(manuscript: Manuscript | None, text: str) -> list[IdEntry]:
    """The ids of a handout in the order of its text."""
    found = {one.id: one for one in _iter_ids(manuscript)} if manuscript else {}
    for match in TYPED_ID.finditer(text):
        name = match["short"] or match["key"]
        found.setdefault(name, IdEntry(name, "", "", "", text.count("\n", 0, match.start()) + 1))
    return sorted(found.values(), key=lambda one: one.line)


def _iter_ids(manuscript: Manuscript) -> Iterator[IdEntry]:
    for block in manuscript.blocks:
        if not block.id.startswith("_"):
            kind = to_label(name_block_type(block.type))
            yield IdEntry(block.id, block.type, kind, quote_start(block), manuscript.locate(block).line)


def quote_start(block: Block) -> str:
    """The first words of a block."""
    texts = (child for _, child in iter_children(block))
    first = next((str(text) for text in texts if isinstance(text, Text) and text), "")
    inner = "" if first else next((quote_start(child) for _, child in iter_children(block) if isinstance(child, Block)), "")
    words = " ".join((first or inner).split())
    return words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH] + "…"


def list_picture_names(workspace: Workspace, name: str) -> list[NameEntry]:
    """The pictures in content/ as they are written in a handout."""
    home = PurePosixPath(name).parent
    found = (file for file, path in walk_files(workspace.content) if path.suffix.lower() in PICTURE_SUFFIXES and "/." not in f"/{file}")
    names = (os.path.relpath(file, home).replace(os.sep, "/") for file, _ in zip(found, range(MOST_PICTURES), strict=False))
    return [NameEntry(src, PurePosixPath(src).stem) for src in names]


def list_handout_names(workspace: Workspace, entries: Mapping[str, DocumentEntry]) -> list[NameEntry]:
    """The handouts with their titles, as far as they were read."""
    names = (path.relative_to(workspace.content).as_posix() for path in workspace.list_handouts() if workspace.is_own(path))
    return [NameEntry(name, entries[name].title if name in entries else PurePosixPath(name).stem) for name in names]


def list_editions(own: Mapping[str, object]) -> list[FieldValue]:
    """The editions that there always are, and those of the book."""
    return [*(read_value(group) for group in EDITION_WORDS.groups), *(FieldValue(name, name, []) for name in own)]


def list_sheets(workspace: Workspace, kind: str) -> list[FieldValue]:
    """The themes or papers."""
    return [read_value(group) for group in list_sheet_names(workspace, kind)]


def list_all_themes(workspace: Workspace) -> list[FieldValue]:
    """The themes, the usual appearance first."""
    return [FieldValue(NO_THEME, NO_THEME_NAME.localize(), ["默认"]), *list_sheets(workspace, "themes")]
