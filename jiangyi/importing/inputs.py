"""The files to import: those of a folder in the order of a book, and their conversion without writing anything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jiangyi.core import Message, SystemFailure, limits, show_name
from jiangyi.importing import folder_layout, note_order
from jiangyi.importing.convert import EMPTY, IMPORT_SUFFIXES, NOTE_SUFFIXES, ImportChoices, ImportFailure, ImportResult, convert_file
from jiangyi.importing.decisions import Decision, DecisionLog
from jiangyi.importing.decode import HAN_CHARACTER, clean_text, decode_text
from jiangyi.importing.emit import escape_inline
from jiangyi.importing.parse import NoteFinder, PictureFinder
from jiangyi.importing.source_files import SourceRefused, is_inside, list_source_files, read_source

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".ico")
PICTURE_FOLDERS = ("assets", "attachments", "images", "image", "img", "pictures", "media", "附件", "图片", "{stem}.assets", "{stem}")
"""Folders beside a note in which note-taking programs keep its pictures."""
ZIP_SIGNATURE = b"PK\x03\x04"
OFFICE_SUFFIXES = (".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".pages", ".pdf")
"""Files that word processors can save as .docx."""
SAVE_AS_WORD = Message(
    "{suffix} files cannot be imported; open it in Word, WPS or LibreOffice, save it as .docx, and import that",
    "不能导入 {suffix} 文件；请在 Word、WPS 或 LibreOffice 里打开，另存为 .docx，再导入",
)
UNKNOWN_SUFFIX = Message("{suffix} files cannot be imported; supported: {known}", "不能导入 {suffix} 文件；支持的文件：{known}")
LONGEST_TITLE = 200
"""The part of a file's name that becomes a title, in characters."""
UNNAMED = Message("untitled", "无题")


class InputRefused(ValueError):
    """A file is not converted: the reason with its values, and whether the disk or the system prevents it."""

    def __init__(self, problem: Message, values: Mapping[str, object] | None = None, *, prevented: bool = False) -> None:
        super().__init__(problem)
        self.problem, self.values, self.prevented = problem, dict(values or {}), prevented


@dataclass(frozen=True)
class InputFile:
    """One file to be imported: its name relative to the argument, its path (None for standard input), and its folder of notes."""

    name: str
    path: Path | None
    folder: "NoteFolder | None" = None

    @property
    def own_name(self) -> str:
        """Its name as a title."""
        return UNNAMED.localize() if self.path is None else show_name(self.path.stem, LONGEST_TITLE)


@dataclass(frozen=True)
class NoteFolder:
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


@dataclass(frozen=True)
class LeftFile:
    """A file that is not converted, with the decision about it."""

    name: str
    decision: Decision


@dataclass(frozen=True)
class FolderPlan:
    """What is in a folder: the files to convert and those that are left out, in order, and what cannot be read."""

    root: Path
    files: tuple[InputFile | LeftFile, ...]
    failures: tuple[SystemFailure, ...] = ()
    index: str | None = None
    """The note whose links are the order of the book."""
    order: tuple[str, ...] = ()

    def make_book(self, title: str, written: Mapping[str, str]) -> str:
        """The text of a book.yaml with the handouts that were written, by the names of their sources."""
        first = [name for name in written if name == self.index]
        names = dict.fromkeys([*first, *(name for name in self.order if name in written), *written])
        chinese = HAN_CHARACTER.search(title) is not None
        return folder_layout.make_book(escape_inline(title), [written[name] for name in names], chinese=chinese)


def plan_folder(root: Path) -> FolderPlan:
    """The files of a folder that are handouts, in the order of a book, and all others."""
    found = list_source_files(root)
    files = found.files
    shown = folder_layout.sort_notes(name for name in files if not folder_layout.is_skipped(name))
    planned: list[InputFile | LeftFile] = [LeftFile(name, Decision(0, "skipped", name, why.localize())) for name, why in found.left.items()]
    planned += _find_hidden(name for name in files if folder_layout.is_skipped(name))
    folder = NoteFolder(root, files, _index_by_name(files, PICTURE_SUFFIXES), _index_by_name(files, NOTE_SUFFIXES))
    index, order = note_order.find_order([name for name in shown if _suffix_of(name) in IMPORT_SUFFIXES], folder.read_text)
    for name in shown:
        suffix = _suffix_of(name)
        if suffix in PICTURE_SUFFIXES:
            continue
        if suffix not in IMPORT_SUFFIXES or folder_layout.is_drawing(name):
            planned.append(LeftFile(name, Decision(0, "order" if name == index else "skipped", name)))
        elif name == index and note_order.is_order_only(name):
            planned.append(LeftFile(name, Decision(0, "order", name)))
        else:
            planned.append(InputFile(name, files[name], folder))
    return FolderPlan(root, tuple(planned), tuple(found.failures), index, tuple(order))


