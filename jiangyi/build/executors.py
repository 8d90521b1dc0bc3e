"""Who makes the books: this process or others beside it, each behind `concurrent.futures.Executor`."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import connection, forkserver, resource_tracker
from typing import Any, Generic, TypeVar

from jiangyi.core import Extensions, Session, Words, active_extensions, active_session, ensure_session, gc_tuning, timing

WARM = "jiangyi.build.preload"
"""What a worker imports before there is work."""
GRACE = 3.0
"""Seconds that a worker has to leave before it is ended."""
RENEWED_AFTER, RENEWED_ABOVE = 200, 1024
"""Jobs a worker, and MB that one has ever taken, after which all of them are replaced."""
HANDED_OVER = 0.02
"""Seconds after which jobs are where they are done: whatever this process does before keeps them from getting there."""
AHEAD = 2
"""Jobs a worker that are under way at once, waiting ones among them: enough to keep it busy, and no more in memory."""

Job = TypeVar("Job")
Made = TypeVar("Made")


@dataclass(frozen=True)
class JobOutcome(Generic[Made]):
    """What a worker hands back."""

    made: Made
    peak: int = 0
    """The MB that it has ever taken; 0 where nobody tells."""
    shift: int = 0
    """Which of the pools it belongs to."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Of each phase, where that is measured."""


class ExecutorUnavailable(Exception):
    """Nobody can make the books; `said` tells the user why and what to do."""

    def __init__(self, *said: Words) -> None:
        super().__init__(*said)
        self.said = said


class JobExecutor:
    """Nobody but this process; the other crews are made from it."""

    size = 1
    deaths: tuple[type[Exception], ...] = ()
    """What a job raises that was under way when a worker died."""
    _begun = False

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[JobOutcome[Made]]":
        """Have a job done."""
        future: Future[JobOutcome[Made]] = Future()
        if self._begun:
            gc_tuning.clear()
        self._begun = True
        gc_tuning.spare()
        try:
            future.set_result(JobOutcome(make(job)))
        except Exception as error:
            future.set_exception(error)
        return future

    def on_result(self, done: JobOutcome[Any]) -> None:
        """Be told what a worker has taken."""
        timing.add(done.seconds)

    def blames_job(self, _: Exception) -> bool:
        """Whether a death tells by itself that its job is to blame."""
        return False

    def close(self, *, at_once: bool) -> None:
        """End, when all is done or in the midst of it."""


class WorkerPool(JobExecutor):
    """Processes of this machine, which load what they need while this one still reads.

    On Linux they are forked off a server that has loaded everything and made nothing, no font map least of all; elsewhere each loads
    for itself. `max_tasks_per_child` of the pool would renew them one by one, but can hang (CPython issue 115634).
    """

    deaths = (BrokenExecutor,)

    def __init__(self, size: int) -> None:
        self.size, self._done, self._pools = size, 0, list[Executor]()
        linux = sys.platform == "linux"
        self._context = multiprocessing.get_context("forkserver" if linux else "spawn")
        if linux:
            multiprocessing.set_forkserver_preload([WARM])
            with sheltered():
                forkserver.ensure_running()
        else:
            self._renew()

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[JobOutcome[Made]]":
        """Have a job done, by new workers where the old ones are gone."""
        with contextlib.suppress(BrokenExecutor, IndexError):
            return self._pools[-1].submit(run_in_worker, make, job, len(self._pools), timing.is_on())
        self._renew()
        return self._pools[-1].submit(run_in_worker, make, job, len(self._pools), timing.is_on())

    def on_result(self, done: JobOutcome[Any]) -> None:
        """Replace all workers where they have done or taken much, while the old ones finish what they have begun."""
        super().on_result(done)
        self._done += 1
        if done.shift == len(self._pools) and (self._done >= RENEWED_AFTER * self.size or done.peak > RENEWED_ABOVE):
            self._pools[-1].shutdown(wait=False)
            self._renew()

    def close(self, *, at_once: bool) -> None:
        """End; at once by telling every worker to leave what it does, which leaves nothing half written."""
        for pool in self._pools:
            pool.shutdown(wait=not at_once, cancel_futures=at_once)
        if at_once:
            with _undisturbed():
                terminate_children()
                for pool in self._pools:
                    pool.shutdown()

    def _renew(self) -> None:
        self._done = 0
        self._pools.append(ProcessPoolExecutor(self.size, mp_context=self._context, initializer=_begin, initargs=(active_extensions(),)))
        if self._context.get_start_method() == "spawn":
            with sheltered():
                for _ in range(self.size):  # else they would only be started for the first job
                    self._pools[-1].submit(os.getpid)


