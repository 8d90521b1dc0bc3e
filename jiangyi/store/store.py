"""The store on disk: bytes by a key, sealed, and verified when they are read; anything that is wrong with an entry makes it absent.

Entries are written beside their place and renamed, so a process that is killed leaves none that is incomplete, and two processes may
write the same one. The folder may be deleted at any time. A disk that is full or read-only makes builds slower, and not fail.
"""

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from jiangyi.store.files import open_regular, remove_stale_parts, write_atomically
from jiangyi.store.seals import SEAL_SIZE, compute_seal, find_secret

PREFIX = 2
"""The first characters of a key name the folder of its entry."""
LIMIT = 512 * 1024 * 1024
"""Bytes; the least recently used entries are evicted first."""
TOUCH_AFTER = 3600
"""Seconds after which a use of an entry is recorded again, in the time of its file."""
STAMP, PRUNE_AFTER = "pruned", 60
"""The file whose time is that of the last look at the size, and the seconds until the next one."""
FORCED = "forced"
"""A file whose time is that at which the last build with `--force` began."""


@dataclass(frozen=True)
class Store:
    """A folder of entries; it can be sent to worker processes."""

    folder: Path
    environment: Callable[[], str]
    """The properties of the program, its libraries, plug-ins and fonts, which are part of every key."""
    not_before: float = 0.0
    """Seconds of the clock of the disk: entries that are older are not read, so a build with `--force` only reads its own."""
    limit: int = LIMIT
    """Bytes."""
    is_read_only: bool = False
    """True if nothing is written to it."""
    secret: bytes = field(default_factory=find_secret, repr=False)
    """Of the machine and user that entries must come from; worker processes seal with that of the machine that asks them."""

    def locate(self, key: str) -> Path:
        """The file of an entry."""
        return self.folder / key[:PREFIX] / key

    def read(self, key: str) -> memoryview | None:
        """The bytes stored under a key; None where there are none, or they are damaged in any way."""
        path = self.locate(key)
        try:
            with os.fdopen(open_regular(path), "rb") as file:
                state = os.fstat(file.fileno())
                if state.st_size > self.limit or state.st_mtime < self.not_before:
                    return None
                whole = memoryview(file.read())
        except OSError:
            return None
        data = whole[SEAL_SIZE:]
        if whole[:SEAL_SIZE] != compute_seal(self.secret, key, data):
            return None
        if abs(time.time() - state.st_mtime) > TOUCH_AFTER and not self.is_read_only:
            with contextlib.suppress(OSError):
                os.utime(path)
        return data

    def without_older(self) -> "Store":
        """The same store, of which only entries are read that are written from now on."""
        stamp = self.folder / FORCED
        try:
            write_atomically(stamp, b"")
            now = stamp.stat().st_mtime
        except OSError:
            now = math.inf
        return replace(self, not_before=now)

    def without_writing(self) -> "Store":
        """The same store, to which nothing is written."""
        return replace(self, is_read_only=True)

    def write(self, key: str, data: bytes) -> None:
        """Store bytes under a key, if the disk allows it."""
        if self.is_read_only:
            return
        path = self.locate(key)
        with contextlib.suppress(OSError):
            if path.parent.is_symlink():  # it may lead anywhere
                path.parent.unlink()
            write_atomically(path, compute_seal(self.secret, key, data) + data)

    def prune(self) -> None:
        """Evict entries where the folder is larger than its limit, which is looked at once a minute at most."""
        stamp = self.folder / STAMP
        with contextlib.suppress(OSError):
            if abs(time.time() - stamp.stat().st_mtime) < PRUNE_AFTER:
                return
        self.evict()
        remove_stale_parts(self.folder)
        with contextlib.suppress(OSError):
            write_atomically(stamp, b"")  # and does not follow a link

    def evict(self) -> None:
        """Remove entries, those used longest ago first, until the folder is smaller than its limit."""
        files = list(self._iter_entries())
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self.limit:
                return
            with contextlib.suppress(OSError):
                Path(path).unlink()
            total -= size

    def _iter_entries(self) -> Iterator[tuple[float, int, str]]:
        """The time of last use, size in bytes and path of each entry."""
        with contextlib.suppress(OSError):  # another build may evict too
            for part in os.scandir(self.folder):
                if len(part.name) == PREFIX and part.is_dir(follow_symlinks=False):
                    yield from _iter_files(part.path)


def _iter_files(folder: str) -> Iterator[tuple[float, int, str]]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            found = entry.stat(follow_symlinks=False)
            yield found.st_mtime, found.st_size, entry.path
