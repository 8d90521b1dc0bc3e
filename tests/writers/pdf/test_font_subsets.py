"""Fonts in a PDF: subset and renumbered, they draw the same as whole fonts, whatever was built before."""

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest
import weasyprint
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.engine.patches import without_patches
from jiangyi.project import fonts
from jiangyi.writers.pdf import book_layout, conformance, font_subsets
from jiangyi.writers.pdf.glyph_variants import PLAIN, STEP, Variant
from jiangyi.writers.pdf.whole import WholeLayout
from tests.law import law
from tests.support import drop_memos, page

KINDS = {
    "Noto Serif CJK SC": "基层治理，问需于民",  # glyphs by number
    "Linux Libertine O": "The office of flight fi ffi",  # a CFF with glyphs by name
    "AR PL KaitiM GB": "学而时习之",  # TrueType
    "DejaVu Sans": "naïve café Ångström",  # letters made of others
    "Noto Color Emoji": "😀🎉",  # pictures
}
"""A font of each kind, with text that it covers."""
SEVERAL = "<p>基层治理 naïve <b>问需于民</b> <i>office</i> 🎉 <small>基层</small> \U0010ffff</p>"
"""Several kinds in one line, two sizes of one, and a character that no font has."""


def lay_out_html(html: str, css: str = "") -> Any:
    return weasyprint.HTML(string=f"<html lang='zh-Hans'><body>{html}</body></html>").render(
        stylesheets=[weasyprint.CSS(string="@page { size: 120mm 60mm; margin: 5mm } body { font: 14pt/2 'Noto Serif CJK SC' }" + css)]
    )


def write_pdf(document: Any) -> bytes:
    return WholeLayout(document).write(Report())


def pictures(data: bytes) -> list[bytes]:
    """The first page as drawn by two programs, and its words: the engine itself draws no texts of spaces alone."""
    with pymupdf.open(stream=data) as document:
        seen = [document[0].get_pixmap(dpi=110).samples, "".join(document[0].get_text().split()).encode()]
    sheet = pypdfium2.PdfDocument(data)[0]
    return [*seen, sheet.render(scale=1.5).to_numpy().tobytes(), "".join(sheet.get_textpage().get_text_bounded().split()).encode()]


@pytest.mark.slow
@pytest.mark.parametrize("html", [*(f"<p style=\"font-family: '{name}'\">{text}</p>" for name, text in KINDS.items()), SEVERAL])
def test_pages_are_the_same_as_with_whole_fonts(html: str) -> None:
    ours = [write_pdf(lay_out_html(html)), conformance.draw_pdf(lay_out_html(html))]
    with without_patches():
        plain = pictures(write_pdf(lay_out_html(html)))
    assert [pictures(data) for data in ours] == [plain, plain]


def test_a_chinese_subset_holds_exactly_the_drawn_glyphs() -> None:
    data = write_pdf(lay_out_html("<p>基层治理，治理</p>"))
    with pikepdf.open(io.BytesIO(data)) as document:
        (font,) = [
            thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/CIDFontType0"
        ]
        embedded = font.FontDescriptor.FontFile3
        assert embedded.Subtype == "/OpenType"
        cut = TTFont(io.BytesIO(embedded.read_bytes()))
    assert cut["maxp"].numGlyphs == 1 + len("基层治理，")
    assert cut["CFF "].cff[0].charset == [".notdef", *(f"cid{n:05}" for n in range(1, 6))]
    assert len(data) < 40_000


@pytest.fixture(scope="module", params=[name for name in KINDS if name != "Noto Color Emoji"])
def whole(request: pytest.FixtureRequest) -> tuple[Any, TTFont]:
    """A font as the engine loads it, and as fontTools reads it."""
    document = lay_out_html(f"<p>{KINDS[request.param]}</p>", f"p {{ font-family: '{request.param}' }}")
    conformance.draw_pdf(document)
    font = next(font for font in document.fonts.values() if font.family == request.param)
    return font, TTFont(io.BytesIO(font_subsets.engine.get_hb_object_data(font.hb_face)), fontNumber=font.index, lazy=True)


@law(25)
@given(st.data())
def test_renumbered_glyphs_keep_their_outlines(whole: tuple[Any, TTFont], data: st.DataObject) -> None:
    font, before = whole
    wanted = data.draw(st.sets(st.integers(1, min(before["maxp"].numGlyphs, 3000) - 1), min_size=1, max_size=12))
    variants = st.sampled_from((Variant(-1), Variant(1), Variant(2), Variant(-1, -1), Variant(0, -2)))
    spaced = data.draw(st.sets(st.tuples(st.sampled_from(sorted(wanted)), variants), max_size=6))
    spaced = {one for one in spaced if one[1].steps > -1 or outline(before, one[0])[1] * 1000 > STEP * before["head"].unitsPerEm}
    made = font_subsets.subset_font(font, {(glyph, PLAIN) for glyph in wanted} | spaced, hinting=False)
    assert made
    content, numbers = made
    after = TTFont(io.BytesIO(content))
    others = numbers.keys() - {(glyph, PLAIN) for glyph in (0, *wanted)} - spaced
    assert all("glyf" in before and variant == PLAIN for _, variant in others)  # what a glyph is made of
    assert sorted(numbers.values()) == list(range(after["maxp"].numGlyphs))
    for (old, variant), new in numbers.items():
        if old:  # .notdef is never drawn
            lines, advance = outline(before, old)
            more, shift = (round(number * STEP * before["head"].unitsPerEm / 1000) for number in variant)
            assert outline(after, new) == (move(lines, shift), advance + more)
            if "CFF " in after:
                assert charstring_width(after, new) == advance + more


