"""Builds that are killed, run at the same time or lose their store: the next build makes the same files as one in a new folder."""

import contextlib
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = pytest.mark.slow

HANDOUT = "# 讲义{0}\n\n第一段，讲{0}的由来。\n\n## 节\n\n- 甲\n- 乙\n\n第二段，讲{0}的去向。\n"
COUNT = 3
EDITED = 1
BUILD = ("build", "--to", "pdf,epub,txt", "--jobs", "2", "--workspace")


def write(place: Path, edit: str = "") -> Path:
    """A workspace of a few handouts and their book, one of them edited."""
    (place / "content").mkdir(parents=True, exist_ok=True)
    names = [f"讲义{number}.md" for number in range(COUNT)]
    for number, name in enumerate(names):
        text = HANDOUT.format(number) + edit * (number == EDITED)
        path = place / "content" / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    (place / "content" / "book.yaml").write_text(f"title: 合集\nhandouts: [{', '.join(names)}]\n", "utf-8")
    return place


def start(place: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, str(ROOT / "compile.py"), *BUILD, str(place)], stderr=subprocess.PIPE, text=True)


def build(place: Path) -> dict[str, bytes]:
    """The files that a build makes, or has made before."""
    process = start(place)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return {path.name: path.read_bytes() for path in sorted((place / "output").iterdir()) if not path.name.endswith(".part")}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of a new folder, without and with an edit."""
    return {edit: build(write(tmp_path_factory.mktemp("new") / "w", edit)) for edit in ("", "又。\n")}


def test_builds_that_are_killed_leave_nothing_wrong(tmp_path: Path, expected: dict[str, dict[str, bytes]]) -> None:
    chance, place = random.Random(1), tmp_path / "w"
    for number in range(3):
        process = start(write(place, "又。\n" * (number % 2)))
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        process.communicate()
    assert build(write(place)) == expected[""]


def test_a_store_that_is_deleted_during_a_build_is_made_again(tmp_path: Path, expected: dict[str, dict[str, bytes]]) -> None:
    place, done = tmp_path / "w", threading.Event()

    def delete() -> None:
        while not done.wait(0.05):
            with contextlib.suppress(OSError):
                shutil.rmtree(place / ".jiangyi")

    thread = threading.Thread(target=delete)
    thread.start()
    try:
        for edit in ("", "又。\n"):
            assert build(write(place, edit)) == expected[edit]
    finally:
        done.set()
        thread.join()


def test_builds_at_the_same_time_make_the_same_files(tmp_path: Path, expected: dict[str, dict[str, bytes]]) -> None:
    place = write(tmp_path / "w")
    for process in [start(place) for _ in range(2)]:
        _, said = process.communicate()
        assert process.returncode == 0, said
    assert build(place) == expected[""]


def test_a_store_of_other_files_is_no_obstacle(tmp_path: Path, expected: dict[str, dict[str, bytes]]) -> None:
    """Every file of the store replaced by another one, by a folder, or by nothing."""
    place, chance = tmp_path / "w", random.Random(2)
    build(write(place))
    files = sorted(path for path in (place / ".jiangyi").rglob("*") if path.is_file())
    texts = [path.read_bytes() for path in files]
    for path in files:
        path.unlink()
        kind = chance.randrange(4)
        if kind == 0:
            path.mkdir()
        elif kind == 1:
            path.write_bytes(chance.choice(texts))
        elif kind == 2:
            path.write_bytes(chance.randbytes(100))
    assert build(write(place, "又。\n")) == expected["又。\n"]
