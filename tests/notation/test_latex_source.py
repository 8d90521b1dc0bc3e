"""The LaTeX that is written of a formula in MathML is read as the same formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation import convert_to_mathml, write_latex, write_linear
from tests.law import law
from tests.notation.test_linear_text import EXPECTED

WRITTEN = {
    "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>": r"\frac{a}{b}",
    "<math><msubsup><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></msubsup><msup><mi>i</mi><mn>2</mn></msup></math>": (
        r"\sum_{i=1}^ni^2"
    ),
    "<math><mo>(</mo><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>)</mo></math>": r"\left( \frac{1}{2}\right)",
    "<math><mroot><mi>x</mi><mn>3</mn></mroot><mo>≤</mo><mi mathvariant='normal'>π</mi></math>": r"\sqrt[3]{x}\leq \pi",
    "<math><mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>→</mo></mover></math>": r"\overrightarrow{AB}",
    "<math><mtext>50% &amp; 甲_乙</mtext></math>": r"\text{50% & 甲_乙}",
}


@pytest.mark.parametrize(("mathml", "tex"), WRITTEN.items(), ids=WRITTEN.values())
def test_latex_of_mathml(mathml: str, tex: str) -> None:
    assert write_latex(mathml) == tex
    assert write_linear(convert_to_mathml(tex)) == write_linear(mathml)


@pytest.mark.parametrize("tex", EXPECTED)
def test_latex_is_read_as_the_same_formula(tex: str) -> None:
    mathml = convert_to_mathml(tex)
    assert write_linear(convert_to_mathml(write_latex(mathml))) == write_linear(mathml)


def formulas(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(
        st.sampled_from([r"\frac{%s}{%s}", "{%s}^{%s}", "{%s}_{%s}", "%s+%s", r"%s\times %s", r"\sqrt[%s]{%s}"]), inner, inner
    )
    single = st.tuples(st.sampled_from([r"\sqrt{%s}", r"\left(%s\right)", r"\overline{%s}", r"\sin %s"]), inner)
    return st.one_of(pairs, single).map(lambda one: one[0] % one[1:])


@pytest.mark.slow
@law(80)
@given(st.recursive(st.sampled_from(["x", "y", "2", "31", r"\alpha", r"\text{甲}"]), formulas, max_leaves=8))
def test_generated_formulas_are_read_as_the_same(tex: str) -> None:
    mathml = convert_to_mathml(tex)
    assert "".join(write_linear(convert_to_mathml(write_latex(mathml))).split()) == "".join(write_linear(mathml).split())
