"""Laws: properties of generated input.

`make test` tries the same examples every time, a part of them, so that it takes minutes; `make fuzz` tries new ones until its time is up.
"""

import os
from collections.abc import Callable
from math import ceil
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings

Test = TypeVar("Test", bound=Callable[..., Any])

FUZZING = "JIANGYI_FUZZ" in os.environ
"""Set by tools/fuzz.py."""
PART = 1.0 if FUZZING else 0.6
"""Of the examples of each law."""


def law(examples: int, *, shrinks: bool = True) -> Callable[[Test], Test]:
    """Mark a test of a property as a law that is tried with as many generated examples; written above `@given`.

    Without `shrinks` the first example that breaks it is reported as it is: where one takes long, finding the smallest takes minutes.
    """
    phases = tuple(phase for phase in Phase if phase is not Phase.explain and (shrinks or phase is not Phase.shrink))

    def mark(test: Test) -> Test:
        checks = list(HealthCheck)
        tried = settings(
            deadline=None, max_examples=ceil(examples * PART), derandomize=not FUZZING, suppress_health_check=checks, phases=phases
        )
        return pytest.mark.law(tried(test))

    return mark
