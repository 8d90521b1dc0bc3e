"""Bytes into a stream of a PDF, compressed here so that no stream ends in a carriage return."""

import zlib
from typing import Any

import pikepdf
from pikepdf import Name


def compress(data: bytes) -> bytes:
    """Compressed bytes; where they would end in a carriage return, which reads as an end of line, a byte follows that no filter sees."""
    raw = zlib.compress(data)
    return raw + b"\0" if raw.endswith(b"\r") else raw


def set_stream_data(stream: Any, data: bytes) -> None:
    """Put bytes into a stream that there is."""
    stream.write(compress(data), filter=Name.FlateDecode)


def new_stream(pdf: pikepdf.Pdf, data: bytes) -> Any:
    """A new stream of a PDF."""
    stream = pdf.make_stream(b"")
    set_stream_data(stream, data)
    return stream
