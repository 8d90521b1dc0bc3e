"""What PDFium does to any PDF."""

from pathlib import Path

import pydyf
import pytest

from tools.readers.comparison import DIVISION, Fault, Kind, find_faults
from tools.readers.expected import Flow, Line
from tools.readers.known_limits import find_limit
from tools.readers.pdf_readers import read_pdfium


def write_lines(path: Path, *lines: str) -> None:
    """A PDF of lines in a font that each reader has, without anything that this program adds."""
    pdf = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    shown = "".join(f"1 0 0 1 20 {100 - 20 * number} Tm ({line}) Tj " for number, line in enumerate(lines))
    stream = pydyf.Stream([b"BT /F 12 Tf", shown.encode(), b"ET"])
    pdf.add_object(font)
    pdf.add_object(stream)
    pdf.add_page(
        pydyf.Dictionary({
            "Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 300, 140]), "Contents": stream.reference,
            "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F": font.reference})}),
        })
    )  # fmt: skip
    with path.open("wb") as file:
        pdf.write(file)


@pytest.mark.parametrize(
    ("lines", "divided"), [(("commu-", "nity"), True), (("and-", "5"), True), (("2026-", "09"), False), (("one-", "(two)"), False)]
)
def test_a_hyphen_between_letters_at_the_end_of_a_line_is_left_out(lines: tuple[str, str], divided: bool, tmp_path: Path) -> None:
    write_lines(tmp_path / "lines.pdf", *lines)
    (text,) = read_pdfium(tmp_path / "lines.pdf")
    assert (DIVISION in text) == divided
    faults = find_faults([Line(line, Flow.TEXT, 0) for line in lines], text)
    assert faults == [Fault(Kind.EXTRA, DIVISION)] * divided
    assert all(find_limit("pdfium", fault) for fault in faults)
    assert not any(find_limit("mupdf", fault) for fault in faults)


@pytest.mark.parametrize("lines", [("commu-nity",), ("commu", "nity")])
def test_a_lost_hyphen_or_letter_is_told_of_where_no_line_is_divided(lines: tuple[str, ...]) -> None:
    faults = find_faults([Line(line, Flow.TEXT, 0) for line in lines], "commuity")
    assert faults
    assert not any(find_limit("pdfium", fault) for fault in faults)
