"""The process that stands by: it has loaded everything and made nothing, and forks off a new process for each command.

So each command begins as if it had just been started, knows nothing of those before it, and has nothing left to load. The process
leaves after a while without commands, and as soon as the program on disk is no longer the one that it has loaded.
"""

import atexit
import fcntl
import gc
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import jiangyi
from jiangyi.standby.door import STREAMS, receive, send
from jiangyi.workspace import PACKAGE

OURS = ("jiangyi.warm", "jiangyi.cli", "jiangyi.examine", "jiangyi.workers", "jiangyi.standby.learning")
THEIRS = ("concurrent.futures.process", "rich.console", "rich.status", "rich._emoji_codes")
"""What is loaded."""
TYPES = ("PangoFcFontMap *", "PangoLogAttr[]", "char[4]", "char[]", "hb_codepoint_t[]", "hb_tag_t[100]", "uintptr_t", "unsigned int *")
"""What the engine asks its foreign functions for, which takes long the first time."""
INSTALLED = (".dist-info", ".egg-info", ".pth", ".py", ".so")
"""How the names end that tell what is installed in a folder."""
ASKING = 10.0
"""Seconds that a command has to say what it wants."""
CREDENTIALS = "3i"
"""What the system tells of who is at the other end: process, user, group."""
WAKING = 1 << 12
"""Bytes that signals may have left."""


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


def main() -> None:
    """`-c … SOCKET SECONDS START FOLDER [ARGUMENT …]`: stand by for commands that start like this, after one of these arguments."""
    place, patience, start, folder, *arguments = sys.argv[1:]
    stamp = program()
    with Path(place).with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another stands by already
            return
        load()
        from jiangyi.standby.learning import lessons

        request = Standby(Path(place), float(patience), start, stamp, lessons(arguments, folder)).serve()
    if request:
        run(request)


def load() -> None:
    """Load all that a command may need, and put it where it stays, so that new processes share it."""
    for name in (*OURS, *THEIRS):
        import_module(name)
    rehearse()
    gc.collect()
    gc.freeze()


def rehearse() -> None:
    """Have all that is made when it is first used: what validates each type, what finds marks, what sets formulas.

    Only what follows from the program alone: nothing of any workspace, and of the machine's fonts nothing is remembered.
    """
    from weasyprint.text.ffi import ffi

    from jiangyi import freshness
    from jiangyi.blocks import BLOCKS, Node
    from jiangyi.build import look_at
    from jiangyi.math import drawing, mathml
    from jiangyi.model import BookFile, Handout
    from jiangyi.standby.learning import forget
    from jiangyi.starter import starter

    models: tuple[type[Node], ...] = (*BLOCKS.values(), Handout, BookFile)
    for model in models:
        model.model_rebuild()
    for name in TYPES:
        ffi.typeof(name)
    for make in (mathml, drawing):
        make("x", display=False)
    for ending in (".md", ".yaml"):
        look_at(f"standby{ending}", starter("standby", ending).encode())
    freshness.program()
    forget()


def program() -> list[tuple[str, int, int]]:
    """What tells whether the program on disk or a library is another than before.

    Of the program, its files by time and size; of folders of libraries the names of modules and of what says which version is there.
    Not their times, nor all that is in them: a checkout is such a folder too, and much comes and goes in it.
    """
    files = [(str(path), (found := path.stat()).st_mtime_ns, found.st_size) for path in PACKAGE.rglob("*.py")]
    folders = [folder for folder in sys.path if os.path.isdir(folder)]  # noqa: PTH112 - at every command, for all libraries
    names = (entry.path for folder in folders for entry in os.scandir(folder) if entry.name.endswith(INSTALLED))
    return sorted([*files, *((name, 0, 0) for name in names)])


