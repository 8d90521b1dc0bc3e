"""The plain-text writer: the words of a book without any markup, for messages, diffs and programs that only read plain text.

It is made from the model. A paragraph is one line, however long, and a blank line separates paragraphs; a table has a row a line with
tabs between its cells; footnotes stand at the end of their handout. What only has a use on a page (contents, page numbers, indexes,
space for answers) is left out.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jiangyi.model as model  # noqa: PLR0402 - its names load pydantic, which waits for a book to write
import jiangyi.notation as notation  # noqa: PLR0402 - its names load the library for formulas
from jiangyi.core import Message, Report
from jiangyi.writers.api import WriteContext, Writer, Written

if TYPE_CHECKING:
    from jiangyi.model import Block, Book, Exercise, Handout, Head, Inlines, Solution, Text
    from jiangyi.passes import Index

INDENT = "    "
BLANK = "＿"
"""A full-width low line: one for each em of a blank."""

FIELD = 4
"""The em of a line to write a name on."""


class PlainTextWriter(Writer):
    """Writes UTF-8 without a byte order mark; lines end in a line feed."""

    name = "txt"
    label = Message("writing plain text", "写纯文本")
    title = Message("Plain text", "纯文本")
    media_type = "text/plain"

    def write(self, context: WriteContext, _report: Report) -> Written:
        """The text file."""
        return Written(("\n\n".join(_book(context.book, context.index)) + "\n").encode())


def _book(book: "Book", index: "Index") -> Iterator[str]:
    """The paragraphs of a book."""
    if book.collected:
        yield from _HandoutText(book, index, book.head).title()
    for handout in book.handouts:
        yield from _HandoutText(book, index, handout).paragraphs(handout)
    end = _HandoutText(book, index, book.head)
    yield from _filled(end.text(book.head.colophon), book.head.group)


def _filled(*paragraphs: str) -> Iterator[str]:
    return (paragraph.rstrip() for paragraph in paragraphs if paragraph.strip())


class _HandoutText:
    """The words of one handout as paragraphs, which may have several lines but hold no blank one."""

    def __init__(self, book: "Book", index: "Index", head: "Head") -> None:
        self.book, self.index, self.head = book, index, head
        self.labels = model.get_labels(head.lang)

    @cached_property
    def even_width(self) -> int:
        """The width of equal blanks in em; 0 where each is as long as its words."""
        from jiangyi.passes import get_even_width

        return get_even_width(self.head if isinstance(self.head, model.Handout) else None, self.book.head)

    @property
    def titled(self) -> str:
        """The title, of a handout of a book after its number."""
        from jiangyi.passes import title_behind

        label = self.index.labels.get(self.head.id, "") if isinstance(self.head, model.Handout) else ""
        return model.prefix_label(label, self.text(title_behind(self.head.title, label)))

    def title(self) -> Iterator[str]:
        """The title with series, byline and summary."""
        head, series = self.head, self.head.series
        above = " ".join(_filled(head.subject, *((series.name, series.column, series.issue) if series else ())))
        version = model.name_version(head.version, head.lang)
        byline = " ".join(_filled(self.labels["author_separator"].join(head.authors), head.date, version))
        yield "\n".join(_filled(above, self.titled, self.text(head.subtitle), byline))
        yield from _filled(self.text(head.summary))

    def paragraphs(self, handout: "Handout") -> Iterator[str]:
        """The whole handout, its footnotes last."""
        from jiangyi.passes import collect_footnotes, find_first_reference, get_note_blocks

        yield from self.title()
        yield from self.blocks((*handout.blocks, *handout.sections))
        yield from self.origin(handout.source)
        notes = [
            note
            for note in collect_footnotes(handout, self.book.blank)
            if note.id in self.index.notes and find_first_reference(handout, note) == note.id
        ]
        lines = list[str]()
        for note in notes:
            body = "\n".join(self.blocks(get_note_blocks(handout, note))) or self.inlines(note.content)
            lines.append(f"[{self.index.notes[note.id]}] {body}")
        yield from _filled("\n".join(lines))

    # Blocks -------------------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable["Block"]) -> Iterator[str]:
        """Blocks one below the other, without those that the edition does not show."""
        for block in blocks:
            if block.id not in self.book.unseen:
                yield from self.block(block)
                if block.cut_off:
                    yield self.labels["cut_off"]

    def block(self, block: Any) -> Iterator[str]:
        """A block of any type; one of a plug-in has its texts and blocks in the order of its fields."""
        known: dict[str, Callable[[Any], Iterable[str]]] = {
            "answers": self.answers,
            "callout": self.callout,
            "case": self.event,
            "code": self.code,
            "event": self.event,
            "exercise": self.exercise,
            "figure": self.figure,
            "gap": lambda _: (),
            "list": lambda items: ("\n".join(self.list_items(items)),),
            "material": self.event,
            "math": lambda formula: (" ".join(_filled(notation.write_formula_text(formula.tex), self.index.labels.get(formula.id, ""))),),
            "page-break": lambda _: (),
            "paragraph": lambda paragraph: (self.text(paragraph.text),),
            "point": lambda point: self.run_in(self.labelled(point, self.lead(point)), point.body, self.labels["run_in"]),
            "quote": self.quote,
            "raw": self.code,
            "rule": lambda _: ("* * *",),
            "score_strip": self.score_strip,
            "section": self.section,
            "table": self.table,
        }
        yield from _filled(*known.get(block.type, self.unknown)(block))

    def score_strip(self, block: Any) -> Iterator[str]:
        """What is filled in by hand, and the total."""
        yield self.labels["separator"].join((*(f"{field}{BLANK * FIELD}" for field in block.fields), *_filled(self.text(block.total))))

    def unknown(self, block: "Block") -> Iterator[str]:
        """A block of a plug-in."""
        for _, child in model.iter_children(block):
            if isinstance(child, model.Text):
                yield self.text(child)
            else:
                yield from self.blocks((child,) if isinstance(child, model.Block) else model.walk_blocks(child))

    def callout(self, block: Any) -> Iterator[str]:
        """A box: the name of its kind, then its title, or else its first paragraph."""
        kind = f"【{self.labels[block.kind]}】"
        if block.title:
            yield kind + self.text(block.title)
            yield from self.blocks(block.body)
        else:
            yield from self.run_in(kind, block.body)

    def section(self, block: Any) -> Iterator[str]:
        """A heading and its content."""
        yield self.labelled(block, self.text(block.title))
        yield from self.blocks((*block.blocks, *block.sections))

    def quote(self, block: Any) -> Iterator[str]:
        """A quotation, indented, with its attribution."""
        attribution = self.text(block.by) + self.text(block.where) + block.date
        lines = (INDENT + line for paragraph in self.blocks(block.body) for line in paragraph.split("\n"))
        yield "\n".join((*lines, *((INDENT + self.labels["attribution"] + attribution,) if attribution else ())))

    def table(self, block: Any) -> Iterator[str]:
        """A table with its caption above it; no cell holds a tab or a line end."""
        caption = self.labelled(block, self.text(block.caption), self.labels["separator"])
        layout = model.lay_out_table(block)
        rows = (layout.head, *layout.rows) if layout.head else layout.rows
        yield "\n".join((*_filled(caption), *("\t".join(self.cells(row)) for row in rows)))

    def cells(self, row: Iterable[Any]) -> Iterator[str]:
        """The cells of a row, on one line each; a merged cell is followed by the empty columns that it takes."""
        for cell in row:
            content = cell.content
            words = self.text(content) if isinstance(content, model.Text) else "\n".join(self.blocks(content.body))
            yield " ".join(words.split())
            yield from ("",) * (cell.colspan - 1)

    def code(self, block: Any) -> Iterator[str]:
        """Program text, or text of another format, verbatim."""
        caption = self.text(block.caption) if block.type == "code" else ""
        yield "\n".join((block.text.strip("\n"), *_filled(caption)))

    def event(self, block: Any) -> Iterator[str]:
        """An event, case or material: its headline, when and where it happened, the account and its source."""
        tag = f"【{self.labels['case']}】" if block.type == "case" and block.id not in self.index.labels else ""
        yield from _filled(tag + self.labelled(block, self.text(block.title)))
        if block.type != "material":
            yield from _filled(self.labels["date_place"].join(_filled(block.date, block.place)))
        yield from self.blocks(block.body)
        yield from self.origin(block.source)

    def exercise(self, block: "Exercise") -> Iterator[str]:
        """A question, its options, and its answer where the edition shows it here."""
        from jiangyi.passes import ANSWER_SUFFIX

        yield from self.blocks(block.materials)
        source = block.source
        year = self.labels["year"].format(source.year) if source and source.year else ""
        exam = " ".join(_filled(year, source.province, source.paper)) if source else ""
        before = f"{self.labels['exam_before']}{exam}{self.labels['exam_after']}" if exam else ""
        points = self.labels["points"].format(block.total_points) if block.total_points else ""
        reads = "".join(f"（{self.reference(name)}）" for name in block.reads)
        yield from self.run_in(self.labelled(block, before), block.stem, after=points + reads)
        letters = zip(model.OPTION_LETTERS, block.options, strict=False)
        yield from _filled("\n".join(f"{self.labels['letter'].format(letter)} {self.text(option)}" for letter, option in letters))
        yield from self.blocks(block.questions)
        if block.id + ANSWER_SUFFIX not in self.book.unseen:
            yield from self.solution(block, "", block.answer)

    def solution(self, part: "Exercise | Solution", brief: str, answer: Iterable["Block"]) -> Iterator[str]:
        """An answer with its explanation and the marks it earns."""
        for name, body in (("answer", answer), ("explanation", part.explanation)):
            if name == "answer" and brief:
                yield self.named(name) + brief
            elif body:
                yield from self.run_in(self.named(name), body)
        if part.scoring:
            marks = [(self.text(one.text), self.labels["marks"].format(f"{one.points:g}") if one.points else "") for one in part.scoring]
            lines = (f"{number}. {text}{points}" for number, (text, points) in enumerate(marks, 1))
            yield "\n".join((self.named("scoring"), *lines))

    def answers(self, block: Any) -> Iterator[str]:
        """The answer key: the answers of exercises in their order, then the words of blanks."""
        for part in block.solutions:
            opening = model.prefix_label(self.question(part.of), "")
            if part.explanation or part.scoring or not part.brief:
                first, *rest = (*self.solution(part, part.brief, part.answer), "")
                yield opening + first
                yield from rest
            else:
                yield opening + part.brief
        if block.words:
            words = (model.prefix_label(self.question(word.of), self.text(word.text)) for word in block.words)
            yield "\n".join((self.labels["blanks"], *words))

    def list_items(self, block: Any) -> Iterator[str]:
        """The lines of a list."""
        for number, item in enumerate(block.items, block.start):
            box = "" if item.done is None else "☑ " if item.done else "☐ "
            number_label = model.prefix_label(model.format_label(block.style or "1.", number), "")
            mark = number_label if block.ordered else box or "- "
            first, *rest = "\n".join(self.blocks(item.body)).split("\n")
            yield mark + first
            yield from (INDENT + line for line in rest)

    def figure(self, block: Any) -> Iterator[str]:
        """A picture: its alternative text in brackets, its caption and its credit."""
        credit = self.text(block.credit)
        caption = self.labelled(block, self.text(block.caption), self.labels["separator"])
        shown = " ".join(_filled(f"［{block.alt}］" if block.alt and not block.decorative else "", f"<{block.link}>" if block.link else ""))
        yield from _filled("\n".join(_filled(shown, caption, self.labels["credit"] + credit if credit else "")))

    def origin(self, source: Any) -> Iterator[str]:
        """Where something was published."""
        if source:
            yield self.labels["source"] + " ".join(_filled(source.name, source.date, source.url))

    def run_in(self, opening: str, body: Iterable["Block"], separator: str = "", after: str = "") -> Iterator[str]:
        """Blocks whose first paragraph continues the line of an opening; `after` closes that line."""
        blocks = tuple(body)
        first = blocks[0] if blocks and isinstance(blocks[0], model.Paragraph) and blocks[0].id not in self.book.unseen else None
        yield from _filled(opening + (separator + self.text(first.text) if first else "") + after)
        if first and first.cut_off:
            yield self.labels["cut_off"]
        yield from self.blocks(blocks[1:] if first else blocks)

    # Words --------------------------------------------------------------------------------------------------

    def labelled(self, block: "Block", words: str, separator: str | None = None) -> str:
        """Words with the label of their block before them."""
        label = self.index.labels.get(block.id, "")
        if not label:
            return words
        return label + separator + words if separator is not None and words else model.prefix_label(label, words)

    def named(self, name: str) -> str:
        """The name of a part of an answer."""
        return self.labels[name] + self.labels["colon"]

    def question(self, name: str) -> str:
        """The number of the question or blank that an entry of the key belongs to."""
        return self.index.companion.labels.get(name) or self.index.name_question(name)

    def reference(self, name: str) -> str:
        """The text of a reference to a block; of one that is in the other file only its words."""
        return self.index.references.get(name) or self.index.companion.references.get(name, "")

    def lead(self, point: Any) -> str:
        """The lead of a point, which an edition may have blank."""
        from jiangyi.passes import LEAD_SUFFIX

        return self.cloze(point.id + LEAD_SUFFIX, point.lead.inlines)

    def text(self, text: "Text") -> str:
        """The words of a text."""
        return self.inlines(text.inlines)

    def inlines(self, inlines: "Inlines") -> str:
        """Inline content as words: emphasis is dropped, footnotes are numbers in brackets, links show their addresses."""
        return "".join(map(self.inline, inlines))

    def inline(self, item: Any) -> str:
        match item:
            case model.Footnote():
                return f"[{self.index.notes[item.id]}]" if item.id in self.index.notes else ""
            case model.Ref():
                return self.inlines(item.content) or self.reference(item.target)
            case model.Link():
                words = self.inlines(item.content)
                return words if words == item.href or model.find_handout_link(item.href) else f"{words} <{item.href}>"
            case model.Cloze():
                return self.cloze(item.id, item.content)
            case model.Ruby():
                return f"{item.base}（{item.reading}）"
            case model.InlineMath(tex, display):
                return f" {notation.write_formula_text(tex)} " if display else notation.write_formula_text(tex)
            case model.InlineImage():
                return f"［{item.alt}］" if item.alt else ""
            case model.Subscript() | model.Superscript():
                characters, words = model.inline.to_plain_text((item,)), self.inlines(item.content)
                return characters if characters != words else f"{'^' if isinstance(item, model.Superscript) else '_'}({words})"
        content = getattr(item, "content", None)
        return model.inline.to_plain_text((item,)) if content is None else self.inlines(content)

    def cloze(self, name: str, content: "Inlines") -> str:
        """Words to learn; where the edition has them blank, a line of their width with the number of the blank."""
        if name not in self.book.blank:
            return self.inlines(content)
        from jiangyi.passes import measure_blank

        number = f"〔{self.index.blanks[name]}〕" if name in self.index.blanks else ""
        return number + BLANK * measure_blank(content, name, self.even_width)
