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
    monkeypatch.setattr(deferred_drawing, "make_space_between", lambda *_boxes: None)
    with pymupdf.open(stream=set_row("0.62em")) as document:
        assert document[0].get_text().split() == ["建机制否产业链−12.8", "rate", "增长资金Gross"]


def iter_marks(data: bytes) -> Iterator[tuple[str, float]]:
    with pymupdf.open(stream=data) as document:
        for block in document[0].get_text("rawdict")["blocks"]:
            for line in block["lines"]:
                yield from ((char["c"], round(char["origin"][0], 2)) for span in line["spans"] for char in span["chars"])


def test_nothing_else_is_drawn_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [one for one in iter_marks(set_row("0.4em")) if one[0] != " "]
    monkeypatch.setattr(deferred_drawing, "make_space_between", lambda *_boxes: None)
    assert drawn == [one for one in iter_marks(set_row("0.4em")) if one[0] != " "]
