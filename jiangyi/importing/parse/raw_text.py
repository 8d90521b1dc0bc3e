"""Raw text as pieces: restore folded punctuation marks, remove what a paste brought along, join wrapped lines."""

from dataclasses import dataclass

from jiangyi.importing.decisions import Log
from jiangyi.importing.decode.folded_marks import restored
from jiangyi.importing.parse import paste_artefacts
from jiangyi.importing.parse.pieces import Piece, pieces


@dataclass(frozen=True)
class RawTextOptions:
    """Which corrections of raw text the user has turned off."""

    keep_marks: bool = False
    """Leave half-width punctuation marks as they are."""
    keep_lines: bool = False
    """Leave the line ends and page headers of a PDF as they are."""


def parse_raw_text(text: str, options: RawTextOptions, log: Log) -> list[Piece]:
    """The pieces of clean raw text."""
    if not options.keep_marks:
        text = restored(text, log)
    lines = paste_artefacts.without_ornaments(text.split("\n"), log)
    if not options.keep_lines:
        lines = paste_artefacts.without_page_heads([line.replace("\f", "") for line in lines], log)
        body = [line for line in lines if line != "\f"]
        is_wrapped = paste_artefacts.is_hard_wrapped(body)
        lines = paste_artefacts.joined(lines, log) if is_wrapped else ["" if line == "\f" else line for line in lines]
    return pieces(lines, log)
