r"""Chemical equations and quantities, `\ce` and `\pu`: each form of mhchem's manual, and that both converters take all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation.chemistry import expand_chemistry
from jiangyi.notation.formulas import FormulaError, convert_to_mathml, draw_formula, prepare_formula
from tests.law import law

EQUATIONS = {
    "H2O": r"\mathrm{H}_{2}\mathrm{O}",
    "H+": r"\mathrm{H}^{+}",
    "CrO4^2-": r"\mathrm{CrO}_{4}^{2-}",
    "[AgCl2]-": r"[\mathrm{AgCl}_{2}]^{-}",
    "Y^{99+}": r"\mathrm{Y}^{99+}",
    "2H2O": r"2\,\mathrm{H}_{2}\mathrm{O}",
    "0.5 H2O": r"0.5\,\mathrm{H}_{2}\mathrm{O}",
    "(1/2) H2O": r"\tfrac{1}{2}\,\mathrm{H}_{2}\mathrm{O}",
    "n H2O": r"n\,\mathrm{H}_{2}\mathrm{O}",
    "^{227}_{90}Th+": r"{}^{227}_{90}\mathrm{Th}^{+}",
    "^14C": r"{}^{14}\mathrm{C}",
    "A <=> B": r"\mathrm{A}\;\rightleftharpoons\;\mathrm{B}",
    "A ->[H2O][$x$] B": r"\mathrm{A}\;\underset{{x}}{\overset{\mathrm{H}_{2}\mathrm{O}}{\longrightarrow}}\;\mathrm{B}",
    "SO4^2- + Ba^2+ -> BaSO4 v": r"\mathrm{SO}_{4}^{2-}+\mathrm{Ba}^{2+}\;\longrightarrow\;\mathrm{BaSO}_{4}\downarrow",
    "NH3 ^ + HCl": r"\mathrm{NH}_{3}\uparrow+\mathrm{HCl}",
    "(NH4)2S": r"(\mathrm{NH}_{4})_{2}\mathrm{S}",
    "KCr(SO4)2*12H2O": r"\mathrm{KCr}(\mathrm{SO}_{4})_{2}{\cdot}12\,\mathrm{H}_{2}\mathrm{O}",
    "C6H5-CHO": r"\mathrm{C}_{6}\mathrm{H}_{5}{-}\mathrm{CHO}",
    "A=B#D": r"\mathrm{A}{=}\mathrm{B}{\equiv}\mathrm{D}",
    r"A\bond{...}C": r"\mathrm{A}{\cdots}\mathrm{C}",
    "H2(aq)": r"\mathrm{H}_{2}\mathrm{(aq)}",
    "NO_x": r"\mathrm{NO}_{x}",
    "Fe^{III}": r"\mathrm{Fe}^{\mathrm{III}}",
    "Na+ + Cl- = NaCl": r"\mathrm{Na}^{+}+\mathrm{Cl}^{-}=\mathrm{NaCl}",
    r"Pt(\eta^2-C2H4)": r"\mathrm{Pt}(\eta ^{2}{-}\mathrm{C}_{2}\mathrm{H}_{4})",
    "2H2 + O2 =[点燃] 2H2O": r"2\,\mathrm{H}_{2}+\mathrm{O}_{2}\;\overset{\text{点燃}}{══}\;2\,\mathrm{H}_{2}\mathrm{O}",
    "H2SO4(浓)": r"\mathrm{H}_{2}\mathrm{SO}_{4}(\text{浓})",
    "(C6H10O5)n": r"(\mathrm{C}_{6}\mathrm{H}_{10}\mathrm{O}_{5})_{n}",
}
QUANTITIES = {
    "123 kJ/mol": r"123\,\mathrm{kJ}/\mathrm{mol}",
    "1.2e3 kJ mol-1": r"1.2\times 10^{3}\,\mathrm{kJ}\,\mathrm{mol}^{-1}",
    "6.02*10^23 mol^{-1}": r"6.02\times 10^{23}\,\mathrm{mol}^{-1}",
    "22.4 L//mol": r"22.4\,\frac{\mathrm{L}}{\mathrm{mol}}",
    "25 °C": r"25\,{}^{\circ}\mathrm{C}",
    "5 µm": r"5\,\mu\mathrm{m}",
    "+-5 Ω": r"\pm 5\,\Omega ",
    "3 kg*m^2.s^-2": r"3\,\mathrm{kg}{\cdot}\mathrm{m}^{2}{\cdot}\mathrm{s}^{-2}",
    "12 000 m": r"12\,000\,\mathrm{m}",
}


@pytest.mark.parametrize(("typed", "tex"), EQUATIONS.items())
def test_equations(typed: str, tex: str) -> None:
    assert expand_chemistry(rf"a\ce{{{typed}}}b") == f"a{{{tex}}}b"
    convert_to_mathml(rf"\ce{{{typed}}}")
    draw_formula(rf"\ce{{{typed}}}")


@pytest.mark.parametrize(("typed", "tex"), QUANTITIES.items())
def test_quantities(typed: str, tex: str) -> None:
    assert expand_chemistry(rf"\pu{{{typed}}}") == f"{{{tex}}}"
    convert_to_mathml(rf"\pu{{{typed}}}")
    draw_formula(rf"\pu{{{typed}}}")


def test_equations_in_formulas() -> None:
    assert expand_chemistry(r"m_{\ce{H2}} = \pu{2 g}") == r"m_{{\mathrm{H}_{2}}} = {2\,\mathrm{g}}"
    assert expand_chemistry(r"\ce{$K_\ce{H+}$}") == r"{{K_{\mathrm{H}^{+}}}}"
    assert expand_chemistry(r"\ce{H2O") == r"\ce{H2O"
    assert expand_chemistry(r"\cent") == r"\cent"


@law(300)
@given(st.text("HCNaO0123+-=<>^_{}()[]$\\.*# v点燃/", max_size=24))
def test_any_text_is_converted(text: str) -> None:
    expand_chemistry(rf"\ce{{{text}}} \pu{{{text}}}")


@law(100)
@given(st.lists(st.sampled_from([*EQUATIONS, " + ", " -> ", "2", "("]), max_size=4).map("".join))
def test_equations_side_by_side_lose_no_han_character(text: str) -> None:
    try:
        markup = convert_to_mathml(rf"\ce{{{text}}}")
    except FormulaError:
        return
    assert [character for character in "点燃浓" if character in text and character not in markup] == []


@pytest.mark.parametrize(
    ("typed", "prepared"),
    [
        ("\\ x+1 \\ ", "x+1"),
        ("\\quad a\\,b\\quad", "a\\,b"),
        ("~a\\;\\!", "a"),
        ("a\\\\", "a\\\\"),
        ("\\{a\\}", "\\{a\\}"),
        ("x\\quadratic", "x\\quadratic"),
        (r"\mathop{X}\limits_{a}^{b}", r"\underset{{a}}{\overset{{b}}{{X}}}"),
        (r"\mathrel{=}\sum\limits_a", r"{=}\sum\limits_a"),
        (r"\begin{equation*}a\end{equation*}", "a"),
        (r"\begin{gather}a\\b\end{gather}", r"\begin{array}{c}a\\b\end{array}"),
        (r"\begin{alignat}{2}a&=b\end{alignat}", r"\begin{aligned}a&=b\end{aligned}"),
        (r"\begin{rcases}a\end{rcases}", r"\left.\begin{array}{l}a\end{array}\right\}"),
        (r"a \tag{1} \label{x} \notag", r"a \qquad\text{（1）}"),
        (r"\textcircled{1}\textcircled{\small 21}", "①(21)"),
        (r"x \in \R, \C_n^k", r"x \in \mathbb{R}, \mathrm{C}_n^k"),
        (r"\left(a\middle|b\right)", r"\left(a|b\right)"),
    ],
)
def test_space_at_the_ends_and_classes_of_atoms_are_left_out(typed: str, prepared: str) -> None:
    assert prepare_formula(typed) == prepared


def test_argument_that_a_converter_drops_is_an_error() -> None:
    with pytest.raises(FormulaError):
        convert_to_mathml(r"a \mathchoice{甲}{乙}{丙}{丁}")
