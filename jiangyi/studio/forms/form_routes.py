"""The routes of forms: what completes words in the editor, the block types with their fields, source text and picture of a block."""

from functools import partial
from pathlib import PurePosixPath
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiangyi.project import BOOK
from jiangyi.studio.desk import Desk
from jiangyi.studio.forms import name_lists
from jiangyi.studio.forms.block_table import BlockEntry, ClassEntry, list_blocks, list_marked_classes, list_nodes
from jiangyi.studio.forms.field_table import FieldEntry
from jiangyi.studio.forms.name_lists import NameLists

MARKDOWN_SUFFIXES = (".md", ".markdown")


class Completions(msgspec.Struct):
    """What a format may contain."""

    format: str
    head: str
    blocks: list[BlockEntry]
    nodes: dict[str, list[FieldEntry]]
    classes: list[ClassEntry]


class FormRoutes:
    """The functions that answer requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/api/completions", self.get_completions),
            Route("/api/completions/names", self.get_names),
        ]

    async def get_completions(self, request: Request) -> Response:
        """What a handout in the format of `name` may contain; it depends on nothing but the format and the language."""
        return await _answer(partial(describe_format, find_format(request.query_params.get("name", ""))))

    async def get_names(self, request: Request) -> Response:
        """The names that words in the handout `name` may refer to."""
        return await _answer(partial(self._list_names, request.query_params.get("name", "")))

    def _list_names(self, name: str) -> NameLists:
        workspace, documents = self.desk.workspace, self.desk.hub.documents
        source = self.desk.files.read(name)
        return NameLists(
            name_lists.list_known_ids(documents.find_manuscript(name), source.text),
            name_lists.list_picture_names(workspace, name),
            name_lists.list_handouts(documents.entries, BOOK),
            name_lists.list_editions(documents.project.editions),
            name_lists.list_all_themes(workspace),
            name_lists.list_sheets(workspace, "papers"),
        )


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
