"""Formulas in words, in Chinese and in English."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation import convert_to_mathml, speak_formula
from jiangyi.notation.formula_words import ACCENTS, FUNCTIONS, LETTERS, PHRASES, SIGNS
from tests.law import law
from tests.notation.test_linear_text import EXPECTED, terms

SPOKEN = {
    "x^2": ("x的平方", "x squared"),
    r"\frac12": ("2分之1", "1 over 2"),
    r"2\frac12": ("2又2分之1", "2 and 1 over 2"),
    r"\frac{186-120}{120}=55\%": (
        "分式，分子186减120，分母120，分式完，等于百分之55",
        "the fraction 186 minus 120, over 120, end fraction, equals 55 percent",
    ),
    r"\sqrt{2}": ("根号2", "the square root of 2"),
    r"\sqrt{x+1}": ("根号下x加1，根号完", "the square root of x plus 1, end root"),
    r"10^{-3}": ("10的负3次方", "10 to the power minus 3, end power"),
    r"-5": ("负5", "minus 5"),
    r"\sum_{i=1}^n i": ("求和从i等于1到n，i", "the sum from i equals 1 to n, of i"),
    r"\lim_{x\to0}x": ("当x趋于0时的极限，x", "the limit as x approaches 0, of x"),
    r"\log_2 8": ("以2为底的对数，8", "log base 2, of 8"),
    r"C_n^k": ("从n中取k的组合数", "n choose k"),
    r"|x|": ("x的绝对值", "the absolute value of x"),
    r"\vec{a}": ("向量a", "vector a"),
    r"\angle ABC=30^\circ": ("角A B C等于30度", "angle A B C equals 30 degrees"),
    r"\ce{2H2 + O2 ->[点燃] 2H2O}": ("2 H 2加O 2，生成，条件是点燃，2 H 2 O", "2 H 2 plus O 2, yields, with 点燃, 2 H 2 O"),
    r"\ce{Fe^3+}": ("Fe带3个正电荷", "Fe with charge 3 plus"),
    r"\pu{3 m/s}": ("3 m每s", "3 m per s"),
    r"25\,^\circ\mathrm{C}": ("25摄氏度", "25 degrees Celsius"),
    r"1,000": ("1000", "1000"),
    r"f(1,200)": ("f左括号1，200右括号", "f open parenthesis 1, 200 close parenthesis"),
    r"\begin{cases}x=1\\y=2\end{cases}": (
        "大括号，第1行x等于1，第2行y等于2，大括号完",
        "brace, line 1: x equals 1, line 2: y equals 2, end brace",
    ),
    r"\pi r^2": ("派r的平方", "pi r squared"),
}


@pytest.mark.parametrize(("tex", "words"), SPOKEN.items(), ids=SPOKEN)
def test_spoken_words(tex: str, words: tuple[str, str]) -> None:
    mathml = convert_to_mathml(tex)
    assert (speak_formula(mathml, "zh-CN"), speak_formula(mathml, "en")) == words


@pytest.mark.parametrize("tex", EXPECTED)
def test_no_sign_is_left_to_the_voice(tex: str) -> None:
    """In English only words, digits and commas are said; in Chinese no sign that a voice may skip."""
    mathml = convert_to_mathml(tex)
    assert not re.search(r"[^\w\s,:;.]", speak_formula(mathml, "en"))
    assert not re.search(r"[^\w\s，；.]", speak_formula(mathml, "zh-CN"))


RELATIONS = """
perp parallel nparallel cong sim simeq approx equiv propto in notin ni subset subseteq subsetneq supset supseteq supsetneq nsubseteq
cap cup setminus land lor to gets leftrightarrow Rightarrow Leftarrow Leftrightarrow iff implies mapsto rightleftharpoons hookrightarrow
pm mp times div cdot ast star le ge leqslant geqslant ll gg ne mid nmid doteq prec succ asymp models vdash nearrow searrow coloneqq
triangleq wedge vee & #
"""
SYMBOLS = "because therefore emptyset complement forall exists nexists neg angle triangle square infty partial nabla hbar ell Re Im"


@pytest.mark.parametrize("tex", [*(rf"a\{name} b" for name in RELATIONS.split()), *(rf"\{name} b" for name in SYMBOLS.split())])
def test_every_sign_of_schoolbooks_has_a_name(tex: str) -> None:
    mathml = convert_to_mathml(tex)
    english, chinese = speak_formula(mathml, "en"), speak_formula(mathml, "zh-Hans")
    assert re.fullmatch(r"(?:a )?[a-z -]+ b", english)
    assert re.fullmatch(r"a?(?:h?[\u4e00-\u9fff]+|l )b", chinese)


def test_every_phrase_has_the_same_parts_in_both_languages() -> None:
    for table in (PHRASES, ACCENTS, SIGNS, FUNCTIONS, LETTERS):
        for name, (chinese, english) in table.items():
            assert chinese and english, name
            assert set(re.findall(r"\{.\}", chinese)) == set(re.findall(r"\{.\}", english)), name


@pytest.mark.slow
@law(60)
@given(terms(), st.sampled_from(("zh-CN", "en")))
def test_every_symbol_is_said_once(tex: str, lang: str) -> None:
    spoken = speak_formula(convert_to_mathml(tex), lang)
    powers = len(re.findall(r"的平方|的立方|squared|cubed", spoken))
    for symbol in "57y":
        assert len(re.findall(rf"(?<![a-z]){symbol}(?![a-z])", spoken)) == tex.replace(r"\left", "").count(symbol), spoken
    assert powers == tex.count("^{2}") + tex.count("^{3}")
