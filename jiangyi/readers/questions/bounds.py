"""Where a typed question begins and ends among the segments of a paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiangyi.model import OPTION_LETTERS
from jiangyi.readers.questions.lines import (
    BRACKETED_TITLE,
    NOTE_TITLE,
    QUESTION_RANK,
    PaperSegment,
    QuestionNumber,
    has_question_sign,
    leaves_room,
)

BRIEF_KINDS = ("single", "multiple", "choice", "judge", "fill")
BOUNDARIES = ("section", "material", "end")
"""The kinds of segments that no question contains."""
PARTS = ("answer", "explanation", "remark", "key")
"""The kinds of segments that belong to a question whose answer is in a box above them."""
LONGEST_STEP = 9
"""The largest gap in the numbers of a series."""
LONGEST_STEM = 12
"""The most segments between the beginning of a question without a number and its options."""
LONGEST_RUN = 400
"""The most segments in which all options of a question are."""


@dataclass(slots=True)
class _Progress:
    """What was seen of a question."""

    opened: bool = False
    """An answer or an explanation has begun."""
    answered: bool = False
    """Words of an answer or an explanation were seen."""
    brief: bool = False
    """The answer is no text of several paragraphs."""
    has_options: bool = False
    inside: int = 0
    """The last number of a list in the answer."""

    def note_label(self, segment: PaperSegment, *, is_brief: bool) -> None:
        """Note the label of an answer or an explanation."""
        self.opened = True
        if segment.kind != "explanation":
            self.inside, self.brief = 0, is_brief
            self.answered = self.answered or bool(segment.text)


@dataclass
class QuestionBounds:
    """Finds where questions begin and end; `keys` are the segments that are a joint key, by their first one."""

    segments: Sequence[PaperSegment]
    keys: dict[int, int] = field(default_factory=dict)
    is_spaced: bool = False
    """Whether a blank line is between all lines, so that it means nothing."""
    kind: str = ""
    """The kind of questions that the last title names."""
    last_title: int = 0
    """The number 一、 of the last title."""

    def is_chosen(self, at: int) -> bool:
        """Whether the user says that a question begins at a segment."""
        line = self.segments[at].line
        return line.chosen == "question" and (at == 0 or self.segments[at - 1].line is not line)

    def leads_to_options(self, at: int) -> bool:
        """Whether a text without a number is followed by options or an answer: directly, or after lines without a blank one."""
        first = self.segments[at]
        if NOTE_TITLE.match(first.text) or BRACKETED_TITLE.match(first.text):
            return False
        for n in range(at + 1, min(at + LONGEST_STEM, len(self.segments))):
            segment = self.segments[n]
            if segment.kind == "option" and segment.letter == "A":
                return self.is_complete(n, len(self.segments)) > 1
            if segment.kind == "answer" or (segment.kind == "key" and n not in self.keys):
                return not first.line.level or has_question_sign(first.text) or segment.text != ""
            if not self.continues_stem(segment, first, n):
                return False
        return False

    def continues_stem(self, segment: PaperSegment, first: PaperSegment, n: int) -> bool:
        """Whether a segment may be part of the stem of a question without a number."""
        if (
            segment.line.level
            or segment.kind not in ("text", "block", "number")
            or (segment.number and segment.number.rank <= QUESTION_RANK)
        ):
            return False
        is_apart = segment.line.above > 0 and segment.line is not first.line
        next_is_option = n + 1 < len(self.segments) and self.segments[n + 1].kind == "option"
        return not is_apart or (segment.kind == "block" and next_is_option)

    def is_complete(self, at: int, end: int) -> int:
        """The number of options in the run A, B … that begins at a segment."""
        count = 0
        for segment in self.segments[at : min(end, at + LONGEST_RUN)]:
            if segment.line.level or segment.kind in ("answer", "section", "end", "material"):
                break
            if self.segments[at].weak and segment.kind == "option" and segment.letter == "A" and not segment.weak:
                return 0
            if segment.kind == "option" and segment.letter == OPTION_LETTERS[count : count + 1]:
                count += 1
            elif (segment.kind == "option" and not self.segments[at].weak) or (
                segment.kind == "number" and segment.number and segment.number.rank <= QUESTION_RANK
            ):
                break
        return count

    def find_end(self, at: int) -> int:
        """The segment at which something else than the question begins."""
        first = self.segments[at]
        seen = _Progress()
        for n in range(at + 1, len(self.segments)):
            segment = self.segments[n]
            if n in self.keys or (segment.line.level and segment.line is not first.line) or self.is_chosen(n):
                return n
            if segment.kind not in PARTS and self.segments[n - 1].line.ends_before(segment.line):
                return n
            if segment.kind in BOUNDARIES and (segment.kind != "material" or seen.opened or seen.has_options):
                return n
            if segment.kind in ("answer", "key", "explanation") and not (segment.weak and not seen.opened):
                if seen.answered and segment.kind == "answer" and segment.starts and (start := self.find_new_stem(at, n)):
                    return start
                seen.note_label(segment, is_brief=seen.has_options or self.kind in BRIEF_KINDS)
            elif segment.kind == "option":
                is_first = seen.opened and segment.letter == "A" and self.is_complete(n, len(self.segments)) > 1
                if is_first and (start := self.find_new_stem(at, n)):
                    return start
                seen.has_options = True
            elif segment.number and segment.kind == "number" and self.continues_weakly(first.number, segment.number):
                if self.begins_next(first.number, segment.number, n, seen):
                    return n
                seen.inside = segment.number.number if first.number and segment.number.rank == first.number.rank else seen.inside
            seen.answered = seen.answered or (segment.kind == "text" and seen.opened)
        return len(self.segments)

    def find_new_stem(self, at: int, n: int) -> int:
        """The text above some options or an answer that is the stem of another question, one without a number; 0 where there is none."""
        start = n - 1
        if start <= at or self.segments[start].kind != "text" or not self.segments[start].starts or not self.segments[start].typed:
            return 0
        while (
            self.segments[start - 1].kind == "text"
            and self.segments[start - 1].starts
            and not self.segments[start].line.above
            and start - 1 > at
        ):
            start -= 1
        if self.segments[start].line.above == 0 and not has_question_sign(self.segments[n - 1].text):
            return 0
        start = start if self.segments[start].line.above else n - 1
        return start if has_question_sign(self.segments[n - 1].text) or self.segments[start].line.above else 0

    @staticmethod
    def continues_weakly(own: QuestionNumber | None, number: QuestionNumber) -> bool:
        """Whether a number counts: one without a mark only where it continues those of such questions."""
        return not number.is_weak or (own is not None and own.is_weak and number.number == own.number + 1)

    def begins_next(self, own: QuestionNumber | None, number: QuestionNumber, n: int, seen: "_Progress") -> bool:
        """Whether a number begins another question, not an item of this question or of its answer."""
        if own is None:
            return number.rank <= QUESTION_RANK or self.looks_like_question(n)
        if number.rank > own.rank:
            return False
        is_written = seen.opened and not seen.brief
        if number.rank < own.rank:
            is_next_title = number.rank == 1 and number.number == self.last_title + 1 and self.last_title > 0
            return not is_written or is_next_title or self.looks_like_question(n)
        if not is_written:
            return number.number != own.number or not seen.opened or self.looks_like_question(n)
        return self.begins_after_written(own.number, number.number, n, seen.inside)

    def begins_after_written(self, own: int, number: int, n: int, inside: int) -> bool:
        """Whether a number after a written answer begins another question; `inside` is the last item of the answer."""
        if number == own + 1:
            return inside != own or self.looks_like_question(n)
        if number == inside + 1 and (inside or number == 1):
            return number == 1 and own > 1 and self.looks_like_question(n)
        return number <= own + LONGEST_STEP or self.looks_like_question(n)

    def looks_like_question(self, at: int) -> bool:
        """Whether a numbered text asks something, or has options or an answer of its own."""
        if has_plain_question_sign(self.segments[at].text):
            return True
        for segment in self.segments[at + 1 : at + 8]:
            if segment.kind in ("option", "answer", "key"):
                return True
            if segment.kind in ("number", "section", "end") or segment.line.level:
                return False
        return False


def has_plain_question_sign(text: str) -> bool:
    """Whether a text has an empty bracket, a blank, a question mark at its end, or a colon after 是."""
    return leaves_room(text) or re.search(r"(?:[？?]|是[：:]?|有[：:]|的[：:]|[（(]\s*\d+\s*分\s*[）)])[\s）)]*$", text) is not None
