"""`build --profile`: each second counts once, in every process; without the option nothing is measured."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from jiangyi.build.summary import COLUMNS, LOOKUPS
from jiangyi.core import timing
from jiangyi.core.timing import PHASES, Interval, Lookups, Measurement, measure, phase, start_clock, stop_clock, timed
from jiangyi.writers import available_writers
from tests.support import ROOT, run


@timed("layout")
def outer(naps: tuple[float, float]) -> str:
    time.sleep(naps[0])
    with phase("cache"):
        time.sleep(naps[1])
    return "made"


def test_second_counts_for_the_innermost_phase() -> None:
    begin = time.perf_counter()
    with measure() as clock:
        assert outer((0.02, 0.05)) == "made"
    whole = time.perf_counter() - begin
    seconds = clock.sum_seconds()
    assert seconds["layout"] >= 0.02
    assert seconds["cache"] >= 0.05
    assert sum(seconds.values()) <= whole
    assert sum(seconds.values()) == pytest.approx(seconds["layout"] + seconds["cache"] + seconds["other"])


def test_intervals_leave_no_gap() -> None:
    with measure() as clock:
        outer((0.001, 0.001))
    found = clock.measurement().intervals
    assert [one.phase for one in found] == ["other", "layout", "cache", "layout", "other"]
    assert all(before.end == after.begin for before, after in pairwise(found))


def test_phase_ends_where_it_raises() -> None:
    clock = start_clock()
    try:
        with pytest.raises(ZeroDivisionError), phase("layout"):
            raise ZeroDivisionError
        before = clock.sum_seconds()["layout"]
        time.sleep(0.01)
        clock.update()
        assert clock.sum_seconds()["layout"] == before
    finally:
        stop_clock()
    assert phase("layout") is timing.NO_PHASE


def test_measurements_of_other_processes_are_added_once() -> None:
    start = Measurement(1, (Interval("start", 0.0, 1.0),))
    job = Measurement(1, (Interval("layout", 1.0, 3.0),), {"file": Lookups(2, 1)})
    timing.add_measurement(start)  # off: nothing is counted
    clock = start_clock()
    try:
        clock.update()
        own = clock.sum_seconds()["start"]
        timing.count_lookup("file", hit=True)
        for one in (start, job, start):
            timing.add_measurement(one)
        assert clock.sum_seconds()["layout"] == 2.0
        assert clock.sum_seconds()["start"] == own + 1.0
        assert clock.sum_lookups() == {"file": Lookups(3, 1)}
    finally:
        stop_clock()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_build_profile_lists_its_phases(workspace: Path, jobs: str) -> None:
    for name in "甲乙丙丁戊":  # more than the command makes by itself
        (workspace / "content" / f"{name}.md").write_text(f"# {name}\n\n正文。\n", "utf-8")
    done = run("build", "--profile", "--jobs", jobs, "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    rows = {name: float(value) for name, value in re.findall(r"^[a-z] (\S.*?) +(\d+\.\d+) +\d+%$", done.stderr, re.MULTILINE)}
    labels = {words.en for words in (*PHASES.values(), *(writer.label for writer in available_writers().values()))}
    assert set(rows) <= labels
    assert {"startup", "layout", "writing PDF", "writing EPUB"} <= set(rows)
    assert ("waiting for workers" in rows) == (jobs == "2")
    misses = re.search(r"^files +0 +(\d+)$", done.stderr, re.MULTILINE)
    assert misses
    assert int(misses[1]) >= 4
    timeline = re.findall(r"^process \d+  ([a-z·]+)$", done.stderr, re.MULTILINE)
    assert {len(line) for line in timeline} == {COLUMNS}
    assert (len(timeline) > 1) == (jobs == "2")
    clock = re.search(r"^(\d+\.\d+) s elapsed$", done.stderr, re.MULTILINE)
    assert clock
    assert sum(rows.values()) >= float(clock[1]) * 0.9
    assert "elapsed" not in run("build", "--workspace", workspace).stderr


def test_what_caches_hold_is_named_in_both_languages() -> None:
    """Every kind of results that is stored, wherever it is declared."""
    sources = (path.read_text("utf-8") for path in (ROOT / "jiangyi").rglob("*.py"))
    names = {name for text in sources for name in re.findall(r'= (?:StoredMemo\[.*\]|plain_memo)\(\s*"([^"]+)"', text)}
    assert len(names) > 5
    assert names | {"handout"} == set(LOOKUPS)
