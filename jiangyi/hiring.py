"""Who is hired to make the books: processes of this machine, which may have been got ready before, or a cluster."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jiangyi.workers import Crew, Pool, cores

_ready: list[tuple[str, Pool]] = []
"""Workers that were got ready, with what the fonts and the program were then."""


def get_ready(known: Sequence[Any], rehearse: Callable[[], None], around: Callable[[], str]) -> None:
    """Have a worker for each core at hand that knows some things and has rehearsed. Raises BrokenBarrierError."""
    before, crew = around(), Pool(cores())
    _ready.append((before, crew))
    crew.begin(known, rehearse)


def dismiss() -> None:
    """End those who are ready and were not hired."""
    while _ready:
        _ready.pop()[1].close(at_once=True)


def hired(executor: str, size: int, scheduler: str, folder: Path, around: Callable[[], str]) -> Crew:
    """A crew by the name of its kind: `size` processes of this machine (0: one a core), or a cluster. Raises Unavailable."""
    return EXECUTORS[executor](size or cores(), scheduler, folder, around)


def _local(size: int, _scheduler: str, _folder: Path, around: Callable[[], str]) -> Crew:
    """Those who are ready, where they are as many and see the same fonts and program as we; others where not."""
    if _ready and (_ready[0][0], _ready[0][1].size) == (around(), size):
        return _ready.pop()[1]
    dismiss()
    return Pool(size) if size > 1 else Crew()


def _cluster(_size: int, scheduler: str, folder: Path, around: Callable[[], str]) -> Crew:
    from jiangyi.cluster import Cluster

    return Cluster(scheduler, folder, around)


EXECUTORS: Mapping[str, Callable[[int, str, Path, Callable[[], str]], Crew]] = {"local": _local, "dask": _cluster}
"""The kinds of crews."""
