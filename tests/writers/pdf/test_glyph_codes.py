"""Glyphs of a finished document are codes of one font for each font file."""

from types import SimpleNamespace

import pymupdf

from jiangyi.writers.pdf.glyph_codes import CodeTable
from jiangyi.writers.pdf.glyph_variants import PLAIN, Variant
from tests.writers.pdf.test_spaced_glyphs import lay_out, write

NUMBERS = {"A": {(65, PLAIN): 1, (66, PLAIN): 2, (66, Variant(1)): 3}}


def rewrite(*operators: bytes) -> list[bytes]:
    stream = SimpleNamespace(stream=list(operators))
    CodeTable(NUMBERS).rewrite([stream])
    return stream.stream


def test_steps_are_shown_in_the_font_itself() -> None:
    shown = rewrite(b"/A 12 Tf", b"[<0041>] TJ", b"/A.1 12 Tf", b"[<0042>-9] TJ", b"/A 12 Tf", b"[<0042>] TJ")
    assert shown == [b"/A 12 Tf", b"[<00010003>-9<0002>] TJ"]


def test_other_sizes_and_fonts_are_selected() -> None:
    shown = rewrite(b"/A 12 Tf", b"[<0041>] TJ", b"/A 9 Tf", b"[<0041>] TJ", b"/B 9 Tf", b"[<0041>] TJ", b"<0041> Tj")
    assert shown == [b"/A 12 Tf", b"[<0001>] TJ", b"/A 9 Tf", b"[<0001>] TJ", b"/B 9 Tf", b"[<0041>] TJ", b"<0041> Tj"]


def test_a_saved_font_is_the_selected_one_again() -> None:
    shown = rewrite(b"/A.1 12 Tf", b"q", b"/B 9 Tf", b"[<0042>] TJ", b"Q", b"[<0042>] TJ")
    assert shown == [b"q", b"/B 9 Tf", b"[<0042>] TJ", b"Q", b"/A 12 Tf", b"[<0003>] TJ"]


def test_fonts_need_no_map() -> None:
    """Digits beside Han have a wider advance in the same font."""
    with pymupdf.open(stream=write(lay_out(("共2026年，（ABC）一",), "p { font-family: 'Noto Serif CJK SC' }"))) as document:
        fonts = document[0].get_fonts()
        assert len(fonts) == 1
        assert {document.xref_get_key(xref, "Encoding") for xref, *_ in fonts} == {("name", "/Identity-H")}
        assert "".join(document[0].get_text().split()) == "共2026年，（ABC）一"
