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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import util
from pathlib import Path
from typing import IO, NoReturn

import jiangyi
from jiangyi.standby.door import STREAMS, receive, send, unpacked
from jiangyi.standby.request import Ready, Request
from jiangyi.workspace import PACKAGE

OURS = ("jiangyi.warm", "jiangyi.cli", "jiangyi.examine", "jiangyi.workers", "jiangyi.standby.ready")
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


def main() -> None:
    """`-c … SOCKET SECONDS`: stand by for commands that start like the one that is told on standard input, which is over."""
    place, patience = sys.argv[1:]
    last = Request.told(unpacked(sys.stdin.buffer.read()), [])
    with open(os.devnull) as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), STREAMS[0])
    stamp = program()
    with Path(place).with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # another stands by already
            return
        load()
        request = Standby(Path(place), float(patience), stamp, lock, last).serve()
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
    own = (os.scandir(folder) for folder, *_ in os.walk(PACKAGE) if not folder.endswith("__pycache__"))
    files = [(file.path, file.stat().st_mtime_ns, file.stat().st_size) for found in own for file in found if file.name.endswith(".py")]
    folders = [folder for folder in sys.path if os.path.isdir(folder)]  # noqa: PTH112 - at every command, for all libraries
    names = (entry.path for folder in folders for entry in os.scandir(folder) if entry.name.endswith(INSTALLED))
    return sorted([*files, *((name, 0, 0) for name in names)])


@dataclass
class Standby:
    """Where it is found, and the commands that are under way."""

    place: Path
    patience: float
    """Seconds without a command after which it is over."""
    stamp: object
    """Of the program that was loaded."""
    lock: IO[str]
    """Held by what stands by, and by nothing that is forked off it."""
    last: Request
    """The command that was asked for last; those that it stands by for start like it."""
    lessons: Iterator[None] = field(default_factory=lambda: iter(()))
    """What is to be learnt while nobody works, in small steps."""
    running: dict[socket.socket, int] = field(default_factory=dict)
    """The process that works, by the socket of the command that waits for it."""
    ready: Ready | None = None
    is_ready: bool = False
    """Whether that process is; until then it gets ready."""
    is_wanted: bool = False
    """Whether nobody has begun to get ready since the last command."""

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
        is_stale = False
        self._begin_lessons(self.last)
        while self.running or not is_stale:
            doors = [ended, *self.running, *([] if is_stale else [listener]), *([self.ready.door] if self.ready else [])]
            ready, *_ = select.select(doors, (), (), None if self.running else 0)
            if not (ready or self._learn()):
                if self.is_wanted:
                    told = self._get_ready(listener)
                    if told:
                        return _awaited(told, self.last)
                    continue
                ready, *_ = select.select(doors, (), (), self.patience)
                if not ready:
                    break
            if ended in ready:
                self._reap(ended)
            for door in self.running.keys() & set(ready):  # nothing more is to be said, so the command has gone
                os.kill(self.running.pop(door), signal.SIGTERM)
                door.close()
            if self.ready and self.ready.door in ready:
                self.is_ready = bool(self.ready.door.recv(WAKING))
            if listener in ready:
                door, _ = listener.accept()
                is_stale = self.stamp != program()
                request = None if is_stale else _request(door, self.last.start)
                if request and not self._handed_on(door, request) and self._fork(door, request) == 0:
                    return request
                if request:
                    self._begin_lessons(request)
                else:
                    door.close()
        self._dismiss()
        return None

    def _begin_lessons(self, request: Request) -> None:
        from jiangyi.standby.learning import lessons

        self.last, self.lessons = request, lessons(request.arguments, request.folder)
        self.is_wanted = request.makes_books

    def _learn(self) -> bool:
        """Take a step of the lessons; whether there was one. What cannot be read is told by the command that is asked to."""
        with suppress(Exception):
            next(self.lessons)
            return True
        gc.freeze()
        self.lessons = iter(())
        return False

    def _get_ready(self, listener: socket.socket) -> socket.socket | None:
        """A new process that gets ready for one more command; in that process, where it is told the command."""
        self._dismiss()
        self.is_wanted = False
        ours, theirs = socket.socketpair()
        worker = os.fork()
        if worker == 0:
            for other in (ours, listener, *self.running):
                other.close()
            self.lock.close()
            return theirs
        theirs.close()
        with suppress(OSError):  # it does so itself too; whoever is first
            os.setpgid(worker, worker)
        self.ready, self.is_ready = Ready(worker, ours, self.last), False
        return None

    def _dismiss(self) -> None:
        """Let go of who is or gets ready."""
        if self.ready:
            self.ready.dismiss()
        self.ready = None

    def _handed_on(self, door: socket.socket, request: Request) -> bool:
        """Whether a command was handed to who is ready for it; who would only be in its way is let go of."""
        if self.ready and self.is_ready and not request.makes_books:  # who is ready waits for a build
            return False
        if self.ready and self.is_ready and self.ready.fits(request):
            with suppress(OSError):
                send(self.ready.door, request.texts, tuple(request.streams))
                self.ready.door.close()
                self._works(door, request, self.ready.process)
                self.ready = None
                return True
        self._dismiss()
        return False

    def _fork(self, door: socket.socket, request: Request) -> int:
        """A new process for a command; 0 in that process, where nothing of the others stays open."""
        worker = os.fork()
        if worker == 0:
            for other in (door, *self.running, *([self.ready.door] if self.ready else [])):
                other.close()
        else:
            self._works(door, request, worker)
        return worker

    def _works(self, door: socket.socket, request: Request, worker: int) -> None:
        """A process works on a command."""
        self.running[door] = worker
        _tell(door, worker)
        for stream in request.streams:
            os.close(stream)

    def _reap(self, ended: socket.socket) -> None:
        """Tell each command whose process has ended how that was."""
        ended.recv(WAKING)
        doors = {worker: door for door, worker in self.running.items()}
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if self.ready and found[0] == self.ready.process:
                    self._dismiss()
                if door := doors.get(found[0]):
                    del self.running[door]
                    _tell(door, os.waitstatus_to_exitcode(found[1]))
                    door.close()


