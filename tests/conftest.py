"""Fixtures that all tests share: the language of messages, the update switch, and content/ built once per run."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.update(LC_ALL="en_US.UTF-8", LANG="en_US.UTF-8", COLUMNS="200", NO_COLOR="1")

from jiangyi.core import Session, gc_tuning
from tests.shared import build_content
from tests.validators.epub import EpubCheck

# PyMuPDF would load a model that guesses columns of pages: half a second and 100 MB for what no test asks
sys.modules["pymupdf.layout"] = None  # type: ignore[assignment]
gc.set_threshold(gc_tuning.FIRST_THRESHOLD, 50, 100)

GARBAGE = 4_000_000
"""Blocks of memory, some 400 MB, after which a process looks for garbage among all its objects."""
SLOW_FIXTURES = {"served", "stressed"}
"""Fixtures that start a server or build for seconds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite what the tests expect")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the markers that follow from a test's folder and fixtures; `browser`, `slow` and other validators are marked by hand."""
    for item in items:
        if "packaging" in item.path.parts:
            item.add_marker("packaging")
        fixtures = set(getattr(item, "fixturenames", ()))
        if "epubcheck" in fixtures:
            item.add_marker("validator")
        if fixtures & SLOW_FIXTURES:
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Leave what was imported out of every collection."""
    gc_tuning.relax()


@pytest.fixture(scope="session")
def collect_garbage() -> Callable[[], None]:
    """Collect garbage if there may be much of it: a layout is one, and commands exempt what is there when they run."""
    used = sys.getallocatedblocks()

    def collect() -> None:
        nonlocal used
        if sys.getallocatedblocks() > used + GARBAGE:
            gc.unfreeze()
            gc_tuning.collect_garbage()
            used = sys.getallocatedblocks()

    return collect


@pytest.fixture(scope="module", autouse=True)
def session(collect_garbage: Callable[[], None]) -> Iterator[Session]:
    """One session for each test module, whose tests share memoized results; a test that changes the machine clears it."""
    with Session().activate() as session:
        yield session
    collect_garbage()


@pytest.fixture(scope="session", autouse=True)
def user_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What programs keep for the user is in a folder of the run, also that of processes which tests start."""
    folder = str(tmp_path_factory.mktemp("state"))
    os.environ.update(dict.fromkeys(("XDG_STATE_HOME", "LOCALAPPDATA"), folder))


@pytest.fixture(scope="session")
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def shipped(run_folder: Path) -> Path:
    """A workspace with the content of this project, built by the real command once per run; tests only read it."""
    return build_content(run_folder)


@pytest.fixture(scope="session")
def epubcheck(run_folder: Path) -> Callable[[Path], list[str]]:
    """All messages of EPUBCheck about a file except information, one line each."""
    return EpubCheck(run_folder).check


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty workspace."""
    (tmp_path / "content").mkdir()
    return tmp_path
