"""Measure one handout of three pages in a warm process, phase by phase; compare with WeasyPrint alone and Typst on the same text.

`python -m bench.handout [ROUNDS]` prints milliseconds and ratios; below 1 is faster than the other program. Each round typesets
another text, so that no cached result is used. Typst comes from PyPI (`pip install typst`); without it only WeasyPrint is
compared.
"""

import html
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import weasyprint

from bench.check import handout, sentences
from bench.lines import typeset
from jiangyi.core import Session
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import decode_source
from jiangyi.model.books import make_single_book
from jiangyi.model.document import Book, Handout, iter_texts, walk_blocks
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import PACKAGE, Workspace
from jiangyi.readers.registry import read
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import Theme, load_theme
from jiangyi.writers.epub import packaging
from jiangyi.writers.pdf.whole import WholeLayout

ROUNDS = 9
SHEET = """
@page { size: A4; margin: 25mm 22mm }
body { font: 11pt/19pt 'Noto Serif CJK SC' }
p { margin: 0; text-indent: 2em; text-align: justify }
"""
"""The stylesheet for WeasyPrint alone: running text on the same paper."""
MEASURE = 42
"""The line width in em of 11 pt, for Typst."""
T = TypeVar("T")


def main() -> None:
    """Print a line for each phase, then the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    stock, look = sentences(), load_theme(Workspace(PACKAGE.parent))
    phases: dict[str, list[float]] = {}
    sizes: dict[str, list[int]] = {}
    for number in range(-1, rounds):  # the first one warms up
        whole = a_handout(number + 1, stock)
        times, bytes_of = one(make_single_book(whole, {}), look)
        words = [str(text) for block in walk_blocks(whole) for text in iter_texts(block)]
        for name, make in (("WeasyPrint", plain), ("Typst", typst)):
            data, spent = time_call(partial(make, words))
            if data:
                times[name], bytes_of[name] = spent, len(data)
        for name in times if number >= 0 else ():
            phases.setdefault(name, []).append(times[name])
        for name in bytes_of if number >= 0 else ():
            sizes.setdefault(name, []).append(bytes_of[name])
    for name, found in phases.items():
        size = f"{statistics.median(sizes[name]) / 1024:8.0f} KB" if name in sizes else ""
        print(f"{name:<12} {min(found):7.1f} {statistics.median(found):7.1f} {max(found):7.1f} ms{size}")
    ours = [a + b for a, b in zip(phases["layout"], phases["PDF"], strict=True)]
    for peer in ("WeasyPrint", "Typst"):
        ratios = [a / b for a, b in zip(ours, phases.get(peer, ()), strict=False)]
        if ratios:
            row = f"{min(ratios):.2f}  {statistics.median(ratios):.2f}  {max(ratios):.2f}"
            print(f"layout and PDF / {peer} (min, median, max of {rounds}): {row}")


def a_handout(number: int, stock: list[str]) -> Handout:
    """A random handout of three pages."""
    suffix, text = handout(number, stock)
    report = Report()
    source = decode_source(f"例{suffix}", text.encode(), report)
    manuscript = read(source, report) if source else None
    assert manuscript and not report.has_errors
    return manuscript.handout


def one(book: Book, look: Theme) -> tuple[dict[str, float], dict[str, int]]:
    """Ms of each phase of one handout, and the bytes of its files."""
    report, times = Report(), {}
    found = build_index(book)
    page, times["render"] = time_call(lambda: render_book(book, found, look, Target.PRINT))
    layout, times["layout"] = time_call(lambda: WholeLayout.of(page, report))
    pagination = replace(layout.pagination, source="例")  # before the boxes are let go
    data, times["PDF"] = time_call(lambda: layout.write(report))
    marked, times["render EPUB"] = time_call(lambda: render_book(book, found, look, Target.EPUB, pagination))
    packed, times["EPUB"] = time_call(lambda: packaging.package_book(marked, report))
    assert 2 <= len(layout.pages) <= 4, len(layout.pages)
    return times, {"PDF": len(data), "EPUB": len(packed)}


def plain(words: list[str]) -> bytes:
    """Running text by WeasyPrint alone, untagged."""
    body = "".join(f"<p>{html.escape(word)}</p>" for word in words)
    data: bytes = weasyprint.HTML(string=f"<html lang='zh-Hans'><body>{body}</body></html>").write_pdf(
        stylesheets=[weasyprint.CSS(string=SHEET)]
    )
    return data


def typst(words: list[str]) -> bytes:
    """Running text by Typst, compiled from scratch in this process; no result if it is not installed."""
    try:
        import typst as compiler
    except ImportError:
        return b""
    return typeset(compiler, words, MEASURE)


def time_call(make: Callable[[], T]) -> tuple[T, float]:
    """The result of a function, and the ms it took."""
    start = time.perf_counter()
    made = make()
    return made, (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    with Session().activate():
        main()
