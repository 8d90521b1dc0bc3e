"""Import files and folders: read them, convert them, and write handouts, pictures and a book.yaml."""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jiangyi.core import Message, SystemFailure, fold_name, limits, show_name
from jiangyi.importing import folder_layout, note_order
from jiangyi.importing.convert import EMPTY, IMPORT_SUFFIXES, NOTE_SUFFIXES, ImportFailure, ImportResult, convert_file
from jiangyi.importing.decisions import Decision, DecisionLog
from jiangyi.importing.decode import HAN_CHARACTER, clean_text, decode_text
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse import NoteFinder, PictureFinder, RawTextOptions
from jiangyi.importing.source_files import SourceRefused, is_inside, list_source_files, read_source
from jiangyi.project import BOOK, FileKind, FileRefused, find_target
from jiangyi.store import write_user_file

STANDARD_INPUT = "-"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".ico")
PICTURE_FOLDERS = ("assets", "attachments", "images", "image", "img", "pictures", "media", "附件", "图片", "{stem}.assets", "{stem}")
"""Folders beside a note in which note-taking programs keep its pictures."""
FILE_EXISTS = Message("{name} already exists; use --force to overwrite it", "{name} 已经存在；加 --force 可以覆盖")
REFUSED = Message("{name} is not written: {problem}", "没有写入 {name}：{problem}")
ZIP_SIGNATURE = b"PK\x03\x04"
OFFICE_SUFFIXES = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".pages")
"""Files of word processors that they can save as .docx."""
SAVE_AS_WORD = Message(
    "{suffix} files cannot be imported; open it in Word, WPS or LibreOffice, save it as .docx, and import that",
    "不能导入 {suffix} 文件；请在 Word、WPS 或 LibreOffice 里打开，另存为 .docx，再导入",
)
LONGEST_TITLE = 200
"""The part of a file's name that becomes a title, in characters."""
UNNAMED = Message("untitled", "无题")


@dataclass(frozen=True)
class ImportRequest:
    """The files and folders to import, the output folder, the output format ("" chooses one), and what may be overwritten."""

    files: tuple[str, ...]
    output: Path
    to: str = ""
    force: bool = False
    options: RawTextOptions = field(default_factory=RawTextOptions)


@dataclass(frozen=True)
class FileOutcome:
    """The outcome for one file: the path of the handout with every decision, or why there is none."""

    source: str
    target: Path | None = None
    decisions: tuple[Decision, ...] = ()
    problem: Message | None = None
    values: dict[str, object] = field(default_factory=dict)
    prevented: bool = False
    """Whether the disk or the system prevents it."""

    @property
    def unresolved(self) -> tuple[Decision, ...]:
        """The problems that prevent the handout from being built."""
        return tuple(decision for decision in self.decisions if decision.kind in ("problem", "answers-differ"))

    @property
    def problem_message(self) -> str:
        """Why there is no handout, in the user's language."""
        return self.problem.localize(**self.values) if self.problem else ""


@dataclass(frozen=True)
class _InputFile:
    """One file to be imported: its name relative to the argument, its path (None for standard input), and the root of its pictures."""

    name: str
    path: Path | None
    root: Path | None


def run_import(request: ImportRequest) -> Iterator[FileOutcome]:
    """Import every file; a folder also gets a book.yaml that lists its handouts in order, unless there is one.

    Raises SystemFailure where that cannot be written.
    """
    taken: dict[str, str] = _existing_stems(request.output)
    for given in request.files:
        path = Path(given)
        if given != STANDARD_INPUT and path.is_dir():
            yield from _import_folder(path, request, taken)
        else:
            yield _import_one(_InputFile(path.name, None if given == STANDARD_INPUT else path, None), request, taken)


def _existing_stems(output: Path) -> dict[str, str]:
    """The handouts in the output folder: their relative paths by folded stem."""
    if not output.is_dir():
        return {}
    found = (path for path in sorted(output.rglob("*")) if path.suffix in (".yaml", ".yml", ".md", ".markdown") and path.name != BOOK)
    return {fold_name(path.stem): path.relative_to(output).as_posix() for path in found}


