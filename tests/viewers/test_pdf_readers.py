"""Real PDF readers: each line of the shipped and of generated handouts is extracted as it was set, and phrases are found."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.readers.comparison import Kind
from tools.readers.matrix import Tally, tally_pdfs
from tools.readers.pdf_readers import PDF_READERS
from tools.readers.samples import Sample, list_generated, list_shipped

pytestmark = pytest.mark.slow

GENERATED = range(4)
READERS = [reader for reader in PDF_READERS if reader.name in ("poppler", "mupdf", "pdf.js", "pdfium")]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [*list_shipped(("teacher", "cloze")), *list_generated(GENERATED)]


@pytest.mark.browser
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_each_line_is_extracted_and_each_phrase_found(samples: list[Sample], reader: object, tmp_path: Path) -> None:
    said: list[str] = []
    (tally,) = tally_pdfs([reader], samples, tmp_path, said.append).values()
    assert said == []
