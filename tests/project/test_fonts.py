"""The characters that installed fonts cover, and machines without fontconfig."""

import ctypes.util
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from jiangyi.core import active_session
from jiangyi.project import fonts
from tests.support import drop_memos, manuscript


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A machine without fontconfig."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ctypes.util, "find_library", lambda _: None)
    drop_memos()
    yield
    drop_memos()


@pytest.mark.parametrize("character", ["中", "龘", "㐀", "𠮷", "a", "é", "α", "①", "“", "—", "…", "←", "Ж"])
def test_required_characters_are_covered(character: str) -> None:
    assert fonts.find_uncovered(character) == []


@pytest.mark.parametrize("character", ["\u0378", "\U000e0101", "\U0010ffff"])
def test_an_uncovered_character_is_reported(character: str) -> None:
    assert fonts.find_uncovered(character) == [character]


def test_ranges_are_sorted_and_disjoint() -> None:
    known = fonts.find_coverage()
    assert known
    assert len(known) > 100
    assert all(start <= end for start, end in known)
    assert all(end + 1 < start for (_, end), (start, _) in pairwise(known))


def test_each_code_point_is_covered_by_a_range() -> None:
    known = fonts.find_coverage()
    assert known
    covered = {point for start, end in known for point in range(start, end + 1)}
    assert {point for point, flag in enumerate(fonts._list_covered()) if flag} == covered


@pytest.mark.usefixtures("unknown")
def test_without_fontconfig_nothing_is_refused() -> None:
    found, report = manuscript("# 例\n\n正文\ue000。\n")
    assert found
    assert [d.code for d in report if d.code != "private-use"] == ["fonts-unknown"]
    assert not report.has_errors


def test_threads_may_ask_for_the_fonts_at_once() -> None:
    drop_memos()
    fonts.prefetch()
    query, session = fonts._start_query(), active_session()
    assert query
    assert session

    def list_faces(_: int) -> tuple[tuple[str, ...], ...] | None:
        with session.activate():
            return fonts._list_faces()

    with ThreadPoolExecutor(4) as threads:
        assert len({faces and len(faces) for faces in threads.map(list_faces, range(8))}) == 1
