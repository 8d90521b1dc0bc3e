"""Blocks of HTML as pieces, so that a page or a Word file goes the way of raw text: labels, series, ranks."""

import re
from dataclasses import replace
from typing import Any

from jiangyi.importing.decisions import Log, short
from jiangyi.importing.emit.escaping import escaped
from jiangyi.importing.parse import html_blocks, paste_artefacts, questions, quotations, word_files
from jiangyi.importing.parse.labels import read_label
from jiangyi.importing.parse.pictures import Pictures
from jiangyi.importing.parse.pieces import EMPTY_PLACE, SPACES, Piece
from jiangyi.importing.parse.tables import CAPTION

Data = dict[str, Any]
BLANKS = re.compile(f"(?:{SPACES.pattern})+")
BOLD = re.compile(r"\*\*(?P<words>(?:[^*\\]|\\.)+)\*\*")
NOTE = re.compile(r"\[\^(?P<label>\w+)\]")
BULLET = re.compile(r"^(?:[·•●◆■▪➢✓◇○]|\\\*)\s*(?=\S)")


def pieces(blocks: list[Data], pictures: Pictures, notes: dict[str, str], log: Log, formulas: tuple[str, ...] = ()) -> list[Piece]:
    """The pieces of a page, in order; pictures are placed, formulas put back."""

    def whole(text: str) -> str:
        text = re.sub(f"{word_files.FORMULA}(\\d+){word_files.FORMULA}", lambda m: _formula(formulas, int(m[1])), text)
        return NOTE.sub(lambda m: m.group() if m["label"] in notes else escaped(m.group()), text)

    def placed(value: Any, line: int) -> Any:
        if isinstance(value, str):
            return whole(value)
        if isinstance(value, list):
            return [placed(inner, line) for inner in value]
        if isinstance(value, dict):
            if value.get("type") == "figure":
                return pictures.placed(value, line, log)
            made = {key: inner if key in ("type", "ordered", "start", "done") else placed(inner, line) for key, inner in value.items()}
            return _attributed(made, line, log) if made.get("type") == "quote" else made
        return value

    notes |= {label: whole(words) for label, words in notes.items()}
    found: list[Piece] = []
    for block in blocks:
        line = block["_line"]
        if block["type"] == "heading":
            found.append(_labelled(Piece(line, whole(block["text"]), level=block["level"], above=1, below=1)))
        elif block["type"] == "paragraph":
            found += _paragraph(block["text"], line, whole, log)
        else:
            made = placed(html_blocks.bare(block), line)
            caption = (
                found[-1].text
                if found and made.get("type") == "table" and not made.get("caption") and CAPTION.match(found[-1].text)
                else ""
            )
            if caption:
                found.pop()
                match = CAPTION.match(caption)
                made |= {key: value for key, value in (("n", match["n"]), ("caption", match["words"].strip())) if value} if match else {}
            kind = made.get("type", "")
            if kind in ("table", "list"):
                log.add(line, kind, _said(made))
            found.append(Piece(line, made["text"]) if kind == "paragraph" else Piece(line, block=made, above=1, below=1))
    return found


def _attributed(quote: Data, line: int, log: Log) -> Data:
    """A quotation with who said it, where its last paragraph says that."""
    body = quote["body"]
    said = quotations.is_attribution(body[-1]) if len(body) > 1 and isinstance(body[-1], str) else None
    log.add(line, "quote", short(str(body[0])), " ".join(said.values()) if said else "")
    return quote | {"body": body[:-1]} | said if said else quote


def _paragraph(text: str, line: int, whole: Any, log: Log) -> list[Piece]:
    words = " ".join(text.split("\n")).strip(" ")
    if EMPTY_PLACE.match(words):
        log.add(line, "gap", "nbsp", "gap")
        return [Piece(line, block={"type": "gap", "line": str(line), "was": "nbsp"}, gap=True)]
    if paste_artefacts.ORNAMENT.match(words):
        log.add(line, "ornament", short(words))
        return []
    words = BLANKS.sub(" ", words).strip()
    if not words:
        return []
    bold = BOLD.fullmatch(words)
    if bold:
        return [_labelled(Piece(line, whole(bold["words"]), above=1, below=1, bold=True))]
    parts = None if questions.is_answer_list(words) else questions.split_options(words)
    return [_labelled(Piece(line, whole(part), above=1, below=1)) for part in parts or [words] if part]


def _labelled(piece: Piece) -> Piece:
    return replace(piece, label=read_label(piece.text))


def _formula(formulas: tuple[str, ...], number: int) -> str:
    tex = formulas[number] if number < len(formulas) else ""
    return tex if tex.startswith("$") else escaped(tex)


def _said(block: Data) -> str:
    if block["type"] == "table":
        return short(" | ".join(block["columns"]))
    return f"{len(block['items'])}"
