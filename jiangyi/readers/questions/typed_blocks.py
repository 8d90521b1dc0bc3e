"""Find the questions that are typed as paragraphs, lists and points of a handout, and put exercises in their place."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.core import Report, Span
from jiangyi.model import format_label
from jiangyi.readers.parsed_data import ParsedFields
from jiangyi.readers.questions.lines import BOX_LABELS, HAN, STRONG_OPTION, PaperLine, QuestionNumber, is_key_title, opens_answer
from jiangyi.readers.questions.parser import HiddenLines
from jiangyi.readers.questions.recognition import (
    MAY_MATTER,
    Recognition,
    RecognizedItem,
    RecognizedQuestion,
    recognize_questions,
)
from jiangyi.readers.questions.refinement import refine_exercise

INNER_TYPES = ("callout", "material", "event", "case")
"""Blocks whose body may have questions of its own."""
LONGEST_NUMBER = 9
"""Digits of the number of a list item (CommonMark 0.31 §5.2)."""
PARAGRAPH_KEYS = {"type", "text", "id"}
LIST_KEYS = {"type", "ordered", "start", "items", "style", "id"}
POINT_KEYS = {"type", "n", "lead", "body", "id"}
ANSWERS_ONLY = {"type": "callout", "kind": "key", "only": ["answers"]}
"""A block that only editions with answers show."""
PROMISE = re.compile(
    r"^(?:(?:点击|点开|展开|点此)?(?:查看|显示|看)?(?:参考|正确|标准)?(?:答案|解析)(?:[与及和、]?(?:答案|解析|详解))?"
    r"|(?i:(?:show |see )?(?:the )?(?:answers?|solution)))$"
)
"""The title of a box with an answer."""
TITLES = {True: "答案", False: "Answers"}
LOOKUP = Callable[[int], Span]
"""The span of a line of the source."""


@dataclass(eq=False)
class TypedOrigin:
    """What lines come from: a block, or a section where `depth` is not 0; the place of an item or line in it tells parts apart."""

    node: Any
    depth: int = 0
    lines: int = 0


@dataclass
class TypedBlocks:
    """Recognizes the questions of a handout's data, whose blocks know their places."""

    find_line: LOOKUP
    report: Report
    is_chinese: bool = True
    changed: bool = field(default=False)
    consumed: set[int] = field(default_factory=set)
    """The lines that are part of a question or a key."""

    def recognize(self, root: ParsedFields) -> bool:
        """Put exercises in place of typed questions; False where there are none."""
        self.refine(root)
        lines = list(self.list_lines(root, 0))
        found = recognize_questions(lines)
        if found.is_needed:
            self.changed = True
            self.consumed |= {line.number for line in lines} - {item.number for item in found.items if isinstance(item, PaperLine)}
            self.rebuild(root, found, Counter(id(line.origin) for line in lines))
            self.report_findings(found)
        return self.changed

    # Lines ----------------------------------------------------------------------------------------------------

    def list_lines(self, owner: Any, depth: int) -> Iterator[PaperLine]:
        """The lines of a section with its subsections, in order."""
        last = 0
        for line in self._list_lines(owner, depth):
            gap = line.number - last > 1 if last else False
            last = max(last, line.number)
            yield replace(line, above=int(gap or line.level > 0))

    def _list_lines(self, owner: Any, depth: int) -> Iterator[PaperLine]:
        for block in owner.get("blocks") or ():
            yield from self.list_block(block)
        for section in owner.get("sections") or ():
            if not isinstance(section, ParsedFields):
                continue
            number = str(section.get("n") or "")
            label = f"{number} " if number.isdigit() else "" if number == "none" else number
            origin = TypedOrigin(section, depth + 1)
            yield PaperLine(section.span.line, f"{label}{section.get('title', '')}", None, min(depth + 1, 6), 1, origin)
            yield from self._list_lines(section, depth + 1)

    def list_block(self, block: Any) -> Iterator[PaperLine]:
        """The lines of a block; one that cannot be part of a question is one line with the block itself."""
        origin = TypedOrigin(block)
        lines = list(self._read_block(block)) if isinstance(block, ParsedFields) else []
        if not lines:
            is_open = isinstance(block, ParsedFields) and not _is_hidden(block)
            if is_open and block.get("type") in INNER_TYPES and isinstance(block.get("body"), list):
                self.recognize_inside(block)
            place = block.span.line if isinstance(block, ParsedFields) else 0
            yield PaperLine(place, "", block, origin=origin)
            return
        closed = _is_answer_box(block)
        yield from (PaperLine(number, text, inner, origin=origin, closed=closed) for number, text, inner in lines)

    def recognize_inside(self, block: ParsedFields) -> None:
        """Recognize questions in the body of a block."""
        inner = ParsedFields(block.span, blocks=block["body"])
        inside = TypedBlocks(self.find_line, self.report, self.is_chinese)
        if inside.recognize(inner):
            self.changed = True
            self.consumed |= inside.consumed
            block["body"] = inner["blocks"]

    def _read_block(self, block: ParsedFields) -> Iterator[tuple[int, str, Any]]:
        """The lines of a block with their numbers, or nothing."""
        kind, keys, line = block.get("type"), set(block), block.span.line
        if kind == "paragraph" and keys <= PARAGRAPH_KEYS and isinstance(block.get("text"), str):
            yield from ((line + n, _strip_line(text), None) for n, text in enumerate(block["text"].split("\n")) if _strip_line(text))
        elif (
            kind == "list"
            and keys <= LIST_KEYS
            and (_lists_options(block) or not any(isinstance(item, dict) and item.get("done") for item in block.get("items") or ()))
        ):
            yield from self._read_list(block)
        elif kind == "point" and keys <= POINT_KEYS and isinstance(block.get("lead"), str):
            number = str(block.get("n") or "")
            label = f"{number}. " if number.isdigit() else "" if number == "none" else number
            yield line, f"{label}{block['lead']}", None
            yield from self._read_body(block.get("body") or (), line)
        elif _is_answer_box(block):
            explains = "解" in block["title"] and "答案" not in block["title"]
            yield line, BOX_LABELS[explains], None
            yield from self._read_body(block.get("body") or (), line)
        elif kind == "quote" and keys <= {"type", "body"}:
            lines = list(self._read_body(block.get("body") or (), line))
            yield from lines if lines and opens_answer(lines[0][1]) else ()

    def _read_body(self, body: Any, line: int) -> Iterator[tuple[int, str, Any]]:
        for part in [body] if isinstance(body, str | dict) else body:
            if isinstance(part, str):
                yield from ((line, _strip_line(text), None) for text in part.split("\n") if _strip_line(text))
                continue
            inner = list(self._read_block(part)) if isinstance(part, ParsedFields) else []
            yield from inner or [(part.span.line if isinstance(part, ParsedFields) else line, "", part)]

    def _read_list(self, block: ParsedFields) -> Iterator[tuple[int, str, Any]]:
        typed = str(block.get("start") or 1)
        start = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 1  # any other is an error of the model
        is_ordered = str(block.get("ordered")) == "true" or "style" in block
        for number, item in enumerate(block.get("items") or (), start):
            mark = f"{format_label(str(block.get('style') or '1.'), number)} " if is_ordered else ""
            line = item.span.line if isinstance(item, ParsedFields) else block.span.line
            body = item.get("body", "") if isinstance(item, dict) else item
            lines = list(self._read_body(body, line))
            if isinstance(item, dict) and str(item.get("done")).lower() == "true":
                mark = "[x] "
            if mark and (not lines or lines[0][2] is not None):
                yield line, mark.strip(), None
            for n, (place, text, inner) in enumerate(lines):
                yield place, (mark if n == 0 and inner is None else "") + text, inner

    # Back to blocks -------------------------------------------------------------------------------------------

    def rebuild(self, root: ParsedFields, found: Recognition, known: Counter[int]) -> None:
        """Write the recognized items as the blocks and sections of a handout."""
        left = Counter(id(item.origin) for item in found.items if isinstance(item, PaperLine))
        for key in ("blocks", "sections"):
            root.pop(key, None)
        stack: list[tuple[int, ParsedFields]] = [(0, root)]
        pending: list[PaperLine] = []
        for item in [*found.items, None]:
            if pending and not (isinstance(item, PaperLine) and item.origin is pending[-1].origin):
                self.add_lines(stack[-1][1], pending, is_whole=left[id(pending[0].origin)] == known[id(pending[0].origin)] == len(pending))
                pending = []
            if isinstance(item, PaperLine) and item.origin.depth:
                section = item.origin.node
                for key in ("blocks", "sections"):
                    section.pop(key, None)
                _open_section(stack, item.origin.depth, section)
            elif isinstance(item, PaperLine):
                pending.append(item)
            elif item is not None:
                self.add_item(stack, item)

    def add_item(self, stack: list[tuple[int, ParsedFields]], item: RecognizedItem) -> None:
        """Add an exercise, or hidden lines, to the open section."""
        first = item.question.first if isinstance(item, RecognizedQuestion) else item.lines[0] if isinstance(item, HiddenLines) else item
        while isinstance(item, RecognizedQuestion) and first.level and stack[-1][0] >= first.level and len(stack) > 1:
            stack.pop()
        made = self.make_exercise(item) if isinstance(item, RecognizedQuestion) else self.make_hidden(item)  # type: ignore[arg-type]
        stack[-1][1].setdefault("blocks", []).append(made)

    def add_lines(self, owner: ParsedFields, lines: list[PaperLine], *, is_whole: bool) -> None:
        """Add lines that are none of a question: their block, or what is left of it."""
        blocks = owner.setdefault("blocks", [])
        if is_whole:
            blocks.append(lines[0].origin.node)
            return
        texts: list[PaperLine] = []
        for line in lines:
            if line.block is not None:
                blocks.append(line.block)
            else:
                texts.append(line)
        if texts:
            joined = "\n".join(line.text for line in texts) if lines[0].origin.node.get("type") == "paragraph" else ""
            parts = [joined] if joined else [line.text for line in texts]
            blocks += [ParsedFields(self.find_line(texts[0].number), type="paragraph", text=part) for part in parts]

    def make_exercise(self, item: RecognizedQuestion) -> ParsedFields:
        """The exercise of a question, with the places of its parts."""
        question = item.question
        place = self.find_line(question.first.number)
        answer = self.find_line(question.answer_line) if question.answer_line else place
        fields = dict(item.data)
        for key, span in (("stem", place), ("answer", answer), ("explanation", answer)):
            if key in fields:
                fields[key] = [ParsedFields(span, type="paragraph", text=part) if isinstance(part, str) else part for part in fields[key]]
        node = question.first.origin.node
        number = _label_of(question.number) if question.number else None
        return ParsedFields(place, **fields, n=number, id=node.get("id") if isinstance(node, dict) else None)

    def make_hidden(self, item: HiddenLines) -> ParsedFields:
        """Lines with answers of no question as a block that only editions with answers show."""
        place = self.find_line(item.lines[0].number)
        lines = [line for line in item.lines if not line.is_label]
        body = [line.block or ParsedFields(self.find_line(line.number), type="paragraph", text=line.text) for line in lines]
        return ParsedFields(place, **ANSWERS_ONLY, title=TITLES[self.is_chinese], body=body)

    def report_findings(self, found: Recognition) -> None:
        """Report answers that belong to no question, and questions with two that differ."""
        for finding in found.findings:
            if finding.kind == "unassigned":
                self.report.add("answer-unassigned", self.find_line(finding.line), answer=_shorten(finding.seen))
            elif finding.kind == "differ":
                given, typed = _shorten(finding.seen), _shorten(finding.made)
                self.report.add("answers-differ", self.find_line(finding.line), line=finding.other, typed=typed, given=given)

    def refine(self, node: Any) -> None:
        """Take apart the exercises whose question or answer contains other parts."""
        for name in ("blocks", "sections", "body", "questions"):
            value = node.get(name)
            for at, child in enumerate(value if isinstance(value, list) else ()):
                if not isinstance(child, ParsedFields):
                    continue
                if child.get("type") == "exercise" and (made := refine_exercise(child)) is not None:
                    value[at] = ParsedFields(child.span, **made)
                    self.changed = True
                self.refine(value[at])


