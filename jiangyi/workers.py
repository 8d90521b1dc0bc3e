"""Who makes the books: this process, others beside it, or a Dask cluster, each behind `concurrent.futures.Executor`."""

import contextlib
import gc
import multiprocessing
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from multiprocessing import connection, forkserver, resource_tracker
from pathlib import Path
from typing import Any, Generic, TypeVar

from jiangyi import collector, profile
from jiangyi.wording import Words

WARM = "jiangyi.warm"
"""What a worker imports before there is work."""
GRACE = 3.0
"""Seconds that a worker has to leave before it is ended."""
RENEWED_AFTER, RENEWED_ABOVE = 200, 1024
"""Jobs a worker, and MB that one has ever taken, after which all of them are replaced."""
AHEAD = 2
"""Jobs a worker that are under way at once, waiting ones among them: enough to keep it busy, and no more in memory."""
PATIENCE = 10
"""Seconds that a scheduler has to answer."""

Job = TypeVar("Job")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Done(Generic[Made]):
    """What a worker hands back."""

    made: Made
    peak: int = 0
    """The MB that it has ever taken; 0 where nobody tells."""
    shift: int = 0
    """Which of the pools it belongs to."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Of each phase, where that is measured."""


class Unavailable(Exception):
    """Nobody can make the books; `said` tells the user why and what to do."""

    def __init__(self, *said: Words) -> None:
        super().__init__(*said)
        self.said = said


class Crew:
    """Nobody but this process; the other crews are made from it."""

    size = 1
    deaths: tuple[type[Exception], ...] = ()
    """What a job raises that was under way when a worker died."""

    def expect(self, jobs: Sequence[Any]) -> None:
        """Be told which jobs there will be."""

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[Done[Made]]":
        """Have a job done."""
        future: Future[Done[Made]] = Future()
        collector.spare()
        try:
            future.set_result(Done(make(job)))
        except Exception as error:
            future.set_exception(error)
        return future

    def took(self, done: Done[Any]) -> None:
        """Be told what a worker has taken."""
        profile.add(done.seconds)

    def convicts(self, _: Exception) -> bool:
        """Whether a death tells by itself that its job is to blame."""
        return False

    def close(self, *, at_once: bool) -> None:
        """End, when all is done or in the midst of it."""


class Pool(Crew):
    """Processes of this machine, which load what they need while this one still reads.

    On Linux they are forked off a server that has loaded everything and made nothing, no font map least of all, or off this
    process where that is true of it; elsewhere each loads for itself. `max_tasks_per_child` of the pool would renew them one by one,
    but can hang (CPython issue 115634).
    """

    deaths = (BrokenExecutor,)

    def __init__(self, size: int) -> None:
        self.size, self._done, self._pools = size, 0, list[Executor]()
        self._known: Sequence[Any] = ()
        linux = sys.platform == "linux"
        self._context = multiprocessing.get_context("fork" if linux and WARM in sys.modules else "forkserver" if linux else "spawn")
        if self._context.get_start_method() == "forkserver":
            multiprocessing.set_forkserver_preload([WARM])
            with sheltered():
                forkserver.ensure_running()
        elif not linux:
            self._renew()

    def expect(self, jobs: Sequence[Any]) -> None:
        """Let copies of this process know the jobs, which then need not be sent, and all else that it knows; do a single job here."""
        if self._context.get_start_method() == "fork":
            self.size = min(self.size, len(jobs))
            self._known = jobs

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[Done[Made]]":
        """Have a job done, by new workers where the old ones are gone; here, where there is only one."""
        if self.size == 1:
            return super().submit(make, job)
        with contextlib.suppress(BrokenExecutor, IndexError):
            return self._pools[-1].submit(_done, make, self._brief(job), len(self._pools), profile.is_on())
        self._renew()
        return self._pools[-1].submit(_done, make, self._brief(job), len(self._pools), profile.is_on())

    def took(self, done: Done[Any]) -> None:
        """Replace all workers where they have done or taken much, while the old ones finish what they have begun."""
        super().took(done)
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
                dismiss()
                for pool in self._pools:
                    pool.shutdown()

    def _renew(self) -> None:
        self._done = 0
        is_copy = self._context.get_start_method() == "fork"  # then the jobs are there without being sent
        how: dict[str, Any] = {"initializer": _begin_copy, "initargs": (self._known,)} if is_copy else {"initializer": _begin}
        self._pools.append(ProcessPoolExecutor(self.size, mp_context=self._context, **how))
        if self._context.get_start_method() == "spawn":
            with sheltered():
                for _ in range(self.size):
                    self._pools[-1].submit(os.getpid)

    def _brief(self, job: Any) -> Any:
        """A job as it is sent: by its place where workers know it."""
        return next((_Place(number) for number, known in enumerate(self._known) if known is job), job)


