"""The Markdown reader: front matter, CommonMark, tables, footnotes, math and `::: name` containers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from markdown_it.token import Token

from jiangyi.core import DataPath, LocatedData, Report, Source, Span, limits
from jiangyi.model import BARE_LABEL, TYPED_LABEL, Handout, Manuscript, attribute_words, available_blocks, inline
from jiangyi.readers.blocks.attributions import attribution_fields, find_attribution
from jiangyi.readers.blocks.containers import ContainerTokens, convert_container
from jiangyi.readers.blocks.paragraph_lines import convert_lines
from jiangyi.readers.blocks.tables import convert_table, split_align
from jiangyi.readers.dialect import RemarkLog, translate_lines
from jiangyi.readers.html.blocks import ELEMENT, convert_html, merge_html
from jiangyi.readers.notes.heads import adapt_head
from jiangyi.readers.notes.texts import translate_texts
from jiangyi.readers.parsed_data import ParsedFields, ParsedList, count_fitting, iter_spans, split_blocks
from jiangyi.readers.questions.typed_blocks import TypedBlocks, may_have_questions
from jiangyi.readers.syntax.attributes import ATTRIBUTE_LINE, CAPTION, HEADER, Header, attach_attributes
from jiangyi.readers.syntax.fence_info import parse_fence_info
from jiangyi.readers.syntax.front_matter import split_front_matter
from jiangyi.readers.syntax.full_width import find_full_width, read_half_width
from jiangyi.readers.syntax.link_definitions import report_unused
from jiangyi.readers.syntax.parser import MARKDOWN, TOO_DEEP
from jiangyi.readers.validation.field_names import translate_names
from jiangyi.readers.validation.manuscript import build_manuscript

MATERIAL_NAME = re.compile(
    r"^(?:\*\*|【)?(?P<name>(?:给定|阅读)?(?:材料|资料)[ ]?(?:[一二三四五六七八九十]{1,2}|\d{1,2}))(?:】|\*\*|[：:])*(?:\n|$)"
)
"""A line that is nothing but the name of a material."""
BOLD = re.compile(r"\*\*(?P<words>(?:[^*\\]|\\.)+)\*\*")
"""A heading that is bold as a whole, which it is anyway."""
TASK = re.compile(r"^\[(?P<done>[ xX])\][ \t]+")
ABOUT_LINES = ("lines-as-list", "lines-joined", "material-as-text", "number-gap", "number-repeat")
"""What is said of lines that are no questions."""
MATH_LANGUAGES = ("math", "{math}", "katex")
SPACING = re.compile(r"^(?:\\[ ,;:!]\s*|~)+|(?<!~)(?<!\\[,;:!])(?:(?<!\s)\s*+\\(?:[,;:!]|\s*$)|~)++$")
"""Spacing commands at the ends of a formula."""
FEW_BLOCKS = 1000
"""How many are read of a file that has too many, which is an error anyway."""
PAGE_BREAKS = (r"\newpage", r"\pagebreak")


def read_markdown(source: Source, report: Report) -> Manuscript | None:
    """Read a Markdown file; None with a diagnostic where it is no handout at all."""
    source = read_half_width(source, find_full_width(source.text), report)
    front = split_front_matter(source, report)
    if front is None:
        return None
    head, body = adapt_head(translate_names(Handout, front[0], report), report), front[1]
    before = len(report.diagnostics)
    converter = MarkdownConverter(source, report)
    data, made = converter.handout(body, titled="title" in head.data)
    values = {**head.value_spans, **{path: span for path, span in made.items() if path not in head.value_spans}, (): source.span(0)}
    if not head.data.get("title") and not data.get("title") and (data.get("blocks") or data.get("sections")):
        data["title"] = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", source.path.stem)
        report.add("title-from-name", source.span(0), title=source.path.stem)
    located = LocatedData(data | head.data, values, head.key_spans, head.scalars, head.typed_keys)
    result = build_manuscript(located, source, report, converter.env.get("references"))
    if result:
        report_unused(result, converter.env, converter.numbers, report)
    broken = any(d.code.startswith("container-") for d in report.diagnostics[before:])
    return replace(result, is_complete=False) if broken and result else result


def attribute_names() -> frozenset[str]:
    """The names of all attributes: the fields of blocks, and what their containers call parts of them."""
    blocks = available_blocks().values()
    own = (name for block in blocks for name in block.model_fields)
    return frozenset((*own, *(name for block in blocks if block.container for name, _ in block.container.attributes)))


@dataclass
class MarkdownConverter:
    """Converts the parser's tokens to plain data; footnote definitions are collected in `notes`."""

    source: Source
    report: Report
    notes: dict[str, Any] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    """The line of the source, from 0, of each line that was parsed."""
    env: dict[str, Any] = field(default_factory=dict)
    """What the parser's rules collect: link definitions in `references` and `definitions`."""
    lines: list[str] = field(default_factory=list)
    """The lines that were parsed."""
    log: RemarkLog = field(init=False)

    def handout(self, body: str, *, titled: bool) -> tuple[dict[str, Any], dict[DataPath, Span]]:
        """The data of a handout and the place of each block in it. Where the front matter has no title, a first `#` heading is it."""
        numbered = translate_lines(body, RemarkLog(self.source, self.report))
        self.numbers = [number for number, _ in numbered]
        self.log = RemarkLog(self.source, self.report, self.numbers)
        lines = self.lines = [line for _, line in numbered]
        tokens = self.parse(lines)
        tokens = translate_texts(merge_html(tokens, self.log), body, self.log, titled=titled)
        root = ParsedFields(self.source.span(0))
        if not titled:
            tokens = self._take_title(tokens, root)
        self._sections(tokens, root)
        for token in tokens:  # what no block has taken
            if (header := token.meta.get(HEADER)) and token.type != ATTRIBUTE_LINE:
                names = [f"{key}={value}" for key, value in header.attributes.items()]
                self.report_left_out(token, [*names, *header.classes, *header.left_out])
        if may_have_questions(body):
            self.recognize_questions(root)
        if self.notes:
            root["notes"] = self.notes
        return root, dict(iter_spans(root))

    def parse(self, lines: list[str]) -> list[Token]:
        """The tokens of the blocks of some lines; what is nested too deep, or beyond the limit of blocks, is reported."""
        known = self.env["attributes"] = attribute_names()
        tokens = MARKDOWN.parse("\n".join(lines), self.env)
        if TOO_DEEP in self.env:
            limits.MARKDOWN_DEPTH.report(self.report, self.place(Token("", "", 0, map=[self.env[TOO_DEEP], self.env[TOO_DEEP] + 1])))
        fitting = count_fitting(tokens, limits.MARKDOWN_BLOCKS.value)
        if fitting < len(tokens):
            limits.MARKDOWN_BLOCKS.report(self.report, self.place(tokens[fitting]))
            tokens = tokens[: count_fitting(tokens, FEW_BLOCKS)]
        return attach_attributes(tokens, lines, known)

    def _take_title(self, tokens: list[Token], root: ParsedFields) -> list[Token]:
        """Take a `#` heading for the title where it is the first block, or the first heading and the only one of its level.

        Return the other tokens.
        """
        headings = [at for at, token in enumerate(tokens) if token.type == "heading_open" and not token.level]
        tops = [at for at in headings if tokens[at].tag == "h1"]
        if not tops or tops[0] != headings[0] or (tops[0] and len(tops) > 1):
            return tokens
        at = tops[0]
        header = self.header(tokens[at], tokens[at + 1].content)
        root["title"] = header.words
        self.report_left_out(tokens[at], [f"{key}={value}" for key, value in header.attributes.items()])
        return tokens[:at] + tokens[at + 3 :]

    def recognize_questions(self, root: ParsedFields) -> None:
        """Put exercises in place of typed questions, of whose lines nothing else is to be said."""
        typed = TypedBlocks(self.line, self.report)
        if typed.recognize(root):
            found = self.report.diagnostics
            found[:] = [one for one in found if one.code not in ABOUT_LINES or one.span.line not in typed.consumed]

    def _sections(self, tokens: list[Token], root: ParsedFields) -> None:
        """Nest blocks in their sections; a skipped heading level is reported and closed."""
        headings = [int(t.tag[1]) for t in tokens if t.type == "heading_open" and t.level == 0]
        top = min(headings, default=1)
        open_sections: list[tuple[int, ParsedFields]] = [(top - 1, root)]
        for group in split_blocks(tokens):
            if group[0].type != "heading_open":
                self._note_material(group)
                open_sections[-1][1].setdefault("blocks", []).extend(self.block(group))
                continue
            level = int(group[0].tag[1])
            while open_sections[-1][0] >= level:
                open_sections.pop()
            above, parent = open_sections[-1]
            if level > above + 1:
                self.report.add("heading-skipped", self.place(group[0]), found=level - above)
            section = self._section(group)
            parent.setdefault("sections", []).append(section)
            open_sections.append((level, section))

    def _note_material(self, group: list[Token]) -> None:
        """Tell how a material is written where a line has nothing but the name of one: 材料一, 给定资料1."""
        found = MATERIAL_NAME.match(group[1].content) if group[0].type == "paragraph_open" else None
        if found:
            self.report.add("material-as-text", self.place(group[0]), name=found["name"])

    def _section(self, group: list[Token]) -> ParsedFields:
        header = self.header(group[0], group[1].content)
        bold = BOLD.fullmatch(header.words)
        words = bold["words"] if bold else header.words
        typed = TYPED_LABEL.match(words)
        label, title = (typed["label"], typed["rest"]) if typed else ("none" if BARE_LABEL.fullmatch(words) else None, words)
        if label and header.attributes.get("n") == "none":
            del header.attributes["n"]
        found = ParsedFields(self.place(group[0]), type="section", title=title, n=label)
        self.attach([found], Header("", header.attributes), group[0])
        del found["type"]
        return found

    def blocks(self, tokens: list[Token]) -> list[Any]:
        """The blocks that some tokens stand for."""
        return [block for group in split_blocks(tokens) for block in self.block(group)]

    def line(self, number: int) -> Span:
        """A line of the source, counted from 1."""
        text = self.source.lines[number - 1]
        return self.source.span(number - 1, len(text) - len(text.lstrip()), len(text.strip()))

    def block(self, group: list[Token]) -> Iterator[Any]:
        """The blocks that the tokens of one block stand for: mostly one, none for a comment or a footnote definition."""
        first = group[0]
        made = BY_TOKEN.get(first.type, MarkdownConverter._unknown)(self, group)
        header = None if first.type in ("heading_open", ATTRIBUTE_LINE, CAPTION) else first.meta.pop(HEADER, None)
        if header is None:
            yield from made
            return
        found = list(made)
        self.attach(found, header, first)
        yield from found

    def header(self, token: Token, text: str) -> Header:
        """The words and attributes of a heading, a container's opening line or the like; what is no attribute is reported."""
        header = Header.parse(text)
        own = token.meta.pop(HEADER, None)
        if own:
            header = replace(own, words=header.words, attributes=own.attributes | header.attributes)
        self.report_left_out(token, header.classes + header.left_out)
        return header

    def report_left_out(self, token: Token, names: Iterable[str]) -> None:
        """Report what is left out of the attributes of a block."""
        for name in names:
            key, is_given, value = name.partition("=")
            place = self.place(token)
            words = attribute_words(key) if is_given else (key,)
            spans = ((word, self.source.find(word + is_given, place)) for word in words)
            typed, span = next(((word, span) for word, span in spans if span != place), (key, place))
            self.report.add("attribute-unused", span, name=typed + is_given + value)

    def merge(self, fields: ParsedFields, header: Header) -> ParsedFields:
        """The fields of a block with the attributes of its header; a text that is given twice is reported."""
        for key, value in header.attributes.items():
            given = fields.get(key)
            if given and given != value:
                self.report.add("attribute-twice", fields.span, key=key, value=value)
            else:
                fields[key] = value
        return fields

    def attach(self, found: list[Any], header: Header, token: Token) -> None:
        """Give the attributes of a line of their own, or at the end of a paragraph, to the block that was made of its tokens."""
        left_out = [*header.classes, *header.left_out]
        block = next((item for item in found if isinstance(item, ParsedFields)), None)
        if block is None or (len(found) > 1 and token.type == "container_block_open"):
            left_out += [f"{key}={value}" for key, value in header.attributes.items()]
        else:
            kind = available_blocks()[block["type"]]
            paths = dict(kind.container.attributes) if kind.container else {}
            usable = {key: value for key, value in header.attributes.items() if key in kind.model_fields}
            for key, path in paths.items():
                name, _, part = path.partition(".")
                if key in header.attributes and part:
                    block[name] = (block.get(name) or {}) | {part: header.attributes[key]}
            left_out += [f"{key}={value}" for key, value in header.attributes.items() if key not in usable and key not in paths]
            if "align" in usable and set(block.get("align", ())) <= {"left"}:
                block["align"] = split_align(usable.pop("align"))
            self.merge(block, replace(header, attributes=usable))
        self.report_left_out(token, left_out)

    def _attributes(self, group: list[Token]) -> Iterator[Any]:
        self.report_left_out(group[0], [group[0].content])
        return iter(())

    def place(self, token: Token) -> Span:
        """The first line of a token, without its indentation."""
        line = self.numbers[token.map[0]] if token.map else 0
        text = self.source.lines[line] if line < len(self.source.lines) else ""
        indent = len(text) - len(text.lstrip())
        return self.source.span(line, indent, len(text.strip()))

    def _unknown(self, group: list[Token]) -> Iterator[Any]:
        raise ValueError(group[0].type)

    def _paragraph(self, group: list[Token]) -> Iterator[Any]:
        place, content = self.place(group[0]), group[1].content
        if content.strip() in PAGE_BREAKS:
            yield ParsedFields(place, type="page_break")
        elif not content.strip():
            yield ParsedFields(place, type="gap", line=place.line, was="nbsp")
        elif figure := self.figure(content, place):
            yield figure
        else:
            yield from convert_lines(self, content, place)

    def figure(self, content: str, place: Span) -> ParsedFields | None:
        """A figure, where a paragraph is nothing but an image: `![alt](src "caption"){#id width=60%}`."""
        header = Header.parse(content)
        fields = inline.read_lone_picture(header.words, self.env.get("references"))
        return self.merge(ParsedFields(place, type="figure", **fields), header) if fields else None

    def _heading(self, group: list[Token]) -> Iterator[Any]:
        """A heading inside a container becomes a bold paragraph, since no section can begin there."""
        header = self.header(group[0], group[1].content)
        found: list[Any] = [ParsedFields(self.place(group[0]), type="paragraph", text=f"**{header.words}**")]
        self.attach(found, Header("", header.attributes), group[0])
        yield from found

    def _list(self, group: list[Token]) -> Iterator[Any]:
        first = group[0]
        ordered = first.type == "ordered_list_open"
        numbers = self.number_items(group)
        style = "1)" if first.markup == ")" else None
        made: list[ParsedFields] = []
        for number, before, item in zip(numbers, [None, *numbers], split_blocks(group[1:-1]), strict=False):
            if before is None or (ordered and number != before + 1):
                place = self.place(item[0] if made else first)
                start = str(number) if ordered and number != 1 else None
                made.append(ParsedFields(place, type="list", ordered=str(ordered).lower(), start=start, style=style, items=[]))
            made[-1]["items"].append(self._item(item))
        yield from made

    def number_items(self, group: list[Token], *, reports: bool = True) -> list[int]:
        """The numbers of the items of a list as they are typed; where all are equal, as in `1. 1. 1.`, they are counted up from it.

        A number that does not follow the one before it is reported, unless it is a 1 that begins anew.
        """
        items = [item[0] for item in split_blocks(group[1:-1])]
        typed = [int(item.info) if item.info.isdecimal() else 0 for item in items]
        numbers: list[int] = []
        for start, end in _split_at_jumps(typed):
            part = typed[start:end]
            numbers += range(part[0], part[0] + len(part)) if len(set(part)) == 1 else part
        if reports and group[0].type == "ordered_list_open":
            for before, found, item in zip(numbers, numbers[1:], items[1:], strict=False):
                if found != before + 1 and (found == before or found > 1):
                    self.report.add(
                        "number-repeat" if found == before else "number-gap", self.place(item), found=str(found), before=str(before)
                    )
        return numbers

    def _item(self, group: list[Token]) -> ParsedFields:
        inside = group[1:-1]
        task = TASK.match(inside[1].content) if len(inside) > 1 and inside[1].type == "inline" else None
        if task:
            inside[1].content = inside[1].content[task.end() :]
        done = None if task is None else str(task["done"] != " ").lower()
        return ParsedFields(self.place(group[0]), body=self.blocks(inside), done=done)

    def _code(self, group: list[Token]) -> Iterator[Any]:
        token = group[0]
        header = Header.parse(token.info or "")
        language, caption, settings = parse_fence_info(header.words)
        if settings:
            self.report.add("code-settings", self.place(token), words=settings)
        if token.type == "fence" and token.map and not self.is_fence_closed(token):
            self.report.add("code-open", self.place(token))
        if language in MATH_LANGUAGES:
            yield ParsedFields(self.place(token), type="math", tex=token.content.strip(), id=header.attributes.get("id"))
            return
        if not language and header.classes:
            language = header.classes.pop(0).removeprefix(".")
        fields = {"text": token.content.rstrip("\n"), "language": language, "caption": caption or None}
        found: list[Any] = [ParsedFields(self.place(token), type="code", **fields)]
        self.attach(found, header, token)
        yield from found

    def is_fence_closed(self, token: Token) -> bool:
        """True if a line of the same marks ends a block of fenced code, which else ends with what it is in."""
        first, end = token.map or (0, 0)
        last = self.lines[min(end, len(self.lines)) - 1].strip(" \t>")
        return end - first > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])

    def _math(self, group: list[Token]) -> Iterator[Any]:
        label = group[0].info or None
        name = {"n": label} if label and label.isdecimal() else {"id": label}
        yield ParsedFields(self.place(group[0]), type="math", tex=SPACING.sub("", group[0].content.strip()), **name)

    def _definitions(self, group: list[Token]) -> Iterator[Any]:
        """Definitions as pandoc and kramdown write them: a term, below it `: explanation`, perhaps several."""
        for at, token in enumerate(group):
            if token.type != "dt_open":
                continue
            body: list[Any] = []
            for part in split_blocks(group[at + 3 : -1]):
                if part[0].type != "dd_open":
                    break
                body += self.blocks(part[1:-1])
            header = self.header(token, group[at + 1].content)
            found: list[Any] = [ParsedFields(self.place(token), type="definition", term=header.words, body=body)]
            self.attach(found, Header("", header.attributes), token)
            yield from found

    def _rule(self, group: list[Token]) -> Iterator[Any]:
        yield ParsedFields(self.place(group[0]), type="rule")

    def _note(self, group: list[Token]) -> Iterator[Any]:
        """A footnote: its paragraphs as one text, else its blocks; one that is defined twice is reported and keeps both."""
        label, place = group[0].meta["label"], self.place(group[0])
        made = self.blocks(group[1:-1])
        note: Any = ParsedList(place)
        note += made
        if not made or (len(made) == 1 and made[0].keys() == {"type", "text"} and made[0]["type"] == "paragraph"):
            note = made[0]["text"] if made else ""
        before = self.notes.get(label)
        if before is not None:
            self.report.add("note-duplicate", place, label=label)
            both = before if isinstance(before, ParsedList) else ParsedList(place)
            both += [before] * (both is not before)
            both += note if isinstance(note, list) else [note]
            note = both
        self.notes[label] = note
        return iter(())

    def _block_quote(self, group: list[Token]) -> Iterator[Any]:
        yield self.quote(group[1:-1], self.place(group[0]), Header(""))

    def quote(self, tokens: list[Token], place: Span, header: Header) -> ParsedFields:
        """A quotation, with an attribution where the last line of its own last paragraph starts with —— and the header gives none."""
        fields: dict[str, Any] = {}
        groups = list(split_blocks(tokens))
        last = groups[-1][1] if groups and groups[-1][0].type == "paragraph_open" else None
        is_open = last is not None and not header.attributes.keys() & {"by", "where"}
        found = find_attribution(last.content) if last and is_open else None
        if last and found:
            last.content = last.content[: found.start()].rstrip()
            fields = attribution_fields(found)
        body = [block for block in self.blocks(tokens) if block.get("type") != "gap"]
        if header.words:
            body.insert(0, ParsedFields(place, type="paragraph", text=header.words))
        return self.merge(ParsedFields(place, type="quote", body=body, **fields), header)

    def table(self, group: list[Token], header: Header | None = None) -> Iterator[Any]:
        """A table; the header of a container around it gives caption and attributes."""
        return convert_table(self, group, header or Header(""))

    def parse_inside(self, text: str, token: Token) -> list[Any]:
        """The blocks of a text that stands in one line of the source, such as a list in a cell."""
        reader = FixedPlaceConverter(self.source, self.report, self.notes, fixed=self.place(token))
        return reader.blocks(reader.parse(text.split("\n")))

    def _container(self, group: list[Token]) -> Iterator[Any]:
        opening = group[0]
        header = self.header(opening, opening.info)
        name, _, words = header.words.partition(" ")
        place = self.place(opening)
        yield from convert_container(self, ContainerTokens(name, Header(words.strip(), header.attributes), place, group[1:-1]))


