"""Set-up for `make`: a virtual environment with the pinned libraries, and missing system packages.

It runs on the machine's own Python, so it imports only the standard library.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NEEDED = (3, 11)
NODE = 18
LINUX = platform.system() == "Linux"
SYSTEM_PYTHON = "/usr/bin/python3"
"""Debian's Python, which has the bindings of Poppler's own search."""
APT_OPTIONS = ("-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3")


@dataclass(frozen=True)
class Part:
    """A system package: how to detect it, and what installs it."""

    name: str
    present: Callable[[], bool]
    apt: str
    brew: str
    for_tests: bool = False
    for_readers: bool = False
    """Large, and needed by `make readers` only."""


def has_library(*names: str) -> Callable[[], bool]:
    """A test for shared libraries: True if the loader finds all of them."""
    return lambda: all(find_library(name) for name in names)


def has_program(name: str) -> Callable[[], bool]:
    """A test for a program: True if it is on the path."""
    return lambda: shutil.which(name) is not None


def has_fonts(*families: str) -> Callable[[], bool]:
    """A test for fonts: True if fontconfig lists every family."""

    def are_listed() -> bool:
        if not shutil.which("fc-list"):
            return False
        known = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False).stdout
        return all(family in known for family in families)

    return are_listed


def has_java() -> bool:
    """True if Java can compile and run a source file, as the tests' EPUBCheck server needs; macOS has a placeholder for `java`."""
    if not has_program("java")():
        return False
    listed = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=False)
    return listed.returncode == 0 and "jdk.compiler@" in listed.stdout


def has_node() -> bool:
    """True if npm and a Node are installed that can run the e-reader engines and DAISY Ace."""
    if not has_program("npm")() or not has_program("node")():
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return version.startswith("v") and int(version[1:].split(".")[0]) >= NODE


def has_poppler_search() -> bool:
    """True if the system's Python has the bindings of Poppler."""
    command = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Poppler', '0.18')"]
    return Path(SYSTEM_PYTHON).exists() and not subprocess.run(command, capture_output=True, check=False).returncode


PARTS = (
    Part("Pango", has_library("pango-1.0", "pangoft2-1.0"), "libpango-1.0-0 libpangoft2-1.0-0", "pango"),
    # subsets fonts 3 to 10 times faster than fontTools
    Part("HarfBuzz", has_library("harfbuzz", "harfbuzz-subset"), "libharfbuzz-subset0", "harfbuzz"),
    Part("fontconfig", has_program("fc-list"), "fontconfig", "fontconfig"),
    Part(
        "Noto CJK",
        has_fonts("Noto Serif CJK SC", "Noto Sans CJK SC"),
        "fonts-noto-cjk",
        "--cask font-noto-serif-cjk-sc font-noto-sans-cjk-sc",
    ),
    # a Kai font for quotations and a Latin font with true italics; macOS and Windows have their own
    Part(
        "Kai and Latin fonts",
        lambda: not LINUX or has_fonts("AR PL KaitiM GB", "Linux Libertine O")(),
        "fonts-arphic-gkai00mp fonts-linuxlibertine",
        "",
    ),
    # emoji in colour, as pictures; macOS has its own
    Part("emoji font", lambda: not LINUX or has_fonts("Noto Color Emoji")(), "fonts-noto-color-emoji", ""),
    Part("Poppler", has_program("pdfinfo"), "poppler-utils", "poppler", for_tests=True),
    Part("patch", has_program("patch"), "patch", "gpatch", for_tests=True),
    Part("Java", has_java, "default-jdk-headless", "openjdk", for_tests=True),
    Part(
        "Chromium",
        lambda: any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
        "chromium",
        "--cask chromium",
        for_tests=True,
    ),
    Part("Node", has_node, "nodejs npm", "node", for_tests=True),
    Part("mutool", has_program("mutool"), "mupdf-tools", "mupdf-tools", for_tests=True),
    Part("Ghostscript", has_program("gs"), "ghostscript", "ghostscript", for_tests=True),
    Part("calibre", has_program("ebook-convert"), "calibre-bin calibre", "--cask calibre", for_readers=True),
    # Poppler's own search, as GNOME's reader uses it
    Part("Poppler's search", lambda: not LINUX or has_poppler_search(), "python3-gi gir1.2-poppler-0.18", "", for_tests=True),
)


