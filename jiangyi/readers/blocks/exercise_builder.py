"""Build the data of an exercise from the blocks in its container: its parts begin with words such as 答案：, its questions with （1）."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markdown_it.token import Token

from jiangyi.core import Span
from jiangyi.model import CHOICES, SIZE_FIELDS, inline
from jiangyi.readers.blocks import exercise_text
from jiangyi.readers.parsed_data import LISTS, ParsedFields, split_blocks
from jiangyi.readers.syntax.attributes import HEADER, Header

if TYPE_CHECKING:
    from jiangyi.readers.markdown import MarkdownConverter

QUESTION_START = re.compile(r"^[（(][ \t]*(?P<number>\d{1,2})[ \t]*[）)][ \t]*")
"""The label of a question at the start of a line: （1）."""
NUMBERED_ANSWER = r"[（(][ \t]*{}[ \t]*[）)][ \t]*"
SOLUTION_FIELDS = ("answer", "explanation", "scoring")
"""The fields that a student's copy does not show."""


@dataclass(frozen=True, slots=True)
class NumberedLines:
    """Some lines of a part: the number of the label that they begin with, or 0, the label, the text after it, and their first line."""

    number: int
    label: str
    text: str
    line: int


def split_numbered_lines(text: str) -> Iterator[NumberedLines]:
    """Split a text before each line that begins with a label such as （1）."""
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if not n or QUESTION_START.match(line.strip())]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        words = "\n".join(lines[start:end]).strip()
        label = QUESTION_START.match(words)
        number, typed = (int(label["number"]), label[0]) if label else (0, "")
        yield NumberedLines(number, typed, words.removeprefix(typed), start)


def split_numbered_answers(text: str, count: int) -> list[str]:
    """The answers in a text that begins after the label （1）: up to （2）, up to （3） …, at most `count` of them."""
    found = [text]
    for number in range(2, count + 1):
        label = NUMBERED_ANSWER.format(number)
        cut = re.search(rf"(?:[；;][ \t]*|(?<=[。，,.、\s])){label}", found[-1]) or re.search(label, found[-1])
        if not cut:
            break
        found[-1:] = [found[-1][: cut.start()].rstrip(), found[-1][cut.end() :]]
    return found


@dataclass(frozen=True, slots=True)
class ExerciseLines:
    """What is known of the lines of an exercise before it is read."""

    has_labels: bool
    """Whether lines that begin with （1） are questions, or answers of these."""
    options: tuple[frozenset[int], ...]
    """The lines of each block that begin with options, counted from the first of the block."""


def find_lines(groups: list[list[Token]], kind: str | None, *, contains: bool, asked: bool) -> ExerciseLines:
    """What is known of the lines of some blocks; `contains` says that a block is a question, `asked` that the stem precedes all lines.

    Numbered lines of a choice are statements to choose from, and so are those to be judged together, with one verdict.
    """
    lines = [
        (at, n, line)
        for at, group in enumerate(groups)
        if group[0].type == "paragraph_open"
        for n, line in enumerate(group[1].content.split("\n"))
    ]
    labels = [_read_number(line) for _, _, line in lines]
    has_labels = kind not in CHOICES and 1 in labels and (contains or 2 in labels) and (kind != "judge" or labels.count(1) > 1)
    starts = [n for n, number in enumerate(labels) if n and number and has_labels]
    places = set[tuple[int, int]]()
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        found = exercise_text.find_option_lines([line for _, _, line in lines[start:end]], asked=asked and not start)
        places |= {lines[start + n][:2] for n in found}
    return ExerciseLines(has_labels, tuple(frozenset(n for group, n in places if group == at) for at in range(len(groups))))


def is_picture(text: str) -> bool:
    """True if a text is nothing but pictures."""
    return "![" in text and all(token.type in ("image", "softbreak") or not token.content.strip() for token in inline.parse_tokens(text))


def _read_number(line: str) -> int:
    """The number of the label that begins a line, behind a word such as 答案： too; 0 where there is none."""
    words = line.strip()
    field = exercise_text.FIELD_START.match(words)
    label = QUESTION_START.match(words[field.end() :] if field else words)
    return int(label["number"]) if label else 0


OF_EXERCISES = ("points", "space", "limit", "difficulty")
"""Attributes of the paragraph that asks which are those of the exercise."""


