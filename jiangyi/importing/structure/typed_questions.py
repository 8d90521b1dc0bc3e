"""Replace the typed questions among pieces by exercises, and answers of no question by blocks that only editions with answers show."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog, describe_question, shorten
from jiangyi.importing.emit import strip_markup
from jiangyi.importing.parse import BLANK_MARK, TextPiece, draw_line, split_option_pieces
from jiangyi.model import to_latin
from jiangyi.readers import (
    Finding,
    HiddenLines,
    LineLabel,
    PaperLine,
    RecognizedItem,
    RecognizedQuestion,
    find_section_kind,
    is_key_title,
    opens_answer,
    read_label,
    recognize_questions,
    split_options,
)

DECISIONS = {
    "question": "exercise",
    "answer": "answer",
    "bracket": "answer-typed",
    "dealt": "answer-dealt",
    "unassigned": "answer-left",
    "differ": "answers-differ",
}
"""The kind of decision by that of what was found."""
CHOSEN_LINES = {"question": "question", "point": "other", "heading": "other", "event": "other", "paragraph": "other"}
"""What the user's word for a piece means for its line."""
USUAL_STYLES = ("1.", "1．", "1、", "1：", "1")
"""Styles of numbers that people mix within a paper."""
ROOM_IN_BRACKET = re.compile(r"（[\s\u3000\u00a0]*\u3000[\s\u3000\u00a0]+）")
"""The room in a bracket, some of whose spaces were replaced."""
ROOM = re.compile(r"_{20,}")
"""A line to write on."""
LINE_LENGTH = 90
"""The underscores on a line of a page."""
ANSWERS_TITLE = "答案"


def recognize_exercises(pieces: Sequence[TextPiece], log: DecisionLog) -> list[TextPiece]:
    """The pieces with each typed question as one piece, whose block is an exercise."""
    lines = [line for piece in _label_answers(pieces) for line in _to_lines(piece)]
    found = recognize_questions(lines)
    if not found.is_needed:
        return [part for piece in pieces for part in _split_options_of(piece)]
    usual = _find_usual_style(item for item in found.items if isinstance(item, RecognizedQuestion))
    for finding in found.findings:
        _log_finding(finding, log)
    _note_kinds(lines, found.items, log)
    left = Counter(id(item.origin) for item in found.items if isinstance(item, PaperLine))
    known = Counter(id(line.origin) for line in lines)
    out: list[TextPiece] = []
    done: set[int] = set()
    for item in found.items:
        if isinstance(item, RecognizedQuestion):
            out.append(_make_exercise(item, usual))
        elif isinstance(item, HiddenLines):
            out.append(_make_hidden(item))
        elif left[id(item.origin)] == known[id(item.origin)]:
            if id(item.origin) not in done:
                done.add(id(item.origin))
                out += _split_options_of(item.origin)
        else:
            text = item.text
            out.append(TextPiece(item.number, text, block=item.block, above=item.above, label=read_label(text) if text else None))
    return _take_room(out, log)


def _split_options_of(piece: TextPiece) -> list[TextPiece]:
    """A piece as its stem and its options, unless the user says what it is."""
    return [piece] if piece.chosen else split_option_pieces(piece)


def _label_answers(pieces: Sequence[TextPiece]) -> list[TextPiece]:
    """The pieces with a label before each that the user calls an answer: a second one below options explains the first."""
    out: list[TextPiece] = []
    below_options = False
    for piece in pieces:
        before = out[-1].chosen if out else ""
        below_options = opens_option(piece.text) or (below_options and (piece.chosen == "answer" or opens_answer(piece.text)))
        if piece.chosen == "answer" and not piece.block and not opens_answer(piece.text):
            label = "解析：" if below_options and before == "answer" else "答案："
            out.append(replace(piece, text=label + piece.text, label=None))
        else:
            out.append(piece)
    return out


