"""Handouts written in Markdown: front matter, CommonMark, tables, footnotes, math and `::: kind` containers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote.index import footnote_def

from jiangyi.core import Located, Path, Report, Source, Span, Words
from jiangyi.model import TYPED, Manuscript, inline
from jiangyi.readers import exercise_text
from jiangyi.readers.attributes import Header
from jiangyi.readers.front_matter import front_matter
from jiangyi.readers.validation import manuscript, nearest

LEAD = re.compile(r"^\*\*(?P<lead>.+?)\*\*[ \t]*\n?(?P<rest>.*)$", re.DOTALL)
RUN_IN = re.compile(
    r"^(?P<mark>[一二三四五六七八九十]+[是要]，?|(?:第|其)[一二三四五六七八九十]+，|一方面，|另一方面，|首先，|其次，|再次，|最后，)(?P<rest>.+)$",
    re.DOTALL,
)
"""The words that count sub-points in running text."""
ATTRIBUTION = re.compile(r"(?:^|\n)[ \t]*(?:——|--)[ \t]*(?P<by>[^《\n]*?)[，,]?[ \t]*(?P<where>《[^\n]*》[^\n]*)?$")
TASK = re.compile(r"^\[(?P<done>[ xX])\][ \t]+")
COMMENT = re.compile(r"^\s*<!--.*?-->\s*$", re.DOTALL)
PAGE_BREAKS = (r"\newpage", r"\pagebreak")


def read(source: Source, report: Report) -> Manuscript | None:
    """A Markdown file as a handout."""
    front = front_matter(source, report)
    if front is None:
        return None
    head, body = front
    before = len(report.diagnostics)
    data, made = _Reader(source, report).handout(body, titled="title" in head.data)
    values = head.values | {path: span for path, span in made.items() if path not in head.values}
    values[()] = source.span(0)
    located = Located(data | head.data, values, head.keys, head.typings)
    result = manuscript(located, source, report)
    broken = any(d.code.startswith("container-") for d in report.diagnostics[before:])
    return replace(result, whole=False) if broken and result else result


def _markdown() -> MarkdownIt:
    """CommonMark's blocks and ours; what stands inside a paragraph is left to `inline`."""
    md = MarkdownIt("commonmark").enable("table")
    md.disable(["inline", "text_join"])
    dollarmath_plugin(md, allow_blank_lines=False)
    container_plugin(md, "block", marker=":", validate=lambda params, *_: bool(params.strip()))
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.disable("reference")
    return md


MARKDOWN = _markdown()


class Made(dict[str, Any]):
    """The data of one block or section, with the place where it was read."""

    def __init__(self, span: Span, **fields: Any) -> None:
        """Keep what is not None: an absent field is the model's to fill."""
        super().__init__({key: value for key, value in fields.items() if value is not None})
        self.span = span


