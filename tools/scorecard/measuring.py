"""The values of requirements, by program."""

from collections.abc import Sequence

from tools.scorecard.engines import set_samples
from tools.scorecard.glyphs import NotFoundError, Page
from tools.scorecard.requirement import Engine, Requirement, Values


def measure_all(requirements: Sequence[Requirement], engines: Sequence[Engine]) -> Values:
    """The value of each requirement with each program; None where a program has no mark-up for it or does not set it."""
    values: Values = {one.name: {} for one in requirements}
    for engine in engines:
        pages = set_samples(engine, [one.sample for one in requirements])
        for one, page in zip(requirements, pages, strict=True):
            applies = not (one.on_paper and engine is Engine.EPUB)
            values[one.name][engine] = _measure(one, page, must_show=engine is Engine.JIANGYI) if applies else None
    return values


def _measure(requirement: Requirement, page: Page | None, *, must_show: bool) -> float | None:
    try:
        return requirement.measure(page) if page else None
    except NotFoundError:
        if must_show:
            raise
        return None
