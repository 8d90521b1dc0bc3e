"""Write the objects of a PDF one after the other: streams at once, all others in compressed object streams (ISO 32000-1 §7.5).

Nothing but the bytes of the file is kept, so a long book needs little memory.
"""

import hashlib
import io
import zlib

from jiangyi.writers.pdf.streams import LEVEL

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
GROUP_SIZE = 1 << 18
"""Bytes of objects in one object stream: enough for its compression, and little to read for a program that needs one of them."""
IN_USE, COMPRESSED = 1, 2
"""Types of entries of a cross-reference stream (table 18)."""


class PdfFile:
    """A PDF under construction."""

    def __init__(self) -> None:
        self._output = io.BytesIO()
        self._output.write(HEADER)
        self._entries: list[tuple[int, int, int]] = [(0, 0, 65535)]
        self._group: list[tuple[int, bytes]] = []
        self._group_size = 0
        self._digest = hashlib.md5(usedforsecurity=False)

    def reserve(self, count: int = 1) -> int:
        """Take the next numbers for objects that are written later; returns the first."""
        first = len(self._entries)
        self._entries += [(0, 0, 0)] * count
        return first

    def write(self, number: int, data: bytes) -> None:
        """Write an object that is no stream under a reserved number."""
        self._group.append((number, data))
        self._group_size += len(data)
        if self._group_size >= GROUP_SIZE:
            self._write_group()

    def write_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream under a reserved number; `entries` are those of its dictionary, with its length."""
        self._entries[number] = IN_USE, self._output.tell(), 0
        self._digest.update(entries)
        self._digest.update(data)
        self._output.write(b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (number, entries, data))

    def add(self, data: bytes) -> int:
        """Write an object that is no stream; returns its number."""
        number = self.reserve()
        self.write(number, data)
        return number

    def add_stream(self, entries: bytes, data: bytes) -> int:
        """Write a stream; returns its number."""
        number = self.reserve()
        self.write_stream(number, entries, data)
        return number

    def finish(self, catalog: int, info: int) -> bytes:
        """The whole file, from the numbers of its catalog and its information dictionary."""
        self._write_group()
        number, start = self.reserve(), self._output.tell()
        self._entries[number] = IN_USE, start, 0
        width = (start.bit_length() + 7) // 8
        rows = b"".join(
            [kind.to_bytes(1, "big") + first.to_bytes(width, "big") + second.to_bytes(2, "big") for kind, first, second in self._entries]
        )
        identifier = self._digest.hexdigest().encode()
        entries = b"/Type /XRef/W [1 %d 2]/Size %d/Root %d 0 R/Info %d 0 R/ID [(%b) (%b)]" % (
            width,
            len(self._entries),
            catalog,
            info,
            identifier,
            identifier,
        )
        self.write_stream(number, *_compress(entries, rows))
        self._output.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._output.getvalue()

    def _write_group(self) -> None:
        """Write an object stream of the objects that wait for one (§7.5.7)."""
        if not self._group:
            return
        number, places, position = self.reserve(), [], 0
        for index, (own, data) in enumerate(self._group):
            self._entries[own] = COMPRESSED, number, index
            places.append(b"%d %d" % (own, position))
            position += len(data) + 1
        head = b" ".join(places) + b"\n"
        entries = b"/Type /ObjStm/N %d/First %d" % (len(self._group), len(head))
        self.write_stream(number, *_compress(entries, head + b"\n".join([data for _, data in self._group])))
        self._group, self._group_size = [], 0


def _compress(entries: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The entries of the dictionary and the data of a compressed stream; see `serialize_parts` for its last byte."""
    packed = zlib.compress(data, LEVEL)
    if packed.endswith(b"\r"):
        packed += b"\0"
    return b"%b/Filter /FlateDecode/Length %d" % (entries, len(packed)), packed
