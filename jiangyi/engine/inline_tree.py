"""The inline boxes of a line box with the pieces of its paragraph that stand in each, and the engine's names for places in it.

A place is a skip stack: a mapping of a child index to the place in that child, and so on down to a byte of a text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangyi.engine.shaping import ShapedText
from jiangyi.typeset import TypesetParagraph


@dataclass(slots=True)
class InlineLeaf:
    """A text box, or an atomic box, which is one piece."""

    box: Any
    begin: int
    end: int
    shaped: ShapedText | None = None
    """The text, whose clusters are the pieces; None for a forced line end and an atomic box."""

    def piece_at(self, skip_stack: Mapping[int, Any] | None) -> int:
        """The piece at a place."""
        skipped: int = next(iter(skip_stack), 0) if skip_stack else 0  # bytes
        return self.begin + bisect_left(self.shaped.offsets if self.shaped else (0,), skipped)

    def skip_stack(self, piece: int) -> dict[int, Any]:
        """The place of a piece."""
        return {self.shaped.offsets[piece - self.begin] if self.shaped else 0: None}


@dataclass(slots=True)
class InlineNode:
    """An inline box with its children."""

    box: Any
    begin: int
    end: int = 0
    children: "list[InlineLeaf | InlineNode]" = field(default_factory=list)
    after: float = 0.0
    """Px of margin, border and padding at its end."""

    def piece_at(self, skip_stack: Mapping[int, Any] | None) -> int:
        """The piece at a place."""
        if not skip_stack:
            return self.begin
        ((index, inner),) = skip_stack.items()
        if index >= len(self.children):
            return self.end
        return self.children[index].piece_at(inner)

    def skip_stack(self, piece: int) -> dict[int, Any]:
        """The place of a piece."""
        index = bisect_right(self.children, piece, key=_end_of)
        if index == len(self.children):
            return {index: None}
        child = self.children[index]
        return {index: None if child.begin == piece else child.skip_stack(piece)}

    def children_in(self, begin: int, end: int) -> "Iterator[InlineLeaf | InlineNode]":
        """The children that have a piece from `begin` to `end`, or that are empty and there."""
        for index in range(bisect_left(self.children, begin, key=_end_of), len(self.children)):
            child = self.children[index]
            if child.begin > end:
                return
            yield child


def _end_of(one: "InlineLeaf | InlineNode") -> int:
    return one.end


@dataclass(slots=True)
class MeasuredLineBox:
    """All of a line box before it is broken into lines: its boxes, and its text as a paragraph."""

    root: InlineNode
    paragraph: TypesetParagraph
    children: list[tuple[Any, Any]]
    """Every box of it, itself first, with its children when it was measured: the engine may replace them, as those of a page number."""
    next_line: tuple[int, int] = (-1, -1)
    """The page and the piece that the line after the last one that was made begins with."""

    def is_current(self) -> bool:
        """True if every box still has the children that were measured."""
        return all(box.children is children for box, children in self.children)
