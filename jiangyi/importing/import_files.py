"""Files and folders on their way in: they are read, understood, and written as handouts, pictures and a book.yaml."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from jiangyi.core import Words
from jiangyi.importing import folder_layout
from jiangyi.importing.convert import SUFFIXES, Imported, NotImported, understand
from jiangyi.importing.decisions import Decision
from jiangyi.importing.decode.language import HAN
from jiangyi.importing.emit.escaping import escaped
from jiangyi.importing.parse.pictures import Find
from jiangyi.importing.parse.raw_text import RawTextOptions
from jiangyi.importing.structure.head import short_title
from jiangyi.project import BOOK, write_atomically

STANDARD_INPUT = "-"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".ico")
BESIDE = ("assets", "attachments", "images", "image", "img", "pictures", "media", "附件", "图片", "{stem}.assets", "{stem}")
"""Folders beside a note in which programs keep its pictures."""
EXISTS = Words("{name} exists already; --force writes it anew", "{name} 已经存在；加 --force 可以覆盖")
UNNAMED = Words("untitled", "无题")


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    files: tuple[str, ...]
    output: Path
    to: str = ""
    force: bool = False
    options: RawTextOptions = field(default_factory=RawTextOptions)


@dataclass(frozen=True)
class Result:
    """What became of one file: where the handout stands and every decision, or why there is none."""

    source: str
    target: Path | None = None
    decisions: tuple[Decision, ...] = ()
    problem: Words | None = None
    values: dict[str, object] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Why there is no handout, in the user's language."""
        return self.problem.say(**self.values) if self.problem else ""


@dataclass(frozen=True)
class _Entry:
    """One file to be imported: its path below what was named, its bytes' place, and the folder that pictures are looked for in."""

    name: str
    path: Path | None
    root: Path | None


def bring_in(order: Order) -> Iterator[Result]:
    """Import every file; a folder's tree becomes the order of a book.yaml, where there is none yet."""
    taken: dict[str, str] = _stems(order.output)
    for given in order.files:
        path = Path(given)
        if given != STANDARD_INPUT and path.is_dir():
            yield from _folder(path, order, taken)
        else:
            yield _one(_Entry(path.name, None if given == STANDARD_INPUT else path, None), order, taken)


def _stems(output: Path) -> dict[str, str]:
    """The handouts that stand in the output folder, by stem: their paths in it."""
    if not output.is_dir():
        return {}
    found = (path for path in sorted(output.rglob("*")) if path.suffix in (".yaml", ".yml", ".md", ".markdown") and path.name != BOOK)
    return {path.stem.lower(): path.relative_to(output).as_posix() for path in found}


def _folder(root: Path, order: Order, taken: dict[str, str]) -> Iterator[Result]:
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    shelf = _shelf({name: path for name, path in files.items() if path.suffix.lower() in PICTURE_SUFFIXES})
    made: list[str] = []
    for name in folder_layout.order(name for name in files if not folder_layout.is_skipped(name)):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in PICTURE_SUFFIXES:
            continue
        if suffix not in SUFFIXES:
            yield Result(name, decisions=(Decision(0, "skipped", name),))
            continue
        result = _one(_Entry(name, files[name], root), order, taken, shelf)
        made += [result.target.relative_to(order.output).as_posix()] if result.target else []
        yield result
    book = order.output / BOOK
    if len(made) > 1 and not book.exists():
        title = root.resolve().name
        write_atomically(book, folder_layout.book(escaped(title), made, chinese=HAN.search(title) is not None).encode())
        yield Result(str(root), book, (Decision(0, "book", title, f"{len(made)}"),))


def _shelf(pictures: dict[str, Path]) -> dict[str, list[str]]:
    """The pictures of a folder by the names that notes may call them: their last part, in lower case."""
    found: dict[str, list[str]] = {}
    for name in sorted(pictures):
        found.setdefault(PurePosixPath(name).name.lower(), []).append(name)
    return found


def _one(entry: _Entry, order: Order, taken: dict[str, str], shelf: dict[str, list[str]] | None = None) -> Result:
    try:
        data = sys.stdin.buffer.read() if entry.path is None else entry.path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return Result(entry.name, problem=Words("{reason}", "{reason}"), values={"reason": reason})
    suffix = _suffix(data) if entry.path is None else entry.path.suffix.lower()
    if suffix not in (*SUFFIXES, ""):
        known = ", ".join(SUFFIXES)
        unknown = Words("{suffix} cannot be imported; these can: {known}", "不能导入 {suffix} 文件，可以导入：{known}")
        return Result(entry.name, problem=unknown, values={"suffix": suffix, "known": known})
    name = UNNAMED.say() if entry.path is None else entry.path.stem
    try:
        made = understand(data, name, suffix, to=order.to, options=order.options, find=_finder(entry, shelf))
    except NotImported as error:
        return Result(entry.name, problem=error.args[0])
    return _written(entry, made, order, taken)


def _suffix(data: bytes) -> str:
    """What comes through standard input, by how it begins."""
    start = data.lstrip()[:200].lower()
    if data.startswith(b"PK\x03\x04"):
        return ".docx"
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ".txt"


def _finder(entry: _Entry, shelf: dict[str, list[str]] | None) -> Find:
    """Where the pictures of a note are looked for: from its own folder, from the top, then by name anywhere below; never outside."""

    def find(reference: str) -> tuple[str, bytes] | None:
        if entry.path is None:
            return None
        own = entry.path.parent
        root = (entry.root or own).resolve()
        reference = reference.strip().replace("\\", "/").removeprefix("file://")
        last = PurePosixPath(reference).name
        tried = [own / reference, root / reference.lstrip("/"), *(own / part.format(stem=entry.path.stem) / last for part in BESIDE)]
        tried += [root / name for name in (shelf or {}).get(last.lower(), [])]
        for path in tried:
            try:
                if last and path.resolve().is_relative_to(root) and path.is_file():
                    return path.name, path.read_bytes()
            except (OSError, ValueError):
                continue
        return None

    return find


def _written(entry: _Entry, made: Imported, order: Order, taken: dict[str, str]) -> Result:
    """Write the handout and its pictures, unless something else stands there already."""
    own = f"{short_title(made.title)}.txt" if entry.path is None else entry.name
    name = folder_layout.target(own, made.suffix, taken)
    path = order.output / name
    decisions = made.decisions
    if PurePosixPath(name).stem != PurePosixPath(own).stem:
        decisions = (Decision(0, "renamed", own, name), *decisions)
    taken[PurePosixPath(name).stem.lower()] = ""  # nothing else of this run may go there
    files = {path: made.text.encode(), **{path.parent / picture: data for picture, data in made.pictures.items()}}
    for file, data in files.items():
        if file.exists() and not order.force and file.read_bytes() != data:
            shown = file.relative_to(order.output).as_posix()
            return Result(entry.name, decisions=decisions, problem=EXISTS, values={"name": shown})
    for file, data in files.items():
        if not file.exists() or file.read_bytes() != data:
            write_atomically(file, data)
    return Result(entry.name, path, decisions)
