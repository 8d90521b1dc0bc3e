"""Convert HTML, a page or a fragment inside a note, to blocks: semantics are kept, tags are not."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import lxml.html
import nh3
from lxml import etree

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse import html_tags
from jiangyi.importing.parse.html_inlines import PICTURE_SOURCES, InlineConverter
from jiangyi.importing.parse.html_tables import convert_table_element
from jiangyi.importing.parse.html_tags import (
    BLOCKS,
    BREAK_MARK,
    MAX_DEPTH,
    PICTURE_MARK,
    code_content,
    element_name,
    find_tags,
    limit_depth,
    text_content,
)
from jiangyi.importing.parse.line_pictures import has_words, mark_picture
from jiangyi.importing.parse.nesting import flatten_deep
from jiangyi.readers import DROPPED_ELEMENTS, HEADING_ELEMENTS, KNOWN_ELEMENTS

Data = dict[str, Any]
LIST_TYPES = {"A": "A.", "a": "a.", "I": "I.", "i": "i."}
LIST_STYLES = {
    "upper-alpha": "A.", "upper-latin": "A.", "lower-alpha": "a.", "lower-latin": "a.", "upper-roman": "I.", "lower-roman": "i.",
    "cjk-ideographic": "一、", "simp-chinese-informal": "一、", "trad-chinese-informal": "一、", "cjk-decimal": "一、",
}  # fmt: skip
"""A sample of the numbers by the value of CSS, and by the attribute `type`."""
HEAD_ELEMENTS = ("title", "meta", "link", "base", "script", "style", "")
"""What belongs into the head of a page; libxml2 leaves elements there that it does not know and HTML 5 has in the body."""
FOLDED_ANSWER = re.compile(r"(?P<word>(?:参考|正确|标准)?答案|(?:答案|参考)?解析)")
"""The summary of folded content that is an answer."""
ANSWER_LABEL = re.compile(rf"\**[【\[]?\s*(?:{FOLDED_ANSWER.pattern.replace('?P<word>', '?:')})\s*(?:[】\]]|\**[：:])")

PICTURE = re.compile(f"{PICTURE_MARK}(\\d+){PICTURE_MARK}")


@dataclass
class _HtmlWalker:
    """Converts elements to blocks; text is escaped, or taken as Markdown where `verbatim` is set."""

    inlines: InlineConverter
    output: list[Data] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def walk_blocks(self, element: Any, depth: int = 0) -> None:
        """Append the blocks of an element's content, in order."""
        self.walk_parts(_contents(element), depth, self.find_line(element))

    def walk_parts(self, parts: list[Any], depth: int, line: int) -> None:
        """Append the blocks of texts and elements, in order."""
        run: list[Any] = []
        for part in parts:
            name = "" if isinstance(part, str) else element_name(part)
            if name in BLOCKS and html_tags.is_hidden(part):
                self.inlines.log_dropped(part, name)
            elif name in BLOCKS or (name and name not in DROPPED_ELEMENTS and depth < MAX_DEPTH and _holds_blocks(part)):
                self.add_paragraph(run, line)
                self.walk_block(part, name, depth)
                run, line = [], self.find_line(part)
            else:
                run.append(part)
        self.add_paragraph(run, line)

    def walk_block(self, element: Any, name: str, depth: int) -> None:
        """Append the blocks that one element stands for."""
        if depth > MAX_DEPTH:
            text = self.inlines.format([self.inlines.convert_text(text_content(element))])
            self.add_block(self.find_line(element), {"type": "paragraph", "text": text})
        elif name in HANDLERS:
            HANDLERS[name](self, element, depth)
        else:
            self.inlines.log_attributes(element, name)
            self.walk_blocks(element, depth + 1)

    def add_quote(self, element: Any, depth: int) -> None:
        """Append a quotation, unless it is empty."""
        inner = self.convert_inside(element, depth)
        if inner:
            self.add_block(self.find_line(element), {"type": "quote", "body": inner})

    def add_code(self, element: Any, _: int) -> None:
        """Append a code block."""
        code = {"type": "code", "text": code_content(element).strip("\n"), "language": _code_language(element)}
        self.add_block(self.find_line(element), code)

    def add_rule(self, element: Any, _: int) -> None:
        """Append a rule."""
        self.add_block(self.find_line(element), {"type": "rule"})

    def add_label(self, element: Any, _: int) -> None:
        """Append a term or summary outside of its list or box."""
        self.add_inline_text(self.inlines.convert([element]), self.find_line(element))

    def add_definitions(self, element: Any, depth: int) -> None:
        """Append each term of a definition list with its explanations; what is neither becomes blocks of its own."""
        terms: list[str] = []
        for child in _definition_parts(element):
            name = "" if isinstance(child, str) else element_name(child)
            if name == "dt":
                words, figures = self.split_figures(self.inlines.convert(_contents(child)))
                terms.append(" ".join(words))
                for figure in figures:
                    self.add_block(self.find_line(child), figure)
                continue
            last = self.output[-1] if self.output else {}
            body = self.convert_inside(child, depth) if name == "dd" else []
            is_stray = name != "dd" or (not terms and last.get("type") != "definition")
            stray = self.convert_contents(_contents(child) if name == "dd" else [child], depth) if is_stray else []
            if terms and body:
                term = " / ".join(filter(None, terms)) or "…"
                self.add_block(self.find_line(child), {"type": "definition", "term": term, "body": body})
                terms = []
            elif name == "dd" and body and last.get("type") == "definition":
                last["body"] += body
            for block in stray:
                self.add_block(self.find_line(element), {"type": "paragraph", "text": block} if isinstance(block, str) else block)
        for term in filter(None, terms):
            self.add_block(self.find_line(element), {"type": "paragraph", "text": f"**{term}**"})

    def add_details(self, element: Any, depth: int) -> None:
        """Append folded content: below 答案 as an answer, else as a box with the summary as its title."""
        summary = next((child for child in element if element_name(child) == "summary"), None)
        words, figures = ([], []) if summary is None else self.split_figures(self.inlines.convert(_contents(summary)))
        title = " ".join(words)
        line, holder = self.find_line(element), _HtmlWalker(self.inlines, notes=self.notes)
        for figure in figures:
            holder.add_block(line, figure)
        if summary is not None:
            tail, summary.tail = summary.tail, None
            element.remove(summary)
            element.text = (element.text or "") + (tail or "")
        holder.walk_blocks(element, depth + 1)
        label = FOLDED_ANSWER.search(title)
        if label:
            opening = f"{label['word']}："
            self.inlines.log.add(line, "answer", title)
            first = holder.output[0] if holder.output else None
            if first and first["type"] == "paragraph":
                first["text"] = first["text"] if ANSWER_LABEL.match(first["text"]) else opening + first["text"]
            elif first:
                self.add_block(line, {"type": "paragraph", "text": opening})
            self.output += holder.output
        elif holder.output:
            body = [drop_line_number(block) for block in holder.output]
            self.add_block(line, {"type": "callout", "kind": "tip", **({"title": title} if title else {}), "body": body})
        elif title:
            self.add_block(line, {"type": "paragraph", "text": title})

    def add_figure(self, element: Any, depth: int) -> None:
        """Append the content of a figure; its caption goes to its only picture or table."""
        caption = next((child for child in element.iter("figcaption")), None)
        words = "" if caption is None else " ".join(self.split_figures(self.inlines.convert(_contents(caption)))[0])
        if caption is not None and not any(element_name(inner) in ("img", "table") for inner in caption.iter()):
            caption.drop_tree()
        else:
            words = ""
        start = len(self.output)
        self.walk_blocks(element, depth + 1)
        found = [block for block in self.output[start:] if block["type"] in ("figure", "table")]
        if words and len(found) == 1 and not found[0].get("caption"):
            at = next(n for n, block in enumerate(self.output) if block is found[0])
            self.output[at] = found[0] | {"caption": words}
        elif words:
            self.add_block(self.find_line(element), {"type": "paragraph", "text": words})

    def convert_inside(self, element: Any, depth: int) -> list[Any]:
        """The blocks inside an element, without line numbers; paragraphs are strings."""
        inner = _HtmlWalker(self.inlines, notes=self.notes)
        inner.walk_blocks(element, depth + 1)
        return [drop_line_number(block) for block in inner.output]

    def add_heading(self, element: Any, _: int) -> None:
        """Append a heading; pictures in it follow it."""
        level, line = int(element_name(element)[1]), self.find_line(element)
        text = self.inlines.convert(_contents(element))
        words, figures = self.split_figures(text)
        whole = " ".join(words).strip()
        if whole:
            self.add_block(line, {"type": "heading", "level": level, "text": whole})
        for figure in figures:
            self.add_block(line, figure)

    def add_list(self, element: Any, depth: int) -> None:
        """Append a list; the items of a list of footnotes become notes."""
        name = element_name(element)
        items: list[Any] = []
        for child in _contents(element):
            if not isinstance(child, str) and element_name(child) == "li":
                label = html_tags.find_note_label(child.get("id", ""))
                body = self.convert_inside(child, depth)
                if label:
                    before = self.notes.get(label, [])
                    whole = [*([before] if isinstance(before, str) else before), *body]
                    self.notes[label] = "\\\n".join(whole) if all(isinstance(part, str) for part in whole) else whole
                    continue
                box = next((box for box in child.iter("input") if box.get("type") == "checkbox"), None)
                done = {} if box is None else {"done": "true" if "checked" in box.attrib else "false"}
                single = len(body) == 1 and isinstance(body[0], str) and not done
                items.append(body[0] if single else {"body": body or [""], **done})
            elif extra := self.convert_contents([child], depth):
                last = items.pop() if items else {"body": []}
                before = [last] if isinstance(last, str) else list(last["body"])
                items.append(({} if isinstance(last, str) else last) | {"body": before + extra})
        if items:
            fields = _read_numbering(element) if name == "ol" else {}
            self.add_block(self.find_line(element), {"type": "list", **fields, "items": items})

    def convert_contents(self, parts: list[Any], depth: int) -> list[Any]:
        """The blocks of some texts and elements, without line numbers; paragraphs are strings."""
        inner = _HtmlWalker(self.inlines, notes=self.notes)
        inner.walk_parts(parts, depth + 1, 0)
        return [drop_line_number(block) for block in inner.output]

    def add_table(self, element: Any, depth: int) -> None:
        """Append a table, behind what stands between its cells; a table for layout is its contents."""
        line, found = self.find_line(element), convert_table_element(element, self, depth)
        for block in found.before:
            self.add_block(line, {"type": "paragraph", "text": block} if isinstance(block, str) else block)
        if found.data:
            self.add_block(line, found.data)

    def add_paragraph(self, run: list[Any], line: int) -> None:
        self.add_inline_text(self.inlines.convert(run), line)

    def add_inline_text(self, text: str, line: int) -> None:
        """Append the paragraphs and pictures of converted inline content; a picture with words in its line stays in the paragraph."""
        if not self.inlines.verbatim and PICTURE_MARK in text:
            lines = text.split(BREAK_MARK)
            text = BREAK_MARK.join(self.mark_pictures(line) if has_words(PICTURE.sub("", line)) else line for line in lines)
        for part in re.split(f"({PICTURE_MARK}\\d+{PICTURE_MARK})", text):
            if re.fullmatch(f"{PICTURE_MARK}\\d+{PICTURE_MARK}", part):
                self.add_block(line, self.inlines.pictures[int(part.strip(PICTURE_MARK))])
            elif self.inlines.verbatim:
                words = re.sub(f"\\s*{BREAK_MARK}\\s*", "\\\\\n", part.strip(f"{BREAK_MARK} \n\t"))
                if words.strip():
                    self.add_block(line, {"type": "paragraph", "text": words})
            else:
                for words in part.split(BREAK_MARK):
                    if words.strip(" \n\t\r"):
                        self.add_block(line, {"type": "paragraph", "text": words.strip(" \n\t\r")})

    def mark_pictures(self, text: str) -> str:
        """A line with its pictures as marks that carry their data."""
        return PICTURE.sub(lambda match: mark_picture(self.inlines.pictures[int(match[1])]), text)

    def split_figures(self, text: str) -> tuple[list[str], list[Data]]:
        """The texts and the pictures of converted inline content."""
        figures = [self.inlines.pictures[int(n)] for n in re.findall(f"{PICTURE_MARK}(\\d+){PICTURE_MARK}", text)]
        words = re.split(f"{PICTURE_MARK}\\d+{PICTURE_MARK}|{BREAK_MARK}", text)
        return [word.strip() for word in words if word.strip()], figures

    def add_block(self, line: int, block: Data) -> None:
        self.output.append({"_line": line} | block)

    def find_line(self, element: Any) -> int:
        return self.inlines.find_line(element)


