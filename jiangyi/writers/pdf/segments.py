"""Compress pieces of a content stream separately, so that they can be joined without being compressed again.

A part is compressed when it is laid out, its running heads when all page numbers are known; the stream of a page consists of both.
DEFLATE allows that (RFC 1951 §3.2): a piece that ends at a byte boundary refers to nothing before it, and the checksum of the whole
(RFC 1950 §8.2) follows from those of the pieces.
"""

import zlib
from collections.abc import Iterable

from jiangyi.writers.pdf.parts import Segment
from jiangyi.writers.pdf.streams import LEVEL

HEADER = b"\x78\x9c"
"""A zlib stream with a window of 32 kB, compressed with the default level (RFC 1950 §2.2)."""
LAST_BLOCK = b"\x03\x00"
"""An empty block with fixed codes that ends the data."""
BASE = 65521
"""The modulus of Adler-32."""


def compress_segment(data: bytes) -> Segment:
    """A compressed piece of a content stream; it must begin and end between two operators."""
    if not data:
        return Segment(b"", 1, 0)
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Segment(compressor.compress(data) + compressor.flush(zlib.Z_SYNC_FLUSH), zlib.adler32(data), len(data))


def join_segments(segments: Iterable[Segment]) -> bytes:
    """The compressed data of a stream that consists of some pieces.

    It never ends in a carriage return: with the line feed before `endstream` that would be one end-of-line marker, and the length wrong
    (PDF/A-3 §6.1.7.1). A zero byte is appended then, which the filter ignores.
    """
    pieces, checksum = [HEADER], 1
    for segment in segments:
        pieces.append(segment.data)
        checksum = combine_checksums(checksum, segment.checksum, segment.length)
    end = checksum.to_bytes(4, "big")
    return b"".join((*pieces, LAST_BLOCK, end, b"\0" if end.endswith(b"\r") else b""))


def combine_checksums(first: int, second: int, length: int) -> int:
    """The Adler-32 checksum of two pieces from those of each; `length` is that of the second in bytes."""
    low = (first & 0xFFFF) + (second & 0xFFFF) - 1
    high = (first >> 16) + (second >> 16) + length * ((first & 0xFFFF) - 1)
    return high % BASE << 16 | low % BASE
