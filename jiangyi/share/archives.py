"""The folder as one archive, or as several that stay below a size, as chat apps limit it; each is valid alone, and together they are all.

All of a handout is in one archive where it fits. Entries have one fixed time, so the same folder gives the same bytes.
"""

import hashlib
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO

import msgspec

from jiangyi.core import READ, WRITE, explain_system_errors
from jiangyi.share.folder import IN_THE_WAY, FolderRefused
from jiangyi.share.ledger import ArchiveRow, FileRow, Ledger, locate_ledger, write_ledger
from jiangyi.store import describe_entry, fill_user_file

TEXTS = (".html", ".css", ".js", ".json", ".xml", ".txt", ".svg")
"""Endings of files that are compressed; the others are already."""
END, ENTRY = 22, 30 + 46
"""Bytes of the end of an archive, and of an entry besides its data and twice its name (APPNOTE 4.3)."""
FALLBACK = "share"
DIGITS = 2


def write_archives(folder: Path, ledger: Ledger, limit: int) -> tuple[list[Path], Ledger]:
    """Write the archives of a folder that is up to date, at most `limit` bytes each (0: one archive), beside it.

    A file that is larger is alone in its archive. Returns the paths, and the ledger as it is then. Raises FolderRefused, SystemFailure.
    """
    top = folder.name if folder.name.isascii() and folder.name else FALLBACK
    parts = split_files(ledger.files, limit, len(top) + 1)
    width = max(DIGITS, len(str(len(parts))))
    names = [f"{top}.zip"] if len(parts) == 1 else [f"{top}-{number:0{width}}.zip" for number in range(1, len(parts) + 1)]
    place, known, recorded = locate_ledger(folder).parent, ledger.archives, ledger
    foreign = [name for name in names if name not in known and (place / name).exists()]
    if foreign:
        raise FolderRefused(place, IN_THE_WAY, foreign)
    rows = dict[str, ArchiveRow]()
    for name, paths in zip(names, parts, strict=True):
        entries = hashlib.sha256("\n".join(f"{path} {ledger.files[path].digest}" for path in paths).encode()).hexdigest()
        if name not in known or known[name].entries != entries or _digest(place / name) != known[name].digest:
            recorded = msgspec.structs.replace(ledger, archives={**known, **rows, name: ArchiveRow("", entries)})
            write_ledger(folder, recorded)
            fill_user_file(place / name, partial(_fill, folder, top, paths))
        rows[name] = ArchiveRow(_digest(place / name), entries)
    for name in sorted(set(known) - set(rows)):
        with explain_system_errors(WRITE, place / name):
            if _digest(place / name) == known[name].digest:
                (place / name).unlink()
    changed = msgspec.structs.replace(ledger, archives=rows)
    if changed != recorded:
        write_ledger(folder, changed)
    return [place / name for name in names], changed


def split_files(files: Mapping[str, FileRow], limit: int, prefix: int) -> list[Sequence[str]]:
    """The paths of each archive: what is at the top of the folder first, then one publication after the other.

    `prefix` is how much longer the names of entries are than the paths.
    """
    groups: dict[str, list[str]] = {}
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        groups.setdefault(name.split(".")[0] if folder else "", []).append(path)
    parts, size = list[list[str]](), limit
    for group in (groups[name] for name in sorted(groups)):
        whole = sum(_measure(path, files[path], prefix) for path in group)
        units = [group] if not limit or whole + END <= limit else [[path] for path in group]
        for unit in units:
            added = sum(_measure(path, files[path], prefix) for path in unit)
            if not parts or (limit and size + added > limit):
                parts.append([])
                size = END
            parts[-1] += unit
            size += added
    return [tuple(part) for part in parts]


def _measure(path: str, row: FileRow, prefix: int) -> int:
    """The bytes that a file takes in an archive, at most."""
    return row.size + ENTRY + 2 * (len(path) + prefix)


def _fill(folder: Path, top: str, paths: Iterable[str], file: IO[bytes]) -> None:
    """Write an archive."""
    with zipfile.ZipFile(file, "w") as archive:
        for path in paths:
            info = describe_entry(f"{top}/{path}", zipfile.ZIP_DEFLATED if path.endswith(TEXTS) else zipfile.ZIP_STORED)
            with explain_system_errors(READ, folder / path), (folder / path).open("rb") as source, archive.open(info, "w") as entry:
                shutil.copyfileobj(source, entry)


def _digest(path: Path) -> str:
    """The SHA-256 of a file; empty where there is none."""
    with explain_system_errors(READ, path):
        if not path.is_file() or path.is_symlink():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
