"""The style and script of the HTML edition: shorter, with the same meaning."""

import re

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.project.workspace import Workspace
from jiangyi.render.web_assets import shorten_script, write_head
from jiangyi.render.web_styles import list_classes, list_language_names, list_rules, shorten_css, write_rules
from jiangyi.theme.themes import list_themes, load_theme
from tests.law import law
from tests.support import ROOT

VALUES = st.sampled_from(
    (
        "1px",
        "calc(1px + 2em)",
        '"a; b  { }"',
        "'/* x */'",
        "var(--one)",
        "var(--two, 3px)",
        "a  ,  b",
        "url(  'x y' )",
        "",
        "initial",
        "#fff !important",
    )
)
NAMES = st.sampled_from(("color", "--one", "--two", "--three", "margin"))
SELECTORS = st.sampled_from(("a > b", "a  b", ":root", ".x:not(.y , .z)", "a:hover  ::before", "td+th", '[x="  }"]'))
SPACES = st.sampled_from(("", " ", "\n  ", " /* c; } */ ", "\n/* ' */\n"))
DECLARATIONS = st.builds(lambda gap, name, value: f"{gap}{name}:{gap} {value}{gap};", SPACES, NAMES, VALUES)
RULES = st.builds(
    lambda gap, selector, lines: f"{gap}{selector}{gap}{{{''.join(lines)}{gap}}}", SPACES, SELECTORS, st.lists(DECLARATIONS, max_size=4)
)
MEDIA = st.builds(
    lambda gap, rules: f"@media (min-width:{gap} 3em)  and (hover){gap}{{{''.join(rules)}}}", SPACES, st.lists(RULES, max_size=3)
)
SHEETS = st.builds("".join, st.lists(st.one_of(RULES, MEDIA), max_size=6))


