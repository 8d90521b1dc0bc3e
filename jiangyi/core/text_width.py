"""The width of text in a terminal."""


def display_width(text: str) -> int:
    """The terminal columns that a text takes, by rich's table of character widths."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # late: most commands print nothing that has to be aligned

    return cell_len(text)
