"""Editions: which blocks of a book a copy shows."""

from typing import Any

from jiangyi import inline
from jiangyi.blocks import Block, Node
from jiangyi.model import Book


def select(book: Book, edition: str = "") -> Book:
    """The book with only the blocks of an edition; a block that says `only` is in no other."""

    def keep(value: Any) -> bool:
        return not isinstance(value, Block) or not value.only or edition in value.only

    def within(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(within(item) for item in value if keep(item))
        return visit(value) if isinstance(value, Node) and not isinstance(value, inline.Text) else value

    def visit(node: Any) -> Any:
        return node.model_copy(update={name: within(getattr(node, name)) for name in type(node).model_fields})

    return Book(book.head, tuple(visit(handout) for handout in book.handouts), book.collected, book.pictures)
