"""What readers make of the gaps between glyphs: no space and no line end, and what is drawn stays the same."""

import io
import re
import subprocess
from typing import Any

import pikepdf
import pymupdf
import pypdfium2
import pytest
import weasyprint
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from jiangyi.core.diagnostics import Report
from jiangyi.engine.contexts import patched_layout
from jiangyi.writers.pdf import book_layout, font_subsets, spaced_glyphs
from jiangyi.writers.pdf.glyph_variants import PLAIN, STEP, Variant, format_name, plain_advances, split_name
from jiangyi.writers.pdf.spaced_glyphs import WIDEST_GAP, WIDEST_LAST_GAP
from jiangyi.writers.pdf.whole import WholeLayout
from tests.law import law
from tests.spoken.page_text import read_to_unicode
from tests.support import page

LINES = (
    "2026年11月，不超过200字。",
    "《行动方案》，（问需于民）。“居民”（A）、B",
    "收支相抵。居民议事会说：“好！”……",
    "第3章A卷x轴",
)
DOTS = ("甲乙 · 丙丁，2026 · 居民，《甲》 · 《乙》，A · B。", "Nationalization “民有所呼”，甲 “乙” （丙）。")
ROUNDED = 128
"""The darkness of a pixel differs by less where a glyph is a thousandth of an em further, as MuPDF draws it at quarters of a pixel."""
FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL KaitiM GB")


def lay_out(lines: tuple[str, ...], css: str = "") -> Any:
    html = "".join(f"<p>{line}</p>" for line in lines)
    sheet = weasyprint.CSS(string="@page { size: 150mm 90mm; margin: 5mm } p { font: 14pt/1.5 'Noto Serif CJK SC'; margin: 0 }" + css)
    with patched_layout(Report()):
        return weasyprint.HTML(string=f"<html lang='zh-Hans'><body>{html}</body></html>").render(stylesheets=[sheet])


def write(document: Any) -> bytes:
    return WholeLayout(document).write(Report())


