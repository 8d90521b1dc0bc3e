"""Real PDF readers: each line of the shipped and of generated handouts is extracted as it was set, and phrases are found."""

from pathlib import Path

import pymupdf
import pytest

from tools.readers.matrix import tally_pdfs
from tools.readers.pdf_readers import PDF_READERS, PdfReader
from tools.readers.samples import Sample, list_generated, list_shipped

pytestmark = [pytest.mark.slow, pytest.mark.browser]

GENERATED = range(1, 3)
"""`make readers` tries more."""
READERS = [reader for reader in PDF_READERS if reader.name in ("poppler", "mupdf", "pdf.js", "pdfium")]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [*list_shipped(("teacher",)), *list_generated(GENERATED)]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_each_line_is_extracted_and_each_phrase_found(samples: list[Sample], reader: PdfReader, tmp_path: Path) -> None:
    said: list[str] = []
    (tally,) = tally_pdfs([reader], samples, tmp_path, said.append).values()
    assert said == []
    assert tally.lines > 500
    assert tally.asked.total() > 50


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_word_that_is_not_drawn_is_missed(samples: list[Sample], reader: PdfReader, tmp_path: Path) -> None:
    """The test above can fail: with the pages of another handout."""
    with pymupdf.open(stream=samples[0].pdf) as document:
        while len(document) < len(samples[1].pages):
            document.insert_page(-1)
        document.select(range(len(samples[1].pages)))
        other = Sample("other", document.tobytes(), samples[1].pages)
    said: list[str] = []
    (tally,) = tally_pdfs([reader], [other], tmp_path, said.append).values()
    assert tally.faults["lost"]
    assert tally.unfound.total() == tally.asked.total()
