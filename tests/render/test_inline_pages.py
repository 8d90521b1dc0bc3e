"""Readings, emphasis dots, blanks, underlined names and bullets on the page, measured in a PDF."""

from itertools import pairwise

import pymupdf
import pytest

from tests.support import page, pdf_of
from tests.typeset.page import EM, Glyph, Line, lines

pytestmark = pytest.mark.slow


def words(data: bytes, size: float = EM) -> list[list[float]]:
    """The ranges of letters of another size than the text, joined where they touch."""
    small = [g for line in lines(data) for g in line.glyphs if g.size < 0.6 * size]
    found: list[list[float]] = []
    for glyph in small:
        if found and glyph.x - found[-1][1] < 0.2:
            found[-1][1] = glyph.x + glyph.advance
        else:
            found.append([glyph.x, glyph.x + glyph.advance])
    return found


def glyphs_of(data: bytes, characters: str) -> list[Glyph]:
    return [g for line in lines(data) for g in line.glyphs if g.character in characters and g.size > 0.6 * EM]


@pytest.mark.parametrize(
    ("base", "reading"), [("北京大学", "běijīngdàxué"), ("花儿", "huār"), ("汉", "hàn"), ("装", "zhuāng"), ("一览众山小", "a")]
)
def test_a_reading_is_centred_above_its_characters(base: str, reading: str) -> None:
    data = pdf_of(f"# 题\n\n读音如{{{base}|{reading}}}，以下略。\n")
    characters = glyphs_of(data, base)
    ((start, end),) = words(data)
    assert (start + end) / 2 == pytest.approx((characters[0].x + characters[-1].x + characters[-1].advance) / 2, abs=0.05 * EM)


def test_adjacent_readings_are_a_quarter_em_apart() -> None:
    data = pdf_of("# 题\n\n读作{装|zhuāng}{窗|chuāng}{双|shuāng}{床|chuáng}，又作{妈妈|mma mma}{长双|zhǎng shuāng}。\n")
    gaps = [b[0] - a[1] for a, b in pairwise(words(data))]
    assert len(gaps) == 7
    assert min(gaps) > 0.2 * EM


def test_zhuyin_stands_at_the_right_from_top_to_bottom() -> None:
    data = pdf_of("# 题\n\n读作{床|ㄔㄨㄤˊ}和{爸|˙ㄅㄚ}。\n")
    with pymupdf.open(stream=data) as document:
        spans = [
            (c["c"], *c["origin"], span["size"])
            for block in document[0].get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for c in span["chars"]
        ]
    place = {character: (x, y) for character, x, y, _ in spans}
    assert place["ㄔ"][0] == place["ㄨ"][0] == place["ㄤ"][0] > place["床"][0] + EM
    assert place["ㄔ"][1] < place["ㄨ"][1] < place["ㄤ"][1]
    assert place["ˊ"][0] > place["ㄤ"][0]
    assert place["˙"][1] < place["ㄅ"][1] < place["ㄚ"][1]
    assert abs((place["ㄔ"][1] + place["ㄤ"][1]) / 2 - place["床"][1]) < 0.5 * EM
    assert any('class="zhuyin"' in file.html for file in page("# 题\n\n读作{床|ㄔㄨㄤˊ}。\n", "epub").documents)


ZOOM = 6
TEXT = "这里的{春风又绿江南岸，明月何时照我还|.}一句写得好，English word，我们学习古代诗歌时要注意其中的每一个动词的含义。"


@pytest.fixture(scope="module")
def dotted() -> tuple[bytes, Line, Line]:
    """A page with a line that has dots and the same line without."""
    data = pdf_of(f"# 题\n\n{TEXT}\n\n{TEXT.replace('{', '').replace('|.}', '')}\n")
    above, below = (line for line in lines(data) if "春风又绿" in line.text)
    return data, above, below


def test_dots_change_neither_sizes_nor_places(dotted: tuple[bytes, Line, Line]) -> None:
    _, above, below = dotted
    assert above.text == below.text
    assert [g.size for g in above.glyphs] == [g.size for g in below.glyphs]
    assert [g.x for g in above.glyphs] == pytest.approx([g.x for g in below.glyphs], abs=0.05)


