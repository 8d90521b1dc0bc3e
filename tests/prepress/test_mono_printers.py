"""What a printer without colour makes of the pages: 300 dots an inch, each black or white, other colours as a screen of dots."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pymupdf
import pytest
from PIL import Image

from jiangyi.prepress.options import ImpositionOptions
from jiangyi.prepress.sheets import prepare_for_print
from tests.support import OUTPUTS, pdf_of
from tests.theme.test_baseline_grid import BLOCKS
from tests.theme.test_themes import THEMES

DPI = 300
DOT = 72 / DPI
"""Points."""
INKED = 0.17
"""The darkness, 0 to 1, above which a dot belongs to a line or character; tints are lighter."""
THRESHOLD = 0.4
VISIBLE = 0.4
"""The least difference in darkness inside a box with a character that is not hidden."""
EDGE = 5.0
"""Millimetres: what office printers leave white, with some reserve."""
THICK, LONG = 8, 120
"""Dots: what is thinner and longer is a rule, and no stroke of a character."""
FINE, SOLID, COVERED = 4, 0.98, 0.6
"""Up to so many dots (half a point, smoothed) a rule is solid; of thicker ones so much is covered, as of dark colours."""
DASH_ENDS = 0.1
"""The share of dashes that may be lost, as their ends are."""
DASH, DASHES = range(6, 40), 12
"""How long dashes are in dots, and how many at equal distances are a dashed line."""
SMALL = 10.0
"""Points: the largest of the small characters."""
TEXT = """---
title: 例
subtitle: 副标题
series: {name: 系列, column: 栏目}
summary: 一句提要。
subject: 科目
date: 2026年11月
---

# 节

