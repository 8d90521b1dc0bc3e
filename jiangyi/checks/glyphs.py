"""Check that the installed fonts have a glyph for every character."""

from collections.abc import Iterator
from typing import Any

from jiangyi.checks.glyph_codes import GLYPH_CODES
from jiangyi.core import Report, Source, Span
from jiangyi.model import Manuscript, Node, inline
from jiangyi.project import advise_for_character, fonts
from jiangyi.readers import BUILT_IN_READERS

MADE = "…\ufffd"
"""The characters that reading adds: the placeholder of a missing text, and what replaces a null character."""


def check_glyphs(manuscript: Manuscript, report: Report) -> None:
    """Report the characters without a glyph at their first place: those of a line together that the same font has."""
    if not fonts.are_known():
        report.add("fonts-unknown", manuscript.source.file_span())
        return
    source = manuscript.source
    if _is_verbatim(source) and not fonts.find_missing(source.characters.union(source.path.stem, MADE)):
        return
    found: dict[tuple[int, str], list[tuple[Span, str]]] = {}
    for character in fonts.find_missing(set("".join(_strings(manuscript.handout)))):
        place = source.find(character, source.span(0))
        found.setdefault((place.line, repr(advise_for_character(character))), []).append((place, character))
    for group in found.values():
        group.sort(key=lambda one: one[0].column)
        characters = [character for _, character in group]
        values = {"codepoints": " ".join(f"U+{ord(one):04X}" for one in characters), "install": advise_for_character(characters[0])}
        report.add(GLYPH_CODES[manuscript.handout.strict], group[0][0], characters="".join(characters), **values)


def _is_verbatim(source: Source) -> bool:
    """Whether a handout has no other characters than its source: our readers add none where it has no escapes and references."""
    return source.path.suffix.lower() in BUILT_IN_READERS and "\\" not in source.text and "&" not in source.text


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