@dataclass
class _Reader:
    """Turns the parser's tokens into plain data; the notes it meets are collected beside."""

    source: Source
    report: Report
    notes: dict[str, str] = field(default_factory=dict)
    closings: set[int] = field(default_factory=set)

    def handout(self, body: str, *, titled: bool) -> tuple[dict[str, Any], dict[Path, Span]]:
        tokens = MARKDOWN.parse(body)
        root = Made(self.source.span(0))
        if not titled and tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
            root["title"] = tokens[1].content
            tokens = tokens[3:]
        self.sections(tokens, root)
        if self.notes:
            root["notes"] = self.notes
        return root, dict(_places(root, ()))

    def sections(self, tokens: list[Token], root: Made) -> None:
        """Blocks below the sections that hold them; a level that is skipped is closed up and reported."""
        headings = [int(t.tag[1]) for t in tokens if t.type == "heading_open" and t.level == 0]
        top = min(headings, default=1)
        open_sections: list[tuple[int, Made]] = [(top - 1, root)]
        for group in _groups(tokens):
            if group[0].type != "heading_open":
                open_sections[-1][1].setdefault("blocks", []).extend(self.block(group))
                continue
            level = int(group[0].tag[1])
            while open_sections[-1][0] >= level:
                open_sections.pop()
            above, parent = open_sections[-1]
            if level > above + 1:
                self.report.add("heading-skipped", self.place(group[0]), found=level - above)
            section = self.section(group)
            parent.setdefault("sections", []).append(section)
            open_sections.append((level, section))

    def section(self, group: list[Token]) -> Made:
        header = Header.of(group[1].content)
        typed = TYPED.match(header.words)
        label, title = (typed["label"], typed["rest"]) if typed else (None, header.words)
        return Made(self.place(group[0]), **({"title": title, "n": label} | header.attributes))

    def blocks(self, tokens: list[Token]) -> list[Any]:
        return [block for group in _groups(tokens) for block in self.block(group)]

    def block(self, group: list[Token]) -> Iterator[Any]:
        """The blocks that one group of tokens makes: mostly one, none for a comment or the text of a footnote."""
        first = group[0]
        yield from BLOCKS.get(first.type, _Reader.unknown)(self, group)

    def place(self, token: Token) -> Span:
        line = token.map[0] if token.map else 0
        text = self.source.lines[line] if line < len(self.source.lines) else ""
        indent = len(text) - len(text.lstrip())
        return self.source.span(line, indent, len(text.strip()))

    def unknown(self, group: list[Token]) -> Iterator[Any]:
        raise ValueError(group[0].type)

    def paragraph(self, group: list[Token]) -> Iterator[Any]:
        place, content = self.place(group[0]), group[1].content
        if content.strip() in PAGE_BREAKS:
            yield Made(place, type="page_break")
        elif not content.strip():
            yield Made(place, type="gap", line=place.line, was="nbsp")
        elif re.fullmatch(r":{3,}", content.strip()):
            self.report.add("container-stray", place)
        elif figure := self.figure(content, place):
            yield figure
        else:
            yield Made(place, type="paragraph", text=content)

    def figure(self, content: str, place: Span) -> Made | None:
        """A paragraph that is one picture: `![alt](src "caption"){#id width=60%}`."""
        header = Header.of(content)
        tokens = inline.MARKDOWN.parseInline(header.words, {"notes": {}})[0].children or []
        if len(tokens) != 1 or tokens[0].type != "image":
            return None
        image = tokens[0]
        caption = image.attrs.get("title")
        fields = {"src": unquote(str(image.attrs["src"])), "alt": image.content, "caption": caption}
        return Made(place, type="figure", **(fields | header.attributes))

    def heading(self, group: list[Token]) -> Iterator[Any]:
        """A heading inside a container is a bold line: sections cannot begin there."""
        header = Header.of(group[1].content)
        yield Made(self.place(group[0]), type="paragraph", text=f"**{header.words}**", **header.attributes)

    def listing(self, group: list[Token]) -> Iterator[Any]:
        first = group[0]
        ordered = first.type == "ordered_list_open"
        self.numbers_follow(group)
        items = [self.item(item) for item in _groups(group[1:-1])]
        start = str(first.attrs.get("start", 1)) if ordered else None
        yield Made(self.place(first), type="list", ordered=str(ordered).lower(), start=start, items=items)

    def numbers_follow(self, group: list[Token]) -> None:
        """A list is numbered anew from its first number, so what was typed is looked at here; 1. 1. 1. is a way to write it."""
        typed = [(item[0], item[0].info) for item in _groups(group[1:-1]) if item[0].info.isdecimal()]
        if len({number for _, number in typed}) > 1:
            for (_, before), (token, found) in pairwise(typed):
                if int(found) != int(before) + 1:
                    self.report.add("number-repeat" if found == before else "number-gap", self.place(token), found=found, before=before)

    def item(self, group: list[Token]) -> Made:
        inside = group[1:-1]
        task = TASK.match(inside[1].content) if len(inside) > 1 and inside[1].type == "inline" else None
        if task:
            inside[1].content = inside[1].content[task.end() :]
        done = None if task is None else str(task["done"] != " ").lower()
        return Made(self.place(group[0]), body=self.blocks(inside), done=done)

    def code(self, group: list[Token]) -> Iterator[Any]:
        token = group[0]
        header = Header.of(token.info or "")
        language, _, caption = header.words.partition(" ")
        fields = {"text": token.content.rstrip("\n"), "language": language, "caption": caption.strip() or None}
        yield Made(self.place(token), type="code", **(fields | header.attributes))

    def math(self, group: list[Token]) -> Iterator[Any]:
        yield Made(self.place(group[0]), type="math", tex=group[0].content.strip(), id=group[0].info or None)

    def rule(self, group: list[Token]) -> Iterator[Any]:
        yield Made(self.place(group[0]), type="rule")

    def html(self, group: list[Token]) -> Iterator[Any]:
        if not COMMENT.match(group[0].content):
            yield Made(self.place(group[0]), type="raw", format="html", text=group[0].content.rstrip("\n"))

    def note(self, group: list[Token]) -> Iterator[Any]:
        paragraphs = [token.content for token in group if token.type == "inline"]
        self.notes[group[0].meta["label"]] = "\\\n".join(paragraphs)
        return iter(())

    def quotation(self, group: list[Token]) -> Iterator[Any]:
        yield self.quote(group[1:-1], self.place(group[0]), Header(""))

    def quote(self, tokens: list[Token], place: Span, header: Header) -> Made:
        """The words, and an attribution where the last line begins with ——."""
        fields: dict[str, Any] = {}
        last = next((token for token in reversed(tokens) if token.type == "inline"), None)
        found = ATTRIBUTION.search(last.content) if last else None
        if last and found and (found["by"] or found["where"]):
            last.content = last.content[: found.start()].rstrip()
            fields = {"by": found["by"].strip() or None, "where": found["where"]}
        body = [block for block in self.blocks(tokens) if block.get("type") != "gap"]
        return Made(place, type="quote", body=body, **(fields | header.attributes))

    def table(self, group: list[Token], header: Header | None = None) -> Iterator[Any]:
        header = header or Header("")
        rows: list[list[str]] = []
        align: list[str] = []
        for token in group:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(token.content)
            elif token.type == "th_open":
                align.append(str(token.attrs.get("style", "text-align:left")).removeprefix("text-align:"))
        attributes = dict(header.attributes)
        if "align" in attributes:
            align = re.split(r"[,，\s]+", attributes.pop("align"))
        caption = header.words or None
        fields = {"caption": caption, "columns": rows[0], "rows": rows[1:], "align": align}
        yield Made(self.place(group[0]), type="table", **(fields | attributes))

    def container(self, group: list[Token]) -> Iterator[Any]:
        opening = group[0]
        header = Header.of(opening.info)
        kind, _, words = header.words.partition(" ")
        place = self.place(opening)
        if not self.is_closed(opening):
            self.report.add("container-open", place, kind=kind)
            yield from self.blocks(group[1:-1])
            return
        make = CONTAINERS.get(kind)
        if make is None:
            known = sorted(CONTAINERS)
            self.report.add("container-unknown", place, kind=kind, near=nearest(kind, known), known=", ".join(known))
            yield from self.blocks(group[1:-1])
            return
        yield from make(self, Container(kind, Header(words.strip(), header.attributes), place, group[1:-1]))

    def is_closed(self, opening: Token) -> bool:
        """Whether a line of colons of its own closes a container; the parser closes any other where its surroundings end."""
        end = (opening.map or [0, 0])[1]
        closed = end < len(self.source.lines) and self.source.lines[end].strip(" \t>").startswith(":::") and end not in self.closings
        self.closings.add(end)
        return closed

    def titled(self, box: "Container") -> Iterator[Any]:
        """An event, a case or a material."""
        attributes = dict(box.header.attributes)
        origin = {"name": attributes.pop("source", None), "url": attributes.pop("url", None)}
        source = {key: value for key, value in origin.items() if value}
        typed = TYPED.match(box.header.words)
        n, title = (typed["label"], typed["rest"]) if typed else (None, box.header.words)
        fields = {"title": title or None, "n": n, "body": self.blocks(box.tokens), "source": source or None}
        yield Made(box.place, type=box.kind, **(fields | attributes))

    def callout(self, box: "Container") -> Iterator[Any]:
        fields = {"kind": box.kind, "title": box.header.words or None, "body": self.blocks(box.tokens)}
        yield Made(box.place, type="callout", **(fields | box.header.attributes))

    def definition(self, box: "Container") -> Iterator[Any]:
        fields = {"term": box.header.words or None, "body": self.blocks(box.tokens)}
        yield Made(box.place, type="definition", **(fields | box.header.attributes))

    def quote_box(self, box: "Container") -> Iterator[Any]:
        yield self.quote(box.tokens, box.place, box.header)

    def table_box(self, box: "Container") -> Iterator[Any]:
        groups = list(_groups(box.tokens))
        if [group[0].type for group in groups] != ["table_open"]:
            self.report.add("container-content", box.place, kind="table", expected=Words("one table", "一个表格"))
            yield from self.blocks(box.tokens)
            return
        yield from self.table(groups[0], box.header)

    def answers(self, box: "Container") -> Iterator[Any]:
        yield Made(box.place, type="answers", **box.header.attributes)

    def exercise(self, box: "Container") -> Iterator[Any]:
        """Its parts begin with words such as 答案：; until then it is the question, with its options."""
        named = exercise_text.KIND.get(box.header.words.lower())
        fields: dict[str, list[Any]] = {"stem": [box.header.words] if box.header.words and not named else []}
        current = "stem"
        for group in _groups(box.tokens):
            if group[0].type == "paragraph_open":
                for part in exercise_text.parts(group[1].content):
                    current = part.field or current
                    self.add_part(fields, current, part.text, self.line(self.place(group[0]).line + part.line))
                continue
            items = [item[1:-1] for item in _groups(group[1:-1])] if group[0].type in LISTS else []
            words = [item[1].content for item in items if len(item) == 3]
            listed = [line for word in words for line in exercise_text.options(word, words.index(word))]
            if current == "scoring" and words and len(words) == len(items):
                fields.setdefault(current, []).extend(exercise_text.scoring(word) for word in words)
            elif current == "stem" and words and len(listed) == len(items):
                fields.setdefault("options", []).extend(listed)
            else:
                fields.setdefault(current, []).extend(self.block(group))
        attributes = dict(box.header.attributes)
        reads = exercise_text.names(attributes.pop("materials", "") + " " + attributes.pop("reads", ""))
        yield Made(box.place, type="exercise", **({"kind": named, "reads": reads or None} | fields | attributes))

    def add_part(self, fields: dict[str, list[Any]], name: str, text: str, place: Span) -> None:
        """A stretch of a paragraph, in the part of the exercise that it belongs to."""
        options = exercise_text.options(text, len(fields.get("options", ()))) if name == "stem" else []
        if options:
            fields.setdefault("options", []).extend(options)
        elif name == "scoring" and text:
            fields.setdefault(name, []).extend(exercise_text.scoring(line.strip()) for line in text.split("\n"))
        elif text:
            fields.setdefault(name, []).append(self.figure(text, place) or Made(place, type="paragraph", text=text))

    def line(self, number: int) -> Span:
        """A line of the source, counted from 1."""
        text = self.source.lines[number - 1]
        return self.source.span(number - 1, len(text) - len(text.lstrip()), len(text.strip()))

    def point_box(self, box: "Container") -> Iterator[Any]:
        lead = {"lead": box.header.words, "body": self.blocks(box.tokens)} if box.header.words else self.led(box.tokens)
        yield Made(box.place, type="point", **(lead | box.header.attributes))

    def points_box(self, box: "Container") -> Iterator[Any]:
        groups = list(_groups(box.tokens))
        if not groups or any(group[0].type not in LISTS for group in groups):
            self.report.add("container-content", box.place, kind="points", expected=Words("a list", "列表"))
            yield from self.blocks(box.tokens)
            return
        for group in groups:
            yield from self.points(group)

    def points(self, group: list[Token]) -> Iterator[Made]:
        """The items of a list as points: numbers as typed, in an unordered list the counting words such as 一是."""
        ordered = group[0].type == "ordered_list_open"
        start = int(group[0].attrs.get("start", 1))
        self.numbers_follow(group)
        for number, item in enumerate(_groups(group[1:-1]), start):
            fields = self.led(item[1:-1])
            fields["n"] = str(number) if ordered else "none"
            counted = RUN_IN.match(fields["lead"])
            if counted and not ordered:
                fields |= {"n": counted["mark"], "lead": counted["rest"]}
            yield Made(self.place(item[0]), type="point", **fields)

    def led(self, tokens: list[Token]) -> dict[str, Any]:
        """The lead and the body of a point: a leading **bold** is the lead, else the whole first paragraph; lists are sub-points."""
        groups = list(_groups(tokens))
        if not groups or groups[0][0].type != "paragraph_open":
            return {"lead": "", "body": self.blocks(tokens)}
        first = groups[0][1].content
        match = LEAD.match(first)
        lead, rest = (match["lead"], match["rest"].strip()) if match else (first, "")
        body: list[Any] = [Made(self.place(groups[0][0]), type="paragraph", text=rest)] if rest else []
        for group in groups[1:]:
            body += self.points(group) if group[0].type in LISTS else self.block(group)
        return {"lead": lead, "body": body}


