"""Check that dates are in the calendar and say which day is meant."""

from collections.abc import Iterator

from jiangyi.core import Report
from jiangyi.model import Block, Handout, Manuscript, Origin, find_date_problem


def check_dates(manuscript: Manuscript, report: Report) -> None:
    """Report dates such as 2026-13-45, and such as 昨天, which nobody can tell a month later."""
    for block in (None, *manuscript.blocks):
        for typed in _list_dates(block or manuscript.handout):
            problem = find_date_problem(typed)
            if problem:
                report.add("date-wrong", manuscript.locate(block, typed), date=typed, problem=problem)


def _list_dates(owner: Block | Handout) -> Iterator[str]:
    """The dates of a handout or a block, and of where it comes from."""
    source = getattr(owner, "source", None)
    for typed in (getattr(owner, "date", ""), source.date if isinstance(source, Origin) else ""):
        if typed:
            yield str(typed)
