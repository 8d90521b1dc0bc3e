"""Compress PDF streams so that none ends in a carriage return (PDF/A-3 §6.1.7.1)."""

import zlib
from typing import Any

import pikepdf
from pikepdf import Name


def compress(data: bytes) -> bytes:
    """Compressed data; if it ends in a carriage return, which reads as an end of line, a byte is appended that the filter ignores."""
    raw = zlib.compress(data)
    return raw + b"\0" if raw.endswith(b"\r") else raw


def set_stream_data(stream: Any, data: bytes) -> None:
    """Replace the data of a stream."""
    stream.write(compress(data), filter=Name.FlateDecode)


def new_stream(pdf: pikepdf.Pdf, data: bytes) -> Any:
    """A new stream of a PDF."""
    stream = pdf.make_stream(b"")
    set_stream_data(stream, data)
    return stream
