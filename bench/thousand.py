"""Build a thousand handouts without a book: cold, after an edit, with nothing to do; compare with Typst making the PDFs.

`python -m bench.thousand [COUNT]` takes about two minutes.
"""

import statistics
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.check import sentences
from bench.folder import EDITED, EDITS, edit
from bench.support.processes import jiangyi, measure
from bench.support.table import Row, print_rows
from bench.support.typst_peer import compile_each, compile_together, write_typst
from bench.support.workspaces import weekly_notes, weekly_texts, write_workspace


def main() -> None:
    """Print a row for each kind of work."""
    count = max(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, EDITED + 1)
    print_rows(partial(rows, count=count))


def rows(root: Path, count: int) -> Iterator[Row]:
    """Cold, after an edit, with nothing to do."""
    stock = sentences()
    all_notes = [weekly_notes(number, stock) for number in range(count)]
    *sources, _ = write_typst(root / "typst", all_notes)
    place = root / "ours"
    write_workspace(place, weekly_texts(all_notes), book=False)
    build = jiangyi("build", "--workspace", place)
    together = compile_together(sources)
    cold = measure(build, memory=True)
    yield Row(
        f"{count} handouts cold, each", 1000 * cold.seconds / count, "ms", 1000 * together / count, "Typst, one process", "≤ 30 to 40 ms"
    )
    yield Row("the same: peak memory of all processes", cold.memory, "MB")
    yield Row("`build` with nothing to do", statistics.median(measure(build).seconds for _ in range(EDITS)), target="≤ 0.2 s")
    ours, typst = [], []
    for number in range(EDITS):
        edit(place, stock, f"这一段改过{'了' * number}。")
        ours.append(measure(build).seconds)
        typst.append(compile_each([sources[EDITED]]))
    yield Row(
        f"`build` after one edit among {count}", statistics.median(ours), "s", statistics.median(typst), "Typst, that file", "≤ 0.7 s"
    )


if __name__ == "__main__":
    main()
