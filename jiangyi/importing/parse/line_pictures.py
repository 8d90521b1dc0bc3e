"""Pictures inside lines of pages: carried in the text as opaque marks until their files are stored."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.emit import MarkdownEmitter
from jiangyi.importing.parse.pictures import WORDS, PictureStore

Data = dict[str, Any]
MARK = "\ufdd8"
"""A noncharacter around the data of a picture."""
MARKED = re.compile(f"{MARK}(?P<data>[\\w=-]+){MARK}", re.ASCII)


def mark_picture(figure: Data) -> str:
    """A picture as a mark that no rule for text changes."""
    return f"{MARK}{base64.urlsafe_b64encode(json.dumps(figure).encode()).decode()}{MARK}"


def has_words(text: str) -> bool:
    """Whether a line has words beside its pictures."""
    return WORDS.search(MARKED.sub("", text)) is not None


def split_at_pictures(text: str, line: int, pictures: PictureStore, log: DecisionLog) -> Iterator[str | Data]:
    """A paragraph as its texts, with the pictures that stay in them, and the blocks of those that do not, in order."""
    kept, at = "", 0
    for match in MARKED.finditer(text):
        kept += text[at : match.start()]
        at = match.end()
        made = pictures.place_figure(_read_mark(match), line, log)
        if made["type"] == "figure" and pictures.stays_in_line(made, MARKED.sub("", kept), MARKED.sub("", text[at:])):
            kept += _format_picture(made)
            continue
        yield kept
        yield made
        kept = ""
    yield kept + text[at:]


def insert_pictures(text: str, line: int, pictures: PictureStore, log: DecisionLog) -> str:
    """A text with its pictures in it; one that cannot be shown is named."""

    def insert(match: re.Match[str]) -> str:
        made = pictures.place_figure(_read_mark(match), line, log)
        if made["type"] == "figure":
            return _format_picture(made)
        return str(made["text"]) if made["type"] == "paragraph" else ""

    return MARKED.sub(insert, text) if MARK in text else text


def _read_mark(match: re.Match[str]) -> Data:
    found: Data = json.loads(base64.urlsafe_b64decode(match["data"]))
    return found


def _format_picture(figure: Data) -> str:
    kept = {key: figure[key] for key in ("type", "src", "alt", "width", "height", "link") if key in figure}
    title = f"（{figure['caption']}）" if figure.get("caption") else ""
    return MarkdownEmitter().emit_block(kept) + title
