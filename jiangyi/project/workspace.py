"""The workspace, a folder that contains content/, with the functions that read and write its files and fetch from the network."""

import os
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path, PurePath

from jiangyi.core import ABSOLUTE_PATH, Message, Report, Span, active_extensions, find_path_problem, show_name
from jiangyi.readers import available_readers

BOOK = "book.yaml"
PACKAGE = Path(__file__).parent.parent
FETCH_SECONDS = 20
FETCH_BYTES = 32 * 1024 * 1024

MISSING = Message("there is no such file", "没有这个文件")
OUTSIDE = Message("it is outside the workspace", "不在工作区内")
LINKED_OUTSIDE = Message("it is a link that leads out of the workspace", "它是指向工作区以外的链接")
NO_FILE = Message("it is not a file", "它不是文件")


class FileKind(Enum):
    """What a file is that content names; the value is its name in messages."""

    PICTURE = Message("image", "图片")
    HANDOUT = Message("handout", "讲义")
    STYLE = Message("stylesheet", "样式表")
    TEMPLATE = Message("template", "模板")
    FONT = Message("font", "字体")


class FileRefused(ValueError):
    """A file that content names, and that must not or cannot be read."""

    def __init__(self, kind: FileKind, name: str, problem: Message) -> None:
        super().__init__(kind, name, problem)
        self.kind, self.name, self.problem = kind, show_name(name), problem

    @property
    def is_missing(self) -> bool:
        """True where the name is one of the workspace, and no file has it."""
        return self.problem is MISSING

    @property
    def is_outside(self) -> bool:
        """True where the name or a link leads out of the workspace."""
        return self.problem in (OUTSIDE, LINKED_OUTSIDE, ABSOLUTE_PATH)

    def report(self, report: Report, place: Span) -> None:
        """Report it at the place that names the file."""
        report.add("file-refused", place, what=self.kind.value, name=self.name, problem=self.problem)


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

    @cached_property
    def _real_root(self) -> str:
        """The root after links are resolved, with a separator at its end."""
        return os.path.join(os.path.realpath(self.root), "")  # noqa: PTH118 - as below

    def contains(self, path: Path) -> bool:
        """True if a file is inside the workspace after links are resolved; False also for a path that no file can have."""
        try:
            real = os.path.realpath(path)  # raises nothing for links in a circle, and is faster than a Path
        except (OSError, ValueError):
            return False
        return os.path.normcase(real).startswith(os.path.normcase(self._real_root))

    def find_file(self, name: str, kind: FileKind, folder: Path | None = None) -> Path:
        """The file that a name in content stands for: relative to a folder (content/ by default), and inside the workspace.

        The one door through which files are read that content names. Raises FileRefused, with the reason, for what is not a regular
        file of the workspace, links resolved, and for names that not every system understands.
        """
        problem = find_path_problem(name)
        if problem:
            raise FileRefused(kind, name, problem)
        inside = os.path.normpath((folder or self.content).relative_to(self.root) / name)
        if PurePath(inside).parts[:1] == ("..",):
            raise FileRefused(kind, name, OUTSIDE)
        return self.require_inside(self.root / inside, kind, name)

    def require_inside(self, path: Path, kind: FileKind, name: str = "") -> Path:
        """The path of a file that was found in a folder of the workspace, if it is a regular file inside it. Raises FileRefused."""
        problem = None
        if not self.contains(path):
            problem = LINKED_OUTSIDE
        elif not os.path.isfile(path):  # noqa: PTH113 - False also where the system refuses the name
            problem = NO_FILE if os.path.lexists(path) else MISSING
        if problem:
            raise FileRefused(kind, name or self.name(path), problem)
        return path

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
