"""Commands with a process that stands by, and without, in the same run: what `bench.fresh` and `bench.folder` measure them with."""

import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from jiangyi.standby.door import SWITCH

READY = 15.0
"""Seconds that a process may take to load."""
LEARNT = 4.0
"""Seconds after which it has learnt a folder of fifty handouts: sooner than anybody has written the next sentence."""

ALONE = dict(os.environ)
"""The environment of a command that nobody stands by for."""


@contextlib.contextmanager
def standing_by() -> Iterator[dict[str, str]]:
    """The environment of commands that a process stands by for after the first; it ends with this."""
    with tempfile.TemporaryDirectory() as folder:
        yield {**{name: value for name, value in os.environ.items() if name != "CI"}, SWITCH: "600", "XDG_RUNTIME_DIR": folder}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if folder.encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGTERM)


def wait(environment: dict[str, str], seconds: float = LEARNT) -> None:
    """Wait until somebody stands by, and has learnt."""
    end = time.monotonic() + READY
    while not list(Path(environment["XDG_RUNTIME_DIR"]).rglob("*.socket")) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(seconds)
