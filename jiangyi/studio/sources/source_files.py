"""The source files of a workspace, read and saved so that no words are lost: by another window, another program, or a crash.

What is saved names the version that it is based on. Where the file has changed since, both edits are merged; where they have changed the
same lines, the file stays as it is, and what was not saved is kept in the history. All functions may be called from any thread, and raise
Refused for what the user can mend.
"""

import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from jiangyi.core import READ, WRITE, Message, SystemFailure, encode_like, explain_system_errors, limits, show_name
from jiangyi.project import BOOK, HISTORY, FileKind, FileRefused, Workspace, find_target
from jiangyi.readers import available_readers
from jiangyi.store import digest_bytes, lock_place, replace_user_file, write_user_file
from jiangyi.studio.refusals import Refused
from jiangyi.studio.sources.history import History, StoredVersion, VersionKind
from jiangyi.studio.sources.merging import merge_texts

SaveState = Literal["saved", "merged", "conflict", "removed"]
RECENT_SIZE = 16_000_000
"""Characters of texts that windows may be based on, and that may be in no history yet."""
SETTLED_AFTER = 2_000_000_000
"""Nanoseconds: file systems count times in steps of up to two seconds."""
LOCK_ATTEMPTS, LOCK_PAUSE = 100, 0.01
"""How often another program is waited for, and the seconds in between."""
CHANGED = Message("“{name}” has changed meanwhile. Look again.", "“{name}”刚刚有改动，请重新查看。")
NO_SOURCE = Message("“{name}” is not a handout.", "“{name}”不是讲义文件。")
ONLY_SOURCES = Message("Handouts end with {suffixes}. Import other files.", "讲义文件的扩展名是 {suffixes}；其他文件请先导入。")
REFUSED = Message("“{name}” cannot be used: {problem}", "不能使用“{name}”：{problem}")
NO_PLAIN_NAME = Message("it is no path in content/", "它不是 content/ 里的路径")
LINKED = Message("it is a link that leads out of content/", "它是指向 content/ 以外的链接")
MISSING = Message("“{name}” is not there any more.", "“{name}”已经不在了。")
LOOK_IN_HISTORY = Message("It was renamed or deleted. Its earlier versions are kept.", "它可能改了名或被删除，以前的版本还保留着。")
NAME_TAKEN = Message("There is already a file “{name}”.", "已经有叫“{name}”的文件了。")
NO_TEXT = Message("“{name}” is not a text in UTF-8.", "“{name}”不是 UTF-8 编码的文本。")
IMPORT_IT = Message("Import the file: that finds out its encoding.", "请用“导入”打开它，程序会自动识别编码。")
TOO_LARGE = Message("“{name}” is too large to be edited here.", "“{name}”太大，不能在这里编辑。")
FAILED = Message("Cannot {action} “{path}”: {reason}", "无法{action}“{path}”：{reason}")
KEEP_OPEN = Message("Leave this window open: it keeps your words, and tries again.", "请不要关闭窗口：已输入的内容还在，程序会自动重试。")
NO_WORKSPACE = Message("The folder {folder} is gone.", "找不到文件夹 {folder}。")
PUT_BACK = Message(
    "Put it back, or connect the disk again; your words are kept in this window.",
    "请把它放回原处或重新接好磁盘；已输入的内容保留在本窗口。",
)
NO_VERSION = Message("This version no longer exists.", "这个历史版本已经不在了。")
NO_CHANGE = Message("This change can no longer be undone.", "这次修改已经不能撤销。")


@dataclass(frozen=True)
class SourceText:
    """The text of a file with its version, which is empty where there is no file."""

    name: str
    text: str
    version: str


@dataclass(frozen=True)
class Saved:
    """What became of a text that was to be saved."""

    name: str
    state: SaveState
    version: str
    """That of the file now."""
    mine: str
    """That of the text as it was sent."""
    text: str = ""
    """The text of the file, where it is not the one that was sent."""
    both: str = ""
    """In a conflict: the text with both variants of the lines concerned."""


@dataclass(frozen=True)
class ChangedFiles:
    """What became of a change of several files, which can be undone as one."""

    change: str
    saved: tuple[Saved, ...]
    refused: Mapping[str, Refused]