def _escape_outside_tags(text: str) -> str:
    """The text with every character outside tags of HTML elements and comments kept as it is by an HTML parser."""
    out, at = [], 0
    for match in find_tags(text):
        if match["name"] is None or match["name"].lower() in KNOWN_ELEMENTS:
            out += [html.escape(text[at : match.start()], quote=False), match.group()]
            at = match.end()
    return "".join([*out, html.escape(text[at:], quote=False)])


HANDLERS: Mapping[str, Callable[[_HtmlWalker, Any, int], None]] = MappingProxyType(
    {
        **dict.fromkeys(HEADING_ELEMENTS, _HtmlWalker.add_heading),
        "ul": _HtmlWalker.add_list,
        "ol": _HtmlWalker.add_list,
        "dl": _HtmlWalker.add_definitions,
        "table": _HtmlWalker.add_table,
        "blockquote": _HtmlWalker.add_quote,
        "pre": _HtmlWalker.add_code,
        "hr": _HtmlWalker.add_rule,
        "details": _HtmlWalker.add_details,
        "figure": _HtmlWalker.add_figure,
        "dt": _HtmlWalker.add_label,
        "summary": _HtmlWalker.add_label,
    }
)
"""The method that converts an element, by its name; other elements are walked through."""


def parse_page(text: str, log: DecisionLog) -> tuple[list[Data], dict[str, Any], str]:
    """The blocks of an HTML page, its footnotes, and its title."""
    text = re.sub(r"<(?=/?[A-Za-z][^\s/>\x80-\U0010ffff]*[\x80-\U0010ffff])", "&lt;", text)  # no name of an element
    text = limit_depth(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "ignore") or b"<p>", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return [], {}, ""
    title = " ".join((root.findtext(".//title") or "").split())
    for other in root.xpath("head/title")[1:]:
        log.add(other.sourceline or 1, "html-dropped", f"<title> {' '.join(text_content(other).split())}")
    walk = _HtmlWalker(InlineConverter(log, verbatim=False, first_line=1))
    for comment in (*root.itersiblings(preceding=True), *root.xpath("head//comment()"), *root.itersiblings()):
        if not element_name(comment):
            walk.inlines.log_comment(comment)
    for script in root.xpath("head/script | head/style | head/noscript"):
        walk.inlines.log_dropped(script, element_name(script))
    body = root.find("body")
    misplaced = [child for child in root.iterfind("head/*") if element_name(child) not in HEAD_ELEMENTS]
    walk.walk_parts(misplaced, 0, 1)
    walk.walk_blocks(root if body is None else body)
    return walk.output, walk.notes, title


