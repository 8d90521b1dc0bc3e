"""The folder of copies with its register: nothing is replaced in it that the register does not name."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from jiangyi.copies.copying import PersonalFile
from jiangyi.copies.ledger import REGISTER, CopyRow, format_register, parse_register
from jiangyi.core import READ, WRITE, Report, Span, explain_system_errors, fold_name
from jiangyi.store import fill_user_file, write_user_file

ARCHIVE = "copies.zip"
TIME = (1980, 1, 1, 0, 0, 0)


def read_register(folder: Path) -> tuple[CopyRow, ...] | None:
    """The rows of the register of a folder; None where it has none, or one that is damaged."""
    path = folder / REGISTER
    if not path.is_file():
        return None
    with explain_system_errors(READ, path):
        data = path.read_bytes()
    try:
        return tuple(parse_register(data))
    except (ValueError, UnicodeDecodeError):
        return None


def check_folder(folder: Path, report: Report) -> bool:
    """True for a folder that is new, empty or one of copies; else it is reported."""
    is_free = not folder.exists() or (folder.is_dir() and (not any(folder.iterdir()) or read_register(folder) is not None))
    if not is_free:
        report.add("copies-folder", Span(str(folder)), name=folder.name)
    return is_free


def write_folder(folder: Path, copies: Iterable[PersonalFile]) -> Iterator[CopyRow]:
    """Write copies as they are made; the register names those that are complete, also when this is interrupted."""
    rows = {fold_name(row.file): row for row in read_register(folder) or ()}
    try:
        for one in copies:
            write_user_file(folder / one.row.file, one.data)
            rows[fold_name(one.row.file)] = one.row
            yield one.row
    finally:
        write_user_file(folder / REGISTER, format_register(rows.values()))


def write_archive(folder: Path, copies: Iterable[PersonalFile]) -> Iterator[CopyRow]:
    """Write copies into one archive with a register of their own, and the register beside it."""
    rows = list[CopyRow]()

    def fill(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for one in copies:
                archive.writestr(_describe_entry(one.row.file), one.data)
                rows.append(one.row)
            archive.writestr(_describe_entry(REGISTER), format_register(rows))

    with explain_system_errors(WRITE, folder):
        folder.mkdir(parents=True, exist_ok=True)
    fill_user_file(folder / ARCHIVE, fill)
    write_user_file(folder / REGISTER, format_register(rows))
    yield from rows


def _describe_entry(name: str) -> zipfile.ZipInfo:
    """An entry that is stored: copies are compressed already."""
    entry = zipfile.ZipInfo(name, TIME)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry
