"""The store on disk: what it returns was stored under the same key, whatever happens to its files."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from jiangyi.core import Message, Report, Session, Span
from jiangyi.store import Store, StoredMemo, write_atomically
from jiangyi.store import files as files_module
from jiangyi.store.records import ENCODER
from jiangyi.store.store import PRUNE_AFTER, STAMP, TOUCH_AFTER

KEY = "ab12"
TEXTS = StoredMemo[str]("texts", str.encode, lambda data: bytes(data).decode())
NUMBERS = StoredMemo[list[int]]("numbers", msgspec.json.encode, lambda data: msgspec.json.decode(data, type=list[int]), size=0)


def open_store(folder: Path, environment: str = "", **options: object) -> Store:
    return Store(folder, lambda: environment, **options)  # type: ignore[arg-type]


def broken(self: Path, target: object) -> None:
    raise OSError("no space")


def never(report: Report) -> str:
    raise AssertionError


def with_warning(report: Report) -> str:
    report.add("layout-warning", Span("例", 3, 2, 5, "行"), problem=Message("a", "甲"))
    return "文"


def only_entry(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


def test_a_file_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "x.pdf"
    write_atomically(path, b"first")
    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="no space"):
        write_atomically(path, b"second")
    assert path.read_bytes() == b"first"
    assert [p.name for p in path.parent.iterdir()] == ["x.pdf"]


def test_unfinished_files_are_removed_when_they_are_old(tmp_path: Path) -> None:
    old, new = tmp_path / ".a.part", tmp_path / ".b.part"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    files_module.remove_stale_parts(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


def test_an_entry_is_found_by_its_key_only(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.write(KEY, b"data")
    assert bytes(store.read(KEY) or b"") == b"data"
    assert store.read("ab13") is None
    os.replace(store.locate(KEY), store.locate("ab13"))  # noqa: PTH105
    assert store.read("ab13") is None


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "one bit": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00"),
    "more": lambda path: path.write_bytes(path.read_bytes() + b"\x00"),
    "gone": Path.unlink,
    "folder": lambda path: (path.unlink(), path.mkdir()),
    "pipe": lambda path: (path.unlink(), os.mkfifo(path)),
    "loop": lambda path: (path.unlink(), path.symlink_to(path)),
    "too large": lambda path: os.truncate(path, 4096),
    "folder gone": lambda path: shutil.rmtree(path.parent),
    "file for a folder": lambda path: (shutil.rmtree(path.parent), path.parent.touch()),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_entry_is_absent_and_written_again(tmp_path: Path, kind: str) -> None:
    store = open_store(tmp_path, limit=2048)
    store.write(KEY, b"data")
    DAMAGE[kind](store.locate(KEY))
    assert store.read(KEY) is None
    store.write(KEY, b"data")  # fails silently where a folder is in the way
    assert bytes(store.read(KEY) or b"data") == b"data"
    store.prune()


def test_a_disk_that_cannot_be_written_only_loses_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", broken)
    store = open_store(tmp_path)
    store.write(KEY, b"data")
    assert store.read(KEY) is None


def test_the_least_recently_used_entries_are_evicted(tmp_path: Path) -> None:
    store = open_store(tmp_path, limit=450)
    for number in range(4):
        store.write(f"{number:04}", bytes(100))
        os.utime(store.locate(f"{number:04}"), (time.time() - TOUCH_AFTER * (10 - number),) * 2)
    assert store.read("0000")  # now the most recently used one
    store.prune()
    store.prune()
    assert [number for number in range(4) if store.read(f"{number:04}")] == [0, 2, 3]


def test_the_size_is_looked_at_once_a_minute(tmp_path: Path) -> None:
    store = open_store(tmp_path, limit=50)
    for key, age, kept in (("0000", 0, False), ("0001", 0, True), ("0002", PRUNE_AFTER - 10, True), ("0003", PRUNE_AFTER + 10, False)):
        store.write(key, bytes(100))
        if age:
            os.utime(tmp_path / STAMP, (time.time() - age,) * 2)
        store.prune()
        assert store.locate(key).exists() == kept


def test_the_clock_may_be_set_back(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.write(KEY, b"data")
    os.utime(store.locate(KEY), (time.time() + 10**8,) * 2)
    assert store.read(KEY)
    assert store.locate(KEY).stat().st_mtime < time.time() + TOUCH_AFTER


def test_results_outlive_the_session_with_their_diagnostics(tmp_path: Path) -> None:
    reports = []
    for compute in (with_warning, never):
        with Session(store=open_store(tmp_path)).activate():
            for again in (compute, never):  # from memory
                report = Report()
                assert TEXTS.get_or_compute("x", again, report) == "文"
                reports.append(report.diagnostics)
    assert reports == [reports[0]] * 4
    assert reports[0][0].values == {"problem": Message("a", "甲")}


def test_a_session_without_a_store_keeps_results_in_memory(tmp_path: Path) -> None:
    with Session().activate():
        assert TEXTS.get_or_compute("x", with_warning, Report()) == TEXTS.get_or_compute("x", never, Report()) == "文"


def test_results_with_errors_are_not_stored(tmp_path: Path) -> None:
    def fail(report: Report) -> str:
        report.add("yaml-syntax", Span("例"), problem="x")
        return "文"

    with Session(store=open_store(tmp_path)).activate():
        assert TEXTS.get_or_compute("x", fail, Report()) == "文"
        assert TEXTS.get_or_compute("x", lambda _: "other", Report()) == "other"


def test_name_inputs_and_environment_are_part_of_the_key(tmp_path: Path) -> None:
    other = StoredMemo[str]("other", str.encode, lambda data: bytes(data).decode())
    found = set()
    for memo, inputs, environment in ((TEXTS, "a", "1"), (TEXTS, "b", "1"), (TEXTS, "a", "2"), (other, "a", "1")):
        with Session(store=open_store(tmp_path, environment)).activate():
            found.add(memo.get_or_compute(inputs, lambda _, key=(memo.name, inputs, environment): repr(key), Report()))  # type: ignore[misc]
    assert len(found) == 4


def test_a_store_without_older_entries_reads_its_own(tmp_path: Path) -> None:
    """In each session, as each process has one."""

    def compute(store: Store, result: str) -> str:
        with Session(store=store).activate():
            return TEXTS.get_or_compute("x", lambda _: result, Report())

    usual = open_store(tmp_path)
    assert compute(usual, "a") == "a"
    os.utime(usual.locate(entry_of(tmp_path).name), (1, 1))
    forced = usual.without_older()
    assert compute(forced, "b") == "b"
    assert compute(forced, "c") == "b"
    assert compute(usual, "d") == "b"


def entry_of(folder: Path) -> Path:
    """The only entry of a store."""
    [found] = folder.glob("??/*")
    return found


def test_text_that_is_no_unicode_is_computed_each_time(tmp_path: Path) -> None:
    for _ in range(2):
        with Session(store=open_store(tmp_path)).activate():
            report = Report()

            def compute(own: Report) -> list[int]:
                own.add("layout-warning", Span("例"), problem="\ud800")
                return [1]

            assert NUMBERS.get_or_compute("x", compute, report) == [1]
            assert len(report.diagnostics) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def nested(depth: int) -> bytes:
    return b"\x91" * depth + b"\x90"


RECORD = ["layout-warning", "例", 1, 1, 2, "", {"problem": "x"}]
FORGED = {
    "no head": b"\xff\xff\xff\xff",
    "no code": ENCODER.encode([[["no-such-code", *RECORD[1:]]]]),
    "no value": ENCODER.encode([[[*RECORD[:6], {}]]]),
    "negative line": ENCODER.encode([[[*RECORD[:2], -1, *RECORD[3:]]]]),
    "huge line": ENCODER.encode([[[*RECORD[:2], 1 << 60, *RECORD[3:]]]]),
    "other value": ENCODER.encode([[[*RECORD[:6], {"problem": [[1]]}]]]),
    "object": ENCODER.encode({"diagnostics": []}),
    "text": ENCODER.encode("x" * 10_000),
    "deep": nested(50_000),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_head_is_computed_again(tmp_path: Path, kind: str) -> None:
    """Its digest is right, its shape is not."""
    forge(tmp_path, len(FORGED[kind]).to_bytes(4) + FORGED[kind] + b"[1]")


@pytest.mark.parametrize(
    "result", [b"", b"{}", b'["1"]', b"[1e400]", b"[" * 50_000, b'"' + b"x" * 10_000 + b'"', b"[9" + b"9" * 5000 + b"]"]
)
def test_a_forged_result_is_computed_again(tmp_path: Path, result: bytes) -> None:
    head = ENCODER.encode([[RECORD]])
    forge(tmp_path, len(head).to_bytes(4) + head + result)


def forge(folder: Path, data: bytes) -> None:
    store = open_store(folder)
    with Session(store=store).activate():
        assert NUMBERS.get_or_compute("x", lambda _: [1, 2], Report()) == [1, 2]
        key = only_entry(folder).name
        store.write(key, data)
        report = Report()
        assert NUMBERS.get_or_compute("x", lambda _: [3], report) == [3]
        assert report.diagnostics == []
        assert NUMBERS.get_or_compute("x", lambda _: [4], report) == [3]  # and is replaced
