"""An executor that runs jobs on a Dask cluster, whose workers must see the same files, program and fonts.

The workers share the disk of this machine; each job verifies that its worker sees it, and that it has the same program,
libraries, plug-ins and fonts.
"""

import secrets
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from jiangyi.build.executors import ExecutorUnavailable, Job, JobExecutor, JobOutcome, Result, run_in_worker
from jiangyi.build.worker_session import SessionSettings, create_session, describe_session
from jiangyi.core import Message, timing

CONNECT_TIMEOUT = 10
"""Seconds in which the scheduler must answer."""


class DaskExecutor(JobExecutor):
    """The workers of a Dask scheduler, on any machines.

    A job is sent with all that it needs except images, templates and fonts, and its files are written where it runs. So each worker
    must see the workspace, and must have the same program and fonts; every job checks both first.
    """

    def __init__(self, address: str, folder: Path, environment: Callable[[], str]) -> None:
        try:
            library: Any = import_module("distributed")
        except ImportError:
            raise ExecutorUnavailable(
                Message("`--executor dask` requires the package distributed", "使用 --executor dask，需要先安装 distributed"),
                Message("pip install 'jiangyi[dask]'", "pip install 'jiangyi[dask]'"),
            ) from None
        self.deaths = (library.KilledWorker,)
        try:
            self._client = library.Client(address, timeout=CONNECT_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutorUnavailable(*_explain_no_answer(address, error)) from None
        self.size = sum(self._client.ncores().values())
        if not self.size:
            self._client.close()
            raise ExecutorUnavailable(
                Message(f"the Dask scheduler at {address} has no workers", f"{address} 的 Dask 调度器没有工作进程"),
                Message(
                    f"run this on each machine: dask worker {address} --nthreads 1",
                    f"请在每台机器上运行：dask worker {address} --nthreads 1",
                ),
            )
        self._executor: Executor = self._client.get_executor(pure=False)
        folder.mkdir(parents=True, exist_ok=True)
        self._check = WorkerCheck.create(folder, environment)

    def submit(self, function: Callable[[Job], Result], job: Job) -> "Future[JobOutcome[Result]]":
        """Queue a job; it fails on a worker that is not like this process."""
        return self._executor.submit(run_in_worker, partial(_check_and_run, self._check, function), job, 0, timing.is_on())

    def blames_job(self, _: Exception) -> bool:
        """True: the scheduler raises KilledWorker only after a job has killed several workers."""
        return True

    def close(self, *, at_once: bool) -> None:
        """Disconnect; jobs that are running there are finished there."""
        self._executor.shutdown(wait=not at_once)
        self._client.close()
        self._check.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class WorkerCheck:
    """Checks in a worker that it sees the folder of the workspace, by a file that was put there, and has the same environment."""

    path: Path
    text: str
    environment: Callable[[], str]
    """The digest of the program, its libraries, plug-ins and fonts."""
    expected: str
    settings: SessionSettings
    """Of this process, for the sessions of its jobs."""

    @classmethod
    def create(cls, folder: Path, environment: Callable[[], str]) -> "WorkerCheck":
        """A check with a new file in a folder."""
        text = secrets.token_hex(16)
        path = folder / f"worker-check-{text}"
        path.write_text(text, "ascii")
        return cls(path, text, environment, environment(), describe_session())

    def run(self) -> None:
        """Raise ExecutorUnavailable where this process differs."""
        host = socket.gethostname()
        try:
            seen = self.path.read_text("ascii")
        except OSError:
            seen = ""
        if seen != self.text:
            raise ExecutorUnavailable(
                Message(f"the worker on {host} cannot access {self.path.parent}", f"{host} 上的工作进程无法访问 {self.path.parent}"),
                Message(
                    "put the workspace on a disk that all machines share, at the same path",
                    "请把工作区放在共享磁盘上，并使它在各台机器上的路径相同",
                ),
            )
        if self.environment() != self.expected:
            raise ExecutorUnavailable(
                Message(
                    f"the worker on {host} has different versions of jiangyi, its libraries or plug-ins, or different fonts",
                    f"{host} 上的程序、插件或字体与本机不同",
                ),
                Message(
                    "install the same versions and fonts on all machines; otherwise the files would differ",
                    "请在各机安装同样的程序、库、插件和字体，否则生成的文件会不同",
                ),
            )


def _check_and_run(check: WorkerCheck, function: Callable[[Job], Result], job: Job) -> Result:
    """Run a job in a session of its own: templates and fonts may have changed since the last one."""
    with create_session(check.settings).activate():
        check.run()
        return function(job)


def _explain_no_answer(address: str, error: Exception) -> Iterable[Message]:
    if not address:
        yield Message("`--executor dask` requires `--scheduler ADDRESS`", "使用 --executor dask 时，必须用 --scheduler 指定调度器的地址")
        yield Message("`dask scheduler` starts one and prints its address", "运行 dask scheduler 可以启动调度器，并显示它的地址")
    else:
        yield Message(f"no Dask scheduler responds at {address}: {error}", f"连接不上 {address} 的 Dask 调度器：{error}")
