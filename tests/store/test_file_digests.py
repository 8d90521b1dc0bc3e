"""Digests of files: a file whose state is known is not read, one that may have changed without a trace is."""

import os
import time
from pathlib import Path

import pytest

from jiangyi.store import digest_bytes, write_table
from jiangyi.store.file_digests import SETTLED_AFTER, FileDigests, FileRecord

HOUR = 3600


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was changed an hour ago, as far as its times can be set: the time of its inode is now."""
    path = tmp_path / "a.md"
    path.write_bytes(b"first")
    return path


def let_time_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the clock of the program, and not that of the file system, be an hour ahead."""
    ahead = time.time_ns() + HOUR * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: ahead)


def table_of(tmp_path: Path) -> FileDigests:
    """The table as the next process reads it, an hour after it was written."""
    path = tmp_path / "table"
    if path.exists():
        os.utime(path, (time.time() + HOUR,) * 2)
    return FileDigests(path)


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_time_pass(monkeypatch)
    first = table_of(tmp_path)
    assert first.find(file) is None
    assert first.digest(file) == first.find(file) == digest_bytes(b"first")
    first.save()
    monkeypatch.setattr("jiangyi.store.file_digests.open_regular", None)
    assert table_of(tmp_path).digest(file) == digest_bytes(b"first")


def test_a_file_that_was_just_changed_is_read_again(tmp_path: Path, file: Path) -> None:
    """It may change again in the same step of the clock, and keep its size."""
    digests = table_of(tmp_path)
    for data in (b"first", b"other"):
        state = file.stat()
        file.write_bytes(data)
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert digests.digest(file) == digest_bytes(data)
        assert digests.find(file) is None
        digests.save()
        assert table_of(tmp_path).find(file) is None


def test_any_change_of_state_has_the_file_read(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_time_pass(monkeypatch)
    digests = table_of(tmp_path)
    digests.digest(file)
    state = file.stat()
    other = tmp_path / "b.md"
    other.write_bytes(b"other")
    os.utime(other, ns=(state.st_atime_ns, state.st_mtime_ns))
    other.replace(file)  # same size, same time, another inode
    assert digests.find(file) is None
    assert digests.digest(file) == digest_bytes(b"other")
    file.unlink()
    assert digests.find(file) is None
    assert digests.digest(file) == ""


def test_times_in_the_future_are_not_trusted(tmp_path: Path, file: Path) -> None:
    """After the clock was set back, or on a disk with a clock of its own."""
    os.utime(file, (time.time() + HOUR,) * 2)
    digests = table_of(tmp_path)
    digests.digest(file)
    assert digests.find(file) is None


def test_a_record_as_new_as_its_table_is_not_trusted(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the clock of the file system lags behind that of the program."""
    let_time_pass(monkeypatch)
    digests = FileDigests(tmp_path / "table")
    digests.digest(file)
    digests.save()
    os.utime(tmp_path / "table", ns=(0, file.stat().st_mtime_ns))
    assert FileDigests(tmp_path / "table").find(file) is None


def test_the_bytes_that_are_read_are_those_of_the_digest(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_time_pass(monkeypatch)
    digests = table_of(tmp_path)
    assert digests.read(file) == (b"first", digest_bytes(b"first"))
    assert digests.find(file) == digest_bytes(b"first")
    assert SETTLED_AFTER < HOUR * 10**9


def test_what_is_no_file_has_no_digest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    digests = table_of(tmp_path)
    assert digests.digest(tmp_path / "pipe") == digests.digest(tmp_path) == digests.digest(tmp_path / "absent") == ""


FORGED = {
    "list": [1],
    "text": {"a": "b"},
    "state": {"a": ["x", [1, 2, 3]]},
    "huge": {"a": ["x", [1, 2, 3, "9" * 5000]]},
    "key": {1: ["x", [1, 2, 3, 4]]},
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_table_is_empty(tmp_path: Path, file: Path, kind: str) -> None:
    write_table(tmp_path / "table", FORGED[kind])
    assert table_of(tmp_path).digest(file) == digest_bytes(b"first")


def test_a_table_that_cannot_be_written_is_left(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_time_pass(monkeypatch)
    (tmp_path / "table").mkdir()
    digests = FileDigests(tmp_path / "table")
    assert digests.digest(file)
    digests.save()
    (tmp_path / "table").rmdir()
    digests._records["\ud800"] = FileRecord("x", (1, 1, 1, 1))
    digests._changed = True
    digests.save()
    assert not (tmp_path / "table").exists()
