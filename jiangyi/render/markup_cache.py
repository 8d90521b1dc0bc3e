"""The markup of a handout, told again where nothing that went into it has changed: of a book, an edit touches one handout.

What goes into it beside its own words is little, and `Surroundings.of` lists it: whoever lets a template ask for more adds it there.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from jiangyi.core import MEMO_SIZE, ById, Memo
from jiangyi.model import Book, Handout
from jiangyi.passes import KEY_ID, Index
from jiangyi.project import find_shipped_folder
from jiangyi.render.template_context import TemplateContext

REMEMBERED = Memo[str]("remembered", 8 * MEMO_SIZE)
"""Documents for print, and files of e-books, several a handout."""


class RenderInputs:
    """What stands around the handouts of a book, sorted by the handout that asks for it."""

    def __init__(self, book: Book, index: Index) -> None:
        self.book, self.index = book, index
        self.ours = find_shipped_folder("templates")

    @cached_property
    def own(self) -> Mapping[str, list[dict[str, Any]]]:
        """By the first part of the ids, what the index tells of each block, and its picture."""
        tables = (*_tables(self.index), self.book.pictures)
        found: dict[str, list[dict[str, Any]]] = {}
        for number, table in enumerate(tables):
            for name, value in table.items():
                first = name.partition(".")[0]
                found.setdefault(first, [{} for _ in tables])[number][name] = value
        return found

    def of(self, setting: TemplateContext) -> object:
        """All that the markup of a handout is made of beside what it says itself; None where that cannot be told.

        A handout refers to nothing outside itself; only the key of a book does. What a template of the workspace's own asks for
        nobody knows.
        """
        handout, book = setting.handout, self.book
        if handout is None or handout.id == KEY_ID or any(folder != self.ours for folder in setting.theme.templates):
            return None
        about = (book.head, book.collected, book.edition, book.edition_name, book.unseen, book.blank)
        return (ById(handout), setting.target, setting.heading_shift, setting.theme.print_css, about, self.own.get(_first(handout)))


def remembered(setting: TemplateContext, around: RenderInputs, name: str, more: object, make: Callable[[], str]) -> str:
    """The markup of that name; `more` is what it is made of beside all else."""
    made_from, book = around.of(setting), around.book
    key = (id(setting.handout), setting.target, name, book.collected, book.edition_name)
    return make() if made_from is None else REMEMBERED.get_or_compute(key, (made_from, more), make)


def _tables(index: Index) -> tuple[Mapping[str, Any], ...]:
    there = index.companion
    own = (index.labels, index.levels, index.depths, index.references, index.notes, index.blanks, index.solutions)
    return (*own, there.labels, there.references, there.pages)


def _first(handout: Handout) -> str:
    return handout.id.partition(".")[0]
