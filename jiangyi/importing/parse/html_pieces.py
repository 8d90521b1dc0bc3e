"""Convert blocks of HTML to pieces, so that web pages and Word files are structured in the same way as raw text."""

import re
from dataclasses import replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_inline, strip_markup
from jiangyi.importing.parse import blanks, html_blocks, paste_artefacts, quotations
from jiangyi.importing.parse.line_pictures import insert_pictures, split_at_pictures
from jiangyi.importing.parse.pictures import PictureStore
from jiangyi.importing.parse.pieces import BLANK_PLACEHOLDER, SPACES, TextPiece
from jiangyi.importing.parse.tables import CAPTION
from jiangyi.readers import read_label

Data = dict[str, Any]
BLANKS = re.compile(f"(?:{SPACES.pattern})+")
BOLD = re.compile(r"\*\*(?P<words>(?:[^*\\]|\\.)+)\*\*")
HELD_MARK = "\ufdd5"
"""A noncharacter around the index of finished Markdown, until paragraphs are divided."""
HELD = re.compile(f"{HELD_MARK}(\\d+){HELD_MARK}")
NOTE = re.compile(r"(?<!\\)\[\^(?P<label>\w+)\]")


def split_html_pieces(
    blocks: list[Data], pictures: PictureStore, notes: dict[str, Any], log: DecisionLog, held: tuple[str, ...] = ()
) -> list[TextPiece]:
    """The pieces of a page, in order, with pictures stored and finished Markdown inserted; updates the texts of `notes`."""

    def finish_text(text: str) -> str:
        text = HELD.sub(lambda m: held[int(m[1])] if int(m[1]) < len(held) else "", text) if held else text
        return NOTE.sub(lambda m: m.group() if m["label"] in notes else escape_inline(m.group()), text)

    def finish_value(value: Any, line: int) -> Any:
        if isinstance(value, str):
            return insert_pictures(blanks.draw_blanks(finish_text(value)), line, pictures, log)
        if isinstance(value, list):
            return [finish_value(inner, line) for inner in value]
        if isinstance(value, dict):
            if value.get("type") == "figure":
                return pictures.place_figure(value, line, log)
            made = {
                key: inner if key in ("type", "ordered", "start", "style", "done", "colspan", "rowspan") else finish_value(inner, line)
                for key, inner in value.items()
            }
            return _attribute_quotation(made, line, log) if made.get("type") == "quote" else made
        return value

    for label in [label for label, words in notes.items() if not words]:
        del notes[label]
    notes |= {label: finish_value(note, 0) for label, note in notes.items()}
    found: list[TextPiece] = []
    for block in blocks:
        line = block["_line"]
        if block["type"] == "heading":
            found.append(_add_label(TextPiece(line, finish_text(block["text"]), level=block["level"], above=1, below=1)))
        elif block["type"] == "paragraph":
            for part in split_at_pictures(block["text"], line, pictures, log):
                if isinstance(part, str):
                    found += _make_paragraph_pieces(part, line, finish_text, log) if part.strip() or part == block["text"] else ()
                else:
                    found.append(TextPiece(line, block=part, above=1, below=1))
        else:
            made = finish_value(html_blocks.drop_line_number(block), line)
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
                log.add(line, kind, _describe_block(made))
            found.append(TextPiece(line, made["text"]) if kind == "paragraph" else TextPiece(line, block=made, above=1, below=1))
    return found


def _attribute_quotation(quote: Data, line: int, log: DecisionLog) -> Data:
    """A quotation with its attribution, if its last paragraph is one."""
    body = quote["body"]
    attribution = quotations.parse_attribution(body[-1]) if len(body) > 1 and isinstance(body[-1], str) else None
    log.add(line, "quote", shorten(str(body[0])), " ".join(attribution.values()) if attribution else "")
    return quote | {"body": body[:-1]} | attribution if attribution else quote


def _make_paragraph_pieces(text: str, line: int, finish_text: Any, log: DecisionLog) -> list[TextPiece]:
    words = " ".join(text.split("\n")).strip(" ")
    if BLANK_PLACEHOLDER.match(words):
        log.add(line, "gap", "nbsp", "gap")
        return [TextPiece(line, block={"type": "gap", "line": str(line), "was": "nbsp"}, gap=True)]
    if paste_artefacts.ORNAMENT.match(strip_markup(words)):
        log.add(line, "ornament", shorten(words))
        return []
    words = BLANKS.sub(" ", words).strip()
    if not words:
        return []
    bold = BOLD.fullmatch(words)
    if bold:
        return [_add_label(TextPiece(line, finish_text(bold["words"]), above=1, below=1, bold=True))]
    return [_add_label(TextPiece(line, finish_text(words), above=1, below=1))]


def _add_label(piece: TextPiece) -> TextPiece:
    return replace(piece, label=read_label(piece.text))


def _describe_block(block: Data) -> str:
    if block["type"] == "table":
        first = block["columns"] or block["rows"][0]
        return shorten(" | ".join(cell if isinstance(cell, str) else "…" for cell in first))
    return f"{len(block['items'])}"
