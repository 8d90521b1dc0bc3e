"""A paragraph and the ends of its lines, chosen for all of it at once and cached by line width."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jiangyi.typeset.characters import CharClass
from jiangyi.typeset.line_breaking import Measure, choose_breaks
from jiangyi.typeset.spacing import ParagraphMetrics


@dataclass(slots=True)
class TypesetParagraph:
    """The metrics of a paragraph with the line ends that the author forced."""

    metrics: ParagraphMetrics
    forced: frozenset[int]
    """The pieces that are forced line ends (`<br>`)."""
    plans: dict[tuple[int, Measure], dict[int, int]] = field(default_factory=dict)
    """By the piece that lines were chosen from and their measure: the end of each line by its beginning."""

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self.metrics)

    def line_end(self, begin: int, measure: Measure) -> int:
        """The piece after the line that begins with a piece.

        All lines of a measure are chosen together. A line that begins where another one of an earlier plan did, with the same
        measure, ends where that did, since its measure is the one of the following lines there.
        """
        for (_, planned), plan in self.plans.items():
            if begin in plan and (planned.rest, planned.justified) == (measure.first, measure.justified):
                return plan[begin]
        plan = self.plans.setdefault((begin, measure), {})
        if begin not in plan:
            plan.update(self._lookup_or_plan(begin, measure))
        return plan[begin]

    def _lookup_or_plan(self, begin: int, measure: Measure) -> dict[int, int]:
        """The end of each line by its beginning. It is stored with the metrics, which equal paragraphs share."""
        key = (begin, measure, self.forced)
        if key not in self.metrics.plans:
            self.metrics.plans[key] = self._plan(begin, measure)
        return self.metrics.plans[key]

    def _plan(self, begin: int, measure: Measure) -> dict[int, int]:
        plan: dict[int, int] = {}
        for first, end in self.split_at_forced_breaks(begin):
            ends = choose_breaks(self.metrics, measure, first, end)
            plan |= dict(zip([first, *ends], ends, strict=False))
            measure = replace(measure, first=measure.rest)
        return plan

    def split_at_forced_breaks(self, begin: int = 0) -> Iterator[tuple[int, int]]:
        """The ranges of pieces between forced line ends, each with the piece that is its end."""
        for end in sorted(k for k in self.forced if k >= begin):
            yield begin, end + 1
            begin = end + 1
        if begin < len(self):
            yield begin, len(self)

    def is_last_line(self, end: int) -> bool:
        """True if a line that ends before a piece is the last one of the paragraph, or ends at a forced break."""
        return end == len(self) or end - 1 in self.forced

    def skip_spaces(self, begin: int) -> int:
        """The first piece from `begin` on that is no space: no line begins with one."""
        kinds = self.metrics.kinds
        while begin < len(kinds) and kinds[begin] is CharClass.SPACE and begin not in self.forced:
            begin += 1
        return begin

    def strip_spaces(self, begin: int, end: int) -> int:
        """The piece after the last one before `end` that is no space: a space at the end of a line is not shown."""
        kinds = self.metrics.kinds
        while end > begin + 1 and kinds[end - 1] is CharClass.SPACE:
            end -= 1
        return end
