"""Read and check the handouts of a build that are new or have changed: a few in this process, many in the workers of its executor."""

from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from jiangyi.build.executors import JobExecutor, run_jobs
from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.load import read_in_turn
from jiangyi.core import Diagnostic, Span
from jiangyi.project import Workspace
from jiangyi.store import digest_file, records_of

FEW = 40
"""Handouts that this process reads sooner than workers would."""
CHUNK = 10
"""Handouts that are sent to a worker at once."""


def read_with(executor: JobExecutor, workspace: Workspace, paths: Sequence[Path]) -> Iterator[tuple[HandoutFacts, bool]]:
    """The facts of each handout, and whether they may be kept for later runs.

    While workers start, this process reads; then they do. A handout that kills the process that reads it has an error.
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
        if facts:
            found.update(zip(chunk, facts, strict=True))
        elif len(chunk) > 1:  # one of them has killed its reader
            waiting.extend((path,) for path in chunk)
        else:
            found[chunk[0]] = describe_death(workspace, chunk[0]), False
    yield from (found[path] for path in paths)


def _read_chunk(workspace: Workspace, paths: Sequence[Path]) -> list[tuple[HandoutFacts, bool]]:
    return list(read_in_turn(workspace, paths))


def describe_death(workspace: Workspace, path: Path) -> HandoutFacts:
    """The facts of a handout that has killed its reader: an error."""
    died = Diagnostic("worker-died", Span(workspace.name(path)), {"name": path.name})
    return HandoutFacts(digest_file(path), diagnostics=records_of([died]))
