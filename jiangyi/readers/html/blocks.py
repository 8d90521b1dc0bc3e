"""HTML among the blocks of a Markdown file as the data of blocks: tables, lists, details, pictures; other elements are their contents."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from jiangyi.core import Span
from jiangyi.model import FOLDED_EDITIONS
from jiangyi.readers.dialect import RemarkLog
from jiangyi.readers.html.elements import BLOCK_ELEMENTS, CAPTURED, DROPPED_ELEMENTS, HEADING_ELEMENTS, KNOWN_ELEMENTS
from jiangyi.readers.html.inlines import format_element, format_inlines
from jiangyi.readers.html.tree import HtmlChild, HtmlNode, build_html_tree
from jiangyi.readers.parsed_data import ParsedFields, ParsedList, split_blocks

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter

ELEMENT = "html_element"
"""The token of an element that becomes a block; its `meta` has the node."""
NODE = "node"
ANSWER = re.compile(r"答案|解析|解答|参考|答题|揭晓|answer|solution", re.IGNORECASE)
"""Words in the summary of what is folded because it answers a question."""
PICTURE = re.compile(r"\s*!\[(?:\\.|[^\[\]\\])*\]\([^()\n]*\)(?:\{[^{}\n]*\})?\s*(?:<br>)?")
SIDES = ("left", "center", "right")
TYPES = MappingProxyType({"a": "a.", "A": "A.", "i": "i.", "I": "I."})
"""The style of a list by the `type` of its element."""


def merge_html(tokens: list[Token], log: RemarkLog) -> list[Token]:
    """The tokens with each element of HTML that is a block as one token, with the Markdown in it, and without other tags."""
    if not any(token.type == "html_block" for token in tokens):
        return tokens
    groups = [[group[0], *merge_html(group[1:-1], log), group[-1]] if len(group) > 1 else group for group in split_blocks(tokens)]
    if not any(group[0].type == "html_block" for group in groups):
        return [token for group in groups for token in group]
    return list(_flatten(build_html_tree(groups).children, log, groups[0][0].level))


def _flatten(children: Iterable[HtmlChild], log: RemarkLog, level: int = 0) -> Iterator[Token]:
    """The tokens of blocks: Markdown as it is, elements that become blocks, and the text between them as paragraphs."""
    run: list[HtmlChild] = []
    for child in children:
        if isinstance(child, str) or (isinstance(child, HtmlNode) and not _is_block(child)):
            run.append(child)
            continue
        yield from _make_paragraphs(run, log, level)
        run = []
        if isinstance(child, list):
            yield from child
        elif child.name in CAPTURED and child.is_closed:
            yield Token(ELEMENT, "", 0, map=[child.line, child.line + 1], meta={NODE: child}, level=level)
        elif child.name in HEADING_ELEMENTS:
            yield from _make_text("heading", child.name, format_inlines(child.children, log), child.line, level)
        else:
            if child.name not in KNOWN_ELEMENTS:
                log.add(child.line, "html-unknown", child.typed)
            if child.name in CAPTURED:
                log.add(child.line, "html-open", child.typed)
            yield from _flatten(child.children, log, level)
    yield from _make_paragraphs(run, log, level)


def _is_block(node: HtmlNode) -> bool:
    """True for an element that begins a block, or has one in it."""
    if node.name in DROPPED_ELEMENTS:
        return False
    is_unknown = node.name not in KNOWN_ELEMENTS and (node.is_closed or bool(node.attributes))
    return (
        is_unknown
        or node.name in BLOCK_ELEMENTS
        or any(isinstance(child, list) or (isinstance(child, HtmlNode) and _is_block(child)) for child in node.children)
    )


def _make_paragraphs(run: list[HtmlChild], log: RemarkLog, level: int) -> Iterator[Token]:
    """The paragraphs of the text between blocks; blank lines part them."""
    line = next((child.line for child in run if isinstance(child, HtmlNode)), 0)
    text = "".join(child if isinstance(child, str) else format_element(child, log) for child in run if not isinstance(child, list))
    for part in re.split(r"\n[ \t]*\n", text):
        words = "\n".join(stripped for row in part.split("\n") if (stripped := row.strip()))
        for piece in _split_pictures(words):
            yield from _make_text("paragraph", "p", re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", piece), line, level)


def _split_pictures(text: str) -> Iterator[str]:
    """A text with each picture that has a line of its own as a part of its own."""
    if "![" not in text:
        yield text
        return
    lines: list[str] = []
    for line in re.split(r"(?<=<br>)\s*|\n", text):
        if PICTURE.fullmatch(line):
            yield "\n".join(lines)
            yield line.removesuffix("<br>").strip()
            lines = []
        else:
            lines.append(line)
    yield "\n".join(lines)


def _make_text(kind: str, tag: str, text: str, line: int, level: int) -> Iterator[Token]:
    """The tokens of a paragraph or a heading."""
    words = " ".join(text.split()) if kind == "heading" else text
    if words.strip():
        place = [line, line + 1]
        yield Token(f"{kind}_open", tag, 1, map=place, level=level, block=True)
        yield Token("inline", "", 0, map=place, level=level + 1, content=words.strip(), block=True, children=[])
        yield Token(f"{kind}_close", tag, -1, level=level, block=True)


def convert_html(reader: "MarkdownConverter", group: list[Token]) -> Iterator[Any]:
    """The blocks that an element stands for."""
    node: HtmlNode = group[0].meta[NODE]
    yield from BY_NAME[node.name](reader, node, reader.place(group[0]))


def _blocks(reader: "MarkdownConverter", children: Iterable[HtmlChild]) -> list[Any]:
    return reader.blocks(list(_flatten(children, reader.log)))


def _text(reader: "MarkdownConverter", node: HtmlNode) -> str:
    """The text of an element on one line."""
    return " ".join(format_inlines(_words_of(node), reader.log).split())


def _words_of(node: HtmlNode) -> Iterator[HtmlChild]:
    """What is in an element, with the text of paragraphs of Markdown in it."""
    for child in node.children:
        if isinstance(child, list):
            yield from (f" {token.content} " for token in child if token.type == "inline")
        else:
            yield child


def _convert_details(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    """What is folded, as a box with its summary as the title; an answer is in the editions that show answers only."""
    summary = next(node.find("summary"), None)
    title = _text(reader, summary) if summary else ""
    body = _blocks(reader, [child for child in node.children if child is not summary])
    only = list(FOLDED_EDITIONS) if ANSWER.search(title) else None
    if body:
        yield ParsedFields(place, type="callout", kind="tip", title=title or None, body=body, only=only)
    elif title:
        yield ParsedFields(place, type="paragraph", text=f"**{title}**")


def unfold_answer(group: list[Token], log: RemarkLog) -> list[list[Token]]:
    """The blocks of a folded answer inside an exercise, below a word that names the part; any other block as it is."""
    node = group[0].meta.get(NODE) if group[0].type == ELEMENT else None
    if not isinstance(node, HtmlNode) or node.name != "details":
        return [group]
    summary = next(node.find("summary"), None)
    words = format_inlines(summary.children, log) if summary else ""
    if not ANSWER.search(words):
        return [group]
    name = "解析：" if re.search("解析|分析", words) and "答案" not in words else "答案："
    inner = list(_flatten([child for child in node.children if child is not summary], log, group[0].level))
    return [list(_make_text("paragraph", "p", name, node.line, group[0].level)), *split_blocks(inner)]


def _convert_list(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    items: list[Any] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        inner = child.children if isinstance(child, HtmlNode) and child.name == "li" else [child]
        body = _blocks(reader, inner)
        if isinstance(child, HtmlNode) and child.name == "li":
            at = reader.place(Token("", "", 0, map=[child.line, child.line + 1]))
            items.append(ParsedFields(at, body=body))
        elif body and items:
            items[-1]["body"] += body
        elif body:
            items.append(ParsedFields(place, body=body))
    if not items:
        return
    start = node.attributes.get("start", "")
    style = TYPES.get(node.attributes.get("type", ""))
    fields = {"start": start if start.isdigit() and node.name == "ol" else None, "style": style}
    yield ParsedFields(place, type="list", ordered=str(node.name == "ol").lower(), items=items, **fields)


def _convert_table(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    """A table with its merged cells; one of a single cell only places its contents."""
    caption = next(node.find("caption"), None)
    rows: list[ParsedList] = []
    aligned: list[str] = []
    heads: list[bool] = []
    for row in node.find("tr"):
        cells = [cell for cell in row.children if isinstance(cell, HtmlNode) and cell.name in ("td", "th")]
        found = ParsedList(reader.place(Token("", "", 0, map=[row.line, row.line + 1])))
        found.extend(_convert_cell(reader, cell) for cell in cells)
        if cells:
            rows.append(found)
            heads.append(all(cell.name == "th" for cell in cells))
            aligned = aligned or [_find_side(cell) for cell in cells]
    if sum(map(len, rows)) <= 1:
        yield from _blocks(reader, [cell for row in node.find("tr") for cell in row.children])
        return
    has_head = heads[0] or any(node.find("thead"))
    head = rows[0] if has_head else ParsedList(place)
    words = _text(reader, caption) if caption else ""
    yield ParsedFields(place, type="table", caption=words or None, columns=head, rows=rows[1:] if has_head else rows, align=aligned)


def _convert_cell(reader: "MarkdownConverter", cell: HtmlNode) -> Any:
    """A cell: its text, or its blocks and the columns and rows that it spans."""
    body = _blocks(reader, cell.children)
    spans = {
        name: value
        for name in ("colspan", "rowspan")
        if (value := cell.attributes.get(name, "").strip()).isdecimal() and value.lstrip("0") not in ("", "1")
    }
    only = body[0] if len(body) == 1 else None
    text = only["text"] if isinstance(only, ParsedFields) and only.keys() == {"type", "text"} else ""
    if spans:
        return ParsedFields(reader.place(Token("", "", 0, map=[cell.line, cell.line + 1])), body=body or [""], **spans)
    return text if text or not body else body


def _find_side(cell: HtmlNode) -> str:
    found = re.search(r"text-align\s*:\s*(\w+)", cell.attributes.get("style", ""))
    side = (cell.attributes.get("align", "") or (found[1] if found else "")).lower()
    return side if side in SIDES else "left"


def _convert_quote(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    body = _blocks(reader, node.children)
    if body:
        yield ParsedFields(place, type="quote", body=body)


def _convert_code(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:  # noqa: ARG001 - as the others
    import html

    text = html.unescape("".join(_iter_characters(node)))
    inner = next(node.find("code"), node)
    found = re.search(r"lang(?:uage)?-([\w+#-]+)", f"{inner.attributes.get('class', '')} {node.attributes.get('class', '')}")
    if text.strip():
        yield ParsedFields(place, type="code", text=text.strip("\n"), language=found[1] if found else "")


def _iter_characters(node: HtmlNode) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif isinstance(child, HtmlNode):
            yield from ("\n",) if child.name == "br" else _iter_characters(child)
        else:
            yield from (token.content for token in child if token.content)


def _convert_rule(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:  # noqa: ARG001 - as the others
    yield ParsedFields(place, type="rule")


def _convert_definitions(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    """The terms and explanations of a list of definitions."""
    terms: list[str] = []
    for child in node.find("dt", "dd"):
        if child.name == "dt":
            terms.append(_text(reader, child))
        else:
            yield ParsedFields(place, type="definition", term="、".join(terms) or "…", body=_blocks(reader, child.children))
            terms = []
    for term in terms:
        yield ParsedFields(place, type="paragraph", text=f"**{term}**")


def _convert_figure(reader: "MarkdownConverter", node: HtmlNode, place: Span) -> Iterator[Any]:
    """A picture with its caption; of anything else the caption is a paragraph below it."""
    caption = next(node.find("figcaption"), None)
    words = _text(reader, caption) if caption else ""
    body = _blocks(reader, [child for child in node.children if child is not caption])
    if len(body) == 1 and body[0].get("type") in ("figure", "table") and words:
        yield ParsedFields(place, **(body[0] | {"caption": words}))
        return
    yield from body
    if words:
        yield ParsedFields(place, type="paragraph", text=words)


BY_NAME: Mapping[str, Callable[["MarkdownConverter", HtmlNode, Span], Iterator[Any]]] = MappingProxyType(
    {
        "details": _convert_details,
        "table": _convert_table,
        "ul": _convert_list,
        "ol": _convert_list,
        "blockquote": _convert_quote,
        "pre": _convert_code,
        "hr": _convert_rule,
        "dl": _convert_definitions,
        "figure": _convert_figure,
    }
)
"""The function that converts an element, by its name."""