@dataclass
class Container:
    """A `::: kind` container: its kind, its header, where it begins, and the tokens in it."""

    kind: str
    header: Header
    place: Span
    tokens: list[Token]


LISTS = ("ordered_list_open", "bullet_list_open")
BLOCKS: dict[str, Callable[[_Reader, list[Token]], Iterator[Any]]] = {
    "paragraph_open": _Reader.paragraph,
    "heading_open": _Reader.heading,
    "ordered_list_open": _Reader.listing,
    "bullet_list_open": _Reader.listing,
    "fence": _Reader.code,
    "code_block": _Reader.code,
    "math_block": _Reader.math,
    "math_block_label": _Reader.math,
    "hr": _Reader.rule,
    "html_block": _Reader.html,
    "footnote_reference_open": _Reader.note,
    "blockquote_open": _Reader.quotation,
    "table_open": _Reader.table,
    "container_block_open": _Reader.container,
}
"""What makes blocks of each kind of token."""
CONTAINERS: dict[str, Callable[[_Reader, Container], Iterator[Any]]] = {
    "event": _Reader.titled,
    "case": _Reader.titled,
    "material": _Reader.titled,
    "point": _Reader.point_box,
    "points": _Reader.points_box,
    "quote": _Reader.quote_box,
    "table": _Reader.table_box,
    "definition": _Reader.definition,
    "key": _Reader.callout,
    "tip": _Reader.callout,
    "warning": _Reader.callout,
    "memory": _Reader.callout,
    "exercise": _Reader.exercise,
    "answers": _Reader.answers,
}
"""What makes blocks of each kind of container."""


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block of one level, from its opening to its closing."""
    depth, start = 0, 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def _places(value: Any, path: Path) -> Iterator[tuple[Path, Span]]:
    """The place of everything that was made, by its path."""
    if isinstance(value, Made):
        yield path, value.span
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))