def _note_kinds(lines: Sequence[PaperLine], items: Sequence[RecognizedItem], log: DecisionLog) -> None:
    """Note which lines are questions with their parts, and which are answers: all that are not among the items any more."""
    kinds = {id(item): "" for item in items if isinstance(item, PaperLine)}
    for item in items:
        if isinstance(item, RecognizedQuestion):
            question = item.question
            answers = {id(line) for line, _ in question.labelled}
            last = "part"
            for line in question.lines:
                last = "answer" if id(line) in answers or last == "answer" else "option" if opens_option(line.text) else last
                kinds[id(line)] = last
            kinds[id(question.first)] = "question"
    for line in lines:
        kind = kinds.get(id(line), "answer")
        if kind and line.block is None:
            log.note_kind(line.number, kind)


def opens_option(text: str) -> bool:
    """Whether a line begins with an option."""
    stem, options = split_options(text)
    return bool(options) and not stem


def _take_room(pieces: Sequence[TextPiece], log: DecisionLog) -> list[TextPiece]:
    """The pieces with drawn lines below a question as its room for the answer."""
    out: list[TextPiece] = []
    for piece in pieces:
        block = dict(out[-1].block or {}) if out else {}
        stem = block.get("stem")
        if block.get("type") == "exercise" and isinstance(stem, list) and len(stem) > 1 and _count_drawn_lines(stem[-1]):
            block = _add_room(block | {"stem": stem[0] if len(stem) == 2 else stem[:-1]}, _count_drawn_lines(stem[-1]))
            out[-1] = replace(out[-1], block=block)
        lines = 0 if piece.block else _count_drawn_lines(piece.text)
        if lines and block.get("type") == "exercise" and not block.get("options"):
            out[-1] = replace(out[-1], block=_add_room(block, lines))
            log.add(piece.line, "room", shorten(draw_line(piece.text)), f"space: {out[-1].block['space']}")  # type: ignore[index]
        else:
            out.append(piece)
    return out


