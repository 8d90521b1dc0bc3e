"""Few jobs of a process that has loaded everything: each in a copy of it, with a death that is told and nothing left behind."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any

import pytest

from jiangyi import workers
from jiangyi.forks import Forks
from jiangyi.workers import Pool, each, working

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is copied")


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything were loaded."""
    monkeypatch.setitem(sys.modules, workers.WARM, sys)


def done(make: Callable[[Any], Any], jobs: list[Any]) -> dict[Any, Any]:
    with working(Pool(2)) as crew:
        crew.expect(len(jobs))
        return dict(each(crew, make, jobs))


def deadly(job: int) -> int:
    if job == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def test_few_jobs_are_done_in_copies_of_this_process(warm: None) -> None:
    own = object()
    made = done(lambda job: (os.getpid(), id(own), job), [1, 2, 3])
    assert {job: rest[2] for job, rest in made.items()} == {1: 1, 2: 2, 3: 3}
    assert {rest[1] for rest in made.values()} == {id(own)}, "what is known here is known there, without being sent"
    assert len({os.getpid(), *(rest[0] for rest in made.values())}) == 4
    assert multiprocessing.active_children() == []


def test_one_job_is_done_here(warm: None) -> None:
    assert done(lambda _: os.getpid(), [1]) == {1: os.getpid()}


def test_more_jobs_are_done_by_a_pool(warm: None) -> None:
    assert done(abs, list(range(6))) == {job: job for job in range(6)}


def test_a_copy_that_dies_is_named(warm: None) -> None:
    assert done(deadly, [1, 2, 3]) == {1: 1, 2: None, 3: 3}


def test_a_mistake_is_raised_with_where_it_was_made(warm: None) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        done(lambda job: 1 // job, [1, 0])
    assert "test_forks.py" in raised.value.__notes__[0]
    assert multiprocessing.active_children() == []


def test_what_is_broken_off_ends_at_once(warm: None) -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), working(Pool(2)) as crew:
        crew.expect(2)
        for job in (1, 2):
            crew.submit(lambda _: time.sleep(60), job)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 20
    assert multiprocessing.active_children() == []


def test_an_executor_that_waits_has_all_done() -> None:
    with Forks(lambda: None) as forks:
        futures = [forks.submit(pow, 2, n) for n in range(4)]
        futures.append(forks.submit(os._exit, 3))
    assert [future.result() for future in futures[:-1]] == [1, 2, 4, 8]
    assert isinstance(futures[-1].exception(), BrokenExecutor)
