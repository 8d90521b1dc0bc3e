"""The text of formulas in a PDF: it is found where they are drawn, in a line with the text around it, and once."""

import io

import pikepdf
import pymupdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation import write_formula_text
from jiangyi.writers.pdf import formula_font
from tests.law import law
from tests.notation.test_linear_text import terms
from tests.support import pdf_of

pytestmark = pytest.mark.slow

SOURCE = r"""# 例

设$x^2$为平方，前后 $\frac{186-120}{120}=55\%$ 的字。

增长率$r=\frac{\text{现期}-\text{基期}}{\text{基期}}\times100\%$比上年，**粗$\sqrt{2}$字**。

$$\sum_{i=1}^n \frac{1}{i}=\sqrt{2}+\text{增长率}$$
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_of(SOURCE)


def read(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf) as document:
        return "".join(page.get_text() for page in document)


def test_a_paragraph_with_formulas_is_read_through(pdf: bytes) -> None:
    text = read(pdf).replace("\n", "")
    assert "设x²为平方，前后 (186−120)/120=55% 的字。" in text
    assert "增长率r=(现期−基期)/基期×100%比上年，粗√2字。" in text
    assert "∑_(i=1)^n 1/i=√2+增长率" in text


def test_han_characters_of_a_formula_are_there_once(pdf: bytes) -> None:
    assert (read(pdf).count("基期"), read(pdf).count("增长率")) == (2, 2)


def test_a_formula_is_found_where_it_is_drawn(pdf: bytes) -> None:
    with pymupdf.open(stream=pdf) as document:
        page = document[0]
        (found,) = page.search_for("∑_(i=1)^n 1/i=√2+增长率")
        drawn = [one["rect"] for one in page.get_drawings() if one["rect"].intersects(found) and one["rect"].height < 4 * found.height]
    left, right = min(rect.x0 for rect in drawn), max(rect.x1 for rect in drawn)
    assert (left, right) == pytest.approx((found.x0, found.x1), abs=2)


def test_the_font_is_embedded_with_the_widths_that_the_file_says(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        font = document.pages[0].Resources.Font[f"/{formula_font.NAME}"]
        descendant = font.DescendantFonts[0]
        program = TTFont(io.BytesIO(descendant.FontDescriptor.FontFile2.read_bytes()))
        advances = [advance for advance, _ in program["hmtx"].metrics.values()]
        glyphs = descendant.CIDToGIDMap.read_bytes()
        ranges = [*zip(*[iter(map(int, descendant.W))] * 3, strict=True)]
        widths = {code: width for first, last, width in ranges for code in range(first, last + 1)}
        assert all(advances[glyph] == widths.get(code, int(descendant.DW)) for code, glyph in enumerate(glyphs[1::2]))
        assert len(glyphs) == 2 * (formula_font.LAST + 1)
        streams = (font.ToUnicode, descendant.CIDToGIDMap, descendant.FontDescriptor.FontFile2)
        assert sum(len(stream.read_raw_bytes()) for stream in streams) < 1500


def test_titles_and_bookmarks_have_the_text_of_formulas() -> None:
    with pymupdf.open(stream=pdf_of("# 求 $\\frac12$\n\n## 与 $x^2$\n\n文。\n")) as document:
        assert document.metadata["title"] == "求 1/2"
        assert [title for _, title, _ in document.get_toc()] == ["求 1/2", "一、与 x²"]


def test_no_formula_no_font() -> None:
    with pikepdf.open(io.BytesIO(pdf_of("# 例\n\n没有公式。\n"))) as document:
        assert f"/{formula_font.NAME}" not in document.pages[0].Resources.Font


def test_fonts_hold_no_glyph_that_is_an_outline() -> None:
    """A character that only formulas have is in no font of the text."""
    with pikepdf.open(io.BytesIO(pdf_of("# 例\n\n甲$\\text{龘}=1$乙\n"))) as document:
        maps = [font.ToUnicode.read_bytes() for name, font in document.pages[0].Resources.Font.items() if formula_font.NAME not in name]
    assert maps and not any(b"9f98" in one.lower() for one in maps)


def test_an_outline_is_in_the_file_once() -> None:
    """However often a character is in formulas, of any size, on any page."""
    formulas = "$$\\frac{\\text{期基期}}{2}$$\n\n$x_{\\text{基}}$\n\n"
    with pikepdf.open(io.BytesIO(pdf_of(f"# 例\n\n{formulas * 30}"))) as document:
        shapes = {form.objgen: form for page in document.pages for form in page.Resources.get("/XObject", {}).values()}
        drawn = [one for page in document.pages for one in pikepdf.parse_content_stream(page) if str(one.operator) == "Do"]
        boxes = [[float(edge) for edge in form.BBox] for form in shapes.values()]
    assert (len(shapes), len(drawn)) == (2, 4 * 30)
    assert all(left < right and bottom < top for left, bottom, right, top in boxes)


@law(6, shrinks=False)
@given(st.lists(terms(), min_size=4, max_size=4))
def test_the_text_of_any_formula_is_there(formulas: list[str]) -> None:
    text = read(pdf_of("# 例\n\n" + "\n\n".join(f"甲${tex}$乙" for tex in formulas) + "\n")).replace("\n", "")
    for tex in formulas:
        assert f"甲{write_formula_text(tex)}乙" in text, tex


def test_combining_marks_are_read_at_their_letter() -> None:
    """MuPDF and pdf.js give them no width."""
    assert "率r̄=ⁿ√(B/A)−1。" in read(pdf_of("率$\\bar{r}=\\sqrt[n]{\\frac{B}{A}}-1$。\n"))
