"""Every inline of a handout with the block it stands in: what most checks go over."""

from collections.abc import Iterator

from jiangyi.model import Block, Inline, Manuscript, inline


def iterate_inlines(manuscript: Manuscript) -> Iterator[tuple[Block | None, Inline]]:
    """Inlines in reading order; the block is None for the head of the handout."""
    for block, text in manuscript.texts:
        for item in inline.walk_inlines(text.inlines):
            yield block, item
