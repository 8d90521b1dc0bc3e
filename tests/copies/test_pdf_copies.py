"""Copies of a PDF differ from each other in the marks of their owners only, and conform as the base does."""

import io
import re
import unicodedata
from dataclasses import fields
from pathlib import Path

import page
import pikepdf
import pymupdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from jiangyi.copies import pdf_slots
from jiangyi.copies.glyph_outlines import GlyphPen
from jiangyi.copies.mark import CopyMark, list_common_words
from jiangyi.copies.page_room import PagePicture, place_marks
from jiangyi.copies.pdf_base import PdfBase
from jiangyi.copies.pdf_slots import add_slots, find_mark_size
from jiangyi.copies.type3_fonts import CODES
from jiangyi.copies.word_fitting import LINE, fit_words
from jiangyi.core import limits
from jiangyi.prepress.options import ImpositionOptions
from jiangyi.prepress.sheets import prepare_for_print
from jiangyi.project.workspace import Workspace
from jiangyi.theme.themes import load_theme
from tests.copies.whole_copy import copy
from tests.law import law
from tests.support import ROOT, pdf_of, strip_spaces
from tests.validators.pdf import find_faults, validate_pdf

FIRST, SECOND = CopyMark("欧阳·阿不都", "0007", "周三班"), CopyMark("𠮷田 Zoë", "0008")
SCALE = 2
TOLERANCE = 2
"""Points by which a picture reaches beyond what is drawn."""
TEXT = """---
title: 例
cover: page
---

""" + "\n\n".join(f"# 第{n}章\n\n" + f"这是第{n}章的正文。" * 90 for n in range(1, 4))
WITH_COLOPHON = TEXT.replace("cover: page", "cover: page\ncolophon: 版权所有。")
FULL = "---\ntitle: 例\n---\n\n" + "\n\n".join(["正文。"] * 200)


def slotted(text: str = TEXT, paper: str = "a4", look: str = "") -> bytes:
    return add_slots(pdf_of(text, paper=paper, look=look), load_theme(Workspace(ROOT), look, paper).print_css)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return pdf_of(TEXT)


@pytest.fixture(scope="module")
def base(plain: bytes) -> PdfBase:
    return PdfBase(add_slots(plain, load_theme(Workspace(ROOT)).print_css))


