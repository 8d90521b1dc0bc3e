"""Generated hostile sources: Markdown, YAML, HTML, SVG, CSS and templates, each made of what its grammar has and of what breaks parsers."""

from collections.abc import Sequence
from typing import Any

import yaml
from hypothesis import strategies as st

from jiangyi.model.blocks.registry import available_blocks
from tests.fuzz.hostile_runs import cut

Texts = st.SearchStrategy[str]

NUMBERS = ("0", "-1", "1", "1e999", "-1e999", "NaN", "inf", "99999999999999999999", "0x10", "1e-400", "½", "٣", "³", "1,5", "１２")
PATHS = (
    "../secret.md", "../../secret.md", "/etc/passwd", "content/另一份.md", "secret.md\0", "a" * 5000, "CON",
    "NUL.md", "C:\\x", "\\\\host\\x",
    "file:///etc/passwd", "FILE:/etc/passwd", "http://127.0.0.1:1/x", "//127.0.0.1:1/x", "data:text/html,<script>1</script>",
    "javascript:1", "jar:x!/y", ".", "..", "", " ", "%2e%2e/secret.md", "..\\secret.md", "~/x", "$HOME", "*", "?", "#", "😀" * 80,
    "é\u0301/../x",
)  # fmt: skip
CHARACTERS = (
    "\0",
    "\x01",
    "\x1b[31m",
    "\x7f",
    "\x85",
    "\u2028",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "\U0010ffff",
    "\r",
    "\t",
    "\x0c",
    "\ud800",
)
WORDS = ("甲", "乙。", "“丙”", "（丁）", "word", "——", "……", "１", "😀", "e\u0301", "𠀀", "١", "\u3000", " ", "\n", "\n\n")
TALL = st.integers(1, 60) | st.sampled_from((200, 1000))


def repeat_pieces(pieces: Sequence[str], most: int = 40) -> Texts:
    """Texts of pieces in any order, some of them many times in a row."""
    piece = st.sampled_from(pieces) | st.sampled_from(WORDS) | st.sampled_from(CHARACTERS) | st.text(max_size=6)
    runs = st.tuples(piece, st.just(1) | st.just(1) | TALL).map(lambda run: run[0] * run[1])
    return st.lists(runs, max_size=most).map("".join).map(cut)


MARKDOWN_PIECES = (
    "[", "]", "(", ")", "![", "](", "[^", "^[", "[^1]: ", "[[", "]]", "{{", "}}", "{", "}", "{#a}", "{.b}", "{width=1e999}", "{a=1 ", "|",
    "||", "<!--", "-->", "<", ">", "<b>", "</b>", "<div>", "<script>", "<!DOCTYPE a>", "<![CDATA[", "<?", "&", "&#0;", "&#x110000;",
    "&lt;", "`", "```", "~~~", "```\n", "*", "**", "_", "~", "~~", "^", "==", "$", "$$", "\\", "\\(", "\\begin{matrix}", "\\frac{",
    "\\def\\a{\\a\\a}", "\\ce{", "# ", "###### ", "- ", "> ", "    ", "1. ", "999999999999. ", "（1）", "一、", "A. ", "①", "::: ",
    ":::: ",
    "::: exercise\n", "::: points\n", "::: question {points=", "::: answer\n", ":::\n",
    "【答案】", "【解析】", "答案：", "____", "（　　）",
    "| a | b |\n", "|---|---|\n", ": ", "---\n", "---\ntitle: ", "title: ", "lang: ", "editions: ", "only: ", "theme: ", "group: ",
    "output: ", "%%", "@", "http://", "www.", "a@b.c", "![x](../secret.md)", "[x](javascript:1)", "((", "))", "!!! note\n", "=== ",
    "[toc]", "{{< ", "\n", "\n\n",
)  # fmt: skip
MARKDOWN = repeat_pieces(MARKDOWN_PIECES).map(lambda text: f"---\ntitle: 例\n---\n\n{text}\n") | repeat_pieces(MARKDOWN_PIECES)


def _fields() -> list[str]:
    """The names of the fields of all blocks and of handouts."""
    head = (
        "title",
        "lang",
        "blocks",
        "editions",
        "only",
        "theme",
        "paper",
        "group",
        "output",
        "date",
        "cover",
        "authors",
        "notes",
        "series",
    )
    return sorted({*head, "type", "handouts", "plugins", *(field for block in available_blocks().values() for field in block.model_fields)})


