"""Questions that are sure to be exercises: stem, options, answer and analysis, out of a label and all that stands below it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.emit.escaping import plain
from jiangyi.importing.parse.pieces import Piece
from jiangyi.importing.structure.tree import Branch
from jiangyi.model import LETTERS

OPTION_RANK = 9
LOWEST = 4
"""The rank of 一、: what stands higher is a part of a book."""
FEWEST = 3
"""Options that tell a question even where nothing answers it."""
ANSWER = r"(?:参考|标准|正确)?答案|参考作答|参考范文"
EXPLANATION = r"(?:答案|参考)?解析|解释"
TOLD = r"考点|难度|来源|点拨|分析"
"""What is said beside an answer, and stays with its label."""


def _opening(names: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:\*\*)?(?:【\s*(?:{names})\s*】\s*[：:]?|(?:{names})\s*[：:])(?:\*\*)?\s*")


OPENS = {"answer": _opening(ANSWER), "explanation": _opening(EXPLANATION)}
BESIDE = _opening(TOLD)
LETTERS_ALONE = re.compile(rf"^(?:\*\*)?(?:{ANSWER})\s*(?=[{LETTERS}])")
"""An answer without a colon: 参考答案 B."""
CHOSEN = re.compile(rf"^(?P<letters>[{LETTERS}](?:[\s,，、]*[{LETTERS}])*)(?![A-Za-z])\s*[。.；;，,]?\s*")
ASKS = re.compile(
    r"[？?]|[（(]\s*[）)]|\{\{|要求|\d\s*字|[（(]\s*(?:本题|共)?\s*\d+\s*分|请|概括|归纳|简述|简析|分析|论述|谈谈|说明|如何|什么|判断|写一篇"
)
"""What a question asks with."""
WORTH = re.compile(r"[（(]\s*(?:本题)?\s*\d+\s*分")
LIMIT = re.compile(
    r"(?P<least>不少于|不低于|至少)?\s*(?P<first>\d{2,4})\s*(?:(?:[-—–~～]+|至|到)\s*(?P<second>\d{2,4})\s*)?字(?P<about>左右)?"
)
SHOWN = ("table", "figure", "code", "math")
"""Blocks that may stand in an exercise."""


@dataclass
class Found:
    """An exercise: blocks and texts, as inline Markdown."""

    stem: list[Any]
    options: list[str] = field(default_factory=list)
    answer: list[Any] = field(default_factory=list)
    explanation: list[Any] = field(default_factory=list)
    limit: str = ""
    opened: list[Piece] = field(default_factory=list)
    """The lines whose labels say what follows."""


def read(branch: Branch, follower: Branch | None = None) -> Found | None:
    """A branch as an exercise, or None where anything about it is doubtful; `follower` is the next of its rank."""
    if branch.label is None or branch.label.is_word or branch.label.rank < LOWEST or branch.given:
        return None
    below = list(_below(branch))
    if not all(_is_usable(piece) for piece in below):
        return None
    found = _sorted_out(branch.text, [piece for piece in below if not piece.gap])
    if found is None or any(piece.gap for piece in below):
        return None
    return _chosen(found) if found.options else _written(found, branch, follower)


def _below(branch: Branch) -> Iterator[Piece]:
    """All that stands below a branch, line by line, labels and all."""
    pieces = [*branch.body, *branch.after]
    for inner in branch.branches:
        pieces += [*filter(None, (inner.piece,)), *_below(inner)]
    yield from sorted(pieces, key=lambda piece: piece.line)


def _is_usable(piece: Piece) -> bool:
    if piece.block:
        return piece.block.get("type") in SHOWN
    return not piece.level


def _sorted_out(stem: str, pieces: list[Piece]) -> Found | None:
    """The parts of an exercise; None where something stands between the options and the answer."""
    found, current = Found([stem]), "stem"
    for piece in pieces:
        opened = _opened(piece)
        if opened:
            current, rest = opened
            found.opened.append(piece)
            _put(found, current, rest)
        elif current == "stem" and _is_option(piece, len(found.options)):
            found.options.append(piece.words)
        elif current == "stem" and not found.options:
            found.stem.append(piece.block or piece.text)
        elif current == "explanation" or (current == "answer" and not found.options):
            _put(found, current, piece.block or piece.text)
        elif BESIDE.match(piece.text):
            found.explanation.append(piece.text)
        else:
            return None
    return found


def _put(found: Found, part: str, item: Any) -> None:
    if item:
        getattr(found, part).append(dict(item) if not isinstance(item, str) else item)


def _opened(piece: Piece) -> tuple[str, str] | None:
    """The part of an exercise that a line opens, and its words behind the label."""
    for part, pattern in OPENS.items():
        match = pattern.match(piece.text) or (LETTERS_ALONE.match(piece.text) if part == "answer" else None)
        if match:
            torn = "**" * (match.group().count("**") % 2)
            return part, torn + piece.text[match.end() :]
    return None


def _is_option(piece: Piece, known: int) -> bool:
    label = piece.label
    return bool(label and label.rank == OPTION_RANK and label.number == known + 1 <= len(LETTERS) and label.rest.strip())


def _chosen(found: Found) -> Found | None:
    """A question with options, whose answer, if any, is letters of them and nothing else; the analysis may follow in the line."""
    if len(found.options) < 2:
        return None
    if not found.answer:
        alone = not found.explanation and len(found.options) >= FEWEST
        return found if alone and not found.opened else None
    words = plain(found.answer[0]) if len(found.answer) == 1 and isinstance(found.answer[0], str) else ""
    match = CHOSEN.match(words)
    if not match:
        return None
    letters, rest = re.findall(rf"[{LETTERS}]", match["letters"]), words[match.end() :]
    if not set(letters) <= set(LETTERS[: len(found.options)]) or len(set(letters)) < len(letters):
        return None
    if rest:
        opens = OPENS["explanation"].match(rest)
        at = found.answer[0].find(rest)
        if not opens or at < 0:
            return None
        found.explanation.insert(0, found.answer[0][at + opens.end() :])
    return replace(found, answer=["".join(letters)], explanation=[part for part in found.explanation if part])


def _written(found: Found, branch: Branch, follower: Branch | None) -> Found | None:
    """A question that is answered in words; one that nothing answers says how long the answer may be and what it is worth."""
    words = "".join(plain(part) for part in found.stem if isinstance(part, str))
    goes_on = follower is None or (
        follower.label is not None and branch.label is not None and follower.label.number == branch.label.number + 1
    )
    limits = list(LIMIT.finditer(words))
    limit = ""
    if len(limits) == 1 and not limits[0]["least"]:
        limit = "-".join(filter(None, (limits[0]["first"], limits[0]["second"]))) + (limits[0]["about"] or "")
    if not goes_on or not ASKS.search(words) or (found.opened and not found.answer):
        return None
    return replace(found, limit=limit) if found.answer or (limit and WORTH.search(words)) else None
