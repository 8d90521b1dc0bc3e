"""Tables on disk: one value of a declared type in one file, sealed; a file that holds anything else is absent."""

import os
from pathlib import Path
from typing import TypeVar

from msgspec import msgpack

from jiangyi.store.files import open_regular, write_atomically
from jiangyi.store.seals import SEAL_SIZE, compute_seal, find_secret

Table = TypeVar("Table")
MAX_SIZE = 256 * 1024 * 1024
"""Bytes of a file that is read."""
ENCODER = msgpack.Encoder(enc_hook=str)
"""Values of diagnostics that are no plain data become text."""


def read_table(path: Path, kind: type[Table]) -> Table | None:
    """The table in a file; None where there is none, or it is damaged, or has another shape."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_SIZE:
                return None
            whole = memoryview(file.read())
        data = whole[SEAL_SIZE:]
        return msgpack.decode(data, type=kind) if compute_seal(find_secret(), path.name, data) == whole[:SEAL_SIZE] else None
    except Exception:  # the file may be forged: whatever is wrong with it, there is no table
        return None


def write_table(path: Path, table: object) -> None:
    """Write a table of plain data. Raises OSError, and ValueError or OverflowError for other data."""
    data = ENCODER.encode(table)
    write_atomically(path, compute_seal(find_secret(), path.name, data) + data)