def _split_at_jumps(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """The ranges of numbers in which each is equal to the one before it or one more."""
    starts = [0, *(n for n, (before, found) in enumerate(pairwise(numbers), 1) if found not in (before, before + 1))]
    yield from zip(starts, [*starts[1:], len(numbers)], strict=True)


@dataclass
class FixedPlaceConverter(MarkdownConverter):
    """Converts tokens whose lines are not those of the source: everything is at one place."""

    fixed: Span = field(default_factory=lambda: Span("?"))

    def place(self, token: Token) -> Span:  # noqa: ARG002 - the signature of all converters
        """The place of the whole text."""
        return self.fixed


BY_TOKEN: Mapping[str, Callable[[MarkdownConverter, list[Token]], Iterator[Any]]] = MappingProxyType(
    {
        "paragraph_open": MarkdownConverter._paragraph,
        "heading_open": MarkdownConverter._heading,
        "ordered_list_open": MarkdownConverter._list,
        "bullet_list_open": MarkdownConverter._list,
        "fence": MarkdownConverter._code,
        "code_block": MarkdownConverter._code,
        "math_block": MarkdownConverter._math,
        "math_block_label": MarkdownConverter._math,
        "dl_open": MarkdownConverter._definitions,
        "hr": MarkdownConverter._rule,
        ELEMENT: convert_html,
        "footnote_reference_open": MarkdownConverter._note,
        "blockquote_open": MarkdownConverter._block_quote,
        "table_open": MarkdownConverter.table,
        "container_block_open": MarkdownConverter._container,
        ATTRIBUTE_LINE: MarkdownConverter._attributes,
        CAPTION: lambda *_: iter(()),
    }
)
"""The method that converts a block, by the type of its first token."""