def _is_answer_box(block: ParsedFields) -> bool:
    """Whether a block is a box with an answer, as one that is opened by a click on 查看答案."""
    title = str(block.get("title") or "")
    is_promise = is_key_title(title) or PROMISE.match(title) is not None
    return block.get("type") == "callout" and is_promise and not _is_hidden(block)


def _lists_options(block: ParsedFields) -> bool:
    """Whether a list, as one with boxes, has nothing but options."""
    bodies = [item.get("body", "") if isinstance(item, dict) else item for item in block.get("items") or ()]
    firsts = [body[0] if isinstance(body, list) and body else body for body in bodies]
    texts = [str(part.get("text", "")) if isinstance(part, dict) else str(part) for part in firsts]
    return len(texts) > 1 and all(STRONG_OPTION.match(text) for text in texts)


def _is_hidden(block: ParsedFields) -> bool:
    """Whether only editions with answers show a block."""
    return block.get("only") in ("answers", ANSWERS_ONLY["only"])


def _label_of(number: QuestionNumber) -> str:
    """The number of an exercise, or a label with Han numbers as typed."""
    return number.typed if re.search(f"[{HAN}]", number.typed) else str(number.number)


def _open_section(stack: list[tuple[int, ParsedFields]], depth: int, section: ParsedFields) -> None:
    while stack[-1][0] >= depth:
        stack.pop()
    stack[-1][1].setdefault("sections", []).append(section)
    stack.append((depth, section))


def _strip_line(text: str) -> str:
    return text.rstrip("\\").strip() if text.endswith("\\") and not text.endswith("\\\\") else text.strip()


def _shorten(text: str, limit: int = 24) -> str:
    line = " ".join(re.sub(r"[*`]", "", text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def may_have_questions(text: str) -> bool:
    """Whether a source may have typed questions: a quick test."""
    return MAY_MATTER.search(text) is not None
