"""Translate the texts among the tokens of a Markdown file: what other programs have inside a line, and formulas on lines of their own."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from jiangyi.readers.dialect import InlineContext, RemarkLog, rewrite_inlines
from jiangyi.readers.html.elements import BLOCK_ELEMENTS, DROPPED_ELEMENTS, KNOWN_ELEMENTS, MARKED
from jiangyi.readers.html.inlines import format_inlines
from jiangyi.readers.html.tree import parse_html_text
from jiangyi.readers.notes.links import collect_links, drop_contents_lists

DISPLAY = re.compile(r"(?:^|\n|<br\s*/?>)[ \t]*\$\$(?P<tex>(?:[^$]|\\\$)+?)\$\$[ \t]*(?=$|\n|<br)", re.IGNORECASE)
ENVIRONMENT = re.compile(
    r"\\begin\{(?P<name>equation|align|aligned|gather|gathered|multline|eqnarray|cases|split)(?P<star>\*?)\}"
    r".*\\end\{(?P=name)(?P=star)\}",
    re.DOTALL,
)
LINE_ENDS = re.compile(r"(?:\\\n|<br\s*+/?>|\s)*", re.IGNORECASE)
REVERSED_LINE_ENDS = re.compile(r"(?:\n\\|>/?\s*+rb<|\s)*", re.IGNORECASE)
"""The same in a text that is read from its end: a search for the last ones would begin at each of them."""
READ_BY_PARSER = frozenset((*MARKED, "br", "span", "font"))
"""The tags that the inline parser reads itself."""
TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)(?=[\s/>])[^<>]*>")


def translate_texts(tokens: list[Token], text: str, log: RemarkLog, *, titled: bool) -> list[Token]:
    """The tokens with each text in the inline Markdown of handouts."""
    skips_first = not titled and bool(tokens) and tokens[0].type == "heading_open"
    tokens, links = collect_links(tokens, text, skips_first=skips_first)
    tokens = drop_contents_lists(tokens, links, log)
    context = InlineContext(log, frozenset(links.taken), links.find_anchor)
    for token in tokens:
        line = token.map[0] if token.map else 0
        if token.type == "inline":
            token.content = rewrite_inlines(token.content, line, context, lambda words, at: rewrite_tags(words, at, log))
        elif token.type == "container_block_open":
            token.info = rewrite_inlines(token.info, line, context)
    return list(_split_formulas(tokens))


def rewrite_tags(text: str, line: int, log: RemarkLog) -> str:
    """A text with HTML tags that the inline parser does not read replaced by what they mean."""
    if all(match["name"].lower() in READ_BY_PARSER or match["name"].lower() not in KNOWN_ELEMENTS for match in TAG.finditer(text)):
        return text
    tree = parse_html_text(text, line)
    made = format_inlines(tree.children, log)
    if any(name in BLOCK_ELEMENTS and name not in DROPPED_ELEMENTS for name in (match["name"].lower() for match in TAG.finditer(text))):
        made = re.sub(r"(?:<br>\s*){2,}", "<br>", made)
        made = re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", made)
    return made


def _split_formulas(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with each formula that stands on a line of its own in a paragraph as a block."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "paragraph_open" and ("$$" in tokens[at + 1].content or "\\begin{" in tokens[at + 1].content):
            yield from _split_paragraph(tokens[at : at + 3])
            at += 3
        else:
            yield token
            at += 1


def _split_paragraph(group: list[Token]) -> Iterator[Token]:
    opening, text, closing = group
    content = text.content
    if ENVIRONMENT.fullmatch(content.strip()):
        yield _make_formula(opening, content.strip())
        return
    found = list(DISPLAY.finditer(content))
    if not found:
        yield from group
        return
    end = 0
    for match in found:
        yield from _make_rest(opening, text, closing, content[end : match.start()])
        yield _make_formula(opening, match["tex"])
        end = match.end()
    yield from _make_rest(opening, text, closing, content[end:])


def _make_formula(opening: Token, tex: str) -> Token:
    return Token("math_block", "math", 0, map=opening.map, level=opening.level, content=tex, block=True)


def _strip_line_ends(text: str) -> str:
    """A text without the line breaks at its ends."""
    text = text[LINE_ENDS.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing too
    return text[: len(text) - REVERSED_LINE_ENDS.match(text[::-1]).end()]  # type: ignore[union-attr]


def _make_rest(opening: Token, text: Token, closing: Token, content: str) -> Iterator[Token]:
    words = _strip_line_ends(content)
    if words:
        yield opening
        yield text.copy(content=words)
        yield closing
