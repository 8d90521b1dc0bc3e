"""Check that every problem has a measure, where a handout has sections of both kinds."""

from collections.abc import Iterable, Iterator
from itertools import chain

from jiangyi.checks.typed_numbers import parse_typed_number
from jiangyi.core import Report
from jiangyi.model import Manuscript, Node, Point, Section, format_label, get_numbering_styles, iter_children


def check_problems_answered(manuscript: Manuscript, report: Report) -> None:
    """Report problems without a measure.

    A measure belongs to the problems in its `answers`; where no measure has that field, to the problem of its number or position.
    """
    for problems, measures in _pair_points(manuscript):
        named = {name for point in measures for name in point.answers}
        for place, problem in enumerate(problems, 1):
            number = _number_of(problem, place)
            answered = problem.id in named if named else any(_number_of(point, n) == number for n, point in enumerate(measures, 1))
            if not answered:
                sample = (manuscript.handout.numbering.point or get_numbering_styles(manuscript.handout.lang)["point"])[0]
                label = problem.n if problem.n and not problem.n.isdecimal() else format_label(sample, number) or str(number)
                report.add("problem-unanswered", manuscript.locate(problem, str(problem.lead)), label=label)


def _pair_points(manuscript: Manuscript) -> Iterator[tuple[list[Point], list[Point]]]:
    """The points of problems and of measures below one heading, or else in the whole handout."""
    sections = manuscript.find_blocks(Section)
    siblings = (manuscript.handout.sections, *(section.sections for section in sections))
    beside = [found for inner in siblings if all(found := _points_by_kind(inner))]
    for problems, measures in beside or [_points_by_kind(sections)]:
        if problems and measures:
            yield problems, measures


def _points_by_kind(sections: Iterable[Section]) -> tuple[list[Point], list[Point]]:
    """The outermost points of the sections of kind "problem", and of those of kind "measure"."""
    kinds: dict[str, list[Point]] = {"problem": [], "measure": []}
    for section in sections:
        if section.kind in kinds:
            kinds[section.kind] += _outermost_points(section)
    return kinds["problem"], kinds["measure"]


def _outermost_points(node: Node) -> Iterator[Point]:
    below = (child for _, child in iter_children(node) if isinstance(child, Node))
    return chain.from_iterable([child] if isinstance(child, Point) else _outermost_points(child) for child in below)


def _number_of(point: Point, place: int) -> int:
    """The number typed by the author, else the position among the siblings."""
    typed = parse_typed_number(point.n) if point.n else None
    return typed.value if typed else place
