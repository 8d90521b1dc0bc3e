"""What is drawn as a whole of a text, and the order of words that are read from right to left."""

import sys

import pytest
from fontTools.unicodedata import script
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.copies.glyph_outlines import GlyphPen
from jiangyi.copies.text_units import PLAIN, WORDLESS, order_visually, split_clusters, split_units
from tests.law import law

ARABIC, HEBREW, HINDI, THAI = "محمد", "שלום", "नमस्ते", "กมลชนก"
TEXTS = st.text(
    st.sampled_from([*f"{ARABIC}{HEBREW}{HINDI}{THAI} ab张三·-1𠮷葛가", "\u0301", "\u200d", "\u200c", "\U000e0100", "\u1161"]), max_size=30
)


@pytest.mark.slow
@law(60)
@given(st.one_of(TEXTS, st.text(max_size=60)))
def test_units_are_the_text_and_no_cluster_is_divided(text: str) -> None:
    clusters, units = split_clusters(text), split_units(text)
    assert "".join(clusters) == "".join(units) == text
    ends = {sum(map(len, clusters[:count])) for count in range(len(clusters) + 1)}
    assert {sum(map(len, units[:count])) for count in range(len(units) + 1)} <= ends


@pytest.mark.slow
def test_plain_characters_are_units() -> None:
    plain = "".join(PLAIN.findall("".join(map(chr, range(sys.maxunicode + 1)))))
    assert split_clusters(plain) == [*plain]
    assert set(map(script, plain)) <= {*WORDLESS, "Latn"}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (f"张{ARABIC} {HEBREW}1", ["张", ARABIC, " ", HEBREW, "1"]),
        ("Nguyễn 阮", ["Nguyễn", " ", "阮"]),
        (f"{HINDI}·{THAI}", [HINDI, "·", THAI]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("محـمد", ["محـمد"]),
        ("e\u0301葛\U000e0100\u1100\u1161\u11a8", ["e\u0301", "葛\U000e0100", "\u1100\u1161\u11a8"]),
    ],
)
def test_words_of_joined_letters_are_units(text: str, units: list[str]) -> None:
    assert split_units(text) == units


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("a R R b", [0, 1, 4, 3, 2, 5, 6]),
        ("R·R 7 R", [2, 1, 0, 3, 4, 5, 6]),
        ("R 张 R", [0, 1, 2, 3, 4]),
        ("R ", [0, 1]),
        ("", []),
    ],
)
def test_words_from_right_to_left_are_reversed(line: str, order: list[int]) -> None:
    assert order_visually([(unit, unit == "R") for unit in line]) == order


def test_letters_are_joined_and_marks_are_placed() -> None:
    pen = GlyphPen(["DejaVu Sans"])
    (word,) = pen.draw(ARABIC)
    assert [letter.text for letter in word.letters] == [*reversed(ARABIC)]
    assert word.width != sum(glyph.width for letter in ARABIC for glyph in pen.draw(letter))
    assert pen.list_missing(f"{ARABIC} x\u0323\u030a {HEBREW}") == ()
    (marked,), (bare,) = pen.draw("x\u0323"), pen.draw("x")
    assert marked.width == bare.width
    assert marked.path.startswith(bare.path)
    assert len(marked.path) > len(bare.path)


@pytest.mark.slow
def test_a_font_whose_marks_are_beside_their_letters_is_not_used() -> None:
    chinese, western = (GlyphPen([family]).draw("x\u030c")[0] for family in ("Noto Sans CJK SC", "DejaVu Sans"))
    x = GlyphPen(["DejaVu Sans"]).draw("x")[0]
    assert not chinese.path.startswith(GlyphPen(["Noto Sans CJK SC"]).draw("x")[0].path)
    assert western.path.startswith(x.path)


def test_a_joiner_hides_no_letter() -> None:
    (joined,), (bare,) = GlyphPen(["DejaVu Sans"]).draw("\u200dx"), GlyphPen(["DejaVu Sans"]).draw("x")
    assert joined.path == bare.path


def test_a_word_that_no_font_has_as_a_whole_is_drawn_by_clusters() -> None:
    assert GlyphPen(["DejaVu Sans"]).list_missing("\u0628\U000effff\u0628") == ("\U000effff",)
