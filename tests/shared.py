"""Resources that the processes of one test run share: builds of content/ and the EPUBCheck process."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.support import ROOT, run


def make_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that one process of the run fills; the others wait for it. It is made again where `make` failed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def build_content(run_folder: Path) -> Path:
    """A workspace with the content of this project, built without a warning."""

    def make(workspace: Path) -> None:
        shutil.copytree(ROOT / "content", workspace / "content")
        done = run("build", "--workspace", workspace)
        assert done.returncode == 0, done.stderr
        assert "warning" not in done.stderr, done.stderr

    return make_once(run_folder / "shipped", make)


def run_process() -> int:
    """The process that started this test run: under xdist the parent of the workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
