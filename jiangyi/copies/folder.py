"""The folder of copies with its register: nothing is replaced in it that the register does not name.

The register has a row before the file is there, so that the files of a run that was killed are known as ours.
"""

import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from jiangyi.copies.copying import PersonalFile
from jiangyi.copies.ledger import REGISTER, CopyRow, format_register, format_row, parse_register
from jiangyi.core import READ, WRITE, Report, Span, explain_system_errors, fold_name, show_name
from jiangyi.store import describe_entry, fill_user_file, is_system_file, remove_stale_parts, write_user_file

ARCHIVE = "copies.zip"


def read_register(folder: Path) -> tuple[CopyRow, ...] | None:
    """The rows of the register of a folder; None where it has none, or one that is damaged."""
    path = folder / REGISTER
    with explain_system_errors(READ, path):
        data = path.read_bytes() if path.is_file() else b""
    try:
        return tuple(parse_register(data))
    except ValueError:
        return None


def check_folder(folder: Path, report: Report) -> bool:
    """True for a folder that is new, empty or one of copies; else it is reported."""
    with explain_system_errors(READ, folder):
        if folder.is_dir():
            is_free = all(map(is_system_file, os.listdir(folder))) or read_register(folder) is not None  # noqa: PTH208 - may have thousands
        else:
            is_free = not os.path.lexists(folder)
    if not is_free:
        report.add("copies-folder", Span(str(folder)), name=folder.name)
    return is_free


def check_names(folder: Path, names: Iterable[str], report: Report) -> bool:
    """True where no file that is not ours has the name of a copy; else the files are reported."""
    ours = {fold_name(row.file) for row in read_register(folder) or ()}
    with explain_system_errors(READ, folder):
        found = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - may have thousands
        wanted = {fold_name(name) for name in names} - ours
        foreign = [name for name in found if fold_name(name) in wanted and not (name == ARCHIVE and _is_own_archive(folder / name))]
    for name in foreign:
        report.add("copies-foreign", Span(str(folder)), name=show_name(name))
    return not foreign


def _is_own_archive(path: Path) -> bool:
    """True for an archive of copies, which has a register."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(list(parse_register(archive.read(REGISTER))))
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError):
        return False


def write_folder(folder: Path, copies: Iterable[PersonalFile]) -> Iterator[CopyRow]:
    """Write copies as they are made; the register names each that is complete, also when this is interrupted."""
    rows = _begin(folder)
    path = folder / REGISTER
    try:
        with explain_system_errors(WRITE, path), path.open("ab", buffering=0) as register:
            for one in copies:
                if _key(one.row) not in rows:
                    register.write(format_row(one.row))
                rows[_key(one.row)] = one.row
                fill_user_file(folder / one.row.file, lambda file, pieces=one.pieces: file.writelines(pieces))  # type: ignore[misc]
                yield one.row
    finally:
        _store_rows(folder, rows)


def write_archive(folder: Path, copies: Iterable[PersonalFile]) -> Iterator[CopyRow]:
    """Write copies into one archive with a register of their own, and the register beside it."""
    _begin(folder)
    rows = list[CopyRow]()

    def fill(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for one in copies:
                archive.writestr(describe_entry(one.row.file), b"".join(one.pieces))
                rows.append(one.row)
            archive.writestr(describe_entry(REGISTER), format_register(rows))
        _store_rows(folder, {_key(row): row for row in rows})

    fill_user_file(folder / ARCHIVE, fill)
    yield from rows


def remove_old_archive(folder: Path, files: Iterable[str]) -> bool:
    """Remove the archive of an earlier run if each copy in it is now one of these files; True if one with others is left.

    Whoever sends it by mistake sends what was replaced. Others that are in no other place are not taken away.
    """
    path = folder / ARCHIVE
    with explain_system_errors(WRITE, path):
        if not path.is_file() or path.is_symlink() or not _is_own_archive(path):
            return False
        with zipfile.ZipFile(path) as archive:
            names = {*archive.namelist()}
        if not names <= {REGISTER, *files}:
            return True
        path.unlink()
    return False


def _begin(folder: Path) -> dict[tuple[str, str], CopyRow]:
    """Make the folder with a register, which says that it is ours; returns the rows of earlier copies."""
    with explain_system_errors(WRITE, folder):
        folder.mkdir(parents=True, exist_ok=True)
    remove_stale_parts(folder)
    return _store_rows(folder, {})


def _store_rows(folder: Path, rows: Mapping[tuple[str, str], CopyRow]) -> dict[tuple[str, str], CopyRow]:
    """Write the register with these rows behind those that it has by now, also of another run; returns all."""
    whole = {**{_key(row): row for row in read_register(folder) or ()}, **rows}
    write_user_file(folder / REGISTER, format_register(whole.values()))
    return whole


def _key(row: CopyRow) -> tuple[str, str]:
    return fold_name(row.file), row.digest
