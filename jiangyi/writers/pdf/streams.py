"""Serialize the objects of a PDF, each stream once."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pydyf

LEVEL = 6
"""Compression level of zlib: higher ones take twice the time and save one percent."""
FILTER = "/FlateDecode"


@dataclass
class _OpenFile:
    """The state of the file that is being written."""

    streams: dict[pydyf.Stream, bytes] = field(default_factory=dict)
    """Those that were serialized, in their order."""
    page_references: tuple[bytes, ...] = ()


_open_file: ContextVar[_OpenFile | None] = ContextVar("open file", default=None)


@contextmanager
def open_file() -> Iterator[None]:
    """Serialize each stream of a file once, and derive its identifier from them, inside the `with` block."""
    token = _open_file.set(_OpenFile())
    try:
        yield
    finally:
        _open_file.reset(token)


def stream_data(stream: pydyf.Stream) -> bytes:
    """A stream as bytes; it replaces `pydyf.Stream.data`.

    pydyf 0.13 serializes every object once more for the file's identifier (ISO 32000-1 §14.4). The streams, of which the last holds all
    objects that are no streams, identify the file as well.
    """
    file = _open_file.get()
    if file is None:
        return serialize_stream(stream)
    if stream not in file.streams:
        if stream.extra.get("Type") == "/XRef":
            name = pydyf.String(hashlib.md5(b"".join(file.streams.values()), usedforsecurity=False).hexdigest())
            stream.extra["ID"] = pydyf.Array((name, name))
        file.streams[stream] = serialize_stream(stream)
    return file.streams[stream]


def page_references(pdf: Any) -> tuple[bytes, ...]:
    """The references of all pages; it replaces `pydyf.PDF.page_references`, which is computed again for every bookmark."""
    numbers, file = pdf.pages["Kids"][::3], _open_file.get()
    if file and len(file.page_references) == len(numbers):
        return file.page_references
    references = tuple(b"%d 0 R" % number for number in numbers)
    if file:
        file.page_references = references
    return references


def serialize_dictionary(entries: Mapping[str, Any]) -> bytes:
    """A dictionary as bytes, the same as pydyf's; it replaces `pydyf.Dictionary.data`."""
    return b"<<%b>>" % b"".join(
        [b"/%b " % key.encode("ascii") + (SERIALIZERS.get(type(value)) or pydyf._to_bytes)(value) for key, value in entries.items()]
    )


def serialize_array(items: Iterable[Any]) -> bytes:
    """An array as bytes, the same as pydyf's; it replaces `pydyf.Array.data`."""
    return b"[%b]" % b" ".join([(SERIALIZERS.get(type(item)) or pydyf._to_bytes)(item) for item in items])


SERIALIZERS: Mapping[type, Callable[[Any], bytes]] = {
    bytes: lambda data: data,
    str: lambda text: text.encode("ascii"),
    int: lambda number: b"%d" % number,
    pydyf.Dictionary: serialize_dictionary,
    pydyf.Array: serialize_array,
}
"""How the most frequent types are serialized; pydyf tests each value for one type after the other."""


def serialize_stream(stream: pydyf.Stream) -> bytes:
    """A stream as bytes."""
    entries, body = serialize_parts(stream)
    return b"\n".join((entries.data, b"stream", body, b"endstream"))


def serialize_parts(stream: pydyf.Stream) -> tuple[pydyf.Dictionary, bytes]:
    """The dictionary and the data of a stream.

    Its data must not end in a carriage return: with the line feed before `endstream` that is one end-of-line marker, and the length is
    wrong (PDF/A-3 §6.1.7.1). A zero byte is appended then, which the filter ignores.
    """
    body = stream_body(stream)
    head = pydyf.Dictionary(stream.extra)
    if stream.compress:
        head["Filter"], body = FILTER, zlib.compress(body, LEVEL)
    if body.endswith(b"\r"):
        body += b"\0"
    head["Length"] = len(body)
    return head, body


def stream_body(stream: pydyf.Stream) -> bytes:
    """The uncompressed data of a stream."""
    return b"\n".join([item if isinstance(item, bytes) else pydyf._to_bytes(item) for item in stream.stream])
