"""Program listings: our lines are those of WeasyPrint, glyph by glyph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.engine import listings
from tests.law import law
from tests.typeset.page import lines, write_pdf

CSS = "pre { margin: 0; font: 9pt/13pt 'Noto Sans Mono CJK SC'; white-space: pre-wrap } .k { font-weight: bold } .c { font-style: italic }"
LISTING = """<span class="k">def</span> <span>f</span>(x):

    <span class="c"># 注释：一行很长的中文注释，长得放不下一行，所以要折行，折行的地方由排版引擎决定</span>
<span></span>\t<span class="k">return</span> x <span>
</span>    done(<span class="k">"office"</span>, x)
"""


def glyphs(markup: str, *, ours: bool) -> list[tuple[str, float, float]]:
    data = write_pdf(f"<p>前文</p><pre><code>{markup}</code></pre><p>后文</p>", CSS, measure=24, ours=ours)
    return [(g.character, round(g.x, 2), g.y) for line in lines(data) for g in line.glyphs]


def test_a_listing_is_set_as_by_weasyprint() -> None:
    assert glyphs(LISTING, ours=True)[2:-2] == glyphs(LISTING, ours=False)[2:-2]


TOKENS = st.text(st.sampled_from("ab1(=) \n汉，\t"), max_size=9)


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(("", "k", "c")), TOKENS), max_size=8))
@law(25)
def test_any_tokens_are_set_as_by_weasyprint(tokens: list[tuple[str, str]]) -> None:
    markup = "a" + "".join(f'<span class="{name}">{text}</span>' if name else text for name, text in tokens)
    assert glyphs(markup, ours=True)[2:-2] == glyphs(markup, ours=False)[2:-2]


def test_lines_that_fit_are_not_left_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    built = []

    def build_line(*arguments: object) -> object:
        found = listings.build_line(*arguments)
        built.append(found is not None)
        return found

    monkeypatch.setattr("jiangyi.engine.line_layout.build_line", build_line)
    glyphs("<span>a</span> = 1\n\n汉字 b\n", ours=True)
    assert built == [True, True, True, False]  # the last is the empty line after the last line feed
