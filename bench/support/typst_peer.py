"""Typst, from PyPI, as the peer: it makes PDFs only, untagged."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.support.processes import measure
from bench.support.workspaces import BOOK, Notes

PAGE = """#set page(paper: "a4", margin: (x: 24mm, y: 28mm), numbering: "1")
#set text(font: "Noto Serif CJK SC", size: 11pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 0.7em, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
#show heading: set text(font: "Noto Sans CJK SC")
"""
IN_ONE_PROCESS = """
import sys, time, typst
from pathlib import Path
start = time.perf_counter()
for path in map(Path, sys.argv[1:]):
    typst.compile(str(path), output=str(path.with_suffix(".pdf")))
print(time.perf_counter() - start)
"""
ONE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


def write_typst(place: Path, all_notes: Sequence[Notes]) -> list[Path]:
    """Write the sources of the handouts and of their book; their paths, the book last."""
    place.mkdir(parents=True, exist_ok=True)
    files = [place / f"{one.title}.typ" for one in all_notes]
    for file, one in zip(files, all_notes, strict=True):
        file.write_text(PAGE + one.typst, "utf-8")
    chapters = "".join(f'#pagebreak()\n#include "{file.name}"\n' for file in files)
    book = place / f"{BOOK}.typ"
    book.write_text(f"{PAGE}#outline()\n{chapters}", "utf-8")
    return [*files, book]


def compile_together(files: Sequence[Path]) -> float:
    """Seconds in which one process compiles all files, without its start."""
    done = subprocess.run([sys.executable, "-c", IN_ONE_PROCESS, *map(str, files)], check=True, capture_output=True, text=True)
    return float(done.stdout)


def compile_each(files: Sequence[Path]) -> float:
    """Seconds of one process for each file, one after the other."""
    return sum(measure([sys.executable, "-c", ONE, str(file), str(file.with_suffix(".pdf"))]).seconds for file in files)
