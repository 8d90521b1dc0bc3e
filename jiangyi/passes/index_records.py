"""The index of one handout as plain data, for the store."""

from typing import TYPE_CHECKING, Any

import msgspec

from jiangyi.model import text_from_plain, text_to_plain

if TYPE_CHECKING:
    from jiangyi.passes.indexing import ContentsEntry, Index


class EntryRecord(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the table of contents."""

    id: str
    label: str
    title: list[Any]
    level: int
    children: tuple["EntryRecord", ...]


class IndexRecord(msgspec.Struct, array_like=True, frozen=True):
    """The tables of an index; see `Index`."""

    labels: dict[str, str]
    levels: dict[str, int]
    depths: dict[str, int]
    chapters: dict[str, int]
    full_labels: dict[str, str]
    references: dict[str, str]
    notes: dict[str, str]
    blanks: dict[str, str]
    solutions: dict[str, str]
    contents: tuple[EntryRecord, ...]
    amounts: dict[str, int]


def index_to_bytes(index: "Index") -> bytes:
    """The index of one handout as it is stored."""
    tables = (index.full_labels, index.references, index.notes, index.blanks, index.solutions)
    contents = tuple(map(_entry_to_record, index.contents))
    return msgspec.msgpack.encode(IndexRecord(index.labels, index.levels, index.depths, index.chapters, *tables, contents, index.amounts))


def index_from_bytes(data: memoryview) -> "Index":
    """The index that is stored as these bytes. Raises MsgspecError, KeyError, TypeError or ValueError where it is none."""
    from jiangyi.passes.indexing import Index

    record = msgspec.msgpack.decode(data, type=IndexRecord)
    return Index(
        record.labels,
        record.levels,
        record.depths,
        record.references,
        record.chapters,
        record.notes,
        tuple(map(_entry_from_record, record.contents)),
        blanks=record.blanks,
        full_labels=record.full_labels,
        solutions=record.solutions,
        amounts=record.amounts,
    )


def _entry_to_record(entry: "ContentsEntry") -> EntryRecord:
    return EntryRecord(entry.id, entry.label, text_to_plain(entry.title), entry.level, tuple(map(_entry_to_record, entry.children)))


def _entry_from_record(record: EntryRecord) -> "ContentsEntry":
    from jiangyi.passes.indexing import ContentsEntry

    children = tuple(map(_entry_from_record, record.children))
    return ContentsEntry(record.id, record.label, text_from_plain(record.title), record.level, children)
