"""Locks between processes, which end with the process that holds them, also where it is killed; the only place that knows the systems."""

import errno
import os
import sys
from pathlib import Path

from jiangyi.store.files import lock_file

TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


def lock_place(folder: Path, beside: Path) -> int | None:
    """Lock a folder until the handle that is returned is closed; None where another process has locked it. Raises OSError.

    Windows opens no folders: there the lock is a file beside it, which the system removes with the handle. Where a network drive has no
    locks, nobody else is seen.
    """
    handle = _open(folder, beside)
    if handle is not None:
        try:
            lock_file(handle)
        except OSError as error:
            if error.errno in TAKEN:
                os.close(handle)
                return None
    return handle


def _open(folder: Path, beside: Path) -> int | None:
    """A handle to lock; None where the file beside is about to be removed."""
    if sys.platform != "win32":
        return os.open(folder, os.O_RDONLY)
    try:
        return os.open(beside, os.O_RDWR | os.O_CREAT | os.O_NOINHERIT | os.O_TEMPORARY)
    except PermissionError:
        if beside.exists():
            return None
        raise
