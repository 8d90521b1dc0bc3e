"""Installed packages work without the checkout: wheel, source archive and editable install."""

import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.conftest import ALONE, create_borrowing_environment, create_environment, install, write_pins
from tests.support import ROOT

HANDOUT = "title: 例\nsections:\n- title: 甲节\n  blocks:\n  - type: point\n    lead: 首句。\n    body: 正文 $x^2$。\n"


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
    """The folder of the installed package."""
    done = subprocess.run([str(bin_ / "python"), "-c", "import jiangyi; print(jiangyi.__file__)"], cwd=cwd, capture_output=True, text=True)
    return Path(done.stdout.strip()).parent


def test_the_wheel(archives: dict[str, Path], tmp_path: Path) -> None:
    """With its declared dependencies only."""
    bin_ = create_environment(tmp_path / "venv")
    install(bin_, str(archives["wheel"]), "-c", str(write_pins(tmp_path)))
    assert (tmp_path / "venv") in home(bin_, tmp_path).parents
    compiles(bin_, tmp_path / "elsewhere")


def test_the_wheel_contains_templates_styles_and_examples(archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives["wheel"]) as wheel:
        names = set(wheel.namelist())
    for folder in ("templates", "styles", "content", "jiangyi/project/starters"):
        files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert [name for name in files if f"jiangyi/{name.removeprefix('jiangyi/')}" not in names] == []
    assert not [name for name in names if name.startswith(("tests/", "tools/", "content/"))]


def test_the_source_archive(archives: dict[str, Path], site: Path, tmp_path: Path) -> None:
    with tarfile.open(archives["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "compile.py", "content/book.yaml"} <= names
    bin_ = create_borrowing_environment(tmp_path / "venv", site)
    install(bin_, str(archives["sdist"]), *ALONE)
    compiles(bin_, tmp_path / "elsewhere")


def test_an_editable_install_uses_the_checkout(checkout: Path, site: Path, tmp_path: Path) -> None:
    """It must not use a copy of the templates in site-packages: changes in the checkout take effect."""
    bin_ = create_borrowing_environment(tmp_path / "venv", site)
    install(bin_, "-e", str(checkout), "--no-deps")
    assert home(bin_, tmp_path) == checkout / "jiangyi"
    ask = "from jiangyi.project.workspace import find_shipped_folder; print(find_shipped_folder('templates'))"
    found = subprocess.run([str(bin_ / "python"), "-c", ask], cwd=tmp_path, capture_output=True, text=True).stdout.strip()
    assert Path(found) == checkout / "templates"
    compiles(bin_, tmp_path / "elsewhere")
