"""What Poppler does to the plainest PDF: a known limit must be its own habit, not a fault of our files."""

import pymupdf
import pytest

from tests.writers.pdf.test_spaced_glyphs import read_poppler

pytestmark = [pytest.mark.slow]


def set_plain(*texts: tuple[float, float, str]) -> bytes:
    """A page with texts of 11 pt at places, without any gaps of ours."""
    with pymupdf.open() as document:
        page = document.new_page()
        for x, y, text in texts:
            page.insert_text((x, y), text, fontsize=11)
        data: bytes = document.tobytes()
        return data


def test_a_line_of_single_characters_loses_its_spaces() -> None:
    assert read_poppler(set_plain((50, 50, "A 3 B"))).split("\n")[0] == "A3B"
    assert read_poppler(set_plain((50, 50, "A 12 B"))).split("\n")[0] == "A 12 B"


def read_columns(height: float) -> list[str]:
    """The sides of the lines of two columns, as they are read."""
    texts = [(x, 50 + height * line, f"{side} line {line} of a column") for x, side in ((50, "left"), (300, "right")) for line in range(6)]
    return [line.split()[0] for line in read_poppler(set_plain(*texts)).split("\n") if line.strip()]


def test_lines_of_columns_that_are_far_apart_are_read_across() -> None:
    """At 11 pt, lines of 19 pt are more than 1.5 em apart, and no block of text to Poppler."""
    assert read_columns(19) == ["left", "right"] * 6
    assert read_columns(15) == ["left"] * 6 + ["right"] * 6
