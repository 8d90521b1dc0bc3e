"""Markup of the HTML edition as HTML that is as short as it can be: from the chapters of XHTML in which the page marks were set.

Every change here leaves the words and their order as they are; footnotes alone move to the block that calls them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from jiangyi.render.inline_html import HANDOUT_LINK, list_link_targets
from jiangyi.render.web_styles import list_language_names

XHTML, EPUB = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/ops}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
VOID = frozenset(("br", "hr", "img", "wbr", "col", "input"))
"""Elements without an end tag (HTML §13.1.2)."""
BLOCK = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "col", "colgroup", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
"""Elements between which white space is not shown."""
FLOW = frozenset(("article", "aside", "blockquote", "body", "dd", "details", "div", "figure", "li", "main", "section"))
"""Elements that may have a footnote as a child."""
PLAIN_VALUE = re.compile(r"[^\s\"'`=<>]+")
"""The value of an attribute that needs no quotes (HTML §13.1.2.3)."""
SPACE = re.compile(r"\s+")
REFERRING = ("aria-controls", "aria-labelledby", "data-key")
"""Attributes that contain the id of an element."""
OMITTED = (f"{EPUB}type", "{http://www.w3.org/XML/1998/namespace}lang", "data-tex", "data-text")
"""Attributes that nothing on the page needs."""
CALL_SUFFIX = "-ref"
AFTER_PARAGRAPH = BLOCK & frozenset(
    (
        *("address", "article", "aside", "blockquote", "details", "div", "dl", "figcaption", "figure", "footer", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
    )
)
ROWS = frozenset(("colgroup", "thead", "tbody", "tfoot", "tr"))
IMPLIED_ENDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "p": (AFTER_PARAGRAPH, FLOW - {"body"} | {"td", "th", "figcaption"}),
    "li": (frozenset(("li",)), frozenset(("ol", "ul"))),
    "dt": (frozenset(("dt", "dd")), frozenset()),
    "dd": (frozenset(("dt", "dd")), frozenset(("dl",))),
    "rt": (frozenset(("rt", "rp")), frozenset(("ruby",))),
    "rp": (frozenset(("rt", "rp")), frozenset(("ruby",))),
    "td": (frozenset(("td", "th")), frozenset(("tr",))),
    "th": (frozenset(("td", "th")), frozenset(("tr",))),
    "tr": (frozenset(("tr",)), frozenset(("thead", "tbody", "tfoot", "table"))),
    "caption": (ROWS, frozenset()),
    "colgroup": (ROWS - {"colgroup"}, frozenset()),
    "thead": (frozenset(("tbody", "tfoot")), frozenset()),
    "tbody": (frozenset(("tbody", "tfoot")), frozenset(("table",))),
    "tfoot": (frozenset(), frozenset(("table",))),
}
"""The elements whose end tag the parser adds: before which others, and at the end of which ones (HTML §13.1.2.4).

