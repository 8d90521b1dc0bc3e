"""When garbage is collected, which stops every thread: while the user pauses, or after many rounds of tasks."""

import asyncio
import gc
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from jiangyi.studio import server


class Documents:
    """Documents with one task for every change."""

    open_documents = ()
    due = 1

    def step(self) -> bool:
        """Do it."""
        self.due -= 1
        return self.due >= 0


async def run(rounds: int, pause: float) -> tuple[list[str], list[bool]]:
    """What is called while some changes follow each other after pauses, and whether Python itself collects meanwhile."""
    called, enabled = list[str](), list[bool]()
    documents, due = Documents(), asyncio.Event()

    async def run_live(function: Callable[[], Any]) -> Any:
        called.append(function.__name__)
        enabled.append(gc.isenabled())
        return None if function.__name__ == "collect_young" else function()

    hub: Any = SimpleNamespace(work_due=due, run_live=run_live, documents=documents, notify_clients=lambda: None)
    task = asyncio.create_task(server.run_tasks(hub))
    for _ in range(rounds):
        documents.due = 1
        due.set()
        await asyncio.sleep(pause)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return called, enabled


@pytest.mark.parametrize(("rounds", "pause", "wait", "count"), [(3, 0.002, 60.0, 0), (3, 0.02, 0.004, 3), (9, 0.002, 60.0, 2)])
def test_garbage_is_collected_in_a_pause_or_after_many_rounds(
    monkeypatch: pytest.MonkeyPatch, rounds: int, pause: float, wait: float, count: int
) -> None:
    monkeypatch.setattr(server, "PAUSE", wait)
    monkeypatch.setattr(server, "MAX_ROUNDS", 4)
    was_enabled = gc.isenabled()
    called, enabled = asyncio.run(run(rounds, pause))
    assert called.count("step") >= rounds
    assert called.count("collect_young") == count
    assert not any(enabled)
    assert gc.isenabled() == was_enabled
