"""Incremental updates of a PDF (ISO 32000-1 §7.5.6): objects behind a file that replace some of its own, or are new."""

import hashlib
from dataclasses import dataclass, replace

from jiangyi.prepress import compress

IN_USE = b"\1"
OFFSET = 4
"""Bytes of an offset in the cross-reference stream."""


@dataclass(frozen=True)
class FileEnd:
    """What an update of a file depends on."""

    length: int
    """Bytes of the file."""
    size: int
    """The first number that no object has."""
    start: int
    """The place of the last cross-reference stream."""
    name: bytes
    """The first part of the identifier."""
    root: int
    """The numbers of the catalog, and of the information dictionary."""
    info: int


class Update:
    """The objects behind a file, and the cross-reference stream for them (§7.5.8)."""

    def __init__(self, ends: FileEnd) -> None:
        self._ends, self._size, self._offset = ends, ends.size, ends.length
        self._pieces: list[bytes] = []
        self._places: dict[int, int] = {}

    def reserve(self) -> int:
        """The number of a new object."""
        self._size += 1
        return self._size - 1

    def add(self, number: int, thing: bytes) -> None:
        """An object."""
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, thing)
        self._places[number] = self._offset
        self._pieces.append(piece)
        self._offset += len(piece)

    def add_stream(self, number: int, entries: bytes, data: bytes) -> int:
        """A compressed stream; returns its number."""
        self.add(number, b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))
        return number

    def finish(self) -> tuple[bytes, FileEnd]:
        """All bytes, and the end of the file with them."""
        ends = self._ends
        digest = hashlib.md5(b"".join((ends.name, *self._pieces)), usedforsecurity=False).hexdigest().encode()
        number, start = self.reserve(), self._offset
        self._places[number] = start
        numbers = sorted(self._places)
        rows = b"".join([IN_USE + self._places[one].to_bytes(OFFSET, "big") + b"\0\0" for one in numbers])
        index = b" ".join([b"%d 1" % one for one in numbers])
        entries = b"/Type/XRef/W[1 %d 2]/Index[%b]/Size %d/Prev %d/Root %d 0 R/Info %d 0 R/ID[<%b> <%b>]" % (
            OFFSET, index, self._size, ends.start, ends.root, ends.info, ends.name.hex().encode(), digest,
        )  # fmt: skip
        self.add_stream(number, entries, compress(rows))
        data = b"".join((*self._pieces, b"startxref\n%d\n%%%%EOF\n" % start))
        return data, replace(ends, length=ends.length + len(data), size=self._size, start=start)
