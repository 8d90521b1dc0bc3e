"""Compare the time of our line layout with WeasyPrint's, and the evenness of our lines with Typst's, on the same texts in the same run.

`make bench` prints ratios: below 1 is better than the other program. Typst comes from PyPI (`pip install typst`); without it only
the first table is printed.
"""

import html
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pymupdf
import weasyprint

from jiangyi.core import Session
from tests.typeset.page import EM, LEFT, lines, write_pdf

TEXTS = sorted((Path(__file__).parent.parent / "tests" / "typeset" / "texts").glob("*.txt"))
MEASURES = (42, 36, 30, 24, 20)
COPIES = 60
"""How often the texts are repeated in the timed document: about 150 pages."""
RUNS = 5


def main() -> None:
    """Print both tables."""
    paragraphs = [p for path in TEXTS for p in path.read_text("utf-8").strip().split("\n")]
    print_times(paragraphs * COPIES)
    print_spread(paragraphs)


def print_times(paragraphs: list[str]) -> None:
    """Print the ratios of the seconds with and without our line layout, measured in alternating runs."""
    ratios = []
    for _ in range(RUNS):
        ours, plain = (seconds(lambda on=on: write_pdf(markup(paragraphs), ours=on)) for on in (True, False))
        ratios.append(ours / plain)
    row = f"{min(ratios):.2f}  {statistics.median(ratios):.2f}  {max(ratios):.2f}"
    print(f"time, whole document, ours / WeasyPrint alone (min, median, max of {RUNS}): {row}")


def seconds(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def markup(paragraphs: list[str]) -> str:
    """Paragraphs as HTML."""
    return "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)


def print_spread(paragraphs: list[str]) -> None:
    """Print, by line width, the mean difference between the openings of neighbouring lines, in thousandths of an em."""
    try:
        import typst
    except ImportError:
        print("Typst is not installed; `pip install typst` for the second table")
        return
    print("mean difference of neighbouring lines, em/1000:   measure   ours   Typst   ratio")
    for em in MEASURES:
        ours = spread(write_pdf(markup(paragraphs), measure=em))
        peer = spread(typeset(typst, paragraphs, em))
        print(f"{em:57}   {ours:4.1f}   {peer:5.1f}   {ours / peer if peer else float('nan'):5.2f}")


def spread(data: bytes) -> float:
    """The mean difference between the openings of neighbouring lines of a PDF, in thousandths of an em."""
    openings = [line.opening for line in lines(data) if len(line.openings) > 5]
    return statistics.mean(abs(a - b) * 1000 for a, b in pairwise(openings))


def typeset(typst: object, paragraphs: list[str], em: float) -> bytes:
    """The same text by Typst, with the same font, size and measure."""
    escaped = ["".join("\\" + c if c in "#$*_`<>@\\[]/~" else c for c in p) for p in paragraphs]
    source = (
        f"#set page(width: {em * EM + 2 * LEFT}pt, height: 800pt, margin: {LEFT}pt)\n"
        '#set text(font: "Noto Serif CJK SC", size: 11pt, lang: "zh", region: "cn")\n'
        '#set par(justify: true, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")\n' + "\n\n".join(escaped)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.typ"
        path.write_text(source, "utf-8")
        result: bytes = typst.compile(str(path))  # type: ignore[attr-defined]
    return result


if __name__ == "__main__":
    print(f"weasyprint {weasyprint.__version__}, pymupdf {pymupdf.__version__}, python {sys.version.split()[0]}")
    with Session().activate():
        main()
