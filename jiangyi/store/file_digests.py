"""Digests of files, remembered with the state in which each file had it, so that a file that certainly did not change is not read.

The state (size, times of change, inode) never decides that something is up to date: it only spares hashing. It is trusted as git trusts
its index: not where the file had changed so shortly before it was read, or before the table was written, that a later change could have
left the same state ("racy").
"""

import contextlib
import hashlib
import os
import time
from pathlib import Path

import msgspec

from jiangyi.core import active_store, memoize
from jiangyi.store.files import digest_bytes, open_regular
from jiangyi.store.tables import read_table, write_table

FILE_NAME = "files"
SETTLED_AFTER = 2_000_000_000
"""Nanoseconds after a change in which a file may change again without a trace: file systems count in steps of up to two seconds."""
MAX_FILES = 50_000
"""Files in the table; those that were looked at longest ago are dropped first."""

State = tuple[int, int, int, int]
"""Size in bytes, the times of the last change of content and of the inode in nanoseconds, and the inode."""


class FileRecord(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The digest of a file in a state."""

    digest: str
    state: State


class FileDigests:
    """The digests of files by path, as a table in the store."""

    def __init__(self, path: Path, *, is_forced: bool = False) -> None:
        self.path = path
        self._changed = False
        self._records = {} if is_forced else read_table(path, dict[str, FileRecord]) or {}
        self._written = 0
        with contextlib.suppress(OSError):
            self._written = path.stat().st_mtime_ns
        newest = {name for name, one in self._records.items() if _changed_at(one.state) >= self._written}
        for name in newest:  # racy: it may have changed since, in the same step of the clock of its file system
            del self._records[name]

    def find(self, path: str | Path) -> str | None:
        """The digest of a file that certainly has not changed since it was computed; None for others."""
        record = self._records.get(os.fspath(path))
        try:
            return record.digest if record and record.state == _state(os.stat(path)) else None  # noqa: PTH116 - called for thousands
        except OSError:
            return None

    def digest(self, path: str | Path) -> str:
        """The digest of a file; empty where there is no file that can be read."""
        known = self.find(path)
        if known is not None:
            return known
        before = time.time_ns()
        digest, state = _hash_file(path)
        if state:
            self._record(path, digest, state, before)
        return digest

    def read(self, path: Path) -> tuple[bytes, str]:
        """The bytes of a file with their digest, which is recorded. Raises OSError."""
        before = time.time_ns()
        with path.open("rb") as file:
            state, data = _state(os.fstat(file.fileno())), file.read()
        digest = digest_bytes(data)
        self._record(path, digest, state, before)
        return data, digest

    def save(self) -> None:
        """Write the table, if a digest was added."""
        if self._changed:
            kept = dict(list(self._records.items())[-MAX_FILES:])
            with contextlib.suppress(OSError, ValueError):  # a disk that can't be written, or a name that is no Unicode
                write_table(self.path, kept)
            self._changed = False

    def _record(self, path: str | Path, digest: str, state: State, before: int) -> None:
        """Remember a digest that was computed after `before`, unless the file changed shortly before that."""
        name = os.fspath(path)
        self._records.pop(name, None)
        if _changed_at(state) + SETTLED_AFTER <= before:
            self._records[name] = FileRecord(digest, state)
            self._changed = True


def _hash_file(path: str | Path) -> tuple[str, State | None]:
    """The digest of a file, and its state before it was read; none where there is no file that can be read."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            state = _state(os.fstat(file.fileno()))
            return hashlib.file_digest(file, "sha256").hexdigest()[:32], state
    except OSError:
        return "", None


def _state(found: os.stat_result) -> State:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _changed_at(state: State) -> int:
    return max(state[1], state[2])


@memoize(1)
def _open_digests(path: Path, is_forced: bool) -> FileDigests:  # noqa: FBT001 - memoized by it
    return FileDigests(path, is_forced=is_forced)


def open_digests() -> FileDigests | None:
    """The table in the store of the active session; None where there is no store."""
    store = active_store()
    return _open_digests(store.folder / FILE_NAME, store.not_before > 0) if store else None


def find_digest(path: Path) -> str | None:
    """The digest of a file that certainly has not changed since it was computed; None for others."""
    digests = open_digests()
    return digests.find(path) if digests else None


def digest_file(path: str | Path) -> str:
    """The digest of a file; empty where there is no file that can be read. It is only read where it may have changed."""
    digests = open_digests()
    return digests.digest(path) if digests else _hash_file(path)[0]


def read_file(path: Path) -> tuple[bytes, str]:
    """The bytes of a file and their digest. Raises OSError."""
    digests = open_digests()
    if digests:
        return digests.read(path)
    data = path.read_bytes()
    return data, digest_bytes(data)


def save_digests() -> None:
    """Write the digests that were computed in the active session into its store."""
    digests = open_digests()
    if digests:
        digests.save()
