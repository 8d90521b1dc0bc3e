"""Seals: digests that only this machine makes for this user, so that a cache that comes with somebody else's workspace is not read."""

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

from jiangyi.core import memoize

SEAL_SIZE = 32
"""Bytes."""
MACHINE_ID = Path("/etc/machine-id")
"""A random number of each installation of Linux (machine-id(5)), which no program should show to others as it is."""
MACHINE_ID_LENGTH = 32
"""Hexadecimal digits; before the first start of a system the file is empty or has the word `uninitialized`."""


@memoize(1)
def find_secret() -> bytes:
    """What nobody else knows of this machine and user, without writing anything: numbers of the system and of two folders on its disk.

    Where one of them changes the cache is made again.
    """
    found = [find_machine_id()]
    with suppress(RuntimeError):  # there is no home
        found.append(_describe_folder(Path.home()))
    found.append(_describe_folder(Path(__file__).parent))
    return hashlib.sha256("\n".join(("jiangyi", *found)).encode(errors="surrogatepass")).digest()


def compute_seal(secret: bytes, name: str, data: bytes | memoryview) -> bytes:
    """The seal of some data under a name, in two steps so that nobody can continue it (as HMAC, RFC 2104)."""
    inner = hashlib.sha256(secret + len(name).to_bytes(4) + name.encode())
    inner.update(data)
    return hashlib.sha256(secret + inner.digest()).digest()


def is_secret_strong() -> bool:
    """Whether a stranger cannot guess the secret: folders alone are alike on many machines."""
    return bool(find_machine_id())


@memoize(1)
def find_machine_id() -> str:
    """The number of this installation of the system; empty where it is not known."""
    with suppress(OSError, ValueError):
        if sys.platform == "win32":
            import winreg

            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        text = MACHINE_ID.read_text("ascii").strip()
        return text if len(text) == MACHINE_ID_LENGTH and text.strip("0") else ""
    return ""


def _describe_folder(path: Path) -> str:
    """A folder, and its number and time of creation on its disk."""
    try:
        state = os.stat(path)  # noqa: PTH116 - its errors are those of any system call
    except OSError:
        return str(path)
    return f"{path} {state.st_ino} {getattr(state, 'st_birthtime_ns', getattr(state, 'st_birthtime', ''))}"
