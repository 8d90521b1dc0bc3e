"""Memoize the markup of each handout, so that after an edit only the handout that was changed is rendered again.

Markup depends on little beside the handout itself, and `RenderInputs.of` lists all of it: whatever else a template may use has to be
added there.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from jiangyi.core import MEMO_SIZE, ById, Memo
from jiangyi.model import Book, Handout
from jiangyi.passes import KEY_ID, Index
from jiangyi.project import find_shipped_folder
from jiangyi.render.template_context import TemplateContext

MARKUP = Memo[str]("markup", 8 * MEMO_SIZE)
"""Documents for print, and files of e-books, several per handout."""


class RenderInputs:
    """What the markup of the handouts of a book is made from, grouped by handout."""

    def __init__(self, book: Book, index: Index) -> None:
        self.book, self.index = book, index
        self.shipped_templates = find_shipped_folder("templates")

    @cached_property
    def by_handout(self) -> Mapping[str, list[dict[str, Any]]]:
        """The index and the images of the blocks of each handout, by the first part of their ids."""
        tables = (*_index_tables(self.index), self.book.pictures)
        found: dict[str, list[dict[str, Any]]] = {}
        for number, table in enumerate(tables):
            for name, value in table.items():
                first = name.partition(".")[0]
                found.setdefault(first, [{} for _ in tables])[number][name] = value
        return found

    def of(self, context: TemplateContext) -> object:
        """Everything that the markup of a handout is made from; None where that is unknown.

        A handout refers to nothing outside itself; only the key of a book does. A template from another folder than the program's may
        use anything.
        """
        handout, book = context.handout, self.book
        if handout is None or handout.id == KEY_ID or any(folder != self.shipped_templates for folder in context.theme.templates):
            return None
        about = (book.head, book.collected, book.edition, book.edition_name, book.unseen, book.blank)
        own = self.by_handout.get(_first_part(handout))
        return (ById(handout), context.target, context.heading_shift, context.theme.print_css, about, own)


def render_memoized(context: TemplateContext, inputs: RenderInputs, name: str, more: object, render: Callable[[], str]) -> str:
    """The markup of a name; `more` are the inputs that RenderInputs doesn't know."""
    known, book = inputs.of(context), inputs.book
    slot = (id(context.handout), context.target, name, book.collected, book.edition_name)
    return render() if known is None else MARKUP.get_or_compute(slot, (known, more), render)


def _index_tables(index: Index) -> tuple[Mapping[str, Any], ...]:
    companion = index.companion
    own = (index.labels, index.levels, index.depths, index.references, index.notes, index.blanks, index.solutions)
    return (*own, companion.labels, companion.references, companion.pages)


def _first_part(handout: Handout) -> str:
    return handout.id.partition(".")[0]
