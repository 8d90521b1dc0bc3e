"""Text in columns (CLREQ §3.4.1): which blocks stand in them, and how wide they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from jiangyi.model import Block, Handout, Node, Section, iter_children

LEAST_GAP = 2
"""The least space between two columns, in em."""
LEAST_LINE = 15
"""The fewest characters in a line of a column."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one width: each holds whole characters, and what is left over of the text area is between them."""

    count: int
    line: int
    """The characters of a line."""
    gap: float
    """The space between two columns, in em."""


def divide_measure(measure: float, count: int) -> Columns | None:
    """So many columns of a text area `measure` em wide; None for a single one, or where their lines would be too short."""
    line = int((measure - LEAST_GAP * (count - 1)) // count)
    if count == 1 or line < LEAST_LINE:
        return None
    return Columns(count, line, round((measure - line * count) / (count - 1), 3))


def find_columns(handout: Handout, measure: float) -> Mapping[str, Columns]:
    """The columns of the sections of a handout that have some, by id; its own are those of the text before the first section."""
    counts = {handout.id: handout.columns}

    def visit(sections: Iterable[Section], around: int) -> None:
        for section in sections:
            counts[section.id] = section.columns or around
            visit(section.sections, counts[section.id])

    visit(handout.sections, handout.columns)
    if set(counts.values()) == {1}:
        return {}
    divided = {count: divide_measure(measure, count) for count in set(counts.values())}
    return {name: columns for name, count in counts.items() if (columns := divided[count])}


def divide_blocks(blocks: Iterable[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Blocks in groups of adjacent ones that stand in columns, or take the whole width."""
    return ((fits, list(group)) for fits, group in groupby(blocks, fits_columns))


def fits_columns(node: Node) -> bool:
    """True for a block that may be set in columns with all that is in it."""
    if isinstance(node, Block) and not node.fits_columns:
        return False
    return all(fits_columns(child) for _, child in iter_children(node) if isinstance(child, Node))