def read_poppler(data: bytes, *options: str) -> str:
    return subprocess.run(["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def read_everywhere(data: bytes) -> dict[str, list[str]]:
    """The lines that readers see."""
    with pymupdf.open(stream=data) as document:
        seen = {"mupdf": document[0].get_text()}
    seen["pdfium"] = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()
    seen["poppler"], seen["poppler raw"] = read_poppler(data), read_poppler(data, "-raw")
    return {name: text.replace("\r", "").replace("\f", "").strip().split("\n") for name, text in seen.items()}


@pytest.mark.slow
@pytest.mark.parametrize("font", FONTS)
def test_gaps_and_squeezed_marks_are_no_spaces_and_line_ends(font: str) -> None:
    data = write(lay_out(LINES, f"p {{ font-family: '{font}' }}"))
    for name, lines in read_everywhere(data).items():
        assert lines == list(LINES), name


@pytest.mark.slow
@pytest.mark.parametrize("spacing", ["0.05em", "0.12em", "0.5em", "0.8em"])
def test_spaced_titles_are_read_as_words(spacing: str) -> None:
    data = write(lay_out(("基层治理创新", "Title 2026"), f"p {{ letter-spacing: {spacing} }}"))
    for name, lines in read_everywhere(data).items():
        assert lines == ["基层治理创新", "Title 2026"], name


@pytest.mark.slow
@pytest.mark.parametrize("width", [54, 62, 70, 94, 104])
def test_spaces_of_justified_lines_are_kept_in_front_of_another_font(width: int) -> None:
    """PDFium leaves out a space that is a text of its own, as behind a wider glyph, and guesses it from the gap."""
    english = "The waits on the front and <i>one</i> more grow; change <i>stability</i> to some target <i>r</i> means waiting"
    css = f"p {{ text-align: justify; width: {width}mm }} i {{ font-family: 'Noto Sans CJK SC'; font-style: normal }}"
    data = write(lay_out((f"</p><p lang=en>{english} {english}",), css))
    plain = english.replace("<i>", "").replace("</i>", "")
    for name, lines in read_everywhere(data).items():
        assert " ".join(" ".join(lines).split()) == f"{plain} {plain}", name


@pytest.mark.slow
def test_boxes_in_a_line_are_apart_only_by_their_margins() -> None:
    lines = (
        "坚持<i>需求导向</i>，用<code>x=1</code>表示《<b>方案</b>》，增<b>55%</b>。",
        "<u>图1</u>一件小事<b>（办成</b>）了<sup>2</sup>",
    )
    css = "i, code { padding: 0 0.15em; font-style: normal } u { margin-right: 0.4em; text-decoration: none }"
    for name, seen in read_everywhere(write(lay_out(lines, css))).items():
        text = "\n".join(seen)
        assert "坚持需求导向，用x=1表示《方案》，增55%。" in text, name
        assert "图1 一件小事（办成）了" in text, name


@pytest.mark.slow
@pytest.mark.parametrize("padding", ["0.02em", "0.05em", "0.09em", "0.26em"])
def test_texts_of_different_size_touch(padding: str) -> None:
    css = f"code {{ font-size: 0.85em; padding: 0 {padding} }}"
    for name, lines in read_everywhere(write(lay_out(("调用<code>read_table</code>读取全文",), css))).items():
        assert lines == ["调用read_table读取全文"], name


@pytest.mark.slow
def test_two_spaces_of_code_are_no_gap_between_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("x = f(20)  # 一 二 三 四 五 六", "y = g(x)  # 七 八", "    z  =  1  # 九")
    css = "p { white-space: pre; font-family: 'Noto Sans Mono CJK SC' }"
    data = write(lay_out(lines, css))
    seen = read_everywhere(data)
    assert seen["mupdf"] == list(lines)
    for name, shown in seen.items():
        assert [" ".join(line.split()) for line in shown] == [" ".join(line.split()) for line in lines], name
    monkeypatch.setattr(spaced_glyphs, "find_wide_space", lambda _fonts: "")
    plain = write(lay_out(lines, css))
    assert draw(plain) == draw(data)
    assert "f(20)\n\n# 一" in read_poppler(plain)  # otherwise it need not be done


def draw(data: bytes) -> bytes:
    with pymupdf.open(stream=data) as document:
        drawn: bytes = document[0].get_pixmap(dpi=200).samples
        return drawn


@pytest.mark.parametrize("mark", [".", ",", ":", "!", "i"])
def test_a_raised_character_is_in_the_line_of_the_narrow_one_behind_it(mark: str) -> None:
    """PDFium begins a line where the baseline falls by more than three quarters of the wider glyph."""
    css = "p { font: 17pt/1.6 'Noto Serif CJK SC' } sup { font-size: 0.66em; vertical-align: 0.5em; line-height: 0 }"
    data = write(lay_out((f"于2025<sup>3</sup>{mark} Next",), css))
    for name, lines in read_everywhere(data).items():
        assert "".join(lines).replace(" ", "") == f"于20253{mark}Next", name
        assert len(lines) == 1 or name == "poppler raw", name  # which begins a line at any raised narrow character


@pytest.mark.slow
def test_a_note_call_touches_its_word() -> None:
    whole = page("# 甲\n\n一件小事怎样办成[^1]，又怎样办得长久。\n\n[^1]: 来源。\n", "print")
    data = book_layout.write_rendered(whole, Report()).data
    assert "办成1" in read_poppler(data)


@pytest.mark.slow
@pytest.mark.parametrize("font", FONTS[::2])
@pytest.mark.parametrize(
    "lines", [("2026年11月，《行动方案》，ABC一",), ("2026年11月\U0010ffff（A）。”",), ("“甲” ‘丙’", "\U0010ffff乙"), DOTS]
)
def test_nothing_is_drawn_otherwise(lines: tuple[str, ...], font: str) -> None:
    """In two examples there is a character that no font has, so that the subsets of their fonts are the engine's."""
    sheet = f"p {{ font-family: '{font}' }}"
    data = write(lay_out(lines, sheet))
    with plain_advances():
        plain = write(lay_out(lines, sheet))
    assert data != plain
    _, most = ImageChops.difference(draw_grey(data), draw_grey(plain)).getextrema()
    assert most < ROUNDED


def draw_grey(data: bytes) -> Image.Image:
    with pymupdf.open(stream=data) as document:
        drawn = document[0].get_pixmap(dpi=200, colorspace="gray")
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


@pytest.mark.slow
def test_advances_of_the_dictionary_are_those_of_the_font() -> None:
    data = write(lay_out(LINES[:2], "p:last-child { font-family: 'AR PL KaitiM GB' }"))
    with pikepdf.open(io.BytesIO(data)) as document:
        found = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/W" in thing]
        assert len(found) == 2
        for font in found:
            descriptor = font.FontDescriptor
            embedded = descriptor.get("/FontFile3") or descriptor.FontFile2
            cut = TTFont(io.BytesIO(embedded.read_bytes()))
            names, metrics, scale = cut.getGlyphOrder(), cut["hmtx"], 1000 / cut["head"].unitsPerEm
            for first, widths in zip(font.W[::2], font.W[1::2], strict=True):
                for glyph, width in enumerate(widths, int(first)):
                    assert abs(float(width) - metrics[names[glyph]][0] * scale) <= 1


@pytest.mark.slow
@law(60)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(-900, 900)), min_size=1, max_size=6))
def test_glyphs_stay_at_their_places(runs: list[tuple[int, int]]) -> None:
    text = "".join(f"<{'0001' * count}>{-gap or ''}" for count, gap in runs)
    stream = FakeStream()
    spaced_glyphs.show_text(stream, text)
    assert stream.places == [
        sum(count * 1000 + gap for count, gap in runs[:n]) + k * 1000 for n, (count, _) in enumerate(runs) for k in range(count)
    ]
    assert all(WIDEST_LAST_GAP - STEP <= gap <= WIDEST_GAP for gap in stream.gaps)
    assert stream.gaps[-1] <= WIDEST_LAST_GAP
    assert stream._current_font == ("F", 10)


