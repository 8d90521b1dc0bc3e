"""Joint keys of a typed paper: where they begin and end, and the answer of each number in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiangyi.model import fold_verdict
from jiangyi.readers.questions.bounds import BOUNDARIES, BRIEF_KINDS
from jiangyi.readers.questions.key_lines import NUMBER_ROW, is_brief_answer, names_answers, read_key_line, read_key_rows, read_key_table
from jiangyi.readers.questions.lines import (
    HAN,
    NOTE_TITLE,
    QUESTION_RANK,
    PaperLine,
    PaperSegment,
    find_section_kind,
    is_closed_title,
    leaves_room,
    read_number,
    read_part_label,
)


@dataclass(slots=True)
class KeyEntry:
    """The answer with a number, in a section of the key."""

    number: int
    line: PaperLine
    title: str = ""
    kind: str = ""
    answer: list[Any] = field(default_factory=list)
    explanation: list[Any] = field(default_factory=list)
    lines: list[PaperLine] = field(default_factory=list)
    is_dealt: bool = False


@dataclass(slots=True)
class JointKey:
    """A joint key: its segments from `start` to `end`, its entries, and the lines that are no entry."""

    start: int
    end: int = 0
    entries: list[KeyEntry] = field(default_factory=list)
    titles: list[PaperLine] = field(default_factory=list)
    others: list[PaperLine] = field(default_factory=list)


class KeyFinder:
    """Finds the joint keys among the segments of a paper."""

    def __init__(self, segments: Sequence[PaperSegment]) -> None:
        self.segments = segments
        self.seen: list[tuple[int, str]] = []
        """The places and titles of sections so far that are no part of a key."""
        self.answers: list[int] = []
        """The places of answers so far that are part of no key."""
        self.numbers: set[int] = set()
        self.section_numbers: set[int] = set()
        """The numbers so far, of all questions and of those since the last title."""

    def find_keys(self) -> list[JointKey]:
        """The joint keys in order."""
        found: list[JointKey] = []
        at = 0
        while at < len(self.segments):
            segment = self.segments[at]
            if self.begins_key(at):
                key = self.read_key(at)
                if key.entries:
                    found.append(key)
                    at = key.end
                    continue
            if segment.kind == "section":
                self.seen.append((at, fold_title(segment.text)))
                self.section_numbers = set()
            elif segment.kind == "answer":
                self.answers.append(at)
            if segment.number and segment.number.rank in (QUESTION_RANK, 4, 5):
                self.numbers.add(segment.number.number)
                self.section_numbers.add(segment.number.number)
            at += 1
        return found

    def begins_key(self, at: int) -> bool:
        """Whether a joint key begins at a segment: with a line of answers, or with a title and answers by number below it."""
        if not self.is_line_start(at):
            return False
        block = self.segments[at].line.block
        if self.key_line(at) or (names_answers(block) and read_key_table(block)):
            return True
        after = self.find_content(at)
        if self.segments[at].kind != "key" or not self.is_key_content(after) or self.is_own_answer(at, after):
            return False
        return bool(self.numbers) or is_closed_title(self.segments[at].line.text)

    def is_line_start(self, at: int) -> bool:
        """Whether a line begins with a segment."""
        return not at or self.segments[at - 1].line is not self.segments[at].line

    def key_line(self, at: int) -> tuple[str, list[tuple[int, str]]] | None:
        """The answers in the line of a segment, if it is a line of answers."""
        line = self.segments[at].line
        if line.block is not None or line.chosen or not re.search(r"\d", line.text):
            return None
        after = self.next_line(at)
        if NUMBER_ROW.match(line.text) and after < len(self.segments):
            return read_key_rows(line.text, self.segments[after].line.text)
        return read_key_line(line.text.strip())

    def next_line(self, at: int) -> int:
        """The first segment of the next line."""
        line = self.segments[at].line
        while at < len(self.segments) and self.segments[at].line is line:
            at += 1
        return at

    def is_key_content(self, at: int) -> bool:
        """Whether answers by number begin at a line, perhaps below a title of theirs."""
        for _ in range(3):
            if at >= len(self.segments):
                return False
            segment = self.segments[at]
            if self.key_line(at) or read_key_table(segment.line.block):
                return True
            if segment.number and segment.number.rank >= QUESTION_RANK and segment.kind == "number":
                return not self.is_asked(at)
            if segment.kind not in ("section", "key") and not segment.line.level:
                return False
            at = self.next_line(at)
        return False

    def is_asked(self, at: int) -> bool:
        """Whether a numbered line is a question: it has options or room for an answer."""
        if leaves_room(self.segments[at].line.text):
            return True
        for n, segment in enumerate(self.segments[at + 1 : at + 6], at + 1):
            if segment.kind == "option":
                return self.begins_options(n)
            if segment.kind in ("number", "answer", "explanation", "section", "key") or segment.line.level:
                return False
        return False

    def begins_options(self, at: int) -> bool:
        """Whether options begin at a segment: 2. A。理由 is an answer with its explanation."""
        following = (segment for segment in self.segments[at + 1 : at + 8] if segment.kind != "text")
        after = next(following, None)
        return self.segments[at].letter == "A" and after is not None and after.kind == "option" and after.letter == "B"

    def is_closed(self, at: int) -> bool:
        """Whether a heading opens a section of nothing but answers."""
        line = self.segments[at].line
        return self.segments[at].kind == "key" and line.level > 0 and is_closed_title(line.text)

    def find_content(self, at: int) -> int:
        """The first line of a section of answers that is one by number, below tables and texts; its first line where none is."""
        level, n = self.segments[at].line.level, self.next_line(at)
        while self.is_closed(at) and n < len(self.segments) and not 0 < self.segments[n].line.level <= level:
            if self.is_key_content(n):
                return n
            n = self.next_line(n)
        return self.next_line(at)

    def is_own_answer(self, at: int, after: int) -> bool:
        """Whether a title 答案： belongs to the question above it, whose answer is a numbered list."""
        if self.segments[at].line.level or self.segments[after].kind == "section" or self.segments[after].line.level:
            return False
        if self.key_line(after) or read_key_table(self.segments[after].line.block):
            return False
        listed: list[tuple[int, str]] = []
        n = after
        while n < len(self.segments) and len(listed) < 60:
            segment = self.segments[n]
            if segment.line.level or segment.kind in ("section", "end", "key"):
                break
            if segment.number and segment.number.rank >= QUESTION_RANK and self.is_line_start(n):
                if self.is_asked(n):
                    break
                listed.append((segment.number.number, segment.line.text))
            n += 1
        if sum(is_brief_answer(read_number(text)[1]) for _, text in listed if read_number(text)) >= 2:  # type: ignore[index]
            return False
        own = {number for number, _ in listed}
        if len(own) > 1 and own <= self.numbers and not self.answers:
            return False  # the questions of all sections
        since = self.seen[-1][0] if self.seen else 0
        is_answered = bool(self.answers) and self.answers[-1] >= since
        return is_answered or len(self.section_numbers) < 2 or not own <= self.section_numbers

    def read_key(self, start: int) -> JointKey:
        """The joint key that begins at a segment."""
        return _KeyReader(self, JointKey(start)).read()

    def is_entry(self, at: int, entry: KeyEntry | None) -> bool:
        """Whether a numbered line begins the answer of another question, not an item of the answer before it."""
        number = self.segments[at].number
        if number is None or self.segments[at].kind != "number" or self.is_asked(at):
            return False
        if entry is None:
            return True
        own = read_number(entry.line.text)
        if own is None or own[0].rank == number.rank:
            return number.number > entry.number or is_brief_answer(self.segments[at].line.text[len(number.typed) :].strip())
        return False

    def is_section_of_key(self, after: int, segment: PaperSegment, start: int) -> bool:
        """Whether a title belongs to the key: answers follow, not questions; of a title that was seen before, anything may follow."""
        if not self.is_key_content(after):
            return False
        if self.key_line(after) or read_key_table(self.segments[after].line.block):
            return True
        if any(title == fold_title(segment.line.text) for place, title in self.seen if place < start):
            return True
        numbered = read_number(self.segments[after].line.text)
        return numbered is not None and is_brief_answer(numbered[1])


@dataclass
class _KeyReader:
    """Reads the lines of a joint key, from its first segment on."""

    finder: KeyFinder
    key: JointKey
    title: str = ""
    kind: str = ""
    entry: KeyEntry | None = None
    """The answer that further lines continue."""
    is_in_rows: bool = False
    """Whether the next line has the answers to the numbers in this one."""

    def read(self) -> JointKey:
        """The key."""
        at = self.key.start
        while at < len(self.finder.segments) and self.take(at):
            at = self.finder.next_line(at)
        self.key.end = at
        return self.key

    @property
    def is_titled(self) -> bool:
        """Whether the key has a title, below which anything may be an answer."""
        return self.finder.segments[self.key.start].kind == "key"

    def take(self, at: int) -> bool:
        """Add a line; False where it is no longer part of the key."""
        segment = self.finder.segments[at]
        if self.is_in_rows:
            self.is_in_rows = False
            self.key.entries[-1].lines.append(segment.line)
            return True
        if self.take_answers(segment, at) or self.take_title(segment, at):
            return True
        if segment.kind in ("section", "key") or segment.line.level:
            return False
        if segment.kind in BOUNDARIES:
            return self.is_titled and self.keep(segment, at)
        if self.is_titled and segment.number and self.finder.is_entry(at, self.entry):
            self.entry = KeyEntry(segment.number.number, segment.line, self.title, self.kind, lines=[segment.line])
            self.key.entries.append(self.entry)
            self.add_texts(at, segment.text)
            return True
        if self.entry is not None and not (NOTE_TITLE.match(segment.line.text) and segment.line.above):
            self.entry.lines.append(segment.line)
            self.add_texts(at, None)
            return True
        return self.is_titled and self.keep(segment, at)

    def take_answers(self, segment: PaperSegment, at: int) -> bool:
        """Add the answers in a line or a table of them."""
        line = segment.line
        if listed := self.finder.key_line(at):
            named, answers = listed
            if named and not _is_key_word(named):
                self.title, self.kind = named, find_section_kind(named) or _kind_in(named)
            self.key.entries += [KeyEntry(number, line, self.title, self.kind, [answer], lines=[line]) for number, answer in answers]
            self.is_in_rows = NUMBER_ROW.match(line.text) is not None
        elif rows := read_key_table(line.block):
            self.key.entries += [KeyEntry(n, line, self.title, self.kind, [one], [why] if why else [], [line]) for n, one, why in rows]
        else:
            return False
        self.entry = None
        return True

    def take_title(self, segment: PaperSegment, at: int) -> bool:
        """Add a title of the key, or of a section of it."""
        after = self.finder.next_line(at)
        is_numbered = segment.kind == "number" and segment.number is not None and segment.number.rank == 1
        if segment.kind == "key":
            if at > self.key.start and not self.finder.is_key_content(after):
                return False
        elif segment.kind == "section" or segment.line.level or is_numbered:
            if not self.finder.is_section_of_key(after, segment, self.key.start):
                return False
            self.title, self.kind = segment.line.text, segment.name or _kind_in(segment.line.text)
        else:
            return False
        self.key.titles.append(segment.line)
        self.entry = None
        return True

    def keep(self, segment: PaperSegment, at: int) -> bool:
        """Keep a line between answers that is none; False where no answer follows."""
        is_between = self.finder.is_key_content(self.finder.next_line(at))
        if not is_between and not (self.finder.is_closed(self.key.start) and not self.finder.is_asked(at)):
            return False
        self.key.others.append(segment.line)
        return True

    def add_texts(self, at: int, first: str | None) -> None:
        """Add the segments of a line to the answer or the explanation of the open entry; `first` is its text without the number."""
        for n in range(at, self.finder.next_line(at)):
            segment = self.finder.segments[n]
            text = segment.typed if segment.kind not in ("answer", "explanation") else segment.text
            self.add_text(segment, first if n == at and first is not None else text)

    def add_text(self, segment: PaperSegment, text: str) -> None:
        """Add a text or block to the answer or the explanation of the open entry."""
        entry = self.entry
        if entry is None or (segment.kind != "block" and not text.strip()):
            return
        label = read_part_label(text) if segment.kind not in ("answer", "explanation", "remark") else None
        is_brief = entry.kind in BRIEF_KINDS or (bool(entry.answer) and is_brief_answer(str(entry.answer[0])))
        is_complete = bool(entry.answer) and is_brief and not fold_verdict(text)
        if segment.kind in ("explanation", "remark") or (label and label[0] == "explanation"):
            part = entry.explanation
        elif segment.kind == "answer" or (label and label[0] == "answer"):
            part = entry.answer
        else:
            part = entry.explanation if entry.explanation or is_complete else entry.answer
        part.append(segment.line.block if segment.kind == "block" else label[1] if label else text)


KINDS_IN_TITLE = (
    ("single", "单选|单项"),
    ("multiple", "多选|多项|不定项"),
    ("judge", "判断|是非"),
    ("fill", "填空"),
    ("choice", "选择"),
    ("short", "简答|问答|论述"),
)


def _kind_in(title: str) -> str:
    return next((kind for kind, words in KINDS_IN_TITLE if re.search(words, title)), "")


def _is_key_word(title: str) -> bool:
    return re.search(r"答案|(?i:answer|key)", title) is not None and not _kind_in(title)


def fold_title(title: str) -> str:
    """A title without its number, remarks and marks, by which a section is found again."""
    words = re.sub(rf"^[#*\s]*(?:[{HAN}]+[、．.]|第[{HAN}]+(?:部分|大题)|[（(][{HAN}]+[）)])[ ]*", "", title)
    return re.sub(r"[（(].*|[\s：:*】【\[\]]|题.*$", "", words)
