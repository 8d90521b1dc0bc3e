"""Show how cost grows: books of 130 to 3,000 pages, folders of 50 to 3,000 handouts; time and memory per page and per handout.

`python -m bench.growth` takes about ten minutes; `python -m bench.growth 40 80` measures books of so many handouts, of 2.7 pages each.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from bench.check import sentences
from bench.folder import EDITED, edit
from bench.support.processes import jiangyi, measure
from bench.support.table import HEADER, Row
from bench.support.workspaces import BOOK, weekly_notes, weekly_texts, write_workspace

HANDOUTS = (50, 330, 1130)
"""Sizes of a book: about 130, 880 and 3,000 pages."""
FOLDERS = (50, 1000, 3000)


def main() -> None:
    """Print rows for each size."""
    sizes = tuple(map(int, sys.argv[1:]))
    print(HEADER)
    for row in chain(measure_books(sizes or HANDOUTS), measure_checks(sizes or FOLDERS)):
        print(row, flush=True)


def measure_books(sizes: Sequence[int]) -> Iterator[Row]:
    """A collected book alone, as PDF and EPUB: cold and after an edit; the peer is the smallest one."""
    first: tuple[float, float] | None = None
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place, stock = Path(folder).resolve(), sentences()
            write_workspace(place, weekly_texts([weekly_notes(number, stock) for number in range(count)]))
            command = jiangyi("build", place / "content" / "book.yaml", "--workspace", place)
            cold = measure(command, memory=True)
            edit(place, stock, f"改过{EDITED}。")
            edited = measure(command)
        pages = next(int(line.split()[1]) for line in cold.output.splitlines() if f"{BOOK}.pdf" in line)
        each = 1000 * cold.seconds / pages, 1000 * edited.seconds / pages
        first = first or each
        yield Row(f"a book of {pages:,} pages cold, each page", each[0], "ms", first[0], "the first book")
        yield Row("the same after an edit, each page", each[1], "ms", first[1], "the first book")
        yield Row("the same: memory of the largest process", cold.single, "MB", target="≤ 700 MB")


def measure_checks(sizes: Sequence[int]) -> Iterator[Row]:
    """`check` of a folder, cold and after an edit; the peer is the smallest one."""
    first: tuple[float, float] | None = None
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place, stock = Path(folder).resolve(), sentences()
            write_workspace(place, weekly_texts([weekly_notes(number, stock) for number in range(count)]), book=False)
            command = jiangyi("check", "--workspace", place)
            cold = measure(command).seconds
            edit(place, stock, "改过。")
            edited = measure(command).seconds
        each = 1000 * cold / count, 1000 * edited / count
        first = first or each
        yield Row(f"`check` of {count:,} handouts cold, each", each[0], "ms", first[0], "the first folder")
        yield Row("the same after an edit, each", each[1], "ms", first[1], "the first folder")


if __name__ == "__main__":
    main()
