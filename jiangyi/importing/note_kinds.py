"""What the lines of a note are: as the Markdown reader takes them, and as the user says instead."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jiangyi.core import Report, Source
from jiangyi.importing.emit import MarkdownEmitter, escape_block_starts
from jiangyi.importing.parse import ConvertedNote
from jiangyi.importing.structure import split_lead_sentence
from jiangyi.model import Manuscript
from jiangyi.readers import NumberedLine, find_code_lines, opens_answer, read, read_part_label, split_options

KIND_OF_BLOCK = {
    "section": "heading", "point": "point", "exercise": "question", "event": "event", "case": "event", "paragraph": "paragraph",
    "quote": "quote", "list": "list", "table": "table", "figure": "figure",
}  # fmt: skip
"""What the line is taken for that a block begins in."""
INSIDE = {"question": "part", "list": "list", "table": "table"}
"""What the further lines of a block are; of others they continue it."""
MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)*(?:#{1,6}[ \t]+)?(?::{3,}[ \t]*\w+[ \t]*)?")
"""What makes a line more than a paragraph."""
OPENS = re.compile(r"^[ \t]*(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>|\||:{3,}|`{3,}|~{3,}|$)")
"""A line that no paragraph above it goes on in."""
CLOSED = re.compile(r"^[ \t]*(?::{3,}|\||`{3,}|~{3,}|<)")
"""A line of which nothing else can be made."""
HEADING = re.compile(r"^(#{1,6})[ \t]")
ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
WIDE_JOINT = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n|\n(?=[\u3000-\u9fff\uff00-\uffef])")
"""A line end that is no space, beside Chinese."""
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def find_kinds(lines: Iterable[NumberedLine], manuscript: Manuscript | None) -> dict[int, str]:
    """What the lines of a note are taken for, by number in the source; `lines` are those of the text that was read."""
    if manuscript is None:
        return {}
    begun: dict[int, str] = {}
    for block in manuscript.blocks:
        kind = "answer" if "answers" in (block.only or ()) else KIND_OF_BLOCK.get(block.type, "block")
        begun.setdefault(manuscript.locate(block).line, kind)
    kinds: dict[int, str] = {}
    last = ""
    for place, (number, line) in enumerate(lines, 1):
        if not number or not line.strip():
            continue
        own = begun.get(place, "")
        words = line.strip()
        if last == "question" and (own in ("", "paragraph", "list")):
            inside = "option" if _opens_option(words) else "answer" if opens_answer(words) else own or INSIDE["question"]
            kinds.setdefault(number, inside)
            continue
        own = "list" if own == "paragraph" and last == "list" and ITEM.match(words) else own
        last = own or last
        kinds.setdefault(number, own or INSIDE.get(last, "joined"))
    return kinds


def _opens_option(words: str) -> bool:
    stem, options = split_options(words)
    return bool(options) and not stem


def choose_note_kinds(note: ConvertedNote, kinds: Mapping[int, str]) -> ConvertedNote:
    """A note whose lines are what the user says; a choice that the reader makes by itself changes nothing."""
    if not kinds:
        return note
    own = find_kinds(note.lines, read(Source("import.md", note.text), Report()))
    body = note.body
    for number, kind in sorted(kinds.items()):
        if own.get(number, kind) != kind:
            body = _rewrite(body, number, kind)
    return replace(note, body=body)


def _rewrite(body: list[NumberedLine], number: int, kind: str) -> list[NumberedLine]:
    """The lines of a note, one of them with its paragraph made a block of its own."""
    at = next((n for n, (own, line) in enumerate(body) if own == number and line.strip()), None)
    if at is None or at in find_code_lines(body) or CLOSED.match(body[at][1]):
        return body
    end = at + 1
    is_heading = HEADING.match(body[at][1].lstrip(" \t>"))
    while not is_heading and end < len(body) and not OPENS.match(body[end][1]) and not _opens_option(body[end][1].strip()):
        end += 1
    words = [MARKS.sub("", body[at][1]), *(line.strip() for _, line in body[at + 1 : end])]
    level = next((len(found[1]) for _, line in reversed(body[:at]) if (found := HEADING.match(line))), 2)
    block: dict[str, Any] = {"type": "exercise", "stem": "\n".join(words)}
    if kind == "question":
        end = _take_parts(body, end, block)
    text = _emit("\n".join(words), kind, level, block)
    return [*body[:at], (number, ""), *((number, line) for line in text.split("\n")), (number, ""), *body[end:]]


def _take_parts(body: list[NumberedLine], end: int, block: dict[str, Any]) -> int:
    """Add the options and the answer below a question to it; the place after them is returned."""
    for at in range(end, len(body)):
        words = body[at][1].strip()
        label = read_part_label(words)
        if _opens_option(words) and "answer" not in block:
            block.setdefault("options", []).extend(option for _, option, _ in split_options(words)[1])
        elif label and label[0] in ("answer", "explanation") and label[1]:
            block[label[0]] = f"{block[label[0]]}\n{label[1]}" if label[0] in block else label[1]
        elif words:
            return end
        end = at + 1
    return end


def _emit(text: str, kind: str, level: int, exercise: dict[str, Any]) -> str:
    """A paragraph as the Markdown of a block."""
    line = WIDE_JOINT.sub("", text.replace("\\\n", "\n")).replace("\n", " ")
    title = BOLD.sub(r"\1", re.sub(r"[ \t]+#+[ \t]*$", "", line)).strip()
    emitter = MarkdownEmitter()
    if kind == "heading":
        return f"{'#' * level} {title}"
    if kind == "point":
        lead, rest = split_lead_sentence(line)
        return emitter.emit_block({"type": "point", "lead": BOLD.sub(r"\1", lead), "body": [rest] if rest else []})
    if kind == "event":
        return emitter.emit_block({"type": "event", "title": title})
    if kind == "question":
        return emitter.emit_block(exercise)
    return escape_block_starts(text if kind == "paragraph" or opens_answer(text) else f"答案：{text}")
