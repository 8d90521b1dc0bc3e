"""Convert blocks of HTML to pieces, so that web pages and Word files are structured in the same way as raw text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_inline, strip_markup
from jiangyi.importing.parse import blanks, html_blocks, paste_artefacts, quotations
from jiangyi.importing.parse.line_pictures import insert_pictures, split_at_pictures
from jiangyi.importing.parse.nesting import flatten_deep
from jiangyi.importing.parse.pictures import PictureStore
from jiangyi.importing.parse.pieces import BLANK_PLACEHOLDER, SPACES, TextPiece
from jiangyi.importing.parse.tables import CAPTION
from jiangyi.readers import read_label

Data = dict[str, Any]
BLANKS = re.compile(f"(?:{SPACES.pattern})+")
BOLD = re.compile(r"\*\*(?P<words>(?:[^*\\]|\\.)+)\*\*")
SETTINGS = frozenset(("type", "ordered", "start", "style", "done", "colspan", "rowspan"))
"""Fields of blocks that are no text."""
HELD_MARK = "\ufdd5"
"""A noncharacter around the index of finished Markdown, until paragraphs are divided."""
HELD = re.compile(f"{HELD_MARK}(\\d+){HELD_MARK}")
NOTE = re.compile(r"(?<!\\)\[\^(?P<label>\w+)\]")


def split_html_pieces(
    blocks: list[Data], pictures: PictureStore, notes: dict[str, Any], log: DecisionLog, held: tuple[str, ...] = ()
) -> list[TextPiece]:
    """The pieces of a page, in order, with pictures stored and finished Markdown inserted; updates the texts of `notes`."""
    for label in [label for label, words in notes.items() if not words]:
        del notes[label]
    splitter = _PieceSplitter(pictures, notes, log, held)
    notes |= {label: splitter.finish_value(flatten_deep(note)[0], 0) for label, note in notes.items()}
    for block in blocks:
        flat, is_other = flatten_deep(block)
        if is_other:
            log.add(block["_line"], "nested-deeply", block["type"])
        splitter.add_block(flat)
    return splitter.pieces


@dataclass
class _PieceSplitter:
    """Makes pieces of blocks, each with its texts finished."""

    pictures: PictureStore
    notes: Mapping[str, Any]
    log: DecisionLog
    held: tuple[str, ...]
    pieces: list[TextPiece] = field(default_factory=list)

    def add_block(self, block: Data) -> None:
        line = block["_line"]
        if block["type"] == "heading":
            self.pieces.append(_add_label(TextPiece(line, self._finish_text(block["text"]), level=block["level"], above=1, below=1)))
        elif block["type"] == "paragraph":
            for part in split_at_pictures(block["text"], line, self.pictures, self.log):
                if not isinstance(part, str):
                    self.pieces.append(TextPiece(line, block=part, above=1, below=1))
                elif part.strip() or part == block["text"]:
                    self._add_paragraph(part, line)
        else:
            made = self.finish_value(html_blocks.drop_line_number(block), line)
            kind = made.get("type", "")
            if kind == "table" and not made.get("caption"):
                made |= self._take_caption()
            if kind in ("table", "list"):
                self.log.add(line, kind, _describe_block(made))
            self.pieces.append(TextPiece(line, made["text"]) if kind == "paragraph" else TextPiece(line, block=made, above=1, below=1))

    def finish_value(self, value: Any, line: int) -> Any:
        """A text, list or block with everything finished that is in it."""
        if isinstance(value, str):
            return insert_pictures(blanks.draw_blanks(self._finish_text(value)), line, self.pictures, self.log)
        if isinstance(value, list):
            return [self.finish_value(inner, line) for inner in value]
        if not isinstance(value, dict):
            return value
        if value.get("type") == "figure":
            return self.pictures.place_figure(value, line, self.log)
        made = {key: inner if key in SETTINGS else self.finish_value(inner, line) for key, inner in value.items()}
        return _attribute_quotation(made, line, self.log) if made.get("type") == "quote" else made

    def _finish_text(self, text: str) -> str:
        held = self.held
        text = HELD.sub(lambda m: held[int(m[1])] if int(m[1]) < len(held) else "", text) if held else text
        return NOTE.sub(lambda m: m.group() if m["label"] in self.notes else escape_inline(m.group()), text)

    def _take_caption(self) -> Data:
        """The number and words of the caption of a table, if the last piece is one, which is taken away."""
        match = CAPTION.match(self.pieces[-1].text) if self.pieces else None
        if not match:
            return {}
        self.pieces.pop()
        return {key: value for key, value in (("n", match["n"]), ("caption", match["words"].strip())) if value}

    def _add_paragraph(self, text: str, line: int) -> None:
        words = " ".join(text.split("\n")).strip(" ")
        if BLANK_PLACEHOLDER.match(words):
            self.log.add(line, "gap", "nbsp", "gap")
            self.pieces.append(TextPiece(line, block={"type": "gap", "line": str(line), "was": "nbsp"}, gap=True))
        elif paste_artefacts.ORNAMENT.match(strip_markup(words)):
            self.log.add(line, "ornament", shorten(words))
        elif words := BLANKS.sub(" ", words).strip():
            bold = BOLD.fullmatch(words)
            finished = self._finish_text(bold["words"] if bold else words)
            self.pieces.append(_add_label(TextPiece(line, finished, above=1, below=1, bold=bold is not None)))


def _attribute_quotation(quote: Data, line: int, log: DecisionLog) -> Data:
    """A quotation with its attribution, if its last paragraph is one."""
    body = quote["body"]
    attribution = quotations.parse_attribution(body[-1]) if len(body) > 1 and isinstance(body[-1], str) else None
    log.add(line, "quote", shorten(str(body[0])), " ".join(attribution.values()) if attribution else "")
    return quote | {"body": body[:-1]} | attribution if attribution else quote


def _add_label(piece: TextPiece) -> TextPiece:
    return replace(piece, label=read_label(piece.text))


def _describe_block(block: Data) -> str:
    if block["type"] == "table":
        first = block["columns"] or block["rows"][0]
        return shorten(" | ".join(cell if isinstance(cell, str) else "…" for cell in first))
    return f"{len(block['items'])}"