def parse_fragment(text: str, line: int, log: DecisionLog) -> list[Data]:
    """The blocks of an HTML fragment in Markdown; its text is Markdown. nh3 closes open elements and removes unknown ones."""
    for match in re.finditer(r"<(script|style)\b[^>]*>(?P<inside>.*?)(?:</\1\s*>|$)", text, re.DOTALL | re.IGNORECASE):
        log.add(line, "html-dropped", f"<{match[1]}> {' '.join(match['inside'].split())}")
    text = _escape_outside_tags(text)
    for match in re.finditer(r"<!--(.*?)-->", text, re.DOTALL):
        log.add(line, "comment", " ".join(match[1].split()))
    clean = nh3.clean(
        limit_depth(text),
        tags=set(KNOWN_ELEMENTS) - {"script", "style", "head", "title", "meta", "link"},
        clean_content_tags={"script", "style"},
        attributes={"*": {"style", "id", "hidden", "class", "data-tex"}, "a": {"href"}, "font": {"color"},
                    "img": {"alt", "title", "width", *PICTURE_SOURCES},
                    "input": {"type", "checked"}, "td": {"rowspan", "colspan"}, "th": {"rowspan", "colspan"}, "ol": {"start", "type"},
                    "li": {"value"}, "iframe": {"src"}, "video": {"src"}, "audio": {"src"},
                    "embed": {"src"}, "source": {"src"},
                    "annotation": {"encoding"}, "math": {"alttext"}},
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto", "tel", "data", "file", "app"},
        link_rel=None,
    )  # fmt: skip
    root = lxml.html.fragment_fromstring(clean, create_parent="div", parser=lxml.html.HTMLParser(huge_tree=True))
    walk = _HtmlWalker(InlineConverter(log, verbatim=True, first_line=line))
    walk.walk_blocks(root)
    return [flatten_deep(block)[0] for block in walk.output]


