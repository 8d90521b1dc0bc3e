"""Import files and folders: read them, convert them, and write handouts, pictures and a book.yaml."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jiangyi.core import Message
from jiangyi.importing import folder_layout
from jiangyi.importing.convert import IMPORT_SUFFIXES, ImportFailure, ImportResult, convert_file
from jiangyi.importing.decisions import Decision
from jiangyi.importing.decode import HAN_CHARACTER
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse import PictureFinder, RawTextOptions
from jiangyi.project import BOOK
from jiangyi.store import write_atomically

STANDARD_INPUT = "-"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".ico")
PICTURE_FOLDERS = ("assets", "attachments", "images", "image", "img", "pictures", "media", "附件", "图片", "{stem}.assets", "{stem}")
"""Folders beside a note in which note-taking programs keep its pictures."""
FILE_EXISTS = Message("{name} already exists; use --force to overwrite it", "{name} 已经存在；加 --force 可以覆盖")
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

    @property
    def unresolved(self) -> tuple[Decision, ...]:
        """The problems that prevent the handout from being built."""
        return tuple(decision for decision in self.decisions if decision.kind == "problem")

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
    """Import every file; a folder also gets a book.yaml that lists its handouts in order, unless there is one."""
    taken: dict[str, str] = _existing_stems(request.output)
    for given in request.files:
        path = Path(given)
        if given != STANDARD_INPUT and path.is_dir():
            yield from _import_folder(path, request, taken)
        else:
            yield _import_one(_InputFile(path.name, None if given == STANDARD_INPUT else path, None), request, taken)


def _existing_stems(output: Path) -> dict[str, str]:
    """The handouts in the output folder: their relative paths by stem in lower case."""
    if not output.is_dir():
        return {}
    found = (path for path in sorted(output.rglob("*")) if path.suffix in (".yaml", ".yml", ".md", ".markdown") and path.name != BOOK)
    return {path.stem.lower(): path.relative_to(output).as_posix() for path in found}


def _import_folder(root: Path, request: ImportRequest, taken: dict[str, str]) -> Iterator[FileOutcome]:
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    picture_index = _index_pictures({name: path for name, path in files.items() if path.suffix.lower() in PICTURE_SUFFIXES})
    written: list[str] = []
    for name in folder_layout.sort_notes(name for name in files if not folder_layout.is_skipped(name)):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in PICTURE_SUFFIXES:
            continue
        if suffix not in IMPORT_SUFFIXES:
            yield FileOutcome(name, decisions=(Decision(0, "skipped", name),))
            continue
        result = _import_one(_InputFile(name, files[name], root), request, taken, picture_index)
        written += [result.target.relative_to(request.output).as_posix()] if result.target else []
        yield result
    book = request.output / BOOK
    if len(written) > 1 and not book.exists():
        title = root.resolve().name
        write_atomically(
            book, folder_layout.make_book(escape_inline(title), written, chinese=HAN_CHARACTER.search(title) is not None).encode()
        )
        yield FileOutcome(str(root), book, (Decision(0, "book", title, f"{len(written)}"),))


def _index_pictures(pictures: dict[str, Path]) -> dict[str, list[str]]:
    """The relative paths of a folder's pictures by file name in lower case, as notes may refer to them by name alone."""
    found: dict[str, list[str]] = {}
    for name in sorted(pictures):
        found.setdefault(PurePosixPath(name).name.lower(), []).append(name)
    return found


def _import_one(
    input_file: _InputFile, request: ImportRequest, taken: dict[str, str], picture_index: dict[str, list[str]] | None = None
) -> FileOutcome:
    try:
        data = sys.stdin.buffer.read() if input_file.path is None else input_file.path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return FileOutcome(input_file.name, problem=Message("{reason}", "{reason}"), values={"reason": reason})
    suffix = _sniff_suffix(data) if input_file.path is None else input_file.path.suffix.lower()
    if suffix not in (*IMPORT_SUFFIXES, ""):
        known = ", ".join(IMPORT_SUFFIXES)
        unknown = Message("{suffix} files cannot be imported; supported: {known}", "不能导入 {suffix} 文件；支持的文件：{known}")
        return FileOutcome(input_file.name, problem=unknown, values={"suffix": suffix, "known": known})
    name = UNNAMED.localize() if input_file.path is None else input_file.path.stem
    try:
        converted = convert_file(
            data, name, suffix, to=request.to, options=request.options, find=_make_picture_finder(input_file, picture_index)
        )
    except ImportFailure as error:
        return FileOutcome(input_file.name, problem=error.args[0])
    return _write_result(input_file, converted, request, taken)


def _sniff_suffix(data: bytes) -> str:
    """The suffix that fits data from standard input, by its first bytes."""
    start = data.lstrip()[:200].lower()
    if data.startswith(b"PK\x03\x04"):
        return ".docx"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"


def _make_picture_finder(input_file: _InputFile, picture_index: dict[str, list[str]] | None) -> PictureFinder:
    """A function that finds a picture of a note: relative to its folder, to the root, then by name anywhere below; never outside."""

    def find(reference: str) -> tuple[str, bytes] | None:
        if input_file.path is None:
            return None
        own = input_file.path.parent
        root = (input_file.root or own).resolve()
        reference = reference.strip().replace("\\", "/").removeprefix("file://")
        last = PurePosixPath(reference).name
        tried = [
            own / reference,
            root / reference.lstrip("/"),
            *(own / part.format(stem=input_file.path.stem) / last for part in PICTURE_FOLDERS),
        ]
        tried += [root / name for name in (picture_index or {}).get(last.lower(), [])]
        for path in tried:
            try:
                if last and path.resolve().is_relative_to(root) and path.is_file():
                    return path.name, path.read_bytes()
            except (OSError, ValueError):
                continue
        return None

    return find


def _write_result(input_file: _InputFile, converted: ImportResult, request: ImportRequest, taken: dict[str, str]) -> FileOutcome:
    """Write the handout and its pictures, unless that would overwrite other content."""
    own = f"{folder_layout.make_file_stem(converted.title)}.txt" if input_file.path is None else input_file.name
    name = folder_layout.choose_path(own, converted.suffix, taken)
    path = request.output / name
    decisions = converted.decisions
    if PurePosixPath(name).stem != PurePosixPath(own).stem:
        decisions = (Decision(0, "renamed", own, name), *decisions)
    taken[PurePosixPath(name).stem.lower()] = ""  # reserved for the rest of this run
    files = {path: converted.text.encode(), **{path.parent / picture: data for picture, data in converted.pictures.items()}}
    for file, data in files.items():
        if file.exists() and not request.force and file.read_bytes() != data:
            shown = file.relative_to(request.output).as_posix()
            return FileOutcome(input_file.name, decisions=decisions, problem=FILE_EXISTS, values={"name": shown})
    for file, data in files.items():
        if not file.exists() or file.read_bytes() != data:
            write_atomically(file, data)
    return FileOutcome(input_file.name, path, decisions)