def yaml_texts() -> Texts:
    """Valid YAML of wrong data, and pieces of YAML that are no YAML."""
    words = st.sampled_from((*NUMBERS, *PATHS, *WORDS, *available_blocks(), "true", "null", "2024-13-45")) | st.text(max_size=8)
    keys = st.sampled_from(_fields()) | st.text(max_size=4)
    data = st.recursive(words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20)
    blocks = st.lists(st.dictionaries(st.just("type") | keys, data, max_size=5) | data, max_size=6)
    valid = st.builds(lambda head, body: _dump({"title": "例"} | head | {"blocks": body}), st.dictionaries(keys, data, max_size=5), blocks)
    pieces = (
        "title: ", "blocks:\n", "- ", "- type: ", "  ", ": ", "[", "]", "{", "}", "&a ", "*a", "<<: *a", "!!python/object:os.system ",
        "!!binary ", "|\n", ">\n", "'", '"', '"\\0"', '"\\x08"', '"\\ud800"', "# ", "? ", "---\n", "...\n", "%YAML 9.9\n", "@", "`", "\t",
        "- &a [*a]", "\n",
    )  # fmt: skip
    return valid | repeat_pieces(pieces).map(lambda text: f"title: 例\nblocks:\n{text}") | repeat_pieces(pieces)


def _dump(data: Any) -> str:
    return cut(yaml.safe_dump(data, allow_unicode=False, sort_keys=False))


HTML_PIECES = (
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td colspan=99999999 rowspan=-1>", "</table>", "<ul>", "<ol start=1e9>", "<li>",
    "<a href='", "'>", "<img src='../secret.md'>", "<img src=\"data:image/png;base64,AAAA\">", "<math>", "<svg>", "<script>", "<style>",
    "<iframe src=/etc/passwd>", "<object data=x>", "<h1>", "<h9>", "<b>", "<font>", "<ruby>", "<rt>", "<br>", "<!--", "-->", "<![CDATA[",
    "<?xml?>", "<!DOCTYPE html [<!ENTITY a 'b'>]>", "&a;", "&#0;", "&nbsp", "<meta charset=utf-7>", "<meta charset=x>", "<base href=//x>",
    "<select>", "<template>", "<plaintext>", "<textarea>", "<", ">", "/", "=", "'", '"',
    "<p class='MsoListParagraph' style='mso-list:l0 level9999 lfo1'>", "1、", "A.", "【答案】",
)  # fmt: skip
HTML = repeat_pieces(HTML_PIECES)

SVG_PIECES = (
    "<g>", "</g>", "<use href='#a'/>", "<g id='a'>", "<path d='M0 0", "1e999 ", "Z'/>", "<rect width='1e999' height='-5'/>", "<text>",
    "</text>", "<image href='../secret.md'/>", "<image href='data:image/svg+xml,<svg/>'/>", "<script>", "</script>",
    "<style>@import url(../secret.md);</style>", "<foreignObject>", "</foreignObject>",
    "<animate attributeName='href' to='javascript:1'/>", "<a href='javascript:1'>", "</a>", "<defs>", "</defs>",
    "<linearGradient id='g' href='#g'/>", "<pattern id='p' width='0' height='0'>", "</pattern>", "<marker id='m'>", "</marker>",
    "<mask id='k'>", "<clipPath id='c' clip-path='url(#c)'>", "</clipPath>", "<filter id='f'><feImage href='/etc/passwd'/></filter>",
    " onload='1'", " style='fill:url(http://x/)'", "<circle r='NaN' transform='scale(1e308) rotate(' fill='url(#p)'/>",
    "<polygon points='0,0 1'/>", "<!--", "-->", "<![CDATA[", "]]>", "<?a b?>", "&a;",
)  # fmt: skip
SVG_HEADS = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e999 NaN'>",
    "<svg xmlns='http://www.w3.org/2000/svg' width='1e400' height='5'>",
    "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>",
    "<s:svg xmlns:s='http://www.w3.org/2000/svg' viewBox='0 0 10 10'>", "<svg viewBox='0 0 10'>",
)  # fmt: skip


def svg_texts() -> Texts:
    """Drawings whose elements are closed, and others."""
    body = repeat_pieces([piece for piece in SVG_PIECES if not piece.startswith((" ", "<!", "<?", "&"))], 12) | repeat_pieces(
        SVG_PIECES, 12
    )
    return st.builds(lambda head, inner: f"{head}{inner}</{head.split(' ')[0].rpartition('<')[2]}>", st.sampled_from(SVG_HEADS), body)


