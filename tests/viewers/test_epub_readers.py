"""Real e-readers: each paragraph of an EPUB is shown or converted once, in order, and phrases are found."""

from pathlib import Path

import pytest

from tests.support import HANDOUTS
from tools.readers.epub_readers import EPUB_READERS, EpubReader
from tools.readers.matrix import tally_books

pytestmark = [pytest.mark.slow, pytest.mark.browser]

BOOKS = 2
"""`make readers` tries the others."""


@pytest.mark.parametrize("reader", EPUB_READERS, ids=lambda reader: reader.name)
def test_each_paragraph_is_shown_and_each_phrase_found(shipped: Path, reader: EpubReader) -> None:
    if not reader.present():
        pytest.skip(f"{reader.name} is not installed: `make readers` does that")
    said: list[str] = []
    books = [shipped / "output" / f"{stem}.epub" for stem in HANDOUTS[:BOOKS]]
    (tally,) = tally_books([reader], books, said.append).values()
    assert said == []
    assert tally.lines > 100
