"""Import files and folders: convert them, and write handouts, pictures and a book.yaml."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jiangyi.core import Message, SystemFailure, fold_name
from jiangyi.importing import folder_layout
from jiangyi.importing.convert import EMPTY, ImportChoices, ImportResult
from jiangyi.importing.decisions import Decision
from jiangyi.importing.inputs import InputFile, InputRefused, LeftFile, convert_input, plan_folder
from jiangyi.importing.parse import RawTextOptions
from jiangyi.project import BOOK, FileKind, FileRefused, find_target
from jiangyi.store import write_user_file

STANDARD_INPUT = "-"
FILE_EXISTS = Message("{name} already exists; use --force to overwrite it", "{name} 已经存在；加 --force 可以覆盖")
REFUSED = Message("{name} is not written: {problem}", "没有写入 {name}：{problem}")


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


def run_import(request: ImportRequest) -> Iterator[FileOutcome]:
    """Import every file; a folder also gets a book.yaml that lists its handouts in order, unless there is one.

    Raises SystemFailure where that cannot be written.
    """
    taken: dict[str, str] = list_stems(request.output)
    for given in request.files:
        path = Path(given)
        if given != STANDARD_INPUT and path.is_dir():
            yield from _import_folder(path, request, taken)
        else:
            yield _import_one(InputFile(path.name, None if given == STANDARD_INPUT else path), request, taken)


def list_stems(output: Path) -> dict[str, str]:
    """The handouts in the output folder: their relative paths by folded stem."""
    if not output.is_dir():
        return {}
    found = (path for path in sorted(output.rglob("*")) if path.suffix in (".yaml", ".yml", ".md", ".markdown") and path.name != BOOK)
    return {fold_name(path.stem): path.relative_to(output).as_posix() for path in found}


def _import_folder(root: Path, request: ImportRequest, taken: dict[str, str]) -> Iterator[FileOutcome]:
    plan = plan_folder(root)
    yield from (FileOutcome(failure.path, problem=failure.reason, prevented=True) for failure in plan.failures)
    written: dict[str, str] = {}
    for input_file in plan.files:
        if isinstance(input_file, LeftFile):
            yield FileOutcome(input_file.name, decisions=(input_file.decision,))
            continue
        result = _import_one(input_file, request, taken)
        if result.problem is EMPTY:
            result = FileOutcome(input_file.name, decisions=(Decision(0, "empty", input_file.name),))
        written |= {input_file.name: result.target.relative_to(request.output).as_posix()} if result.target else {}
        yield result
    book = request.output / BOOK
    if len(written) > 1 and not book.exists():
        title = root.resolve().name
        write_user_file(book, plan.make_book(title, written).encode())
        ordered = (Decision(0, "order", plan.index),) if plan.index else ()
        yield FileOutcome(str(root), book, (Decision(0, "book", title, f"{len(written)}"), *ordered))


def _import_one(input_file: InputFile, request: ImportRequest, taken: dict[str, str]) -> FileOutcome:
    try:
        converted = convert_input(input_file, ImportChoices(request.to, request.options))
        return _write_result(input_file, converted, request, taken)
    except InputRefused as refused:
        return FileOutcome(input_file.name, problem=refused.problem, values=refused.values, prevented=refused.prevented)
    except SystemFailure as failure:  # the other files may still be written
        return FileOutcome(input_file.name, problem=failure.reason, prevented=True)


@dataclass(frozen=True)
class PlacedFiles:
    """A handout with its pictures, and where they are to be written."""

    name: str
    """The path of the handout below the output folder."""
    path: Path
    pictures: dict[Path, bytes]
    decisions: tuple[Decision, ...]


def place_result(input_file: InputFile, converted: ImportResult, output: Path, taken: dict[str, str]) -> PlacedFiles:
    """Choose the places of a handout and its pictures; its stem becomes one that is `taken`. Raises FileRefused."""
    own = f"{folder_layout.make_file_stem(converted.title)}.txt" if input_file.path is None else input_file.name
    name = folder_layout.choose_path(own, converted.suffix, taken)
    path = find_target(output, name, FileKind.HANDOUT)
    pictures = {
        find_target(output, str(PurePosixPath(name).parent / picture), FileKind.PICTURE): data
        for picture, data in converted.pictures.items()
    }
    decisions = converted.decisions
    if PurePosixPath(name).stem != PurePosixPath(own).stem:
        decisions = (Decision(0, "renamed", own, name), *decisions)
    taken[fold_name(PurePosixPath(name).stem)] = ""  # reserved for the rest of this run
    return PlacedFiles(name, path, pictures, decisions)


def _write_result(input_file: InputFile, converted: ImportResult, request: ImportRequest, taken: dict[str, str]) -> FileOutcome:
    """Write the handout and its pictures, unless that would overwrite other content."""
    try:
        placed = place_result(input_file, converted, request.output, taken)
    except FileRefused as refused:
        return FileOutcome(input_file.name, problem=REFUSED, values={"name": refused.name, "problem": refused.problem.localize()})
    files = {**placed.pictures, placed.path: converted.text.encode()}
    if existing := None if request.force else find_other_content(files):
        shown = existing.relative_to(request.output).as_posix()
        return FileOutcome(input_file.name, decisions=placed.decisions, problem=FILE_EXISTS, values={"name": shown})
    for file, data in files.items():
        if not _has_content(file, data):
            write_user_file(file, data)
    return FileOutcome(input_file.name, placed.path, placed.decisions)


def find_other_content(files: Mapping[Path, bytes]) -> Path | None:
    """The first of some files to be written that is there already with other content."""
    return next((file for file, data in files.items() if file.exists() and not _has_content(file, data)), None)


def _has_content(file: Path, data: bytes) -> bool:
    """Whether a file has some content."""
    with contextlib.suppress(OSError):
        return file.is_file() and file.stat().st_size == len(data) and file.read_bytes() == data
    return False