def terminate_children() -> None:
    """End every process that this one has started."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        child.join(max(0, until - time.monotonic()))
        child.kill()


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def working(crew: JobExecutor) -> Iterator[JobExecutor]:
    """A crew that ends with its work, and at once where that is broken off."""
    try:
        yield crew
    except BaseException:
        crew.close(at_once=True)
        raise
    crew.close(at_once=False)


def run_jobs(
    crew: JobExecutor, make: Callable[[Job], Made], jobs: Iterable[Job], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[tuple[Job, Made | None]]:
    """Every job with what was made of it, as soon as it is done; they are begun in their order, and then `meanwhile` is done here.

    A worker that dies takes others with it, so all that were under way are done again one by one. Whose worker then dies again is to
    blame, and comes with None.
    """
    waiting, suspects = deque(jobs), deque[Job]()
    flying: dict[Future[JobOutcome[Made]], Job] = {}
    at_once = iter((meanwhile,))
    for do in at_once if crew.size == 1 else ():  # nobody else works
        do()
    while waiting or suspects or flying:
        alone = bool(suspects) and not flying
        while not suspects and waiting and len(flying) < (AHEAD * crew.size if crew.size > 1 else 1):
            job = waiting.popleft()
            flying[crew.submit(make, job)] = job
        if alone:
            job = suspects.popleft()
            flying[crew.submit(make, job)] = job
        for do in at_once:
            wait(flying, HANDED_OVER)
            do()
        with timing.phase("waiting"):
            done_now = wait(flying, return_when=FIRST_COMPLETED).done
        for future in done_now:
            job = flying.pop(future)
            try:
                done = future.result()
            except crew.deaths as death:
                if alone or crew.blames_job(death):
                    yield job, None
                else:
                    suspects.append(job)
            except CancelledError:
                raise ExecutorUnavailable(Words("the scheduler has gone", "调度器已断开")) from None
            else:
                crew.on_result(done)
                yield job, done.made
    for do in at_once:
        do()


# What a worker does -------------------------------------------------------------------------------------------

_ONE_BY_ONE = threading.Lock()


def run_in_worker(make: Callable[[Job], Made], job: Job, shift: int, is_measured: bool) -> JobOutcome[Made]:  # noqa: FBT001 - sent to a worker
    """A job done, in a worker. One at a time in a process: the print engine keeps its log and fonts for the whole of it."""
    try:
        with _ONE_BY_ONE, (active_session() or Session()).activate():  # a thread of Dask has none
            made, seconds = timing.measured(make, job) if is_measured else (make(job), {})
        gc_tuning.clear()
        return JobOutcome(made, _peak(), shift, seconds)
    except SystemExit:  # told to leave in the midst of it: by now nothing is left lying about
        os._exit(1)


def _begin(extensions: Extensions) -> None:
    """Be a worker: load everything, leave when told to or when nobody is there any more to work for."""
    with contextlib.suppress(AttributeError):  # Windows has no mask
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow, daemon=True).start()
    import_module(WARM)
    ensure_session(extensions)
    gc_tuning.spare()


def _leave(*_: object) -> None:
    """Break off what is being done, so that it tidies up behind itself; without a word after GRACE."""
    ending = threading.Timer(GRACE, os._exit, (1,))
    ending.daemon = True
    ending.start()
    sys.exit(1)


def _follow() -> None:
    """Leave when the process that started this one has gone, however that happened."""
    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _peak() -> int:
    """The MB that this process has ever taken; 0 where nobody tells."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return 0
    return getrusage(RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@contextlib.contextmanager
def sheltered() -> Iterator[None]:
    """What is started here does not know of Ctrl-C, which is for this process to hear, and finds the libraries that this one has.

    It looks for none in the folder where the user happens to be: `python -c`, which starts it, else would look there first, and
    content must never be run.
    """
    own = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        if os.name != "nt":
            resource_tracker.ensure_running()  # it ends by letting Ctrl-C through again
        with _undisturbed():
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C is heard after this, not in the midst of it; what is started here never hears it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
