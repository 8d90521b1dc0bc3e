"""Syntax highlighting as markup: a span for each token that a stylesheet distinguishes; others would only be boxes to lay out."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from jiangyi.core import memoize

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

CLASS = re.compile(r"\.([a-z][a-z0-9]{0,2})(?![\w-])")
"""A class of a selector that may be one of Pygments, which have one to three letters."""


def highlight_code(text: str, language: str, css: str) -> Markup:
    """Program text in which each token has the class that `css` names for it or its kind; in an unknown language it is plain text."""
    if not (classes := find_token_classes(css)):
        return escape(text.rstrip("\n"))
    return Markup("").join(_highlight(_find_lexer(language), text, classes)).rstrip("\n")


def _highlight(lexer: "Lexer", text: str, classes: frozenset[str]) -> Iterator[Markup]:
    """The runs of a text with the same class, divided at the ends of lines."""
    for name, run in groupby(lexer.get_tokens(text), lambda token: find_class(token[0], classes)):
        for line in "".join(words for _, words in run).splitlines(keepends=True):
            words = line.rstrip("\n")
            yield Markup('<span class="{}">{}</span>').format(name, words) if name and words else escape(words)
            yield escape(line[len(words) :])


def _find_lexer(language: str) -> "Lexer":
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language or "text", stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


@memoize(8)
def find_token_classes(css: str) -> frozenset[str]:
    """The classes of tokens that a stylesheet names."""
    from pygments.token import STANDARD_TYPES

    return frozenset(CLASS.findall(css)).intersection(STANDARD_TYPES.values())


@memoize()
def find_class(kind: "_TokenType", classes: frozenset[str]) -> str:
    """The class of a kind of tokens, or of the nearest kind above it that is among `classes`; empty where none is."""
    from pygments.token import STANDARD_TYPES

    name = STANDARD_TYPES.get(kind, "")
    if name in classes:
        return name
    return find_class(kind.parent, classes) if kind.parent else ""