@dataclass
class Standby:
    """Where it is found, and the commands that are under way."""

    place: Path
    patience: float
    """Seconds without a command after which it is over."""
    start: str
    """What was settled when the commands started that it stands by for."""
    stamp: object
    """Of the program that was loaded."""
    lessons: Iterator[None]
    """What is to be learnt while nobody works, in small steps."""
    running: dict[socket.socket, int] = field(default_factory=dict)
    """The process that works, by the socket of the command that waits for it."""

    def serve(self) -> Request | None:
        """Fork off a process for each command, in which this gives what was asked; None where it is over."""
        self.place.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, _ended() as ended:
            listener.bind(str(self.place))
            listener.listen()
            request = self._serve(listener, ended)
        if request is None:
            self.place.unlink(missing_ok=True)
        return request

    def _serve(self, listener: socket.socket, ended: socket.socket) -> Request | None:
        from jiangyi.standby.learning import lessons

        is_stale = False
        while self.running or not is_stale:
            doors = [ended, *self.running, *([] if is_stale else [listener])]
            ready, *_ = select.select(doors, (), (), None if self.running else 0)
            if not (ready or self._learn()):
                ready, *_ = select.select(doors, (), (), self.patience)
                if not ready:
                    break
            if ended in ready:
                self._reap(ended)
            for door in self.running.keys() & set(ready):  # nothing more is to be said, so the command has gone
                os.kill(self.running.pop(door), signal.SIGTERM)
                door.close()
            if listener in ready:
                door, _ = listener.accept()
                is_stale = self.stamp != program()
                request = None if is_stale else _request(door, self.start)
                if request and self._fork(door, request) == 0:
                    return request
                if request:
                    self.lessons = lessons(request.arguments, request.folder)
                else:
                    door.close()
        return None

    def _learn(self) -> bool:
        """Take a step of the lessons; whether there was one. What cannot be read is told by the command that is asked to."""
        with suppress(Exception):
            next(self.lessons)
            return True
        gc.freeze()
        self.lessons = iter(())
        return False

    def _fork(self, door: socket.socket, request: Request) -> int:
        """A new process for a command; 0 in that process, where nothing of the others stays open."""
        worker = os.fork()
        if worker == 0:
            for other in (door, *self.running):
                other.close()
        else:
            self.running[door] = worker
            _tell(door, {"worker": worker})
            for stream in request.streams:
                os.close(stream)
        return worker

    def _reap(self, ended: socket.socket) -> None:
        """Tell each command whose process has ended how that was."""
        ended.recv(WAKING)
        doors = {worker: door for door, worker in self.running.items()}
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if door := doors.get(found[0]):
                    del self.running[door]
                    _tell(door, {"status": os.waitstatus_to_exitcode(found[1])})
                    door.close()


def run(request: Request) -> NoReturn:
    """Be the command that was asked for."""
    from jiangyi.cli import run as command
    from jiangyi.standby.learning import forget

    forget()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.umask(request.umask)
    os.environ.clear()
    os.environ.update(request.environment)
    for number, stream in zip(STREAMS, request.streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, 1, before.encoding, before.errors, closefd=False)  # noqa: SIM115 - they stay open
        for number, mode, before in zip(STREAMS, "rww", (sys.stdin, sys.stdout, sys.stderr), strict=True)
    )
    sys.argv = ["jiangyi", *request.arguments]
    jiangyi.BEGAN = time.perf_counter()
    status = 1
    try:
        os.chdir(request.folder)
        status = command()
    except Exception:
        traceback.print_exc()
    finally:
        _end(status)


def _end(status: int) -> NoReturn:
    """Leave: all is written that was to be, and nobody needs this process tidied up."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # nobody reads it any more
            stream.flush()
    os._exit(status)


def _request(door: socket.socket, start: str) -> Request | None:
    """What is asked at a door, if it is the same user who asks, and in a way that is understood."""
    door.settimeout(ASKING)
    streams: list[int] = []
    try:
        credentials = door.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize(CREDENTIALS))
        message, streams = receive(door)
        request = Request(**message, streams=streams)
        is_own = struct.unpack(CREDENTIALS, credentials)[1] == os.getuid() and request.start == start
        if is_own and len(streams) == len(STREAMS):
            return request
    except (OSError, ValueError, TypeError):
        pass
    for stream in streams:
        os.close(stream)
    return None


def _tell(door: socket.socket, message: Mapping[str, Any]) -> None:
    """Say something to a command, if it is still there."""
    with suppress(OSError):
        send(door, message)


@contextmanager
def _ended() -> Iterator[socket.socket]:
    """What can be read from when a process has ended; the process that is forked off in it hears of none of that."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)  # noqa: FBT003
        signal.set_wakeup_fd(theirs.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        try:
            yield ours
        finally:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
