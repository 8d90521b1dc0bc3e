"""Set jiangyi up on first use, then start its studio and open the browser: what a double click on a launcher runs.

It runs on the Python that the computer has, so it imports only the standard library. Each step is checked; where one fails, it says
what to do, and the same double click goes on from there.
"""

import hashlib
import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NEEDED = (3, 11)
NAME = "jiangyi"
HERE = Path(__file__).resolve().parent
STAMP = "jiangyi.installed"
EXPLAINED = 4
"""The exit status after a failure that was explained."""
MSYS2 = Path(r"C:\msys64\usr\bin\bash.exe")
SHOWN_LINES = 15
"""Lines of the output of a failed command that are shown."""

TEXTS = {
    "old-python": (
        "jiangyi needs Python {needed} or newer; this is {found}. Get it from https://www.python.org/downloads/ and double-click again.",
        "讲义需要 Python {needed} 或更新的版本，现在的是 {found}。请到 https://www.python.org/downloads/ 下载安装，然后再双击一次。",
    ),
    "making": ("1/3 Making a place for the program in {folder} …", "1/3 正在准备程序的位置：{folder} ……"),
    "no-venv": (
        "Python cannot make an environment. On Debian, Ubuntu, Deepin or UOS type this in a terminal, then double-click again:\n"
        "  sudo apt-get install -y python3-venv",
        "Python 缺少 venv。Debian、Ubuntu、深度、统信系统请在终端里输入下面这一行，然后再双击一次：\n"
        "  sudo apt-get install -y python3-venv",
    ),
    "installing": ("2/3 Installing the program; this takes some minutes the first time …", "2/3 正在安装程序，第一次要几分钟 ……"),
    "no-network": (
        "The program could not be installed. Is this computer online? Double-click again to go on.\nDetails: {log}",
        "程序没有装上。请检查网络是否连通，然后再双击一次，会接着装。\n详细记录：{log}",
    ),
    "checking": ("3/3 Looking for Pango and fonts …", "3/3 正在检查排版引擎和字体 ……"),
    "homebrew": (
        "Pango is missing. Homebrew is the shortest way to it: open https://brew.sh, follow the one line there, then double-click again.",
        "缺少排版引擎 Pango。最快的办法是装 Homebrew：打开 https://brew.sh，照上面的一行命令安装，然后再双击一次。",
    ),
    "msys2": (
        "Pango is missing, and could not be installed. By hand: install MSYS2 from https://www.msys2.org, open MSYS2 UCRT64, type\n"
        "  pacman -S mingw-w64-ucrt-x86_64-pango\nand double-click again.",
        "缺少排版引擎 Pango，自动安装没有成功。请手动安装：到 https://www.msys2.org 下载安装 MSYS2，打开 MSYS2 UCRT64，输入\n"
        "  pacman -S mingw-w64-ucrt-x86_64-pango\n然后再双击一次。",
    ),
    "missing": (
        "Something is still missing; what to do is listed above. Then double-click again.",
        "还缺少一些东西，办法列在上面。装好以后再双击一次。",
    ),
    "starting": (
        "Your handouts are in {folder}\nThe browser opens by itself. Leave this window open while you work; close it to stop.",
        "讲义保存在 {folder}\n浏览器会自动打开。使用期间请不要关闭这个窗口；关闭它就是退出程序。",
    ),
    "stopped": ("The program has stopped with an error (status {status}).", "程序出错停止了（状态 {status}）。"),
    "enter": ("Press Enter to close this window.", "按回车键关闭这个窗口。"),
}
"""What is said, in English and Chinese."""


class StepFailed(Exception):
    """A step that failed, with what the user is told."""


def main(arguments: "list[str]") -> int:
    """Set up what is missing and start; with `--set-up` only set up, with `--no-set-up` start what this Python has."""
    try:
        python = Path(sys.executable) if "--no-set-up" in arguments else set_up(app_folder())
        if "--set-up" in arguments:
            return 0
        return start(python, handout_folder())
    except StepFailed as failed:
        print(f"\n{failed}")
    except KeyboardInterrupt:
        return 0
    wait_for_enter()
    return EXPLAINED


def set_up(folder: Path) -> Path:
    """Make the environment, install the program and what it needs of the system, unless that is done; returns its Python."""
    if sys.version_info < NEEDED:
        raise StepFailed(say("old-python", needed=".".join(map(str, NEEDED)), found=platform.python_version()))
    environment = folder / "environment"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    what, stamp = find_program(HERE), environment / STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == stamp_of(what) and python.exists():
        return python
    make_environment(folder, environment, python)
    install(folder, python, what)
    complete(python)
    stamp.write_text(stamp_of(what), "utf-8")
    add_menu_entry()
    return python


