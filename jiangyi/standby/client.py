"""A command handed to the process that stands by, with the streams, the folder and the environment of this one."""

import os
import signal
import socket
import sys
from collections.abc import Sequence

from jiangyi.standby.door import STREAMS, address, packed, receive, seconds, send, start, told

HANDED = ("build", "check", "fix", "import")
"""The commands that load much and end soon."""
FORWARDED = ("SIGINT", "SIGTERM", "SIGHUP")
"""What a terminal or a user says to this process is meant for the one that works."""
KILLED = 128
"""What is added to the number of a signal that ends a command, as shells have it."""


def handed(arguments: Sequence[str]) -> int | None:
    """The exit status of a command that was handed over; None where this process is to do it itself."""
    place = address() if is_wanted(arguments) else None
    if place is None:
        return None
    with socket.socket(socket.AF_UNIX) as door:
        try:
            door.connect(place)
            send(door, _asked(arguments), STREAMS)
            answer, _ = receive(door)
        except (OSError, ValueError):
            return None
        return _followed(door, int(answer[0])) if answer else None


def is_wanted(arguments: Sequence[str]) -> bool:
    """Whether a command is one to hand over; without a name it is `build`."""
    return seconds() > 0 and (not arguments or arguments[0] in HANDED) and all(map(_is_open, STREAMS))


def stand_by(arguments: Sequence[str]) -> None:
    """Let a process stand by for commands like this one, which it learns from; it leaves again where another does already."""
    place = address()
    if place is None or _folder() is None:
        return
    import subprocess
    from contextlib import suppress

    from jiangyi.workers import sheltered

    command = [sys.executable, "-c", "from jiangyi.standby.server import main; main()", place, str(seconds())]
    asked, nothing = packed(_asked(arguments)), subprocess.DEVNULL
    with sheltered():
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, cwd="/", start_new_session=True
        )
    if process.stdin:
        with suppress(OSError), process.stdin as end:  # it leaves without a word where another stands by already
            end.write(asked)


def _asked(arguments: Sequence[str]) -> list[str]:
    """The command that this process is, as it is told."""
    mask = os.umask(0)
    os.umask(mask)
    return told(start(), os.getcwd(), mask, arguments, os.environ)


def _followed(door: socket.socket, worker: int) -> int:
    """The exit status of the process that works, which hears meanwhile whatever this one is told."""

    def forward(number: int, _: object) -> None:
        try:
            os.kill(worker, number)
        except ProcessLookupError:  # it has just ended
            pass

    numbers = [signal.Signals[name] for name in FORWARDED]
    before = {number: signal.signal(number, forward) for number in numbers if signal.getsignal(number) is not signal.SIG_IGN}
    try:
        answer, _ = receive(door)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    status = int(answer[0]) if answer else -signal.SIGKILL
    return status if status >= 0 else KILLED - status


def _folder() -> str | None:
    """Where the user stands; None where that was taken away."""
    try:
        return os.getcwd()
    except OSError:
        return None


def _is_open(stream: int) -> bool:
    try:
        os.fstat(stream)
    except OSError:
        return False
    return True
