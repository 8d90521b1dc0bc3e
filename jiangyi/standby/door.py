"""Where the process that stands by is found, and how a command and it talk: what both ends have to agree on.

There is one for each program, way of starting Python, and language of the user; it is the user's alone. Messages are texts with
their length before them; nothing that comes through the door is run. What is imported here every command waits for.
"""

import os
import socket
import stat
import sys
import zlib
from collections.abc import Iterable, Mapping, Sequence

SWITCH = "JIANGYI_STANDBY"
"""The environment variable that says for how many seconds a process stands by; 0 is never."""
SECONDS = 300
"""For how long after the last command, where nobody says."""
STARTING = ("LANG", "LC_", "LD_", "PYTHON", "TMPDIR", "TZ")
"""How the names begin of what a process reads of its environment while it starts, and never again."""
BETWEEN = b"\0"
"""What parts the texts of a message: nothing that a system hands to a process has it."""
LENGTH = 4
"""Bytes that tell how long a message is."""
STREAMS = (0, 1, 2)
"""What a command reads from and writes to, by number."""
FOLDERS = ("XDG_RUNTIME_DIR", "TMPDIR")
"""The environment variables that tell where a user's sockets go, the first that is set."""


def seconds() -> int:
    """For how long a process is to stand by: never where a machine builds and tests, or where it cannot be done."""
    if sys.platform != "linux":
        return 0
    usual = 0 if os.environ.get("CI") else SECONDS
    try:
        return int(os.environ.get(SWITCH) or usual)
    except ValueError:
        return usual


def start() -> str:
    """All that is settled when a process starts; one that started otherwise cannot stand by for it."""
    environment = sorted((name, value) for name, value in os.environ.items() if name.startswith(STARTING))
    return repr((sys.executable, sys.version, sys.flags, sorted(sys._xoptions), sys.warnoptions, __file__, environment))


def address() -> str | None:
    """The path of the socket of what would stand by for this process; None where there is no folder that is the user's alone."""
    parent = next(filter(None, map(os.environ.get, FOLDERS)), "/tmp")  # noqa: S108 - the folder in it is looked at
    folder = os.path.join(parent, f"jiangyi-{os.getuid()}")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        found = os.lstat(folder)
    except OSError:
        return None
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return os.path.join(folder, f"{zlib.crc32(start().encode()):08x}.socket") if is_own else None


def packed(texts: Iterable[str]) -> bytes:
    """Texts as bytes; those that the system gave as bytes are these bytes again."""
    return BETWEEN.join(map(os.fsencode, texts))


def unpacked(data: bytes) -> list[str]:
    """The texts of a message; none where there is no message."""
    return [*map(os.fsdecode, data.split(BETWEEN))] if data else []


def told(start: str, folder: str, umask: int, arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """A command as texts: what was settled when it started, where it stands, its mask for files, its arguments, its environment."""
    return [start, folder, str(umask), str(len(arguments)), *arguments, *(f"{name}={value}" for name, value in environment.items())]


def send(door: socket.socket, texts: Iterable[str], streams: tuple[int, ...] = ()) -> None:
    """Send a message, and streams with it. Raises OSError."""
    data = packed(texts)
    whole = len(data).to_bytes(LENGTH, "big") + data
    sent = socket.send_fds(door, [whole], streams) if streams else 0
    door.sendall(whole[sent:])


def receive(door: socket.socket) -> tuple[list[str], list[int]]:
    """The next message and the streams that came with it; an empty one where the other end has gone. Raises OSError."""
    data, streams, *_ = socket.recv_fds(door, LENGTH, len(STREAMS))
    data += _read(door, LENGTH - len(data)) if data else b""
    return unpacked(_read(door, int.from_bytes(data, "big"))), streams


def _read(door: socket.socket, length: int) -> bytes:
    """So many bytes, or none where the other end goes before."""
    found = b""
    while len(found) < length:
        more = door.recv(length - len(found))
        if not more:
            return b""
        found += more
    return found
