"""The linear text of a formula means the same as the formula: it is computed by rules of its own and compared."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation import convert_to_mathml, write_formula_text, write_linear
from tests.law import law

EXPECTED = {
    r"\frac{186-120}{120}=55\%": "(186−120)/120=55%",
    r"r=\frac{\text{现期}-\text{基期}}{\text{基期}}\times100\%": "r=(现期−基期)/基期×100%",
    r"2\frac12": "2 1/2",
    r"\frac12x": "(1/2)x",
    r"\frac{1}{2x}": "1/(2x)",
    r"\frac{a}{b}\div\frac{c}{d}": "a/b÷(c/d)",
    r"\frac{\mathrm{d}y}{\mathrm{d}x}": "dy/dx",
    "x^2": "x²",
    "a_1^2": "a₁²",
    r"{ab}^2": "(ab)²",
    "e^{x+y}": "e^(x+y)",
    "e^xy": "e^x y",
    "C_n^k": "C_n^k",
    "10^{-3}": "10⁻³",
    r"\sqrt{2}x": "√(2)x",
    r"\sqrt[3]{x+1}": "∛(x+1)",
    r"\sqrt[n]{x}": "ⁿ√x",
    r"\sum_{i=1}^n \frac1i": "∑_(i=1)^n 1/i",
    r"\lim_{x\to0}\frac{\sin x}{x}": "lim_(x→0) (sin x)/x",
    r"2\sin x\cos y": "2 sin x cos y",
    r"\log_2 8": "log₂8",
    r"\begin{cases}x+y=1\\x-y=3\end{cases}": "{x+y=1; x−y=3",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": "(1, 2; 3, 4)",
    r"\begin{aligned}a&=b\\&=c\end{aligned}": "a=b; =c",
    r"\binom{n}{k}": "(n¦k)",
    r"\ce{2H2 + O2 ->[点燃] 2H2O}": "2H₂+O₂→[点燃]2H₂O",
    r"\ce{N2 + 3H2 <=>[催化剂][高温] 2NH3}": "N₂+3H₂⇌[催化剂][高温]2NH₃",
    r"\ce{SO4^2-}": "SO₄²⁻",
    r"\ce{^{14}_6C}": "¹⁴₆C",
    r"\pu{9.8 m s-2}": "9.8m s⁻²",
    r"25\,^\circ\mathrm{C}": "25°C",
    r"\vec{a}\cdot\overline{AB}": "a⃗·(AB)̅",
    r"\overset{\frown}{AB}": "⌢(AB)",
    r"f''(x)": "f″(x)",
    r"A\not\subset B": "A⊄B",
    r"x\in\mathbb{R}": "x∈ℝ",
}


@pytest.mark.parametrize(("tex", "text"), EXPECTED.items(), ids=EXPECTED)
def test_linear_text(tex: str, text: str) -> None:
    assert write_linear(convert_to_mathml(tex)) == text
    assert write_formula_text(tex) == text


def test_a_formula_that_cannot_be_read_stays_as_it_is() -> None:
    assert write_formula_text(r"\frac{1") == r"\frac{1"


@st.composite
def terms(draw: st.DrawFn, depth: int = 3) -> str:
    """A term in LaTeX of numbers below ten, fractions, roots of squares, powers, sums and products."""
    kind = draw(st.sampled_from(("number",) * 2 + ("fraction", "root", "power", "sum", "product", "bracket", "times") * (depth > 0)))
    if kind == "number":
        return draw(st.sampled_from(("2", "3", "5", "7", "x", "y")))
    a, b = draw(terms(depth - 1)), draw(terms(depth - 1))
    sign = draw(st.sampled_from("+-"))
    return {
        "fraction": rf"\frac{{{a}}}{{{b}}}",
        "root": rf"\sqrt{{{a}}}",
        "power": rf"{{({a})}}^{{{draw(st.sampled_from('23x'))}}}",
        "sum": rf"\left({a}{sign}{b}\right)",
        "product": rf"{{({a})}}{{{b}}}",
        "bracket": rf"\left({a}\right)",
        "times": rf"\left({a}\times {b}\right)",
    }[kind]


VALUES = {"x": Fraction(11), "y": Fraction(13)}
MODULUS = 1_000_003
"""Values are computed in a field of so many elements, so that they stay small and division is exact; a root is any fixed function."""


def divide(a: int, b: int) -> int:
    return a * pow(b, MODULUS - 2, MODULUS) % MODULUS


def root(a: int) -> int:
    return (a * 7919 + 31) % MODULUS


class Latex:
    """Computes the LaTeX of `terms`."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"\\[a-z]+|[{}()+^-]|\w", text.replace(r"\left", "").replace(r"\right", ""))

    def take(self) -> str:
        return self.tokens.pop(0)

    def group(self) -> int:
        assert self.take() == "{"
        value = self.sum()
        assert self.take() == "}"
        return value

    def sum(self) -> int:
        value = self.product()
        while self.tokens and self.tokens[0] in "+-":
            value = (value + (1 if self.take() == "+" else -1) * self.product()) % MODULUS
        return value

    def product(self) -> int:
        value = self.atom()
        while self.tokens and self.tokens[0] not in "+-})":
            if self.tokens[0] == r"\times":
                self.take()
            value = value * self.atom() % MODULUS
        return value

    def atom(self) -> int:
        token = self.tokens[0]
        if token == "{":
            value = self.group()
        elif token == "(":
            self.take()
            value = self.sum()
            assert self.take() == ")"
        elif self.take() == r"\frac":
            value = divide(self.group(), self.group())
        elif token == r"\sqrt":
            value = root(self.group())
        else:
            value = int(VALUES.get(token) or token)
        if self.tokens and self.tokens[0] == "^":
            self.take()
            value = pow(value, self.group(), MODULUS)
        return value


class Linear:
    """Computes linear text by the documented rules: a root binds before a power, a power before a product, all before a fraction."""

    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"[⁰¹²³⁴-⁹]|\w|[()+−×/^√]", text)

    def next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def sum(self) -> int:
        value = self.times()
        while self.next() in ("+", "−"):
            value = (value + (1 if self.tokens.pop(0) == "+" else -1) * self.times()) % MODULUS
        return value

    def times(self) -> int:
        value = self.fraction()
        while self.next() == "×":
            self.tokens.pop(0)
            value = value * self.fraction() % MODULUS
        return value

    def fraction(self) -> int:
        value = self.product()
        while self.next() == "/":
            self.tokens.pop(0)
            value = divide(value, self.power())
        return value

    def product(self) -> int:
        value = self.power()
        while self.next() not in ("", ")", "+", "−", "×", "/"):
            value = value * self.power() % MODULUS
        return value

    def power(self) -> int:
        value = self.root()
        while self.next() in ("²", "³", "^"):
            mark = self.tokens.pop(0)
            value = pow(value, self.root() if mark == "^" else "²³".index(mark) + 2, MODULUS)
        return value

    def root(self) -> int:
        token = self.tokens.pop(0)
        if token == "√":
            return root(self.root())
        if token == "(":
            value = self.sum()
            assert self.tokens.pop(0) == ")"
            return value
        return int(VALUES.get(token) or token)


@pytest.mark.slow
@law(120)
@given(terms())
def test_linear_text_means_the_formula(tex: str) -> None:
    text = write_linear(convert_to_mathml(tex))
    assert Linear(text).sum() == Latex(tex).sum(), text
