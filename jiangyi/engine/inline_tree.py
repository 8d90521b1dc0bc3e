"""The inline boxes of a line box with the pieces of its paragraph that stand in each, and the engine's names for places in it.

A place is a skip stack: a mapping of a child index to the place in that child, and so on down to a byte of a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangyi.typeset import TypesetParagraph


@dataclass(slots=True)
class InlineLeaf:
    """A text box, or an atomic box, which is one piece."""

    box: Any
    begin: int
    end: int
    offsets: tuple[int, ...] = ()
    """Of a text the byte at which each piece begins; empty for an atomic box."""
    natural: tuple[float, ...] = ()
    """The advance of each piece by the font, in px."""
    glyphs: tuple[Any, ...] | None = None
    """`shaping.Glyph` of each piece, where each is one glyph."""


@dataclass(slots=True)
class InlineNode:
    """An inline box with its children."""

    box: Any
    begin: int
    end: int = 0
    children: "list[InlineLeaf | InlineNode]" = field(default_factory=list)
    after: float = 0.0
    """Px of margin, border and padding at its end."""
    measured_children: Any = None
    """The box's children when it was measured; the engine may replace them later, for example by those of a page number."""

    def is_current(self) -> bool:
        """True if every box still has the children that were measured."""
        return self.box.children is self.measured_children and all(c.is_current() for c in self.children if isinstance(c, InlineNode))

    def piece_at(self, skip_stack: Mapping[int, Any] | None) -> int:
        """The piece at a place."""
        if not skip_stack:
            return self.begin
        ((index, inner),) = skip_stack.items()
        if index >= len(self.children):
            return self.end
        child = self.children[index]
        if isinstance(child, InlineNode):
            return child.piece_at(inner)
        bytes_before: int = next(iter(inner), 0) if inner else 0
        return child.begin + len([offset for offset in child.offsets if offset < bytes_before])

    def skip_stack(self, piece: int) -> dict[int, Any]:
        """The place of a piece."""
        for index, child in enumerate(self.children):
            if child.begin == piece < child.end:
                return {index: None}
            if child.begin < piece < child.end:
                inner = child.skip_stack(piece) if isinstance(child, InlineNode) else {child.offsets[piece - child.begin]: None}
                return {index: inner}
        return {len(self.children): None}


@dataclass(slots=True)
class MeasuredLineBox:
    """All of a line box before it is broken into lines: its boxes, and its text as a paragraph."""

    root: InlineNode
    paragraph: TypesetParagraph
