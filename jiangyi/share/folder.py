"""Bring a folder up to date, so that it is consistent at every moment, also where the program is killed.

What is written first is the ledger with all files to come, so that they are known as ours. Then, in this order: the sums without the
files that are about to change; these files, each complete or as it was; the web page and the feeds, which name the new ones; all sums; and
only then are the files removed that nothing names any more. So every address in the page and the feeds leads to a whole file, and every
line of the sums holds, between any two steps. A file that is not in the ledger is never written, and one whose bytes are not those in the
ledger is never removed.
"""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jiangyi.core import READ, WRITE, Message, explain_system_errors, show_name
from jiangyi.share.assembly import Content
from jiangyi.share.feeds import ATOM_FEED, INDEX, JSON_FEED, SUMS, write_sums
from jiangyi.share.ledger import FileRow, Ledger, locate_ledger, read_ledger, write_ledger
from jiangyi.store import is_system_file, link_or_copy, lock_place, remove_stale_parts, write_user_file

SHARE_FOLDER = "share"
"""The folder in output/ unless another one is named."""
LOCK_SUFFIX = ".lock"
"""Of the file beside the folder that is locked where a folder cannot be."""
LAST = (INDEX, ATOM_FEED, JSON_FEED)
"""What names the other files is written behind them."""
NO_FOLDER = Message("it is a file", "它是一个文件")
NOT_OURS = Message(
    "it contains files, and no share was made there before: {names}", "里面有别的文件，而且不是用 share 生成的文件夹：{names}"
)
IN_THE_WAY = Message("files that are not ours have the names of ours: {names}", "里面有不是 share 生成的文件，占用了要写入的名称：{names}")
BUSY = Message("another share is being written there", "另一个 share 命令正在写这个文件夹")
NAMED = 3
"""Files that a message names."""


class FolderRefused(ValueError):
    """A folder into which nothing is written, so that nothing in it is lost."""

    def __init__(self, folder: Path, problem: Message, names: Iterable[str] = ()) -> None:
        super().__init__(folder, problem)
        self.folder, self.problem, self.names = folder, problem, tuple(names)

    @property
    def reason(self) -> str:
        """Why, in the user's language."""
        shown = "、".join(show_name(name) for name in self.names[:NAMED]) + "…" * (len(self.names) > NAMED)
        return self.problem.localize(names=shown)


@dataclass(frozen=True, slots=True)
class FolderUpdate:
    """How many files were changed."""

    written: int = 0
    removed: int = 0
    total: int = 0


@contextlib.contextmanager
def lock_folder(folder: Path, ledger: Ledger | None) -> Iterator[None]:
    """Keep a folder for this process while the `with` block runs; it is made where there is none.

    Raises FolderRefused for one that another process keeps, or that is not ours, and SystemFailure.
    """
    with explain_system_errors(WRITE, folder):
        if folder.exists() and not folder.is_dir():
            raise FolderRefused(folder, NO_FOLDER)
        ledger_path = locate_ledger(folder)
        lock_path = ledger_path.with_suffix(LOCK_SUFFIX)
        found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        names = [name for name in found if name not in (ledger_path.name, lock_path.name) and not is_system_file(name)]
        if names and ledger is None:
            raise FolderRefused(folder, NOT_OURS, names)
        folder.mkdir(parents=True, exist_ok=True)
        handle = lock_place(folder, lock_path)
    if handle is None:
        raise FolderRefused(folder, BUSY)
    try:
        yield
    finally:
        os.close(handle)


