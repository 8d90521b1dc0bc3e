"""Build fifty handouts and their book: cold, after an edit, while watching; compare with Typst making the same 51 PDFs.

`python -m bench.folder [COUNT]`. jiangyi also makes the EPUBs and tags every PDF; Typst does neither here.
"""

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.check import sentences
from bench.support.processes import Measurement, jiangyi, measure, sampled
from bench.support.table import Row, print_rows
from bench.support.typst_peer import compile_each, compile_together, write_typst
from bench.support.workspaces import BOOK, weekly_notes, weekly_texts, write_workspace

EDITED = 7
"""The number of the handout that is edited."""
EDITS = 5
POLL = 0.002
"""Seconds between two looks at the files that `--watch` makes."""
PATIENCE = 60
"""Seconds after which a file that is not made is an error."""


def main() -> None:
    """Print a row for each kind of work."""
    count = max(int(sys.argv[1]) if len(sys.argv) > 1 else 50, EDITED + 1)
    print_rows(partial(rows, count=count))


def rows(root: Path, count: int) -> Iterator[Row]:
    """Cold, after an edit, with nothing to do, and while watching."""
    stock = sentences()
    all_notes = [weekly_notes(number, stock) for number in range(count)]
    sources = write_typst(root / "typst", all_notes)
    place = root / "ours"
    write_workspace(place, weekly_texts(all_notes))
    build = jiangyi("build", "--workspace", place)
    together = compile_together(sources)
    cold = measure(build, memory=True)
    yield Row(f"{count} handouts and their book, cold", cold.seconds, "s", together, "Typst, one process", "≤ 1.0 ×")
    yield Row("the same: peak memory of all processes", cold.memory, "MB")
    for folder in ("output", ".jiangyi"):
        shutil.rmtree(place / folder)
    spawned = measure([*build, "--start-method", "spawn"])
    yield Row("the same, workers started as on Windows and macOS", spawned.seconds, "s", together, target="≤ 1.3 ×")
    ours, typst = [], []
    for number in range(EDITS):
        edit(place, stock, f"这一段改过{'了' * number}。")
        ours.append(measure(build).seconds)
        typst.append(compile_each([sources[EDITED], sources[-1]]))
    yield Row("`build` after an edit", statistics.median(ours), "s", statistics.median(typst), "Typst, two processes", "≤ 0.9 s, ≤ 2.5 ×")
    yield Row("`build` with nothing to do", statistics.median(measure(build).seconds for _ in range(EDITS)))
    watching, found = watch(place, stock)
    yield Row("`build --watch`: from save to the last of four files", statistics.median(watching), target="≤ 0.25 s")
    yield Row("`build --watch`: peak memory of all processes", found.memory, "MB", target="≤ 350 MB")


def edit(place: Path, stock: list[str], text: str) -> None:
    """Change the first paragraph of one handout."""
    edited = weekly_notes(EDITED, stock, text)
    (place / "content" / f"{edited.title}.md").write_text(edited.markdown, "utf-8")


def watch(place: Path, stock: list[str]) -> tuple[list[float], Measurement]:
    """The seconds from each save to the last of its four files, and the memory while watching."""
    found, seconds = Measurement(), []
    files = [place / "output" / f"{name}{suffix}" for name in (f"讲义{EDITED}", BOOK) for suffix in (".pdf", ".epub")]
    process = subprocess.Popen(jiangyi("build", "--watch", "--workspace", place), stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stderr
    process.stderr.readline()
    try:
        with sampled(process.pid, found):
            for number in range(EDITS + 2):
                time.sleep(2)
                before = [file.stat().st_mtime_ns for file in files]
                edit(place, stock, f"这一段又改过{'了' * number}。")
                seconds.append(wait_for_change(files, before))
    finally:
        process.terminate()
        process.wait()
    return seconds[2:], found


def wait_for_change(files: list[Path], before: list[int]) -> float:
    """The seconds until all files have been replaced."""
    start = time.perf_counter()
    while any(file.stat().st_mtime_ns == then for file, then in zip(files, before, strict=True)):
        time.sleep(POLL)
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError(files)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