正文[^1]，==标记==，`代码`，**粗体**，[链接](https://example.org)。

[^1]: 注。

::: exercise {kind=single points=2 difficulty=3 answer=A explanation=因为。}
选一项（　）。

- A. 甲
- B. 乙
:::

```
代码
```

""" + "\n\n".join(text for name, text in BLOCKS.items() if not name.endswith(" 5"))

PAPER = "::: exercise {limit=200}\n写一段话。\n\n答案：好。\n:::\n"
SmallCharacter = tuple[str, bool, tuple[int, int, int, int]]
"""The character, whether it is white, and its box in dots."""


class PrintedPage(NamedTuple):
    """What is to be printed of a page, and what is."""

    characters: list[SmallCharacter]
    dark: np.ndarray
    """The darkness of each dot, 0 to 1."""
    dots: np.ndarray
    """True for a black dot."""


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed: make setup installs it"),
]


def darkness(page: pymupdf.Page) -> np.ndarray:
    """The darkness of each dot, 0 to 1."""
    drawn = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    greys = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)[:, : drawn.width]
    return (1 - np.arange(256) / 255).astype(np.float32)[greys]


def begin_runs(mask: np.ndarray, length: int) -> np.ndarray:
    """The dots of a mask below which, with themselves, so many follow without a gap."""
    begins, reach = mask.copy(order="K"), 1
    while reach < length:
        step = min(reach, length - reach)
        # numpy copies what overlaps
        begins[:-step] &= begins[step:]
        begins[-step:] = False
        reach += step
    return begins


def leave_out_thick(mask: np.ndarray) -> np.ndarray:
    """A mask without the dots of which more than `THICK` are together in their column."""
    begins, reach = begin_runs(mask, THICK + 1), 1
    while reach <= THICK:
        step = min(reach, THICK + 1 - reach)
        begins[step:] |= begins[:-step].copy(order="K")
        reach += step
    return mask & ~begins


def count_run(dots: np.ndarray) -> int:
    """How many dots are together from the first."""
    end = int(dots.argmin())
    return end if not dots[end] else len(dots)


def find_rules(thin: np.ndarray) -> Iterator[tuple[int, int, int, int]]:
    """The horizontal lines of a page: top, bottom, left and right."""
    seen = np.zeros(thin.shape, bool)
    begins = begin_runs(thin.T, LONG).T
    begins[:, 1:] &= ~thin[:, :-1]
    for row, column in zip(*np.nonzero(begins), strict=True):
        right = column + count_run(thin[row, column:])
        if not seen[row, column:right].any():
            below = row + count_run(thin[row:, column]) + count_run(thin[row::-1, column]) - 1
            seen[row:below, column:right] = True
            yield row, below, column, right


def find_dashed_rules(thin: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The rows of the horizontal dashed lines of a page, and the columns of their dashes."""
    counts = np.count_nonzero(thin[:, 1:] & ~thin[:, :-1], axis=1) + thin[:, 0]
    for row in np.flatnonzero(counts >= DASHES):
        edges = np.diff(np.pad(thin[row], 1).astype(np.int8))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        is_dash = np.isin(ends - starts, DASH)
        distances = np.diff(starts)
        follows = is_dash[1:] & is_dash[:-1] & (np.abs(distances - np.median(distances)) <= 1)
        if follows.sum() >= DASHES:
            found = zip(starts[1:][follows], ends[1:][follows], strict=True)
            yield int(row), np.concatenate([np.arange(start, end) for start, end in found])


def measure_rules(dark: np.ndarray, dots: np.ndarray) -> Iterator[tuple[tuple[int, int], float, bool]]:
    """Of each horizontal rule its place, the share of its length that is printed, and whether that is enough."""
    thin = leave_out_thick(dark > INKED)
    # dark for copiers set to text, which keep what is darker than a threshold
    printed = dots & (dark > THRESHOLD)
    for top, below, left, right in find_rules(thin):
        rows = printed[max(0, top - 1) : below + 1, left + 3 : right - 3]
        share = float(rows.mean(axis=1).max())
        yield (int(top), int(left)), share, share > SOLID if below - top <= FINE else share > COVERED and bool(rows.any(axis=0).all())
    for row, columns in find_dashed_rules(thin):
        # a row above or below has more of a line that lies between two
        share = float(printed[row - 1 : row + 2, columns].mean(axis=1).max())
        yield (row, int(columns[0])), share, share > SOLID - DASH_ENDS


def find_gaps(pages: Iterable[PrintedPage]) -> tuple[int, list[tuple[int, bool, tuple[int, int], float]]]:
    """How many rules the pages have, and those that are broken: page, whether upright, place, and the share of their length."""
    count, broken = 0, []
    for number, (_, dark, dots) in enumerate(pages, 1):
        for is_upright, turned, shown in ((False, dark, dots), (True, dark.T, dots.T)):
            for place, share, is_enough in measure_rules(turned, shown):
                count += 1
                if not is_enough:
                    broken.append((number, is_upright, place, round(share, 2)))
    return count, broken


def list_faint_characters(pages: Iterable[PrintedPage], least: float) -> tuple[int, list[str]]:
    """How many small characters the pages have, and those of which less than `least` is printed; of white ones what stays free."""
    count, faint = 0, []
    for number, (characters, dark, dots) in enumerate(pages, 1):
        for char, is_white, (x0, y0, x1, y1) in characters:
            inside = dark[y0:y1, x0:x1]
            if not inside.size or inside.max() - inside.min() < VISIBLE:
                continue
            middle = (inside.max() + inside.min()) / 2
            shape = inside < middle if is_white else inside > middle
            # a thin stroke may be on the row above or below
            shifted = (dots[y0 + by : y1 + by, x0:x1] != is_white for by in (-1, 0, 1))
            share = max((printed & shape).sum() for printed in shifted) / shape.sum()
            count += 1
            if share < least:
                faint.append(f"{number} {char} {share:.2f}")
    return count, faint


def print_pages(data: bytes, folder: Path) -> list[PrintedPage]:
    """The pages of a file with what Ghostscript prints of them, as printers with PostScript do."""
    path = folder / "x.pdf"
    path.write_bytes(data)
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pngmono", f"-r{DPI}", f"-sOutputFile={folder}/%d.png", path]
    subprocess.run(command, check=True, timeout=120)
    with pymupdf.open(path) as document:
        return [
            PrintedPage(list_small_characters(page), *crop_alike(darkness(page), read_dots(folder / f"{page.number + 1}.png")))
            for page in document
        ]


def crop_alike(*pictures: np.ndarray) -> Iterator[np.ndarray]:
    """Pictures of one page, of which one may have a row or column more."""
    height, width = np.min([picture.shape for picture in pictures], axis=0)
    yield from (picture[:height, :width] for picture in pictures)


def list_small_characters(page: pymupdf.Page) -> list[SmallCharacter]:
    """The small characters of a page."""
    spans = (span for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ()) for span in line["spans"])
    return [
        (char["c"], span["color"] == 0xFFFFFF, tuple(round(value / DOT) for value in char["bbox"]))
        for span in spans
        if span["size"] <= SMALL
        for char in span["chars"]
        if char["c"].strip()
    ]


