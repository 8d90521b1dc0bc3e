"""Earlier versions of files: each a file of its own that is complete or absent, so nothing is lost where the program is killed.

The folder of a file's versions is named by a digest of its name, which is written in it, too. The name of a version tells its time, its
kind, the digest of its bytes, that of the version that it replaced, and the change that it belongs to; so a list reads no version.
"""

import contextlib
import os
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from jiangyi.core import limits
from jiangyi.project import Workspace
from jiangyi.store import digest_bytes, remove_stale_parts, write_atomically

VersionKind = Literal["typed", "found", "unsaved", "fixed", "replaced", "restored", "undone", "made", "removed"]
"""Why there is a version: typed in the editor, found on disk where another program has written it, not saved because another one was,
punctuation corrected, found and replaced, an earlier version restored, a change undone, made by import or as a new handout, removed."""
EditKind = Literal["typed", "fixed", "replaced", "restored", "made"]
"""Those that a page may ask for."""
MAX_VERSIONS = 50
"""Of a file."""
ALWAYS_KEPT = 8
"""The newest versions, however close in time: a window that is slow may still merge with one."""
SPACING = 120_000
"""Milliseconds between older versions that were typed; one is saved every second."""
PRUNE_AFTER = 300
"""Seconds until the size of all versions is looked at again."""
NONE = "-"
VERSION_NAME = re.compile(
    rf"(?P<time>[0-9a-f]{{12}})\.(?P<kind>{'|'.join(get_args(VersionKind))})\.(?P<version>[0-9a-f]{{32}})"
    r"\.(?P<before>[0-9a-f]{32}|-)\.(?P<change>[0-9a-f]{16}|-)"
)
NAME_FILE = "name"


@dataclass(frozen=True, order=True)
class StoredVersion:
    """A version of a file."""

    time: int
    """Milliseconds since 1970."""
    kind: VersionKind
    version: str
    """The digest of its bytes."""
    before: str
    """The digest of what it replaced; empty where there was no file, or it is not known."""
    change: str
    """The change of several files that it belongs to; empty for others."""

    @property
    def id(self) -> str:
        """The name of its file, by which it is asked for."""
        return f"{self.time:012x}.{self.kind}.{self.version}.{self.before or NONE}.{self.change or NONE}"


def parse_version_id(name: str) -> StoredVersion | None:
    """A version by the name of its file; None for another name."""
    match = VERSION_NAME.fullmatch(name)
    if match is None:
        return None
    before, change = (match[key].replace(NONE, "") for key in ("before", "change"))
    return StoredVersion(int(match["time"], 16), match["kind"], match["version"], before, change)  # type: ignore[arg-type]


def choose_kept(versions: Iterable[StoredVersion]) -> list[StoredVersion]:
    """Those versions of a file that are kept, newest first.

    Of what was typed in one go only some are kept. What a change of several files has replaced stays as long as the change, which can
    be undone.
    """
    ordered = sorted(versions, reverse=True)
    replaced = {one.before for one in ordered if one.change}
    kept = list[StoredVersion]()
    for number, one in enumerate(ordered):
        is_close = number >= ALWAYS_KEPT and kept[-1].time - one.time < SPACING
        if not (is_close and one.kind == "typed" and one.version not in replaced):
            kept.append(one)
    return kept[:MAX_VERSIONS]