class SourceFiles:
    """The handouts and the book.yaml of a workspace, each known by its name in content/."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.history = History(workspace)
        self._lock, self._recent_lock = threading.Lock(), threading.Lock()
        self._recent: OrderedDict[tuple[str, str], str] = OrderedDict()
        """Texts by file and version that windows have got or sent, the last ones used last."""
        self._recent_size = 0
        self._versions: dict[Path, tuple[tuple[int, ...], str]] = {}
        """The state and the version of files, which every browser asks for after every step."""

    # Reading -----------------------------------------------------------------------------------------------

    def read(self, name: str) -> SourceText:
        """The text of a file for a window, which may save it later. Raises Refused."""
        source = self.load(name)
        self._remember(source)
        return source

    def load(self, name: str) -> SourceText:
        """The text of a file. Raises Refused."""
        path = self.locate(name)
        data = self._read_bytes(path, name)
        if data is None:
            raise Refused(MISSING, LOOK_IN_HISTORY, status=404, name=name)
        return SourceText(name, _decode(name, data), digest_bytes(data))

    def read_unchanged(self, name: str, version: str) -> SourceText:
        """The text of a file that still has a version. Raises Refused."""
        source = self.read(name)
        if source.version != version:
            raise Refused(CHANGED, status=409, name=name)
        return source

    def find_version(self, name: str) -> str:
        """The version of a file; empty where there is none that can be read."""
        with suppress(Refused, OSError):
            path = self.locate(name)
            now, state = time.time_ns(), _tell_state(path)
            known = self._versions.get(path)
            if known and known[0] == state:
                return known[1]
            data = self._read_bytes(path, name)
            version = "" if data is None else digest_bytes(data)
            if state[0] + SETTLED_AFTER < now:  # else it may change again without a trace
                self._versions[path] = state, version
            return version
        return ""

    def list_names(self) -> list[str]:
        """Every handout, and book.yaml."""
        content = self.workspace.content
        names = [path.relative_to(content).as_posix() for path in self.workspace.list_handouts() if self.workspace.is_own(path)]
        return [BOOK, *names] if self.workspace.is_own(content / BOOK) else names

    def read_version(self, name: str, version_id: str) -> SourceText:
        """The text of an earlier version. Raises Refused."""
        data = self.history.read(name, version_id)
        if data is None:
            raise Refused(NO_VERSION, status=404)
        return SourceText(name, _decode(name, data), digest_bytes(data))

    # Writing -----------------------------------------------------------------------------------------------

    def save_left(self, name: str, text: str, base: str, since: int) -> Saved:
        """Save a text that a closed window has left, unless it was in the file since a time in milliseconds: then all was saved."""
        digest = digest_bytes(encode_like(text, self._read_bytes(self.locate(name), name) or b""))
        if all(one.version != digest or one.kind == "unsaved" or one.time < since for one in self.history.list_versions(name)):
            return self.save(name, text, base)
        source = self.read(name)
        return Saved(name, "merged", source.version, digest, source.text)

    def save(self, name: str, text: str, base: str, kind: VersionKind = "typed", change: str = "") -> Saved:
        """Save a text that is based on a version of its file; "" where there was none."""
        path = self.locate(name)
        if len(text) > limits.SOURCE_BYTES.value:
            raise Refused(TOO_LARGE, limits.SOURCE_BYTES.hint, status=413, name=name)
        with self._writing():
            data = self._read_bytes(path, name)
            mine = encode_like(text, data or b"")
            version, own = "" if data is None else digest_bytes(data), digest_bytes(mine)
            self._remember(SourceText(name, text, own))
            if own == version:
                return Saved(name, "saved", version, own)
            if base == version:
                self._replace(path, name, data, mine, kind, change)
                return Saved(name, "saved", own, own)
            if data is None:
                self.history.add(name, mine, "unsaved", base)
                return Saved(name, "removed", "", own)
            return self._merge(path, name, data, text, base, (kind, change))

    def _merge(self, path: Path, name: str, data: bytes, text: str, base: str, reason: tuple[VersionKind, str]) -> Saved:
        """Save a text whose file has changed since: merged with it, or only in the history."""
        other, version = _decode(name, data), digest_bytes(data)
        mine = encode_like(text, data)
        self._remember(SourceText(name, other, version))
        known = self._find_text(name, base)
        merged = merge_texts("" if known is None else known, text, other)
        if known is None or merged.conflicts:
            self.history.add(name, mine, "unsaved", base)
            return Saved(name, "conflict", version, digest_bytes(mine), other, merged.text)
        whole = encode_like(merged.text, data)
        made = digest_bytes(whole)
        if made != version:
            self._replace(path, name, data, whole, *reason)
        self._remember(SourceText(name, merged.text, made))
        return Saved(name, "merged", made, digest_bytes(mine), merged.text)

    def _replace(self, path: Path, name: str, data: bytes | None, new: bytes, kind: VersionKind, change: str) -> None:
        """Write a file; what it was and what it is are in the history first, as far as the disk allows it."""
        before = "" if data is None else digest_bytes(data)
        with suppress(OSError):
            self.history.add(name, new, kind, before, change, replaced=data)
        if data is None:
            write_user_file(path, new)
        else:
            replace_user_file(path, new)

    def restore(self, name: str, version_id: str, base: str) -> Saved:
        """Make an earlier version the text of its file, which is based on what the user sees now."""
        return self.save(name, self.read_version(name, version_id).text, base, "restored")

    def remove(self, name: str, change: str = "") -> str:
        """Remove a file; it stays in the history. The change, by which it can be undone."""
        path = self.locate(name)
        with self._writing():
            data = self._read_bytes(path, name)
            if data is None:
                raise Refused(MISSING, LOOK_IN_HISTORY, status=404, name=name)
            change = change or create_change()
            self.history.add(name, data, "removed", digest_bytes(data), change)
            path.unlink()
        return change

    def rename(self, name: str, new: str) -> None:
        """Give a file another name, with its history. Raises Refused where there is a file of that name."""
        path, target = self.locate(name), self.locate(new)
        with self._writing():
            if os.path.lexists(target) and not (path.exists() and target.samefile(path)):
                raise Refused(NAME_TAKEN, status=409, name=new)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            with suppress(OSError):
                self.history.move(name, new)

    # Changes of several files ------------------------------------------------------------------------------

    def apply(self, texts: Mapping[str, tuple[str, str]], kind: VersionKind) -> ChangedFiles:
        """Save several texts, each with the version that it is based on, as one change."""
        change = create_change()

        def save(name: str) -> Saved:
            base, text = texts[name]
            return self.save(name, text, base, kind, change)

        return _change_each(texts, save, change)

    def undo(self, change: str) -> ChangedFiles:
        """Undo a change: what was edited since on other lines stays. Raises Refused where there is no such change."""
        versions, undoing = self.history.find_change(change), create_change()
        if not versions:
            raise Refused(NO_CHANGE, status=404)
        return _change_each(versions, lambda name: self._undo_in(name, versions[name], undoing), undoing)

    def _undo_in(self, name: str, made: StoredVersion, change: str) -> Saved:
        """Undo a change of a file: merge the way back with what was edited since."""
        if made.kind != "removed" and not made.before:  # the change has made the file
            self.remove(name, change)
            return Saved(name, "saved", "", "")
        text = self._find_text(name, made.before)
        if text is None:
            raise Refused(NO_VERSION, status=404)
        return self.save(name, text, "" if made.kind == "removed" else made.version, "undone", change)

    # Places ------------------------------------------------------------------------------------------------

    def locate(self, name: str) -> Path:
        """The place of a file, which need not exist. Raises Refused for what is no handout of the workspace."""
        path, content = self.workspace.content / name, self.workspace.content
        if name != BOOK and PurePosixPath(name).suffix.lower() not in available_readers():
            raise Refused(NO_SOURCE, ONLY_SOURCES, name=show_name(name), suffixes=" ".join(available_readers()))
        if any(part in ("", ".", "..") for part in name.split("/")):
            raise Refused(REFUSED, name=show_name(name), problem=NO_PLAIN_NAME)
        try:
            if not _exists(path):
                return find_target(content, name, FileKind.HANDOUT)
            found = self.workspace.find_file(name, FileKind.HANDOUT)
        except FileRefused as refused:
            raise Refused(REFUSED, name=refused.name, problem=refused.problem) from None
        if _follows_link(content, name) and not found.resolve().is_relative_to(content.resolve()):
            raise Refused(REFUSED, name=show_name(name), problem=LINKED)
        return found

    @staticmethod
    def _read_bytes(path: Path, name: str) -> bytes | None:
        """The bytes of a file; None where there is none. Raises Refused."""
        try:
            with explain_system_errors(READ, path):
                if path.stat().st_size > limits.SOURCE_BYTES.value:
                    raise Refused(TOO_LARGE, limits.SOURCE_BYTES.hint, status=413, name=name)
                return path.read_bytes()
        except SystemFailure as failure:
            if isinstance(failure.__cause__, FileNotFoundError | NotADirectoryError):
                return None
            raise refuse_failure(failure) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in the `with` block, alone among the threads and the programs that use this workspace. Raises Refused."""
        folder = self.history.folder
        if not self.workspace.root.is_dir():
            raise Refused(NO_WORKSPACE, PUT_BACK, status=503, folder=self.workspace.root)
        if refused := self.workspace.refuse_folder(HISTORY):
            raise Refused(REFUSED, name=refused.name, problem=refused.problem)
        with self._lock:
            handle = _lock_folder(folder)
            try:
                yield
            except SystemFailure as failure:
                raise refuse_failure(failure) from None
            except OSError as error:
                raise refuse_failure(SystemFailure.of(error, WRITE)) from None
            finally:
                if handle is not None:
                    os.close(handle)

    # Texts that windows are based on -----------------------------------------------------------------------

    def _remember(self, source: SourceText) -> None:
        """Know a text for later merges."""
        key = source.name, source.version
        with self._recent_lock:
            self._recent_size += len(source.text) - len(self._recent.pop(key, ""))
            self._recent[key] = source.text
            while self._recent_size > RECENT_SIZE:
                self._recent_size -= len(self._recent.popitem(last=False)[1])

    def _find_text(self, name: str, version: str) -> str | None:
        """The text of a version of a file; None where it is not known any more."""
        text = self._recent.get((name, version))
        if text is not None:
            return text
        data = self.history.find(name, version)
        return None if data is None else _decode(name, data)


