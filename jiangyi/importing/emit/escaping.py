"""Escape plain text as inline Markdown with as few backslashes as possible, and the reverse."""

import re

from jiangyi.core import memoize
from jiangyi.model import inline
from jiangyi.readers import escape_inline_dialect

SUSPECT = re.compile(r"[\\*_`\[\]{}=^$&<!~]|https?:|www\.")
SPECIAL = re.compile(r"([\\*_`\[\]{}=^$&<!|~])")
OPENING = re.compile(
    r"\[(?=\^)|\*\*?|__?|==|\{\{?|\^\[|\[#?|\$\$?|`+|&(?=[#\w])|!\[|\\(?=[!-/:-@\[-`{-~])|~~?(?=[^\s~])|\^(?=[^\s^])|<(?=[A-Za-z/])"
)
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
"""A footnote reference, which has to be escaped even if there is no such footnote."""


def escape_inline(text: str) -> str:
    """Escape what inline Markdown would take for markup, and what the reader takes for that of other programs."""
    return escape_inline_dialect(_escape_markup(text))


def _escape_markup(text: str) -> str:
    if not SUSPECT.search(text):
        return text
    if not FOOTNOTE_MARK.search(text) and parse_literal(text) == text:
        return text
    careful = SPECIAL.sub(r"\\\1", text)
    light = OPENING.sub(lambda match: "".join("\\" + character for character in match.group()), text)
    return light if parse_literal(light) == text else careful


def parse_literal(markdown: str) -> str | None:
    """The plain text of inline Markdown without any markup, or None where there is markup."""
    inlines = inline.parse(markdown).inlines
    if not all(isinstance(item, inline.Str) for item in inlines):
        return None
    return inline.to_plain_text(inlines)


def strip_markup(markdown: str) -> str:
    """The text of inline Markdown without its markup."""
    text = markdown.strip()
    return text if inline.PLAIN_TEXT.fullmatch(text) else _parse_to_plain(text)


@memoize(1024)
def _parse_to_plain(markdown: str) -> str:
    """The plain text of markup; several decisions in a row ask for that of the same paragraph."""
    return str(inline.parse(markdown))


def split_inline(text: str, at: int) -> tuple[str, str] | None:
    """Split inline Markdown in two at an offset; None where that would break markup."""
    before, after = text[:at].rstrip(), text[at:].lstrip()
    if not SUSPECT.search(text):
        return before, after
    words = [re.sub(r"\s", "", strip_markup(part)) for part in (before, after, text)]
    return (before, after) if words[0] + words[1] == words[2] else None
