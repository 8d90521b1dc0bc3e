"""Formulas on web pages and in chapters of e-books: their source where there is one, else what means the same, else a line of text."""

import re
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse.html_inlines import InlineConverter
from tests.law import law
from tests.support import invoke, page

pytestmark = pytest.mark.slow

SQUARE = "<math{}><msup><mi>x</mi><mn>2</mn></msup></math>"
TEX = (r"\frac{B-A}{A}", "x^2", "a", r"\text{增长率}=\sqrt{2}", r"\ce{SO4^2-}", "+".join(f"a_{{{number}}}" for number in range(1, 30)))


def imported(body: str, folder: Path) -> str:
    (folder / "例.html").write_text(f"<html><body>{body}</body></html>", "utf-8")
    done = invoke("import", folder / "例.html", "--output", folder / "out", "--workspace", folder, "--force")
    assert done.returncode == 0, done.stderr
    (made,) = (folder / "out").iterdir()
    return made.read_text("utf-8")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (SQUARE.format(' alttext="x^2"'), "式子 $x^2$ 完"),
        (SQUARE.format(' alttext="x的平方"'), "式子 $x^2$ 完"),
        (SQUARE.format(' alttext="x squared"'), "式子 $x^2$ 完"),
        (SQUARE.format(""), "式子 $x^2$ 完"),
        ("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", r"式子 $\frac{a}{b}$ 完"),
        ("<math><mfrac><mi>a</mi><b>甲</b></mfrac></math>", "式子 a甲 完"),
        ('<math alttext="a-b"><mi>a</mi><mo>−</mo><mi>b</mi></math>', "式子 $a-b$ 完"),
        ('<math alttext="2 H 2"><mn>2</mn><msub><mi>H</mi><mn>2</mn></msub></math>', "式子 $2H_2$ 完"),
        (
            '<math alttext="words"><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></semantics></math>',
            "式子 $x_1$ 完",
        ),
    ],
)
def test_words_are_no_source(workspace: Path, formula: str, expected: str) -> None:
    assert expected in imported(f"<p>式子 {formula} 完</p>", workspace)


@pytest.mark.parametrize("form", ["自动", "图片", "文字"])
def test_a_chapter_of_our_own_gives_its_formulas_back(workspace: Path, form: str) -> None:
    text = f"---\ntitle: 例\n公式: {form}\n---\n\n" + "\n\n".join(f"式子 ${tex}$ 完" for tex in TEX)
    (chapter,) = [one.html for one in page(text, "epub").documents if one.name not in ("cover.html", "toc.xhtml") and "式子" in one.html]
    found = imported(chapter, workspace)
    assert [tex for tex in TEX if f"式子 ${tex}$ 完" not in found] == []


def trees(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tag = st.sampled_from(["mrow", "mfrac", "msup", "msqrt", "mtable", "mtr", "semantics", "mover", "div", "p"])
    return st.tuples(tag, st.lists(inner, max_size=3)).map(lambda one: f"<{one[0]}>{''.join(one[1])}</{one[0]}>")


LEAVES = st.sampled_from(["<mi>x</mi>", "<mn>2</mn>", "<mo>+</mo>", "<mtext>甲</mtext>", "<mspace width='1.2.3em'/>", "<mi @a=1>y</mi>"])

COMMAND = re.compile(r"\\(?:begin|end)\{\w+\}|\\[A-Za-z]+")


@law(60)
@given(st.recursive(LEAVES, trees, max_leaves=12))
def test_no_letter_of_a_formula_is_lost(source: str) -> None:
    element = html.fragment_fromstring(f"<math>{source}</math>", create_parent="p")
    words = InlineConverter(DecisionLog(), verbatim=True, first_line=1).convert([element])
    words = COMMAND.sub("", words)
    for letter in "xy2甲":
        assert normalize("NFKC", words).count(letter) == source.count(f">{letter}<"), words
