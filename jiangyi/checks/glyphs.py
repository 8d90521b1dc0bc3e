"""Check that the installed fonts have a glyph for every character."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from jiangyi.core import Report
from jiangyi.model import Manuscript, Node, inline
from jiangyi.project import advise_for_character, fonts

INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")


def check_glyphs(manuscript: Manuscript, report: Report) -> None:
    """Report each visible character without a glyph, once, at its first place."""
    if not fonts.are_known():
        report.add("fonts-unknown", manuscript.source.file_span())
        return
    for character in sorted(set("".join(_strings(manuscript.handout)))):
        if unicodedata.category(character) not in INVISIBLE and not fonts.has(character):
            place = manuscript.source.find(character, manuscript.source.span(0))
            values = {"codepoint": f"U+{ord(character):04X}", "install": advise_for_character(character)}
            report.add("glyph-missing", place, character=character, **values)


def _strings(value: Any) -> Iterator[str]:
    """Every string in a part of the model, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, Node):
        for name in type(value).model_fields:
            yield from _strings(getattr(value, name))
    elif isinstance(value, inline.Text):
        for item in inline.walk_inlines(value.inlines):
            yield from (part for name in item.__slots__ if isinstance(part := getattr(item, name), str))
