"""The folder: what is written, kept and removed; consistent between any two steps, and never at the cost of foreign files."""

import contextlib
import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import SystemFailure
from jiangyi.share.assembly import Content
from jiangyi.share.built_volumes import BuiltFile
from jiangyi.share.feeds import INDEX, SUMS
from jiangyi.share.folder import BUSY, FolderRefused, lock_folder, update_folder
from jiangyi.share.ledger import FileRow, Ledger, read_ledger
from jiangyi.writers import available_writers
from tests.law import law

NAMES = ("handouts/a.pdf", "handouts/b.pdf", "covers/a.jpg", "site/a.js")


class Killed(BaseException):
    """Ends a run as the end of the process would: nothing is cleaned up."""


def contents(files: Mapping[str, bytes]) -> dict[str, Content]:
    """What is wanted, with a page and feeds that name all of it."""
    index = "\n".join(sorted(files)).encode()
    return {path: Content.of(data) for path, data in {**files, INDEX: index, "feed.xml": index, "feed.json": index}.items()}


def update(folder: Path, files: Mapping[str, bytes]) -> tuple[int, int]:
    """Bring a folder up to date as the command does; returns how many files were written and removed."""
    ledger = read_ledger(folder)
    with lock_folder(folder, ledger):
        done, _ = update_folder(folder, contents(files), ledger or Ledger(), ledger or Ledger())
    return done.written, done.removed


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_consistent(folder: Path, versions: Mapping[str, set[bytes]]) -> None:
    """Every file that the page or a feed names is there and whole, and every sum holds."""
    found = files_of(folder)
    for name in (INDEX, "feed.xml", "feed.json"):
        for path in found.get(name, b"").decode().split():
            assert found[path] in versions[path]
    for line in found.get(SUMS, b"").decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(found[path]).hexdigest() == digest


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    first = {"handouts/a.pdf": b"1", "handouts/b.pdf": b"2"}
    assert update(folder, first) == (5, 0)
    times = {path: (folder / path).stat().st_mtime_ns for path in files_of(folder)}
    assert update(folder, first) == (0, 0)
    assert times == {path: (folder / path).stat().st_mtime_ns for path in files_of(folder)}
    assert update(folder, {**first, "handouts/a.pdf": b"3"}) == (1, 0)
    assert update(folder, {"handouts/a.pdf": b"3"}) == (3, 1)  # the page and the feeds no longer name it
    assert files_of(folder).keys() == {"handouts/a.pdf", INDEX, "feed.xml", "feed.json", SUMS}


def test_a_file_that_was_lost_or_damaged_is_written_again(tmp_path: Path) -> None:
    folder, files = tmp_path / "share", {"handouts/a.pdf": b"1", "handouts/b.pdf": b"2"}
    update(folder, files)
    (folder / "handouts/a.pdf").unlink()
    (folder / "handouts/b.pdf").write_bytes(b"3")
    (folder / SUMS).write_bytes(b"")
    assert update(folder, files) == (2, 0)
    assert_consistent(folder, {path: {data} for path, data in files.items()})
    assert len(files_of(folder)[SUMS].splitlines()) == 5


def test_a_folder_that_was_copied_is_not_written_again(tmp_path: Path) -> None:
    folder, files = tmp_path / "share", {"handouts/a.pdf": b"1"}
    update(folder, files)
    for path in files_of(folder):
        os.utime(folder / path)
    assert update(folder, files) == (0, 0)


def test_foreign_files_are_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, {"handouts/a.pdf": b"1"})
    (folder / "readme.txt").write_bytes(b"mine")
    (folder / "handouts/mine.pdf").write_bytes(b"mine")
    update(folder, {"covers/a.jpg": b"2"})
    found = files_of(folder)
    assert found["readme.txt"] == found["handouts/mine.pdf"] == b"mine"
    assert b"mine" not in found[SUMS]
    assert "handouts/a.pdf" not in found


