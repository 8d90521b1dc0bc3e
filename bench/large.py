"""Build large content: listings of code, notes of mixed content with their book, one long text; compare with Typst where it can.

`python -m bench.large` takes several minutes; `python -m bench.large listings` measures one kind.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.check import sentences
from bench.support.processes import Measurement, jiangyi, measure
from bench.support.table import Row, print_rows
from bench.support.typst_peer import PAGE, compile_each
from bench.support.workspaces import CODE, code_listings, long_text, mixed_notes, write_workspace

LISTINGS = 157
"""Listings that fill about 84 pages."""
NOTES = 164
CHARACTERS = 1_400_000
"""Of the long text: about 4 MB in UTF-8."""


def main() -> None:
    """Print rows for each kind of content."""
    print_rows(*(KINDS[name] for name in sys.argv[1:] or KINDS))


def measure_listings(place: Path) -> Iterator[Row]:
    """One handout that consists of code."""
    write_workspace(place / "ours", {"代码清单.md": code_listings(LISTINGS)}, book=False)
    source = place / "listings.typ"
    blocks = "".join(f"== 函数{n}\n\n```python\n{CODE.format(n=n)}```\n\n" for n in range(LISTINGS))
    source.write_text(PAGE + blocks, "utf-8")
    found = build(place / "ours")
    yield Row(f"listings of code, {pages(found):,} pages", found.seconds, "s", compile_each([source]), "Typst", "≤ 3 s")
    yield Row("the same: peak memory of all processes", found.memory, "MB")


def measure_notes(place: Path) -> Iterator[Row]:
    """Notes of mixed content, and their book."""
    stock = sentences()
    write_workspace(place, {f"笔记{number}.md": mixed_notes(number, stock) for number in range(NOTES)})
    found = build(place)
    yield Row(f"{NOTES} notes of mixed content and their book, {pages(found):,} pages in all, cold", found.seconds, target="≤ 30 s")
    yield Row("the same: peak memory of the largest process", found.single, "MB", target="≤ 700 MB")


def measure_long_text(place: Path) -> Iterator[Row]:
    """A text of 4 MB, imported and built."""
    (place / "content").mkdir()
    text = place / "长文.txt"
    text.write_text(long_text(CHARACTERS), "utf-8")
    read = measure(jiangyi("import", text, "--workspace", place), memory=True)
    yield Row(f"import of {text.stat().st_size / 2**20:.1f} MB of text", read.seconds, target="≤ 20 s")
    found = build(place)
    yield Row(f"its build, {pages(found):,} pages", found.seconds, target="≤ 100 s")
    yield Row("the same: peak memory of the largest process", found.single, "MB", target="≤ 1 GB")


def build(place: Path) -> Measurement:
    """Build everything in a workspace."""
    return measure(jiangyi("build", "--workspace", place), memory=True)


def pages(found: Measurement) -> int:
    """The printed pages of all files that a build lists."""
    rows = (line.split() for line in found.output.splitlines() if ".pdf " in line)
    return sum(int(row[1]) for row in rows)


KINDS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "listings": measure_listings,
    "notes": measure_notes,
    "text": measure_long_text,
}


if __name__ == "__main__":
    main()
