"""A program collects seldom and leaves nothing to collect at its end."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from jiangyi.core import gc_tuning
from tests.support import ROOT


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_everything_is_exempt_at_the_end() -> None:
    with gc_tuning.collecting_seldom():
        assert gc.get_threshold()[0] == gc_tuning.FIRST_THRESHOLD
    assert gc.get_freeze_count() > 1000
    gc_tuning.relax()
    assert gc.get_threshold()[0] == gc_tuning.THRESHOLD


def test_objects_are_exempt_after_an_error_too() -> None:
    with pytest.raises(LookupError), gc_tuning.collecting_seldom():
        raise LookupError
    assert gc.get_freeze_count() > 1000


def test_the_command_line_ends_with_exempt_objects() -> None:
    program = """
import atexit, gc, sys
from jiangyi.__main__ import main
atexit.register(lambda: print(gc.get_freeze_count() > 1000))
sys.argv = ["jiangyi", "--help"]
main()
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("True\n")
