"""What tests of installed packages share: archives of this project, and virtual environments to install them into."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import make_once
from tests.support import ROOT, sources

ALONE = ("--no-deps", "--no-build-isolation")


@pytest.fixture(scope="session")
def checkout(run_folder: Path) -> Path:
    """A copy of the project's own files, and nothing else."""
    return make_once(run_folder / "checkout", _copy_sources)


def _copy_sources(folder: Path) -> None:
    for path in sources():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


@pytest.fixture(scope="session")
def archives(run_folder: Path) -> dict[str, Path]:
    """The source archive, and the wheel that is built from it; built once per run."""

    def make(folder: Path) -> None:
        _copy_sources(folder / "source")
        for path in build_archives(folder / "source"):
            path.rename(folder / path.name)

    made = [path for path in make_once(run_folder / "archives", make).iterdir() if path.is_file()]
    return {"wheel": next(p for p in made if p.suffix == ".whl"), "sdist": next(p for p in made if p.suffix == ".gz")}


@pytest.fixture(scope="session")
def site() -> Path:
    """The site-packages folder with the locked libraries, for environments that see no other libraries."""
    return Path(next(p for p in sys.path if p.endswith("site-packages")))


def build_archives(folder: Path, *options: str) -> list[Path]:
    """The files that a build of a project leaves in its dist/."""
    command = [sys.executable, "-m", "build", "--no-isolation", "-q", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return list((folder / "dist").iterdir())


def create_environment(folder: Path) -> Path:
    """The programs of an empty virtual environment, without pip: this one's installs into it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, capture_output=True)
    return folder / "bin"


def create_borrowing_environment(folder: Path, site: Path) -> Path:
    """A virtual environment with the locked libraries, but without jiangyi and any checkout."""
    programs = create_environment(folder)
    own = next((folder / "lib").glob("python*/site-packages"))
    (own / "libraries.pth").write_text(f"{site}\n")
    return programs


def install(programs: Path, *what: str) -> None:
    """Install with pip, offline if only local files are named."""
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"]
    command = [*pip, "install", "-q", "--no-compile", *what]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def write_pins(folder: Path) -> Path:
    """The locked versions without hashes, because the wheel itself has none."""
    found = re.findall(r"^[\w.-]+==[^\s;\\]+", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    path = folder / "pins.txt"
    path.write_text("\n".join(found))
    return path
