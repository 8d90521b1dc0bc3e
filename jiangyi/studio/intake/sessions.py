"""Imports in progress, each a folder with the uploaded files and the choices of the user, so that they survive a restart."""

import contextlib
import itertools
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from jiangyi.core import WRITE, Message, SystemFailure, fold_name, limits, show_name
from jiangyi.project import IMPORTS, Workspace
from jiangyi.store import write_user_file
from jiangyi.studio.refusals import Refused

SESSION_ID = re.compile(r"[0-9a-f]{16}")
MAX_SESSIONS = 5
"""Further ones replace the oldest."""
MAX_SKIPPED, LONGEST_NAME = 200, 120
"""The files that are named because they were not taken in, and the characters of their names."""
FILES, STATE = "files", "session.json"
GONE = Message("This import is not there any more.", "这次导入已经不在了。")
START_AGAIN = Message("Choose the files again.", "请重新选择文件。")
LINKED = Message("The folder for imports is a link that leads elsewhere.", "存放导入文件的文件夹是指向别处的链接。")
FULL = Message("The files of one import are too large together: at most {size} MB.", "一次导入的文件总共太大了，最多 {size} MB。")
TOO_MANY = Message("These are too many files for one import: at most {count}.", "一次导入的文件太多了，最多 {count} 个。")
IN_PARTS = Message("Import them in several goes.", "请分几次导入。")
MEGABYTE = 1_000_000


class FileChoices(msgspec.Struct):
    """What the user has chosen for a file."""

    title: str = ""
    kinds: dict[int, str] = msgspec.field(default_factory=dict)
    """The kinds of lines, by number."""
    is_left: bool = False
    """True where it is not to be saved."""


class ImportState(msgspec.Struct):
    """What is kept of an import beside its files."""

    items: list[str] = msgspec.field(default_factory=list)
    """The files and folders that were dropped, by their names in the folder of files, in order."""
    choices: dict[str, FileChoices] = msgspec.field(default_factory=dict)
    """By the path of a file."""
    skipped: list[tuple[str, str, str]] = msgspec.field(default_factory=list)
    """What was not taken in: its name, and the sentence about it in English and Chinese."""
    saved: dict[str, str] = msgspec.field(default_factory=dict)
    """The handouts that were written, by the path of their file."""


class OpenImport:
    """An import in progress."""

    def __init__(self, folder: Path, state: ImportState, lock: threading.Lock) -> None:
        self.folder, self.state, self._lock = folder, state, lock

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder.name

    @property
    def files(self) -> Path:
        """The folder of what was uploaded."""
        return self.folder / FILES

    def choices_of(self, name: str) -> FileChoices:
        """The choices for a file."""
        return self.state.choices.get(name) or FileChoices()

    def measure(self) -> tuple[int, int]:
        """The number of files, and their bytes."""
        sizes = [path.stat().st_size for path in self.files.rglob("*") if path.is_file()]
        return len(sizes), sum(sizes)

    def require_room(self, count: int, size: int) -> None:
        """Raise Refused where the import would be beyond a limit with so many files and bytes."""
        if count > limits.INTAKE_FILES.value:
            raise Refused(TOO_MANY, IN_PARTS, status=413, count=limits.INTAKE_FILES.value)
        if size > limits.INTAKE_BYTES.value:
            raise Refused(FULL, IN_PARTS, status=413, size=limits.INTAKE_BYTES.value // MEGABYTE)

    def choose_free(self, top: str) -> str:
        """A name in the folder of files that is not in use: the same, or one with a number."""
        taken = {fold_name(item) for item in self.state.items}
        path = PurePosixPath(top)
        names = (top if number == 1 else f"{path.stem}-{number}{path.suffix}" for number in itertools.count(1))
        return next(name for name in names if fold_name(name) not in taken)

    def place(self, path: str, file: Path) -> None:
        """Move a file that has arrived to its place; a single one gets a free name, one in a folder joins those of that folder."""
        top, slash, rest = path.partition("/")
        top = self.choose_free(top) if not slash or (self.files / top).is_file() else top
        target = self.files / top / rest
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
        if top not in self.state.items:
            self.state.items.append(top)

    def skip(self, name: str, why: Message) -> None:
        """Note that a file is not taken in."""
        if len(self.state.skipped) < MAX_SKIPPED:
            self.state.skipped.append((show_name(name, LONGEST_NAME), why.en, why.zh))

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Change its state in the `with` block as it is on disk now, alone among the requests. Raises Refused and SystemFailure."""
        with self._lock:
            self.state = _read_state(self.folder)
            yield
            self.keep()

    def keep(self) -> None:
        """Write its state. Raises SystemFailure."""
        write_user_file(self.folder / STATE, msgspec.json.encode(self.state))


class IntakeStore:
    """The imports in progress of a workspace."""

    def __init__(self, workspace: Workspace, lock: threading.Lock) -> None:
        self.workspace, self._lock = workspace, lock

    def open(self, session_id: str) -> OpenImport:
        """An import by its id. Raises Refused."""
        self._require_own()
        folder = self.workspace.imports / session_id
        if not SESSION_ID.fullmatch(session_id) or not folder.is_dir():
            raise Refused(GONE, START_AGAIN, status=404)
        return OpenImport(folder, _read_state(folder), self._lock)

    def find_last(self) -> OpenImport | None:
        """The import that was changed last."""
        for folder in sorted(self._list_folders(), key=_changed, reverse=True):
            with contextlib.suppress(Refused):
                return self.open(folder.name)
        return None

    def begin(self) -> OpenImport:
        """A new import; the oldest ones are dropped. Raises SystemFailure."""
        self._require_own()
        self._drop_old()
        session = OpenImport(self.workspace.imports / secrets.token_hex(8), ImportState(), self._lock)
        try:
            session.files.mkdir(parents=True)
        except OSError as error:
            raise SystemFailure.of(error, WRITE, session.files) from error
        session.keep()
        return session

    def _drop_old(self) -> None:
        """Drop what was saved, and what is beyond the number and the size that are kept."""
        kept, size = 0, 0
        for folder in sorted(self._list_folders(), key=_changed, reverse=True):
            with contextlib.suppress(Refused):
                session = self.open(folder.name)
                size += session.measure()[1]
                if not session.state.saved and kept < MAX_SESSIONS - 1 and size <= limits.INTAKE_BYTES.value:
                    kept += 1
                    continue
            _remove(folder)

    def drop(self, session_id: str) -> None:
        """Forget an import."""
        _remove(self.open(session_id).folder)

    def _list_folders(self) -> Iterator[Path]:
        if self.workspace.imports.is_dir():
            yield from (path for path in self.workspace.imports.iterdir() if SESSION_ID.fullmatch(path.name) and not path.is_symlink())

    def _require_own(self) -> None:
        if self.workspace.refuse_folder(IMPORTS):
            raise Refused(LINKED)


def _read_state(folder: Path) -> ImportState:
    """The state of an import. Raises Refused."""
    try:
        return msgspec.json.decode((folder / STATE).read_bytes(), type=ImportState)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise Refused(GONE, START_AGAIN, status=404) from None


def _changed(folder: Path) -> float:
    """When an import was changed."""
    try:
        return (folder / STATE).stat().st_mtime
    except OSError:
        return 0.0


def _remove(folder: Path) -> None:
    """Remove the folder of an import; no link is followed."""
    shutil.rmtree(folder, ignore_errors=True)
