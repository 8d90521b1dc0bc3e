"""Run a command on hostile input within its time, and look at what it may have done that it must not."""

import contextlib
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from tests.support import invoke, pdf_text

SECONDS = 2.0
"""CPU time of a run on at most `MAX_SIZE` bytes: what happens beside it on the machine does not count."""
MAX_SIZE = 20_000
STATUSES = range(4)
"""Done, errors in the content, wrong usage, prevented by the disk or the system."""
SECRET = "甲壳虫在屋檐外唱歌"
"""Is only in a file beside the workspace."""
GOOD = "# 另一份\n\n这一份没有问题。\n"
OUTPUTS = ("output", ".jiangyi")


class TookTooLongError(Exception):
    """A run took more CPU time than it may."""


@contextlib.contextmanager
def limited_time(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TookTooLongError in the code below after so much CPU time, where the system has such a timer (not on Windows)."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TookTooLongError(seconds)

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def make_workspace(folder: Path) -> Path:
    """A workspace with a handout without faults, and a secret file beside it."""
    root = folder / "工作区"
    (root / "content").mkdir(parents=True)
    (root / "content" / "另一份.md").write_text(GOOD, "utf-8")
    (folder / "secret.md").write_text(f"# {SECRET}\n\n{SECRET}。\n", "utf-8")
    return root


def run_hostile(root: Path, *arguments: str, writes: tuple[str, ...] = OUTPUTS, seconds: float = SECONDS) -> int:
    """Run a command in a workspace and assert what holds for any input; returns the exit status.

    `writes` are the names in the workspace where it may write.
    """
    before = list_files(root.parent, root, writes)
    with limited_time(seconds):
        done = invoke(*arguments, "--workspace", root)
    assert done.returncode in STATUSES, done
    assert "Traceback" not in done.stderr + done.stdout, done
    assert SECRET not in done.stdout + done.stderr, done
    assert list_files(root.parent, root, writes) == before
    assert find_secret(root) == []
    return done.returncode


def list_files(folder: Path, root: Path, ignored: tuple[str, ...]) -> dict[Path, bytes]:
    """Every file in a folder with its bytes, without those in the ignored folders of the workspace."""
    skipped = {root / name for name in ignored}
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not skipped & {path, *path.parents}}


def find_secret(root: Path) -> list[str]:
    """The output files that contain the secret sentence."""
    found = []
    for path in (root / "output").glob("*") if (root / "output").is_dir() else ():
        if path.suffix == ".pdf":
            texts = pdf_text(path)
        elif path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                texts = [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        else:
            texts = []
        found += [path.name for text in texts if SECRET in text.replace("\n", "")]
    return found


def cut(text: str) -> str:
    """At most `MAX_SIZE` bytes of a text."""
    return text.encode("utf-8", "surrogatepass")[:MAX_SIZE].decode("utf-8", "ignore")
