"""Workers that are copies of a process that has loaded everything: they know what it knows, and nothing of them is left behind."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from jiangyi import workers
from jiangyi.workers import Pool, each, working

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is copied")


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything were loaded."""
    monkeypatch.setitem(sys.modules, workers.WARM, sys)


def done(make: Callable[[Any], Any], jobs: list[Any]) -> dict[Any, Any]:
    with working(Pool(2)) as crew:
        crew.expect(jobs)
        return dict(each(crew, make, jobs))


def wrong(job: int) -> int:
    return 1 // job


def deadly(job: int) -> int:
    if job == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def assert_nobody_is_left() -> None:
    """Two threads may ask at once how a process ended, and the slower one is told a moment later."""
    end = time.monotonic() + 5
    while multiprocessing.active_children():
        assert time.monotonic() < end
        time.sleep(0.05)


class Told:
    """A job that cannot be sent."""

    def __reduce__(self) -> str:
        raise TypeError


def place(job: Any) -> tuple[int, int]:
    return os.getpid(), id(job)


def test_jobs_are_known_and_not_sent(warm: None) -> None:
    jobs = [Told() for _ in range(5)]
    made = done(place, jobs)
    assert {job: identity for job, (_, identity) in made.items()} == {job: id(job) for job in jobs}
    assert os.getpid() not in {worker for worker, _ in made.values()}
    assert_nobody_is_left()


def test_one_job_is_done_here(warm: None) -> None:
    job = Told()
    assert done(place, [job]) == {job: (os.getpid(), id(job))}


def test_a_copy_that_dies_is_named(warm: None) -> None:
    assert done(deadly, [1, 2, 3]) == {1: 1, 2: None, 3: 3}


def test_a_mistake_is_raised(warm: None) -> None:
    with pytest.raises(ZeroDivisionError):
        done(wrong, [1, 0])
    assert_nobody_is_left()


def test_what_is_broken_off_ends_at_once(warm: None) -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), working(Pool(2)) as crew:
        crew.expect([50, 60])
        for job in (50, 60):
            crew.submit(time.sleep, job)
        time.sleep(0.5)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 20
    assert_nobody_is_left()


def test_what_one_crew_knew_the_next_is_not_thought_to_know(warm: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert done(abs, [1, 2, 3]) == {1: 1, 2: 2, 3: 3}
    monkeypatch.delitem(sys.modules, workers.WARM)
    assert done(abs, [1, 2, 3]) == {1: 1, 2: 2, 3: 3}
