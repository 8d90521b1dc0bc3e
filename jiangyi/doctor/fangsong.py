"""Install FandolFang, a Fangsong font for simplified Chinese, from Debian's TeX Live, without TeX Live itself.

No Debian package installs a simplified Fangsong where programs find it: texlive-lang-chinese has one (GPL with the font exception), among
much else. Its archive is fetched through apt, which checks its signature, and only the font is unpacked, into the user's fonts folder.
The program runs on the machine's own Python, so it imports only the standard library.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

PACKAGE = "texlive-lang-chinese"
FONT = "FandolFang-Regular.otf"
NEEDED = ("apt-get", "dpkg-deb", "fc-cache")


def install() -> None:
    """Install the font unless it is there."""
    folder = fonts_folder()
    if (folder / FONT).is_file():
        print(f"{FONT} is in {folder} already.")
        return
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing:
        sys.exit(f"This works on Debian and Ubuntu only (missing: {', '.join(missing)}). Windows and macOS have a Fangsong of their own.")
    with tempfile.TemporaryDirectory() as work:
        print(f"fetching {PACKAGE} (50 MB), of which only {FONT} is kept …", flush=True)
        install_font(fetch_package(Path(work)), folder)
    subprocess.run(["fc-cache", str(folder)], check=False)
    print(f"{FONT} is in {folder}.")


def fonts_folder() -> Path:
    """The user's own folder of fonts (XDG Base Directory Specification)."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "fonts" / "jiangyi"


def fetch_package(work: Path) -> Path:
    """The archive of the package, fetched into a folder; apt needs no rights for that."""
    if os.geteuid() == 0:  # apt fetches as its own user, which has to write there
        work.chmod(0o777)
    subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=work, check=True)
    return next(work.glob("*.deb"))


def install_font(archive: Path, folder: Path, open_contents: "Callable[[Path], subprocess.Popen[bytes]] | None" = None) -> Path:
    """Unpack the font of a package's archive into a folder; exit with a message where it has none."""
    process = (open_contents or read_archive)(archive)
    with process, tarfile.open(fileobj=process.stdout, mode="r|") as contents:
        for member in contents:
            if member.isfile() and Path(member.name).name == FONT:
                source = contents.extractfile(member)
                if source is not None:
                    return write_font(source.read(), folder)
    sys.exit(f"{archive.name} has no {FONT}.")


def read_archive(archive: Path) -> "subprocess.Popen[bytes]":
    """A process that writes the files of a Debian package as a tar archive."""
    return subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def write_font(data: bytes, folder: Path) -> Path:
    """Write the font's file, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{FONT}.part"
    part.write_bytes(data)
    return part.replace(folder / FONT)


if __name__ == "__main__":
    install()
