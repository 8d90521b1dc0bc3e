"""The workspace, a folder that contains content/, with the functions that read and write its files."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from jiangyi.core import (
    ABSOLUTE_PATH,
    DENIED,
    READ,
    Message,
    Report,
    Span,
    SystemFailure,
    active_extensions,
    find_name_problem,
    find_path_problem,
    localize,
    memoize,
    raise_if_unreadable,
    show_name,
)
from jiangyi.readers import available_readers

BOOK = "book.yaml"
CONTENT, OUTPUT, CACHE, HISTORY, IMPORTS = "content", "output", ".jiangyi/cache", ".jiangyi/history", ".jiangyi/imports"
OWN_FOLDERS = (CONTENT, "templates", "styles", CACHE)
"""The folders that every command uses; none may be a link out of the workspace, which could lead anywhere, and to a whole disk."""
PACKAGE = Path(__file__).parent.parent
FOLDERS = 256
"""Folders of which it is remembered whether they are inside the workspace."""

MISSING = Message("there is no such file", "没有这个文件")
OUTSIDE = Message("it is outside the workspace", "不在工作区内")
LINKED_OUTSIDE = Message("it is a link that leads out of the workspace", "它是指向工作区以外的链接")
BROKEN_LINK = Message("it is a link to a file that does not exist", "它是链接，但指向的文件不存在")
NOT_UNICODE = Message("its name is in another encoding; rename it", "文件名不是 Unicode 编码，请改名")
NO_FILE = Message("it is not a file", "它不是文件")


class FileKind(Enum):
    """What a file is that content names; the value is its name in messages."""

    PICTURE = Message("image", "图片")
    HANDOUT = Message("handout", "讲义")
    SETTINGS = Message("file", "文件")
    STYLE = Message("stylesheet", "样式表")
    TEMPLATE = Message("template", "模板")
    FOLDER = Message("folder", "文件夹")


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

    @property
    def message(self) -> str:
        """The same as one line in the user's language, for names that are typed on the command line."""
        return localize("{name}: {problem}", "{name}：{problem}", name=self.name, problem=self.problem.localize())

    def report(self, report: Report, place: Span) -> None:
        """Report it at the place that names the file."""
        if self.problem is DENIED:
            report.extend([SystemFailure(READ, self.name, DENIED).as_diagnostic(place.file)])
            return
        report.add("file-refused", place, what=self.kind.value, name=self.name, problem=self.problem)


