"""Check blocks against their `limit` of characters."""

from collections.abc import Iterator

from jiangyi.checks.text_length import count_characters
from jiangyi.core import Report
from jiangyi.model import Exercise, Manuscript, Node, iter_texts, walk_blocks


def check_block_limits(manuscript: Manuscript, report: Report) -> None:
    """Report blocks over their limit; the text of nested blocks and titles counts."""
    for block in manuscript.blocks:
        if block.limit is not None and not isinstance(block, Exercise):  # the limit of an exercise applies to its answer
            count = sum(count_characters(words) for words in _all_words(block))
            if count > block.limit:
                place = manuscript.locate(block)
                report.add("limit-exceeded", place, count=count, limit=block.limit, over=count - block.limit)


def _all_words(node: Node) -> Iterator[str]:
    for part in (node, *walk_blocks(node)):
        yield from (str(text) for text in iter_texts(part))
