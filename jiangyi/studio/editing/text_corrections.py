"""The corrections of `fix` for a text that is shown in an editor, as edits of it."""

from dataclasses import dataclass

from jiangyi.checks import fix_file
from jiangyi.core import Report

ASTRAL = 0xFFFF
"""Characters behind this one take two units in a text of JavaScript."""


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace the units of UTF-16 from `start` to before `end` by `text`; `rule` is the code of the diagnostic that reports it."""

    start: int
    end: int
    text: str
    rule: str


def find_text_edits(name: str, text: str, *, is_book: bool) -> list[TextEdit]:
    """The edits that correct a text, in order; none where it cannot be read."""
    fixed = fix_file(name, text.encode("utf-8", "replace"), Report(), book=is_book)
    if fixed is None:
        return []
    units = _count_units(fixed.before)
    return [TextEdit(units[edit.start], units[edit.end], edit.text, edit.rule) for edit in fixed.changes]


def _count_units(text: str) -> list[int] | range:
    """The place of each character, and of the end, in units of UTF-16."""
    if not any(ord(character) > ASTRAL for character in text):
        return range(len(text) + 1)
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) > ASTRAL else 1))
    return places
