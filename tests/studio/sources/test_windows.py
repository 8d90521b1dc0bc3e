"""Two windows and other programs that write one file at the same time, and a program that is killed: no word is lost."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.project.workspace import Workspace
from jiangyi.studio.sources.source_files import SourceFiles
from tests.law import law
from tests.studio.browsing import Server, serving
from tests.studio.sources.windows import Window
from tests.support import ROOT

NAME = "讲稿.md"
TEXT = "---\ntitle: 讲稿\n---\n\n第一段。\n\n第二段。\n\n第三段。\n"
STEP = st.sampled_from(["type", "type", "save", "save while typing", "look", "write elsewhere", "restart"])
STEPS = st.lists(st.tuples(STEP, st.booleans(), st.integers(0, 9)), max_size=25)
Connect = Callable[[], Window]


def connect(files: SourceFiles) -> Window:
    """A window of a studio that is called directly."""
    return Window(lambda: asdict(files.read(NAME)), lambda text, base: asdict(files.save(NAME, text, base)))


def act(path: Path, steps: list[Any], windows: list[Window], restart: Callable[[], None]) -> None:
    """Carry out steps in two windows, save what is left, and check that every word is in the file."""
    words = []
    for number, (step, which, line) in enumerate(steps):
        window, word = windows[which], f"词{number}号"
        if step == "type":
            window.type(word, line)
        elif step == "save":
            window.save()
        elif step == "look":
            window.look()
        elif step == "save while typing":
            window.type(word, line)
            window.save(f"续{number}号")
            words.append(f"续{number}号")
        elif step == "write elsewhere":
            lines = path.read_text("utf-8").split("\n")
            lines.insert(line % len(lines), word)
            path.write_text("\n".join(lines), "utf-8")
        else:
            restart()
        words += [word] * (step not in ("save", "look", "restart"))
    for _ in range(4):
        for window in windows:
            window.save()
    assert not any(window.is_dirty for window in windows)
    text = path.read_text("utf-8")
    assert [word for word in words if word not in text] == []


@law(60)
@given(STEPS)
def test_whatever_the_order_in_which_two_windows_save_no_word_is_lost(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    root = tmp_path_factory.mktemp("windows")
    path = root / "content" / NAME
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    files = SourceFiles(Workspace(root))

    def restart() -> None:
        files.__init__(Workspace(root))  # type: ignore[misc]

    act(path, steps, [connect(files), connect(files)], restart)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of one handout."""
    root = tmp_path_factory.mktemp("served")
    (root / "content").mkdir()
    (root / "content" / NAME).write_text(TEXT, "utf-8")
    with serving(root) as server:
        yield server, root / "content" / NAME


@pytest.mark.slow
@law(20)
@given(STEPS)
def test_no_word_is_lost_on_the_way_to_a_server(server: tuple[Server, Path], steps: list[Any]) -> None:
    serve, path = server
    path.write_text(TEXT, "utf-8")

    def read() -> Any:
        return serve.ask(f"/api/sources/text?name={quote(NAME)}").data

    def save(text: str, base: str) -> Any:
        return serve.ask("/api/sources/save", {"name": NAME, "text": text, "base": base}).data

    act(path, [step for step in steps if step[0] != "restart"], [Window(read, save), Window(read, save)], lambda: None)


@pytest.mark.slow
def test_windows_of_two_programs_save_at_the_same_time(workspace: Path) -> None:
    path = workspace / "content" / NAME
    path.write_text(TEXT, "utf-8")
    programs = [SourceFiles(Workspace(workspace)) for _ in range(2)]

    def write(number: int) -> list[str]:
        window, words = connect(programs[number % 2]), []
        for count in range(12):
            words.append(f"词{number}之{count}号")
            window.type(words[-1], 4 + number)
            window.save()
        while window.is_dirty:
            window.save()
        return words

    with ThreadPoolExecutor(4) as threads:
        words = [word for written in threads.map(write, range(4)) for word in written]
    text = path.read_text("utf-8")
    assert [word for word in words if word not in text] == []


WRITER = """
import sys
from pathlib import Path
from jiangyi.project.workspace import Workspace
from jiangyi.studio.sources.source_files import SourceFiles

files, number = SourceFiles(Workspace(Path(sys.argv[1]))), 0
while True:
    source = files.read(sys.argv[2])
    number += 1
    files.save(source.name, source.text + f"第{number}句。" * 500 + chr(10), source.version)
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_program_that_is_killed_leaves_whole_files_with_all_that_it_has_confirmed(workspace: Path) -> None:
    path = workspace / "content" / NAME
    for pause in range(5):
        path.write_text(TEXT, "utf-8")
        command = [sys.executable, "-c", WRITER, str(workspace), NAME]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout
        for _ in range(2 + pause):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        confirmed = 2 + pause + len(writer.communicate()[0].splitlines())
        text = path.read_text("utf-8")
        whole = [TEXT + "".join(f"第{number}句。" * 500 + "\n" for number in range(1, last + 1)) for last in (confirmed, confirmed + 1)]
        assert text in whole
        history = SourceFiles(Workspace(workspace)).history
        assert all(history.read(NAME, one.id) is not None for one in history.list_versions(NAME))
    assert SourceFiles(Workspace(workspace)).save(NAME, TEXT, SourceFiles(Workspace(workspace)).find_version(NAME)).state == "saved"
