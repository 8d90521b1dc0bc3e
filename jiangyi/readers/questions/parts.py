"""The parts of a typed question: stem, options, answer, explanation."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from jiangyi.model import CHOSEN_LETTERS, OPTION_LETTERS, fold_answer, fold_verdict
from jiangyi.readers.questions.bounds import BRIEF_KINDS, QuestionBounds
from jiangyi.readers.questions.lines import (
    BRACKETED_TITLE,
    HAN,
    NOTE_TITLE,
    QUESTION_RANK,
    PaperLine,
    PaperSegment,
    QuestionNumber,
    leaves_room,
)

EXPLAINS = re.compile(
    rf"(?<![A-Za-z])[{OPTION_LETTERS}]{{1,5}}(?:项|选项|、|正确|错误|错|对|[.．：:])|选项|故[选本]|因此|正确|错误|本题|答案|应选|排除|由此|所以|可知|综上"
)
ENUMERATES = re.compile(rf"^(?:[①-⑳]|[（(][\d{HAN}]+[）)]|首先|其次|再次|最后|第[{HAN}][，,、]|[{HAN}]是|综上|同时|此外|另外|总之)")
QUOTES = re.compile(r"^(?:[“\"「『>]|——|--)")
QUOTED = re.compile(r"^[“「『][^”」』]+[”」』](?:[。.]?$|[ ]*——)")
"""A line that is a quotation, perhaps with its attribution."""
PART_LABEL = re.compile(r"[（(]?\d+[）)]")


@dataclass(slots=True)
class TypedQuestion:
    """A question as it is typed: stem, answer and explanation are texts and blocks."""

    first: PaperLine
    number: QuestionNumber | None
    section: int
    kind: str
    stem: list[Any] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    typed_options: list[str] = field(default_factory=list)
    answer: list[Any] = field(default_factory=list)
    explanation: list[Any] = field(default_factory=list)
    labelled: list[tuple[PaperLine, str]] = field(default_factory=list)
    """The answers and explanations with a label, as typed."""
    answer_line: int = 0
    conflict: tuple[int, str, int, str] | None = None
    """Two answers that differ, each after its line."""
    has_answer_label: bool = False
    lines: list[PaperLine] = field(default_factory=list)
    at: int = 0
    """Its first segment."""
    title: str = ""
    """The title of its section."""

    @property
    def words(self) -> str:
        """The texts of its stem."""
        return "\n".join(part for part in self.stem if isinstance(part, str))

    @property
    def is_brief(self) -> bool:
        """Whether its answer is complete: letters, a verdict, or words for blanks."""
        if not self.answer:
            return False
        first = str(self.answer[0])
        return bool(self.options) or self.kind in BRIEF_KINDS or bool(fold_verdict(first) or re.fullmatch(CHOSEN_LETTERS, first))


@dataclass
class PartsReader:
    """Sorts the segments of a question into its parts; `bounds` knows all segments of the paper."""

    bounds: QuestionBounds
    at: int
    end: int
    state: str = "stem"
    part: str = ""
    """The number of the part （2） whose answer comes next."""
    first_part: str = ""
    """The number of the first part （1） in the stem."""
    last_option: int = -1
    last_answer: int = -1
    """The last segments with an option, and with the label of an answer or explanation."""
    found: TypedQuestion = field(init=False)

    def read(self, section: int, title: str) -> tuple[TypedQuestion, int]:
        """The question, and the segment after it: a text that follows its answer may be none of it."""
        first = self.bounds.segments[self.at]
        self.found = TypedQuestion(first.line, first.number, section, self.bounds.kind, at=self.at, title=title)
        n = self.at
        inside = range(self.at, self.end)
        self.last_option = max((k for k in inside if self.bounds.segments[k].kind == "option"), default=-1)
        self.last_answer = max((k for k in inside if self.bounds.segments[k].kind in ("answer", "key", "explanation")), default=-1)
        while n < self.end and self.take(n):
            n += 1
        self.found.lines = list(dict.fromkeys(segment.line for segment in self.bounds.segments[self.at : n]))
        return self.found, n

    @property
    def is_unopened(self) -> bool:
        """Whether the label of an answer or explanation was read, and no words of it."""
        return not (self.found.explanation if self.state == "explanation" else self.found.answer)

    @property
    def follows(self) -> bool:
        """Whether another numbered question follows."""
        after = self.bounds.segments[self.end] if self.end < len(self.bounds.segments) else None
        return after is not None and after.kind == "number" and not after.line.level

    def take(self, n: int) -> bool:
        """Add a segment to its part; False where the question ends before it."""
        segment = self.bounds.segments[n]
        handler = HANDLERS.get(segment.kind)
        if handler and handler(self, segment, n):
            return True
        if self.state == "stem":
            return self.take_in_stem(segment, n)
        if self.begins_part(segment, n):
            return True
        if self.ends_before(segment):
            return False
        item = segment.line.block if segment.kind == "block" else segment.typed
        (self.found.explanation if self.state == "explanation" or self.found.is_brief else self.found.answer).append(item)
        return True

    def take_answer(self, segment: PaperSegment, _: int) -> bool:
        """Add an answer with a label; a second line that looks like a title of answers is part of the answer."""
        found = self.found
        if segment.kind == "key" and self.state != "stem":
            return False
        if segment.text and found.answer and not self.part and found.options:
            given = str(found.answer[0])
            if not found.conflict and fold_answer(given) != fold_answer(segment.text):
                found.conflict = (found.answer_line, given, segment.line.number, segment.text)
        elif segment.text:
            found.answer.append(self.part + segment.text)
            self.part = ""
        found.has_answer_label, self.state = True, "answer"
        found.answer_line = found.answer_line or segment.line.number
        found.labelled.append((segment.line, segment.typed))
        return True

    def take_explanation(self, segment: PaperSegment, _: int) -> bool:
        """Add an explanation with a label; a weak label is part of the question until options or an answer."""
        if segment.weak and self.state == "stem" and not self.found.options:
            return False
        self.state = "explanation"
        self.found.explanation += [self.part + segment.text] if segment.text else []
        self.part = ""
        self.found.labelled.append((segment.line, segment.typed))
        return True

    def take_remark(self, segment: PaperSegment, _: int) -> bool:
        """Add a remark such as 【考点】 to the explanation."""
        if self.state == "stem" and not self.found.options and not segment.typed.startswith(("【", "[", "**【")):
            return False
        self.found.explanation.append(segment.typed)
        return True

    def take_option(self, segment: PaperSegment, n: int) -> bool:
        """Add an option with the next letter; a run that is not complete is part of the stem, as the letters of places are."""
        found = self.found
        if self.state != "stem":
            return False
        if segment.letter != OPTION_LETTERS[len(found.options) : len(found.options) + 1]:
            if found.options and segment.starts:
                found.stem += found.typed_options
                found.options, found.typed_options = [], []
            return False
        if not found.options and self.bounds.is_complete(n, self.end) < 2:
            return False
        found.options.append(segment.text)
        found.typed_options.append(segment.typed)
        return True

    def take_in_stem(self, segment: PaperSegment, n: int) -> bool:
        """Add anything else before the answer to the stem, or to the option that it continues."""
        found = self.found
        item = segment.line.block if segment.kind == "block" else segment.text if n == self.at else segment.typed
        if found.options and self.is_continued(n):
            found.options[-1] += segment.typed
        elif n > self.at and not self.belongs_to_stem(segment, n):
            return False
        elif n > self.at and not segment.starts and isinstance(item, str) and found.stem and isinstance(found.stem[-1], str):
            found.stem[-1] = f"{found.stem[-1]} {item}"
        elif item:
            found.stem.append(item)
            label = PART_LABEL.match(item) if isinstance(item, str) and not self.first_part else None
            self.first_part = label.group() if label else self.first_part
        return True

    def belongs_to_stem(self, segment: PaperSegment, n: int) -> bool:
        """Whether anything below a stem or its options is part of it: what an answer follows, or is not set apart."""
        found = self.found
        if segment.kind == "option" or n < self.last_answer:
            return True
        if found.options:
            return False
        if segment.kind == "block" or not found.stem or n < self.last_option:
            return True
        is_complete = self.bounds.is_spaced and leaves_room(str(found.stem[-1])) and not segment.number
        return not is_complete and (segment.line.above == 0 or self.bounds.is_spaced)

    def is_continued(self, n: int) -> bool:
        """Whether a text after an option continues it, since the next option follows."""
        after = self.bounds.segments[n + 1] if n + 1 < self.end else None
        expected = OPTION_LETTERS[len(self.found.options) : len(self.found.options) + 1]
        return self.bounds.segments[n].kind == "text" and after is not None and after.kind == "option" and after.letter == expected

    def begins_part(self, segment: PaperSegment, n: int) -> bool:
        """Begin the next part of the question at a number （2） after the answer of （1）, if it has an answer too."""
        found = self.found
        if not self.first_part or segment.number is None or segment.number.rank <= QUESTION_RANK or not self.is_answered(segment.number, n):
            return False
        self.state, self.part = "stem", segment.number.typed
        if found.answer and isinstance(found.answer[0], str) and not found.answer[0].startswith(("（", "(")):
            found.answer[0] = self.first_part + found.answer[0]
        found.stem.append(segment.typed)
        return True

    def is_answered(self, number: QuestionNumber, n: int) -> bool:
        """Whether an answer follows before the next number of a style."""
        for after in self.bounds.segments[n + 1 : self.end]:
            if after.kind in ("answer", "key"):
                return True
            if after.number and after.number.rank == number.rank:
                return False
        return False

    def ends_before(self, segment: PaperSegment) -> bool:
        """Whether a text or block after the answer is none of it: a note, a quotation, or words that explain nothing."""
        found = self.found
        is_text = segment.kind == "text"
        if is_text and (NOTE_TITLE.match(segment.text) or BRACKETED_TITLE.match(segment.text) or QUOTED.match(segment.text)):
            return not self.is_unopened
        is_apart = segment.line.above > 0 and not self.bounds.is_spaced
        is_quote = segment.kind == "block" and _is_quote(segment.line.block)
        explains = bool(EXPLAINS.search(segment.text) or ENUMERATES.match(segment.text))
        if self.state == "explanation":
            is_more = self.follows or explains or not found.explanation
            return is_quote and is_apart if segment.kind == "block" else (is_apart or self.bounds.is_spaced) and not is_more
        if found.is_brief:
            return segment.kind == "block" or bool(QUOTES.match(segment.text)) or not (explains or (self.follows and not is_apart))
        return bool(found.answer) and is_quote and is_apart


HANDLERS: Mapping[str, Callable[[PartsReader, PaperSegment, int], bool]] = MappingProxyType(
    {
        "answer": PartsReader.take_answer,
        "key": PartsReader.take_answer,
        "explanation": PartsReader.take_explanation,
        "remark": PartsReader.take_remark,
        "option": PartsReader.take_option,
    }
)
"""How a segment is added, by its kind; what these do not take is part of the stem or continues an answer."""


def _is_quote(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "quote"