def dismiss() -> None:
    """End every process that this one has started."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        child.join(max(0, until - time.monotonic()))
        child.kill()


class Cluster(Crew):
    """The workers of a Dask scheduler, wherever they are: they read and write the same files as we, and have the same program and fonts.

    What a book needs travels with it, and its files are written where it is made, so every worker must see the folder. Whether
    it does, and whether it would make the same bytes, it says with each job.
    """

    def __init__(self, address: str, folder: Path, around: Callable[[], str]) -> None:
        try:
            library: Any = import_module("distributed")
        except ImportError:
            raise Unavailable(
                Words("`--executor dask` needs the library distributed", "--executor dask 需要安装 distributed"),
                Words("pip install 'jiangyi[dask]'", "pip install 'jiangyi[dask]'"),
            ) from None
        self.deaths = (library.KilledWorker,)
        try:
            self._client = library.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise Unavailable(*_unanswered(address, error)) from None
        self.size = sum(self._client.ncores().values())
        if not self.size:
            self._client.close()
            raise Unavailable(
                Words(f"the scheduler at {address} has no workers", f"{address} 的调度器没有工作进程"),
                Words(f"on each machine: dask worker {address} --nthreads 1", f"请在每台机器上运行：dask worker {address} --nthreads 1"),
            )
        self._executor: Executor = self._client.get_executor(pure=False)
        folder.mkdir(parents=True, exist_ok=True)
        self._sign = Sign.put(folder, around)

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[Done[Made]]":
        """Have a job done, if the worker is one of ours."""
        return self._executor.submit(_done, partial(_checked, self._sign, make), job, 0, profile.is_on())

    def convicts(self, _: Exception) -> bool:
        """The scheduler has seen the job kill several workers."""
        return True

    def close(self, *, at_once: bool) -> None:
        """Leave the cluster; what is under way there is finished there, and whole."""
        self._executor.shutdown(wait=not at_once)
        self._client.close()
        self._sign.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Sign:
    """What a worker must see as we do: a file put there for it, and what enters the bytes beside content."""

    path: Path
    text: str
    around: Callable[[], str]
    expected: str

    @classmethod
    def put(cls, folder: Path, around: Callable[[], str]) -> "Sign":
        """A new one in a folder."""
        text = secrets.token_hex(16)
        path = folder / f"sign-{text}"
        path.write_text(text, "ascii")
        return cls(path, text, around, around())

    def check(self) -> None:
        """Raise Unavailable where this process does not see it so."""
        host = socket.gethostname()
        try:
            seen = self.path.read_text("ascii")
        except OSError:
            seen = ""
        if seen != self.text:
            raise Unavailable(
                Words(f"the worker on {host} does not see {self.path.parent}", f"{host} 上的工作进程看不到 {self.path.parent}"),
                Words("put the workspace on a disk that they share, by the same path", "请把工作区放在各机共享的磁盘上，路径相同"),
            )
        if self.around() != self.expected:
            raise Unavailable(
                Words(f"the worker on {host} has another program or other fonts than we", f"{host} 上的程序或字体与本机不同"),
                Words(
                    "install the same on all: else files would differ",
                    "请在各机安装同样的程序、库和字体，否则生成的文件会不同",
                ),
            )


def hired(executor: str, size: int, scheduler: str, folder: Path, around: Callable[[], str]) -> Crew:
    """A crew by the name of its kind: `size` processes of this machine (0: one a core), or a cluster. Raises Unavailable."""
    return EXECUTORS[executor](size or cores(), scheduler, folder, around)


EXECUTORS: Mapping[str, Callable[[int, str, Path, Callable[[], str]], Crew]] = {
    "local": lambda size, *_: Pool(size) if size > 1 else Crew(),
    "dask": lambda _, *place: Cluster(*place),
}
"""The kinds of crews."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def working(crew: Crew) -> Iterator[Crew]:
    """A crew that ends with its work, and at once where that is broken off."""
    try:
        yield crew
    except BaseException:
        crew.close(at_once=True)
        raise
    crew.close(at_once=False)


