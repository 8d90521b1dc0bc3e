"""The entries of ZIP archives, which are the same whenever and wherever they are written."""

import zipfile

TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that an archive can hold (APPNOTE 4.4.6): the time of the build must not enter the bytes."""
UNIX = 3
READABLE = 0o644 << 16


def describe_entry(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """An entry that every user may read; `compression` is a constant of `zipfile`."""
    entry = zipfile.ZipInfo(name, TIME)
    entry.create_system, entry.external_attr, entry.compress_type = UNIX, READABLE, compression
    return entry
