"""Where the time goes: each second once, from every process, and nothing at all where nobody asks."""

import re
import time
from pathlib import Path

import pytest

from jiangyi.core import timing
from jiangyi.core.timing import PHASES, measure, phase, start_clock, stop_clocks, timed
from tests.support import run


@timed("layout")
def outer(naps: tuple[float, float]) -> str:
    time.sleep(naps[0])
    with phase("cache"):
        time.sleep(naps[1])
    return "made"


def test_each_second_counts_for_the_innermost_phase() -> None:
    begin = time.perf_counter()
    made, seconds = measure(outer, (0.02, 0.05))
    whole = time.perf_counter() - begin
    assert made == "made"
    assert seconds["layout"] >= 0.02
    assert seconds["cache"] >= 0.05
    assert sum(seconds.values()) <= whole
    assert sum(seconds.values()) == pytest.approx(seconds["layout"] + seconds["cache"] + seconds["other"])


def test_a_phase_that_fails_ends_too() -> None:
    clock = start_clock()
    try:
        with pytest.raises(ZeroDivisionError), phase("layout"):
            raise ZeroDivisionError
        clock.turn()
        before = clock.seconds["layout"]
        time.sleep(0.01)
        clock.turn()
        assert clock.seconds["layout"] == before
    finally:
        stop_clocks()
    assert phase("layout") is timing.NOTHING


def test_what_others_have_measured_is_added() -> None:
    timing.add_seconds({"layout": 1.0})  # off: nothing is counted
    clock = start_clock()
    try:
        timing.add_seconds({"layout": 2.0})
        assert clock.seconds["layout"] == 2.0
    finally:
        stop_clocks()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_table_tells_the_phases_of_a_build(workspace: Path, jobs: str) -> None:
    for name in ("甲", "乙"):
        (workspace / "content" / f"{name}.md").write_text(f"# {name}\n\n正文。\n", "utf-8")
    done = run("build", "--profile", "--jobs", jobs, "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    rows = {name: float(value) for name, value in re.findall(r"^(\S.*?) +(\d+\.\d+) +\d+%$", done.stderr, re.MULTILINE)}
    told = {words.en for words in PHASES.values()}
    assert set(rows) <= told
    assert {"startup", "layout", "writing PDF", "writing EPUB"} <= set(rows)
    assert ("waiting for workers" in rows) == (jobs == "2")
    clock = re.search(r"^(\d+\.\d+) s elapsed$", done.stderr, re.MULTILINE)
    assert clock
    assert sum(rows.values()) >= float(clock[1]) * 0.9
    assert "by the clock" not in run("build", "--workspace", workspace).stderr
