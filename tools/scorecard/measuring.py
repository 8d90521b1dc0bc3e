"""The values of requirements, by program."""

from collections.abc import Sequence

from tools.scorecard.engines import set_samples
from tools.scorecard.requirement import Engine, Requirement, Values


def measure_all(requirements: Sequence[Requirement], engines: Sequence[Engine]) -> Values:
    """The value of each requirement with each program; None where a program cannot express the sample."""
    values: Values = {one.name: {} for one in requirements}
    for engine in engines:
        pages = set_samples(engine, [one.sample for one in requirements])
        for one, page in zip(requirements, pages, strict=True):
            values[one.name][engine] = None if page is None else one.measure(page)
    return values
