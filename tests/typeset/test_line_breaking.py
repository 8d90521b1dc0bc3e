"""Properties of line breaking and justification on invented metrics, without a layout engine."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.typeset.characters import CharClass
from jiangyi.typeset.line_breaking import TORN, TORN_ADDRESS, Measure, _greedy, choose_breaks, justify, max_content_width, min_content_width
from jiangyi.typeset.spacing import ParagraphMetrics
from jiangyi.typeset.unbreakable import NEVER
from tests.law import law
from tests.typeset.page import EM
from tests.typeset.test_spacing import material

TEXT = st.text(st.sampled_from("汉字治理基层，。、；“”《》（）—…A12 %ab"), min_size=1, max_size=160)


def measure(em: float, *, justified: bool = True, even: bool = False) -> Measure:
    return Measure((em - 2) * EM, em * EM, justified, even)


def lines(m: ParagraphMetrics, wanted: Measure) -> list[tuple[int, int]]:
    ends = choose_breaks(m, wanted, 0, len(m))
    return list(pairwise([0, *ends]))


@given(TEXT, st.integers(8, 42))
@law(100)
def test_every_segment_is_in_one_line(text: str, em: int) -> None:
    m = material(text)
    found = lines(m, measure(em))
    assert [k for a, b in found for k in range(a, b)] == list(range(len(m)))


@given(TEXT, st.integers(8, 42), st.booleans())
@law(100)
def test_no_line_is_wider_than_its_measure(text: str, em: int, justified: bool) -> None:
    m, wanted = material(text), measure(em, justified=justified)
    for number, (a, b) in enumerate(lines(m, wanted)):
        width = wanted.rest if number else wanted.first
        places = justify(m, a, b, width, fill=justified)
        assert places[-1] <= width + 1e-6 or b - a == 1 or min_content_width(m, a, b) > width


@given(TEXT, st.integers(8, 42))
@law(100)
def test_unbreakable_sequences_are_broken_only_if_wider_than_a_line(text: str, em: int) -> None:
    m, wanted = material(text), measure(em)
    if min_content_width(m, 0, len(m)) <= wanted.first:
        assert all(m.cost[b - 1] < NEVER for _, b in lines(m, wanted)[:-1])


@given(TEXT, st.integers(8, 42))
@law(100)
def test_a_filled_line_is_flush_unless_its_gaps_would_be_too_wide(text: str, em: int) -> None:
    m, wanted = material(text), measure(em)
    found = lines(m, wanted)
    for number, (a, b) in enumerate(found[:-1]):
        width = wanted.rest if number else wanted.first
        spare = width - max_content_width(m, a, b)
        room = m.stretch_sum[b - 1] - m.stretch_sum[a]
        torn = spare > 0 and (not room or spare / room > TORN)
        assert torn or justify(m, a, b, width, fill=True)[-1] == pytest.approx(width, abs=1e-6)


def test_pieces_keep_their_order_and_their_ink() -> None:
    m = material("“一刀切”，到2025年——")
    for width in (4 * EM, 6.8 * EM, 12 * EM):
        places = justify(m, 0, len(m), width, fill=True)
        assert all(b - a >= ink - 1e-9 for a, b, ink in zip(places, places[1:], m.ink, strict=False))


@pytest.mark.parametrize("spare", [0.5, 1, 2, 3, 4])
def test_word_spaces_of_a_loose_line_are_half_an_em_at_most(spare: float) -> None:
    m = material("我们学习 machine learning 和 deep learning 的方法")
    width = max_content_width(m, 0, len(m)) + spare * EM
    places = justify(m, 0, len(m), width, fill=True)
    assert places[-1] == pytest.approx(width)
    gaps = [(b - a - ink) / EM for a, b, ink in zip(places, places[1:], m.ink, strict=False)]
    assert max(gap for gap, kind in zip(gaps, m.kinds, strict=False) if kind is CharClass.SPACE) <= 0.5 + 1e-9
    assert all(b >= a - 1e-9 for a, b in pairwise(places))


def test_word_spaces_open_further_where_a_line_has_nothing_else() -> None:
    m = material("one two three")
    width = max_content_width(m, 0, len(m)) + 0.9 * EM
    assert justify(m, 0, len(m), width, fill=True)[-1] == pytest.approx(width)


def worst(m: ParagraphMetrics, found: list[tuple[int, int]], width: float) -> float:
    """By how many em a gap opens in the loosest line other than the last."""
    return max(
        ((width - max_content_width(m, a, b)) / (m.stretch_sum[b - 1] - m.stretch_sum[a] or 0.01) for a, b in found[:-1]), default=0.0
    )


@pytest.mark.parametrize("em", range(16, 30))
def test_the_loosest_line_is_not_looser_than_when_lines_are_filled_one_by_one(em: int) -> None:
    text = "基层治理的重心下移一寸群众的满意度Internationalization就上升一分这是很多地方Communication的经验之谈也是群众的心声" * 2
    m, width = material(text), em * EM
    greedy = list(pairwise([0, *_greedy(m, Measure(width, width, True), 0, len(m))]))
    assert worst(m, lines(m, Measure(width, width, True)), width) <= worst(m, greedy, width) + 1e-9


@pytest.mark.parametrize("em", [11, 12, 13, 14, 15])
def test_no_last_line_of_one_character(em: int) -> None:
    for length in range(12, 60):
        m = material("治" * length + "。")
        a, b = lines(m, measure(em))[-1]
        assert b - a > 2 or len(lines(m, measure(em))) == 1


ADDRESSES = (
    "https://www.gov.cn/zhengce/zhengceku/202405/content_6950123.htm",
    "https://example.org/canteen/orders/policy/date/index.html?page=12&lang=chinese",
    "http://www.npc.gov.cn/npc/c2/c30834/202404/t20240426_436862.html",
)


@given(TEXT, st.sampled_from(ADDRESSES), st.integers(22, 42), st.booleans())
@law(60)
def test_no_word_of_an_address_is_torn(text: str, address: str, em: int, justified: bool) -> None:
    before = re.sub("[^汉字治理基层]", "", text)
    m = material(f"{before}见{address}（{address}），请看。")
    for _, end in lines(m, measure(em, justified=justified))[:-1]:
        torn = m.text[end - 1 : end + 1]
        assert not (torn.isascii() and torn.isalnum()), m.text[:end]


@pytest.mark.slow
@law(60)
@given(st.integers(1, 40), st.sampled_from(ADDRESSES), st.integers(22, 42))
def test_a_line_that_ends_at_an_address_is_not_spread(count: int, address: str, em: int) -> None:
    m, wanted = material(f"{'治' * count}见{address}（{address}），请看。"), measure(em)
    for number, (a, b) in enumerate(lines(m, wanted)[:-1]):
        if b - 1 in m.address_ends:
            natural = max_content_width(m, a, b) + m.ease_sum[b - 1] - m.ease_sum[a]
            room = m.stretch_sum[b - 1] - m.stretch_sum[a]
            places = justify(m, a, b, wanted.rest if number else wanted.first, fill=True)
            assert places[-1] <= natural + TORN_ADDRESS * room + 1e-6


def test_titles_are_balanced() -> None:
    m = material("治" * 24)
    (a, b), (c, d) = lines(m, Measure(20 * EM, 20 * EM, False, balanced=True, by_words=True))
    assert (b - a, d - c) == (12, 12)


def test_segments_wider_than_a_line_are_split() -> None:
    m = material("A" * 60)
    assert all(max_content_width(m, a, b) <= 10 * EM for a, b in lines(m, measure(10)))


def test_narrowest_and_widest() -> None:
    m = material("汉字Word，汉")
    assert min_content_width(m, 0, len(m)) == pytest.approx(4 * 0.5 * EM + 0.5 * EM)
    assert max_content_width(m, 0, len(m)) == pytest.approx((2 + 0.25 + 2 + 0.5 + 0.5 + 1) * EM)


@pytest.mark.parametrize("bracket", ["（　　）", "(  )", "（　　）。"])
def test_no_bracket_for_an_answer_begins_a_line(bracket: str) -> None:
    """Words of the question go with it, whatever the width of the line."""
    for words in ("下列做法中，能够降低社区食堂成本的有", "社区食堂既要讲公益，也要讲收支平衡。"):
        m = material(words + bracket)
        for em in range(13, 26):
            assert len(words) not in [begin for begin, _ in lines(m, measure(em))]