def _import_folder(root: Path, request: ImportRequest, taken: dict[str, str]) -> Iterator[FileOutcome]:
    found = list_source_files(root)
    files = found.files
    yield from (_fail(failure) for failure in found.failures)
    yield from (FileOutcome(name, decisions=(Decision(0, "skipped", name, why.localize()),)) for name, why in found.left.items())
    shown = folder_layout.sort_notes(name for name in files if not folder_layout.is_skipped(name))
    yield from _report_hidden(name for name in files if folder_layout.is_skipped(name))
    folder = _Folder(root, files, _index_by_name(files, PICTURE_SUFFIXES), _index_by_name(files, NOTE_SUFFIXES))
    index, order = note_order.find_order(
        [name for name in shown if PurePosixPath(name).suffix.lower() in IMPORT_SUFFIXES], folder.read_text
    )
    written: dict[str, str] = {}
    for name in shown:
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in PICTURE_SUFFIXES:
            continue
        if suffix not in IMPORT_SUFFIXES or folder_layout.is_drawing(name):
            yield FileOutcome(name, decisions=(Decision(0, "order" if name == index else "skipped", name),))
        elif name == index and note_order.is_order_only(name):
            yield FileOutcome(name, decisions=(Decision(0, "order", name),))
        else:
            result = _import_one(_InputFile(name, files[name], root), request, taken, folder)
            if result.problem is EMPTY:
                result = FileOutcome(name, decisions=(Decision(0, "empty", name),))
            written |= {name: result.target.relative_to(request.output).as_posix()} if result.target else {}
            yield result
    book = request.output / BOOK
    if len(written) > 1 and not book.exists():
        title = root.resolve().name
        first = [name for name in written if name == index]
        names = dict.fromkeys([*first, *(name for name in order if name in written), *written])
        handouts = [written[name] for name in names]
        text = folder_layout.make_book(escape_inline(title), handouts, chinese=HAN_CHARACTER.search(title) is not None)
        write_user_file(book, text.encode())
        ordered = (Decision(0, "order", index),) if index else ()
        yield FileOutcome(str(root), book, (Decision(0, "book", title, f"{len(written)}"), *ordered))


def _report_hidden(names: Iterable[str]) -> Iterator[FileOutcome]:
    """An outcome for each hidden file or folder, the outermost one, with the number of files in it."""
    found = Counter(folder_layout.find_hidden_part(name) for name in names)
    for name, count in sorted(found.items()):
        yield FileOutcome(name, decisions=(Decision(0, "hidden-file", name, f"{count}" if name.endswith("/") else ""),))


@dataclass(frozen=True)
class _Folder:
    """A folder that is imported: its files by relative path, and its pictures and notes by name in lower case."""

    root: Path
    files: dict[str, Path]
    pictures: dict[str, list[str]]
    notes: dict[str, list[str]]

    def read_text(self, name: str) -> str | None:
        """The text of one of the files, or None."""
        return _read_text(self.files[name]) if name in self.files else None

    def find_note(self, name: str) -> str | None:
        """The text of the note that a link names, by its path or its name alone."""
        wanted = name.strip().replace("\\", "/").lower()
        stem = PurePosixPath(wanted).name
        found = [path for suffix in ("", *NOTE_SUFFIXES) for path in self.notes.get(stem + suffix, [])]
        best = next((path for path in found if path.lower().rpartition(".")[0].endswith(wanted.removesuffix(".md"))), None)
        return self.read_text(best) if best else None


def _read_text(path: Path) -> str | None:
    """The text of a file that is imported in part, or None where it is none."""
    log = DecisionLog()
    try:
        text = decode_text(read_source(path, limits.IMPORT_TEXT_BYTES), log)
    except (SourceRefused, SystemFailure):
        return None
    return None if text is None else clean_text(text, log)


