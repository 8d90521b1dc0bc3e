"""What all tests share: the language of messages, the update switch, and the shipped handouts built once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.update(LC_ALL="en_US.UTF-8", LANG="en_US.UTF-8", COLUMNS="200", NO_COLOR="1")

from jiangyi.core import Session
from tests.support import ROOT, run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what the tests expect")


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Session]:
    """A session of its own for each module of tests: they share what costs time, and a test that changes the machine's state clears it."""
    with Session().activate() as session:
        yield session


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the content of this project, built by the real command; its files are in output/."""
    workspace = tmp_path_factory.mktemp("shipped")
    shutil.copytree(ROOT / "content", workspace / "content")
    done = run("build", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr, done.stderr
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty workspace."""
    (tmp_path / "content").mkdir()
    return tmp_path
