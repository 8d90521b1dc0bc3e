"""Formulas are the same with and without replacements in the libraries that convert and draw them."""

import json
import subprocess
import sys

import pytest

from jiangyi.notation import loading
from tests.support import ROOT

FORMULAS = (
    r"\frac{a}{b} + x^2",
    r"增长率 = \frac{现期 - 基期}{基期} \times 100\%",
    r"\sum_{i=1}^n \sqrt[3]{a_i} \neq \text{if } AV < 1 \&",
    r"\left( \begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix} \right) \binom{n}{k}",
    r"\mathbf{AVAT} \mathrm{Te} \hat{x} \widehat{ab} \color{red}{y} \operatorname{fiffl} \sin 2\alpha == b := c",
    r"\unknown{x}",
)
PROGRAM = """
import sys, json
{before}
from jiangyi.notation import FormulaError, convert_to_mathml, draw_formula
def attempt(function, tex, display):
    try:
        return str(function(tex, display=display))
    except FormulaError as error:
        return str(error.args)
functions = (convert_to_mathml, draw_formula)
found = [attempt(function, tex, display) for function in functions for tex in {formulas} for display in (True, False)]
from ziamath import escapes
found.append(escapes.unescape("".join(escapes.ESCAPES) + " &unknown; && &a==b; x := y !== z"))
found.append(type(escapes.ESCAPES).__name__)
print(json.dumps([found, sorted(sys.modules)]))
"""
"""Convert and draw formulas in a fresh process."""
NETWORK = {"urllib.request", "http.client", "ssl", "importlib.metadata", "xml.sax.saxutils"}


def run(before: str) -> tuple[list[str], list[str]]:
    """What the program makes, and the modules that it has imported."""
    program = PROGRAM.format(before=before, formulas=FORMULAS)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    found, modules = json.loads(done.stdout)
    return found, modules


@pytest.mark.slow
def test_formulas_are_the_same_without_replacements() -> None:
    (*fast, kind), modules = run("pass")
    (*plain, other), _ = run("import latex2mathml.converter, ziamath, dataclasses; assert ziamath.styles.asdict is dataclasses.asdict")
    assert fast == plain
    assert (kind, other) == ("Escapes", "dict")
    assert NETWORK & set(modules) == set()


@pytest.mark.parametrize("text", ["&amp;lt; &lt;a&gt; &amp;amp;", "", "&quot;"])
def test_markup_is_unescaped_as_by_the_standard_library(text: str) -> None:
    from xml.sax.saxutils import unescape

    assert loading.unescape_markup(text) == unescape(text)