def update_folder(folder: Path, contents: Mapping[str, Content], before: Ledger, after: Ledger) -> tuple[FolderUpdate, Ledger]:
    """Make the files of a folder those of `contents`, by path; returns what was done, and the ledger as it is then.

    `before` is the ledger as it was, `after` as it is to be but for the files. Raises FolderRefused and SystemFailure.
    """
    whole = {**contents, SUMS: Content.of(write_sums((path, one.row.digest) for path, one in contents.items()))}
    _refuse_foreign(folder, whole, before)
    with explain_system_errors(READ, folder):
        for place in (locate_ledger(folder).parent, folder, *(folder / name for name in _list_folders([*whole, *before.files]))):
            remove_stale_parts(place)
        checked = {path: _check_row(folder, path, row) for path, row in before.files.items()}
    intact = {path: row for path, row in checked.items() if row}
    changed = sorted((path for path in contents if path not in intact or intact[path].digest != contents[path].row.digest), key=_order)
    removed = sorted(path for path in before.files if path not in whole)
    done = {path: msgspec.structs.replace(whole[path].row, time=row.time) for path, row in intact.items() if path in whole}
    recorded = before
    if changed or removed or SUMS not in intact or intact[SUMS].digest != whole[SUMS].row.digest:
        planned = {path: _plan_row(whole[path], before.files.get(path)) for path in (*changed, SUMS)}
        recorded = msgspec.structs.replace(after, files={**before.files, **planned})
        write_ledger(folder, recorded)
        certain = {path: row.digest for path, row in intact.items() if path in contents and path not in changed}
        if (folder / SUMS).is_file():
            write_user_file(folder / SUMS, write_sums(certain))
        with explain_system_errors(WRITE, folder):
            for name in _list_folders(changed):
                (folder / name).mkdir(exist_ok=True)
        for path in (*changed, SUMS):
            done[path] = _put(folder / path, whole[path])
        _remove(folder, {path: before.files[path] for path in removed})
    ledger = msgspec.structs.replace(after, files=dict(sorted(done.items())))
    if ledger != recorded:
        write_ledger(folder, ledger)
    return FolderUpdate(len(changed), len(removed), len(whole)), ledger


def _order(path: str) -> tuple[int, str]:
    return (LAST.index(path) + 1 if path in LAST else 0), path


def _plan_row(content: Content, before: FileRow | None) -> FileRow:
    """The row of a file that is about to be written; its time is not known, so its bytes will decide."""
    return msgspec.structs.replace(content.row, time=0, before=before.digest if before else "")


def _list_folders(paths: Iterable[str]) -> list[str]:
    """The folders of paths, outer ones first."""
    found = {"/".join(parts[:count]) for path in paths for parts in [path.split("/")] for count in range(1, len(parts))}
    return sorted(found)


def _refuse_foreign(folder: Path, contents: Mapping[str, Content], before: Ledger) -> None:
    """Raise FolderRefused where something that is not ours has the name of a file or folder of ours."""
    in_the_way = [name for name in _list_folders(contents) if os.path.lexists(folder / name) and not _is_real_folder(folder / name)]
    with explain_system_errors(READ, folder):
        found = {path for path in contents if path not in before.files and os.path.lexists(folder / path)}
        found |= {path for path in contents if path in before.files and (folder / path).is_dir()}
    if in_the_way or found:
        raise FolderRefused(folder, IN_THE_WAY, (*in_the_way, *sorted(found)))


def _is_real_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _check_row(folder: Path, path: str, row: FileRow) -> FileRow | None:
    """The row of a file that is as it was written, with its present time; None for one that is missing or was changed."""
    place = folder / path
    try:
        found = place.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_size != row.size:
        return None
    if found.st_mtime_ns == row.time or _digest_file(place) == row.digest:
        return msgspec.structs.replace(row, time=found.st_mtime_ns)
    return None


def _digest_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(place: Path, content: Content) -> FileRow:
    """Put a file in its place; returns its row. Raises SystemFailure."""
    with explain_system_errors(WRITE, place):
        if content.built:
            link_or_copy(content.built.path, place)
        else:
            write_user_file(place, content.read())
        return msgspec.structs.replace(content.row, time=place.stat().st_mtime_ns)


def read_shared_file(folder: Path, path: str) -> bytes | None:
    """The bytes of a file of ours by its path in the folder; None for anything else, such as a foreign file or a link. Raises OSError."""
    ledger = read_ledger(folder)
    is_ours = ledger is not None and path in ledger.files and all(_is_real_folder(folder / name) for name in _list_folders([path]))
    place = folder / path
    return place.read_bytes() if is_ours and place.is_file() and not place.is_symlink() else None


def _remove(folder: Path, rows: Mapping[str, FileRow]) -> None:
    """Remove files, if they are still ours, and folders of ours that are empty then. Raises SystemFailure."""
    for path, row in rows.items():
        place = folder / path
        with explain_system_errors(WRITE, place):
            is_inside = all(_is_real_folder(folder / name) for name in _list_folders([path]))
            if is_inside and place.is_file() and not place.is_symlink() and _digest_file(place) in (row.digest, row.before):
                place.unlink()
    for name in reversed(_list_folders(rows)):
        with contextlib.suppress(OSError):  # not empty
            (folder / name).rmdir()