def pictures(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [sheet.render(scale=SCALE).to_pil().convert("L") for sheet in document]


def page_texts(data: bytes) -> list[str]:
    with pymupdf.open(stream=data) as document:
        return [sheet.get_text() for sheet in document]


def differences(one: bytes, other: bytes) -> list[Image.Image]:
    return [ImageChops.difference(*pair) for pair in zip(pictures(one), pictures(other), strict=True)]


def boxes_of(data: bytes) -> list[list[tuple[float, float, float, float]]]:
    """The boxes of the slots on each page of single pages: left, low, right, high."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for sheet in pdf.pages:
            ends = sheet.Contents[-1].read_bytes()
            own = []
            for scale, x, y, name in re.findall(rb"q (\S+) 0 0 \S+ (\S+) (\S+) cm (/Jy\w+) Do", ends):
                _, _, width, height = (float(edge) * float(scale) for edge in sheet.Resources.XObject[name.decode()].BBox)
                own.append((float(x), float(y), float(x) + width, float(y) + height))
            found.append(own)
    return found


@pytest.mark.slow
def test_pages_differ_in_the_mark_only(plain: bytes, base: PdfBase) -> None:
    boxes = boxes_of(base.shared)
    assert all(boxes)
    for data in (plain, copy(base, FIRST)):
        for number, picture in enumerate(differences(data, copy(base, SECOND))):
            assert picture.getbbox(), number
            high = picture.height / SCALE
            for left, low, right, up in boxes[number]:
                edges = (left - TOLERANCE, high - up - TOLERANCE, right + TOLERANCE, high - low + TOLERANCE)
                picture.paste(0, [int(edge * SCALE) for edge in edges])
            assert picture.getbbox() is None, number


@pytest.mark.slow
def test_a_base_looks_like_the_file_that_it_is_made_from(plain: bytes, base: PdfBase) -> None:
    assert [picture.getbbox() for picture in differences(plain, base.shared)] == [None] * len(pictures(plain))
    assert page_texts(base.shared) == page_texts(plain)


@pytest.mark.slow
def test_the_text_is_that_of_the_file_and_the_statement(plain: bytes, base: PdfBase) -> None:
    before, after = page_texts(plain), page_texts(copy(base, SECOND))
    sentence = SECOND.state(chinese=True)
    changed = [number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    assert changed == [len(before) - 1]
    assert strip_spaces(after[-1].replace(before[-1], "")) in strip_spaces(after[-1])
    assert strip_spaces("".join(after)).replace(strip_spaces(sentence), "") == strip_spaces("".join(before))


@pytest.mark.slow
@pytest.mark.validator
@pytest.mark.parametrize("text", [WITH_COLOPHON, FULL], ids=["colophon", "full"])
def test_a_copy_conforms_and_the_statement_is_read_last(text: str, tmp_path: Path) -> None:
    file = tmp_path / "copy.pdf"
    file.write_bytes(copy(PdfBase(slotted(text)), SECOND))
    assert find_faults(file) == []
    assert validate_pdf(file) == []
    with pikepdf.open(file) as pdf:
        slots = [list(sheet.get("/Resources", {}).get("/XObject", {}).keys()) for sheet in pdf.pages]
        assert any(pdf_slots.STATEMENT in names for names in slots)


@pytest.mark.slow
@pytest.mark.validator
def test_a_mark_outside_an_artifact_is_a_fault(plain: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pdf_slots, "ARTIFACT", b"Q\nq %b cm %b Do Q\n")
    file = tmp_path / "copy.pdf"
    file.write_bytes(copy(PdfBase(add_slots(plain, load_theme(Workspace(ROOT)).print_css)), FIRST))
    assert any("CONTENT-TAGGING" in fault for fault in validate_pdf(file))


@pytest.mark.slow
@pytest.mark.validator
def test_a_font_that_is_not_embedded_is_a_fault(base: PdfBase, tmp_path: Path) -> None:
    file = tmp_path / "copy.pdf"
    with pikepdf.open(io.BytesIO(copy(base, FIRST))) as pdf:
        form = next(sheet.Resources.XObject["/JyCopy"] for sheet in pdf.pages)
        form.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(
                F=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
            )
        )
        form.write(b"BT /F 8 Tf (Zhang) Tj ET")
        pdf.save(file)
    assert any(fault.startswith("ua1") for fault in validate_pdf(file))
    assert any(fault.startswith("3a") for fault in validate_pdf(file))


@pytest.mark.slow
def test_the_same_mark_gives_the_same_bytes_and_another_one_another_identifier(plain: bytes, base: PdfBase) -> None:
    again = PdfBase(add_slots(plain, load_theme(Workspace(ROOT)).print_css))
    assert copy(again, FIRST) == copy(base, FIRST)
    made = [copy(base, FIRST), copy(base, SECOND)]
    assert all(one.startswith(base.shared) for one in made)
    identifiers = []
    for one in made:
        with pikepdf.open(io.BytesIO(one)) as pdf:
            identifiers.append([bytes(part) for part in pdf.trailer.ID])
            assert pdf.check_pdf_syntax() == []
    assert identifiers[0][0] == identifiers[1][0]
    assert identifiers[0][1] != identifiers[1][1]


@pytest.mark.slow
def test_no_copy_has_words_of_another(base: PdfBase) -> None:
    with pikepdf.open(io.BytesIO(copy(base, SECOND))) as pdf:
        content = b"".join(thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Type") is None)
    with pikepdf.open(io.BytesIO(copy(base, FIRST))) as pdf:
        texts = b"".join(thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Type") is None)
    for character in "欧阳":
        row = f"<{character.encode('utf-16-be').hex()}>".encode()
        assert row in texts
        assert row not in content


SHEETS = {
    "booklet": ImpositionOptions(booklet=True),
    "2up": ImpositionOptions(nup=2),
    "4up": ImpositionOptions(nup=4, marks=True),
    "grey": ImpositionOptions(greyscale=True),
}


@pytest.mark.slow
@pytest.mark.validator
@pytest.mark.parametrize("kind", SHEETS)
def test_sheets_carry_the_mark_of_each_page_and_conform_as_sheets_do(base: PdfBase, kind: str, tmp_path: Path) -> None:
    options = SHEETS[kind]
    sheets = PdfBase(prepare_for_print(base.shared, options))
    empty, made = pictures(sheets.shared), pictures(copy(sheets, FIRST))
    marks = 0
    for before, after in zip(empty, made, strict=True):
        marks += count_areas(ImageChops.difference(before, after))
    assert marks == sum(map(len, boxes_of(base.shared)))
    file = tmp_path / "sheets.pdf"
    file.write_bytes(copy(sheets, FIRST))
    assert page.validate_pdf(str(file), profile="3b" if options.imposes else "3a").failures == []


def count_areas(picture: Image.Image) -> int:
    """The number of areas of a picture that are not black, where those less than an em or so apart are one."""
    reach = 40 * SCALE // 2
    small = picture.point([255 if shade > 20 else 0 for shade in range(256)]).reduce((reach, 8))
    lit = {(x, y) for x in range(small.width) for y in range(small.height) if small.getpixel((x, y))}
    count = 0
    while lit:
        count += 1
        left = [lit.pop()]
        while left:
            x, y = left.pop()
            near = {(x + right, y + down) for right in (-1, 0, 1) for down in (-1, 0, 1)} & lit
            lit -= near
            left += near
    return count


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "look"), [("a5", ""), ("phone", "playful"), ("e-ink", ""), ("slides", "playful")])
def test_a_mark_covers_nothing_on_any_paper(paper: str, look: str) -> None:
    data = slotted(WITH_COLOPHON, paper, look)
    base = PdfBase(data)
    for before, boxes in zip(pictures(base.shared), boxes_of(base.shared), strict=True):
        high = before.height / SCALE
        for left, low, right, up in boxes:
            shown = before.crop([int(edge * SCALE) for edge in (left, high - up, right, high - low)])
            assert shown.getextrema()[0] > 150, (paper, look)
    assert base.list_missing(SECOND) == ()


@pytest.mark.slow
def test_the_statement_stands_below_the_colophon() -> None:
    texts = page_texts(copy(PdfBase(slotted(WITH_COLOPHON)), FIRST))
    page = next(text for text in texts if "版权所有" in text)
    assert strip_spaces(page).endswith(strip_spaces(FIRST.state(chinese=True)))


@pytest.mark.slow
def test_names_of_joined_letters_are_read_in_their_order(base: PdfBase) -> None:
    text = "".join(page_texts(copy(base, CopyMark("محمد علي", "0009", "שלום עולם Nguyễn x\u030c"))))
    assert all(words in text for words in ("محمد علي", "שלום עולם", "Nguyễn x\u030c"))


def test_a_font_has_codes_for_the_longest_statement() -> None:
    assert len(fields(CopyMark)) * limits.RECIPIENT_NAME.value <= CODES


@pytest.mark.slow
def test_a_copy_adds_the_glyphs_of_its_recipient_only(plain: bytes, base: PdfBase) -> None:
    long = CopyMark(*("".join(chr(first + number) for number in range(80)) for first in (0x4E00, 0x5000, 0x6000)))
    before = strip_spaces("".join(page_texts(plain)))
    for mark in (FIRST, long, CopyMark("", "1")):
        data, sentence = copy(base, mark), strip_spaces(mark.state(chinese=True))
        assert strip_spaces("".join(page_texts(data))).replace(sentence, "") == before
        own = {*sentence} - {*list_common_words(chinese=True)}
        assert base.complete(mark).count(b" obj\n") == 2 + 1 + bool(own) * 2 + len(own)


def test_another_pdf_is_refused() -> None:
    with pikepdf.new() as pdf, pytest.raises(ValueError, match="no slots"):
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
        PdfBase(out.getvalue())


@pytest.mark.slow
@law(60)
@given(
    st.lists(st.floats(0, 2), max_size=200),
    st.floats(20, 900),
    st.floats(5, 60),
    st.floats(4, 30),
)
def test_words_fit_in_their_box(widths: list[float], width: float, height: float, size: float) -> None:
    fitted = fit_words(widths, width, height, size)
    assert 0 < fitted.size <= size
    assert len(fitted.lines) * LINE * fitted.size <= height + 1e-6
    assert [index for start, end in fitted.lines for index in range(start, end)] == [*range(len(widths))]
    assert all(sum(widths[start:end]) * fitted.size <= width + 1e-6 for start, end in fitted.lines)


def test_what_no_font_has_is_named() -> None:
    pen = GlyphPen(["Noto Serif CJK SC"])
    assert pen.list_missing("张三·𠮷\U000effff") == ("\U000effff",)
    assert pen.list_missing("e\u0301 葛\U000e0100　\u200d") == ()
    assert unicodedata.normalize("NFC", "e\u0301") == "é"
    assert len(pen.draw("e\u0301")) == 1


@pytest.mark.parametrize("shade", [0, 255])
def test_a_mark_has_a_white_edge_on_a_dark_page(shade: int) -> None:
    page = PagePicture(Image.new("L", (200, 300), shade), (0, 0, 200, 300), (0, 0, 200, 300))
    assert place_marks([page], 8, LINE).needs_edge == (shade == 0)


def test_a_mark_goes_to_the_head_where_the_foot_is_printed() -> None:
    picture = Image.new("L", (200, 300), 255)
    picture.paste(0, (0, 250, 200, 300))
    other = PagePicture(Image.new("L", (200, 300), 255), (0, 0, 200, 300), (0, 0, 200, 300))
    found = place_marks([*[other] * 5, PagePicture(picture, other.media, other.trim)], 8, LINE)
    assert [place.y > 150 for place in found.places] == [*[False] * 5, True]


@pytest.mark.parametrize(("css", "size"), [(":root { --size-mark: 14pt }", 14.0), ("", 8.5), (":root { --size-mark: 1em }", 8.5)])
def test_a_mark_is_as_large_as_a_folio(css: str, size: float) -> None:
    assert find_mark_size(css) == size