@dataclass(frozen=True)
class Workspace:
    """A workspace. Names of its files are relative to `root`, with slashes."""

    root: Path
    allow_remote: bool = False

    @property
    def content(self) -> Path:
        """The folder of the handouts."""
        return self.root / CONTENT

    @property
    def cache(self) -> Path:
        """The cache folder; it may be deleted at any time."""
        return self.root / CACHE

    @property
    def history(self) -> Path:
        """The folder of the earlier versions of files that were edited in the studio."""
        return self.root / HISTORY

    @property
    def imports(self) -> Path:
        """The folder of what was uploaded to be imported, until it is saved."""
        return self.root / IMPORTS

    @property
    def output(self) -> Path:
        """The folder of the files that are made, unless the user names another one."""
        return self.root / OUTPUT

    def list_handouts(self) -> list[Path]:
        """Every handout in content/ and its folders, sorted; names that begin with . or _ are skipped.

        What has such a name but is no file of the workspace, as a link that leads out of it, is listed too, so that it is reported.
        """
        found, suffixes = list[str](), available_readers()
        for folder, folders, files in os.walk(self.content, onerror=raise_if_unreadable):
            folders[:] = [name for name in folders if not name.startswith((".", "_"))]
            named = (name for name in files if name != BOOK and not name.startswith((".", "_")))
            found += [os.path.join(folder, name) for name in named if os.path.splitext(name)[1].lower() in suffixes]  # noqa: PTH118, PTH122
        return [Path(name) for name in sorted(found, key=_split)]

    def keep_own(self, paths: Iterable[Path], kind: FileKind, report: Report) -> Iterator[Path]:
        """The paths of regular files of the workspace; the others are reported."""
        for path in paths:
            try:
                yield self.require_inside(path, kind)
            except FileRefused as refused:
                refused.report(report, Span(self.name(path)))

    def refuse_folder(self, name: str) -> FileRefused | None:
        """Why the program must not write into a folder of the workspace: because it is a link that leads out; None where it may."""
        return None if self.contains(self.root / name) else FileRefused(FileKind.FOLDER, name, LINKED_OUTSIDE)

    def list_refused(self, kind: FileKind, folder: Path, suffix: str) -> Iterator[tuple[str, FileRefused]]:
        """What `walk_files` leaves out of a folder of the workspace, with its name from there; the name of the folder itself is empty."""
        if os.path.lexists(folder) and not self.contains(folder):
            yield "", FileRefused(kind, folder.name, LINKED_OUTSIDE)
            return
        closed = list[OSError]()
        for inner, folders, files in os.walk(folder, onerror=closed.append):
            for path in (Path(inner, name) for name in sorted((*folders, *files)) if name.endswith(suffix)):
                try:
                    self.require_inside(path, kind)
                except FileRefused as refused:
                    yield path.relative_to(folder).as_posix(), refused
                else:
                    if not os.access(path, os.R_OK):
                        yield path.relative_to(folder).as_posix(), FileRefused(kind, self.name(path), DENIED)
        for path in (Path(error.filename) for error in closed if isinstance(error, PermissionError)):
            yield path.relative_to(folder).as_posix().removeprefix("."), FileRefused(FileKind.FOLDER, self.name(path), DENIED)

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
        return _real_folder(self.root)

    def contains(self, path: Path) -> bool:
        """True if a file is inside the workspace after links are resolved; False also for a path that no file can have."""
        return _is_inside_now(os.fspath(path), self._real_root)

    def is_own(self, path: str | Path) -> bool:
        """True for a regular file of the workspace; a folder, a pipe, or a link that leads out of it is none."""
        return _is_file_inside(os.fspath(path), self._real_root)

    def find_file(self, name: str, kind: FileKind, folder: Path | None = None) -> Path:
        """The file that a name in content stands for: relative to a folder (content/ by default), and inside the workspace.

        The one door through which files are read that content names. Raises FileRefused, with the reason, for what is not a regular
        file of the workspace, links resolved, and for names that not every system understands.
        """
        problem = find_path_problem(name)
        if problem:
            raise FileRefused(kind, name, problem)
        start = os.path.relpath(folder, self.root) if folder else CONTENT
        inside = os.path.normpath(f"{start}/{name}")
        if inside.split(os.sep, 1)[0] == os.pardir:
            raise FileRefused(kind, name, OUTSIDE)
        return self.require_inside(self.root / inside, kind, name)

    def require_inside(self, path: Path, kind: FileKind, name: str = "") -> Path:
        """The path of a file that was found in a folder of the workspace, if it is a regular file inside it. Raises FileRefused."""
        if self.is_own(path) and _is_unicode(str(path)):
            return path
        if not _is_unicode(str(path)):
            problem = NOT_UNICODE
        elif not self.contains(path):
            problem = LINKED_OUTSIDE
        elif os.path.exists(path):  # noqa: PTH110 - False, not an error, where the system refuses the name
            problem = NO_FILE
        else:
            problem = BROKEN_LINK if os.path.islink(path) else MISSING  # noqa: PTH114 - as above
        raise FileRefused(kind, name or self.name(path), problem)

    def list_folders(self, kind: str) -> list[Path]:
        """The folders of templates or styles, the first one with a file wins: the workspace's own, those of plug-ins, the program's."""
        themes = (theme / kind for theme in active_extensions().themes)
        own = [] if self.refuse_folder(kind) else [self.root / kind]
        return [folder for folder in (*own, *themes, find_shipped_folder(kind)) if folder.is_dir()]