def read_dots(path: Path) -> np.ndarray:
    """True for each black dot of a printed page."""
    with Image.open(path) as shown:
        return np.array(shown.convert("L")) < 128


@pytest.fixture(scope="module", params=THEMES, ids=lambda name: name or "default")
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[PrintedPage]:
    return print_pages(pdf_of(TEXT, look=request.param), tmp_path_factory.mktemp("mono"))


def test_rules_are_printed_without_gaps(printed: list[PrintedPage]) -> None:
    count, broken = find_gaps(printed)
    assert count > 25
    assert broken == []


def test_small_characters_are_legible(printed: list[PrintedPage]) -> None:
    count, faint = list_faint_characters(printed, 0.5)
    assert count > 1000
    assert faint == []


@pytest.mark.parametrize("stem", [*OUTPUTS, "练习示例"])
def test_shipped_handouts_are_printed_without_loss(shipped: Path, stem: str, tmp_path: Path) -> None:
    path = shipped / "output" / f"{stem}.pdf"
    pages = print_pages(first_pages(path, 4), tmp_path)
    assert find_gaps(pages)[1] == []
    count, faint = list_faint_characters(pages, 0.5)
    assert count > 100
    assert faint == []


def first_pages(path: Path, count: int) -> bytes:
    """The first pages of a file, or all of a shorter one: further ones have the same kinds of lines."""
    with pymupdf.open(path) as document:
        document.select(range(min(count, document.page_count)))
        return document.tobytes()


@pytest.mark.parametrize(("nup", "legible"), [(2, 0.5), (4, 0.3)])
def test_pages_of_a_sheet_and_all_text_of_greyscale_stay_solid(tmp_path: Path, nup: int, legible: float) -> None:
    options = ImpositionOptions(nup=nup, greyscale=True)
    pages = print_pages(prepare_for_print(pdf_of(f"{TEXT}\n\n{PAPER}", more=options.css), options), tmp_path)
    count, broken = find_gaps(pages)
    assert count > 25
    assert broken == []
    count, faint = list_faint_characters(pages, legible)
    assert count > 1000
    assert faint == []


def test_a_grey_line_and_a_grey_word_are_found(tmp_path: Path) -> None:
    data = pdf_of("正文", more=":root { --ink: #777777 } .paragraph { border-bottom: 0.5pt solid #777777; font-size: 9pt }")
    pages = print_pages(data, tmp_path)
    assert find_gaps(pages)[1]
    assert list_faint_characters(pages, 0.9)[1]


@pytest.mark.parametrize(
    ("style", "is_printed"),
    [
        ("1pt dashed #777777", False),
        ("1pt dashed #000000", True),
        ("0.8pt solid #1d4568", False),
        ("1.6pt solid #1d4568", True),
        ("1.6pt solid #777777", False),
        ("0.35pt solid #000000", True),
    ],
)
def test_lines_are_black_or_thick_and_dark(tmp_path: Path, style: str, is_printed: bool) -> None:
    count, broken = find_gaps(print_pages(pdf_of("正文", more=f".paragraph {{ border-bottom: {style} }}"), tmp_path))
    assert count
    assert (not broken) is is_printed, broken


@pytest.mark.parametrize("paper", ["a4", "a5", "b5", "16k"])
def test_every_mark_keeps_the_edge_that_printers_leave_white(paper: str) -> None:
    edge = round(EDGE * DPI / 25.4)
    with pymupdf.open(stream=pdf_of(f"---\ncover: page\n{TEXT.lstrip().removeprefix('---')}", paper=paper)) as document:
        assert len(document) > 3
        for page in document:
            dark = darkness(page) > INKED
            assert dark.any()
            assert not dark[:edge].any(), page.number
            assert not dark[-edge:].any(), page.number
            assert not dark[:, :edge].any(), page.number
            assert not dark[:, -edge:].any(), page.number
