"""E-books with formulas have the characters of their formulas in a math font, which reading systems may lack."""

import io
import zipfile
from pathlib import Path

from fontTools.ttLib import TTFont

from jiangyi.render.font_embedding import FORMULA_FONT_NAME, embed_formula_font, to_italic
from tests.support import invoke


def test_a_book_with_formulas_embeds_their_font(workspace: Path) -> None:
    (workspace / "content" / "a.md").write_text("# 一\n\n年均增长率 $\\sqrt[n]{\\frac{B}{A}}-1$，其中 $\\alpha>0$。\n", "utf-8")
    (workspace / "content" / "b.md").write_text("# 二\n\n没有公式。\n", "utf-8")
    assert invoke("build", "--to", "epub", "--workspace", workspace).returncode == 0
    with zipfile.ZipFile(workspace / "output" / "a.epub") as archive:
        font = TTFont(io.BytesIO(archive.read(f"EPUB/{FORMULA_FONT_NAME}")))
        css = archive.read("EPUB/style.css").decode()
        assert b'media-type="font/ttf"' in archive.read("EPUB/content.opf")
    assert "MATH" in font
    assert set(map(ord, "BAn√−1>0αℎ𝐵𝐴𝑛𝛼")) - {0x210E} <= set(font.getBestCmap())
    assert len(font.getGlyphOrder()) < 700
    assert css.startswith('@font-face { font-family: "jiangyi-math"')
    assert 'math { font-family: "jiangyi-math"' in css
    with zipfile.ZipFile(workspace / "output" / "b.epub") as archive:
        assert not any("fonts/" in name for name in archive.namelist())


def test_variables_are_drawn_in_italics() -> None:
    """The letters of MathML Core, appendix C."""
    assert "".join(map(to_italic, "AZazhΑΩαω1+")) == "𝐴𝑍𝑎𝑧ℎ𝛢𝛺𝛼𝜔1+"


def test_no_formula_no_font() -> None:
    assert embed_formula_font(["<p>1+1</p>", ""]) is None
