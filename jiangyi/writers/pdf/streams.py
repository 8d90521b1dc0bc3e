"""The streams of a PDF as they stand in the file: each written once, and what the pages of a bound book draw kept by its parts."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pydyf

from jiangyi.core import Report
from jiangyi.writers.api import PartCache

LEVEL = 6
"""Of compression: more costs twice the time for a hundredth of the bytes."""
FILTER = "/FlateDecode"


@contextmanager
def exact_streams() -> Iterator[None]:
    """Write each stream once, as `serialised`, and let what was written name the file.

    pydyf 0.13 writes every object once more for the file's identifier (ISO 32000-1 §14.4); the streams, the last of which holds all
    objects that are none, tell as well which file it is.
    """
    done = dict[pydyf.Stream, bytes]()

    def data(stream: pydyf.Stream) -> bytes:
        if stream not in done:
            if stream.extra.get("Type") == "/XRef":
                name = pydyf.String(hashlib.md5(b"".join(done.values()), usedforsecurity=False).hexdigest())
                stream.extra["ID"] = pydyf.Array((name, name))
            done[stream] = serialize_stream(stream)
        return done[stream]

    ours = {
        (pydyf.Stream, "data"): data,
        (pydyf.Dictionary, "data"): serialize_dictionary,
        (pydyf.Array, "data"): serialize_array,
        (pydyf.PDF, "page_references"): page_references,
    }
    before = {(kind, name): getattr(kind, name) for kind, name in ours}
    for (kind, name), own in ours.items():
        setattr(kind, name, property(own))
    try:
        yield
    finally:
        for (kind, name), plain in before.items():
            setattr(kind, name, plain)


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references of all pages, which are asked for with every bookmark."""
    numbers = pdf.pages["Kids"][::3]
    known: tuple[bytes, ...] = pdf.__dict__.get("references", ())
    if len(known) != len(numbers):
        known = pdf.references = tuple(b"%d 0 R" % number for number in numbers)
    return known


class EncodedKeys(dict[str, bytes]):
    """The keys of dictionaries as they stand in a file, by the keys."""

    def __missing__(self, key: str) -> bytes:
        """One that was not asked for before."""
        self[key] = b"/%b " % key.encode("ascii")
        return self[key]


ENCODED_KEYS = EncodedKeys()


def serialize_dictionary(entries: Mapping[str, Any]) -> bytes:
    """A dictionary as it stands in the file, as pydyf writes it."""
    return b"<<%b>>" % b"".join(
        [ENCODED_KEYS[key] + (SERIALIZERS.get(type(value)) or pydyf._to_bytes)(value) for key, value in entries.items()]
    )


def serialize_array(items: Iterable[Any]) -> bytes:
    """An array as it stands in the file, as pydyf writes it."""
    return b"[%b]" % b" ".join([(SERIALIZERS.get(type(item)) or pydyf._to_bytes)(item) for item in items])


SERIALIZERS: Mapping[type, Callable[[Any], bytes]] = {
    bytes: lambda data: data,
    str: lambda text: text.encode("ascii"),
    int: lambda number: b"%d" % number,
    pydyf.Dictionary: serialize_dictionary,
    pydyf.Array: serialize_array,
}
"""What most things are as they stand in a file, by their kind; pydyf asks of each whether it is of one kind after the other."""


def serialize_stream(stream: pydyf.Stream) -> bytes:
    """A stream as it stands in the file.

    None ends in a carriage return: with the line feed before `endstream` it reads as one end of line, and the file as damaged
    (PDF/A-3 §6.1.7.1). One more byte cures it, since a filter stops at its own end.
    """
    body = stream_body(stream)
    head = pydyf.Dictionary(stream.extra)
    if stream.compress:
        head["Filter"], body = FILTER, zlib.compress(body, LEVEL)
    if body.endswith(b"\r"):
        body += b"\0"
    head["Length"] = len(body)
    return b"\n".join((head.data, b"stream", body, b"endstream"))


def compress_pages(groups: Iterable[Sequence[pydyf.Stream]], keep: PartCache, report: Report) -> None:
    """Compress streams, or take what was made of them before; those of a group are kept together."""
    for streams in groups:
        drawn = [stream_body(stream) for stream in streams]
        name = hashlib.sha256(b"\0".join(drawn)).hexdigest()
        make = lambda _, drawn=drawn: join_pieces(zlib.compress(data, LEVEL) for data in drawn)  # noqa: E731
        for stream, data in zip(streams, split_pieces(keep(f"streams {name}", make, report)), strict=True):
            stream.stream, stream.compress, stream.extra["Filter"] = [data], False, FILTER


def stream_body(stream: pydyf.Stream) -> bytes:
    """What is in a stream, in one piece."""
    return b"\n".join([item if isinstance(item, bytes) else pydyf._to_bytes(item) for item in stream.stream])


def join_pieces(pieces: Iterable[bytes]) -> bytes:
    """Several pieces in one: their lengths, then all of them."""
    whole = tuple(pieces)
    return json.dumps([len(piece) for piece in whole]).encode() + b"\n" + b"".join(whole)


def split_pieces(data: bytes) -> Iterator[bytes]:
    """The pieces."""
    head, _, rest = data.partition(b"\n")
    start = 0
    for length in json.loads(head):
        yield rest[start : start + length]
        start += length
