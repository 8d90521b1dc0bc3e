"""The files that are imported: regular files of a limited size; in a folder those that are really inside it."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from jiangyi.core import READ, Message, SystemFailure, limits

NO_FILE = Message("it is not a file", "它不是文件")
LINKED_OUTSIDE = Message("a link that leads out of the folder, not followed", "指向文件夹以外的链接，没有读取")
LINKED_FOLDER = Message("a link to a folder, not followed", "指向文件夹的链接，没有读取")


class SourceRefused(ValueError):
    """A file is not read; the first argument is the reason as a `Message`."""


@dataclass
class SourceFolder:
    """The files of a folder and its subfolders by relative path, and what is not read, with the reason."""

    files: dict[str, Path] = field(default_factory=dict)
    left: dict[str, Message] = field(default_factory=dict)
    failures: list[SystemFailure] = field(default_factory=list)
    """The folders that the system does not let us read."""


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is in a folder after links are resolved; False also for a path that no file can have."""
    try:
        real = os.path.realpath(path)  # raises nothing for links in a circle
    except (OSError, ValueError):
        return False
    return Path(real).is_relative_to(os.path.realpath(folder))


def list_source_files(root: Path) -> SourceFolder:
    """The files of a folder; links are followed to files inside it only."""
    found = SourceFolder()
    for folder, folders, names in os.walk(root, onerror=lambda error: found.failures.append(SystemFailure.of(error, READ))):
        for name in sorted(folders):
            if (path := Path(folder, name)).is_symlink():
                found.left[path.relative_to(root).as_posix()] = LINKED_FOLDER
        for name in names:
            path = Path(folder, name)
            shown = path.relative_to(root).as_posix()
            if path.is_symlink() and not is_inside(path, root):
                found.left[shown] = LINKED_OUTSIDE
            elif not path.is_file():
                found.left[shown] = NO_FILE
            else:
                found.files[shown] = path
    return found


def read_source(path: Path | None, limit: limits.Limit = limits.IMPORT_BYTES) -> bytes:
    """The bytes of a file, or of standard input. Raises SourceRefused, and SystemFailure where the system does not let us."""
    try:
        if path is None:
            data = sys.stdin.buffer.read(limit.value + 1)
        elif not path.is_file():
            raise SourceRefused(NO_FILE)
        elif path.stat().st_size > limit.value:
            raise SourceRefused(limit.explain())
        else:
            with path.open("rb") as file:
                data = file.read(limit.value + 1)
    except OSError as error:
        raise SystemFailure.of(error, READ, path) from error
    if len(data) > limit.value:
        raise SourceRefused(limit.explain())
    return data