def each(crew: Crew, make: Callable[[Job], Made], jobs: Iterable[Job]) -> Iterator[tuple[Job, Made | None]]:
    """Every job with what was made of it, as soon as it is done; they are begun in their order.

    A worker that dies takes others with it, so all that were under way are done again one by one. Whose worker then dies again is to
    blame, and comes with None.
    """
    waiting, suspects = deque(jobs), deque[Job]()
    flying: dict[Future[Done[Made]], Job] = {}
    while waiting or suspects or flying:
        alone = bool(suspects) and not flying
        while not suspects and waiting and len(flying) < (AHEAD * crew.size if crew.size > 1 else 1):
            job = waiting.popleft()
            flying[crew.submit(make, job)] = job
        if alone:
            job = suspects.popleft()
            flying[crew.submit(make, job)] = job
        with profile.phase("waiting"):
            done_now = wait(flying, return_when=FIRST_COMPLETED).done
        for future in done_now:
            job = flying.pop(future)
            try:
                done = future.result()
            except crew.deaths as death:
                if alone or crew.convicts(death):
                    yield job, None
                else:
                    suspects.append(job)
            except CancelledError:
                raise Unavailable(Words("the scheduler has gone", "调度器已断开")) from None
            else:
                crew.took(done)
                yield job, done.made


# What a worker does -------------------------------------------------------------------------------------------

_ONE_BY_ONE = threading.Lock()


_known: Sequence[Any] = ()
"""The jobs that a worker knows which is a copy of the process that has them."""


@dataclass(frozen=True)
class _Place:
    """A job by its place among those that a worker knows."""

    number: int


def _done(make: Callable[[Job], Made], job: Job, shift: int, is_measured: bool) -> Done[Made]:  # noqa: FBT001 - sent to a worker
    """A job done, in a worker. One at a time in a process: the print engine keeps its log and fonts for the whole of it."""
    try:
        with _ONE_BY_ONE:
            job = _known[job.number] if isinstance(job, _Place) else job
            made, seconds = profile.measured(make, job) if is_measured else (make(job), {})
        gc.collect()
        return Done(made, _peak(), shift, seconds)
    except SystemExit:  # told to leave in the midst of it: by now nothing is left lying about
        os._exit(1)


def _checked(sign: Sign, make: Callable[[Job], Made], job: Job) -> Made:
    sign.check()
    return make(job)


def _begin() -> None:
    """Be a worker: load everything, leave when told to or when nobody is there any more to work for."""
    with contextlib.suppress(AttributeError):  # Windows has no mask
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_follow, daemon=True).start()
    import_module(WARM)
    collector.spare()


def _begin_copy(jobs: Sequence[Any]) -> None:
    """Be a worker that is a copy and knows the jobs. When it was made another thread may have held the streams: they are opened anew."""
    global _known  # noqa: PLW0603 - of this process alone
    _known = jobs
    for name, number in (("stdout", 1), ("stderr", 2)):
        with contextlib.suppress(OSError):
            setattr(sys, name, open(number, "w", closefd=False))  # noqa: SIM115
    _begin()


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


def _unanswered(address: str, error: Exception) -> Iterable[Words]:
    if not address:
        yield Words("`--executor dask` needs `--scheduler ADDRESS`", "--executor dask 需要同时指定 --scheduler 地址")
        yield Words("`dask scheduler` starts one and tells its address", "运行 dask scheduler 即可启动调度器，并显示地址")
    else:
        yield Words(f"no Dask scheduler answers at {address}: {error}", f"{address} 处没有 Dask 调度器应答：{error}")
