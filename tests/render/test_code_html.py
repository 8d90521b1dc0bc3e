"""Syntax highlighting: only what the stylesheet distinguishes becomes a span, and every character of the text is kept."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.render.code_html import highlight_code

CSS = ".code .k { font-weight: bold } .code .s, .code .c1 { color: red } .title { margin: 0.5em }"
TAG = re.compile("<[^>]+>")


def test_tokens_that_the_stylesheet_names_are_spans():
    made = highlight_code("def f(x):  # 注\n    return 1", "python", CSS)
    assert str(made) == ('<span class="k">def</span> f(x):  <span class="c1"># 注</span>\n    <span class="k">return</span> 1')


def test_a_kind_that_is_not_named_has_the_class_of_the_kind_above_it():
    assert str(highlight_code("None", "python", CSS)) == '<span class="k">None</span>'
    assert str(highlight_code("None", "python", ".kc {} .k {}")) == '<span class="kc">None</span>'


def test_a_token_of_several_lines_is_divided_at_their_ends():
    made = str(highlight_code('"""a\n\n  b"""', "python", CSS))
    assert made == '<span class="s">&#34;&#34;&#34;a</span>\n\n<span class="s">  b&#34;&#34;&#34;</span>'


def test_an_unknown_language_is_plain_text():
    assert str(highlight_code("def <f>", "没有这种语言", CSS)) == "def &lt;f&gt;"


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",))), st.sampled_from(["python", "json", "bash", "c", ""]))
def test_every_character_is_kept(text, language):
    assert html.unescape(TAG.sub("", str(highlight_code(text, language, CSS)))) == text
