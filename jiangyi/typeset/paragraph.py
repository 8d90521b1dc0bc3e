"""A paragraph: the tree of boxes that its pieces stand in, and which piece each of its lines begins with.

The boxes are the print engine's, but nothing here looks into them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangyi.typeset.line_breaking import Measure, breaks
from jiangyi.typeset.spacing import Kind, Material


@dataclass(slots=True)
class Leaf:
    """A box without boxes in it, and which pieces it is: of a text also where each piece begins, in bytes."""

    box: Any
    begin: int
    end: int
    offsets: tuple[int, ...] = ()
    natural: tuple[float, ...] = ()
    """The advance of each piece as the font has it, in px."""
    glyphs: tuple[Any, ...] | None = None
    """How each piece is drawn, where it is one glyph."""


@dataclass(slots=True)
class Branch:
    """A box with boxes in it."""

    box: Any
    begin: int
    end: int = 0
    children: "list[Leaf | Branch]" = field(default_factory=list)
    behind: float = 0.0
    """Px of margin, border and padding at its end."""
    seen: Any = None
    """The box's children when it was measured; the engine may fill in others later, such as a page number."""

    def is_current(self) -> bool:
        """Whether every box still holds what was measured."""
        return self.box.children is self.seen and all(c.is_current() for c in self.children if isinstance(c, Branch))

    def piece_at(self, skip_stack: Mapping[int, Any] | None) -> int:
        """The piece at which a line goes on, from the engine's name for the place: child index, and so on to a byte."""
        if not skip_stack:
            return self.begin
        ((index, inner),) = skip_stack.items()
        if index >= len(self.children):
            return self.end
        child = self.children[index]
        if isinstance(child, Branch):
            return child.piece_at(inner)
        bytes_before: int = next(iter(inner), 0) if inner else 0
        return child.begin + len([offset for offset in child.offsets if offset < bytes_before])

    def skip_stack(self, piece: int) -> dict[int, Any]:
        """The engine's name for the place of a piece."""
        for index, child in enumerate(self.children):
            if child.begin == piece < child.end:
                return {index: None}
            if child.begin < piece < child.end:
                inner = child.skip_stack(piece) if isinstance(child, Branch) else {child.offsets[piece - child.begin]: None}
                return {index: inner}
        return {len(self.children): None}


@dataclass(slots=True)
class Paragraph:
    """All of one line box of the engine, before it is broken into lines."""

    root: Branch
    material: Material
    forced: frozenset[int]
    """Pieces that end their line because the author said so."""
    plans: dict[tuple[int, Measure], dict[int, int]] = field(default_factory=dict)
    """By the piece that lines were chosen from and their measure: the end of each line by its beginning."""

    def __len__(self) -> int:
        """How many pieces it has."""
        return len(self.material)

    def line_end(self, begin: int, measure: Measure) -> int:
        """The piece behind the line that begins with a piece; all lines of a measure are chosen together."""
        for (_, planned), plan in self.plans.items():
            if begin in plan and (planned.rest, planned.justified) == (measure.first, measure.justified):
                return plan[begin]
        plan = self.plans.setdefault((begin, measure), {})
        if begin not in plan:
            plan.update(self._plan(begin, measure))
        return plan[begin]

    def _plan(self, begin: int, measure: Measure) -> dict[int, int]:
        """The end of each line by its beginning; the same for all paragraphs of this material, so it stays with that."""
        name = (begin, measure, self.forced)
        if name not in self.material.plans:
            self.material.plans[name] = self._planned(begin, measure)
        return self.material.plans[name]

    def _planned(self, begin: int, measure: Measure) -> dict[int, int]:
        plan: dict[int, int] = {}
        for first, end in self.stretches(begin):
            ends = breaks(self.material, measure, first, end)
            plan |= dict(zip([first, *ends], ends, strict=False))
            measure = Measure(measure.rest, measure.rest, measure.justified, measure.even)
        return plan

    def stretches(self, begin: int = 0) -> Iterator[tuple[int, int]]:
        """What lies between two line ends of the author's, each with the piece that is its end."""
        for end in sorted(k for k in self.forced if k >= begin):
            yield begin, end + 1
            begin = end + 1
        if begin < len(self):
            yield begin, len(self)

    def is_last(self, end: int) -> bool:
        """Whether a line that ends before a piece is the last one, of all or before a line end of the author's."""
        return end == len(self) or end - 1 in self.forced

    def after_space(self, begin: int) -> int:
        """The first piece from `begin` on that is no space: a line begins with none."""
        kinds = self.material.kinds
        while begin < len(kinds) and kinds[begin] is Kind.SPACE and begin not in self.forced:
            begin += 1
        return begin

    def before_space(self, begin: int, end: int) -> int:
        """The piece behind the last one before `end` that is no space: a line ends with none."""
        kinds = self.material.kinds
        while end > begin + 1 and kinds[end - 1] is Kind.SPACE:
            end -= 1
        return end
