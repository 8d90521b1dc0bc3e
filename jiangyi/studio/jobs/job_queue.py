"""The queue of jobs: one at a time, in a process that is ended where a job is cancelled."""

import asyncio
import atexit
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

import msgspec

from jiangyi.build import executors
from jiangyi.core import Message
from jiangyi.studio.jobs.job_process import run_orders
from jiangyi.studio.jobs.orders import Assignment, CopiesOrder, Finished, Progress, Stopped, Told
from jiangyi.studio.refusals import Refused

State = Literal["waiting", "running", "done", "stopped", "cancelled"]
MAX_WAITING, MAX_KEPT = 8, 24
"""Jobs that wait at most, and that are remembered."""
SECONDS_TO_END = executors.GRACE + 2
"""How long the process may take to end before it is killed: it ends its own workers first."""
BUSY = Message("Too many jobs are waiting.", "排队的任务太多了。")
WAIT = Message("Wait until one is done, or cancel some.", "请等前面的任务做完，或者取消几个。")
DIED = Message("This could not be made: the process that makes files has ended.", "没有做成：负责生成文件的进程意外结束了。")
LESS_MEMORY = Message("Perhaps memory ran out. Close other programs, and try again.", "可能是内存不够，请关掉一些其他程序，再试一次。")


@dataclass(eq=False)
class OutputJob:
    """An order and how far it is."""

    assignment: Assignment
    on_change: Callable[[], None]
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    state: State = "waiting"
    progress: Progress = field(default_factory=lambda: Progress(0, 0))
    end: Finished | Stopped | None = None
    began: float = 0.0
    """When it was started, in seconds since 1970; 0 before."""
    seconds: float = 0.0
    """How long it took."""

    @property
    def root(self) -> Path:
        """The folder of its workspace."""
        return Path(self.assignment.root)

    def forget_names(self) -> None:
        """Drop the list of names of an order that is done: nothing keeps it."""
        order = self.assignment.order
        if isinstance(order, CopiesOrder):
            self.assignment = msgspec.structs.replace(self.assignment, order=msgspec.structs.replace(order, list_data=b""))

    @property
    def is_open(self) -> bool:
        """True if it is waiting or running."""
        return self.state in ("waiting", "running")


class JobQueue:
    """The jobs of a server, in their order."""

    def __init__(self) -> None:
        self._lock, self._jobs = Lock(), dict[str, OutputJob]()
        self._thread: Thread | None = None
        self._process: _JobProcess | None = None

    def list_jobs(self, root: Path) -> list[OutputJob]:
        """The jobs of a workspace, the newest first."""
        return [job for job in reversed(self._jobs.values()) if job.root == root]

    def find_job(self, name: str) -> OutputJob | None:
        """A job by its id."""
        return self._jobs.get(name)

    def add_job(self, assignment: Assignment, notify: Callable[[], None]) -> OutputJob:
        """Start a job, or queue it; `notify` is called in the running event loop whenever it has changed. Raises Refused for too many."""
        loop = asyncio.get_running_loop()

        def tell_loop() -> None:
            with suppress(RuntimeError):  # the server is closing
                loop.call_soon_threadsafe(notify)

        job = OutputJob(assignment, tell_loop)
        with self._lock:
            if sum(one.state == "waiting" for one in self._jobs.values()) >= MAX_WAITING:
                raise Refused(BUSY, WAIT, status=429)
            closed = [one.id for one in self._jobs.values() if not one.is_open]
            for old in closed[: max(0, len(self._jobs) + 1 - MAX_KEPT)]:
                del self._jobs[old]
            self._jobs[job.id] = job
            if self._thread is None:
                self._thread = Thread(target=self._run_jobs, name="jobs", daemon=True)
                self._thread.start()
        notify()
        return job

    def cancel(self, job: OutputJob) -> None:
        """End a job that is not done yet."""
        with self._lock:
            was, job.state = job.state, "cancelled" if job.is_open else job.state
            if was == "waiting":
                job.forget_names()
            process = self._process if was == "running" else None
        if process:
            process.terminate()
        job.on_change()

    def close(self) -> None:
        """End the process, with the job that it runs."""
        with self._lock:
            for job in self._jobs.values():
                job.state = "cancelled" if job.is_open else job.state
            process, self._process = self._process, None
        if process:
            process.end()

    # In the thread of jobs ---------------------------------------------------------------------------------

    def _run_jobs(self) -> None:
        while True:
            with self._lock:
                job = next((one for one in self._jobs.values() if one.state == "waiting"), None)
                if job is None:
                    self._thread = None
                    return
                job.state, job.began = "running", time.time()
            job.on_change()
            begin = time.monotonic()
            end = self._carry_out(job)
            with self._lock:
                job.seconds = time.monotonic() - begin
                if job.state == "running":
                    job.state, job.end = "done" if isinstance(end, Finished) else "stopped", end
                job.forget_names()
            job.on_change()

    def _carry_out(self, job: OutputJob) -> Finished | Stopped:
        """The end of a job; a process that was started for an earlier one may have ended, and is replaced."""
        while True:
            with self._lock:
                known, self._process = self._process, self._process or _JobProcess()
                process = self._process
                is_cancelled = job.state != "running"
            if is_cancelled:
                return Stopped(DIED)
            try:
                return process.carry_out(job)
            except (EOFError, OSError, msgspec.DecodeError):
                process.end()
                with self._lock:
                    self._process = None if self._process is process else self._process
                if known is None or job.state != "running":
                    return Stopped(DIED, LESS_MEMORY)


class _JobProcess:
    """The process, and the pipe to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection: Connection
        self._connection, other = context.Pipe()
        self._process: SpawnProcess = context.Process(target=run_orders, args=(other,), name="jiangyi jobs")
        with executors.clean_start():
            self._process.start()
        other.close()
        atexit.register(self.end)  # before the module of processes waits for it

    def carry_out(self, job: OutputJob) -> Finished | Stopped:
        """Send an order, and follow it to its end. Raises EOFError or OSError where the process ends before."""
        self._connection.send_bytes(msgspec.msgpack.encode(job.assignment))
        while True:
            told: Told = msgspec.msgpack.decode(self._connection.recv_bytes(), type=Told)
            if not isinstance(told, Progress):
                return told
            job.progress = told
            job.on_change()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def end(self) -> None:
        """End it, at the latest after SECONDS_TO_END."""
        atexit.unregister(self.end)
        self._process.terminate()
        self._process.join(SECONDS_TO_END)
        self._process.kill()
        self._process.join()
        self._connection.close()
