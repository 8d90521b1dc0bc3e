"""Read and check the handouts of a build that are new or have changed: a few in this process, many in the workers of its executor."""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from jiangyi.build.executors import JobExecutor, run_jobs
from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.load import read_in_turn
from jiangyi.project import Workspace

FEW = 40
"""Handouts that this process reads sooner than workers would."""
CHUNK = 10
"""Handouts that are sent to a worker at once."""


def read_with(executor: JobExecutor, workspace: Workspace, paths: Sequence[Path]) -> Iterator[tuple[HandoutFacts, bool]]:
    """The facts of each handout, and whether they may be kept for later runs.

    While workers start, this process reads; then they do. What a worker was reading when it died is read here.
    """
    if executor.size == 1 or len(paths) <= FEW:
        yield from read_in_turn(workspace, paths)
        return
    waiting = deque(tuple(paths[place : place + CHUNK]) for place in range(0, len(paths), CHUNK))
    found: dict[Path, tuple[HandoutFacts, bool]] = {}

    def read_while_starting() -> None:
        while waiting and not executor.start_workers(executor.size):
            chunk = waiting.popleft()
            found.update(zip(chunk, read_in_turn(workspace, chunk), strict=True))

    for chunk, facts in run_jobs(executor, partial(_read_chunk, workspace), waiting, read_while_starting):
        found.update(zip(chunk, read_in_turn(workspace, chunk) if facts is None else facts, strict=True))
    yield from (found[path] for path in paths)


def _read_chunk(workspace: Workspace, paths: Sequence[Path]) -> list[tuple[HandoutFacts, bool]]:
    return list(read_in_turn(workspace, paths))
