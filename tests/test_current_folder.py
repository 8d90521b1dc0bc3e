"""A workspace may hold Python files that a stranger has named like modules: none is ever imported."""

import sys
from pathlib import Path

import pytest

from tests.support import run

NAMES = [
    "click",
    "contextlib",
    "json",
    "logging",
    "pickle",
    "random",
    "selectors",
    "shutil",
    "sitecustomize",
    "socket",
    "struct",
    "tempfile",
    "threading",
    "yaml",
]


@pytest.fixture
def folder(workspace: Path) -> Path:
    """A workspace of several handouts with such files."""
    for number in range(6):
        (workspace / "content" / f"{number}.md").write_text(f"# 例{number}\n\n文{number}。\n", "utf-8")
    for name in NAMES:
        (workspace / f"{name}.py").write_text(f"open(r'{workspace / 'RUN'}', 'a').write('{name} ')\n")
    return workspace


@pytest.mark.slow
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_workers_import_nothing_from_the_current_folder(folder: Path, method: str) -> None:
    if method == "forkserver" and sys.platform != "linux":
        pytest.skip("workers are spawned there")
    done = run("build", "--to", "pdf", "--jobs", "2", "--start-method", method, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "output").iterdir())) == 6
    assert not (folder / "RUN").exists()


@pytest.mark.slow
def test_a_plug_in_beside_the_content_is_not_installed(folder: Path) -> None:
    info = folder / "stranger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[jiangyi.checks]\nx = stranger:X\n")
    (folder / "stranger.py").write_text(f"open(r'{folder / 'RUN'}', 'a').write('stranger ')\n")
    (folder / "content" / "book.yaml").write_text("title: 书\nplugins: [stranger]\nhandouts: [0.md]\n", "utf-8")
    done = run("check", cwd=folder)
    assert "error[plugin-missing]" in done.stderr
    assert not (folder / "RUN").exists()
