"""The workspace, a folder that contains content/, with the functions that read and write its files and fetch from the network."""

import os
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import active_extensions
from jiangyi.readers import available_readers

BOOK = "book.yaml"
PACKAGE = Path(__file__).parent.parent
FETCH_SECONDS = 20
FETCH_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Workspace:
    """A workspace. Names of its files are relative to `root`, with slashes."""

    root: Path
    allow_remote: bool = False

    @property
    def content(self) -> Path:
        """The folder of the handouts."""
        return self.root / "content"

    @property
    def cache(self) -> Path:
        """The cache folder; it may be deleted at any time."""
        return self.root / ".jiangyi" / "cache"

    def list_handouts(self) -> list[Path]:
        """Every handout in content/ and its folders, sorted; names that begin with . or _ are skipped."""
        found, suffixes = list[str](), available_readers()
        for folder, folders, files in os.walk(self.content):
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            named = (name for name in files if name != BOOK and not name.startswith((".", "_")))
            found += [os.path.join(folder, name) for name in named if os.path.splitext(name)[1].lower() in suffixes]  # noqa: PTH118, PTH122
        return [Path(name) for name in sorted(found, key=_split) if os.path.isfile(name)]  # noqa: PTH113

    def name(self, path: Path) -> str:
        """The name of a file in messages: relative to the root if it is inside it."""
        path = path.absolute()
        whole, root = path.as_posix(), f"{self.root.as_posix()}/"
        if whole.startswith(root):  # the fast path: called for every file
            return whole.removeprefix(root)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else whole

    def contains(self, path: Path) -> bool:
        """True if a file is inside the workspace after links are resolved."""
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


def _split(name: str) -> list[str]:
    """The parts of a path, by which paths are sorted: on strings, because paths take longer, and there may be thousands."""
    return os.path.normcase(name).split(os.sep)  # noqa: PTH206


def find_workspace(start: Path) -> Workspace | None:
    """The workspace of a folder: the nearest folder upward that contains content/."""
    start = start.absolute()
    root = next((folder for folder in (start, *start.parents) if (folder / "content").is_dir()), None)
    return Workspace(root) if root else None


def find_shipped_folder(kind: str) -> Path:
    """The templates or styles of the program: in a wheel beside the packages, in a checkout one level up.

    An editable install leaves a stale copy in site-packages, but this file is then in the checkout, so it is never found from here.
    """
    beside = PACKAGE / kind
    return beside if beside.is_dir() else PACKAGE.parent / kind
