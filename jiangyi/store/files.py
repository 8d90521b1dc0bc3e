"""Files that are complete or absent, read without trusting what is in their place, and digests of bytes."""

import contextlib
import hashlib
import os
import stat
import time
from pathlib import Path

STALE_AFTER = 3600
"""Seconds after which an unfinished file is certainly abandoned."""

OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)

WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def digest_bytes(data: bytes) -> str:
    """The first 128 bits of SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()[:32]


def open_regular(path: str | Path) -> int:
    """A handle of a regular file, for reading. Raises OSError for anything else: a pipe or device would have its reader wait for ever."""
    handle = os.open(path, OPEN_FLAGS)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(path)


def write_atomically(path: Path, data: bytes | memoryview) -> None:
    """Write a file so that it is complete or absent: under another name in its folder, then renamed.

    The folder is made where it does not exist, also where it is deleted meanwhile, as that of a store may be.
    """
    for last in (False, True):
        try:
            _write_beside(path, data)
        except FileNotFoundError:
            if last:
                raise
            path.parent.mkdir(parents=True, exist_ok=True)
        else:
            return


def _write_beside(path: Path, data: bytes | memoryview) -> None:
    """Write a file under another name, then rename it. Raises FileNotFoundError where there is no such folder."""
    beside = path.with_name(f".{os.urandom(8).hex()}.part")
    handle = os.open(beside, WRITE_FLAGS, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def remove_stale_parts(folder: Path) -> None:
    """Remove the unfinished files of processes that were killed while they wrote."""
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_AFTER:
                path.unlink()
