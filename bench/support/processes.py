"""Run a command as a user does, and measure the whole process with all processes that it starts."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLING = 0.2
"""Seconds between two samples of memory."""


@dataclass
class Measurement:
    """What one run took; filled while it runs."""

    seconds: float = 0.0
    memory: float = 0.0
    """The peak of the memory of all processes together, in MB; shared pages count once (PSS). 0 outside Linux."""
    single: float = 0.0
    """The peak of the largest process, in MB, shared pages included (RSS)."""
    output: str = ""
    samples: int = field(default=0, repr=False)


def jiangyi(*arguments: str | Path) -> list[str]:
    """The command line of the program."""
    return [sys.executable, str(ROOT / "compile.py"), *map(str, arguments)]


def measure(command: Sequence[str], *, memory: bool = False) -> Measurement:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    found, start = Measurement(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", cwd=ROOT)
    with sampled(process.pid, found) if memory else _nothing():
        found.output, _ = process.communicate()
    found.seconds = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, found.output)
    return found


@contextmanager
def sampled(pid: int, found: Measurement) -> Iterator[None]:
    """Sample the memory of a process and its descendants while the block runs."""
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLING):
            sizes = [_memory(each) for each in _family(pid)]
            found.samples += 1
            found.memory = max(found.memory, sum(shared for shared, _ in sizes))
            found.single = max([found.single, *(whole for _, whole in sizes)])

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _family(pid: int) -> Iterator[int]:
    """A process and its descendants."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:  # it has ended, or this is not Linux
        return


def _memory(pid: int) -> tuple[float, float]:
    """The proportional and the resident set size of a process in MB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {name: int(value) / 1024 for name, value, *_ in (line.replace(":", "").split() for line in lines[1:])}
    return sizes.get("Pss", 0.0), sizes.get("Rss", 0.0)
