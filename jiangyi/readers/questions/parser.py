"""Find the questions in the lines of a typed paper."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from jiangyi.model import mark_filled_blanks, take_bracket_answer
from jiangyi.readers.questions.bounds import QuestionBounds
from jiangyi.readers.questions.lines import (
    PART_RANK,
    QUESTION_RANK,
    SIGN_AT_END,
    WRITTEN_SIGNS,
    PaperLine,
    PaperSegment,
    has_question_sign,
    is_closed_title,
    leaves_room,
    read_number,
    split_segments,
)
from jiangyi.readers.questions.parts import QUOTES, PartsReader, TypedQuestion

MIN_OPTIONS = 3
"""Options that identify a question even without an answer."""
LONGEST_TITLE = 30
"""The most characters of the title of a section."""
ASKS = re.compile(r"回答|作答|做|答")
LIMIT_AND_POINTS = (re.compile(r"\d\s*字"), re.compile(r"[（(]\s*(?:本题|共)?\s*\d+\s*分"))


@dataclass(frozen=True, slots=True)
class HiddenLines:
    """Lines with an answer that belongs to no question."""

    lines: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The place of a joint key, given by its first segment."""

    start: int


PaperItem = PaperLine | TypedQuestion | HiddenLines | KeyPlace


@dataclass
class PaperParser(QuestionBounds):
    """Parses the segments of a paper."""

    covered: Counter[int] = field(default_factory=Counter)
    """How often joint keys have a number."""
    asked: Counter[int] = field(default_factory=Counter)
    """How often questions so far had a number."""
    section: int = 0
    title: str = ""
    key_level: int | None = None
    """The level of the title of answers above, 0 for one that is no heading; None elsewhere."""

    def parse(self) -> Iterator[PaperItem]:
        """The questions and all other lines in order, with places for keys."""
        at = 0
        while at < len(self.segments):
            segment = self.segments[at]
            if self.key_level is not None and self.ends_key(segment):
                self.key_level = None
            if at in self.keys:
                yield KeyPlace(at)
                if segment.line.level and segment.kind == "key" and is_closed_title(segment.line.text):
                    self.key_level = segment.line.level
                at = self.keys[at]
            elif (found := self.read_question(at)) and (self.key_level is None or self.is_chosen(at) or self.asks(found[0])):
                yield found[0]
                at = found[1]
                self.asked[found[0].number.number if found[0].number else 0] += 1
            elif segment.line.closed:
                at = yield from self.hide_box(at)
            elif self.key_level is None and segment.kind == "key" and segment.starts and is_closed_title(segment.line.text):
                self.key_level = segment.line.level
                at = yield from self.hide_lines(at)
            elif self.key_level is not None and segment.kind != "end":
                at = yield from self.hide_lines(at)
            elif segment.kind == "answer" or self.numbers_answer(at):
                end = self.find_hidden_end(at)
                yield HiddenLines(tuple(dict.fromkeys(one.line for one in self.segments[at:end])))
                at = end
            else:
                if segment.line.level or segment.kind in ("section", "material") or self.is_next_title(segment):
                    self.enter_section(segment)
                yield segment.line
                at = self.after_line(at)

    def ends_key(self, segment: PaperSegment) -> bool:
        """Whether a section of answers ends before a segment: at a heading of its level, or at any title below a title in a line."""
        level = segment.line.level
        return (0 < level <= self.key_level) if self.key_level else level > 0 or segment.kind in ("section", "material")

    def asks(self, found: TypedQuestion) -> bool:
        """Whether a question in a section of answers is one, not an answer."""
        return len(found.options) > 1 or (bool(found.words) and found.has_answer_label) or leaves_room(found.words)

    def hide_lines(self, at: int) -> Generator[PaperItem, None, int]:
        """Hide the lines of a section of answers up to what is none; the segment after them is returned."""
        end = self.after_line(at)
        while end < len(self.segments) and end not in self.keys and not self.ends_key(self.segments[end]):
            found = self.read_question(end)
            if self.segments[end].kind == "end" or (found and self.asks(found[0])):
                break
            end = self.after_line(end)
        yield HiddenLines(tuple(dict.fromkeys(one.line for one in self.segments[at:end])))
        return end

    def hide_box(self, at: int) -> Generator[PaperItem, None, int]:
        """Hide the lines of a box with an answer of no question; the segment after them is returned."""
        end = at + 1
        while end < len(self.segments) and not self.segments[end - 1].line.ends_before(self.segments[end].line):
            end += 1
        yield HiddenLines(tuple(dict.fromkeys(one.line for one in self.segments[at:end])))
        return end

    def enter_section(self, segment: PaperSegment) -> None:
        """Begin a section, whose title may name the kind of its questions."""
        numbered = read_number(segment.line.text)
        number = segment.number or (numbered[0] if numbered else None)
        is_title = number is not None and number.rank == 1
        if segment.kind == "material" and not segment.line.level and not is_title:
            return
        self.section += 1
        self.title = segment.line.text
        asks = segment.kind == "material" and ASKS.search(segment.line.text) is not None
        self.kind = segment.name if segment.kind == "section" else "short" if asks and not segment.line.level else ""
        if number is not None and is_title:
            self.last_title = number.number

    def is_next_title(self, segment: PaperSegment) -> bool:
        """Whether a line is the title after the last one, of a section that is no kind of question."""
        number = segment.number
        if segment.kind != "number" or number is None or number.rank != 1 or not self.last_title:
            return False
        return number.number == self.last_title + 1 and len(segment.line.text) < LONGEST_TITLE and segment.line.text[-1] not in "。；，："

    def numbers_answer(self, at: int) -> bool:
        """Whether a line has a number and the label of an answer, and no question."""
        segment, after = self.segments[at], self.segments[at + 1] if at + 1 < len(self.segments) else None
        is_empty = segment.kind == "number" and not segment.text
        return is_empty and after is not None and after.kind == "answer" and after.line is segment.line

    def after_line(self, at: int) -> int:
        """The first segment of the next line."""
        line = self.segments[at].line
        while at < len(self.segments) and self.segments[at].line is line:
            at += 1
        return at

    def find_hidden_end(self, at: int) -> int:
        """The end of an answer that belongs to no question: its line, and the texts and explanations directly below it."""
        end = self.after_line(at)
        while end < len(self.segments) and not self.segments[end].line.above and self.segments[end].kind in ("text", "explanation"):
            if self.segments[end].line.level or QUOTES.match(self.segments[end].text):
                break
            end = self.after_line(end)
        return end

    def read_question(self, at: int) -> tuple[TypedQuestion, int] | None:
        """The question that begins at a segment, and the segment after it."""
        first = self.segments[at]
        is_chosen = self.is_chosen(at)
        if first.kind not in ("number", "text", "block") or not (first.number or is_chosen or self.leads_to_options(at)):
            return None
        found, end = PartsReader(self, at, self.find_end(at)).read(self.section, self.title)
        return (found, end) if is_chosen or self.is_question(found, at, end) else None

    def is_question(self, found: TypedQuestion, at: int, end: int) -> bool:
        """Whether what was read is a question: by its options, answer, bracket, the title above it, or the key below."""
        number, words = found.number, found.words
        if not (words or found.stem or (found.options and number and number.rank == QUESTION_RANK)):
            return False
        if number and number.rank != PART_RANK + 1 and self.has_questions_inside(at, end, number.rank):
            return False
        if len(found.options) > 1:
            return self.is_choice(found)
        if found.has_answer_label:
            if number is None and not has_question_sign(words):
                return False
            return bool(found.answer or found.explanation) and (number is None or number.rank <= PART_RANK + 1)
        if number is None or number.is_weak or number.rank in (1, 2, 6):
            return False
        if self.gives_answer(found):
            return True
        if number.rank > QUESTION_RANK and not self.kind:
            return False
        if self.kind or (found.explanation and found.labelled and has_question_sign(words)):
            return bool(words)
        has_answer = self.covered[number.number] > self.asked[number.number] and not SIGN_AT_END.search(words)
        if has_answer or (number.number in self.covered and has_question_sign(words)):
            return True
        return all(pattern.search(words) for pattern in LIMIT_AND_POINTS) and bool(WRITTEN_SIGNS.search(words)) and "不少于" not in words

    def is_choice(self, found: TypedQuestion) -> bool:
        """Whether a text with options is a question: it has an answer, room for one, or three options."""
        if found.has_answer_label or found.explanation or leaves_room(found.words) or self.gives_answer(found):
            return True
        known = found.number is not None and (bool(self.kind) or found.number.number in self.covered)
        return known or (len(found.options) >= MIN_OPTIONS and (found.number is not None or has_question_sign(found.words)))

    @staticmethod
    def gives_answer(found: TypedQuestion) -> bool:
        """Whether its question gives the answer away: a verdict in its bracket or after it, words on a line."""
        texts = [part for part in found.stem if isinstance(part, str)]
        kind = {"choice": "single"}.get(found.kind, found.kind)
        return any(take_bracket_answer(text, kind, len(found.options)) or mark_filled_blanks(text, kind) != text for text in texts)

    def has_questions_inside(self, at: int, end: int, rank: int) -> bool:
        """Whether a numbered text is about the questions below it, which have options of their own."""
        for n in range(at + 1, end):
            segment = self.segments[n]
            if segment.kind in ("option", "answer", "key"):
                return False
            if segment.number and rank < segment.number.rank < PART_RANK + 2:
                if rank < QUESTION_RANK and segment.number.rank == QUESTION_RANK:
                    return True
                inner = next((k for k in range(n + 1, end) if self.segments[k].kind != "text"), end)
                if inner < end and self.segments[inner].kind == "option" and self.is_complete(inner, end) > 1:
                    return True
        return False


def are_spaced(lines: Sequence[PaperLine]) -> bool:
    """Whether nearly all lines have a blank line above."""
    texts = [line for line in lines if line.text and not line.level]
    return len(texts) > 3 and sum(line.above > 0 for line in texts) >= len(texts) * 0.8


def split_paper(lines: Sequence[PaperLine]) -> list[PaperSegment]:
    """The segments of all lines."""
    return [segment for line in lines for segment in split_segments(line)]