class History:
    """The earlier versions of the files of a workspace, each known by its name in content/."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._pruned = 0.0

    @property
    def folder(self) -> Path:
        """The folder of all versions."""
        return self.workspace.history

    def list_versions(self, name: str) -> list[StoredVersion]:
        """The versions of a file, newest first."""
        return sorted(_iter_versions(self._locate(name)), reverse=True)

    def list_names(self) -> dict[str, StoredVersion]:
        """Every file that has versions, with the newest one."""
        found = dict[str, StoredVersion]()
        for folder in _list_folders(self.folder):
            with contextlib.suppress(OSError, UnicodeDecodeError):
                name = (folder / NAME_FILE).read_bytes()[: limits.PATH_LENGTH.value * 4].decode()
                newest = max(_iter_versions(folder), default=None)
                if newest and self._locate(name) == folder:
                    found[name] = newest
        return found

    def find_change(self, change: str) -> dict[str, StoredVersion]:
        """The versions that belong to a change, by the names of their files."""
        found = dict[str, StoredVersion]()
        for name in self.list_names() if change else ():
            for one in self.list_versions(name):
                if one.change == change:
                    found[name] = one
        return found

    def read(self, name: str, version_id: str) -> bytes | None:
        """The bytes of a version; None where there is none, or it is damaged."""
        version = parse_version_id(version_id)
        return _read_version(self._locate(name) / version_id, version) if version else None

    def find(self, name: str, version: str) -> bytes | None:
        """The bytes of the version that has a digest."""
        for one in self.list_versions(name):
            if one.version == version and (data := self.read(name, one.id)) is not None:
                return data
        return None

    def add(
        self, name: str, data: bytes, kind: VersionKind, before: str = "", change: str = "", replaced: bytes | None = None
    ) -> StoredVersion | None:
        """Keep a version of a file, unless it is there already; older ones are thinned. Raises OSError.

        What it has replaced is kept too, where it is not known: what there was at first, or what another program has written. Nothing is
        written where the folder of the workspace is gone, or that of versions leads out of it.
        """
        if not self.workspace.root.is_dir() or not self.workspace.contains(self.folder):
            return None
        folder, versions = self._locate(name), self.list_versions(name)
        if not versions:
            write_atomically(folder / NAME_FILE, name.encode())
        if replaced is not None and all(one.version != digest_bytes(replaced) for one in versions):
            versions = [_write_version(folder, versions, replaced, "found"), *versions]
        digest = digest_bytes(data)
        known = next((one for one in versions if one.version == digest), None)
        if known and (kind == "unsaved" or (known is versions[0] and kind == "typed")):
            return known
        versions = [_write_version(folder, versions, data, kind, before, change), *versions]
        _drop(folder, set(versions) - set(choose_kept(versions)))
        return versions[0]

    def move(self, name: str, new: str) -> None:
        """Give a file's versions a new name, where no file of that name has versions; else both keep theirs. Raises OSError."""
        old, folder = self._locate(name), self._locate(new)
        if old.is_dir() and not folder.exists():
            old.rename(folder)
            write_atomically(folder / NAME_FILE, new.encode())

    def prune(self) -> None:
        """Delete the oldest versions of all files where they are too large together; the newest one of each file stays.

        It may take a moment, so it is called after a request is answered, and looks every few minutes only.
        """
        if time.monotonic() - self._pruned < PRUNE_AFTER and self._pruned:
            return
        self._pruned = time.monotonic()
        files, total = list[tuple[int, int, Path]](), 0
        for folder in _list_folders(self.folder):
            remove_stale_parts(folder)
            for number, one in enumerate(sorted(_iter_versions(folder), reverse=True)):
                with contextlib.suppress(OSError):
                    size = (folder / one.id).stat().st_size
                    total += size
                    files += [(one.time, size, folder / one.id)] if number else []
        for _, size, path in sorted(files):
            if total <= limits.HISTORY_BYTES.value:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size

    def _locate(self, name: str) -> Path:
        return self.folder / digest_bytes(name.encode(errors="surrogatepass"))


def _list_folders(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    return []


def _iter_versions(folder: Path) -> Iterator[StoredVersion]:
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            version = parse_version_id(entry.name)
            if version:
                yield version


def _read_version(path: Path, version: StoredVersion) -> bytes | None:
    """The bytes of a version, which may be forged: never more than an editor shows."""
    with contextlib.suppress(OSError, zlib.error):
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(path.read_bytes(), limits.SOURCE_BYTES.value + 1)
        return data if unpacking.eof and digest_bytes(data) == version.version else None
    return None


def _write_version(
    folder: Path, versions: list[StoredVersion], data: bytes, kind: VersionKind, before: str = "", change: str = ""
) -> StoredVersion:
    """Write a version that is newer than others. Raises OSError."""
    now = max(time.time_ns() // 1_000_000, versions[0].time + 1 if versions else 0)
    added = StoredVersion(now, kind, digest_bytes(data), before, change)
    write_atomically(folder / added.id, zlib.compress(data, 1))
    return added


def _drop(folder: Path, versions: Iterable[StoredVersion]) -> None:
    for one in versions:
        with contextlib.suppress(OSError):
            (folder / one.id).unlink()
