"""Read the block content of Word files: paragraphs by their styles, lists, tables, text boxes, embedded files."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.decisions import shorten
from jiangyi.importing.word.context import Data, WordContext
from jiangyi.importing.word.runs import InlineReader, settle_colours, write_blanks
from jiangyi.importing.word.spans import (
    BREAK,
    FORMULA,
    HELD,
    HIDDEN,
    PAGE,
    PICTURE,
    TEXT,
    WordSpan,
    is_blank,
    split_spans,
    to_plain,
    write_spans,
)
from jiangyi.importing.word.styles import ParagraphStyle
from jiangyi.importing.word.tables import arranges_only, list_letters, make_table_data, pair_cells, read_grid, simplify_block
from jiangyi.importing.word.xml_names import M, R, W, child_value, iterate_texts, local_name
from jiangyi.readers import STRONG_OPTION, opens_answer

MAX_DEPTH = 8
"""How deep tables and text boxes are read in one another; what is deeper becomes text."""
HIDDEN_CONTEXT = 20
"""What is looked at before hidden text, in characters."""
CONTAINERS = ("customXml", "smartTag", "ins", "moveTo", "sdtContent", "body", "txbxContent", "tc", "footnote", "endnote", "comment")
FIGURE_CAPTION = re.compile(r"^(?:图|圖|Figure|Fig\.)\s*(?P<n>\d+(?:[-.]\d+)?)\s*[.:：、]?\s*(?P<words>.{0,80})$", re.IGNORECASE)
FORMULA_NUMBER = re.compile(r"^[（(]\s*(?P<label>[\w.\-–]{1,12})\s*[）)]$")
OPEN_BRACKET = re.compile(r"[（(][ \u00a0\u3000]*$")
VERDICT = re.compile(r"\s*(?:[A-H](?:[\s,，、]*[A-H]){0,7}|[√×✓✗✔✘]|对|错|正确|错误)\s*")
"""The answer of a question in its bracket."""
BREAKING_SECTIONS = ("nextPage", "oddPage", "evenPage", "")


@dataclass
class _OpenList:
    """A list that further paragraphs may continue: its items and its level."""

    level: int
    items: list[Any]


@dataclass
class BlockReader:
    """Reads block content in order."""

    context: WordContext
    inside: bool = False
    """Whether it is in a cell, a text box or a note, and not in the body."""
    depth: int = 0
    output: list[Data] = field(default_factory=list)
    inline: InlineReader = field(init=False)
    prefix: list[WordSpan] = field(default_factory=list)
    """The spans of a drop cap, or of a paragraph whose mark was deleted: the next paragraph continues it."""
    lists: list[_OpenList] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """Hidden answers, which follow the options of their question."""

    def __post_init__(self) -> None:
        self.inline = InlineReader(self.context, self.inside)

    def read(self, element: Any) -> list[Data]:
        """The blocks of an element's content."""
        self.walk(element)
        if self.prefix:
            self.add_spans([], ParagraphStyle(), "")
        while self.inline.fields:
            self.inline.close_field()
        self.add_answers()
        return self.output

    def walk(self, element: Any) -> None:
        """Read the children of an element in order."""
        for child in element:
            name = local_name(child)
            if child.tag == f"{W}p":
                self.count(child)
                self.read_paragraph(child)
            elif child.tag == f"{W}tbl":
                self.count(child)
                self.read_grid(child)
            elif name == "sdt":
                self.read_control(child)
            elif name in CONTAINERS:
                self.walk(child)
            elif name == "altChunk":
                self.count(child)
                self.read_embedded(child)
            elif child.tag == f"{M}oMathPara":
                self.count(child)
                self.add_blocks(self.inline.read([child], ParagraphStyle()), ParagraphStyle())
            elif name in ("del", "moveFrom"):
                self.inline.read_deletion(child)

    def count(self, element: Any) -> None:
        """Count a paragraph or table of the body that has content."""
        self.context.container.budget.spend_contents(1)
        if self.inside or self.context.depth:
            return
        words = "".join(iterate_texts(element)).strip()
        if (
            words
            or any(True for _ in element.iter(f"{W}drawing", f"{W}pict", f"{W}object", f"{W}altChunk"))
            or local_name(element) == "altChunk"
        ):
            self.context.line += 1
            self.context.first_words = words[:40]

    def read_control(self, element: Any) -> None:
        """Read a content control around blocks; a table of contents is left out."""
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        if content is None:
            return
        if child_value(properties, "docPartObj/docPartGallery") in ("Table of Contents", "目录"):
            self.context.report("contents-list", "\n".join("".join(iterate_texts(p)) for p in content.iter(f"{W}p")))
            return
        self.walk(content)

    def read_paragraph(self, element: Any) -> None:
        """Read a paragraph by its style."""
        properties = element.find(f"{W}pPr")
        style = self.context.styles.resolve_paragraph(properties)
        style = self.place_in_list(style, properties)
        spans = self.inline.read(element, style)
        blocks, boxes = self.inline.blocks, self.inline.boxes
        section = None if properties is None else properties.find(f"{W}sectPr")
        if style.role == "contents":
            self.report_contents(spans)
            spans = []
        label = ""
        if style.numbering and not self.context.numbering.is_bullet(style.numbering, style.depth):
            label = self.context.numbering.next_label(style.numbering, style.depth)
        if style.breaks and self.output and not self.inside:
            self.add_page_break()
        if style.drop_cap or _is_mark_deleted(properties):
            self.prefix += spans
        else:
            self.add_spans(spans, style, label)
        if style.ruled and is_blank(spans) and not blocks and not boxes:
            self.add({"type": "rule"})
        for block in blocks:
            self.add(block)
        for box in boxes:
            self.read_box(box)
        if section is not None and not self.inside and self.context.begin_section() in BREAKING_SECTIONS:
            self.add_page_break()

    def place_in_list(self, style: ParagraphStyle, properties: Any) -> ParagraphStyle:
        """The style with the level of the list that belongs to the paragraph's style, where the paragraph does not give one."""
        if not style.numbering or child_value(properties, "numPr/ilvl"):
            return style
        name = child_value(properties, "pStyle") or self.context.styles.defaults.get("paragraph", "")
        for one in reversed(self.context.styles.chain(name)):
            at = self.context.numbering.style_levels.get((style.numbering, one.get(f"{W}styleId", "")))
            if at is not None:
                return replace(style, depth=at)
        return style

    def report_contents(self, spans: list[WordSpan]) -> None:
        """Report an entry of a table of contents."""
        words = to_plain(replace(span, text=self.context.held.get(span.text)) if span.kind == HELD else span for span in spans)
        if words.strip():
            self.context.report("contents-list", words)

    def add_spans(self, spans: list[WordSpan], style: ParagraphStyle, label: str) -> None:
        """Add the blocks of a paragraph, with what precedes it and with its number."""
        spans, self.prefix = [*self.prefix, *spans], []
        spans = settle_colours(write_blanks(spans, self.context.tab_width), self.context)
        words = to_plain(span for span in spans if span.kind == TEXT).strip()
        if not STRONG_OPTION.match(label or words):
            self.add_answers()
        spans = self.take_hidden(spans)
        if label and (self.inside or not all(is_blank(line) for line in split_spans(spans, PAGE))):
            self.context.report("numbering", label)
            spans = [WordSpan(label + (" " if re.search(r"[\w.]$", label, re.ASCII) else "")), *spans]
        self.add_blocks(spans, style)

    def add_answers(self) -> None:
        """Add the hidden answers of the question above."""
        answers, self.answers = self.answers, []
        for answer in answers:
            self.add({"type": "paragraph", "text": answer})

    def take_hidden(self, spans: list[WordSpan]) -> list[WordSpan]:
        """The spans that are seen; hidden answers wait for the end of their question, other hidden text is reported."""
        seen: list[WordSpan] = []
        hidden = [span for span in spans if span.kind == HIDDEN]
        whole = to_plain(hidden).strip()
        is_answer = opens_answer(whole)
        for span in spans:
            if span.kind != HIDDEN:
                seen.append(span)
            elif not is_answer and VERDICT.fullmatch(span.text) and OPEN_BRACKET.search(_end_of(seen)):
                seen.append(WordSpan(span.text))
                self.context.report_with_place("hidden-answer", span.text)
            elif not is_answer and span.text.strip():
                self.context.report_with_place("hidden", span.text)
        if is_answer:
            self.answers.append(write_spans([WordSpan(whole)], self.context.held))
            self.context.report_with_place("hidden-answer", whole)
        return seen

    def add_blocks(self, spans: list[WordSpan], style: ParagraphStyle) -> None:
        """Add the blocks of spans: page breaks divide them, then the style decides."""
        pages = list(_split_at(spans, PAGE))
        for number, page in enumerate(pages):
            if number:
                self.add_page_break()
            if not is_blank([span for span in page if span.kind != BREAK]) or any(span.kind not in (TEXT, BREAK) for span in page):
                self.add_lines(page, style)

    def add_lines(self, spans: list[WordSpan], style: ParagraphStyle) -> None:
        """Add the blocks of a paragraph, or of its part on one page, by its style."""
        if style.role == "code":
            self.add_code("\n".join(to_plain(line) for line in _split_at(spans, BREAK)))
        elif style.role == "subtitle" and not self.context.subtitle and self.output and self.output[-1].get("title"):
            self.context.subtitle = self.write_line([WordSpan(" ") if span.kind == BREAK else span for span in spans])
        elif style.level or style.role == "title":
            self.add_heading(spans, min(style.level, 6))
        elif self.is_bullet(style):
            self.add_item(spans, style.depth)
        elif style.role == "continue" and self.lists:
            self.continue_item(spans)
        elif style.role == "quote":
            self.add_quote([self.write_line(line) for line in split_spans(spans, BREAK)])
        else:
            for line in split_spans(spans, BREAK):
                self.add_line(line, style)

    def is_bullet(self, style: ParagraphStyle) -> bool:
        """Whether a paragraph is an item of a list with bullets."""
        if style.numbering:
            return self.context.numbering.is_bullet(style.numbering, style.depth)
        return style.role == "bullet"

    def write_line(self, spans: list[WordSpan]) -> str:
        """Spans as inline Markdown, pictures among them."""
        figures = self.inline.figures
        shown = [
            replace(span, text=self.hold_figure(figures[int(span.text)]), kind=HELD)
            if span.kind == PICTURE
            else replace(span, kind=HELD) if span.kind == FORMULA else span
            for span in spans
        ]  # fmt: skip
        return write_spans(shown, self.context.held)

    def hold_figure(self, figure: Data) -> str:
        """A picture as part of a line."""
        if figure["type"] == "paragraph":
            return self.context.held.add(str(figure["text"]))
        if figure["type"] != "figure":
            return self.context.held.add(f"（图片：{figure.get('was', '')}）")
        alt = re.sub(r"([\[\]\\])", r"\\\1", str(figure.get("alt", "")))
        src = str(figure["src"])
        target = f"<{src}>" if re.search(r"[\s()<>]", src) else src
        return self.context.held.add(f"![{alt}]({target})")

    def add_line(self, spans: list[WordSpan], style: ParagraphStyle) -> None:
        """Add a paragraph, its pictures where it is nothing else, a displayed formula, or a caption."""
        words = [span for span in spans if not is_blank([span])]
        if not words:
            return
        if all(span.kind == PICTURE for span in words):
            for span in words:
                self.add(dict(self.inline.figures[int(span.text)]))
            return
        if self.add_formula(words):
            return
        text = self.write_line(spans)
        if not text or self.add_caption(text, style) or self.pair_letters(text):
            return
        self.add({"type": "paragraph", "text": text})

    def add_formula(self, words: list[WordSpan]) -> bool:
        """Add a displayed formula that stands alone, or with its number."""
        shown = [span for span in words if span.kind == FORMULA]
        rest = to_plain(span for span in words if span.kind == TEXT).strip()
        number = FORMULA_NUMBER.match(rest)
        if len(shown) != 1 or (rest and not number) or len(shown) + sum(span.kind == TEXT for span in words) < len(words):
            return False
        tex = self.context.held.get(shown[0].text).strip("$")
        self.add({"type": "math", "tex": tex + (rf"\tag{{{number['label']}}}" if number else "")})
        return True

    def add_caption(self, text: str, style: ParagraphStyle) -> bool:
        """Make a line that names a figure the caption of the picture above it."""
        match = FIGURE_CAPTION.match(text)
        last = self.output[-1] if self.output else {}
        if last.get("type") != "figure" or last.get("caption") or not (match or style.role == "caption"):
            return False
        caption = match["words"].strip() if match else text
        last |= {"caption": caption} if caption else {}
        last |= {"n": match["n"]} if match else {}
        return True

    def pair_letters(self, text: str) -> bool:
        """Make options of the pictures above a line that has nothing but their letters."""
        letters = list_letters(text)
        count = len(letters)
        pictures = self.output[-count:]
        if count < 2 or len(pictures) < count or any(block["type"] != "figure" or block.get("caption") for block in pictures):
            return False
        del self.output[-count:]
        for letter, picture in zip(letters, pictures, strict=True):
            self.add({"type": "paragraph", "text": f"{letter}. {self.hold_figure(picture)}"})
        return True

    def add_heading(self, spans: list[WordSpan], level: int) -> None:
        """Add a heading, on one line, or the title (level 0); its pictures follow."""
        spans = [WordSpan(" ") if span.kind == BREAK else span for span in spans]
        text = self.write_line([span for span in spans if span.kind != PICTURE])
        if text:
            self.add({"type": "heading", "level": level or 1, "text": text} | ({"title": True} if not level else {}))
        for span in spans:
            if span.kind == PICTURE:
                self.add(dict(self.inline.figures[int(span.text)]))

    def add_item(self, spans: list[WordSpan], level: int) -> None:
        """Add an item to the open list of its level, or open one."""
        body: list[Any] = []
        for line in split_spans(spans, BREAK):
            words = [span for span in line if not is_blank([span])]
            if words and all(span.kind == PICTURE for span in words):
                body += [dict(self.inline.figures[int(span.text)]) for span in words]
            elif text := self.write_line(line):
                body.append(text)
        if not body:
            return
        item = body[0] if len(body) == 1 and isinstance(body[0], str) else {"body": body}
        while self.lists and self.lists[-1].level > level:
            self.lists.pop()
        if self.lists and self.lists[-1].level == level:
            self.lists[-1].items.append(item)
        elif self.lists:
            outer = self.lists[-1].items
            last = outer[-1] if isinstance(outer[-1], dict) else {"body": [outer[-1]]}
            items = [item]
            last["body"].append({"type": "list", "items": items})
            outer[-1] = last
            self.lists.append(_OpenList(level, items))
        else:
            items = [item]
            self.add({"type": "list", "items": items})
            self.lists = [_OpenList(level, items)]

    def continue_item(self, spans: list[WordSpan]) -> None:
        """Add a paragraph to the last item of the open list."""
        items = self.lists[-1].items
        last = items[-1] if isinstance(items[-1], dict) else {"body": [items[-1]]}
        last["body"] += [text for line in split_spans(spans, BREAK) if (text := self.write_line(line))]
        items[-1] = last

    def add_quote(self, texts: list[str]) -> None:
        """Add a quotation, or continue the one above."""
        texts = [text for text in texts if text]
        if self.output and self.output[-1]["type"] == "quote":
            self.output[-1]["body"] += texts
        elif texts:
            self.add({"type": "quote", "body": texts})

    def add_code(self, text: str) -> None:
        """Add lines of code, or continue those above."""
        if self.output and self.output[-1]["type"] == "code":
            self.output[-1]["text"] += "\n" + text
        else:
            self.add({"type": "code", "text": text})

    def add_page_break(self) -> None:
        """Add a page break to the body."""
        if self.inside:
            return
        self.add({"type": "page_break"})

    def add(self, block: Data) -> None:
        """Add a block; only items continue an open list."""
        self.lists = []
        self.output.append({"_line": self.context.line} | block)

    def read_inside(self, element: Any) -> list[Data]:
        """The blocks of a cell, text box or note."""
        if self.depth > MAX_DEPTH:
            words = " ".join(iterate_texts(element))
            return [{"type": "paragraph", "text": write_spans([WordSpan(words)], self.context.held)}] if words.strip() else []
        return [
            {key: value for key, value in block.items() if key != "_line"}
            for block in BlockReader(self.context, inside=True, depth=self.depth + 1).read(element)
        ]

    def read_grid(self, element: Any) -> None:
        """Read a table; of one that only arranges its content, the content."""
        table = read_grid(element, self.read_inside, self.context)
        if options := pair_cells(table):
            for letter, picture in options:
                self.add({"type": "paragraph", "text": f"{letter}. {self.hold_figure(picture)}"})
            return
        if arranges_only(table, element):
            for cell in table.iterate_cells():
                for block in cell.blocks:
                    self.add(block)
            return
        self.add(make_table_data(table, element, self.hold_figure, self.context.held))

    def read_box(self, element: Any) -> None:
        """Read a text box; its content follows the paragraph that it is anchored to."""
        words = "".join(iterate_texts(element)).strip()
        if words:
            self.context.report_with_place("text-box", shorten(words))
        for block in self.read_inside(element):
            self.add(block)

    def read_embedded(self, element: Any) -> None:
        """Read a file that is part of the text (§17.17.2.1)."""
        target, external = self.context.find_target(element.get(f"{R}id"))
        data = None if external or not target else self.context.container.read_part(target)
        reader = self.context.read_embedded
        blocks = reader(data, target, self.context) if data and reader else None
        if blocks is None:
            self.context.report("embedded-left", target)
            return
        self.context.report("embedded", target)
        for block in blocks:
            self.add({key: value for key, value in block.items() if key != "_line"})

    def read_note(self, element: Any) -> Any:
        """The text of a note, or its blocks."""
        blocks = [simplify_block(block) for block in self.read_inside(element)]
        return blocks[0] if len(blocks) == 1 and isinstance(blocks[0], str) else blocks


def _split_at(spans: list[WordSpan], kind: str) -> list[list[WordSpan]]:
    """The spans before, between and after those of a kind; parts may be empty."""
    parts: list[list[WordSpan]] = [[]]
    for span in spans:
        if span.kind == kind:
            parts.append([])
        else:
            parts[-1].append(span)
    return parts


def _end_of(spans: list[WordSpan]) -> str:
    """The last characters of the texts of spans."""
    found = ""
    for span in reversed(spans):
        found = (span.text[-HIDDEN_CONTEXT:] if span.kind == TEXT else "") + found
        if len(found) >= HIDDEN_CONTEXT:
            break
    return found[-HIDDEN_CONTEXT:]


def _is_mark_deleted(properties: Any) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one continues it (§17.13.5.15)."""
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None
