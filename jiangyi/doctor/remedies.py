"""Remedies: the commands that install what is missing, in few steps, and whether the program may run them itself."""

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jiangyi.core import Message
from jiangyi.doctor.examination import PartState
from jiangyi.doctor.parts import Part
from jiangyi.doctor.systems import System

CARRIER = "gstreamer-libs>=1.28,<2"
"""The package on PyPI that carries the libraries for Windows and macOS; the extra `bundled` names it, too."""
CARRIED_ON = ("windows", "macos")


@dataclass(frozen=True, slots=True)
class Remedy:
    """One step."""

    parts: tuple[Message, ...]
    """The names of what it installs."""
    command: tuple[str, ...] = ()
    words: Message | None = None
    """What to do by hand, where there is no command."""
    may_run: bool = False
    """Whether the program may run the command itself: no password has to be typed in for it."""

    def format(self) -> str:
        """The command as one types it, or the words."""
        return shlex.join(self.command) if self.command else self.words.localize() if self.words else ""

    def run(self) -> bool:
        """Run the command, with its output before the user; True if it succeeded."""
        return subprocess.run(self.command, check=False).returncode == 0  # noqa: S603


def list_remedies(findings: Iterable[PartState], system: System) -> tuple[Remedy, ...]:
    """The steps for everything that is missing, in the order in which they are done."""
    missing = [one.part for one in findings if one.is_missing]
    return tuple(_list_steps(missing, system))


def _list_steps(missing: list[Part], system: System) -> Iterator[Remedy]:
    has_manager = bool(system.program and shutil.which(system.program))
    packaged = [part for part in missing if has_manager and part.packages.get(system.name)]
    # casks and formulas of Homebrew are separate commands
    groups: dict[tuple[str, ...], list[tuple[Part, list[str]]]] = {}
    for part in packaged:
        words = tuple(part.packages[system.name].split())
        groups.setdefault(("--cask",) if words[0] == "--cask" else (), []).append((part, [word for word in words if word != "--cask"]))
    if packaged and system.update:
        yield _manage(system, (), system.update)
    for options, members in groups.items():
        names = tuple(dict.fromkeys(word for _, words in members for word in words))
        yield _manage(system, tuple(part.name for part, _ in members), (*system.install, *options, *names))
    rest = [part for part in missing if part not in packaged]
    carried = [part for part in rest if part.is_carried and system.name in CARRIED_ON]
    if carried:
        yield Remedy(tuple(part.name for part in carried), *_install_carrier())
    for part in (part for part in rest if part not in carried):
        if part.script and system.name == "debian":
            script = Path(__file__).with_name(f"{part.script}.py")
            yield Remedy((part.name,), (sys.executable, str(script)), may_run=True)
        else:
            yield Remedy((part.name,), words=part.words or _advise_packages(part))


def _manage(system: System, parts: tuple[Message, ...], command: tuple[str, ...]) -> Remedy:
    """A step of the package manager. The program runs it as the administrator, or where `sudo` asks for no password."""
    if not system.needs_sudo:
        return Remedy(parts, command, may_run=True)
    return Remedy(parts, ("sudo", *command), may_run=_is_sudo_free())


def _is_sudo_free() -> bool:
    """True if sudo needs no password."""
    with suppress(OSError):
        return subprocess.run(("sudo", "-n", "true"), capture_output=True, check=False).returncode == 0  # noqa: S607
    return False


def _install_carrier() -> tuple[tuple[str, ...], None, bool]:
    """The command that adds the package of libraries to wherever this program is installed: by pipx, by uv, or in an environment."""
    place = Path(sys.prefix).as_posix()
    if "/pipx/" in place:
        return ("pipx", "inject", "jiangyi", CARRIER), None, bool(shutil.which("pipx"))
    if "/uv/tools/" in place:
        return ("uv", "tool", "install", "--with", CARRIER, "jiangyi"), None, False
    return (sys.executable, "-m", "pip", "install", CARRIER), None, sys.prefix != sys.base_prefix


def _advise_packages(part: Part) -> Message:
    """The names in Debian, for a system whose names are not known."""
    known = part.packages.get("debian", "")
    if not known:
        return Message("see docs/content/install.md", "请看 docs/content/install-zh.md")
    return Message(f"install it with your system's packages (in Debian: {known})", f"请用系统的软件包安装（Debian 中叫 {known}）")
