"""Check that footnotes have both a reference and a text."""

import re
from collections.abc import Iterator
from typing import Any

from jiangyi.core import Report
from jiangyi.model import Block, Footnote, Manuscript, Str, inline, walk_blocks
from jiangyi.readers import Suggestions

CHARACTER_CLASS = re.compile(r"(?:\w-\w|\\.|[^\w\s])+")
"""The inside of a regular expression such as [^0-9]."""
VERBATIM_BLOCKS = ("code", "math", "raw")


def check_notes_defined(manuscript: Manuscript, report: Report) -> None:
    r"""Report each `[^label]` without a text, which the reader leaves as typed; `\[^label]` is no reference."""
    if "[^" not in manuscript.source.text:
        return
    suggest = Suggestions(manuscript.handout.notes)
    typed = {match.group() for text in _iterate_texts(manuscript.located.data) for match in inline.iter_note_marks(text)}
    for block, item in manuscript.find_inlines(Str):
        for match in inline.NOTE_LABEL.finditer(item.text):
            if match.group() not in typed or CHARACTER_CLASS.fullmatch(match["label"]):
                continue
            place = manuscript.locate(block, match.group())
            report.add("note-undefined", place, label=match["label"], near=suggest(match["label"]))


def check_notes_used(manuscript: Manuscript, report: Report) -> None:
    """Report footnote texts that are never referred to."""
    owners = {inner.id: label for label, note in manuscript.handout.notes.items() for inner in _blocks_of(note)}
    references = [(owners.get(block.id, "") if block else "", item.label) for block, item in manuscript.find_inlines(Footnote)]
    used = {""}
    while found := {label for owner, label in references if owner in used} - used:
        used |= found
    for label in manuscript.handout.notes:
        if label not in used:
            typed = manuscript.source.find(f"[^{label}]:", manuscript.source.span(0))
            report.add("note-unused", manuscript.located.key_spans.get(("notes", label), typed), label=label)


def _blocks_of(note: Any) -> Iterator[Block]:
    """The blocks of a footnote, with those in them."""
    for block in note if isinstance(note, tuple) else ():
        yield block
        yield from walk_blocks(block)


def _iterate_texts(value: Any) -> Iterator[str]:
    """Every text of a handout's data that may be inline Markdown; the same characters in code are no reference."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _iterate_texts(item)
    elif isinstance(value, dict) and value.get("type") not in VERBATIM_BLOCKS:
        yield from _iterate_texts(list(value.values()))