A chapter ends with a line end, which would be in the paragraph: that one has its end tag.
"""
NOWHERE = (frozenset[str](), frozenset[str]())


def parse_body(markup: str) -> Any:
    """The body of a piece of XHTML. Raises XMLSyntaxError for markup that is not well-formed, which is a bug of a template."""
    return etree.fromstring(markup.encode()).find(f"{XHTML}body")


def find_name(node: Any) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def link_handouts(bodies: Sequence[Any]) -> None:
    """Let the places for links between handouts lead to these, as far as they are on the page."""
    places = [link for body in bodies for link in body.iterfind(f".//{XHTML}a[@{HANDOUT_LINK}]")]
    ids = {node.get("id") for body in bodies for node in body.iter()} if places else set()
    for link in places:
        target = next((name for name in list_link_targets(link.get(HANDOUT_LINK)) if name in ids), "")
        if target:
            del link.attrib[HANDOUT_LINK]
            link.set("href", f"#{target}")


def prepare_body(body: Any, labels: Mapping[str, str]) -> None:
    """Change the body of a chapter to what a browser shows."""
    for node in [*body.iter()]:
        name = find_name(node)
        if not name or node.get("class") == "linear":  # a comment; the text of a formula for readers without MathML
            _remove(node)
        elif node.get("role") == "doc-pagebreak":  # axe-core and some browsers name none of its role by aria-label
            node.set("title", node.attrib.pop("aria-label"))
        elif node.get("class") == "reveal":
            node.tag = f"{XHTML}button"
            node.attrib.update({"type": "button", "class": "cloze", "aria-expanded": "false"})
        elif name == "aside" and not node.get("role"):  # what belongs to the text is no landmark
            node.set("role", "note")
        elif name == "table" and not any(find_name(around) == "table" for around in node.iterancestors()):
            caption = node.find(f"{XHTML}caption")
            _wrap(node, {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": _read(caption) or labels["table"]})
        elif name == "pre":
            node.set("tabindex", "0")
        elif name == "math":
            _shorten_formula(node)
        elif "display-math" in (node.get("class") or "").split():
            node.set("class", f"{node.get('class')} scroll")
            node.set("tabindex", "0")
    _place_notes(body)


def _shorten_formula(formula: Any) -> None:
    """Take out what says nothing: defaults, a spoken form that is the text, rows of one element, the row of a whole formula.

    A row of one element is that element, and a formula is a row by itself (MathML Core §3.3.1, §3.1.3); an operator stays in its
    row, on which its form depends.
    """
    if formula.get("display") == "inline":
        del formula.attrib["display"]
    if formula.get("alttext") == "".join(formula.itertext()):
        del formula.attrib["alttext"]
    for row in reversed([*formula.iter(f"{MATHML}mrow")]):
        around, parts = row.getparent(), [*row]
        is_whole = around is formula and len(formula) == 1 and not (formula.text or row.tail or "").strip()
        is_one = len(parts) == 1 and parts[0].tag != f"{MATHML}mo"
        if not row.attrib and (is_whole or is_one) and not _has_text(row):
            for part in parts[-1:]:
                part.tail = row.tail
            around[around.index(row) : around.index(row) + 1] = parts


def _has_text(node: Any) -> bool:
    """Whether an element has words of its own, outside its children."""
    return any((text or "").strip() for text in (node.text, *(child.tail for child in node)))


def _read(node: Any) -> str:
    return SPACE.sub(" ", "".join(node.itertext())).strip() if node is not None else ""


def _remove(node: Any) -> None:
    """Take an element out, and leave the text behind it."""
    before, around = node.getprevious(), node.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        around.text = (around.text or "") + (node.tail or "")
    around.remove(node)


def _wrap(node: Any, fields: Mapping[str, str]) -> None:
    frame = etree.Element(f"{XHTML}div", fields)
    frame.tail, node.tail = node.tail, None
    node.getparent().replace(node, frame)
    frame.append(node)


def _place_notes(body: Any) -> None:
    """Move each footnote behind the block that calls it; where several are called, they follow in order."""
    notes = [note for section in body.iter(f"{XHTML}section") if section.get("class") == "notes" for note in section]
    if not notes:
        return
    section, places = notes[0].getparent(), {node.get("id"): node for node in body.iter() if node.get("id")}
    last = dict[Any, Any]()
    for note in notes:
        call = places.get(f"{note.get('id')}{CALL_SUFFIX}")
        if call is None:
            continue
        block = _find_block(call)
        behind = last.get(block, block)
        last[block] = note
        note.tail, behind_tail = behind.tail, note.tail
        behind.tail = behind_tail
        behind.addnext(note)
    if not len(section):
        _remove(section)


def _find_block(call: Any) -> Any:
    """The block that a footnote stands behind: a part of a text, outside tables and folded answers; the footnote that calls it."""
    line = [call, *call.iterancestors()]
    first = max((number for number, node in enumerate(line) if _holds_no_notes(node)), default=0)
    return next((node for node, around in pairwise(line[first:]) if find_name(around) in FLOW), call)


def _holds_no_notes(node: Any) -> bool:
    return find_name(node) == "details" or node.get("role") == "doc-footnote" or "scroll" in node.get("class", "").split()


def list_ids(body: Any) -> Iterator[str]:
    """Every id in a body."""
    yield from (node.get("id") for node in body.iter() if node.get("id"))


def list_references(body: Any) -> Iterator[str]:
    """Every id that a link or an attribute refers to."""
    for node in body.iter(etree.Element):
        if node.get("href", "").startswith("#"):
            yield node.get("href")[1:]
        yield from (value for name in REFERRING if (value := node.get(name)))


@dataclass
class HtmlSerializer:
    """Writes elements as HTML (HTML §13.1), without what has no effect."""

    names: Mapping[str, str]
    """The id of the page for an id of the chapters, where it is another one."""
    kept: Callable[[str], bool]
    """Whether an id is needed."""
    classes: frozenset[str]
    """The classes that styles or the script know."""
    styles: dict[str, str] = field(default_factory=dict)
    """The class that stands for each style of an element: the policy allows no styles in the markup."""
    written: set[str] = field(default_factory=set)
    """The names of elements, classes, ids, roles and languages that were written."""

    def write(self, body: Any) -> str:
        """What is in a body."""
        return "".join(self._content(body, is_kept=False)).strip()

    def _content(self, node: Any, *, is_kept: bool) -> Iterator[str]:
        children = [*node]
        yield self._text(node.text, None, children[0] if children else None, node, is_kept)
        for child, after in zip_longest(children, children[1:]):
            tail = self._text(child.tail, child, after, node, is_kept)
            yield from self._element(child, is_kept=is_kept, is_ended=not tail and _is_end_implied(child, after))
            yield tail

    def _text(self, text: str | None, before: Any, after: Any, around: Any, is_kept: bool) -> str:  # noqa: FBT001
        if not text:
            return ""
        if is_kept:
            return escape(text).replace("&gt;", ">")
        if text.isspace() and find_name(around) in BLOCK and _is_edge(before) and _is_edge(after):
            return ""
        return escape(SPACE.sub(_shorten_space, text)).replace("&gt;", ">")

    def _element(self, node: Any, *, is_kept: bool, is_ended: bool) -> Iterator[str]:
        """An element, without the end tag where what follows ends it."""
        name, fields = find_name(node), "".join(self._fields(node))
        if name == "span" and not fields and find_name(node.getparent()) != "button":  # what styles hide in a button
            yield from self._content(node, is_kept=is_kept)
            return
        self.written.add(name)
        yield f"<{name}{fields}"
        is_empty = not len(node) and not node.text
        if not node.tag.startswith(XHTML) and is_empty:
            yield "/>"
            return
        yield ">"
        if name not in VOID:
            if name == "pre" and (node.text or "").startswith("\n"):
                yield "\n"  # the parser drops the first one (HTML §13.1.2.5)
            yield from self._content(node, is_kept=is_kept or name == "pre")
            if not is_ended:
                yield f"</{name}>"

    def _fields(self, node: Any) -> Iterator[str]:
        found = {name.rsplit("}", 1)[-1]: value for name, value in node.attrib.items() if name not in OMITTED}
        classes = [one for one in found.pop("class", "").split() if one in self.classes]
        if style := found.pop("style", ""):
            classes.append(self.styles.setdefault(style, f"i{len(self.styles)}"))
        if classes:
            self.written.update(classes)
            found["class"] = " ".join(classes)
        if "id" in found:
            key = found.pop("id")
            if self.kept(key):
                found["id"] = self.names.get(key, key)
                self.written.add(found["id"])
        if "role" in found:
            self.written.add(found["role"])
        if "lang" in found:
            self.written.update(list_language_names((found["lang"],)))
        for name, value in found.items():
            yield self._field(name, value)

    def _field(self, name: str, value: str) -> str:
        if name == "href" and value.startswith("#"):
            value = f"#{self.names.get(value[1:], value[1:])}"
        elif name in REFERRING:
            value = self.names.get(value, value)
        if not value:
            return f" {name}" if name != "alt" else ' alt=""'
        if PLAIN_VALUE.fullmatch(value) and not value.endswith("/"):
            return f" {name}={escape(value)}"
        return f' {name}="{escape(value, {chr(34): "&quot;"})}"'


def _is_end_implied(node: Any, after: Any) -> bool:
    """Whether the parser ends an element by itself, where no text follows it."""
    before, within = IMPLIED_ENDS.get(find_name(node), NOWHERE)
    return find_name(after) in before if after is not None else find_name(node.getparent()) in within


def _is_edge(node: Any) -> bool:
    return node is None or find_name(node) in BLOCK


def _shorten_space(match: re.Match[str]) -> str:
    """One space or line end for several; other white space, such as that of a Chinese text, stays."""
    found = match[0]
    return found if any(c not in " \t\r\n" for c in found) else "\n" if "\n" in found else " "


def write_styles(styles: Mapping[str, str]) -> str:
    """The rules for the styles of elements."""
    return "".join(f".{name}{{{style}}}" for style, name in styles.items())


def join_pieces(pieces: Iterable[str]) -> str:
    """Pieces of HTML, a line each."""
    return "\n".join(filter(None, pieces))
