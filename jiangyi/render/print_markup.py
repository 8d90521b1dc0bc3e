"""The markup of a book for print: one document, or one per part of a collected book."""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from jiangyi.model import Book
from jiangyi.pagination import PAGE_NUMBER_SELECTOR
from jiangyi.passes import Index
from jiangyi.render.markup_cache import PRINT_CHAPTERS, MarkupKeys, render_stored
from jiangyi.render.metadata import build_metadata
from jiangyi.render.rendered_book import BACK_FILE, FRAME_FILE, FRONT_FILE, OUTSIDE_FILE, MarkupFile
from jiangyi.render.template_context import TemplateContext
from jiangyi.theme import Target, Theme

EMPTY_FRAME = re.compile(r'<html[^>]* class="collected.*<body>\s*</body>', re.DOTALL)
PART_RULES = (".empty-page", "html.verso", PAGE_NUMBER_SELECTOR)
"""Selectors that a stylesheet needs so that parts can be laid out separately."""


def render_print(book: Book, index: Index, theme: Theme) -> Iterator[MarkupFile]:
    """The one document of a book; of a collected book its parts, where templates and stylesheets support that.

    The parts share a frame, which comes first and without content; then front matter, a document per handout, back matter,
    and the back cover.
    """

    def href(name: str) -> str:
        return f"#{name}"

    def render_part(name: str, contexts: Iterable[TemplateContext], shown: Iterable[str]) -> MarkupFile:
        return MarkupFile(name, str(whole.fill("print.html.j2", settings=list(contexts), shown=set(shown), metadata=metadata)))

    whole, metadata = TemplateContext(book, index, theme, Target.PRINT, href), build_metadata(book)
    contexts = [TemplateContext(book, index, theme, Target.PRINT, href, handout) for handout in book.handouts]
    front = ["front"] * (book.cover == "page")
    end = ["indexes"] * bool(index.listings) + ["end"]
    leaf = ["colophon"] * bool(book.head.colophon and front and not book.head.title_page)
    outside = ["outside"] * bool(book.head.group)
    frame = render_part(FRAME_FILE, (), ())
    if not (book.collected and can_split(frame.html, theme.print_css)):
        yield render_part("print.html", contexts, (*front, *end, *leaf, *outside))
        return
    back = [*(end if index.listings else ()), *leaf]
    yield frame
    if front:
        yield render_part(FRONT_FILE, (), front)
    keys = MarkupKeys(book, index, theme, Target.PRINT)
    for handout, context in zip(book.handouts, contexts, strict=True):
        ending = end if context is contexts[-1] and not index.listings else ()
        key = keys.of(handout, metadata.subjects, metadata.description, ending)
        yield render_stored(PRINT_CHAPTERS, key, partial(render_part, f"{handout.id}.html", [context], ending))
    if back:
        yield render_part(BACK_FILE, (), back)
    if outside:
        yield render_part(OUTSIDE_FILE, (), outside)


def can_split(frame: str, css: str) -> bool:
    """True if parts can be laid out separately: templates or stylesheets of a workspace may not support that."""
    return bool(EMPTY_FRAME.search(frame)) and all(rule in css for rule in PART_RULES)
