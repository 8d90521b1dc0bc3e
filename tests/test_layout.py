"""The layout of pages as text: each line with its position, so that a layout change is readable as a diff."""

import re
from pathlib import Path
from typing import NamedTuple

import pymupdf
import pytest

from tests.support import OUTPUTS, ROOT

REF = ROOT / "tests" / "ref"
MM = 25.4 / 72
LEADER = re.compile(r"\.{4,}")
TOLERANCE = 1.0
"""How far a line may move, in mm: another version of a font is not a layout change."""


class Line(NamedTuple):
    """A line of text, the left end of its baseline in mm from the left and top edge of the page, its size in pt."""

    page: int
    left: float
    base: float
    size: float
    text: str

    def __str__(self) -> str:
        return f"{self.page:>3} {self.left:6.1f} {self.base:6.1f} {self.size:5.1f}  {self.text}"


def lines(path: Path) -> list[Line]:
    """The lines of text of a PDF in drawing order; runs on one baseline are one line."""
    found: list[Line] = []
    with pymupdf.open(path) as document:
        for sheet in document:
            for block in sheet.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    spans = [span for span in line["spans"] if span["text"].strip()]
                    if spans:
                        left, base = spans[0]["origin"]
                        text = LEADER.sub("....", "".join(span["text"] for span in line["spans"]).strip())
                        found.append(Line(sheet.number + 1, left * MM, base * MM, spans[0]["size"], text))
    return found


def parse_dump(text: str) -> list[Line]:
    parts = [line.split(maxsplit=4) for line in text.splitlines()]
    return [Line(int(page), float(left), float(base), float(size), rest) for page, left, base, size, rest in parts]


@pytest.mark.parametrize("stem", OUTPUTS)
def test_layout(shipped: Path, stem: str, update: bool) -> None:
    dump, now = REF / f"{stem}.layout.txt", lines(shipped / "output" / f"{stem}.pdf")
    if update:
        dump.write_text("".join(f"{line}\n" for line in now), "utf-8")
    before = parse_dump(dump.read_text("utf-8"))
    assert [(line.page, line.text.split()) for line in now] == [(line.page, line.text.split()) for line in before]
    moved = [(str(a), str(b)) for a, b in zip(before, now, strict=True) if far(a, b)]
    assert moved == []


def far(a: Line, b: Line) -> bool:
    return abs(a.left - b.left) > TOLERANCE or abs(a.base - b.base) > TOLERANCE or abs(a.size - b.size) > 0.1