def _suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _find_hidden(names: Iterable[str]) -> Iterator[LeftFile]:
    """Each hidden file or folder, the outermost one, with the number of files in it."""
    found = Counter(folder_layout.find_hidden_part(name) for name in names)
    for name, count in sorted(found.items()):
        yield LeftFile(name, Decision(0, "hidden-file", name, f"{count}" if name.endswith("/") else ""))


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
        if _suffix_of(name) in suffixes and not folder_layout.is_skipped(name):
            found.setdefault(PurePosixPath(name).name.lower(), []).append(name)
    return found


def convert_input(input_file: InputFile, choices: ImportChoices) -> ImportResult:
    """A file as a handout; nothing is written. Raises InputRefused."""
    try:
        data = read_source(input_file.path)
    except SourceRefused as error:
        raise InputRefused(error.args[0]) from None
    except SystemFailure as failure:
        raise InputRefused(failure.reason, prevented=True) from None
    if input_file.folder and not data.strip():
        raise InputRefused(EMPTY)
    suffix = _choose_suffix(input_file, data)
    find_note = input_file.folder.find_note if input_file.folder else _make_note_finder(input_file)
    try:
        return convert_file(
            data,
            input_file.own_name,
            suffix,
            to=choices.to,
            options=choices.options,
            kinds=choices.kinds,
            title=choices.title,
            counts_paragraphs=choices.counts_paragraphs,
            find=_make_picture_finder(input_file),
            find_note=find_note,
        )
    except ImportFailure as error:
        raise InputRefused(error.args[0]) from error


def _choose_suffix(input_file: InputFile, data: bytes) -> str:
    """The suffix that tells how a file is read. Raises InputRefused for one that cannot be."""
    suffix = _sniff_suffix(data) if input_file.path is None else input_file.path.suffix.lower()
    if suffix in OFFICE_SUFFIXES:
        if not data.startswith(ZIP_SIGNATURE) or suffix != ".doc":
            raise InputRefused(SAVE_AS_WORD, {"suffix": suffix})
        suffix = ".docx"
    if suffix not in (*IMPORT_SUFFIXES, ""):
        raise InputRefused(UNKNOWN_SUFFIX, {"suffix": suffix, "known": ", ".join(IMPORT_SUFFIXES)})
    return suffix


def _sniff_suffix(data: bytes) -> str:
    """The suffix that fits data from standard input, by its first bytes."""
    start = data.lstrip()[:200].lower()
    if data.startswith(ZIP_SIGNATURE):
        return ".docx"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"


def _make_picture_finder(input_file: InputFile) -> PictureFinder:
    """A function that finds a picture of a note: relative to its folder, to the root, then by name anywhere below; never outside."""

    def find(reference: str) -> tuple[str, bytes] | None:
        if input_file.path is None:
            return None
        own = input_file.path.parent
        root = input_file.folder.root if input_file.folder else own
        reference = reference.strip().replace("\\", "/").removeprefix("file://")
        last = PurePosixPath(reference).name
        tried = [
            own / reference,
            root / reference.lstrip("/"),
            *(own / part.format(stem=input_file.path.stem) / last for part in PICTURE_FOLDERS),
        ]
        tried += [root / name for name in (input_file.folder.pictures.get(last.lower(), []) if input_file.folder else ())]
        for path in tried:
            try:
                if last and path.is_file() and is_inside(path, root):
                    return path.name, read_source(path, limits.PICTURE_BYTES)
            except (OSError, ValueError, SystemFailure):
                continue
        return None

    return find


def _make_note_finder(input_file: InputFile) -> NoteFinder:
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