@pytest.mark.slow
@pytest.mark.parametrize("font", FONTS)
def test_the_space_before_a_mark_that_gives_up_its_left_half_is_seen(font: str) -> None:
    data = write(lay_out(DOTS, f"p {{ font-family: '{font}' }}"))
    for name, lines in read_everywhere(data).items():
        assert lines == list(DOTS), name


@pytest.mark.parametrize(("text", "places", "narrowed"), [
    ("<00010002>500<0003>-500<0001>", [0, 1000, 750, 2250], [0]),
    ("<00010002>224<0003><0001>", [0, 1000, 1026, 2026], [-1]),
    ("500<0003>500<0001>", [-500, 0], [-4]),
    ("500<0003><0001>", [-500, 500], [-2]),
    ("<00010002>50<0003>", [0, 1000, 1200], []),
    ("<00010002>500<0001>", [0, 1000, 750], []),
])  # fmt: skip
def test_a_mark_that_gives_up_its_left_half_begins_where_it_is_drawn(text: str, places: list[int], narrowed: list[int]) -> None:
    stream = FakeStream()
    spaced_glyphs.show_text(stream, text)
    assert stream.places == places
    assert [font.variant.steps for font in stream._fonts.values() if font.variant.shift] == narrowed
    with plain_advances():
        plain = FakeStream()
        spaced_glyphs.show_text(plain, text)
    assert (plain.places, len(plain._fonts)) == (places, 1)


@pytest.mark.parametrize("variant", [Variant(2), Variant(-1), Variant(-4, -2), Variant(0, -2)])
def test_the_name_of_a_font_tells_the_variant(variant: Variant) -> None:
    assert split_name(format_name("F", variant)) == ("F", variant)
    assert split_name("F") == ("F", PLAIN)


