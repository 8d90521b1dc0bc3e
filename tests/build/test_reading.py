"""Many changed handouts are read by workers, with the same facts in the same order as by one process."""

from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import Any

import pytest

from jiangyi.build.executors import InProcessExecutor
from jiangyi.build.load import read_in_turn
from jiangyi.build.reading import CHUNK, FEW, read_with
from jiangyi.project.workspace import Workspace


class TwoWorkers(InProcessExecutor):
    """An executor that is ready after a few looks, and whose workers die of one handout."""

    size, deaths = 2, (BrokenExecutor,)

    def __init__(self, looks: int, fatal: str = "") -> None:
        self.looks, self.fatal = looks, fatal
        self.chunks: list[tuple[Path, ...]] = []

    def start_workers(self, jobs: int) -> bool:
        self.looks -= 1
        return self.looks < 0

    def submit(self, function: Any, job: Any) -> "Future[Any]":
        self.chunks.append(job)
        if any(path.name == self.fatal for path in job):
            died: Future[Any] = Future()
            died.set_exception(BrokenExecutor())
            return died
        return super().submit(function, job)


@pytest.fixture
def place(workspace: Path) -> Workspace:
    for number in range(FEW + 2 * CHUNK + 3):
        (workspace / "content" / f"{number:03}.md").write_text(f"# 题{number}\n\n正文{number}，\n", "utf-8")
    return Workspace(workspace)


@pytest.mark.parametrize("looks", [0, 3, 100])
def test_workers_read_what_one_process_reads(place: Workspace, looks: int) -> None:
    paths, executor = place.list_handouts(), TwoWorkers(looks)
    assert list(read_with(executor, place, paths)) == list(read_in_turn(place, paths))
    whole = -(-len(paths) // CHUNK)
    assert len(executor.chunks) == max(0, whole - max(0, looks - 1))


def test_a_handout_that_kills_its_reader_has_an_error(place: Workspace) -> None:
    paths = place.list_handouts()
    found = list(read_with(TwoWorkers(0, "011.md"), place, paths))
    facts, are_lasting = found.pop(11)
    assert [one.code for one in facts.diagnostics] == ["worker-died"]
    assert not facts.is_sound
    assert not are_lasting
    del paths[11]
    assert found == list(read_in_turn(place, paths))


def test_a_few_handouts_do_not_wait_for_workers(place: Workspace) -> None:
    paths, executor = place.list_handouts()[:FEW], TwoWorkers(0)
    assert list(read_with(executor, place, paths)) == list(read_in_turn(place, paths))
    assert executor.chunks == []
