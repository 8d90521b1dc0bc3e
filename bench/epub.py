"""Compare time and size of the EPUB of a book of 150 pages with those of its PDF: `python -m bench.epub [PAGES]`."""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from jiangyi.core import Session
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import decode_source
from jiangyi.model.books import make_single_book
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.readers.registry import read
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from jiangyi.writers.epub import packaging
from jiangyi.writers.pdf import book_layout

ROOT = Path(__file__).resolve().parent.parent
PAGES = 150
PARAGRAPHS = 8
"""The number of sentences that fill a printed page."""
T = TypeVar("T")


def main() -> None:
    """Print seconds, sizes and ratios."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    report = Report()
    source = decode_source("例.md", text(pages).encode(), report)
    manuscript = read(source, report) if source else None
    assert manuscript and not report.has_errors
    book = make_single_book(manuscript.handout, {})
    found, look = build_index(book), load_theme(Workspace(ROOT))
    printed, laid_out = time_call(lambda: book_layout.write_rendered(render_book(book, found, look, Target.PRINT), report))
    pagination = replace(printed.pagination, source="例")
    page, rendered = time_call(lambda: render_book(book, found, look, Target.EPUB, pagination))
    bare, unmarked = time_call(lambda: render_book(book, found, look, Target.EPUB))
    written, packed = time_call(lambda: packaging.package_book(page, report))
    characters = sum(len(document.html) for document in bare.documents)
    print(f"{pagination.pages} pages, {len(pagination.starts)} marks, {characters:,} characters of markup")
    print(f"layout and PDF   {laid_out:6.2f} s  {len(printed.data) / 2**20:5.2f} MB")
    print(f"EPUB rendered    {rendered:6.2f} s  of which page list {rendered - unmarked:.2f} s")
    print(f"EPUB written     {packed:6.2f} s  {len(written) / 2**20:5.2f} MB")
    print(f"EPUB / PDF: time {(rendered + packed) / laid_out:.3f}, size {len(written) / len(printed.data):.3f}")


def time_call(make: Callable[[], T]) -> tuple[T, float]:
    """The result of a function, and the seconds it took."""
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start


def text(pages: int) -> str:
    """A handout of so many pages, always the same."""
    chance = random.Random(1)
    words = "基层治理创新服务群众共建共享问需于民办事有方材料题目分析对策发展经济教育文化生态安全法治数字社区街道"

    def sentence(length: int) -> str:
        return "".join(chance.choice(words) for _ in range(length)) + "，"

    parts = ["---", "title: 长书", "date: 2026-11-01", "---", ""]
    for number in range(pages):
        parts += [f"## 第{number + 1}节", ""]
        parts += ["".join(sentence(12) for _ in range(9)) + "**要点**" + sentence(8) + "\n" for _ in range(PARAGRAPHS)]
    return "\n".join(parts)


if __name__ == "__main__":
    with Session().activate():
        main()
