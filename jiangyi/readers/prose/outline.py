"""The outline of a source: all that it means but for the forms of marks and the spaces of its text, which is all that `fix` may change."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jiangyi.core import Report, Source
from jiangyi.model import Node, inline
from jiangyi.punctuation import normalize_radical

Outline = Any
"""Nested tuples of plain values, to be compared."""
VARIANTS = str.maketrans(
    dict(zip("，。：；？！（）、～“”‘’＂＇'…", ",.:;?!(),~" + 7 * '"' + ".", strict=True)) | dict.fromkeys("—－─―–", "-")
)
"""One form for all the forms of a mark that corrections replace by each other."""
SPACES = re.compile("[\\s\u200b\u2060\ufeff\u00ad]+")
REPEATED = re.compile(r"([^\w*`$={}\[\]<>|\\#^&@])\1+")
"""A run of one mark; those that have a meaning in Markdown are counted."""
RADICAL = re.compile("[\u2e80-\u2fd5]")
WORDS = ("alt",)
"""Fields of plain characters that are words of the author."""
MARKDOWN_SUFFIXES = (".md", ".markdown")


def outline_source(source: Source) -> Outline:
    """The outline of a file: of its handout, of the problems that reading reports, remarks on style aside, or of Markdown that is none."""
    from jiangyi.readers.registry import read

    report = Report()
    manuscript = read(source, report)
    problems = tuple(sorted((diagnostic.code, diagnostic.span.line) for diagnostic in report if not diagnostic.is_style))
    model = _outline(manuscript.handout) if manuscript else None
    is_read = manuscript is not None and manuscript.is_complete
    return model, problems, () if is_read or source.path.suffix.lower() not in MARKDOWN_SUFFIXES else tuple(_outline_tokens(source.text))


def _outline(value: Any) -> Outline:
    """The outline of a part of the model: texts without their marks, anything else as it is."""
    match value:
        case inline.Text():
            return tuple(_outline_inlines(value.inlines))
        case Node():
            return type(value).__name__, tuple(_outline_field(name, getattr(value, name)) for name in type(value).model_fields)
        case tuple() | list():
            return tuple(map(_outline, value))
        case Mapping():
            return tuple((key, _outline(inline.parse(item) if isinstance(item, str) else item)) for key, item in value.items())
    return value


def _outline_field(name: str, value: Any) -> Outline:
    return unify_marks(value) if name in WORDS and isinstance(value, str) else _outline(value)


def _outline_inlines(inlines: inline.Inlines) -> Iterator[Outline]:
    """The inline nodes of a text with their fields; adjacent characters are one node."""
    words: list[str] = []
    for item in (*inlines, None):
        if isinstance(item, inline.Str):
            words.append(item.text)
            continue
        if text := unify_marks("".join(words)):
            yield text
        words = []
        if item is not None:
            fields = ((name, getattr(item, name)) for name in item.__slots__)
            yield type(item).__name__, *(tuple(_outline_inlines(f)) if isinstance(f, tuple) else _outline_field(n, f) for n, f in fields)


def _outline_tokens(text: str) -> Iterator[Outline]:
    """The parser's tokens of Markdown that makes no handout."""
    from jiangyi.readers.syntax.parser import MARKDOWN  # late: most sources need no parser

    for token in MARKDOWN.parse(text):
        content = _outline(inline.parse(token.content)) if token.type == "inline" else token.content
        yield token.type, token.level, token.info if token.type != "container_block_open" else "", content


def unify_marks(text: str) -> str:
    """A text in which all that a correction may change is the same before and after: forms of marks, repeated marks, and spaces.

    Entities and radicals are the characters that they stand for.
    """
    plain = html.unescape(html.unescape(text)) if "&" in text else text
    plain = RADICAL.sub(lambda match: normalize_radical(match.group()), plain).translate(VARIANTS)
    return REPEATED.sub(r"\1", SPACES.sub("", plain))
