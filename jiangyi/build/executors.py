"""Executors: run the jobs of a build in this process or in a pool of worker processes.

On Linux, workers are forked from a server that has imported everything and run no job, so a new worker costs almost nothing;
elsewhere each imports for itself. A Dask cluster implements the same interface. What was running when a worker died is tried
again, one job at a time, to find the job that is to blame.

The pool is `concurrent.futures.ProcessPoolExecutor` with a fork server, not loky (3.7), which was tried and measured on two cores:

- A death is not attributed: loky too fails every running job and leaves the executor broken, so `run_jobs` would stay as it is.
- Start: loky's workers each import the print engine, 4.3 s for a new generation against 0.2 s from the fork server.
- Ctrl-C: `shutdown(kill_workers=True)` sends SIGKILL, which leaves half-written files; ours get SIGTERM and remove them.
- When this process is killed, a worker of loky finishes its job first; ours follow at once.
- Memory: loky replaces workers one by one after 300 MB of growth, a fixed limit that needs psutil; ours is by peak and number of jobs.
- Windows: both start workers with `spawn`. The seam to Dask is the standard Future either way.

It would have added two libraries and replaced about 30 lines.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import connection, forkserver, resource_tracker
from types import TracebackType
from typing import Any, Generic, TypeVar

import jiangyi
from jiangyi.build.worker_session import SessionSettings, describe_session, start_worker_session
from jiangyi.core import Message, SystemFailure, gc_tuning, timing

PRELOAD, PRELOAD_ALL = "jiangyi.build.preload", "jiangyi.build.preload_all"
"""The modules that import what a worker needs before it gets jobs: in each worker, and in the server that all are forked from."""
START_METHOD = "forkserver" if sys.platform == "linux" else "spawn"
"""How workers are started; `forkserver` exists elsewhere, but is only safe on Linux."""
OWN_JOBS = 2
"""The most jobs that a command runs alone, as after an edit of a handout and its book: another process would hardly start sooner."""
HELPED_JOBS = 4
"""The most jobs that it shares with one other process: for more of them the start of a worker on each core pays."""
WARM_OWN_JOBS = 8
"""The most jobs that a process runs alone if it has run jobs before, and a worker none."""
GRACE = 3.0
"""Seconds for a worker to exit before it is killed."""
MAX_JOBS, MAX_MEMORY = 200, 640
"""Jobs per worker, and the peak memory of a worker in MB, after which all workers are replaced."""
DISPATCH_DELAY = 0.02
"""Seconds in which the pool's feeder thread sends the first jobs to workers: it cannot while this process uses the CPU."""
LOST = (BrokenExecutor, OSError, EOFError)
"""What is raised where workers, or the process that they are forked from, have died."""
START, WORKERS = (
    Message("start", "启动"),
    Message("worker processes (`--jobs 1` does without them)", "工作进程（加上 --jobs 1 就不需要）"),
)
"""What was tried where no worker starts."""
RESTARTS = (0.0, 0.1, 0.5)
"""Seconds before each attempt to start workers again: a process that is killed is not gone at once."""
QUEUED_PER_WORKER = 2
"""Submitted jobs per worker, the running one included."""

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True)
class JobOutcome(Generic[Result]):
    """The result of a job, with measurements of the worker that ran it."""

    result: Result
    peak_memory: int = 0
    """Of the worker so far, in MB; 0 where that is not known."""
    generation: int = 0
    """The generation of workers that it belongs to."""
    measurements: tuple[timing.Measurement, ...] = ()
    """What the worker did in the job and when it started, if that is measured."""


