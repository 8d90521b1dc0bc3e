"""Split lines of raw text into pieces: paragraphs with their labels, tables, gaps; text becomes inline Markdown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import add_comment, escape_inline
from jiangyi.importing.parse import blanks, tables
from jiangyi.readers import LineLabel, read_label, split_options

SPACES = re.compile("(?<![（(])[\u00a0\u3000\u2000-\u200a\u202f\u205f]|[\u00a0\u3000](?![\u00a0\u3000 ]*[）)])")
"""Blanks equivalent to a space; those in brackets are room for an answer."""
BLANK_PLACEHOLDER = re.compile("^[ \t]*[\u00a0\u3000\u2000-\u200a][ \t\u00a0\u3000\u2000-\u200a]*$")
BLANK = re.compile(r"^\s*$")
RULE = re.compile(r"^\s*([-_=—*])\1{4,}\s*$")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A paragraph as inline Markdown, or a finished block, at a line (from 1).

    `level` is 1 to 6 for a heading marked as such by the source; `above` and `below` are numbers of blank lines.
    """

    line: int
    text: str = ""
    level: int = 0
    above: int = 0
    below: int = 0
    block: Mapping[str, Any] | None = None
    label: LineLabel | None = None
    bold: bool = False
    gap: bool = field(default=False)
    chosen: str = ""
    """What the user says that it is, one of LINE_KINDS."""

    @property
    def words(self) -> str:
        """The text without its label."""
        return self.label.rest if self.label else self.text


def split_text_pieces(lines: list[str], log: DecisionLog) -> list[TextPiece]:
    """The pieces of raw text: one a line, except for tables."""
    found: list[TextPiece] = []
    finder = tables.TableFinder(lines)
    at, blank = 0, 0
    while at < len(lines):
        line = lines[at]
        if BLANK_PLACEHOLDER.match(line):
            log.add(at + 1, "gap", " ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(line.strip(" \t"))), "gap")
            found.append(TextPiece(at + 1, block=add_comment({"type": "gap", "line": str(at + 1), "was": "nbsp"}, "type", "gap"), gap=True))
            at, blank = at + 1, 0
        elif BLANK.match(line):
            at, blank = at + 1, blank + 1
        elif RULE.match(line):
            found.append(TextPiece(at + 1, block={"type": "rule"}))
            at, blank = at + 1, 0
        elif table := finder.find(at):
            rows, count = table
            has_rule = any(tables.DELIMITER.match(row) for row in lines[at : at + count])
            found.append(_make_table_piece(rows, at, found, log, has_rule=has_rule))
            at, blank = at + count, 0
        else:
            found.append(_make_paragraph_piece(line, at + 1, blank, log))
            at, blank = at + 1, 0
    blanks_below = [*(piece.above for piece in found[1:]), 9]
    return [replace(piece, below=below) if below else piece for piece, below in zip(found, blanks_below, strict=False)]


def _make_table_piece(rows: list[list[str]], at: int, found: list[TextPiece], log: DecisionLog, *, has_rule: bool) -> TextPiece:
    """A table as a piece; a preceding line such as 表1 … is its caption."""
    caption = ""
    if found and not found[-1].block and found[-1].line >= at - 1 and tables.CAPTION.match(found[-1].text):
        caption = found.pop().text
    made = tables.make_table(rows, caption, has_rule=has_rule)
    kind = "table-guessed" if made["columns"] else "table"
    log.add(at + 1, kind, shorten(" | ".join(rows[0])), f"{len(rows)} × {max(map(len, rows))}")
    return TextPiece(at + 1, block=made)


def _make_paragraph_piece(line: str, number: int, above: int, log: DecisionLog) -> TextPiece:
    """A line below some blank lines as a piece."""
    text = SPACES.sub(" ", line).strip()
    label = read_label(text.replace("\t", " ")) if "\t" in text else None
    if label and text[len(label.typed) :].startswith("\t"):
        text = f"{label.typed} {text[len(label.typed) :].lstrip()}"
    text = escape_inline(blanks.mark_blanks(text, number, log))
    return TextPiece(number, text, above=above, label=read_label(text))


def split_option_pieces(piece: TextPiece) -> list[TextPiece]:
    """A piece as a stem and its options, where it has several options in a line."""
    if piece.block or piece.level or piece.bold:
        return [piece]
    stem, options = split_options(piece.text)
    if len(options) < 2:
        return [piece]
    texts = [part for part in (stem, *(typed for _, _, typed in options)) if part]
    return [replace(piece, text=text, label=read_label(text), above=piece.above if not n else 0) for n, text in enumerate(texts)]
