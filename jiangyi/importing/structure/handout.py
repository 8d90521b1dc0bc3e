"""Pieces of a text as the data of a handout: its head, its questions as exercises, its blanks, then the tree and the blocks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.decode import detect_language
from jiangyi.importing.parse import TextPiece, draw_blanks, fill_blanks
from jiangyi.importing.structure.block_builder import build_blocks
from jiangyi.importing.structure.head import DocumentHead, read_head
from jiangyi.importing.structure.tree import build_tree, place_page_breaks
from jiangyi.importing.structure.typed_questions import find_first_question, recognize_exercises

HELD_KINDS = ("question", "point", "heading", "event", "paragraph")
"""What lines stay where the choice is about another one: below a new heading, a point is still a point."""
MAX_ROUNDS = 6
"""How often the lines are structured again, where forcing one has changed what others are."""


def structure_as_chosen(pieces: list[TextPiece], name: str, kinds: Mapping[int, str], log: DecisionLog) -> dict[str, Any]:
    """The data of a handout out of pieces, each as the user has chosen by its line; all others stay what they were.

    Only what the grammar would not make by itself is forced on it, so a choice that it makes anyway changes nothing.
    """
    wanted: dict[int, str] = dict(kinds)
    forced: dict[int, str] = {}
    for _ in range(MAX_ROUNDS):
        own = DecisionLog()
        data = structure_handout([_with_choice(piece, forced) for piece in pieces], name, own)
        wrong = {line: kind for line, kind in wanted.items() if own.kinds.get(line) not in (kind, None) and line not in forced}
        if not wrong:
            break
        if not forced:
            wanted = {line: kind for line, kind in own.kinds.items() if kind in HELD_KINDS} | wanted
        forced |= wrong
    log.add_all(own)
    return data


def _with_choice(piece: TextPiece, kinds: Mapping[int, str]) -> TextPiece:
    kind = kinds.get(piece.line, "")
    return replace(piece, chosen=kind) if kind and not piece.block else piece


def structure_handout(pieces: list[TextPiece], name: str, log: DecisionLog) -> dict[str, Any]:
    """The data of a handout out of pieces; `name` is its title where the pieces have none."""
    head = _read_head(pieces, name, log)
    rest = recognize_exercises(place_page_breaks(pieces[head.used :], log), log)
    texts = fill_blanks([piece.text for piece in rest], log, [piece.line for piece in rest])
    rest = [_with_text(piece, text) for piece, text in zip(rest, texts, strict=True)]
    lang = detect_language("".join(piece.text for piece in pieces))
    if lang != "zh-Hans":
        head.data["lang"] = lang
        log.add(0, "lang", lang)
    return build_blocks(build_tree(rest, log), head.data, pieces[-1].line if pieces else 0, log)


def _read_head(pieces: list[TextPiece], name: str, log: DecisionLog) -> DocumentHead:
    """The head, which ends before the first question; what the source marks as headings at its start are none."""
    drawn = [_with_text(piece, draw_blanks(piece.text)) for piece in pieces]
    last = max(find_first_question(pieces), next((at for at, piece in enumerate(pieces) if not piece.level), 0))
    own = DecisionLog()
    head = read_head(drawn, own, name)
    if head.used > last:
        own = DecisionLog()
        head = read_head(drawn[:last], own, name)
    log.add_all(own)
    return head


def _with_text(piece: TextPiece, text: str) -> TextPiece:
    """The piece with another text, and the label that goes with it."""
    if text == piece.text:
        return piece
    label = piece.label and replace(piece.label, rest=text[len(piece.text) - len(piece.label.rest) :])
    return replace(piece, text=text, label=label)
