"""Compare pages of squared paper, empty and filled, with pages of plain text: layout and PDF, as ratios.

`python -m bench.grid [PAGES]` prints milliseconds per page and ratios.
"""

import sys
import time

from bench.check import sentences
from jiangyi.core import Session
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import Source
from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import PACKAGE, Workspace
from jiangyi.readers.registry import read
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.pdf import book_layout

PAGES = 8
RUNS = 3
CELLS = 600
"""On a page: 24 rows of 25."""


def main() -> None:
    """Print a line for each kind of page."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    words = "".join(sentences() * 9)
    text = "\n\n".join(words[start : start + 220] for start in range(0, 1400 * pages, 220))
    answer = words[: CELLS * pages]
    paper = f'::: exercise {{{{space="grid {24 * pages}"}}}}\n写。\n{{}}:::\n'
    kinds = {
        "plain text": text,
        "empty paper": paper.format(""),
        "written paper": paper.format(f"\n答案：{answer}\n"),
    }
    found = {name: cost(f"# 例\n\n{content}") for name, content in kinds.items()}
    each = {name: 1000 * seconds / count for name, (seconds, count) in found.items()}
    for name, spent in each.items():
        print(f"{name:<14} {found[name][1]:3} pages {spent:7.1f} ms per page {spent / each['plain text']:6.2f}")


def cost(text: str) -> tuple[float, int]:
    """The fewest seconds that the teacher's PDF of a text took, and its pages."""
    report = Report()
    found = read(Source("x.md", text), report)
    assert found, list(report)
    book = select_edition(make_single_book(found.handout, {}), "teacher", keeps_space=True)
    page = render_book(book, build_index(book), load_theme(Workspace(PACKAGE.parent)), Target.PRINT)
    best, pages = float("inf"), 0
    for _ in range(RUNS):
        start = time.perf_counter()
        pages = book_layout.write_rendered(page, report).pagination.pages
        best = min(best, time.perf_counter() - start)
    return best, pages


if __name__ == "__main__":
    with Session().activate():
        main()