def _awaited(door: socket.socket, like: Request) -> Request | None:
    """The command that is asked for, once this process is ready for one like another; None where it is not asked."""
    from jiangyi.standby.ready import get_ready

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(OSError):
        os.setpgid(0, 0)
    texts: list[str] = []
    streams: list[int] = []
    with suppress(Exception):
        like.enter()
        get_ready(like.arguments)
        door.sendall(b"\n")
        texts, streams = receive(door)
    if not texts:
        with suppress(ProcessLookupError):
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)
    return Request.told(texts, streams)


def run(request: Request) -> NoReturn:
    """Be the command that was asked for."""
    from jiangyi import hiring
    from jiangyi.cli import run as command
    from jiangyi.standby.learning import forget

    forget()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
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
        request.enter()
        status = command()
    except Exception:
        traceback.print_exc()
    finally:
        hiring.dismiss()
        _end(status)


def _end(status: int) -> NoReturn:
    """Leave: all is written that was to be, and nobody needs this process tidied up, nor its workers waited for."""
    atexit.unregister(util._exit_function)  # type: ignore[attr-defined]
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
        texts, streams = receive(door)
        request = Request.told(texts, streams)
        is_own = struct.unpack(CREDENTIALS, credentials)[1] == os.getuid() and request.start == start
        if is_own and len(streams) == len(STREAMS):
            return request
    except (OSError, ValueError):
        pass
    for stream in streams:
        os.close(stream)
    return None


def _tell(door: socket.socket, number: int) -> None:
    """Tell a command who works on it, then its exit status, if it is still there."""
    with suppress(OSError):
        send(door, [str(number)])


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