def main() -> None:
    """Install what the program needs, with `--dev` its tests, with `--readers` what `make readers` needs; a second run changes nothing."""
    if sys.version_info < NEEDED:
        sys.exit(f"jiangyi needs Python {'.'.join(map(str, NEEDED))} or newer; this is {platform.python_version()}.")
    tests, readers = "--dev" in sys.argv[1:], "--readers" in sys.argv[1:]
    if readers:
        install_parts([part for part in PARTS if part.for_readers and not part.present()])
        return
    install_parts([part for part in PARTS if (tests or not part.for_tests) and not part.for_readers and not part.present()])
    install_libraries("requirements-dev.txt" if tests else "requirements.txt")
    subprocess.run([str(PYTHON), str(ROOT / "tools" / "editor_files.py")], check=False)  # without them the studio has a plain text area
    if tests and subprocess.run([str(PYTHON), "-m", "tools.node"], cwd=ROOT, check=False).returncode:
        sys.exit(1)


def install_parts(missing: list[Part]) -> None:
    """Install missing system packages through apt, or exit with the command to type."""
    if not missing:
        return
    names = ", ".join(part.name for part in missing)
    packages = [word for part in missing for word in part.apt.split()]
    if not LINUX or not shutil.which("apt-get"):
        sys.exit(advice(missing, names))
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and (not shutil.which("sudo") or subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode):
        sys.exit(f"Missing: {names}. Type this, then `make` again:\n  sudo apt-get install -y {' '.join(packages)}")
    say(f"installing {names} …")
    apt([*sudo, "apt-get", *APT_OPTIONS, "update", "-qq"])
    apt(
        [
            *sudo,
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            *APT_OPTIONS,
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            *packages,
        ]
    )


def advice(missing: list[Part], names: str) -> str:
    """The instructions for a system without apt."""
    if platform.system() == "Darwin":
        return f"Missing: {names}. Type this, then `make` again:\n" + "\n".join(f"  brew install {part.brew}" for part in missing)
    if platform.system() == "Windows":
        return (
            f"Missing: {names}. In Windows, type in PowerShell `wsl --install -d Debian`, "
            "and in the Debian that opens `sudo apt-get install -y make python3-venv`, then `make` in this folder."
        )
    debian = " ".join(part.apt for part in missing)
    return f"Missing: {names}. Install them with your system's package manager (on Debian: {debian}), then type `make` again."


def apt(command: list[str]) -> None:
    """Run an apt command; exit with its output if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nThis failed: {' '.join(command)}")


def install_libraries(lock: str) -> None:
    """Create the virtual environment and install the pinned libraries, unless the same lock was installed before."""
    text = (ROOT / lock).read_bytes()
    stamp = VENV / f"{lock}.installed"
    digest = hashlib.sha256(text + platform.python_version().encode()).hexdigest()
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        say("making a virtual environment in .venv …")
        make_venv()
    say(f"installing the libraries of {lock} …")
    # modules are compiled when they are first imported: only a part of them is
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-compile", "--require-hashes"]
    if subprocess.run([*pip, "-r", str(ROOT / lock)], check=False).returncode:
        sys.exit("The libraries could not be installed; is the network there?")
    stamp.write_text(digest)


def make_venv() -> None:
    """Create the virtual environment; on Debian, venv is a package of its own."""
    command = [sys.executable, "-m", "venv", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    install_parts([Part(version, lambda: False, version, "python")])
    subprocess.run(command, check=True)


def say(message: str) -> None:
    """Print a line of progress."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