def charstring_width(font: TTFont, glyph: int) -> float:
    """The advance in the outline itself."""
    program = font["CFF "].cff[0].CharStrings[font.getGlyphName(glyph)]
    program.draw(DecomposingRecordingPen(font.getGlyphSet()))
    return float(program.width)


def move(lines: Any, shift: int) -> Any:
    """An outline moved to the right."""
    return [(operator, tuple(point and (point[0] + shift, point[1]) for point in points)) for operator, points in lines]


def outline(font: TTFont, glyph: int) -> tuple[Any, float]:
    glyphs, name, pen = font.getGlyphSet(), font.getGlyphName(glyph), DecomposingRecordingPen(None)
    pen.glyphSet = glyphs
    glyphs[name].draw(pen)
    return pen.value, font["hmtx"][name][0]


def test_a_space_reads_as_a_space_whatever_space_was_drawn_first() -> None:
    whole = page("# 甲\n\nfirst\u00a0one and then another\n", "print")
    with pymupdf.open(stream=book_layout.write_rendered(whole, Report()).data) as document:
        assert "first one and then another" in document[0].get_text()


@pytest.mark.slow
def test_bytes_do_not_depend_on_earlier_builds() -> None:
    picture = "" if fonts.find_uncovered("🎉") else "🎉"  # not every machine has an emoji font
    texts = ["# 甲\n\n基层治理，**问需于民**。\n", f"# 乙\n\n龘靐齉爩 naïve *鱻麤* {picture}\n\n| 甲 | 乙 |\n|--|--|\n| 子 | 丑 |\n"]
    pages = [page(text, "print") for text in texts]

    def made(order: list[int], *, cold: bool) -> dict[int, bytes]:
        found = {}
        for number in order:
            if cold:
                drop_memos()
            found[number] = book_layout.write_rendered(pages[number], Report()).data
        return found

    assert made([0, 1, 0], cold=True) == made([1, 0], cold=False) == made([0, 1], cold=False)


def test_a_document_that_was_drawn_is_written_with_the_same_bytes() -> None:
    document = lay_out_html(SEVERAL)
    conformance.draw_pdf(document)
    assert write_pdf(document) == write_pdf(lay_out_html(SEVERAL))


def test_extracted_text_does_not_depend_on_other_pages() -> None:
    """Pages keep the numbers of the whole fonts until their document is written, so that books can be assembled from parts."""
    drawn = []
    for rest in ("", "龘靐齉爩 naïve", "一丁七万丈三"):
        data = conformance.draw_pdf(lay_out_html(f"<p>基层治理，问需于民</p><p style='break-before: page'>{rest}</p>"))
        with pikepdf.open(io.BytesIO(data)) as document:
            drawn.append(document.pages[0].Contents.read_bytes())
    assert drawn[0] == drawn[1] == drawn[2]


def test_a_map_of_codes_is_split_where_numbers_jump_and_at_each_first_byte() -> None:
    lines = font_subsets._map({0: 0, 5: 1, 6: 2, 0xFF: 3, 0x100: 4, 0x101: 5}).splitlines()
    single, wide = [b"2 begincidchar", b"<0000> 0", b"<00ff> 3", b"endcidchar"], [b"<0005> <0006> 1", b"<0100> <0101> 4"]
    assert lines[13:-5] == [*single, b"2 begincidrange", *wide]


def test_bytes_do_not_contain_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for now in (1_000_000_000, 2_000_000_000):
        monkeypatch.setattr("fontTools.ttLib.tables._h_e_a_d.timestampNow", lambda now=now: now)
        made.append(write_pdf(lay_out_html(SEVERAL)))
    assert made[0] == made[1]


def test_fonts_of_two_files_have_different_names() -> None:
    names = []
    for text in ("甲", "乙", "甲"):
        with pikepdf.open(io.BytesIO(write_pdf(lay_out_html(f"<p>{text}</p>")))) as document:
            names.append(bytes(document.trailer.ID[0]))
    assert names[0] == names[2] != names[1]


def test_an_unknown_engine_keeps_its_own_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = conformance.SUBSET_FONTS.patches
    unknown = replace(conformance.SUBSET_FONTS, patches=(replace(first, digest="000000000000"), *others))
    monkeypatch.setattr(conformance, "SUBSET_FONTS", unknown)
    report = Report()
    assert WholeLayout(lay_out_html("<p>字</p>")).write(report).startswith(b"%PDF")
    assert [(diagnostic.code, diagnostic.values["features"].en) for diagnostic in report] == [("engine-unknown", "compact font subsets")]
