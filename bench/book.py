"""Compare a book of 1,000 pages with one of 100: time per page, and peak memory of all processes of the build.

`python -m bench.book [HANDOUTS]` builds the long book from that many handouts of three pages.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.check import sentences
from bench.folder import ROOT, notes, write

SHORT = 38
"""Handouts of a book of about 100 pages."""
LONG = 380
TIME_GOAL = 1.2
MEMORY_GOAL = 1024
"""MB."""
PROGRAM = """
import resource, sys
from jiangyi.cli import app
from jiangyi.core import Session
with Session().activate():  # it must end before the interpreter does: the print engine can't free its fonts later
    app(["build", sys.argv[1], "--to", "pdf", "--jobs", "1", "--workspace", sys.argv[2]], standalone_mode=False)
print(max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024)
"""


def build_book(count: int) -> tuple[int, float, float]:
    """Build a book; returns its pages, the seconds per page and the peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        place, stock = Path(folder).resolve(), sentences()
        write(place, [notes(number, stock) for number in range(count)])
        start = time.perf_counter()
        command = [sys.executable, "-c", PROGRAM, str(place / "content" / "book.yaml"), str(place)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        spent = time.perf_counter() - start
        row = next(line for line in done.stderr.splitlines() if ".pdf" in line)
    pages = int(row.split()[1])
    return pages, spent / pages, float(done.stdout)


def main() -> None:
    """Print both measurements, and the ratios."""
    long = int(sys.argv[1]) if len(sys.argv) > 1 else LONG
    (pages, each, _), (many, each_of_many, memory) = build_book(SHORT), build_book(long)
    print(f"{pages} pages: {each * 1000:.0f} ms per page; {many} pages: {each_of_many * 1000:.0f} ms per page")
    print(f"ratio {each_of_many / each:.2f} (goal {TIME_GOAL}); peak memory {memory:,.0f} MB ({memory / MEMORY_GOAL:.2f} x the goal)")


if __name__ == "__main__":
    main()
