"""The workspace, a folder that holds content/: the only door to disk and network."""

import contextlib
import hashlib
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import active_extensions
from jiangyi.readers import known_readers

BOOK = "book.yaml"
PACKAGE = Path(__file__).parent.parent
LEFT_BEHIND = 3600
"""Seconds after which nobody writes a file any more."""
FETCH_SECONDS = 20
FETCH_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Workspace:
    """A workspace by its root; all names of files in it are relative to that, with slashes."""

    root: Path
    allow_remote: bool = False

    @property
    def content(self) -> Path:
        """The folder of the handouts."""
        return self.root / "content"

    @property
    def cache(self) -> Path:
        """The folder of what was made before; it may be deleted at any time."""
        return self.root / ".jiangyi" / "cache"

    def list_handouts(self) -> list[Path]:
        """Every handout below content/, in the order of their names; names that begin with . or _ are left out."""
        found, suffixes = [], known_readers()
        for folder, folders, files in os.walk(self.content):
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            named = (name for name in files if name != BOOK and not name.startswith((".", "_")))
            found += [Path(folder, name) for name in named if os.path.splitext(name)[1].lower() in suffixes]  # noqa: PTH122
        return sorted(path for path in found if path.is_file())

    def name(self, path: Path) -> str:
        """How a file is called in messages: relative to the root where it lies in it."""
        path = path.absolute()
        whole, root = path.as_posix(), f"{self.root.as_posix()}/"
        if whole.startswith(root):  # most do, and are asked for again and again
            return whole.removeprefix(root)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else whole

    def contains(self, path: Path) -> bool:
        """Whether a file really lies in the workspace, links resolved."""
        return path.resolve().is_relative_to(self.root.resolve())

    def fetch(self, url: str) -> bytes:
        """The bytes at an address, for `--allow-remote`. Raises OSError or ValueError."""
        if not url.startswith(("http://", "https://")):
            raise ValueError(url)
        from urllib.request import urlopen

        with urlopen(url, timeout=FETCH_SECONDS) as answer:  # noqa: S310 - the scheme is checked above
            data: bytes = answer.read(FETCH_BYTES + 1)
        if len(data) > FETCH_BYTES:
            raise ValueError(len(data))
        return data

    def list_folders(self, kind: str) -> list[Path]:
        """The folders of templates or styles, the first one with a file wins: the workspace's own, those of plug-ins, the program's."""
        themes = (theme / kind for theme in active_extensions().themes)
        return [folder for folder in (self.root / kind, *themes, find_shipped_folder(kind)) if folder.is_dir()]


def find_workspace(start: Path) -> Workspace | None:
    """The workspace that a folder lies in: the nearest folder upward that holds content/."""
    start = start.absolute()
    root = next((folder for folder in (start, *start.parents) if (folder / "content").is_dir()), None)
    return Workspace(root) if root else None


def find_shipped_folder(kind: str) -> Path:
    """The templates or styles of the program: in a wheel beside this file, in a checkout one level up.

    An editable install leaves a stale copy in site-packages, but this file then lies in the checkout, so that looking
    from here never finds it.
    """
    beside = PACKAGE / kind
    return beside if beside.is_dir() else PACKAGE.parent / kind


def digest_bytes(data: bytes) -> str:
    """What stands for the bytes of a file: as long as no two files of anybody's have ever met in it (SHA-256, 128 bits of it)."""
    return hashlib.sha256(data).hexdigest()[:32]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or absent: beside its place, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_stale_parts(folder: Path) -> None:
    """Take away what a program that was killed in the midst of writing has left."""
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT_BEHIND:
                path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