def read_meaning(css: str, used: frozenset[str] | None = None) -> list[object]:
    """The rules of a stylesheet with their declarations that matter; a custom property that nothing uses does not."""
    used = frozenset(re.findall(r"var\(\s*(--[\w-]+)", css)) if used is None else used

    def read(nodes: list[object]) -> list[object]:
        found: list[object] = []
        for node in nodes:
            if node.type == "declaration":  # type: ignore[attr-defined]
                if not node.name.startswith("--") or node.name in used:  # type: ignore[attr-defined]
                    found.append((node.name, write(node.value), node.important))  # type: ignore[attr-defined]
            elif node.type in ("qualified-rule", "at-rule"):  # type: ignore[attr-defined]
                inner = read(tinycss2.parse_blocks_contents(node.content or [], skip_comments=True, skip_whitespace=True))  # type: ignore[attr-defined]
                if inner:
                    found.append((getattr(node, "at_keyword", ""), re.sub(r" ?\+ ?", "+", write(node.prelude)), inner))  # type: ignore[attr-defined]
        return found

    return read(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def write(tokens: list[object]) -> str:
    """Tokens with one space where there is any, and none beside marks that need none."""
    words = tinycss2.serialize([token for token in tokens if token.type != "comment"])  # type: ignore[attr-defined]
    parts = re.split(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", words)
    return "".join(
        part if number % 2 else re.sub(r"\s*([,;{}/!>])\s*|(:)\s+|\b0(?=\.\d)", r"\1\2", re.sub(r"\s+", " ", part))
        for number, part in enumerate(parts)
    ).strip()


def list_names(css: str) -> frozenset[str]:
    """Every name that its selectors may need."""
    return frozenset(name for rule in list_rules(css) for one in (rule, *rule.rules) for need in one.needs for name in need)


def list_uses(css: str) -> frozenset[str]:
    """The custom properties that it uses."""
    return frozenset(re.findall(r"var\(\s*(--[\w-]+)", css))


@pytest.mark.slow
@law(60)
@given(SHEETS)
def test_a_shortened_stylesheet_means_the_same(css: str) -> None:
    short = shorten_css(css)
    assert read_meaning(short, list_uses(css)) == read_meaning(css, list_uses(css))
    assert shorten_css(short) == short
    assert len(short) <= len(css)
    written = write_rules(list_rules(css), list_names(css), frozenset())
    assert read_meaning(written, list_uses(written)) == read_meaning(css, list_uses(written))
    assert len(written) <= len(short)


@pytest.mark.slow
def test_the_shipped_stylesheets_mean_the_same_when_they_are_shortened() -> None:
    for name in list_themes(Workspace(ROOT)):
        css = load_theme(Workspace(ROOT), name).web_css
        short = write_rules(list_rules(css), list_names(css), frozenset())
        assert read_meaning(short, list_uses(short)) == read_meaning(css, list_uses(short))
        assert len(short) < len(css) / 1.3


def test_a_property_that_the_script_uses_stays() -> None:
    rules = list_rules(":root { --a: 1; --b: 2; --c: ; --d: var(--b) } p { color: var(--c, red) }")
    assert write_rules(rules, frozenset("p"), frozenset()) == ":root{--c: }p{color:var(--c,red)}"
    assert write_rules(rules, frozenset("p"), frozenset(("--a",))) == ":root{--a:1;--c: }p{color:var(--c,red)}"
    assert write_rules(rules, frozenset(), frozenset(("--d",))) == ":root{--b:2;--d:var(--b)}"


@pytest.mark.parametrize(
    ("selector", "names", "expected"),
    [
        ("p > .a", {"p"}, False),
        ("P > .a", {"p", "a"}, True),
        (".A", {"a"}, False),
        ("#x:hover, i", {"i"}, True),
        (":not(.a) > :is(b, i)", set(), True),
        ("*:first-child::before", set(), True),
        ('aside[role="note"]', {"aside"}, False),
        ('aside[role="note"]', {"aside", "note"}, True),
        ("[title=x]", set(), True),
        (":lang(zh-TW)", set(list_language_names(["zh-Hans"])), False),
        (":lang(zh-TW)", set(list_language_names(["zh-Hant-TW"])), True),
        (":lang(zh)", set(list_language_names(["en", "zh-Hans"])), True),
        (':lang(zh, "*-Latn")', set(), True),
    ],
)
def test_a_rule_needs_the_names_outside_its_parentheses(selector: str, names: set[str], expected: bool) -> None:
    rules = list_rules(f"@media print {{ {selector} {{ margin: 0.5em }} }}")
    assert bool(write_rules(rules, names, frozenset())) == expected


def test_what_else_a_stylesheet_may_have_stays() -> None:
    css = "@layer a, b; @page { margin: 0.5cm; @top-left { content: 'x' } } .a { color: red; & > .b { margin: -0.5em } color: blue }"
    written = write_rules(list_rules(css), frozenset("a"), frozenset())
    assert written == '@layer a,b;@page{margin:.5cm;@top-left{content:"x"}}.a{color:red;& > .b{margin:-.5em}color:blue}'


SCRIPTS = (
    ("/* a\n b */\nconst x = 1 // one\n\n  // two\n  call('//', x)\n", "const x=1\ncall('//',x)"),
    ("a = b.replace(/[/*\\]] = \\/ +/g, ' = ')", "a=b.replace(/[/*\\]] = \\/ +/g,' = ')"),
    ("x !== y ? `a  ${ b } // c` : 'it\\'s  ;' ; i += +y - -z", "x!==y?`a  ${ b } // c`:'it\\'s  ;';i+=+y - -z"),
    ("if (a) return { b, c }\n\telse throw new X(d / e)", "if(a)return{b,c}\nelse throw new X(d / e)"),
)


@pytest.mark.parametrize(("script", "expected"), SCRIPTS)
def test_a_script_loses_comments_and_spaces_that_mean_nothing(script: str, expected: str) -> None:
    assert shorten_script(script) == expected


def test_classes_of_styles_and_scripts_are_known() -> None:
    assert list_classes(".a.b > c:not(.d-e) { x: 1.5em }", "find('.f'); add('g-h')") >= {"a", "b", "d-e", "f", "g-h"}


def test_a_policy_names_the_hashes_of_what_is_allowed() -> None:
    head = write_head("p{}", "x")
    assert "style-src 'sha256-" in head
    assert head.index("Content-Security-Policy") < head.index("<style>")