def _index_by_name(names: Iterable[str], suffixes: tuple[str, ...]) -> dict[str, list[str]]:
    """The relative paths of files with some suffixes by file name in lower case, as notes may refer to them by name alone."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        if PurePosixPath(name).suffix.lower() in suffixes and not folder_layout.is_skipped(name):
            found.setdefault(PurePosixPath(name).name.lower(), []).append(name)
    return found


def _import_one(input_file: _InputFile, request: ImportRequest, taken: dict[str, str], folder: _Folder | None = None) -> FileOutcome:
    try:
        data = read_source(input_file.path)
    except SourceRefused as error:
        return FileOutcome(input_file.name, problem=error.args[0])
    except SystemFailure as failure:
        return _fail(failure, input_file.name)
    if folder and not data.strip():
        return FileOutcome(input_file.name, problem=EMPTY)
    suffix = _sniff_suffix(data) if input_file.path is None else input_file.path.suffix.lower()
    if suffix in OFFICE_SUFFIXES:
        if not data.startswith(ZIP_SIGNATURE) or suffix != ".doc":
            return FileOutcome(input_file.name, problem=SAVE_AS_WORD, values={"suffix": suffix})
        suffix = ".docx"
    if suffix not in (*IMPORT_SUFFIXES, ""):
        known = ", ".join(IMPORT_SUFFIXES)
        unknown = Message("{suffix} files cannot be imported; supported: {known}", "不能导入 {suffix} 文件；支持的文件：{known}")
        return FileOutcome(input_file.name, problem=unknown, values={"suffix": suffix, "known": known})
    name = UNNAMED.localize() if input_file.path is None else show_name(input_file.path.stem, LONGEST_TITLE)
    try:
        converted = convert_file(
            data,
            name,
            suffix,
            to=request.to,
            options=request.options,
            find=_make_picture_finder(input_file, folder.pictures if folder else {}),
            find_note=folder.find_note if folder else _make_note_finder(input_file),
        )
    except ImportFailure as error:
        return FileOutcome(input_file.name, problem=error.args[0])
    try:
        return _write_result(input_file, converted, request, taken)
    except SystemFailure as failure:  # the other files may still be written
        return _fail(failure, input_file.name)


def _fail(failure: SystemFailure, name: str = "") -> FileOutcome:
    """The outcome where the system does not let us read a file or folder."""
    return FileOutcome(name or failure.path, problem=failure.reason, prevented=True)


def _sniff_suffix(data: bytes) -> str:
    """The suffix that fits data from standard input, by its first bytes."""
    start = data.lstrip()[:200].lower()
    if data.startswith(ZIP_SIGNATURE):
        return ".docx"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"


def _make_picture_finder(input_file: _InputFile, picture_index: dict[str, list[str]]) -> PictureFinder:
    """A function that finds a picture of a note: relative to its folder, to the root, then by name anywhere below; never outside."""

    def find(reference: str) -> tuple[str, bytes] | None:
        if input_file.path is None:
            return None
        own = input_file.path.parent
        root = input_file.root or own
        reference = reference.strip().replace("\\", "/").removeprefix("file://")
        last = PurePosixPath(reference).name
        tried = [
            own / reference,
            root / reference.lstrip("/"),
            *(own / part.format(stem=input_file.path.stem) / last for part in PICTURE_FOLDERS),
        ]
        tried += [root / name for name in picture_index.get(last.lower(), [])]
        for path in tried:
            try:
                if last and path.is_file() and is_inside(path, root):
                    return path.name, read_source(path, limits.PICTURE_BYTES)
            except (OSError, ValueError, SystemFailure):
                continue
        return None

    return find


def _make_note_finder(input_file: _InputFile) -> NoteFinder:
    """A function that finds the text of a note in the folder of another."""

    def find(name: str) -> str | None:
        if input_file.path is None:
            return None
        own = input_file.path.parent
        for suffix in ("", *NOTE_SUFFIXES):
            path = own / (name.strip() + suffix)
            if path.suffix.lower() in NOTE_SUFFIXES and is_inside(path, own):
                return _read_text(path)
        return None

    return find


def _write_result(input_file: _InputFile, converted: ImportResult, request: ImportRequest, taken: dict[str, str]) -> FileOutcome:
    """Write the handout and its pictures, unless that would overwrite other content."""
    own = f"{folder_layout.make_file_stem(converted.title)}.txt" if input_file.path is None else input_file.name
    name = folder_layout.choose_path(own, converted.suffix, taken)
    try:
        path = find_target(request.output, name, FileKind.HANDOUT)
        pictures = {
            find_target(request.output, str(PurePosixPath(name).parent / picture), FileKind.PICTURE): data
            for picture, data in converted.pictures.items()
        }
    except FileRefused as refused:
        return FileOutcome(input_file.name, problem=REFUSED, values={"name": refused.name, "problem": refused.problem.localize()})
    decisions = converted.decisions
    if PurePosixPath(name).stem != PurePosixPath(own).stem:
        decisions = (Decision(0, "renamed", own, name), *decisions)
    taken[fold_name(PurePosixPath(name).stem)] = ""  # reserved for the rest of this run
    files = {**pictures, path: converted.text.encode()}
    for file, data in files.items():
        if file.exists() and not request.force and not _has_content(file, data):
            shown = file.relative_to(request.output).as_posix()
            return FileOutcome(input_file.name, decisions=decisions, problem=FILE_EXISTS, values={"name": shown})
    for file, data in files.items():
        if not _has_content(file, data):
            write_user_file(file, data)
    return FileOutcome(input_file.name, path, decisions)


def _has_content(file: Path, data: bytes) -> bool:
    """Whether a file has some content."""
    with contextlib.suppress(OSError):
        return file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data
    return False
