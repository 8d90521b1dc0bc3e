"""Iterate over the inline elements of a handout with their blocks."""

from collections.abc import Iterator

from jiangyi.model import Block, Inline, Manuscript, inline


def iterate_inlines(manuscript: Manuscript) -> Iterator[tuple[Block | None, Inline]]:
    """Inline elements in reading order with their block, None for the head of the handout."""
    for block, text in manuscript.texts:
        for item in inline.walk_inlines(text.inlines):
            yield block, item
