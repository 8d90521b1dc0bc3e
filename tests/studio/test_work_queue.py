"""The order of tasks in the preview, and what other threads read while a task runs."""

from pathlib import Path

import pytest

from jiangyi.project.workspace import Workspace
from jiangyi.studio.live import live_documents
from jiangyi.studio.live.documents import DocumentView
from jiangyi.studio.live.live_documents import LiveDocuments
from jiangyi.studio.live.work_queue import Task, TaskKind, WorkQueue


def drain(queue: WorkQueue, *open_documents: str) -> list[tuple[TaskKind, str]]:
    """Take every task out of a queue, in order."""
    tasks = []
    while task := queue.find_next(open_documents):
        queue.remove(task)
        tasks.append((task.kind, task.name))
    return tasks


def test_open_documents_come_first_then_checks_then_the_comparison() -> None:
    queue = WorkQueue()
    queue.add(TaskKind.COMPARE)
    queue.add(TaskKind.CHECK, ["b.md", "a/c.md", "a-b/d.md"])
    queue.add(TaskKind.WRITE_EPUB, ["b.md"])
    queue.add(TaskKind.LAY_OUT, ["a/c.md", "b.md", "closed.md"])
    assert drain(queue, "b.md", "a/c.md") == [
        (TaskKind.LAY_OUT, "b.md"),
        (TaskKind.LAY_OUT, "a/c.md"),
        (TaskKind.WRITE_EPUB, "b.md"),
        (TaskKind.CHECK, "a/c.md"),
        (TaskKind.CHECK, "a-b/d.md"),
        (TaskKind.CHECK, "b.md"),
        (TaskKind.COMPARE, ""),
    ]
    assert queue.is_due(TaskKind.LAY_OUT, "closed.md")
    assert queue.find_next(["closed.md"]) == Task(TaskKind.LAY_OUT, "closed.md")


def test_tasks_of_deleted_documents_are_removed() -> None:
    queue = WorkQueue()
    for kind in (TaskKind.LAY_OUT, TaskKind.WRITE_EPUB, TaskKind.CHECK):
        queue.add(kind, ["a.md", "b.md"])
    queue.add(TaskKind.COMPARE)
    queue.retain({"b.md"})
    assert {name for _, name in drain(queue, "a.md", "b.md")} == {"b.md", ""}


@pytest.fixture
def studio(workspace: Path) -> LiveDocuments:
    """A workspace of three handouts."""
    for name in "甲乙丙":
        (workspace / "content" / f"{name}.md").write_text(f"# {name}\n\n正文。\n", "utf-8")
    return LiveDocuments(Workspace(workspace))


def finish(studio: LiveDocuments, *open_documents: str) -> None:
    """Show documents and run all tasks."""
    studio.open_documents = open_documents
    while studio.step():
        pass


def test_pages_stay_available_while_new_ones_are_laid_out(studio: LiveDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(studio, "甲.md")
    before = studio.views["甲.md"]
    path = studio.workspace.content / "甲.md"
    path.write_text("# 甲\n\n改过的正文。\n", "utf-8")
    studio.report_changes([path])

    def fail(view: DocumentView, *_: object) -> DocumentView:
        assert studio.views["甲.md"] is view
        raise RuntimeError

    monkeypatch.setattr(live_documents, "update_pages", fail)
    finish(studio, "甲.md")
    assert studio.views["甲.md"] is before
    assert [(one.code, str(one.span)) for one in studio.collect_diagnostics("甲.md")] == [("engine-failed", "content/甲.md")]
    assert {name: entry.state for name, entry in studio.entries.items()} == {"甲.md": "error", "乙.md": "waiting", "丙.md": "waiting"}
    monkeypatch.undo()
    studio.report_changes([path])
    finish(studio, "甲.md")
    assert studio.views["甲.md"] is not before
    assert studio.entries["甲.md"].state == "fresh"


def test_old_views_are_dropped_and_made_again(studio: LiveDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_documents, "MAX_VIEWS", 2)
    for name in ("甲.md", "乙.md", "丙.md"):
        finish(studio, name)
    assert list(studio.views) == ["乙.md", "丙.md"]
    finish(studio, "甲.md")
    assert list(studio.views) == ["丙.md", "甲.md"]
    assert studio.entries["甲.md"].state == "fresh"
