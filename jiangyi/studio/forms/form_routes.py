"""The routes of forms: what completes words in the editor, the block types with their fields, source text and picture of a block."""

from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiangyi.project import BOOK
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.forms.block_table import BlockEntry, ClassEntry, list_blocks, list_marked_classes, list_nodes
from jiangyi.studio.forms.book_file import change_book, create_book, describe_book_form
from jiangyi.studio.forms.field_table import FieldEntry
from jiangyi.studio.forms.name_lists import collect_names

MARKDOWN_SUFFIXES = (".md", ".markdown")


class Completions(msgspec.Struct):
    """What a format may contain."""

    format: str
    head: str
    blocks: list[BlockEntry]
    nodes: dict[str, list[FieldEntry]]
    classes: list[ClassEntry]


class ValueChange(msgspec.Struct):
    """A value of book.yaml: the names that lead to it, one or two, and what it is to be; null where it is removed."""

    path: Annotated[list[str], msgspec.Meta(min_length=1, max_length=2)]
    value: str | list[str] | dict[str, str | list[str] | dict[str, str]] | None


class ChangeBody(msgspec.Struct):
    """Changes of book.yaml."""

    changes: list[ValueChange]


class FormRoutes:
    """The functions that answer requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/api/completions", self.get_completions),
            Route("/api/completions/names", self.get_names),
            Route("/api/book", self.get_book),
            Route("/api/book", self.change_book, methods=["POST"]),
            Route("/api/book/create", self.create_book, methods=["POST"]),
        ]

    async def get_completions(self, request: Request) -> Response:
        """What a handout in the format of `name` may contain; it depends on nothing but the format and the language."""
        return await _answer(partial(describe_format, find_format(request.query_params.get("name", ""))))

    async def get_names(self, request: Request) -> Response:
        """The names that words in the handout `name` may refer to."""
        return await _answer(partial(collect_names, self.desk, request.query_params.get("name", "")))

    async def get_book(self, _: Request) -> Response:
        """The book.yaml for its form (BookForm)."""
        return await _answer(partial(describe_book_form, self.desk))

    async def change_book(self, request: Request) -> Response:
        """Change values of book.yaml (ChangeBody), each as it is typed in the file; the answer is that of `get_book`."""
        self.desk.require_writable()
        body = await read_json(request, ChangeBody)
        return await self._save_book(partial(change_book, self.desk, {tuple(one.path): one.value for one in body.changes}))

    async def create_book(self, _: Request) -> Response:
        """Write a book.yaml with all handouts; the answer is that of `get_book`."""
        self.desk.require_writable()
        return await self._save_book(partial(create_book, self.desk))

    async def _save_book(self, save: "partial[Any]") -> Response:
        await run_in_threadpool(save)
        self.desk.hub.notify_clients()
        return await _answer(partial(describe_book_form, self.desk))


def find_format(name: str) -> str:
    """The format of a file by its name."""
    if name == BOOK:
        return "book"
    return "markdown" if PurePosixPath(name).suffix.lower() in MARKDOWN_SUFFIXES else "yaml"


def describe_format(kind: str) -> Completions:
    """What files of a format may contain."""
    return Completions(kind, "BookFile" if kind == "book" else "Handout", list_blocks(), list_nodes(), list_marked_classes())


async def _answer(function: "partial[Any]") -> Response:
    """The result of a function that runs in another thread, as JSON."""
    made = await run_in_threadpool(lambda: msgspec.json.encode(function()))
    return Response(made, media_type="application/json", headers={"Cache-Control": "no-store"})