def drop_line_number(block: Data) -> Any:
    """A block without its line number; a paragraph is its text, a heading bold text."""
    data = {key: value for key, value in block.items() if key != "_line"}
    if data["type"] == "heading":
        return f"**{data['text']}**"
    return data["text"] if data["type"] == "paragraph" else data


def _read_numbering(element: Any) -> Data:
    """The fields of an ordered list: its style and its first number."""
    style = re.search(r"list-style(?:-type)?\s*:[^;]*?(?P<name>[a-z]+(?:-[a-z]+)+|circle|disc|square|none)", element.get("style") or "")
    sample = LIST_TYPES.get(element.get("type") or "", "") or LIST_STYLES.get(style["name"] if style else "", "")
    first = next((child for child in element if element_name(child) == "li"), None)
    start = element.get("start") or (first.get("value") if first is not None else None) or "1"
    return {"ordered": "true", **({"style": sample} if sample else {}), **({"start": start} if start.isdecimal() and start != "1" else {})}


def _contents(element: Any) -> list[Any]:
    """The texts and elements inside an element."""
    return [element.text or "", *(part for child in element for part in (child, child.tail or ""))]


def _definition_parts(element: Any) -> Iterator[Any]:
    """The terms and explanations of a definition list, which may be grouped by div elements, and whatever stands between them."""
    for child in _contents(element):
        if not isinstance(child, str) and element_name(child) == "div":
            yield from _definition_parts(child)
        else:
            yield child


def _holds_blocks(element: Any) -> bool:
    return any(element_name(inner) in BLOCKS for inner in element.iterdescendants()) if len(element) else False


def _code_language(element: Any) -> str:
    classes = " ".join(e.get("class") or "" for e in element.iter() if isinstance(e.tag, str))
    match = re.search(r"lang(?:uage)?-([\w+#-]+)", classes)
    return match[1] if match else ""
