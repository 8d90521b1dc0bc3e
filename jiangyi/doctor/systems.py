"""Systems that packages are installed on: which one this is, by its package manager, and the command of that manager."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass

from jiangyi import __version__
from jiangyi.core import Message


@dataclass(frozen=True, slots=True)
class System:
    """A kind of system."""

    name: str
    """The key of its packages in the tables of this package."""
    label: Message
    program: str = ""
    """Its package manager; empty where there is none that could install everything."""
    install: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    """What refreshes the list of packages; empty where installing does that."""
    asks_for_rights: bool = True
    """Whether only the administrator installs."""
    is_tried: bool = False
    """Whether these instructions were carried out on such a system; elsewhere that is said."""

    @property
    def needs_sudo(self) -> bool:
        """True if the commands must be run by another user than this one."""
        return self.asks_for_rights and hasattr(os, "geteuid") and os.geteuid() != 0


LINUX = (
    System(
        "debian",
        Message("Debian, Ubuntu, Deepin, UOS or Kylin", "Debian、Ubuntu、深度、统信或麒麟"),
        "apt-get",
        ("apt-get", "install", "-y", "--no-install-recommends"),
        ("apt-get", "update"),
        is_tried=True,
    ),
    System("fedora", Message("Fedora or a relative", "Fedora 一类的系统"), "dnf", ("dnf", "install", "-y")),
    System("suse", Message("openSUSE", "openSUSE"), "zypper", ("zypper", "--non-interactive", "install")),
    System("arch", Message("Arch Linux", "Arch Linux"), "pacman", ("pacman", "-S", "--needed", "--noconfirm")),
    System("alpine", Message("Alpine Linux", "Alpine Linux"), "apk", ("apk", "add")),
)
MACOS = System("macos", Message("macOS", "macOS"), "brew", ("brew", "install"), asks_for_rights=False)
WINDOWS = System("windows", Message("Windows", "Windows"))
OTHER = System("other", Message("this system", "这个系统"))


def detect_system() -> System:
    """The system that this is; a Linux is told by its package manager."""
    match platform.system():
        case "Windows":
            return WINDOWS
        case "Darwin":
            return MACOS
        case "Linux":
            return next((system for system in LINUX if shutil.which(system.program)), OTHER)
    return OTHER


def describe_machine() -> str:
    """The program, Python and the system, as somebody who helps wants to know."""
    return f"jiangyi {__version__} · Python {platform.python_version()} · {_name_system()} · {platform.machine()}"


def _name_system() -> str:
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"
