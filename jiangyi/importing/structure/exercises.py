"""Recognize exercises with certainty: stem, options, answer and explanation, from a labelled branch and everything below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.emit import strip_markup
from jiangyi.importing.parse import TextPiece
from jiangyi.importing.structure.tree import OPTION_RANK, Branch
from jiangyi.model import OPTION_LETTERS

LOWEST_RANK = 4
"""The rank of 一、; higher branches are parts of a book."""
MIN_OPTIONS = 3
"""Options that identify a question even without an answer."""
ANSWER = r"(?:参考|标准|正确)?答案|参考作答|参考范文"
EXPLANATION = r"(?:答案|参考)?解析|解释"
REMARK = r"考点|难度|来源|点拨|分析"
"""Remarks beside an answer, kept with their label."""


def _label_pattern(names: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:\*\*)?(?:【\s*(?:{names})\s*】\s*[：:]?|(?:{names})\s*[：:])(?:\*\*)?\s*")


PART_LABELS = {"answer": _label_pattern(ANSWER), "explanation": _label_pattern(EXPLANATION)}
REMARK_LABEL = _label_pattern(REMARK)
LETTERS_ALONE = re.compile(rf"^(?:\*\*)?(?:{ANSWER})\s*(?=[{OPTION_LETTERS}])")
"""An answer without a colon: 参考答案 B."""
CHOSEN = re.compile(rf"^(?P<letters>[{OPTION_LETTERS}](?:[\s,，、]*[{OPTION_LETTERS}])*)(?![A-Za-z])\s*[。.；;，,]?\s*")
QUESTION_WORDS = re.compile(
    r"[？?]|[（(]\s*[）)]|\{\{|要求|\d\s*字|[（(]\s*(?:本题|共)?\s*\d+\s*分|请|概括|归纳|简述|简析|分析|论述|谈谈|说明|如何|什么|判断|写一篇"
)
"""Words and signs of a question."""
POINTS_OF_QUESTION = re.compile(r"[（(]\s*(?:本题)?\s*\d+\s*分")
LIMIT = re.compile(
    r"(?P<least>不少于|不低于|至少)?\s*(?P<first>\d{2,4})\s*(?:(?:[-—–~～]+|至|到)\s*(?P<second>\d{2,4})\s*)?字(?P<about>左右)?"
)
ALLOWED_BLOCKS = ("table", "figure", "code", "math")
"""Blocks that an exercise may contain."""


@dataclass
class RecognizedExercise:
    """The parts of an exercise: blocks, and texts as inline Markdown."""

    stem: list[Any]
    options: list[str] = field(default_factory=list)
    answer: list[Any] = field(default_factory=list)
    explanation: list[Any] = field(default_factory=list)
    limit: str = ""
    opened: list[TextPiece] = field(default_factory=list)
    """The pieces with a label of a part (答案, 解析)."""


def recognize_exercise(branch: Branch, follower: Branch | None = None) -> RecognizedExercise | None:
    """Recognize a branch as an exercise; None where anything is doubtful. `follower` is the next branch of its rank."""
    if branch.label is None or branch.label.is_word or branch.label.rank < LOWEST_RANK or branch.is_given:
        return None
    below = list(_pieces_below(branch))
    if not all(_may_be_in_exercise(piece) for piece in below):
        return None
    found = _sort_parts(branch.text, [piece for piece in below if not piece.gap])
    if found is None or any(piece.gap for piece in below):
        return None
    return _read_chosen_letters(found) if found.options else _check_written_question(found, branch, follower)


def _pieces_below(branch: Branch) -> Iterator[TextPiece]:
    """The pieces below a branch in line order, with their labels."""
    pieces = [*branch.body, *branch.after]
    for inner in branch.branches:
        pieces += [*filter(None, (inner.piece,)), *_pieces_below(inner)]
    yield from sorted(pieces, key=lambda piece: piece.line)


def _may_be_in_exercise(piece: TextPiece) -> bool:
    if piece.block:
        return piece.block.get("type") in ALLOWED_BLOCKS
    return not piece.level


def _sort_parts(stem: str, pieces: list[TextPiece]) -> RecognizedExercise | None:
    """Sort pieces into the parts of an exercise; None where something comes between the options and the answer."""
    found, current = RecognizedExercise([stem]), "stem"
    for piece in pieces:
        opened = _read_part_label(piece)
        if opened:
            current, rest = opened
            found.opened.append(piece)
            _append_to_part(found, current, rest)
        elif current == "stem" and _is_option(piece, len(found.options)):
            found.options.append(piece.words)
        elif current == "stem" and not found.options:
            found.stem.append(piece.block or piece.text)
        elif current == "explanation" or (current == "answer" and not found.options):
            _append_to_part(found, current, piece.block or piece.text)
        elif REMARK_LABEL.match(piece.text):
            found.explanation.append(piece.text)
        else:
            return None
    return found


def _append_to_part(found: RecognizedExercise, part: str, item: Any) -> None:
    if item:
        getattr(found, part).append(dict(item) if not isinstance(item, str) else item)


def _read_part_label(piece: TextPiece) -> tuple[str, str] | None:
    """The part of an exercise that a line opens, and the text after the label."""
    for part, pattern in PART_LABELS.items():
        match = pattern.match(piece.text) or (LETTERS_ALONE.match(piece.text) if part == "answer" else None)
        if match:
            torn = "**" * (match.group().count("**") % 2)
            return part, torn + piece.text[match.end() :]
    return None


def _is_option(piece: TextPiece, known: int) -> bool:
    label = piece.label
    return bool(label and label.rank == OPTION_RANK and label.number == known + 1 <= len(OPTION_LETTERS) and label.rest.strip())


def _read_chosen_letters(found: RecognizedExercise) -> RecognizedExercise | None:
    """A question with options whose answer, if any, is letters of options; an explanation may follow in the same line."""
    if len(found.options) < 2:
        return None
    if not found.answer:
        alone = not found.explanation and len(found.options) >= MIN_OPTIONS
        return found if alone and not found.opened else None
    words = strip_markup(found.answer[0]) if len(found.answer) == 1 and isinstance(found.answer[0], str) else ""
    match = CHOSEN.match(words)
    if not match:
        return None
    letters, rest = re.findall(rf"[{OPTION_LETTERS}]", match["letters"]), words[match.end() :]
    if not set(letters) <= set(OPTION_LETTERS[: len(found.options)]) or len(set(letters)) < len(letters):
        return None
    if rest:
        opens = PART_LABELS["explanation"].match(rest)
        at = found.answer[0].find(rest)
        if not opens or at < 0:
            return None
        found.explanation.insert(0, found.answer[0][at + opens.end() :])
    return replace(found, answer=["".join(letters)], explanation=[part for part in found.explanation if part])


def _check_written_question(found: RecognizedExercise, branch: Branch, follower: Branch | None) -> RecognizedExercise | None:
    """A question with a written answer; one without an answer has to state its length limit and points."""
    words = "".join(strip_markup(part) for part in found.stem if isinstance(part, str))
    goes_on = follower is None or (
        follower.label is not None and branch.label is not None and follower.label.number == branch.label.number + 1
    )
    limits = list(LIMIT.finditer(words))
    limit = ""
    if len(limits) == 1 and not limits[0]["least"]:
        limit = "-".join(filter(None, (limits[0]["first"], limits[0]["second"]))) + (limits[0]["about"] or "")
    if not goes_on or not QUESTION_WORDS.search(words) or (found.opened and not found.answer):
        return None
    return replace(found, limit=limit) if found.answer or (limit and POINTS_OF_QUESTION.search(words)) else None
