"""Where wide formulas are broken, and that nothing of them leaves the type area."""

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.notation import convert_to_mathml, draw_formula, typeset_formula_parts, write_formula_text, write_linear
from jiangyi.notation.formula_parts import split_at_operators, split_at_relations
from tests.law import law
from tests.notation.test_linear_text import terms
from tests.support import pdf_of

TERMS = ["a", "b_1", "x^2", r"\frac{a+b}{c=d}", "(x+y=z)", r"\left[a=b\right]", "|x|", r"\sum_{i=1}^n", r"\{x=1\}"]
PIECES = st.sampled_from([*TERMS, "=", "+", "-", r"\le", ",", r"\to"])


@pytest.mark.parametrize(("tex", "parts"), [
    ("f(x)=a+b", ["f(x)=", "a+b"]),
    (r"a\leq b\leqslant c", [r"a\leq", r"b\leqslant", "c"]),
    (r"\left(a=b\right)^2=c", [r"\left(a=b\right)^2=", "c"]),
    ("a=-b", ["a=-b"]),
    ("=3", ["=3"]),
    ("x^+=3", ["x^+=3"]),
    (r"a\xrightarrow{k=1}b", [r"a\xrightarrow{k=1}b"]),
    (r"|a=b|=c", ["|a=b|=", "c"]),
    (r"\begin{cases}x=1\\y=2\end{cases}=z", [r"\begin{cases}x=1\\y=2\end{cases}=", "z"]),
])  # fmt: skip
def test_formulas_are_split_at_relations_outside_brackets(tex: str, parts: list[str]) -> None:
    assert split_at_relations(tex) == parts


def test_parts_are_split_at_operators_between_terms() -> None:
    assert split_at_operators("-a+b-c,d^{-1}") == ["-a+", "b-", "c,", "d^{-1}"]


@pytest.mark.slow
@given(st.lists(PIECES, min_size=1, max_size=12).map(" ".join))
@law(100)
def test_the_parts_are_the_formula_and_their_groups_are_whole(tex: str) -> None:
    for split in (split_at_relations, split_at_operators):
        parts = split(tex)
        assert "".join("".join(parts).split()) == "".join(tex.split())
        assert all(part.count("{") == part.count("}") and part.count(r"\left") == part.count(r"\right") for part in parts)


WIDE = [
    r"S_n=a_1+a_2+\cdots+a_n=\frac{n(a_1+a_n)}{2}",
    r"x_1+x_2+x_3+x_4+x_5+x_6+x_7",
    r"\ce{2KMnO4 -> K2MnO4 + MnO2 + O2 ^}",
    r"\ce{N2 + 3H2 <=>[高温、高压][催化剂] 2NH3}",
    r"\ce{CO2 + H2O = H2CO3}",
    r"\ce{CH4 + 2O2 -> CO2 + 2H2O}",
    r"\ce{2KMnO4 ->[\Delta] K2MnO4 + MnO2 + O2 ^}",
]


@pytest.mark.slow
@pytest.mark.parametrize("tex", WIDE)
def test_a_wide_formula_is_as_wide_in_parts(tex: str) -> None:
    parts = typeset_formula_parts(tex)
    assert len(parts) > 1
    assert all(0 < part.drawing.height < 5 for part in parts)
    assert sum(part.drawing.width for part in parts) == pytest.approx(draw_formula(tex).width, abs=0.1 * len(parts))


LONG = "+".join(f"a_{{{n}}}x^{{{n}}}" for n in range(20))
BORDER = "边界" * 24


FORMULAS = [
    f"行内 ${LONG}$ 完。",
    f"前文\n\n$$\nf(x)={LONG}\n$$\n",
    rf"行内 $\frac{{{LONG}}}{{2}}$ 完。",
    f"$$\nf(x)={LONG}\n$$ {{#eq}}\n\n见[#eq]。",
    f"文字 $$f(x)={LONG}$$ 其中继续。",
]
"""In lines, on lines of their own, without a place to break, and with a number."""


@pytest.mark.slow
@pytest.mark.parametrize("paper", ["a4", "phone"])
def test_no_formula_leaves_the_type_area(paper: str) -> None:
    text = "\n\n".join(["# 题", BORDER, *FORMULAS])
    with pymupdf.open(stream=pdf_of(f"{text}\n", paper=paper)) as document:
        words = [word for page in document for word in page.get_text("words")]
        left, right = min(word[0] for word in words), max(word[2] for word in words)
        drawn = [item["rect"] for page in document for item in page.get_drawings()]
    assert len(drawn) > len(FORMULAS) * 20
    assert min(rect.x0 for rect in drawn) > left - 1
    assert max(rect.x1 for rect in drawn) < right + 1


@pytest.mark.slow
def test_a_formula_without_ink_takes_no_page() -> None:
    texts = "\n\n".join(f"前文 ${tex}$ 后文" for tex in (r"\;{}", "{}", r"\quad\,{}", "{}_{}", r"\phantom{x}"))
    with pymupdf.open(stream=pdf_of(f"# 题\n\n{texts}\n")) as document:
        assert len(document) == 1


@pytest.mark.slow
def test_text_after_a_formula_on_its_own_line_is_not_indented() -> None:
    with pymupdf.open(stream=pdf_of("# 题\n\n前面文字 $$a=b$$ 后面文字。\n")) as document:
        places = {word[4]: word[0] for word in document[0].get_text("words")}
    assert places["前面文字"] - places["后面文字。"] == pytest.approx(22, abs=0.1)


@pytest.mark.parametrize(("tex", "letters"), [(r"\ce{H2O}", "HO"), (r"\mathrm{d}x", "d"), (r"\ce{K2MnO4}", "KMnO")])
def test_letters_that_stand_alone_are_upright_in_e_books_too(tex: str, letters: str) -> None:
    markup = convert_to_mathml(tex)
    assert all(f'<mi mathvariant="normal">{letter}</mi>' in markup for letter in letters)


@pytest.mark.slow
@law(8)
@given(st.lists(st.tuples(terms(1), st.sampled_from(("=", "<", "+", "-", r"\times "))), min_size=8, max_size=12), terms(1))
def test_the_texts_of_the_parts_are_the_text_of_the_formula(pairs: list[tuple[str, str]], last: str) -> None:
    tex = "".join(map("".join, pairs)) + last
    assert "".join(write_linear(part.mathml) for part in typeset_formula_parts(tex)) == write_formula_text(tex)
