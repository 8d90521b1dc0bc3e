"""Check that the installed fonts have a glyph for every character."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from jiangyi.core import Report, Source
from jiangyi.model import Manuscript, Node, inline
from jiangyi.project import advise_for_character, fonts
from jiangyi.readers import BUILT_IN_READERS

INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")
MADE = "…\ufffd"
"""The characters that reading adds: the placeholder of a missing text, and what replaces a null character."""


def check_glyphs(manuscript: Manuscript, report: Report) -> None:
    """Report each visible character without a glyph, once, at its first place."""
    if not fonts.are_known():
        report.add("fonts-unknown", manuscript.source.file_span())
        return
    if not _is_verbatim(manuscript.source) or _find_missing(manuscript.source.characters.union(manuscript.source.path.stem, MADE)):
        for character in _find_missing(set("".join(_strings(manuscript.handout)))):
            place = manuscript.source.find(character, manuscript.source.span(0))
            values = {"codepoint": f"U+{ord(character):04X}", "install": advise_for_character(character)}
            report.add("glyph-missing", place, character=character, **values)


def _is_verbatim(source: Source) -> bool:
    """Whether a handout has no other characters than its source: our readers add none where it has no escapes and references."""
    return source.path.suffix.lower() in BUILT_IN_READERS and "\\" not in source.text and "&" not in source.text


def _find_missing(characters: Iterable[str]) -> list[str]:
    """The visible characters without a glyph, in order of their code points."""
    return [character for character in fonts.find_uncovered(characters) if unicodedata.category(character) not in INVISIBLE]


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
