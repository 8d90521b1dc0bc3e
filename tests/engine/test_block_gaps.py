"""Words of blocks side by side are apart in readers that take no gap behind a Chinese character for a space."""

from collections.abc import Iterator

import pymupdf
import pytest

from jiangyi.engine import deferred_drawing
from tests.writers.pdf.test_spaced_glyphs import lay_out, read_everywhere, write

pytestmark = pytest.mark.slow
GAPS = "0.2em", "0.4em", "0.62em", "0.75em"
CELLS = ("建机制", "否", "产业链", "−12.8", "rate", "增长", "资金", "Gross")
CSS = "table { font: 14pt/1.5 'Noto Serif CJK SC'; border-spacing: 0 } td { padding: 0 }"


def set_row(gap: str) -> bytes:
    row = "".join(f"<td style='padding-right: {gap}'>{cell}</td>" for cell in CELLS)
    return write(lay_out((f"<table><tr>{row}</tr></table>",), CSS))


@pytest.mark.parametrize("gap", GAPS)
def test_cells_are_read_apart(gap: str) -> None:
    for name, lines in read_everywhere(set_row(gap)).items():
        assert " ".join(lines).split() == list(CELLS), name


def test_mupdf_takes_no_gap_behind_a_chinese_character_for_a_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason for the space: MuPDF joins these words, but not those behind letters."""
    monkeypatch.setattr(deferred_drawing, "separate_texts", lambda box, _following: (box, None))
    with pymupdf.open(stream=set_row("0.62em")) as document:
        assert document[0].get_text().split() == ["建机制否产业链−12.8", "rate", "增长资金Gross"]


MARKED = "有没有”", "（丙）", "“丁”", "《戊》", "己。", "“庚！”", "辛"


def set_marked_row(gap: float) -> bytes:
    """Cells of which each is narrower than its text by the blank half of the mark that it ends with."""
    widths = [len(cell) - (cell != MARKED[-1]) / 2 + gap for cell in MARKED]
    row = "".join(f"<td style='width: {width}em; max-width: {width}em'>{cell}</td>" for cell, width in zip(MARKED, widths, strict=True))
    css = "table { font: 14pt/1.5 'Noto Serif CJK SC'; border-spacing: 0; table-layout: fixed; width: 1px } td { padding: 0 }"
    return write(lay_out((f"<table><tr>{row}</tr></table>",), css))


@pytest.mark.parametrize("gap", [0.1, 0.2, 0.3, 0.4])
def test_cells_that_end_in_a_hanging_mark_are_read_apart(gap: float) -> None:
    for name, lines in read_everywhere(set_marked_row(gap)).items():
        assert " ".join(lines).split() == list(MARKED), name


def test_lines_of_cells_that_end_in_a_hanging_mark_are_apart_from_those_beside_them() -> None:
    """Poppler joins words of a line by their places, whatever is drawn between them."""
    lines = {"从“有没有”": "转向“好”", "制度的生命": "在于执行", "再好的办法": "是空话"}
    row = "".join(f"<td style='padding-right: 0.05em'>{first}{second}</td>" for first, second in lines.items())
    css = "table { font: 14pt/1.5 'Noto Serif CJK SC'; border-spacing: 0; table-layout: fixed; width: 17.4em } td { padding: 0 }"
    data = write(lay_out((f"<table><tr>{row}</tr></table>",), css))
    for name, read in read_everywhere(data).items():
        assert set(" ".join(read).split()) >= {*lines}, name


def iter_marks(data: bytes) -> Iterator[tuple[str, float]]:
    with pymupdf.open(stream=data) as document:
        for block in document[0].get_text("rawdict")["blocks"]:
            for line in block["lines"]:
                yield from ((char["c"], round(char["origin"][0], 2)) for span in line["spans"] for char in span["chars"])


def test_nothing_else_is_drawn_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [one for one in iter_marks(set_row("0.4em")) if one[0] != " "]
    monkeypatch.setattr(deferred_drawing, "separate_texts", lambda box, _following: (box, None))
    assert drawn == [one for one in iter_marks(set_row("0.4em")) if one[0] != " "]