def walk_files(folder: Path, suffix: str = "") -> list[tuple[str, Path]]:
    """The files with a suffix in a folder and its folders, each with its name from there, sorted; no links out of its parent folder.

    What must not or cannot be read is left out: `Workspace.list_refused` lists it.
    """
    root = _real_folder(folder.parent)
    if not _is_inside_now(os.fspath(folder), root):
        return []
    found = sorted(
        os.path.join(inner, name)  # noqa: PTH118 - text
        for inner, _, names in os.walk(folder)
        for name in names
        if name.endswith(suffix)
    )
    start = len(os.path.join(folder, ""))  # noqa: PTH118 - text
    own = (path for path in found if _is_file_found(path, root) and os.access(path, os.R_OK))
    return [(path[start:].replace(os.sep, "/"), Path(path)) for path in own]


def _is_unicode(name: str) -> bool:
    """False for a name of a file that is no valid text, as on a disk that was written in another encoding."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _real_folder(folder: Path) -> str:
    """A folder after links are resolved, with a separator at its end."""
    return os.path.join(os.path.realpath(folder), "")  # noqa: PTH118 - text


def _is_file_found(path: str, root: str) -> bool:
    """The same as `_is_file_inside` for what was found in such a folder: there, what is no link is inside it."""
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(mode) or (stat.S_ISLNK(mode) and _is_file_inside(path, root))


def _is_file_inside(path: str, root: str) -> bool:
    """True for a regular file inside a folder after links are resolved."""
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return False
    if stat.S_ISREG(mode):
        return _is_inside(os.path.dirname(path), root)  # noqa: PTH120 - called for every handout
    return stat.S_ISLNK(mode) and _is_inside_now(path, root) and os.path.isfile(path)  # noqa: PTH113


def _is_inside_now(path: str, root: str) -> bool:
    """True if a path is inside a folder after links are resolved, given with a separator at its end."""
    try:
        real = os.path.realpath(path)  # raises nothing for links in a circle, and is faster than a Path
    except (OSError, ValueError):
        return False
    return os.path.normcase(os.path.join(real, "")).startswith(os.path.normcase(root))  # noqa: PTH118 - text


_is_inside = memoize(FOLDERS)(_is_inside_now)


def _split(name: str) -> list[str]:
    """The parts of a path, by which paths are sorted: on strings, because paths take longer, and there may be thousands."""
    return os.path.normcase(name).split(os.sep)  # noqa: PTH206


def find_target(folder: Path, name: str, kind: FileKind) -> Path:
    """The place of a file that is to be written below a folder, links resolved. Raises FileRefused.

    Every part of its name must be one that all systems can store. The folder itself may be anywhere: the user has chosen it.
    """
    parts = name.split("/")
    problem = find_path_problem(name) or (OUTSIDE if ".." in parts else next(filter(None, map(find_name_problem, parts)), None))
    if problem is None and not _is_inside_now(os.fspath(folder / name), _real_folder(folder)):
        problem = LINKED_OUTSIDE
    if problem:
        raise FileRefused(kind, name, problem)
    return folder / name


def find_workspace(start: Path) -> Workspace | None:
    """The workspace of a folder: the nearest folder upward that contains content/."""
    start = start.absolute()
    root = next((folder for folder in (start, *start.parents) if (folder / CONTENT).is_dir()), None)
    return Workspace(root) if root else None


def find_shipped_folder(kind: str) -> Path:
    """The templates or styles of the program: in a wheel beside the packages, in a checkout one level up.

    An editable install leaves a stale copy in site-packages, but this file is then in the checkout, so it is never found from here.
    """
    beside = PACKAGE / kind
    return beside if beside.is_dir() else PACKAGE.parent / kind
