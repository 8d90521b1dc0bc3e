"""Conservation of text in files: each word of a source is in the text of the PDF and of the EPUB."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from tests.conservation import markdown_source
from tests.conservation.test_markup import find_unreported, read_words
from tests.law import law
from tests.support import body_text, epub_texts, invoke, strip_spaces

START = 12
"""Characters at the start of a page: a label or a mark may stand before the rest of a word."""


def find_lost_in_files(source: str, words: list[str], folder: Path) -> list[str]:
    """The words that are in no file and on no line that a diagnostic names."""
    (folder / "content").mkdir(exist_ok=True)
    (folder / "content" / "例.md").write_text(source, "utf-8")
    done = invoke("build", "--edition", "teacher", "--workspace", folder)
    if done.returncode:
        return []
    pages = [strip_spaces(page) for page in body_text(folder / "output" / "例.teacher.pdf")]
    epub = strip_spaces("".join(epub_texts(folder / "output" / "例.teacher.epub").values()))
    return [
        word for word in find_unreported(source, words, read_words(source, "例.md")[1]) if not is_on_pages(word, pages) or word not in epub
    ]


def is_on_pages(word: str, pages: list[str]) -> bool:
    """True if a page has a word, or one page its beginning and the next page begins with the rest."""
    crosses = any(word[:at] in page and word[at:] in following[:START] for page, following in pairwise(pages) for at in (1, 2))
    return crosses or any(word in page for page in pages)


@pytest.mark.slow
@law(4, shrinks=False)
@given(markdown_source.SOURCES)
def test_each_word_of_valid_markdown_is_in_the_files(
    tmp_path_factory: pytest.TempPathFactory, generated: tuple[str, list[str], list[str]]
) -> None:
    source, words, _ = generated
    assert find_lost_in_files(source, words, tmp_path_factory.mktemp("law")) == [], source
