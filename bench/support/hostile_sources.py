"""What the tables of hostile sources are made of: functions that write a source of about a size."""

from collections.abc import Callable

Writer = Callable[[int], str]
"""The text of a source of about so many bytes."""

HEAD = "---\ntitle: 例\n---\n\n"
PLAIN = "把需求找准，把办法想细，把结果说清，再回头看一看做得怎么样。\n\n"
"""What the others are compared with: paragraphs of plain text."""


def repeat(unit: str, end: str = "", start: str = "") -> Writer:
    """A unit, in which N is a running number, again and again between two texts."""

    def write(size: int) -> str:
        count = max(1, size // len(unit.replace("N", str(size // len(unit))).encode()))
        return start + (unit * count if "N" not in unit else "".join(unit.replace("N", str(number)) for number in range(count))) + end

    return write


def nest(opening: str, closing: str = "", inner: str = "字") -> Writer:
    """A unit in which every one is inside the one before."""

    def write(size: int) -> str:
        depth = max(1, size // len((opening + closing).encode()))
        return opening * depth + inner + closing * depth

    return write


def join(*writers: Writer) -> Writer:
    """Several sources one after another, which share the size."""
    return lambda size: "".join(write(size // len(writers)) for write in writers)


def wrap(before: str, write: Writer, after: str) -> Writer:
    """A source between two texts."""
    return lambda size: before + write(size) + after