class ExerciseBuilder:
    """Collects the parts of an exercise and of its questions, in the order in which they are typed.

    Answers may follow each question, or all questions: then lines with the labels of questions are dealt out to them. What cannot be
    told from the answer before it stays in the answer, so that no student's copy shows it.
    """

    def __init__(self, reader: "MarkdownConverter", kind: str | None, stem: list[Any], lines: ExerciseLines) -> None:
        """Start with the words of the container's opening line."""
        self.reader = reader
        self.fields: dict[str, Any] = {"kind": kind, "stem": stem}
        self.questions: list[dict[str, Any]] = []
        self._lines = lines
        self._owner, self._field = self.fields, "stem"
        self._is_opened = self._is_dealing = self._is_answered = False
        self._inner = 0  # the number of the last label inside an answer that is numbered itself
        self._between: list[Any] = []

    def add_paragraph(self, group: list[Token], at: int) -> None:
        """Add the paragraph with the index `at`, some lines of which may begin parts, options or questions."""
        first, known, options = self.reader.place(group[0]).line, len(self.questions), self._lines.options[at]
        for part in self._split_parts(group[1].content, options):
            if part.field:
                self._open(part.field)
            place = self.reader.line(first + part.line)
            if part.line in options and self._field == "stem":
                self._owner.setdefault("options", []).extend(exercise_text.parse_options(part.text, len(self._owner.get("options", ()))))
                continue
            if self._continues_option(part.text):
                self._add_to_option(part.text, group[0].meta.pop(HEADER, None))
                continue
            for lines in split_numbered_lines(part.text):
                self._add_lines(lines, self.reader.line(place.line + lines.line))
        if header := group[0].meta.pop(HEADER, None):
            begun = [question for question in self.questions[known:][-1:] if isinstance(question, ParsedFields)]
            if not begun and self._field == "stem":
                self.fields |= {key: value for key, value in header.attributes.items() if key in OF_EXERCISES}
                rest = {key: value for key, value in header.attributes.items() if key not in OF_EXERCISES}
                header = Header("", rest, header.classes, header.left_out)
            self.reader.attach(begun or [item for item in self._place()[-1:] if isinstance(item, ParsedFields)], header, group[0])

    def _split_parts(self, content: str, options: frozenset[int]) -> Iterator[exercise_text.ExercisePart]:
        """The parts of a paragraph, none of which goes on behind a label."""
        lines = content.split("\n")
        starts = [n for n, line in enumerate(lines) if not n or (self._lines.has_labels and QUESTION_START.match(line.strip()))]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            here = {n - start for n in options if start <= n < end}
            for part in exercise_text.split_parts("\n".join(lines[start:end]), here):
                yield replace(part, line=part.line + start)

    def add_block(self, group: list[Token]) -> None:
        """Add any other block: options or scoring points where a list has the form of these."""
        items = [item[1:-1] for item in split_blocks(group[1:-1])] if group[0].type in LISTS else []
        words = [item[1].content for item in items if len(item) == 3]
        listed = [line for word in words for line in exercise_text.parse_options(word, words.index(word))]
        if self._field == "scoring" and words and len(words) == len(items):
            self._owner.setdefault("scoring", []).extend(exercise_text.parse_scoring(word) for word in words)
        elif self._field == "stem" and words and len(listed) == len(items):
            self._owner.setdefault("options", []).extend(listed)
        else:
            self._place().extend(self.reader.block(group))

    def add_question(self, question: dict[str, Any]) -> None:
        """Add a question that has a container of its own; answers after it are those of the whole exercise."""
        self.questions.append(question)
        question.update(self._take_between())
        self._owner, self._field, self._is_answered, self._is_dealing = self.fields, "stem", True, False

    def build(self) -> dict[str, Any]:
        """The fields of the exercise."""
        if self.questions:
            self.questions[-1].setdefault("stem", []).extend(self._between)
            if self._are_statements():
                self._restore_statements()
            else:
                self.fields["questions"] = self.questions
        return self.fields

    def _open(self, name: str) -> None:
        """Begin a part."""
        self._field, self._is_opened, self._is_dealing, self._inner = name, True, False, 0
        if name in SOLUTION_FIELDS and self.questions:
            others = any(field in question for question in self.questions[:-1] for field in SOLUTION_FIELDS)
            is_own = not self._is_answered and (len(self.questions) == 1 or others)
            self._owner = self.questions[-1] if is_own else self.fields

    def _add_lines(self, lines: NumberedLines, place: Span) -> None:
        text = lines.text if lines.number else lines.label + lines.text
        if not self._lines.has_labels or not lines.number:
            self._add_text(lines.label + text, place)
        elif self._field not in SOLUTION_FIELDS:
            if lines.number == len(self.questions) + 1:
                self._begin_question(text, place)
            else:
                self._add_text(lines.label + text, place)
        else:
            self._add_answer(lines, place)

    def _add_answer(self, lines: NumberedLines, place: Span) -> None:
        """Add lines of an answer that begin with a label: the answer of that question, the next question, or a number of the answer."""
        if self._is_opened and lines.number == 1 and self.questions and self._owner is self.fields:
            self._is_dealing = self._is_answered = True
        if self._is_dealing:
            for number, text in enumerate(split_numbered_answers(lines.text, len(self.questions) - lines.number + 1), lines.number):
                known = number <= len(self.questions)
                self._owner = self.questions[number - 1] if known else self.fields
                self._add_text(text if known else lines.label + text, place)
        elif lines.number == self._inner + 1 and (self._inner or self._is_opened):
            self._inner += 1
            self._add_text(lines.label + lines.text, place)
        elif lines.number == len(self.questions) + 1 and self.questions and self._owner is self.questions[-1]:
            self._begin_question(lines.text, place)
        else:
            self._add_text(lines.label + lines.text, place)

    def _begin_question(self, text: str, place: Span) -> None:
        first, _, rest = text.partition("\n")
        header = Header.parse(first)
        question = ParsedFields(place, type="exercise", stem=[], **self._take_between())
        self.questions.append(self.reader.merge(question, header))
        self._owner, self._field, self._inner = question, "stem", 0
        self._add_text(f"{header.words}\n{rest}" if rest else header.words, place)

    def _take_between(self) -> dict[str, Any]:
        """What stands between two questions, which is to be read before the second."""
        taken, self._between = self._between, []
        return {"materials": taken} if taken else {}

    def _place(self) -> list[Any]:
        """The blocks of the current part."""
        self._is_opened = False
        if self.questions and self._owner is self.fields and self._field not in SOLUTION_FIELDS:
            return self._between
        blocks: list[Any] = self._owner.setdefault(self._field, [])
        return blocks

    def _add_text(self, text: str, place: Span) -> None:
        """Add some lines of a paragraph to the current part."""
        if not text:
            return
        if self._field == "scoring":
            self._place().extend(exercise_text.parse_scoring(line.strip()) for line in text.split("\n"))
        else:
            self._place().append(self.reader.figure(text, place) or ParsedFields(place, type="paragraph", text=text))

    def _continues_option(self, text: str) -> bool:
        """True for what stands below the letter of an option, and for pictures below its words."""
        options: list[Any] = self._owner.get("options", []) if self._field == "stem" else []
        return bool(options and text) and (not options[-1] or is_picture(text))

    def _add_to_option(self, text: str, header: Header | None) -> None:
        """Add words or a picture to the last option; the size of the picture may be the attributes of its paragraph."""
        size = {key: value for key, value in header.attributes.items() if key in SIZE_FIELDS} if header else {}
        braces = "{" + " ".join(f"{key}={value}" for key, value in size.items()) + "}" if size else ""
        options: list[Any] = self._owner["options"]
        options[-1] = f"{options[-1]} {text}{braces}".strip()

    def _are_statements(self) -> bool:
        """True where the numbered lines are statements that the options behind them choose from."""
        *before, last = self.questions
        others = any(field in question for question in before for field in (*SOLUTION_FIELDS, "options"))
        return "options" in last and not others and not self._is_answered

    def _restore_statements(self) -> None:
        """Make the numbered lines part of the question again."""
        for number, question in enumerate(self.questions, 1):
            first, *rest = [*question.get("materials", ()), *question.get("stem", ())] or [""]
            words = f"（{number}）" + first["text"] if isinstance(first, dict) and "text" in first else first
            self.fields["stem"] += [first | {"text": words} if isinstance(first, dict) and words is not first else first, *rest]
        for name in ("options", *SOLUTION_FIELDS):
            if name in self.questions[-1]:
                self.fields.setdefault(name, []).extend(self.questions[-1][name])
