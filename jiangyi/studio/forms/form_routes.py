"""The routes of forms: what completes words in the editor, the block types with their fields, source text and picture of a block."""

from collections.abc import Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import limits
from jiangyi.project import BOOK
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.forms.block_lines import find_block
from jiangyi.studio.forms.block_picture import draw_block
from jiangyi.studio.forms.block_source import InvalidBlockError, write_block
from jiangyi.studio.forms.block_table import BlockEntry, ClassEntry, list_blocks, list_marked_classes, list_nodes
from jiangyi.studio.forms.book_file import change_book, create_book, describe_book_form
from jiangyi.studio.forms.field_table import FieldEntry
from jiangyi.studio.forms.name_lists import collect_names
from jiangyi.studio.refusals import Refused

JSON = "application/json"
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


class BlockBody(msgspec.Struct):
    """The data of a block as its form gives them, with its type, and the handout that it is for."""

    name: str
    data: dict[str, Any]


class LineBody(msgspec.Struct):
    """A line, counted from 1, of the text that an editor shows of a handout."""

    name: str
    text: str
    line: int


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
            Route("/api/blocks/source", self.write_source, methods=["POST"]),
            Route("/api/blocks/picture", self.draw, methods=["POST"]),
            Route("/api/blocks/lines", self.find_lines, methods=["POST"]),
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

    async def write_source(self, request: Request) -> Response:
        """The source text of a block (BlockBody) in the format of its handout: `{text}`; 422 with `problems` by field where it is none."""
        body = await read_json(request, BlockBody)
        return await self._answer_block(partial(self._write, body))

    def _write(self, body: "BlockBody") -> dict[str, str]:
        manuscript = self.desk.hub.documents.find_manuscript(body.name)
        chinese = manuscript.handout.lang.startswith("zh") if manuscript else True
        return {"text": write_block(body.data, find_format(body.name), chinese=chinese)}

    async def draw(self, request: Request) -> Response:
        """The picture of a block (BlockBody) as the handout would have it (BlockPicture), null where it prints nothing."""
        body = await read_json(request, BlockBody)
        try:
            made = await run_in_threadpool(self._write, body)
        except InvalidBlockError as error:
            return _answer_problems(error)
        documents = self.desk.hub.documents
        picture = await self.desk.hub.run_live(draw_block, documents, body.name, made["text"], find_format(body.name))
        return Response(msgspec.json.encode(picture), media_type=JSON)

    async def find_lines(self, request: Request) -> Response:
        """The innermost block at the `line` of a text (LineBody) that a form can edit: its data and its lines (BlockLines)."""
        body = await read_json(request, LineBody, limits.SOURCES_BYTES)
        return await _answer(partial(find_block, body.text, body.name, find_format(body.name), body.line))

    async def _answer_block(self, function: "partial[Any]") -> Response:
        try:
            return await _answer(function)
        except InvalidBlockError as error:
            return _answer_problems(error)

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
    blocks, nodes = list_blocks(), list_nodes()
    if kind != "book":
        for block in blocks:
            block.source = write_example(block, nodes[block.node], kind)
    return Completions(kind, "BookFile" if kind == "book" else "Handout", blocks, nodes, list_marked_classes())


EXAMPLES: Mapping[str, Any] = {"table": [["", ""], ["", ""]], "nodes": ["…"], "text": "…", "inline": "…", "blocks": "…"}
"""What stands in an example for the fields that a block must have, by the kind of the field."""


def write_example(block: BlockEntry, fields: list[FieldEntry], kind: str) -> str:
    """The source of a block with nothing but what it must have; empty where that is none."""
    data = {field.name: EXAMPLES.get(field.kind, "…") for field in fields if field.required}
    try:
        return write_block({"type": block.type, **data}, kind)
    except (Refused, InvalidBlockError):
        return ""


def _answer_problems(error: InvalidBlockError) -> Response:
    """The answer to data that are no block: what is wrong with which field."""
    first = next(iter(error.problems.values()), "")
    return JSONResponse({"message": first, "hint": "", "problems": error.problems}, 422)


async def _answer(function: "partial[Any]") -> Response:
    """The result of a function that runs in another thread, as JSON."""
    made = await run_in_threadpool(lambda: msgspec.json.encode(function()))
    return Response(made, media_type=JSON, headers={"Cache-Control": "no-store"})
