"""A command as it is asked for, and a process that gets ready for one more like it."""

import os
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from jiangyi.standby.door import told


@dataclass(frozen=True)
class Request:
    """A command as it was asked for."""

    start: str
    """What was settled when the command started."""
    arguments: list[str]
    folder: str
    environment: dict[str, str]
    umask: int
    streams: list[int]

    @classmethod
    def told(cls, texts: Sequence[str], streams: list[int]) -> "Request":
        """The command that texts tell. Raises ValueError."""
        start, folder, umask, count, *rest = texts
        arguments, environment = rest[: int(count)], rest[int(count) :]
        return cls(start, arguments, folder, dict(pair.split("=", 1) for pair in environment), int(umask), streams)

    @property
    def texts(self) -> list[str]:
        """How it is told."""
        return told(self.start, self.folder, self.umask, self.arguments, self.environment)

    @property
    def makes_books(self) -> bool:
        """Whether it makes books, on more than one core, so that it is worth while to get ready for another."""
        return (not self.arguments or self.arguments[0] == "build") and len(os.sched_getaffinity(0)) > 1

    def enter(self) -> None:
        """Be where it is asked for. Raises OSError where that folder is gone."""
        os.umask(self.umask)
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)


@dataclass(frozen=True)
class Ready:
    """A process that gets ready for one more command like the last."""

    process: int
    door: socket.socket
    """It says there that it is ready, and is told the command."""
    like: Request
    """The command that it is ready for one like."""

    def fits(self, request: Request) -> bool:
        """Whether a command may be that process: all that is not asked of it anew is as it was."""
        same = ("start", "folder", "environment", "umask")
        return all(getattr(request, name) == getattr(self.like, name) for name in same)

    def dismiss(self) -> None:
        """End it, and those that get ready with it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal.SIGKILL)
        self.door.close()