@pytest.mark.slow
@pytest.mark.parametrize("font", FONTS)
def test_an_opening_mark_at_a_line_start_is_apart_from_what_is_before_it(font: str) -> None:
    """The number of an item, and the words of another cell, whose gap the blank half of the mark would cover."""
    row = "<table><tr><td>lization<td>“民有所呼<td>（丙<td>“‘丁’”</table><ol><li>《行动》</ol>"
    css = f"body {{ font: 14pt/1.5 '{font}' }} table {{ border-spacing: 0 }} td {{ padding: 0 0.3em }}"
    for name, lines in read_everywhere(write(lay_out((row,), css))).items():
        assert " ".join(lines).split() == ["lization", "“民有所呼", "（丙", "“‘丁’”", "1.", "《行动》"], name


def test_plain_advances_leave_gaps_to_adjustments() -> None:
    stream = FakeStream()
    with plain_advances():
        spaced_glyphs.show_text(stream, "<0001>-250<0001>")
    assert (stream.places, stream.gaps) == ([0, 1250], [250, 0])
    spaced_glyphs.show_text(stream, "<0001>-250<0001>")
    assert max(stream.gaps[2:]) <= WIDEST_GAP


class FakeFont:
    """A font with a glyph that is an em wide, a space, and an opening mark."""

    hash, variant, can_be_spaced, has_only_outlines, space = "F", PLAIN, True, True, ""

    def __init__(self) -> None:
        self.widths, self.to_unicode, self.missing = {1: 1000, 2: 250, 3: 1000}, {1: "x", 2: " ", 3: "“"}, dict[int, int]()

    def find_ligatures(self) -> dict[str, str]:
        return {}


class FakeStream:
    """A stream that records the places of glyphs, and the gaps behind their advances."""

    def __init__(self) -> None:
        self._fonts: dict[Any, Any] = {0: FakeFont()}
        self._current_font = ("F", 10)
        self.stream = self
        self.places: list[int] = []
        self.gaps: list[int] = []
        self.x = 0

    def set_font_size(self, name: str, size: int) -> None:
        self._current_font = (name, size)

    def append(self, operator: bytes) -> None:
        font = next(one for one in self._fonts.values() if one.hash == self._current_font[0])
        text = operator.decode()
        if lead := re.match(r"\[([-.0-9]+)", text):
            self.x -= round(float(lead[1]))
        for match in spaced_glyphs.STRING.finditer(text):
            for at in range(0, len(match[1]), 4):
                self.places.append(self.x + font.variant.shift * STEP)
                self.x += font.widths[int(match[1][at : at + 4], 16)]
            gap = -int(float(match[2])) if match[2] else 0
            self.gaps.append(gap)
            self.x += gap


LIGATURES = "The office filters fluff: first, shift"


@pytest.mark.slow
@pytest.mark.parametrize("line", [LIGATURES, "居民——“主人”，说了——算", "他说——"])
def test_each_character_of_a_ligature_has_a_code_and_a_place(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    css = f"p {{ font-family: '{'Linux Libertine O' if line.isascii() else 'Noto Sans CJK SC'}' }}"
    data = write(lay_out((line,), css))
    for name, lines in read_everywhere(data).items():
        assert lines == [line], name
    with pymupdf.open(stream=data) as whole, pikepdf.open(io.BytesIO(data)) as file:
        fonts = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing]
        maps = [read_to_unicode(font.ToUnicode.read_bytes()) for font in fonts]
        assert [text for one in maps for text in one.values() if len(text) != 1] == []
        characters = [char for span in whole[0].get_texttrace() for char in span["chars"]]
        assert "".join(chr(char[0]) for char in characters) == line
        starts = [char[2][0] for char in characters]
        assert starts == sorted(set(starts))
        drawn = whole[0].get_pixmap(dpi=200).samples
    monkeypatch.setattr(font_subsets, "is_divisible", lambda _text: False)
    with pymupdf.open(stream=write(lay_out((line,), css))) as whole:
        assert whole[0].get_pixmap(dpi=200).samples == drawn


@pytest.mark.parametrize(("text", "expected"), [("fi", True), ("——", True), ("f", False), ("e\u0301", False), ("葛\U000e0100", False)])
def test_text_of_a_glyph_is_divided_unless_it_is_one_sign(text: str, *, expected: bool) -> None:
    assert spaced_glyphs.is_divisible(text) == expected
