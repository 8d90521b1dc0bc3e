"""Jobs done in copies of this process: for one that has loaded everything and begun nothing, since what is begun does not survive."""

import contextlib
import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any


class Forks(Executor):
    """A process for each job, which ends with it; what goes in need not be sent, and what is known there is known already."""

    def __init__(self, begin: Callable[[], None]) -> None:
        """`begin` is the first thing that each process does."""
        self._begin = begin
        self._context = multiprocessing.get_context("fork")
        self._listeners: list[threading.Thread] = []

    def submit(self, make: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Have a job done; what comes of it is BrokenExecutor where its process dies."""
        future: Future[Any] = Future()
        ours, theirs = self._context.Pipe(duplex=False)
        worker = self._context.Process(target=self._work, args=(theirs, make, args, kwargs))
        worker.start()
        theirs.close()
        future.set_running_or_notify_cancel()
        self._listeners.append(threading.Thread(target=_hear, args=(ours, worker, future)))
        self._listeners[-1].start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as the base has it
        """Wait for all jobs."""
        for listener in self._listeners if wait else ():
            listener.join()

    def _work(self, theirs: Connection, make: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Do a job and leave at once: other threads of the process that this is a copy of may have held anything, streams too."""
        self._begin()
        try:
            theirs.send((make(*args, **kwargs), None))
        except Exception as error:
            error.add_note(traceback.format_exc())
            theirs.send((None, error))
        finally:
            os._exit(0)


def _hear(ours: Connection, worker: ForkProcess, future: "Future[Any]") -> None:
    """Take what comes of a job."""
    made, error = None, BrokenExecutor(worker.pid)
    with ours, contextlib.suppress(EOFError):
        made, error = ours.recv()
    worker.join()
    if error:
        future.set_exception(error)
    else:
        future.set_result(made)