SELECTORS = (
    "p", "*", "html", ".point", "p::before", "@page", "@page :first", "@media print", "@font-face", ":nth-child(2n+1)", "p:not(p)",
    "@import url(../secret.md);", "@charset 'x';", ":root", "section > * + *", "p::marker", "@page { @top-left",
)  # fmt: skip
PROPERTIES = (
    "content", "width", "height", "margin", "padding", "font-size", "font-family", "columns", "float", "position", "display", "page",
    "size", "--a", "background", "src", "line-height", "color", "counter-increment", "string-set", "transform", "break-before",
    "footnote-display", "border", "flex", "grid", "text-indent", "letter-spacing", "orphans", "z-index", "bookmark-label", "anchor",
    "list-style", "hyphens", "quotes", "bleed", "marks",
)  # fmt: skip
VALUES = (
    "var(--a)", "var(--a) var(--a)", "calc(1px/0)", "calc(((((1px)))))", "url(../secret.md)", "url(http://127.0.0.1:1/)", "url(data:,x)",
    "url(#a)", "1e9mm", "-1e9em", "0", "NaN", "attr(href)", "counter(page)", "target-counter(attr(href), page)", "string(a)", "element(a)",
    "leader('.')", "none", "inherit", "flex", "grid", "table", "table-cell", "footnote", "absolute", "running(a)", "left", "10000",
    "always", "page", "'\\0'", "'\\110000'", "expression(1)", "1px solid red", "rotate(1e99deg)", "A4 landscape", "0 0", "1e-9pt",
    "min(1px,", "#", "rgb(1e99 0 0)", "repeat(99999, 1fr)", "'%s' % 1",
)  # fmt: skip


def css_texts() -> Texts:
    """Stylesheets of rules, some of them nested or cut off."""
    declaration = st.builds(
        "{}: {};".format, st.sampled_from(PROPERTIES), st.lists(st.sampled_from(VALUES), min_size=1, max_size=3).map(" ".join)
    )
    rule = st.builds("{} {{ {} }}".format, st.sampled_from(SELECTORS), st.lists(declaration, max_size=6).map(" ".join))
    broken = repeat_pieces(
        ("{", "}", "(", ")", "[", "]", ";", ":", "/*", "*/", "@", "\\", "'", '"', "!important", "<!--", "-->", "url("), 8
    )
    return st.lists(rule | rule | rule | broken, max_size=8).map("\n".join).map(cut)


EXPRESSIONS = (
    "block", "block.text", "text(block.text)", "self", "loop", "range(10**9)", "'a' * 10**9", "''.__class__.__mro__", "block.__class__",
    "cycler.__init__.__globals__", "lipsum()", "lipsum(n=10**6)", "namespace(a=1)", "joiner()", "config", "request", "block.text|pprint",
    "block|attr('__init__')", "[1]|map('a')|list", "1/0", "undefined_name", "undefined.name", "''|format(1)", "'%1000000000s' % 1",
    "'{0.__class__}'.format(block)", "10**10**10", "block.id()", "text()", "render(block)", "caller()", "dict(a=1)",
    "(" * 200 + "1" + ")" * 200, "[].append(1)", "block|tojson", "'x'|center(10**9)", "'<script>'|safe", "block.model_dump()",
    "text.__globals__",
)  # fmt: skip
STATEMENTS = (
    "if %s", "endif", "else", "for a in %s", "endfor", "for a in %s recursive", "set a = %s", "include '../../secret.md'", "include %s",
    "extends %s", "import 'x' as y", "macro m(a)", "endmacro", "call m()", "endcall", "block a", "endblock", "raw", "endraw",
    "filter upper", "endfilter", "do %s", "with a = %s", "endwith", "include 'blocks/paragraph.html.j2'", "autoescape false",
    "endautoescape", "debug", "x", "",
)  # fmt: skip


def template_texts() -> Texts:
    """Templates of expressions and statements, some of which are closed."""
    expression = st.sampled_from(EXPRESSIONS) | st.text(max_size=6)
    output = expression.map("{{{{ {} }}}}".format)
    statement = st.builds(lambda form, value: f"{{% {form.replace('%s', value)} %}}", st.sampled_from(STATEMENTS), expression)
    loop = expression.map("{{% for a in {} %}}{{{{ a }}}}{{% endfor %}}".format)
    text = st.sampled_from(("<p>", "</p>", "<", "&", "{#", "#}", "{{", "{%", "\n", "甲", "<script>1</script>"))
    return st.lists(output | output | loop | statement | text, max_size=8).map("".join)
