"""The inline content of a Word paragraph as spans, and spans as inline Markdown that is read back as the same words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from jiangyi.importing.emit import FinishedText, Marked, MarkedText, Words, format_marked_text, strip_markup
from jiangyi.importing.parse import BLANK_MARK, BLANK_WIDTH_MARK, HELD_MARK, format_code_span

TEXT, HELD, PICTURE, BREAK, PAGE, HIDDEN, FORMULA, ESCAPED = "text", "held", "picture", "break", "page", "hidden", "formula", "escaped"
"""Kinds of spans: text; finished Markdown; a picture; ends of a line and of a page; hidden text; a displayed formula;
escaped text."""
MAX_BLANK = 1000
"""The widest blank, in half em."""
LINE_BREAK = "\\\n"
SPECIAL = re.compile(r"([\\*_`\[\]{}=^$&<!|~])")
ORDER = ("strong", "emphasis", "highlight", "underline", "booktitle", "strike", "sub", "sup", "dots", "code")
"""Marks from the outermost to the innermost where several have the same extent."""


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Some inline content of one appearance: a text, or what its kind says."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    kind: str = TEXT


@dataclass
class HeldTexts:
    """Finished Markdown that waits, behind marks with its index, until the paragraph around it has been divided."""

    texts: list[str] = field(default_factory=list)

    def add(self, markdown: str) -> str:
        """Keep a text and return the mark for it."""
        self.texts.append(markdown)
        return f"{HELD_MARK}{len(self.texts) - 1}{HELD_MARK}"

    def get(self, mark: str) -> str:
        """The text that a mark stands for."""
        return self.texts[int(mark.strip(HELD_MARK))]

    def insert(self, text: str) -> str:
        """A text with each mark replaced by what it stands for."""
        return re.sub(f"{HELD_MARK}\\d+{HELD_MARK}", lambda match: self.get(match.group()), text)

    def replace(self, mark: str, markdown: str) -> None:
        """Let a mark stand for another text."""
        self.texts[int(mark.strip(HELD_MARK))] = markdown


def split_spans(spans: Iterable[WordSpan], *kinds: str) -> Iterator[list[WordSpan]]:
    """The spans between those of some kinds."""
    for divides, group in groupby(spans, lambda span: span.kind in kinds):
        if not divides:
            yield list(group)


def to_plain(spans: Iterable[WordSpan]) -> str:
    """The words of spans."""
    return "".join(span.text for span in spans)


def is_blank(spans: Sequence[WordSpan]) -> bool:
    """Whether spans contain nothing but white space."""
    return all(span.kind == TEXT and not span.text.strip() for span in spans)


def write_spans(spans: Sequence[WordSpan], held: HeldTexts) -> str:
    """Spans on one line as inline Markdown whose words are read back, also when the held texts are inserted."""
    cleaned = _clean_spans(spans)
    written = format_marked_text(list(_build_tree(cleaned, ORDER))).strip()
    if all(span.kind == TEXT and not span.link for span in cleaned) or squeeze(strip_markup(held.insert(written))) == squeeze(
        "".join(strip_markup(held.get(span.text)) if span.kind == HELD else span.text for span in cleaned)
    ):
        return written
    return format_marked_text(list(_build_tree([_escape_span(span) for span in cleaned], ORDER))).strip()


def join_lines(texts: Sequence[str], held: HeldTexts) -> str:
    """Lines of inline Markdown as one text with line breaks; where that would make other markup of them, without their marks."""
    joined = LINE_BREAK.join(texts)
    words = [strip_markup(held.insert(text)) for text in texts]
    if len(texts) < 2 or squeeze(strip_markup(held.insert(joined))) == squeeze("".join(words)):
        return joined
    return LINE_BREAK.join(SPECIAL.sub(r"\\\1", strip_markup(text)) for text in texts)


def squeeze(text: str) -> str:
    """A text without white space."""
    return re.sub(r"\s", "", text)


def _escape_span(span: WordSpan) -> WordSpan:
    """A span whose text has every special character escaped."""
    return replace(span, text=SPECIAL.sub(r"\\\1", span.text), kind=ESCAPED) if span.kind == TEXT and "code" not in span.marks else span


def write_blank(width: float) -> str:
    """The mark of a blank to fill in, of a width in em."""
    return BLANK_MARK + BLANK_WIDTH_MARK * max(2, min(MAX_BLANK, round(width * 2)))


def _clean_spans(spans: Sequence[WordSpan]) -> list[WordSpan]:
    """Spans with equal neighbours joined, and no marks on white space at the ends of a stretch."""
    cleaned: list[WordSpan] = []
    for span in spans:
        text = re.sub(r"[\t\r\n ]+", " ", span.text)
        marks = span.marks if text.strip() else span.marks & {"code"}
        if cleaned and cleaned[-1].kind == span.kind == TEXT and (cleaned[-1].marks, cleaned[-1].link) == (marks, span.link):
            cleaned[-1] = replace(cleaned[-1], text=cleaned[-1].text + text)
        elif text:
            cleaned.append(replace(span, text=text, marks=marks))
    for at in range(1, len(cleaned) - 1):  # a space between two stretches of the same marks belongs to both
        before, after = cleaned[at - 1].marks, cleaned[at + 1].marks
        if cleaned[at].kind == TEXT and not cleaned[at].text.strip():
            cleaned[at] = replace(cleaned[at], marks=before & after)
    return cleaned


def _build_tree(spans: Sequence[WordSpan], order: Sequence[str]) -> Iterator[MarkedText]:
    """Spans as marked text: links outermost, then at each place the mark that reaches furthest."""
    at = 0
    while at < len(spans):
        span, end = spans[at], at + 1
        marks = [mark for mark in order if mark in span.marks]
        if span.link:
            end = _find_end(spans, at, link=span.link)
            inner = format_marked_text(list(_build_tree([replace(part, link="") for part in spans[at:end]], order)))
            yield from _make_link(inner, span.link)
        elif span.kind not in (TEXT, ESCAPED) or not marks:
            yield Words(span.text) if span.kind == TEXT else FinishedText(span.text)
        else:
            ends = {mark: _find_end(spans, at, mark=mark) for mark in marks}
            mark = max(marks, key=lambda mark: ends[mark])
            end = ends[mark]
            part = [replace(one, marks=one.marks - {mark}) for one in spans[at:end]]
            yield FinishedText(format_code_span(to_plain(part))) if mark == "code" else Marked(mark, tuple(_build_tree(part, order)))
        at = end


def _find_end(spans: Sequence[WordSpan], start: int, *, mark: str = "", link: str = "") -> int:
    """The end of the stretch of spans with a link, or with a mark and no link, that begins at an index."""
    end = start
    while end < len(spans) and spans[end].link == link and (not mark or mark in spans[end].marks):
        end += 1
    return max(end, start + 1)


def _make_link(inner: str, address: str) -> Iterator[MarkedText]:
    """A link with its words; white space stays outside."""
    words = inner.strip()
    before, _, after = inner.partition(words)
    yield Words(before)
    if words:
        words = f"\\{words}" if words.startswith("#") else words  # brackets with a hash sign are a reference
        yield FinishedText(f"[{words}]({address.replace('(', '%28').replace(')', '%29')})")
    yield Words(after)
