"""The gaps between neighbouring characters by the tables of rules, without a layout engine."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.typeset.characters import MARKS_BY_REGION, CharClass, classify, select_region
from jiangyi.typeset.gap_rules import RULES
from jiangyi.typeset.spacing import AUTOSPACE, InlineRun, ParagraphMetrics, measure_paragraph
from jiangyi.typeset.unbreakable import BAD, NEVER
from tests.typeset.page import EM

WIDE = "“”‘’—…·"


def run(text: str) -> InlineRun:
    """A text as a font with full-width marks would set it."""
    return InlineRun(text, [EM * (1.0 if c in WIDE or ord(c) >= 0x2E80 else 0.5 if c != " " else 0.22) for c in text], EM)


def material(text: str, lang: str = "zh-Hans") -> ParagraphMetrics:
    return measure_paragraph([run(text)], lang)


def gap(pair: str, lang: str = "zh-Hans") -> float:
    """Em between the ink of two characters, the blanks of marks counted."""
    return round(material(pair, lang).gap[0] / EM, 3)


def may_end(before: str, behind: str, lang: str = "zh-Hans") -> bool:
    return material(before + behind, lang).cost[len(before) - 1] < NEVER


def test_the_table_has_a_row_and_a_column_for_every_kind() -> None:
    rows = RULES.strip().splitlines()
    assert len(rows) == len(CharClass) + 1
    assert {len(row.split()) for row in rows[1:]} == {len(CharClass) + 1}
    assert len(rows[0].split()) == len(CharClass)


@pytest.mark.parametrize(("pair", "em"), [
    ("汉字", 0), ("汉，", 0), ("，汉", 0.5), ("汉“", 0.5), ("“汉", 0),
    ("。”", 0), ("”。", 0), ("”，", 0), ("：“", 0.5), ("”“", 0.5), ("》《", 0.5), ("、“", 0.5), ("（“", 0), ("”）", 0), ("？”", 0),
    ("汉A", 0.25), ("A汉", 0.25), ("汉1", 0.25), ("5年", 0.25), ("%汉", 0.25), ("A，", 0), ("，A", 0.5), ("“A", 0),
    ("——", 0), ("……", 0), ("汉—", 0),
])  # fmt: skip
def test_space_between_neighbours(pair: str, em: float) -> None:
    assert gap(pair) == em


@pytest.mark.parametrize(("pair", "em"), [("，「", 0.25), ("！「", 0.5), ("，汉", 0.25), ("汉，", 0.25), ("」，", 0.25), ("汉「", 0.5)])
def test_stops_are_centred_in_taiwan(pair: str, em: float) -> None:
    assert gap(pair, "zh-TW") == em


@pytest.mark.parametrize(("before", "behind"), [
    ("汉", "，"), ("汉", "。"), ("汉", "”"), ("汉", "》"), ("汉", "）"), ("汉", "…"), ("汉", "·"), ("汉", "％"), ("汉", "～"), ("汉", ")"),
    ("“", "汉"), ("《", "汉"), ("（", "A"), ("(", "汉"), ("￥", "5"), ("—", "—"), ("…", "…"), ("A", "B"), ("1", "2"), ("A", ","),
])  # fmt: skip
def test_forbidden_line_ends(before: str, behind: str) -> None:
    dear = material(before + behind).cost[0]
    assert dear >= NEVER or behind in "—…"
    assert dear > 0


@pytest.mark.parametrize(
    ("before", "behind"), [("汉", "字"), ("，", "汉"), ("”", "“"), ("汉", "《"), ("汉", "A"), ("A ", "B"), ("…", "汉")]
)
def test_permitted_line_ends(before: str, behind: str) -> None:
    assert may_end(before, behind)


@pytest.mark.parametrize(
    "text",
    [
        "1,200人",
        "3.5万元",
        "10:30",
        "60%",
        "2025年",
        "12.5 mm",
        "第12条",
        "0591-1234",
        "35岁",
        "1.5公里",
        "8℃",
        "50 万",
        "50 万元",
        "20余人",
        "1.5 万亿元",
    ],
)
def test_numbers_and_their_units_are_whole(text: str) -> None:
    assert all(cost >= NEVER for cost in material(text).cost[:-1])


@pytest.mark.parametrize("text", ["2025年11月24日", "8:30—17:30", "0～8℃", "50 万～60 万元", "5万～6万元", "10%～20%"])
def test_dates_and_ranges_are_broken_last(text: str) -> None:
    assert all(cost >= BAD for cost in material(text).cost[:-1])


def test_an_address_breaks_after_its_punctuation() -> None:
    text = "见https://example.org/a-b?c=1"
    m = material(text)
    ends = [text[: k + 1] for k in range(1, len(text) - 1) if m.cost[k] < 100]
    assert ends == [text[:i] for i in range(10, len(text)) if text[i - 1] in "./-?=" and text[i].isalnum()]


@pytest.mark.parametrize("text", ["（　　）", "（　）", "( )", "（ 　）", "〔　　　〕", "【　】", "＿＿＿＿", "____", "（____）"])
def test_a_bracket_to_fill_in_is_whole_and_equally_wide_in_every_line(text: str) -> None:
    m = material(f"下列说法正确的有{text}。")
    inside = range(8, 7 + len(text))
    assert all(m.cost[k] >= NEVER and not m.stretch[k] for k in inside)
    assert m.cost[6] < NEVER


@pytest.mark.parametrize("text", [
    "1∶3", "≥60", "A→B", "x≤5", "45°", "π≈3.14", "3×4＝12", "√2", "∠A",
    "△ABC", "⊙O", "2＋3", "a∥b", "5Ω", "50㎡", "y＝2x＋1", "30℃", "±0.5",
])  # fmt: skip
def test_signs_of_mathematics_are_part_of_their_terms(text: str) -> None:
    m = material(text)
    assert all(cost >= NEVER for cost in m.cost[:-1])
    assert not any(m.gap)


@pytest.mark.parametrize("text", ["长∶宽", "甲→乙", "①2025年", "○5", "№3"])
def test_there_is_no_gap_beside_signs_that_are_no_han(text: str) -> None:
    assert material(text).gap[0] == material(text).gap[1] == 0


LABELLED = ["表1", "见图 2", "表 1-2", "式（1）", "式（1-2）", "第 3 章", "第12条", "例 4", "材料 1", "附件2", "例题 3"]


@pytest.mark.parametrize("text", LABELLED)
def test_labels_stay_with_their_numbers(text: str) -> None:
    first = text.index(next(c for c in text if c in "第图表式例材附"))
    assert all(cost >= NEVER for cost in material(f"{text}说明").cost[first : len(text.rstrip("）")) - 1])


@pytest.mark.parametrize("sign", ["%", "‰", "°"])
def test_the_gap_before_a_number_and_after_its_sign_are_equal(sign: str) -> None:
    m = material(f"增长5{sign}左右")
    assert m.gap[1] == m.gap[3] == AUTOSPACE * EM


@pytest.mark.parametrize("mark", ["—", "…", "～"])
def test_a_line_opens_on_both_sides_of_a_mark_or_on_neither(mark: str) -> None:
    m = material(f"汉{mark}字")
    assert m.stretch[0] == m.stretch[1] == 0


def test_a_line_opens_on_both_sides_of_an_iteration_mark() -> None:
    m = material("人々的")
    assert m.stretch[0] == m.stretch[1] > 0


@pytest.mark.parametrize(("text", "place", "em"), [
    ("奥·亨利", 1, 0.5), ("和/或", 1, 0.5), ("和/A", 1, 0.5), ("A/B", 1, 0.35), ("A·B", 1, 0.33), ("1/2", 1, 0.35),
])  # fmt: skip
def test_half_em_marks_have_half_an_em_beside_chinese(text: str, place: int, em: float) -> None:
    narrow = {"·": 0.33, "/": 0.35}
    m = measure_paragraph([InlineRun(text, [EM * narrow.get(c, 1.0 if c > "~" else 0.5) for c in text], EM)], "zh-Hans")
    assert m.ink[place] == pytest.approx(em * EM)
    assert m.gap[place - 1] == m.gap[place] == 0
    assert m.lead[place] == pytest.approx((narrow[text[place]] - em) / 2 * EM)


def test_a_full_width_dot_has_half_an_em_too() -> None:
    m = material("甲·乙")
    assert (m.ink[1], m.lead[1], m.gap[0], m.gap[1]) == (EM / 2, EM / 4, 0, 0)


@pytest.mark.parametrize(("marks", "em"), [("？！", 1.0), ("！！", 1.0), ("！", 1.0), ("！！！", 2.0), ("，", 1.0)])
def test_two_marks_of_exclamation_or_question_take_one_em(marks: str, em: float) -> None:
    m = material(f"啊{marks}好")
    assert m.start[-2] - m.ink[0] == pytest.approx(em * EM)


def test_an_apostrophe_makes_no_hole_in_a_word() -> None:
    text = "don’t it’s’"
    blanks = {k: (0.09 * EM, 0.77 * EM) for k, c in enumerate(text) if c == "’"}
    m = measure_paragraph([InlineRun(text, [EM if c == "’" else EM / 2 for c in text], EM, blanks=blanks)], "zh-Hans")
    assert m.ink[3] == pytest.approx(0.22 * EM)
    assert m.lead[3] == pytest.approx(0.05 * EM)
    assert m.gap[2] == m.gap[3] == m.stretch[2] == m.stretch[3] == 0
    assert min(m.cost[2], m.cost[3]) >= NEVER
    assert m.kinds[-1] is CharClass.CLOSE


@pytest.mark.parametrize(("text", "em"), [("100m²的", 0.25), ("x₁的", 0.25), ("汉²字", 0), ("H₂O", 0), ("10²，", 0)])
def test_the_gap_behind_a_script_is_that_behind_its_base(text: str, em: float) -> None:
    assert material(text).gap[-2] == em * EM
    half = [run(text[:-2]), InlineRun(text[-2], [EM / 4], EM / 2), run(text[-1])]
    assert measure_paragraph(half, "zh-Hans").gap[-2] == em * EM


def test_a_slash_stands_neither_at_the_start_nor_at_the_end_of_a_line() -> None:
    m = material("和/或")
    assert min(m.cost[0], m.cost[1]) >= BAD


def test_a_typed_space_between_chinese_and_latin_is_the_gap() -> None:
    assert material("用 A").gap[1] == pytest.approx(AUTOSPACE * EM)
    assert material("引领 打通").gap[2] == pytest.approx(0.22 * EM)


def test_half_width_quotes_have_no_blank() -> None:
    narrow = measure_paragraph([InlineRun("“A", [EM * 0.4, EM * 0.5], EM)], "zh-Hans")
    assert (narrow.ink[0], narrow.lead[0]) == (EM * 0.4, 0)


def test_a_mark_drawn_elsewhere_in_its_em_takes_its_box_along() -> None:
    centred = measure_paragraph([InlineRun("。汉", [EM, EM], EM, blanks={0: (0.4 * EM, 0.4 * EM)})], "zh-Hans")
    assert centred.lead[0] > 0.2 * EM
    assert centred.ink[0] == pytest.approx(0.5 * EM)
    assert centred.gap[0] == 0.5 * EM


def test_regions() -> None:
    assert [select_region(lang) for lang in ("zh", "zh-CN", "zh-HK", "zh-Hant", "ja-JP")] == [
        "zh-Hans",
        "zh-Hans",
        "zh-Hant",
        "zh-Hant",
        "ja",
    ]
    assert all(classify(c, "ja").kind is CharClass.SMALL for c in "っょー々")
    assert set(MARKS_BY_REGION) == {"zh-Hans", "zh-Hant", "ja"}


@given(st.text(st.sampled_from("汉字，。“”《》（）—…·A1 %-/ー"), min_size=1, max_size=30), st.sampled_from(sorted(MARKS_BY_REGION)))
def test_ink_and_gaps_are_never_negative_nor_wider_than_the_text(text: str, lang: str) -> None:
    m = material(text, lang)
    assert min(m.ink) >= 0
    assert min(m.gap) >= 0
    assert min(m.shrink) >= 0
    assert all(s <= g + 1e-9 for s, g in zip(m.shrink, m.gap, strict=True))
    assert sum(m.ink) <= sum(run(text).advances) + 1e-9


def test_padding_is_a_part_of_the_gap_between_chinese_and_latin() -> None:
    boxed = InlineRun("A", [EM / 2], EM, before=0.2 * EM)
    assert measure_paragraph([run("汉"), boxed], "zh").gap[0] == pytest.approx(0.05 * EM)
    assert measure_paragraph([run("汉 "), boxed], "zh").gap[1] == pytest.approx(0.05 * EM)


@given(st.lists(st.text(st.sampled_from("汉字，。“”《》 —…·A1%-/"), min_size=1, max_size=12), min_size=1, max_size=5))
def test_runs_of_one_size_are_measured_as_one_text(texts: list[str]) -> None:
    apart, joined = measure_paragraph([run(text) for text in texts], "zh"), material("".join(texts))
    assert all(getattr(apart, column) == getattr(joined, column) for column in ("kinds", "ink", "lead", "gap", "stretch", "shrink", "cost"))


def test_no_line_ends_in_tied_text() -> None:
    tied = InlineRun("汉字", [EM, EM], EM, tied=True, tied_before=True)
    assert measure_paragraph([run("一二"), tied, run("三")], "zh").cost == [0, inf, inf, 0, NEVER]
