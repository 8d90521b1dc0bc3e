"""Raw text as the data of a handout: every step in its order."""

from dataclasses import dataclass, replace
from typing import Any

from jiangyi.importing import blanks, paste
from jiangyi.importing.decisions import Log
from jiangyi.importing.draft import draft
from jiangyi.importing.head import read_head
from jiangyi.importing.language import language
from jiangyi.importing.marks import restored
from jiangyi.importing.pieces import Piece, pieces
from jiangyi.importing.structure import tree


@dataclass(frozen=True)
class Choice:
    """What the user may ask to be left as it is."""

    keep_marks: bool = False
    keep_lines: bool = False


def handout(text: str, name: str, choice: Choice, log: Log) -> dict[str, Any]:
    """The data of a handout out of clean raw text; `name` is its title where the text has none."""
    if not choice.keep_marks:
        text = restored(text, log)
    lines = paste.without_ornaments(text.split("\n"), log)
    if not choice.keep_lines:
        lines = paste.without_page_heads([line.replace("\f", "") for line in lines], log)
        body = [line for line in lines if line != "\f"]
        lines = paste.joined(lines, log) if paste.is_hard_wrapped(body) else ["" if line == "\f" else line for line in lines]
    return structured(pieces(lines, log), name, log)


def structured(found: list[Piece], name: str, log: Log) -> dict[str, Any]:
    """The data of a handout out of pieces."""
    texts = blanks.filled([piece.text for piece in found], log, [piece.line for piece in found])
    found = [relabelled(piece, text) for piece, text in zip(found, texts, strict=True)]
    head = read_head(found, log, name)
    lang = language("".join(texts))
    if lang != "zh-Hans":
        head.data["lang"] = lang
        log.add(0, "lang", lang)
    return draft(tree(found[head.used :], log), head.data, found[-1].line if found else 0, log)


def relabelled(piece: Piece, text: str) -> Piece:
    """The piece with another text, and the label that goes with it."""
    if text == piece.text:
        return piece
    label = piece.label and replace(piece.label, rest=text[len(piece.text) - len(piece.label.rest) :])
    return replace(piece, text=text, label=label)
