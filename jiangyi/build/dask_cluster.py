"""A Dask cluster that makes the books: the same plan on many machines, each of which must see the same files, program and fonts."""

import secrets
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from jiangyi.build.executors import ExecutorUnavailable, Job, JobExecutor, JobOutcome, Made, run_in_worker
from jiangyi.core import Words, timing

PATIENCE = 10
"""Seconds that a scheduler has to answer."""


class DaskExecutor(JobExecutor):
    """The workers of a Dask scheduler, wherever they are: they read and write the same files as we, and have the same program and fonts.

    What a book needs travels with it, and its files are written where it is made, so every worker must see the folder. Whether
    it does, and whether it would make the same bytes, it says with each job.
    """

    def __init__(self, address: str, folder: Path, around: Callable[[], str]) -> None:
        try:
            library: Any = import_module("distributed")
        except ImportError:
            raise ExecutorUnavailable(
                Words("`--executor dask` needs the library distributed", "--executor dask 需要安装 distributed"),
                Words("pip install 'jiangyi[dask]'", "pip install 'jiangyi[dask]'"),
            ) from None
        self.deaths = (library.KilledWorker,)
        try:
            self._client = library.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutorUnavailable(*_unanswered(address, error)) from None
        self.size = sum(self._client.ncores().values())
        if not self.size:
            self._client.close()
            raise ExecutorUnavailable(
                Words(f"the scheduler at {address} has no workers", f"{address} 的调度器没有工作进程"),
                Words(f"on each machine: dask worker {address} --nthreads 1", f"请在每台机器上运行：dask worker {address} --nthreads 1"),
            )
        self._executor: Executor = self._client.get_executor(pure=False)
        folder.mkdir(parents=True, exist_ok=True)
        self._sign = Sign.put(folder, around)

    def submit(self, make: Callable[[Job], Made], job: Job) -> "Future[JobOutcome[Made]]":
        """Have a job done, if the worker is one of ours."""
        return self._executor.submit(run_in_worker, partial(_checked, self._sign, make), job, 0, timing.is_on())

    def blames_job(self, _: Exception) -> bool:
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
            raise ExecutorUnavailable(
                Words(f"the worker on {host} does not see {self.path.parent}", f"{host} 上的工作进程看不到 {self.path.parent}"),
                Words("put the workspace on a disk that they share, by the same path", "请把工作区放在各机共享的磁盘上，路径相同"),
            )
        if self.around() != self.expected:
            raise ExecutorUnavailable(
                Words(f"the worker on {host} has another program or other fonts than we", f"{host} 上的程序或字体与本机不同"),
                Words(
                    "install the same on all: else files would differ",
                    "请在各机安装同样的程序、库和字体，否则生成的文件会不同",
                ),
            )


def _checked(sign: Sign, make: Callable[[Job], Made], job: Job) -> Made:
    sign.check()
    return make(job)


def _unanswered(address: str, error: Exception) -> Iterable[Words]:
    if not address:
        yield Words("`--executor dask` needs `--scheduler ADDRESS`", "--executor dask 需要同时指定 --scheduler 地址")
        yield Words("`dask scheduler` starts one and tells its address", "运行 dask scheduler 即可启动调度器，并显示地址")
    else:
        yield Words(f"no Dask scheduler answers at {address}: {error}", f"{address} 处没有 Dask 调度器应答：{error}")
