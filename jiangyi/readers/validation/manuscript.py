"""A handout from plain data, with an id and a span for every block; shared by all readers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from jiangyi.core import DataPath, LocatedData, Report, Source, Span
from jiangyi.model import Handout, Manuscript, Table, assign_ids, lay_out_table
from jiangyi.readers.validation.data_errors import Links, make_context, validate
from jiangyi.readers.validation.nested_notes import check_note_sizes
from jiangyi.readers.validation.recovery import remove_problems

ROUNDS = 4


def build_manuscript(located: LocatedData, source: Source, report: Report, links: Links | None = None) -> Manuscript | None:
    """Build a handout from plain data, with an id and a span for every block; `links` are the link definitions of its source.

    Where the data has errors, the handout lacks the invalid parts and is marked as incomplete, so that checks can still run; None where
    nothing is left, or where footnotes within each other are too many.
    """
    if not check_note_sizes(located, source, report):
        return None
    own = Report()
    handout = validate(Handout, located, own, links) or _rest(located, links)
    report.extend(own.diagnostics)
    if handout is None:
        return None
    handout, paths = assign_ids(handout, source.path.stem)
    spans = {name: located.value_span(path) for name, path in paths.items()}
    result = Manuscript(handout, source, located, spans, is_complete=not own.has_errors)
    _report_tables(result, paths, located, report)
    repeated = {name: list[Span]() for name, count in Counter(block.id for block in result.blocks).items() if count > 1}
    if repeated:
        _report_duplicates(repeated, located, report)
    return result


def _rest(located: LocatedData, links: Links | None) -> Handout | None:
    """The handout without its invalid parts. Removing one may reveal another, hence several rounds."""
    data = located.data
    for _ in range(ROUNDS):
        if not isinstance(data, dict):
            break
        try:
            return Handout.model_validate(data, context=make_context(data, links))
        except ValidationError as error:
            data = remove_problems(data, [(problem["type"], tuple(problem["loc"])) for problem in error.errors(include_url=False)])
    return None


def _report_tables(manuscript: Manuscript, paths: Mapping[str, DataPath], located: LocatedData, report: Report) -> None:
    """Report rows with more cells than the head of their table, which is widened, and merged cells that do not fit."""
    for table in manuscript.find_blocks(Table):
        layout = lay_out_table(table)
        for problem in layout.problems:
            path = ("rows", problem.row) if problem.row >= 0 else ("columns",)
            place = located.value_span((*paths[table.id], *path))
            report.add(problem.kind, place, row=problem.row + 1, cells=problem.cells, columns=layout.columns)


def _report_duplicates(places: dict[str, list[Span]], located: LocatedData, report: Report) -> None:
    """Report the ids that are given more than once; `places` is filled with their places."""
    for path, name in _iterate_ids(located.data, ()):
        if name in places:
            places[name].append(located.value_span(path))
    for name, found in places.items():
        for place in found[1:]:
            report.add("id-duplicate", place, id=name, line=found[0].line)


def _iterate_ids(data: Any, path: DataPath) -> Iterator[tuple[DataPath, str]]:
    """The path and the value of every field `id` in data."""
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield (*path, "id"), data["id"]
        for key, value in data.items():
            yield from _iterate_ids(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from _iterate_ids(value, (*path, at))
