"""The width of text in a terminal, and columns of it."""

from collections.abc import Iterator, Sequence


def display_width(text: str) -> int:
    """The terminal columns that a text takes, by rich's table of character widths."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # late: most commands print nothing that has to be aligned

    return cell_len(text)


def align_columns(rows: Sequence[Sequence[str]], *, left: bool = False) -> Iterator[str]:
    """Lines of rows as columns, the first one flush left and the others flush right unless `left`; Han characters are two cells wide."""
    widths = [[display_width(cell) for cell in column] for column in zip(*rows, strict=True)]
    padding = [[" " * (widest - cell) for cell in column] for column in widths for widest in [max(column, default=0)]]
    for number, (name, *cells) in enumerate(rows):
        blanks = [column[number] for column in padding]
        padded = (cell + blank if left else blank + cell for cell, blank in zip(cells, blanks[1:], strict=True))
        yield "  ".join((name + blanks[0], *padded))
