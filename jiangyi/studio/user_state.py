"""What the studio keeps for the user beside all workspaces: the secret behind its tokens, and the folders that were opened in it.

Nothing else is written outside a workspace. The folder is the one that the system has for such data (XDG Base Directory Specification,
`XDG_STATE_HOME`), which only the user may read; a workspace would carry the secret to others.
"""

import hashlib
import hmac
import os
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jiangyi.project import CONTENT
from jiangyi.store import write_atomically

NAME = "jiangyi"
SECRET_SIZE = 32
"""Bytes."""
MOST_FOLDERS = 20
"""The folders that are remembered, those opened last."""


class OpenedFolder(msgspec.Struct, frozen=True):
    """A workspace that was opened."""

    path: str
    opened: int
    """When, in seconds since 1970."""

    @property
    def name(self) -> str:
        """The name of the folder."""
        return Path(self.path).name


@dataclass(frozen=True)
class UserState:
    """The folder of what is kept; where it cannot be written nothing is, and every start has a secret of its own."""

    folder: Path

    def make_token(self, purpose: str) -> str:
        """What a browser must show to be let in: the same after a restart, and another one for each purpose."""
        return hmac.new(self._find_secret(), purpose.encode(), hashlib.sha256).hexdigest()

    def _find_secret(self) -> bytes:
        path = self.folder / "secret"
        known = _read(path)
        if len(known) == SECRET_SIZE:
            return known
        made = secrets.token_bytes(SECRET_SIZE)
        with suppress(OSError):
            self._write(path, made)
        return made

    def list_folders(self) -> list[OpenedFolder]:
        """The workspaces that were opened and are still there, the latest first."""
        try:
            folders = msgspec.json.decode(_read(self.folder / "folders.json") or b"[]", type=list[OpenedFolder])
        except (msgspec.DecodeError, UnicodeDecodeError):
            return []
        return [folder for folder in folders if Path(folder.path).is_absolute() and (Path(folder.path) / CONTENT).is_dir()]

    def remember(self, root: Path) -> None:
        """Add a workspace that is opened now."""
        others = [folder for folder in self.list_folders() if folder.path != str(root)]
        folders = [OpenedFolder(str(root), int(time.time())), *others][:MOST_FOLDERS]
        with suppress(OSError, UnicodeEncodeError):
            self._write(self.folder / "folders.json", msgspec.json.encode(folders))

    def forget(self, path: str) -> None:
        """Take a workspace off the list."""
        folders = [folder for folder in self.list_folders() if folder.path != path]
        with suppress(OSError):
            self._write(self.folder / "folders.json", msgspec.json.encode(folders))

    def _write(self, path: Path, data: bytes) -> None:
        self.folder.mkdir(0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        write_atomically(path, data)
        path.chmod(0o600)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def find_state_folder() -> Path:
    """The folder of this system for what programs keep for the user."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / NAME
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / NAME