def test_a_file_that_somebody_changed_is_not_removed(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, {"handouts/a.pdf": b"1", "handouts/b.pdf": b"1"})
    (folder / "handouts/a.pdf").write_bytes(b"with remarks")
    update(folder, {"handouts/b.pdf": b"1"})
    assert files_of(folder)["handouts/a.pdf"] == b"with remarks"


@pytest.mark.parametrize("name", ["handouts/a.pdf", "index.html", "SHA256SUMS", "handouts"])
def test_nothing_is_written_where_a_foreign_file_has_a_name_of_ours(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, {"covers/a.jpg": b"1"}) if name.startswith("handouts") else folder.mkdir()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"mine")
    before, ledger = files_of(folder), read_ledger(folder) or Ledger()
    with pytest.raises(FolderRefused) as refused:
        update_folder(folder, contents({"handouts/a.pdf": b"2"}), ledger, ledger)
    assert name in refused.value.reason
    assert files_of(folder) == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "share", tmp_path / "outside"
    outside.mkdir()
    update(folder, {"covers/a.jpg": b"1"})
    (folder / "handouts").symlink_to(outside)
    with pytest.raises(FolderRefused):
        update(folder, {"handouts/a.pdf": b"2"})
    assert [*outside.iterdir()] == []
    (folder / "handouts").unlink()
    update(folder, {"handouts/a.pdf": b"2"})
    (outside / "a.pdf").write_bytes(b"2")
    (folder / "handouts/a.pdf").unlink()
    (folder / "handouts").rmdir()
    (folder / "handouts").symlink_to(outside)
    update(folder, {"covers/a.jpg": b"1"})
    assert (outside / "a.pdf").read_bytes() == b"2"


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    for name in (".DS_Store", "Thumbs.db"):
        (folder / name).touch()
    with lock_folder(folder, None):
        pass
    (folder / "mine.txt").touch()
    with pytest.raises(FolderRefused) as refused, lock_folder(folder, None):
        pass
    assert "mine.txt" in refused.value.reason
    with pytest.raises(FolderRefused), lock_folder(folder / "mine.txt", None):
        pass


def test_two_runs_do_not_write_one_folder_at_a_time(tmp_path: Path) -> None:
    with lock_folder(tmp_path / "share", None), pytest.raises(FolderRefused), lock_folder(tmp_path / "share", None):
        pass
    with lock_folder(tmp_path / "share", None):
        pass


def test_a_lock_is_a_file_beside_the_folder_where_folders_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, with the locks of this system for those of its C library; that one removes the file with its handle."""
    system = SimpleNamespace(platform="win32")
    library = SimpleNamespace(LK_NBLCK=2, locking=lambda handle, _mode, _size: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB))
    for module in ("jiangyi.store.files.sys", "jiangyi.store.locks.sys"):
        monkeypatch.setattr(module, system)
    for flag in ("O_NOINHERIT", "O_TEMPORARY"):
        monkeypatch.setattr(os, flag, 0, raising=False)
    monkeypatch.setitem(sys.modules, "msvcrt", library)
    folder = tmp_path / "share"
    with lock_folder(folder, None):
        with pytest.raises(FolderRefused) as refused, lock_folder(folder, None):
            pass
        assert refused.value.problem == BUSY
        assert {path.name for path in tmp_path.iterdir()} == {"share", "share.ledger.lock"}
    with lock_folder(folder, None):
        pass


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        with lock_folder(tmp_path / "share", None):
            os._exit(0)
    os.waitpid(child, 0)
    with lock_folder(tmp_path / "share", None):
        pass


def kill_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the run end before the step after so many; a step is anything that changes a name on the disk."""
    left = [steps]

    def count(call: Any) -> Any:
        def step(*arguments: Any, **options: Any) -> Any:
            if left[0] <= 0:
                raise Killed
            left[0] -= 1
            return call(*arguments, **options)

        return step

    with monkeypatch.context() as patch:
        for name in ("replace", "unlink", "rmdir", "mkdir"):
            patch.setattr(Path, name, count(getattr(Path, name)))
        yield


FILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([b"1", b"22", b"33"]), min_size=1)


@pytest.mark.slow
@law(80)
@given(versions=st.lists(FILES, min_size=1, max_size=3), steps=st.integers(0, 20))
def test_it_is_consistent_wherever_a_run_is_killed(versions: list[dict[str, bytes]], steps: int, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("share") / "share"
    possible: dict[str, set[bytes]] = {}
    with pytest.MonkeyPatch.context() as monkeypatch:
        for number, files in enumerate(versions):
            for path, data in files.items():
                possible.setdefault(path, set()).add(data)
            is_last = number == len(versions) - 1
            for _ in kill_after(steps if is_last else 10_000, monkeypatch):
                with contextlib.suppress(Killed):
                    update(folder, files)
            assert_consistent(folder, possible)
    update(folder, versions[-1])
    found = files_of(folder)
    assert {path: data for path, data in found.items() if path in NAMES} == versions[-1]
    assert [name for name in found if name.endswith(".part")] == []
    assert len(found[SUMS].splitlines()) == len(found) - 1


def test_a_full_disk_leaves_it_consistent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, files = tmp_path / "share", {"handouts/a.pdf": b"1", "handouts/b.pdf": b"2"}
    update(folder, files)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("jiangyi.share.folder.write_user_file", lambda path, data: fail() if path.name == "b.pdf" else path.write_bytes(data))
        with pytest.raises(SystemFailure):
            update(folder, {"handouts/a.pdf": b"3", "handouts/b.pdf": b"4"})
    assert_consistent(folder, {"handouts/a.pdf": {b"1", b"3"}, "handouts/b.pdf": {b"2", b"4"}})
    assert update(folder, {"handouts/a.pdf": b"3", "handouts/b.pdf": b"4"})[1] == 0


def test_a_ledger_that_was_forged_removes_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    update(folder, {"handouts/a.pdf": b"1"})
    (folder / "mine.txt").write_bytes(b"mine")
    ledger = read_ledger(folder)
    assert ledger
    forged = Ledger(files={**ledger.files, "mine.txt": FileRow("0" * 64, 4)})
    update_folder(folder, contents({"handouts/a.pdf": b"1"}), forged, forged)
    assert (folder / "mine.txt").read_bytes() == b"mine"


def write_at(path: Path, data: bytes, time: int) -> None:
    """Write a file that has a time of its own."""
    path.write_bytes(data)
    os.utime(path, ns=(time, time))


def test_a_lost_file_leaves_no_trace_in_the_ledger(tmp_path: Path) -> None:
    folder, files = tmp_path / "share", {"handouts/a.pdf": b"1"}
    update(folder, files)
    before, times = read_ledger(folder), (folder / "handouts/a.pdf").stat().st_mtime_ns
    (folder / "handouts/a.pdf").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jiangyi.share.folder.write_user_file", lambda path, data: write_at(path, data, times))
        update(folder, files)
    after = read_ledger(folder)
    assert before
    assert after
    assert after.files["handouts/a.pdf"] == before.files["handouts/a.pdf"]


def test_a_built_file_is_linked_where_the_disk_has_links_and_else_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, folder = tmp_path / "built.pdf", tmp_path / "share"
    source.write_bytes(b"1")
    built = Content(Content.of(b"1").row, source.read_bytes, BuiltFile(source, available_writers()["pdf"], 1))
    update_folder_with = lambda place: update_folder(place, {**contents({}), "handouts/a.pdf": built}, Ledger(), Ledger())  # noqa: E731
    folder.mkdir()
    update_folder_with(folder)
    assert (folder / "handouts/a.pdf").samefile(source)
    source.unlink()
    source.write_bytes(b"1")

    def refuse(*_: object) -> None:
        raise OSError(1, "no links on this disk")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    other = tmp_path / "other"
    other.mkdir()
    update_folder_with(other)
    assert (other / "handouts/a.pdf").read_bytes() == b"1"
    assert not (other / "handouts/a.pdf").samefile(source)
