"""`build --watch`: builds after each save, survives errors and deleted folders, ends with Ctrl-C and leaves nothing behind."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiangyi.core import Session
from jiangyi.project import invalidates_session
from jiangyi.project.watch import is_relevant, watch_workspace
from jiangyi.project.workspace import Workspace, find_shipped_folder
from tests.support import ROOT, body_text, run, strip_spaces

pytestmark = pytest.mark.slow

LIMIT = 60.0
"""Seconds that anything may take on a busy machine."""
HANDOUT = "# 甲\n\n正文。\n"
BROKEN = "---\ntitle: 例\ndatum: 2026\n---\n\n正文。\n"


class Watching:
    """A running `build --watch`."""

    def __init__(self, workspace: Path, *options: str) -> None:
        command = [sys.executable, str(ROOT / "compile.py"), "build", "--watch", "--to", "pdf", "--workspace", str(workspace), *options]
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # these tests may run where Ctrl-C is ignored
        try:
            self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        finally:
            signal.signal(signal.SIGINT, before)
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.put(line.rstrip())

    def wait_for(self, pattern: str) -> str:
        """The next line that matches."""
        seen, until = [], time.monotonic() + LIMIT
        while time.monotonic() < until and self.process.poll() is None:
            try:
                seen.append(self.lines.get(timeout=0.1))
            except queue.Empty:
                continue
            if re.search(pattern, seen[-1]):
                return seen[-1]
        raise AssertionError(f"no line matches {pattern!r}: {seen}, exit status {self.process.poll()}")

    def interrupt(self) -> int:
        """Press Ctrl-C; the exit status."""
        os.kill(self.process.pid, signal.SIGINT)
        return self.process.wait(LIMIT)

    def rest(self) -> list[str]:
        """The lines printed since the last one that was waited for."""
        found = []
        while not self.lines.empty():
            found.append(self.lines.get())
        return found


@pytest.fixture
def watching(workspace: Path) -> Iterator[Watching]:
    """A watched workspace with one handout, built."""
    (workspace / "content" / "甲.md").write_text(HANDOUT, "utf-8")
    watching = Watching(workspace, "--jobs", "2")
    try:
        watching.wait_for("built 1, unchanged 0")
        yield watching
    finally:
        watching.process.kill()
        watching.process.wait()


def words(workspace: Path, name: str = "甲") -> str:
    return strip_spaces("".join(body_text(workspace / "output" / f"{name}.pdf")))


def test_each_save_triggers_a_build_and_prints_a_line(watching: Watching, workspace: Path) -> None:
    content = workspace / "content"
    (content / "甲.md").write_text(HANDOUT.replace("正文", "改过的正文"), "utf-8")
    assert re.fullmatch(r"\d\d:\d\d:\d\d  built 1, unchanged 0, \d+\.\d\d s", watching.wait_for("built 1"))
    assert "改过的正文" in words(workspace)
    (content / "乙.md").write_text("# 乙\n\n别的。\n", "utf-8")
    watching.wait_for("built 1, unchanged 1")
    (content / "乙.md").unlink()
    watching.wait_for("built 0, unchanged 1")


def test_the_watch_survives_errors_and_deleted_folders(watching: Watching, workspace: Path) -> None:
    content = workspace / "content"
    (content / "甲.md").write_text(BROKEN, "utf-8")
    assert "content/甲.md:3:1" in watching.wait_for("errors 1, warnings 0")
    assert "正文" in words(workspace)  # the last good file
    (content / "甲.md").write_bytes(b"\xff\xfe\x00")
    watching.wait_for("errors 1")
    shutil.rmtree(content)
    watching.wait_for("built 0, unchanged 0")
    content.mkdir()
    (content / "甲.md").write_text(HANDOUT.replace("正文", "又有正文"), "utf-8")
    watching.wait_for("built 1, unchanged 0")
    assert "又有正文" in words(workspace)


def test_templates_and_styles_are_read_again(watching: Watching, workspace: Path) -> None:
    """In folders that did not exist when the watch began, by this process and by its workers."""
    blocks = workspace / "templates" / "blocks"
    blocks.mkdir(parents=True)
    template = (find_shipped_folder("templates") / "blocks" / "paragraph.html.j2").read_text("utf-8")
    (blocks / "paragraph.html.j2").write_text("<p>段：</p>" + template, "utf-8")
    watching.wait_for("built 1")
    assert "段：" in words(workspace)
    (blocks / "paragraph.html.j2").write_text("<p>另一段：</p>" + template, "utf-8")
    watching.wait_for("built 1")
    assert "另一段：" in words(workspace)
    shutil.rmtree(workspace / "templates")
    watching.wait_for("built 1")
    assert "段：" not in words(workspace)
    (workspace / "styles" / "papers").mkdir(parents=True)
    (workspace / "styles" / "papers" / "a4.css").write_text("@page { size: a5 }", "utf-8")
    watching.wait_for("built 1")
    shutil.rmtree(workspace / "styles")
    watching.wait_for("built 1")
    done = run("build", "--to", "pdf", "--workspace", workspace)
    assert "up to date" in done.stderr  # the same as from a new process


def test_ctrl_c_ends_the_watch_and_its_workers(watching: Watching) -> None:
    assert watching.interrupt() == 130
    assert [line for line in watching.rest() if line] == []
    until = time.monotonic() + LIMIT
    while running(watching.process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert running(watching.process.pid) == []


def running(session: int) -> list[str]:
    """The processes of a terminal session."""
    found = subprocess.run(["ps", "-s", str(session), "-o", "pid=,stat=,args="], capture_output=True, text=True).stdout
    return [line for line in found.splitlines() if line.split()[1][0] != "Z"]


def test_only_one_line_a_build_so_other_reports_are_refused(workspace: Path) -> None:
    done = run("build", "--watch", "--why", "--workspace", workspace)
    assert done.returncode == 2
    assert "--watch" in done.stderr


def test_changes_that_invalidate_a_session(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for name in ("content/甲.md", "content/图.png", "content/book.yaml", "content/styles/甲.md"):
        assert not invalidates_session(workspace, [tmp_path / name]), name
    for name in ("templates/blocks/point.html.j2", "styles/print.css", "styles", "/usr/share/fonts/song.ttf"):
        assert invalidates_session(workspace, [tmp_path / "content" / "甲.md", tmp_path / name]), name


@pytest.mark.parametrize("name", [".甲.md.swp", "甲.md~", "#甲.md#", "甲.md.tmp", ".x.part"])
def test_temporary_files_of_editors_are_ignored(name: str) -> None:
    assert not is_relevant(f"/somewhere/content/{name}")
    assert is_relevant("/somewhere/content/甲.md")


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "added": (lambda content: (content / "乙.md").write_text("x", "utf-8"), "乙.md"),
    "changed": (lambda content: (content / "甲.md").write_text("x", "utf-8"), "甲.md"),
    "moved": (lambda content: (content / "甲.md").rename(content / "丙.md"), "丙.md"),
    "removed": (lambda content: (content / "甲.md").unlink(), "甲.md"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(workspace: Path, change: str) -> None:
    content = workspace / "content"
    (content / "甲.md").write_text(HANDOUT, "utf-8")
    act, name = CHANGES[change]
    stop = threading.Event()
    with Session().activate():
        changes = watch_workspace(Workspace(workspace), stop)
        next(changes)
        act(content)
        timer = threading.Timer(LIMIT, stop.set)
        timer.start()
        assert any(content / name in paths for paths in changes)
        timer.cancel()
