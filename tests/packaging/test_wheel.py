"""What is installed works away from the checkout: wheel, source archive and editable install."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT, sources

HANDOUT = "title: 例\nsections:\n- title: 甲节\n  blocks:\n  - type: point\n    lead: 首句。\n    body: 正文 $x^2$。\n"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own files, and nothing else."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in sources():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return folder


@pytest.fixture(scope="module")
def archives(checkout: Path) -> dict[str, Path]:
    """The source archive, and the wheel that is built from it."""
    done = subprocess.run([sys.executable, "-m", "build", "--no-isolation", "-q", str(checkout)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    made = list((checkout / "dist").iterdir())
    return {"wheel": next(p for p in made if p.suffix == ".whl"), "sdist": next(p for p in made if p.suffix == ".gz")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries of the lock, for a virtual environment that has nothing else to see."""
    return Path(next(p for p in sys.path if p.endswith("site-packages")))


def empty(folder: Path) -> Path:
    """The programs of an empty virtual environment."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    return folder / "bin"


def borrowing(folder: Path, site: Path) -> Path:
    """A virtual environment that borrows the libraries but not jiangyi, and sees no checkout."""
    bin_ = empty(folder)
    own = next((folder / "lib").glob("python*/site-packages"))
    (own / "libraries.pth").write_text(f"{site}\n")
    return bin_


def install(bin_: Path, *what: str) -> None:
    done = subprocess.run(
        [str(bin_ / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q", *what], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


ALONE = ("--no-deps", "--no-build-isolation")


def pins(folder: Path) -> Path:
    """The versions of the lock, for an install that brings no hash of the wheel itself."""
    found = re.findall(r"^[\w.-]+==[^\s;\\]+", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    path = folder / "pins.txt"
    path.write_text("\n".join(found))
    return path


def compiles(bin_: Path, workspace: Path) -> None:
    """The console script makes a handout in a workspace of its own."""
    (workspace / "content").mkdir(parents=True)
    (workspace / "content" / "例.yaml").write_text(HANDOUT, "utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run([str(bin_ / "jiangyi"), "build"], cwd=workspace, capture_output=True, text=True, env=clean)
    assert done.returncode == 0, done.stderr
    assert (workspace / "output" / "例.pdf").read_bytes().startswith(b"%PDF")
    assert zipfile.is_zipfile(workspace / "output" / "例.epub")


def home(bin_: Path, cwd: Path) -> Path:
    """Where the program that was installed lies."""
    done = subprocess.run([str(bin_ / "python"), "-c", "import jiangyi; print(jiangyi.__file__)"], cwd=cwd, capture_output=True, text=True)
    return Path(done.stdout.strip()).parent


def test_the_wheel(archives: dict[str, Path], tmp_path: Path) -> None:
    """With all that it says it needs, and nothing else."""
    bin_ = empty(tmp_path / "venv")
    install(bin_, str(archives["wheel"]), "-c", str(pins(tmp_path)))
    assert (tmp_path / "venv") in home(bin_, tmp_path).parents
    compiles(bin_, tmp_path / "elsewhere")


def test_the_wheel_has_what_the_checkout_has(archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives["wheel"]) as wheel:
        names = set(wheel.namelist())
    for folder in ("templates", "styles"):
        files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert [name for name in files if f"jiangyi/{name}" not in names] == []
    assert not [name for name in names if name.startswith(("tests/", "tools/", "content/"))]


def test_the_source_archive(archives: dict[str, Path], site: Path, tmp_path: Path) -> None:
    with tarfile.open(archives["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "compile.py", "content/book.yaml"} <= names
    bin_ = borrowing(tmp_path / "venv", site)
    install(bin_, str(archives["sdist"]), *ALONE)
    compiles(bin_, tmp_path / "elsewhere")


def test_an_editable_install_uses_the_checkout(checkout: Path, site: Path, tmp_path: Path) -> None:
    """It must not use the copy of templates that lies in site-packages: a change in the checkout is seen."""
    bin_ = borrowing(tmp_path / "venv", site)
    install(bin_, "-e", str(checkout), "--no-deps")
    assert home(bin_, tmp_path) == checkout / "jiangyi"
    ask = "from jiangyi.project.workspace import shipped_folder; print(shipped_folder('templates'))"
    found = subprocess.run([str(bin_ / "python"), "-c", ask], cwd=tmp_path, capture_output=True, text=True).stdout.strip()
    assert Path(found) == checkout / "templates"
    compiles(bin_, tmp_path / "elsewhere")