def make_environment(folder: Path, environment: Path, python: Path) -> None:
    """Make the virtual environment."""
    tell("making", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    if python.exists() and run([python, "-m", "pip", "--version"], folder):
        return
    shutil.rmtree(environment, ignore_errors=True)
    if not run([sys.executable, "-m", "venv", environment], folder):
        shutil.rmtree(environment, ignore_errors=True)  # on Debian half of it is left
        raise StepFailed(say("no-venv"))


def install(folder: Path, python: Path, what: str) -> None:
    """Install the program with pip; on Windows, and on a Mac without Homebrew, with the package of shared libraries."""
    tell("installing")
    carried = "[bundled]" if os.name == "nt" or (sys.platform == "darwin" and not find_homebrew()) else ""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--upgrade"]
    if not run([*pip, f"{what}{carried}"], folder):
        raise StepFailed(say("no-network", log=folder / "launch.log"))


def complete(python: Path) -> None:
    """Have `doctor` install what is missing, then the package manager of the system where Pango can't be loaded yet."""
    tell("checking")
    if call([python, "-m", NAME, "doctor", "--fix"]) == 0:
        return
    brew = find_homebrew()
    if sys.platform == "darwin" and not brew:
        raise StepFailed(say("homebrew"))
    known: dict[str, list[Sequence[object]]] = {"darwin": [[brew, "install", "pango"]], "win32": list_msys2_steps()}
    ways = known.get(sys.platform, [])
    for command in ways:
        print(f"→ {' '.join(map(str, command))}", flush=True)
        if call(command) != 0:
            break
    if ways and call([python, "-m", NAME, "doctor"]) == 0:
        return
    raise StepFailed(say("msys2" if os.name == "nt" else "missing"))


def list_msys2_steps() -> "list[Sequence[object]]":
    """The commands that install Pango as WeasyPrint's documentation has it for Windows."""
    winget = ["winget", "install", "--exact", "--id", "MSYS2.MSYS2", "--accept-source-agreements", "--accept-package-agreements"]
    pacman = [MSYS2, "-lc", "pacman -S --needed --noconfirm mingw-w64-ucrt-x86_64-pango"]
    return [pacman] if MSYS2.exists() else [winget, pacman]


def find_homebrew() -> str:
    """The program of Homebrew, which is not on the path of programs that are started by a double click."""
    places = ("/opt/homebrew/bin/brew", "/usr/local/bin/brew")
    return shutil.which("brew") or next((place for place in places if Path(place).exists()), "")


def start(python: Path, folder: Path) -> int:
    """Start the studio in the folder of handouts; it opens the browser."""
    folder.mkdir(parents=True, exist_ok=True)
    tell("starting", folder=folder)
    status = call([python, "-m", NAME, "serve", "--open"], folder)
    if status not in (0, 130):
        raise StepFailed(say("stopped", status=status))
    return 0


def find_program(here: Path) -> str:
    """What is installed: the wheel beside the launcher, the source folder that it is in, or else the program from PyPI."""
    wheels = sorted(here.glob(f"{NAME}-*.whl"), key=lambda path: path.stat().st_mtime)
    if wheels:
        return str(wheels[-1])
    return str(here.parent) if (here.parent / "pyproject.toml").is_file() else NAME


def stamp_of(what: str) -> str:
    """What tells an installed program from another one: the digest of its wheel, and the version of Python."""
    path = Path(what)
    data = path.read_bytes() if path.is_file() else what.encode()
    return f"{hashlib.sha256(data).hexdigest()} {platform.python_version()}"


def app_folder() -> Path:
    """Where the program is installed, in the user's own folders."""
    home = Path.home()
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / NAME
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / NAME


def handout_folder() -> Path:
    """Where the handouts are: a folder in the documents, or in the home folder where there are none."""
    home = Path.home()
    documents = next((path for path in (home / "Documents", home / "文档") if path.is_dir()), home)
    return documents / ("讲义" if is_chinese() else "Handouts")


def add_menu_entry() -> None:
    """On Linux, add the launcher to the menu of programs; elsewhere it is started from where it lies."""
    if sys.platform != "linux":
        return
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = data / "applications" / "jiangyi.desktop"
    # the escapes of an argument in quotation marks, and of a string (Desktop Entry Specification)
    path = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in str(HERE / "launch.py")).replace("\\", "\\\\").replace("%", "%%")
    template = (HERE / "jiangyi.desktop").read_text("utf-8").splitlines()
    lines = [f'Exec=python3 "{path}"' if line.startswith("Exec=") else line for line in template]
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        entry.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError:
        return  # it can still be started from where it lies


def run(command: "Sequence[object]", folder: Path) -> bool:
    """Run a command; its output goes to launch.log, and its end is shown where it fails."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace")
    with (folder / "launch.log").open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n{text}\n")
    if done.returncode:
        print("\n".join(text.splitlines()[-SHOWN_LINES:]))
    return done.returncode == 0


def call(command: "Sequence[object]", folder: "Path | None" = None) -> int:
    """Run a command that talks to the user; returns its status, also where the program is missing."""
    try:
        return subprocess.run([str(word) for word in command], cwd=folder, check=False).returncode
    except OSError as error:
        print(error)
        return 127


def is_chinese() -> bool:
    """True if the language of the user is Chinese."""
    if os.name == "nt":
        import ctypes

        return ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x04  # type: ignore[attr-defined,no-any-return] # LANG_CHINESE
    if sys.platform == "darwin":
        found = subprocess.run(["defaults", "read", "-g", "AppleLocale"], capture_output=True, text=True, check=False).stdout
        return found.startswith("zh")
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return (next(filter(None, names), None) or locale.getlocale()[0] or "").startswith("zh")


def say(key: str, **values: object) -> str:
    """A text in the language of the user."""
    return TEXTS[key][is_chinese()].format(**values)


def tell(key: str, **values: object) -> None:
    """Print a text."""
    print(say(key, **values), flush=True)


def wait_for_enter() -> None:
    """Keep the window open until the message is read."""
    if sys.stdin is not None and sys.stdin.isatty():
        input(f"\n{say('enter')}")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
