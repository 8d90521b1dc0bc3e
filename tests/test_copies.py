"""Workers that are copies of a process that has loaded everything: they know what it knows, and nothing of them is left behind."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiangyi import hiring, workers
from jiangyi.workers import Crew, Pool, each, working

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


def opened(job: tuple[Any, str]) -> tuple[int, int, str]:
    """Who does a job, what the known thing in it is there, and what was sent."""
    return os.getpid(), id(job[0]), job[1]


def test_who_is_at_hand_has_rehearsed_and_is_told_by_its_place_what_it_knows(warm: None) -> None:
    """A rehearsal may fail; then nothing is lost by it."""
    things, rehearsed = [Told(), Told()], multiprocessing.get_context("fork").Value("i", 0)

    def rehearse() -> None:
        with rehearsed.get_lock():
            rehearsed.value += 1
        raise LookupError

    with working(Pool(2)) as crew:
        crew.begin(things, rehearse)
        assert rehearsed.value == 2
        jobs = [(things[0], "甲"), (things[1], "乙"), (things[0], "丙")]
        crew.expect(jobs)
        made = dict(each(crew, opened, jobs))
    assert {job: (thing, sent) for job, (_, thing, sent) in made.items()} == {job: (id(job[0]), job[1]) for job in jobs}
    assert os.getpid() not in {worker for worker, *_ in made.values()}
    assert_nobody_is_left()


def test_who_is_ready_is_hired_where_nothing_has_changed(warm: None, tmp_path: Path) -> None:
    size = workers.cores()
    for asked, now, is_hired in ((0, "as before", True), (size + 1, "as before", False), (0, "another", False)):
        hiring.get_ready((), lambda: None, lambda: "as before")
        (ready,) = (crew for _, crew in hiring._ready)
        with working(hiring.hired("local", asked, "", tmp_path, lambda now=now: now)) as crew:  # type: ignore[misc]
            assert (crew is ready) == is_hired
            assert not hiring._ready
    hiring.get_ready((), lambda: None, lambda: "")
    hiring.dismiss()
    assert_nobody_is_left()


def test_what_can_wait_is_done_while_others_work(warm: None) -> None:
    order: list[object] = []
    with working(Pool(2)) as crew:
        jobs = [0.3, 0.4]
        crew.expect(jobs)
        for job, _ in each(crew, time.sleep, jobs, lambda: order.append("meanwhile")):
            order.append(job)
    assert order == ["meanwhile", 0.3, 0.4]
    order.clear()
    with working(Crew()) as crew:  # nobody else works
        assert [job for job, _ in each(crew, order.append, ["job"], lambda: order.append("meanwhile"))] == ["job"]
    assert order == ["meanwhile", "job"]
    order.clear()
    with working(Pool(2)) as crew:
        assert not list(each(crew, time.sleep, [], lambda: order.append("meanwhile")))
    assert order == ["meanwhile"]
