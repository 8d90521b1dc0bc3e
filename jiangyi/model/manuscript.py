"""A handout as parsed: with its source, the places of its blocks in it, and tables of blocks and inline elements by type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from jiangyi.core import LocatedData, Source, Span
from jiangyi.model import inline
from jiangyi.model.blocks.base import Block, Node, iter_children
from jiangyi.model.document import Handout

B = TypeVar("B", bound=Block)
E = TypeVar("E")


@dataclass(frozen=True)
class Manuscript:
    """A handout as parsed, with its source and the span of each block in it."""

    handout: Handout
    source: Source
    located: LocatedData
    spans: Mapping[str, Span]
    is_complete: bool = True
    """False where invalid parts were removed; it is then checked but never rendered."""

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block of the handout in reading order, parents before children."""
        return tuple(self._walk_blocks(self.handout))

    def _walk_blocks(self, node: Node) -> Iterator[Block]:
        for _, child in self.iter_children(node):
            if isinstance(child, Block):
                yield child
            if isinstance(child, Node):
                yield from self._walk_blocks(child)

    @cached_property
    def texts(self) -> tuple[tuple[Block | None, inline.Text], ...]:
        """Every text with the block that contains it, in reading order; the block is None for texts of the head."""
        return tuple((block, text) for block in (None, *self.blocks) for text in self._iter_texts(block or self.handout))

    def _iter_texts(self, node: Node) -> Iterator[inline.Text]:
        for _, child in self.iter_children(node):
            if isinstance(child, inline.Text):
                yield child
            elif not isinstance(child, Block):
                yield from self._iter_texts(child)

    def iter_children(self, node: Node) -> tuple[tuple[tuple[str | int, ...], Any], ...]:
        """Each Text and Node in the fields of a node of the handout with its path, as `iter_children`, found once."""
        found = self._children.get(id(node))
        if found is None:
            found = self._children[id(node)] = tuple(iter_children(node))
        return found

    @cached_property
    def _children(self) -> dict[int, tuple[tuple[tuple[str | int, ...], Any], ...]]:
        """The children of nodes by the identity of the node, which the handout keeps alive."""
        return {}

    @cached_property
    def _blocks_by_type(self) -> dict[type[Block], list[Block]]:
        found: dict[type[Block], list[Block]] = {}
        for block in self.blocks:
            found.setdefault(type(block), []).append(block)
        return found

    def find_blocks(self, kind: type[B]) -> Sequence[B]:
        """The blocks of a class and its subclasses, in reading order."""
        kinds = [own for own in self._blocks_by_type if issubclass(own, kind)]
        if len(kinds) > 1:
            return [block for block in self.blocks if isinstance(block, kind)]
        return cast("Sequence[B]", self._blocks_by_type[kinds[0]]) if kinds else ()

    @cached_property
    def _inlines_by_type(self) -> dict[type, list[tuple[Block | None, Any]]]:
        found: dict[type, list[tuple[Block | None, Any]]] = {}
        for block, text in self.texts:
            for item in inline.walk_inlines(text.inlines):
                found.setdefault(type(item), []).append((block, item))
        return found

    def find_inlines(self, kind: type[E]) -> Sequence[tuple[Block | None, E]]:
        """The inline elements of a class with their block, None for the head of the handout, in reading order."""
        return self._inlines_by_type.get(kind, ())

    def locate(self, block: Block | None, snippet: str = "") -> Span:
        """The span of a snippet of a block; the span of the block where the snippet is not found."""
        start = self.spans.get(block.id) if block else None
        return self.source.find(snippet, start or self.source.span(0))
