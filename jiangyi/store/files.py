"""Files that are complete or absent, read without trusting what is in their place, and digests of bytes."""

import contextlib
import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from jiangyi.core import WRITE, compile_late, explain_system_errors

STALE_AFTER = 3600
"""Seconds after which an unfinished file is certainly abandoned."""
PART = compile_late(r"\.[0-9a-f]{16}\.part")
"""The name of an unfinished file; it is locked by the process that writes it."""
OF_SYSTEMS = ("System Volume Information", "$RECYCLE.BIN", "lost+found", "Thumbs.db", "desktop.ini")
"""What systems put into empty folders and disks."""
ATTEMPTS = (0.05, 0.2) if os.name == "nt" else ()
"""Seconds before each further attempt to replace a file: on Windows a virus scanner may have it open for a moment."""

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
    raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))


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


def write_user_file(path: Path, data: bytes | memoryview) -> None:
    """Write a file of the user so that it is complete or absent. Raises SystemFailure, which names it."""
    with explain_system_errors(WRITE, path):
        write_atomically(path, data)


def fill_user_file(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a large file of the user piece by piece, so that it is complete or absent. Raises SystemFailure, which names it."""
    with explain_system_errors(WRITE, path):
        _fill_beside(path, fill)


def replace_user_file(path: Path, data: bytes) -> None:
    """Write a new version of a file of the user, which keeps its mode; a link stays a link. Raises SystemFailure."""
    with explain_system_errors(WRITE, path):
        target = path.resolve(strict=True)
        if not os.access(target, os.W_OK):  # its folder may be writable all the same
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        _write_beside(target, data, target.stat())


def _write_beside(path: Path, data: bytes | memoryview, like: os.stat_result | None = None) -> None:
    """Write bytes to a file under another name, then rename it."""
    _fill_beside(path, lambda file: file.write(data), like)


def _fill_beside(path: Path, fill: Callable[[IO[bytes]], object], like: os.stat_result | None = None) -> None:
    """Fill a file under another name, then rename it; with the mode and owner of the one that it replaces, where that is given.

    Raises FileNotFoundError where there is no such folder.
    """
    beside = path.with_name(f".{os.urandom(8).hex()}.part")
    handle = os.open(beside, WRITE_FLAGS, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            with contextlib.suppress(OSError):  # some network drives have no locks
                _lock_part(handle)
            if like:
                _copy_rights(like, beside)
            fill(file)
        _rename(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _lock_part(handle: int) -> None:
    """Lock an unfinished file. Windows needs no lock: an open file cannot be removed there at all."""
    if sys.platform != "win32":
        lock_file(handle)


def lock_file(handle: int) -> None:
    """Lock an open file until it is closed or this process is gone. Raises OSError where another process has locked it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        from fcntl import LOCK_EX, LOCK_NB, flock

        flock(handle, LOCK_EX | LOCK_NB)


def _copy_rights(like: os.stat_result, path: Path) -> None:
    """Give a file the owner, where that is possible, and the mode of another one."""
    own = path.stat()
    if hasattr(os, "chown") and (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        with contextlib.suppress(OSError):
            os.chown(path, like.st_uid, like.st_gid)
    path.chmod(stat.S_IMODE(like.st_mode))


def _rename(beside: Path, path: Path) -> None:
    for pause in ATTEMPTS:
        try:
            beside.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    beside.replace(path)


def link_or_copy(source: Path, path: Path) -> None:
    """Put a file in its place so that it is complete or absent: as a link to the same bytes where the disk has such, else as a copy.

    Both are replaced and never changed by us. Raises OSError.
    """
    beside = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        try:
            path.hardlink_to(source)
        except FileExistsError:
            beside.hardlink_to(source)
        else:
            return
    except OSError:  # another disk, or one without such links
        write_atomically(path, source.read_bytes())
        return
    _rename(beside, path)
    beside.unlink(missing_ok=True)  # it is left where both are the same file (POSIX, rename)


def is_system_file(name: str) -> bool:
    """True for a name in a folder that no user has chosen: what systems put there, hidden and unfinished files."""
    return name.startswith(".") or name in OF_SYSTEMS


def remove_stale_parts(folder: Path) -> None:
    """Remove the unfinished files of processes that were killed while they wrote."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - an output folder may have thousands of files
            if name.endswith(".part") and name.startswith("."):
                _remove_if_stale(folder / name)


def _remove_if_stale(path: Path) -> None:
    """Remove an unfinished file that no process writes any more."""
    with contextlib.suppress(OSError):
        if path.is_symlink():
            return
        handle = os.open(path, OPEN_FLAGS)
        try:
            if PART.fullmatch(path.name):
                _lock_part(handle)
            elif time.time() - os.fstat(handle).st_mtime < STALE_AFTER:
                return
        finally:
            os.close(handle)
        path.unlink()
