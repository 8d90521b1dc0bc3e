"""The ledger: times without a clock, and a file that may be damaged or forged."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.share.ledger import FileRow, Ledger, PublicationRow, date_version, locate_ledger, read_ledger, write_ledger
from tests.law import law

LATEST = "2026-11-05T00:00:00Z"
DATES = st.just("") | st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])


@pytest.mark.parametrize(
    ("published", "updated"),
    [("2026-11-03", "2026-11-03T00:00:00Z"), ("2026-11", "2026-11-01T00:00:00Z"), ("0987", "0987-01-01T00:00:00Z"), ("", LATEST)],
)
def test_a_new_publication_is_as_old_as_its_date(published: str, updated: str) -> None:
    assert date_version(published, "a", None, LATEST) == updated


def test_a_change_counts_a_minute_or_to_the_new_date() -> None:
    known = PublicationRow("slug", "a", "2026-11-03T00:00:00Z")
    assert date_version("2026-11-03", "a", known, LATEST) == "2026-11-03T00:00:00Z"
    assert date_version("2026-11-03", "b", known, LATEST) == "2026-11-03T00:01:00Z"
    assert date_version("2026-12", "b", known, LATEST) == "2026-12-01T00:00:00Z"
    assert date_version("", "b", known, LATEST) == "2026-11-03T00:01:00Z"


@pytest.mark.slow
@law(60)
@given(st.lists(st.tuples(DATES, st.sampled_from("abc")), min_size=2, max_size=8))
def test_each_version_is_later_than_the_one_before(versions: list[tuple[str, str]]) -> None:
    known, before = None, ""
    for published, digest in versions:
        updated = date_version(published, digest, known, LATEST)
        assert len(updated) == len(LATEST)
        assert known is None or (updated > before) == (digest != known.digest)
        known, before = PublicationRow("slug", digest, updated), updated


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rows, files = {"讲义": PublicationRow("jiang-yi")}, {"a/b.pdf": FileRow("0" * 64, 3, 9)}
    ledger = Ledger(id="urn:x", updated=LATEST, publications=rows, files=files)
    write_ledger(tmp_path / "share", ledger)
    assert locate_ledger(tmp_path / "share") == tmp_path / "share.ledger.json"
    assert read_ledger(tmp_path / "share") == ledger


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version": 99}',
        b'{"version": 1, "files": {"../content/a.yaml": {"digest": "", "size": 1}}}',
        b'{"version": 1, "files": {"/etc/passwd": {"digest": "", "size": 1}}}',
        b'{"version": 1, "files": {"a/../../b": {"digest": "", "size": 1}}}',
        b'{"version": 1, "archives": {"../a.zip": {"digest": "", "entries": ""}}}',
    ],
    ids=["empty", "cut", "binary", "deep", "newer", "parent", "absolute", "hidden parent", "archive"],
)
def test_a_damaged_or_forged_ledger_is_none(data: bytes, tmp_path: Path) -> None:
    locate_ledger(tmp_path / "share").write_bytes(data)
    assert read_ledger(tmp_path / "share") is None


def test_a_whole_disk_holds_its_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert locate_ledger(Path(tmp_path.root)) == Path(tmp_path.root) / "_share.ledger.json"
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == tmp_path)
    assert locate_ledger(tmp_path) == tmp_path / "_share.ledger.json"