def _count_drawn_lines(text: Any) -> int:
    """The lines of a page that a line of nothing but a blank takes; 0 for any other."""
    match = ROOM.fullmatch(draw_line(text).strip()) if isinstance(text, str) else None
    return -(-len(match.group()) // LINE_LENGTH) if match else 0


def _add_room(block: dict[str, Any], lines: int) -> dict[str, Any]:
    """An exercise with further lines to write on."""
    before = re.fullmatch(r"lines (\d+)", str(block.get("space", "")))
    return block | {"space": f"lines {lines + (int(before[1]) if before else 0)}"}


def find_first_question(pieces: Sequence[TextPiece]) -> int:
    """The place of the first question, or of the first title over questions, before which the head of a text ends."""
    lines = [line for piece in pieces for line in _to_lines(piece)]
    items = recognize_questions(lines).items
    first = next((item for item in items if isinstance(item, RecognizedQuestion)), None)
    if first is None:
        return len(pieces)
    begins = next(n for n, piece in enumerate(pieces) if piece is first.question.first.origin)
    return next((n for n, piece in enumerate(pieces[:begins]) if find_section_kind(piece.text) is not None), begins)


def _to_lines(piece: TextPiece) -> Iterator[PaperLine]:
    """The lines of a piece: a list has several."""
    block = dict(piece.block) if piece.block else None
    if block and block.get("type") == "list":
        yield from (PaperLine(piece.line, text, inner, above=0, origin=piece) for text, inner in flatten_list(block))
    else:
        text = draw_line(piece.text)
        chosen = "" if block else CHOSEN_LINES.get(piece.chosen, "")
        level = 0 if chosen == "question" else piece.level or int(piece.chosen == "heading")
        yield PaperLine(piece.line, text, block, level, piece.above, piece, chosen=chosen)


def flatten_list(block: dict[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The items of a list as lines with their numbers, and the blocks in them."""
    start = int(block.get("start") or 1)
    for number, item in enumerate(block.get("items", ()), start):
        style = str(block.get("style") or "1.")
        mark = ""
        if block.get("ordered") == "true":
            mark = re.sub(r"[1Aa]", to_latin(number) if re.search("[Aa]", style) else str(number), style, count=1) + " "
        body = item.get("body", "") if isinstance(item, dict) else item
        parts = body if isinstance(body, list) else [body]
        for at, part in enumerate(parts):
            if isinstance(part, str):
                yield (mark if at == 0 else "") + part, None
            elif isinstance(part, dict) and part.get("type") == "list":
                yield from flatten_list(part, depth + 1)
            else:
                yield "", part


def _find_usual_style(found: Iterator[RecognizedQuestion]) -> str:
    styles = Counter(label.style for item in found if (label := _label_of(item)) and label.style in USUAL_STYLES)
    return styles.most_common(1)[0][0] if styles else "1."


def _label_of(item: RecognizedQuestion) -> LineLabel | None:
    """The label of a question."""
    number = item.question.number
    if number is None:
        return None
    typed = number.typed.replace("\\", "").replace("*", "").strip()
    label = read_label(f"{typed}题")
    if label and label.number == number.number:
        return replace(label, rest="")
    return LineLabel(typed, re.sub(r"\d+", "1", typed), 6, number.number)


def _make_exercise(item: RecognizedQuestion, usual: str) -> TextPiece:
    label = _label_of(item)
    if label and label.style in USUAL_STYLES:
        label = replace(label, style=usual, typed=usual.replace("1", str(label.number)))
    data = item.data | {
        "stem": [ROOM_IN_BRACKET.sub("（\u3000\u3000）", part) if isinstance(part, str) else part for part in item.data["stem"]]
    }
    shown = {
        key: value[0] if key in ("stem", "answer", "explanation") and len(value) == 1 and isinstance(value[0], str) else value
        for key, value in data.items()
        if key != "type"
    }
    return TextPiece(item.question.first.number, block={"type": "exercise", "_label": label} | shown)


def _make_hidden(item: HiddenLines) -> TextPiece:
    body = [line.block or line.text for line in item.lines]
    return TextPiece(
        item.lines[0].number, block={"type": "callout", "kind": "key", "title": ANSWERS_TITLE, "only": "answers", "body": body}
    )


def _log_finding(finding: Finding, log: DecisionLog) -> None:
    made = finding.made
    if finding.kind == "question":
        made = describe_question(finding.other, made)
    if finding.kind == "dealt":
        made = f"{finding.other}：{shorten(strip_markup(finding.made), 24)}"
    if finding.kind == "differ":
        log.add(finding.line, DECISIONS[finding.kind], shorten(strip_markup(finding.seen)), f"{finding.other}：{finding.made}")
        return
    log.add(finding.line, DECISIONS[finding.kind], shorten(strip_markup(finding.seen.replace(BLANK_MARK, "____"))), shorten(made))


def report_questions(text: str, log: DecisionLog) -> None:
    """Log the questions that a handout in Markdown has as running text, which are exercises when it is read."""
    _, _, body = text.partition("\n---\n")
    lines: list[PaperLine] = []
    above = 0
    for typed in body.split("\n"):
        words = typed.strip().removesuffix("\\").lstrip("#> ").strip()
        if words:
            level = len(typed) - len(typed.lstrip("#"))
            lines.append(PaperLine(0, words, level=min(level, 6), above=above))
        above = 0 if words else above + 1
    found = recognize_questions(lines)
    if not found.is_needed:
        return
    for finding in found.findings:
        if finding.kind != "answer":
            _log_finding(finding, log)
    for line in lines:
        if opens_answer(re.sub(r"^(?:[-*+]|\d+[.)])[ ]+", "", line.text)) or is_key_title(line.text) or "】" in line.text:
            log.add(0, "answer", shorten(strip_markup(line.text)))
