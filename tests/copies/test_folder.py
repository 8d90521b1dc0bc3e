"""The folder of copies: what is ours in it, what stays when a run is killed, and the rows of earlier copies."""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.copies import (
    ARCHIVE,
    REGISTER,
    CopyRow,
    check_folder,
    read_register,
    remove_old_archive,
)
from jiangyi.copies.copying import PersonalFile
from jiangyi.copies.folder import check_names, write_archive, write_folder
from jiangyi.core import Report, SystemFailure
from tests.law import law


class Killed(BaseException):
    """Ends a run as the end of the process would."""


def copies(names: str, data: bytes) -> list[PersonalFile]:
    return [
        PersonalFile(
            CopyRow(number, number, "", f"{number}.pdf", hashlib.sha256(data + number.encode()).hexdigest()), (data, number.encode())
        )
        for number in names
    ]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def codes(folder: Path, *names: str) -> list[str]:
    report = Report()
    if check_folder(folder, report):
        check_names(folder, names, report)
    return [one.code for one in report]


@law(60)
@given(steps=st.integers(0, 12), has_earlier=st.booleans(), is_archive=st.booleans())
def test_what_a_killed_run_leaves_is_known_as_ours(
    steps: int, has_earlier: bool, is_archive: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("copies") / "new"
    if has_earlier:
        list(write_folder(folder, copies("12", b"old")))
    left = [steps]

    def count(path: Path, target: Path) -> Path:
        if left[0] <= 0:
            raise Killed
        left[0] -= 1
        os.replace(path, target)  # noqa: PTH105 - the method itself is replaced
        return target

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", count)
        with contextlib.suppress(Killed):
            list((write_archive if is_archive else write_folder)(folder, copies("123", b"new")))
    assert codes(folder, "1.pdf", "2.pdf", "3.pdf", ARCHIVE) == []
    digests = {row.digest for row in read_register(folder) or ()}
    made = [data for name, data in files_of(folder).items() if name.endswith(".pdf")]
    with contextlib.suppress(FileNotFoundError), zipfile.ZipFile(folder / ARCHIVE) as archive:
        made += [archive.read(name) for name in archive.namelist() if name != REGISTER]
    assert digests >= {hashlib.sha256(data).hexdigest() for data in made}
    list(write_folder(folder, copies("123", b"new")))
    assert {name: files_of(folder)[name] for name in ("1.pdf", "2.pdf", "3.pdf")} == {f"{n}.pdf": f"new{n}".encode() for n in "123"}


def test_earlier_copies_stay_in_the_register(tmp_path: Path) -> None:
    first, second = copies("12", b"old"), copies("1", b"new")
    list(write_folder(tmp_path, first))
    list(write_archive(tmp_path, second))
    list(write_folder(tmp_path, first))
    assert read_register(tmp_path) == tuple(one.row for one in (*first, *second))


def test_two_runs_in_one_folder_keep_the_rows_of_both(tmp_path: Path) -> None:
    first, second = copies("12", b"a"), copies("34", b"b")
    one, other = write_folder(tmp_path, first), write_folder(tmp_path, second)
    for _ in zip(one, other, strict=True):
        pass
    list(one)
    list(other)
    assert {*(read_register(tmp_path) or ())} == {one.row for one in (*first, *second)}


@pytest.mark.parametrize(("packed", "loose", "is_left"), [("12", "12", False), ("1", "12", False), ("12", "1", True)])
def test_an_old_archive_is_removed_where_its_copies_were_made_again(packed: str, loose: str, is_left: bool, tmp_path: Path) -> None:
    list(write_archive(tmp_path, copies(packed, b"old")))
    rows = list(write_folder(tmp_path, copies(loose, b"new")))
    assert remove_old_archive(tmp_path, (row.file for row in rows)) == is_left == (tmp_path / ARCHIVE).exists()


@pytest.mark.parametrize("data", [b"mine", b"PK\x05\x06" + bytes(18)], ids=["text", "empty archive"])
def test_a_foreign_archive_is_not_removed(data: bytes, tmp_path: Path) -> None:
    (tmp_path / ARCHIVE).write_bytes(data)
    rows = list(write_folder(tmp_path, copies("1", b"new")))
    assert not remove_old_archive(tmp_path, (row.file for row in rows))
    assert (tmp_path / ARCHIVE).read_bytes() == data


@pytest.mark.parametrize("name", ["1.pdf", ARCHIVE])
def test_a_foreign_file_is_not_replaced(name: str, tmp_path: Path) -> None:
    list(write_folder(tmp_path, copies("2", b"")))
    (tmp_path / name).write_bytes(b"mine")
    assert codes(tmp_path, "1.pdf", "2.pdf", ARCHIVE) == ["copies-foreign"]
    assert codes(tmp_path, "2.pdf") == []


def test_folders_that_are_not_ours_are_refused(tmp_path: Path) -> None:
    (tmp_path / "Thumbs.db").touch()
    (tmp_path / ".DS_Store").touch()
    assert codes(tmp_path) == codes(tmp_path / "new") == []
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert [codes(path) for path in (tmp_path, tmp_path / "file", tmp_path / "link")] == [["copies-folder"]] * 3


def test_a_full_disk_is_told_and_leaves_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = copies("12", b"data")

    def stop() -> Iterator[PersonalFile]:
        yield made[0]
        monkeypatch.setattr("jiangyi.store.files._fill_beside", fail)
        yield made[1]

    def fail(path: Path, *_: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    with pytest.raises(SystemFailure):
        list(write_folder(tmp_path, stop()))
    assert files_of(tmp_path).keys() == {REGISTER, "1.pdf"}
    assert made[0].row in (read_register(tmp_path) or ())
