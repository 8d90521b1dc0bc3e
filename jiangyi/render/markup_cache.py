"""Keep the markup of the handouts of collected books in the store, so that after an edit only the handout that was changed is rendered.

Markup depends on little beside the handout itself, and `MarkupKeys` lists all of it: whatever else a template may use has to be added
there. A book of one handout is made again only where that handout has changed, so its markup is not kept.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

import msgspec

from jiangyi.core import Report
from jiangyi.model import Book, Handout, Head
from jiangyi.pagination import ScannedFile
from jiangyi.passes import Index
from jiangyi.project import find_shipped_folder
from jiangyi.render.rendered_book import MarkupFile
from jiangyi.store import StoredMemo, digest_bytes, plain_memo
from jiangyi.theme import Target, Theme, digest_templates

Result = TypeVar("Result")


class ChapterFile(msgspec.Struct, frozen=True, array_like=True):
    """A file of an EPUB without page marks."""

    name: str
    anchors: tuple[str, ...]
    """The ids that links may lead to."""
    scanned: ScannedFile


PRINT_CHAPTERS: StoredMemo[MarkupFile] = plain_memo("print markup", MarkupFile)
"""The document for print of a handout in a collected book."""
EPUB_CHAPTERS: StoredMemo[tuple[ChapterFile, ...]] = plain_memo("EPUB markup", tuple[ChapterFile, ...])
"""The files of a handout in the EPUB of a collected book."""


class MarkupKeys:
    """The keys of the markup of the handouts of a book for one target: everything that it is made from."""

    def __init__(self, book: Book, index: Index, theme: Theme, target: Target) -> None:
        self.book, self.index, self.theme, self.target = book, index, theme, target
        shipped = find_shipped_folder("templates")
        self.is_known = book.collected and all(folder == shipped for folder in theme.templates)
        """False where markup is not kept, or may depend on anything: on a template from another folder than the program's."""

    @cached_property
    def shared(self) -> str:
        """A digest of what the markup of every handout is made from."""
        book, theme = self.book, self.theme
        head = [getattr(book.head, name) for name in Head.model_fields]
        parts = (self.target, book.collected, book.cover, head, book.edition_name, book.edition, theme.print_css)
        return digest_bytes(f"{parts!r} {digest_templates(theme.templates)}".encode(errors="surrogatepass"))

    @cached_property
    def by_handout(self) -> Mapping[str, list[tuple[int, str, str]]]:
        """What is not in the index of a handout by itself, by the first part of ids: solutions in the key, the companion file, images."""
        index, companion = self.index, self.index.companion
        pictures = {name: image.name for name, image in self.book.pictures.items()}
        found: dict[str, list[tuple[int, str, str]]] = {}
        for number, table in enumerate((index.solutions, companion.labels, companion.references, companion.pages, pictures)):
            for name, value in table.items():
                found.setdefault(_first_part(name), []).append((number, name, value))
        return found

    def of(self, handout: Handout, *more: object) -> str | None:
        """The key of the markup of a handout; `more` is what else it is made from. None where it is not kept.

        A handout refers to nothing outside itself; only the key of a book does.
        """
        digest, index = self.book.digests.get(handout.id), self.index.parts.get(handout.id)
        if not self.is_known or digest is None or index is None:
            return None
        parts = (digest, index.digest, self.by_handout.get(_first_part(handout.id)), more)
        return f"{self.shared} {digest_bytes(repr(parts).encode(errors='surrogatepass'))}"


def render_stored(memo: StoredMemo[Result], key: str | None, render: Callable[[], Result]) -> Result:
    """Markup from the store; rendered where there is none, or where it is not kept."""
    return memo.get_or_compute(key, lambda _: render(), Report()) if key else render()


def _first_part(name: str) -> str:
    """What all ids of a handout begin with."""
    return name.partition(".")[0]
