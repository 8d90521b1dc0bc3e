"""Which leaves and sides of a book its parts are printed on: a sheet has a front and a back."""

import io
import re
from dataclasses import replace
from itertools import product

import pypdfium2
import pytest

from jiangyi.model.books import make_single_book
from jiangyi.model.document import Book
from jiangyi.passes.editions import select_edition
from jiangyi.prepress.options import ImpositionOptions
from tests.support import manuscript
from tests.writers.pdf.test_assembly import TWO, bound_book, page, write_book

pytestmark = pytest.mark.slow
COLOPHON, CONTENTS, GROUP = "版权所有", "目录", "https://example.com/g"


def read_pages(*texts: str, kit: ImpositionOptions | None = None, paper: str = "a5", **head: object) -> list[str]:
    """The text of each page of a book that is laid out in parts."""
    return extract_texts(bound_book(texts, indexes=[], **head), kit, paper)


def extract_texts(book: Book, kit: ImpositionOptions | None = None, paper: str = "a5") -> list[str]:
    data = write_book(page(book, apart=True, kit=kit, paper=paper)).data
    return [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(io.BytesIO(data))]


def number_of(pages: list[str], words: str) -> int:
    """The number of the first page with some words, from 1; 0 where there is none."""
    return next((number for number, text in enumerate(pages, 1) if re.search(words, re.sub(r"[ \u3000]", "", text))), 0)


MORE = TWO + "\n\n\\newpage\n\n又一页。\n"


@pytest.mark.parametrize(("title_page", "colophon", "text"), [*product((True, False), ("版权所有", ""), (TWO, MORE))])
def test_a_book_is_right_when_it_is_printed_on_both_sides(title_page: bool, colophon: str, text: str) -> None:
    pages = read_pages(text, title_page=title_page, colophon=colophon)
    first, contents, back = number_of(pages, "第1页"), number_of(pages, CONTENTS), number_of(pages, GROUP)
    assert first % 2 == 1
    assert contents % 2 == 1
    assert back == len(pages)
    assert back % 2 == 0, "the outer side of the last leaf"
    assert pages[1].strip() == "", "the back of the cover"
    if title_page and colophon:
        assert number_of(pages, COLOPHON) == 4, "behind the title page"
    elif colophon:
        assert first < number_of(pages, COLOPHON) < back
    assert number_of(pages, r"\biii\b|\bv\b") == contents


@pytest.mark.parametrize("kit", [None, ImpositionOptions(one_sided=True)])
def test_nothing_is_blank_where_there_is_one_side(kit: ImpositionOptions | None) -> None:
    pages = read_pages(TWO, TWO, title_page=True, kit=kit, paper="a5" if kit else "phone")
    assert all(text.strip() for text in pages)
    assert number_of(pages, COLOPHON) == (3 if kit else 2), "no title page repeats the cover of a phone"


def test_each_chapter_may_begin_on_a_right_hand_page() -> None:
    pages = read_pages(TWO, TWO, TWO, kit=ImpositionOptions(recto=True))
    starts = [number for number, text in enumerate(pages, 1) if "丙节" in text and "……" not in text and "目" not in text]
    assert len(starts) == 3
    assert all(number % 2 == 1 for number in starts)


def test_a_handout_with_a_cover_begins_on_a_right_hand_page() -> None:
    found, _ = manuscript(TWO.replace("title:", "cover: page\ntitle:"), "其二.md")
    assert found
    pages = extract_texts(select_edition(make_single_book(found.handout, {}), ""))
    assert [number_of(pages, words) for words in (CONTENTS, "第1页")] == [2, 3], "its contents are on the back of the cover"


@pytest.mark.parametrize("cover", ["page", "none"])
def test_the_edition_is_on_the_cover_or_on_every_opening(cover: str) -> None:
    book = bound_book((TWO, TWO), cover=cover, indexes=[], title_page=False)
    pages = extract_texts(replace(book, edition_name="teacher"))
    assert ["教师版" in text for text in pages[:2]] == [True, cover == "none"]
