"""The routes of the editor: its modules, the corrections of a text, and formatted text that is pasted."""

from dataclasses import asdict

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import limits
from jiangyi.project import BOOK
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.editing.editor_files import read_editor_files
from jiangyi.studio.editing.pasted_text import convert_pasted
from jiangyi.studio.editing.text_corrections import find_text_edits
from jiangyi.studio.sources.uploaded_pictures import store_picture

IMMUTABLE = "private, max-age=31536000, immutable"


class ShownText(msgspec.Struct):
    """The text of a file as an editor shows it."""

    name: str
    text: str


class PastedText(msgspec.Struct):
    """Formatted text that is pasted into a file."""

    name: str
    html: str


class EditingRoutes:
    """The functions that answer requests of the editor."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/static/editor/{digest}/{file}", self.get_module),
            Route("/api/editing/corrections", self.correct_text, methods=["POST"]),
            Route("/api/editing/pasted", self.convert_pasted, methods=["POST"]),
        ]

    async def get_module(self, request: Request) -> Response:
        """A module of CodeMirror; its address has the digest of all versions."""
        files = read_editor_files()
        module = files.read(request.path_params["file"]) if request.path_params["digest"] == files.digest else None
        if module is None:
            raise HTTPException(404)
        return Response(module, media_type="text/javascript", headers={"Cache-Control": IMMUTABLE})

    async def correct_text(self, request: Request) -> Response:
        """The edits that correct a text (ShownText): `{edits: [{start, end, text, rule}]}`, in units of UTF-16. Nothing is written."""
        shown = await read_json(request, ShownText, limits.SOURCES_BYTES)
        await run_in_threadpool(self.desk.files.locate, shown.name)
        edits = await run_in_threadpool(find_text_edits, shown.name, shown.text, is_book=shown.name == BOOK)
        return JSONResponse({"edits": [asdict(edit) for edit in edits]})

    async def convert_pasted(self, request: Request) -> Response:
        """Formatted text (PastedText) as our Markdown: `{text}`. Its pictures are stored."""
        self.desk.require_writable()
        pasted = await read_json(request, PastedText, limits.SOURCES_BYTES)
        await run_in_threadpool(self.desk.files.locate, pasted.name)

        def store(name: str, data: bytes) -> str:
            return store_picture(self.desk.workspace, pasted.name, name, data).src

        return JSONResponse({"text": await run_in_threadpool(convert_pasted, pasted.html, store)})