def _change_each(names: Iterable[str], task: Callable[[str], Saved], change: str) -> ChangedFiles:
    """Change one file after the other; one that is refused does not keep the others from being changed."""
    saved, refused = list[Saved](), dict[str, Refused]()
    for name in names:
        try:
            saved.append(task(name))
        except Refused as refusal:
            refused[name] = refusal
    return ChangedFiles(change, tuple(saved), refused)


def create_change() -> str:
    """A new change of several files."""
    return secrets.token_hex(8)


def refuse_failure(failure: SystemFailure) -> Refused:
    """What the disk prevents, as the answer to a request."""
    return Refused(FAILED, KEEP_OPEN, status=507, action=failure.action, path=failure.path, reason=failure.reason)


def _decode(name: str, data: bytes) -> str:
    """A text with LF line ends. Raises Refused for what is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NO_TEXT, IMPORT_IT, name=name) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _follows_link(folder: Path, name: str) -> bool:
    """True if a part of the name of a file is a link."""
    path = folder / name
    return any(os.path.islink(place) for place in (path, *path.parents) if place != folder and place.is_relative_to(folder))  # noqa: PTH114


def _tell_state(path: Path) -> tuple[int, ...]:
    """When a file was changed, and which one it is. Raises OSError."""
    found = path.stat()
    return max(found.st_mtime_ns, found.st_ctime_ns), found.st_size, found.st_ino


def _exists(path: Path) -> bool:
    """True if there is anything of this name; False also for a name that the system refuses."""
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _lock_folder(folder: Path) -> int | None:
    """A handle of the locked folder of versions; None where the disk has no room or no locks, or the other program takes too long."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(LOCK_ATTEMPTS):
            handle = lock_place(folder, folder / "lock")
            if handle is not None:
                return handle
            time.sleep(LOCK_PAUSE)
    return None
