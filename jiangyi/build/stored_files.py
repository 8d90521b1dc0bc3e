"""The files that writers make, and their parts, kept in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiangyi.core import Report
from jiangyi.store import StoredMemo

if TYPE_CHECKING:  # loaded where a book is made
    from jiangyi.pagination import Pagination

LENGTH = 4
"""Bytes that hold the length of the pagination in an entry."""


@dataclass(frozen=True)
class StoredFile:
    """The bytes of a file, and where its pages begin."""

    data: bytes
    pagination: "Pagination"
    is_cached: bool = False
    """True if it comes from the store."""


def _serialize(file: StoredFile) -> bytes:
    from msgspec import msgpack

    head = msgpack.encode(file.pagination)
    return len(head).to_bytes(LENGTH) + head + file.data


def _deserialize(data: memoryview) -> StoredFile:
    from msgspec import msgpack

    from jiangyi.pagination import Pagination

    end = LENGTH + int.from_bytes(data[:LENGTH])
    return StoredFile(bytes(data[end:]), msgpack.decode(data[LENGTH:end], type=Pagination), is_cached=True)


FILES = StoredMemo[StoredFile]("file", _serialize, _deserialize, size=0)
"""Whole files, by what is written into them and the writer."""
_PARTS = StoredMemo[bytes]("part", bytes, bytes, size=0)


def get_or_compute_part(key: str, compute: Callable[[Report], bytes], report: Report) -> bytes:
    """The part cache of writers: the bytes of a part of a file, from the store where they are known."""
    return _PARTS.get_or_compute(key, compute, report)
