"""The folder as archives: each is valid, all together are the folder, and nothing foreign is replaced."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.share import Ledger, read_ledger, write_archives
from jiangyi.share.archives import split_files
from jiangyi.share.folder import FolderRefused
from jiangyi.share.ledger import FileRow
from tests.law import law
from tests.share.test_folder import files_of, update

FILES = {f"handouts/{name}.{kind}": bytes([number]) * 4000 for number, name in enumerate("abcd") for kind in ("pdf", "epub")}


def pack(folder: Path, limit: int) -> list[Path]:
    """Write the archives of a folder; their paths."""
    return write_archives(folder, read_ledger(folder) or Ledger(), limit)[0]


def unpack(paths: list[Path]) -> dict[str, bytes]:
    """What is in all archives, by path in the folder."""
    found: dict[str, bytes] = {}
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            found |= {name.removeprefix("share/"): archive.read(name) for name in archive.namelist()}
    return found


@pytest.mark.parametrize(("limit", "count"), [(0, 1), (100_000, 1), (20_000, 2), (5_000, 9)])
def test_all_archives_together_are_the_folder(limit: int, count: int, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, FILES)
    paths = pack(folder, limit)
    assert len(paths) == count
    assert all(not limit or path.stat().st_size <= limit for path in paths)
    assert unpack(paths) == files_of(folder)


def test_a_handout_is_in_one_archive_where_it_fits(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, FILES)
    for path in pack(folder, 12_000)[1:]:
        with zipfile.ZipFile(path) as archive:
            assert len({name.split(".")[0] for name in archive.namelist()}) == 1


def test_a_file_that_is_too_large_is_alone(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, {"handouts/a.pdf": b"1" * 50_000, "handouts/b.pdf": b"2"})
    paths = pack(folder, 20_000)
    assert unpack(paths) == files_of(folder)
    assert [path.name for path in paths if path.stat().st_size > 20_000] == ["share-02.zip"]


def test_the_same_folder_gives_the_same_bytes_and_old_archives_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, FILES)
    first = {path: path.read_bytes() for path in pack(folder, 20_000)}
    times = {path: path.stat().st_mtime_ns for path in first}
    assert {path: path.stat().st_mtime_ns for path in pack(folder, 20_000)} == times
    for path in first:
        path.unlink()
    assert {path: path.read_bytes() for path in pack(folder, 20_000)} == first
    assert [path.name for path in pack(folder, 0)] == ["share.zip"]
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["share.zip"]


def test_an_archive_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, FILES)
    (tmp_path / "share.zip").write_bytes(b"mine")
    with pytest.raises(FolderRefused):
        pack(folder, 0)
    assert (tmp_path / "share.zip").read_bytes() == b"mine"


@pytest.mark.slow
@law(60)
@given(st.dictionaries(st.sampled_from([*FILES, "index.html", "covers/a.jpg"]), st.integers(0, 3000)), st.integers(1, 6000))
def test_every_file_is_in_one_archive_below_the_limit(sizes: dict[str, int], limit: int) -> None:
    files = {path: FileRow("", size) for path, size in sizes.items()}
    parts = split_files(files, limit, len("share/"))
    assert sorted(path for part in parts for path in part) == sorted(files)
    for part in parts:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for path in part:
                archive.writestr(f"share/{path}", bytes(sizes[path]))
        assert len(part) == 1 or len(made.getvalue()) <= limit