def test_a_dot_stands_below_the_middle_of_each_character(dotted: tuple[bytes, Line, Line]) -> None:
    data, line, _ = dotted
    with pymupdf.open(stream=data) as document:
        clip = pymupdf.Rect(0, line.glyphs[0].y + 0.2 * EM, 590, line.glyphs[0].y + 0.38 * EM)
        picture = document[0].get_pixmap(matrix=pymupdf.Matrix(ZOOM, ZOOM), clip=clip, colorspace=pymupdf.csGRAY)
    rows = [picture.samples[k : k + picture.width] for k in range(0, len(picture.samples), picture.width)]
    darkest = [min(column) for column in zip(*rows, strict=True)]
    dark = [x for x, value in enumerate(darkest) if value < 96]
    edges = [x for x in dark if x - 1 not in dark], [x for x in dark if x + 1 not in dark]
    middles = [(a + b + 1) / 2 / ZOOM for a, b in zip(*edges, strict=True) if (b - a) / ZOOM < 0.3 * EM]
    phrase = line.glyphs[line.text.index("春") : line.text.index("还") + 1]
    wanted = [g.x + g.advance / 2 for g in phrase if g.character != "，"]
    assert max(min(abs(x - middle) for middle in middles) for x in wanted) < 0.06 * EM
    comma = next(g for g in phrase if g.character == "，")
    assert min(abs(comma.x + comma.advance / 2 - middle) for middle in middles) > 0.4 * EM


def test_each_character_has_a_dot_and_no_mark_has_one() -> None:
    markup = page("# 题\n\n{春风，又绿 A1。|.}\n", "print").documents[0].html
    assert markup.count('<span class="dotted">') == len("春风又绿A1")
    assert "dotted" not in page("# 题\n\n{春风|.}\n", "epub").documents[0].html


def test_adjacent_blanks_are_apart() -> None:
    data = pdf_of("# 题\n\n填入{{甲乙}}{{丙丁}}两空。\n")
    with pymupdf.open(stream=data) as document:
        rules = sorted(
            (d["rect"].x0, d["rect"].x1) for d in document[0].get_drawings() if 20 < d["rect"].width < 40 and d["rect"].height < 20
        )
    (_, end), (start, _) = rules
    assert start - end > 0.2 * EM


def test_bullets_are_clear_and_the_text_of_lists_is_whole_em_in() -> None:
    data = pdf_of("# 题\n\n前文\n\n- 甲\n  - 乙\n    - 丙\n")
    found = {g.character: g for line in lines(data) for g in line.glyphs}
    assert min(found[bullet].size for bullet in "●○■") > 0.35 * EM
    assert found["甲"].x == pytest.approx(found["前"].x, abs=0.05)  # both two em from the edge
    assert found["乙"].x - found["甲"].x == pytest.approx(2 * EM, abs=0.05)


@pytest.mark.parametrize("first", ["汉字", "word", "123", "“引", "$a+b$"])
def test_footnotes_hang_on_their_numbers(first: str) -> None:
    note = f"{first}{'注文很长' * 20}"
    data = pdf_of(f"# 题\n\n正文^[{note}]。\n")
    with pymupdf.open(stream=data) as document:
        spans = [
            (round(c["origin"][0], 1), round(c["origin"][1]), c["c"])
            for block in document[0].get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for c in span["chars"]
            if c["c"].strip() and abs(span["size"] - 9) < 0.1 and line["bbox"][1] > 600
        ]
    rows = {y: sorted((x, c) for x, row, c in spans if row == y) for _, y, _ in spans if len([1 for _, row, _ in spans if row == y]) > 9}
    above, below = (rows[y] for y in sorted(rows)[:2])
    assert above[0][1] == "1"
    shift = 4.5 if first[0] == "“" else 0  # the blank of the mark is trimmed
    assert above[1][0] + shift == pytest.approx(below[0][0], abs=0.3) or "$" in first


@pytest.mark.parametrize("words", ["汉字", "5 个", "word"])
def test_options_begin_at_the_same_place_whatever_they_begin_with(words: str) -> None:
    data = pdf_of(f"# 题\n\n::: exercise\n问题？\n\nA. 甲乙\n\nB. {words}很长很长很长很长很长很长很长很长很长很长很长\n\n答案：A\n:::\n")
    found = {g.character: g.x for line in lines(data) for g in line.glyphs}
    assert found["甲"] == pytest.approx(found[words[0]], abs=0.6)
