"""Laws: properties of generated input. `make test` tries the same examples every time, `make fuzz` new ones until its time is up."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

Test = TypeVar("Test", bound=Callable[..., Any])

FUZZING = "JIANGYI_FUZZ" in os.environ
"""Set by tools/fuzz.py."""


def law(examples: int) -> Callable[[Test], Test]:
    """Mark a test of a property as a law that is tried with as many generated examples; written above `@given`."""

    def mark(test: Test) -> Test:
        tried = settings(deadline=None, max_examples=examples, derandomize=not FUZZING, suppress_health_check=list(HealthCheck))
        return pytest.mark.law(tried(test))

    return mark
