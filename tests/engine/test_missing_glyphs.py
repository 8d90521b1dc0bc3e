"""Characters that no font has: boxes with their code points, also in headings, bookmarks, code and books of several parts."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from jiangyi.project import fonts
from jiangyi.project.box_font import NARROW, WIDE, build_box_font, family_of
from jiangyi.project.font_advice import FOR_CHARACTERS
from tests.support import invoke, pdf_text, strip_spaces

MISSING = "\U000e1234"
LONE = "\u0378"
"""Unassigned code points, which no font has."""


def test_box_has_the_digits_of_its_code_point() -> None:
    font = TTFont(BytesIO(build_box_font("\U0002a6d6\u0915", family_of(0x2A6D))))
    assert font["name"].getDebugName(1) == "Missing Character 2A6Dx"
    assert font.getBestCmap() == {0x2A6D6: "u2A6D6", 0x915: "u0915"}
    assert font["hmtx"]["u2A6D6"][0] == WIDE
    assert font["hmtx"]["u0915"][0] == NARROW
    drawn = {}
    for name in ("u2A6D6", "u0915", ".notdef"):
        pen = RecordingPen()
        font.getGlyphSet()[name].draw(pen)
        drawn[name] = sum(command == "closePath" for command, _ in pen.value)
    assert drawn[".notdef"] == 2, "the frame alone"
    assert drawn["u2A6D6"] > drawn["u0915"] > 20
    assert build_box_font("\u0915", "X a") == build_box_font("\u0915", "X a")


@pytest.fixture
def rare(workspace: Path) -> Path:
    content = workspace / "content"
    (content / "甲.md").write_text(f"# 标题{MISSING}\n\n## 节{LONE}\n\n正文{MISSING}和`代码{LONE}`。\n\n```\nx = {MISSING}\n```\n", "utf-8")
    (content / "乙.md").write_text(f"# 乙\n\n正文{LONE}。\n", "utf-8")
    (content / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [甲.md, 乙.md]\n", "utf-8")
    return workspace


@pytest.mark.slow
def test_boxes_are_printed_and_copied_as_their_characters(rare: Path) -> None:
    done = invoke("build", "--workspace", rare)
    assert done.returncode == 0, done.stderr
    assert "warning[glyph-missing]" in done.stderr
    assert "U+E1234" in done.stderr
    for name in ("甲", "合集"):
        path = rare / "output" / f"{name}.pdf"
        text = strip_spaces("".join(pdf_text(path)))
        assert text.count(MISSING) >= 3, name
        assert f"代码{LONE}" in text
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
            assert any("Missing" in name for name in names), names
            assert any(MISSING in entry.title for entry in walk_outline(outline.root)), name


def walk_outline(entries: list[pikepdf.OutlineItem]) -> list[pikepdf.OutlineItem]:
    return [one for entry in entries for one in (entry, *walk_outline(entry.children))]


EMOJI = (
    "\U0001f600",
    "\U0001f44d\U0001f3fd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1e8\U0001f1f3",
    "1\ufe0f\u20e3",
    "\u2764\ufe0f",
    "\u2705",
)
"""A face, a skin tone, a family joined by joiners, a flag, a keycap, a heart with a variation selector, and one below U+10000."""


@pytest.mark.slow
@pytest.mark.skipif(fonts.find_first(["Noto Color Emoji"]) is None, reason="the emoji font of the set-up is not installed")
def test_emoji_are_drawn_as_pictures_of_whole_sequences(workspace: Path) -> None:
    text = f"# 标题{EMOJI[0]}\n\n{'，'.join(EMOJI)}\n\n`{EMOJI[4]}`\n\n```\nx = '{EMOJI[3]}'\n```\n"
    (workspace / "content" / "甲.md").write_text(text, "utf-8")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 0
    assert "glyph-missing" not in done.stderr
    path = workspace / "output" / "甲.pdf"
    copied = strip_spaces("".join(pdf_text(path)))
    assert [one for one in EMOJI if one.replace("\ufe0f", "") not in copied.replace("\ufe0f", "")] == []
    with pikepdf.open(path) as pdf:
        drawn = [image for page in pdf.pages for image in page.Resources.XObject.values() if image.get("/Subtype") == "/Image"]
        pictures = {image.read_raw_bytes() for image in drawn}
        assert len(pictures) == len(EMOJI), "one picture for each sequence"


def test_strict_makes_them_errors(rare: Path) -> None:
    (rare / "content" / "甲.md").write_text(f"---\ntitle: 甲\nstrict: true\n---\n\n正文{MISSING}。\n", "utf-8")
    done = invoke("build", "--to", "pdf", "--workspace", rare)
    assert done.returncode == 1
    assert "error[glyph-required]" in done.stderr
    assert "warning[glyph-missing]" in done.stderr, "the other handout is not strict"
    assert {path.name for path in (rare / "output").glob("*.pdf")} == {"乙.pdf"}


def test_strict_book_makes_them_errors_in_all_handouts(rare: Path) -> None:
    with (rare / "content" / "book.yaml").open("a", encoding="utf-8") as file:
        file.write("strict: true\n")
    done = invoke("check", "--workspace", rare)
    assert done.returncode == 1
    assert "error[glyph-required]" in done.stderr
    assert "glyph-missing" not in done.stderr


def test_characters_of_a_line_are_reported_together(workspace: Path) -> None:
    (workspace / "content" / "甲.md").write_text("# 甲\n\n一\U0002f800二\U000e1235\U000e1236。\n", "utf-8")
    done = invoke("check", "--workspace", workspace)
    assert "(U+E1235 U+E1236)" in done.stderr


def test_table_of_advice_is_in_order() -> None:
    blocks = [(start, end) for start, end, _ in FOR_CHARACTERS if start != end]
    assert all(start < end for start, end in blocks)
    assert all(end < start for (_, end), (start, _) in pairwise(blocks))