class ExecutorUnavailable(Exception):
    """The executor cannot run jobs; `messages` explain to the user why, and what to do."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(*messages)
        self.messages = messages


class JobExecutor(ABC):
    """Runs jobs; a context manager, which ends at once where its block raises."""

    size = 1
    """Workers."""
    deaths: tuple[type[Exception], ...] = ()
    """The exceptions of a job that was running when its worker died."""

    @property
    def capacity(self) -> int:
        """Jobs that are submitted at most, running ones included: enough to keep workers busy, and not more in memory than needed."""
        return QUEUED_PER_WORKER * self.size if self.size > 1 else 1

    def start_workers(self, jobs: int) -> bool:
        """Start workers for so many jobs in the background; True if they are ready, or if there are none to start."""
        del jobs
        return True

    @abstractmethod
    def submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Start a job, or queue it."""

    def submit_suspect(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Start a job that may have killed a worker."""
        return self.submit(function, job)

    def run_own_job(self) -> None:
        """Run the job that this process has taken for itself, if it takes any; does nothing by default."""
        return

    def on_result(self, outcome: JobOutcome[Any]) -> None:
        """Update the state of the executor after a job."""
        for one in outcome.measurements:
            timing.add_measurement(one)

    def blames_job(self, _: Exception) -> bool:
        """True if this exception proves that the job itself killed its worker."""
        return False

    def close(self, *, at_once: bool) -> None:
        """Shut down after the last job, or without waiting for any; does nothing by default."""
        del at_once

    def __enter__(self) -> "JobExecutor":
        """The executor itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Shut down; without waiting if an exception was raised."""
        self.close(at_once=kind is not None)


class InProcessExecutor(JobExecutor):
    """Runs each job in this process when it is submitted."""

    _has_run = False

    def submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Run a job."""
        future: Future[JobOutcome[Result]] = Future()
        if self._has_run:
            gc_tuning.collect_garbage()
        self._has_run = True
        gc_tuning.relax()
        try:
            future.set_result(JobOutcome(function(job)))
        except Exception as error:
            future.set_exception(error)
        return future


class WorkerPool(JobExecutor):
    """Worker processes of this machine, which load the compiler while this process still reads handouts.

    On Linux they are forked from a server that has imported everything and opened nothing (above all no font map); elsewhere each
    imports for itself. They are replaced all at once, after MAX_JOBS or MAX_MEMORY: `max_tasks_per_child` of the standard pool would
    replace them one by one, but can hang (CPython issue 115634).
    """

    deaths = (BrokenExecutor,)

    def __init__(self, size: int, start_method: str = START_METHOD) -> None:
        self.size, self._jobs, self._generations = size, 0, list[Executor]()
        self._starting: threading.Thread | None = None
        self._context = multiprocessing.get_context(start_method)
        if start_method == "forkserver":
            multiprocessing.set_forkserver_preload([PRELOAD_ALL])
            with clean_start():
                forkserver.ensure_running()
        else:
            self.replace_workers()

    def start_workers(self, jobs: int) -> bool:
        """Start workers in a thread, because the process that they are forked from may still import the compiler."""
        if not self._generations:
            self.replace_workers()
        if self._starting is None:
            count = min(jobs, self.size)
            self._starting = threading.Thread(target=_wait_for_processes, args=(self._generations[-1], count), daemon=True)
            self._starting.start()
        return not self._starting.is_alive()

    def submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Queue a job, for new workers where the old ones have died. Raises SystemFailure where none can be started."""
        for wait_before in RESTARTS:
            try:
                return self._submit(function, job)
            except (*LOST, IndexError) as error:
                problem = error
            time.sleep(wait_before)
            self.replace_workers()
        words = repr(problem)
        raise SystemFailure(START, WORKERS.localize(), Message(words, words)) from problem

    def _submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        return self._generations[-1].submit(run_in_worker, function, job, len(self._generations), timing.is_on())

    def on_result(self, outcome: JobOutcome[Any]) -> None:
        """Replace all workers where they have run many jobs or one has taken much memory; old ones finish what they have begun."""
        super().on_result(outcome)
        self._jobs += 1
        worn = self._jobs >= MAX_JOBS * self.size or outcome.peak_memory > MAX_MEMORY
        if outcome.generation == len(self._generations) and worn:
            self.replace_workers()

    def close(self, *, at_once: bool) -> None:
        """Shut down; with `at_once` every worker abandons its job, which leaves no half-written file."""
        for pool in self._generations:
            pool.shutdown(wait=not at_once, cancel_futures=at_once)
        if at_once:
            with _block_interrupts():
                terminate_children()
                for pool in self._generations:
                    pool.shutdown()

    def replace_workers(self) -> None:
        """Start a new generation of workers, with sessions of their own; the old ones finish what they have begun."""
        for pool in self._generations[-1:]:
            pool.shutdown(wait=False)
        self._jobs = 0
        self._generations.append(
            ProcessPoolExecutor(self.size, mp_context=self._context, initializer=_start_worker, initargs=(describe_session(),))
        )
        if self._context.get_start_method() == "spawn":
            with clean_start():
                _start_processes(self._generations[-1], self.size)


class HelpedExecutor(JobExecutor):
    """Runs one job in this process while a single worker runs others: for few jobs, nothing waits until all workers have started."""

    size, capacity = 2, 1 + QUEUED_PER_WORKER
    deaths = WorkerPool.deaths

    def __init__(self, start_method: str = "spawn") -> None:
        self._helper, self._own, self._run_own = WorkerPool(1, start_method), InProcessExecutor(), deque[Callable[[], None]]()

    def submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Take a job for this process if it has none, else queue it for the worker."""
        if self._run_own:
            return self._helper.submit(function, job)
        future: Future[JobOutcome[Result]] = Future()

        def run() -> None:
            done = self._own.submit(function, job)
            error = done.exception()
            if error:
                future.set_exception(error)
            else:
                future.set_result(done.result())

        self._run_own.append(run)
        return future

    def submit_suspect(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Start a job in the worker, because it must not kill this process."""
        return self._helper.submit(function, job)

    def run_own_job(self) -> None:
        """Run the job that was taken."""
        if self._run_own:
            run = self._run_own[0]
            run()
            self._run_own.popleft()

    def on_result(self, outcome: JobOutcome[Any]) -> None:
        """Count the job of the worker."""
        self._helper.on_result(outcome)

    def close(self, *, at_once: bool) -> None:
        """End the worker."""
        self._helper.close(at_once=at_once)


def _start_processes(pool: Executor, count: int) -> "list[Future[int]]":
    """Start processes of a pool, which would start them one by one with its first jobs; a future is done once one is ready."""
    return [pool.submit(os.getpid) for _ in range(count)]


def _wait_for_processes(pool: Executor, count: int) -> None:
    """Start processes of a pool and wait until one of them is ready, or has died."""
    with contextlib.suppress(*LOST, RuntimeError):  # the first job notices that, too
        wait(_start_processes(pool, count))


def terminate_children() -> None:
    """End every process that this one has started: ask, wait up to GRACE seconds, kill."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        child.join(max(0, until - time.monotonic()))
        child.kill()


def available_cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_jobs(
    executor: JobExecutor, function: Callable[[Job], Result], waiting: deque[Job], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[tuple[Job, Result | None]]:
    """Each job with its result, as soon as it is done; jobs are started in their order, and the caller may add more between results.

    `meanwhile` is called in this process while workers start or, if they are ready, once they are busy.
    When a worker of a pool dies, all its running jobs fail; they are run again one at a time. A job whose worker then dies again is
    to blame, and its result is None.
    """
    suspects = deque[Job]()
    running: dict[Future[JobOutcome[Result]], Job] = {}
    calls = iter((meanwhile,))
    is_ready = executor.start_workers(len(waiting)) if waiting else True
    for call in calls if executor.size == 1 or not is_ready else ():
        call()
    while waiting or suspects or running:
        alone = bool(suspects) and not running
        while not suspects and waiting and len(running) < executor.capacity:
            job = waiting.popleft()
            running[executor.submit(function, job)] = job
        if alone:
            job = suspects.popleft()
            running[executor.submit_suspect(function, job)] = job
        executor.run_own_job()
        for call in calls:
            wait(running, DISPATCH_DELAY)
            call()
        with timing.phase("waiting"):
            finished = wait(running, return_when=FIRST_COMPLETED).done
        for future in finished:
            job = running.pop(future)
            try:
                outcome = future.result()
            except executor.deaths as death:
                if alone or executor.blames_job(death):
                    yield job, None
                else:
                    suspects.append(job)
            except CancelledError:
                raise ExecutorUnavailable(Message("the connection to the Dask scheduler was lost", "与 Dask 调度器的连接已断开")) from None
            else:
                executor.on_result(outcome)
                yield job, outcome.result
    for call in calls:
        call()


# In a worker --------------------------------------------------------------------------------------------------

_ONE_AT_A_TIME = threading.Lock()


def run_in_worker(function: Callable[[Job], Result], job: Job, generation: int, is_measured: bool) -> JobOutcome[Result]:  # noqa: FBT001 - sent to a worker
    """Run a job in a worker; one at a time in a process, because the print engine keeps its log and fonts per process."""
    try:
        with _ONE_AT_A_TIME:
            result, measurements = _measure(function, job) if is_measured else (function(job), ())
        gc_tuning.collect_garbage()
        return JobOutcome(result, _peak_memory(), generation, measurements)
    except SystemExit:  # told to exit during the job, whose temporary files are removed by now
        os._exit(1)


def _measure(function: Callable[[Job], Result], job: Job) -> tuple[Result, tuple[timing.Measurement, ...]]:
    """The result of a job, with measurements of it and of the import of the compiler, perhaps by the process that forked this one."""
    with timing.measure() as clock:
        result = function(job)
    loaded: Any = sys.modules.get(PRELOAD)
    start = timing.Measurement(loaded.PROCESS, (timing.Interval("start", jiangyi.BEGAN, loaded.READY),)) if loaded else timing.Measurement()
    return result, (start, clock.measurement(os.getpid()))


def _start_worker(settings: SessionSettings) -> None:
    """Initialize a worker: import the compiler, exit when asked to or when the parent process is gone."""
    follow_parent()
    import_module(PRELOAD)
    start_worker_session(settings)
    gc_tuning.relax()
    exit_on_request()


def follow_parent() -> None:
    """Leave Ctrl-C to the parent process, and exit when that is gone; called first in a process that was started with `clean_start`."""
    with contextlib.suppress(AttributeError):  # Windows has no mask
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def exit_on_request() -> None:
    """Abandon a job in an orderly way when told to exit; before, the signal ends the process at once: it has written nothing."""
    signal.signal(signal.SIGTERM, _exit_worker)


def _exit_worker(*_: object) -> None:
    """Abandon the job by an exception, so that temporary files are removed; exit in any case after GRACE seconds."""
    timer = threading.Timer(GRACE, os._exit, (1,))
    timer.daemon = True
    timer.start()
    sys.exit(1)


def _wait_for_parent() -> None:
    """Exit when the parent process is gone, however that happened."""
    parent = multiprocessing.parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _peak_memory() -> int:
    """The peak memory of this process in MB; 0 where the system does not report it."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return 0
    return getrusage(RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@contextlib.contextmanager
def clean_start() -> Iterator[None]:
    """Start processes that ignore Ctrl-C, which this process handles, and that find the same libraries as this one.

    They must not import from the current folder, as `python -c`, which starts them, would: content must never be run.
    """
    own = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONSAFEPATH": "1"}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        if os.name != "nt":
            resource_tracker.ensure_running()  # which unblocks SIGINT when it returns, so it comes first
        with _block_interrupts():
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


@contextlib.contextmanager
def _block_interrupts() -> Iterator[None]:
    """Delay Ctrl-C until the end of the block; processes that are started in it never receive it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
