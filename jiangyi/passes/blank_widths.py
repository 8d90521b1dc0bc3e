"""The width of blanks: as wide as the words that belong in them, or all equal, so that it tells nothing about them."""

from math import ceil

from jiangyi.core import ById, Memo
from jiangyi.model import Cloze, Handout, Head, all_blocks, inline, iter_texts, measure_em
from jiangyi.passes.editions import CHOSEN_SUFFIX, LEAD_SUFFIX

LEAST_BLANK = 2
"""The fewest em of a blank."""
EVEN_LEAST, EVEN_MOST = 6, 14
"""The fewest em of equal blanks, and the most of their words, which fit in a line of any page; longer words keep their length."""
EDGES = 1.3
"""Em beside the words of an equal blank: its edges, and the number before them."""
EVEN_WIDTHS = Memo[int]("widths of equal blanks")


def get_even_width(handout: Handout | None, head: Head) -> int:
    """The width in em of the blanks of a handout of a book with some head, where all are equal; else 0."""
    if handout is None or "even" not in (handout.cloze, head.cloze):
        return 0
    return EVEN_WIDTHS.get_or_compute(id(handout), ById(handout), lambda: _measure_widest(handout))


def measure_blank(content: inline.Inlines, name: str, even: int) -> int:
    """The width in em of a blank without its words; `even` is that of equal blanks, or 0. A lead is no word and keeps its length."""
    width = round(measure_em(inline.to_plain_text(content)))
    return even if is_even(content, name, even) else max(LEAST_BLANK, width)


def is_even(content: inline.Inlines, name: str, even: int) -> bool:
    """True if a blank has the width of all others."""
    return bool(even) and not name.endswith(LEAD_SUFFIX) and measure_em(inline.to_plain_text(content)) <= EVEN_MOST


def _measure_widest(handout: Handout) -> int:
    texts = (text for node in (handout, *all_blocks(handout)) for text in iter_texts(node))
    clozes = (item for text in texts for item in inline.walk_inlines(text.inlines) if isinstance(item, Cloze))
    widths = [measure_em(inline.to_plain_text(item.content)) for item in clozes if not item.id.endswith(CHOSEN_SUFFIX)]
    return max(EVEN_LEAST, ceil(max((width for width in widths if width <= EVEN_MOST), default=0.0) + EDGES))
