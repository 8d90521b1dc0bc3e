"""The routes of an import: upload, what the files become, what the user chooses instead, and saving. Until then content/ is not changed."""

import threading
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import Message, limits
from jiangyi.studio.bodies import iter_upload, read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.intake.conversions import Conversion, Converter, IntakeFile
from jiangyi.studio.intake.descriptions import describe_import, describe_lines
from jiangyi.studio.intake.preview import render_preview
from jiangyi.studio.intake.saving import SavedImport, save_import
from jiangyi.studio.intake.sessions import IntakeStore, OpenImport
from jiangyi.studio.intake.uploads import OTHER_KIND, receive
from jiangyi.studio.refusals import Refused, describe_refusal

START = "/api/import"
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
"""The Content-Security-Policy of a preview: no scripts, nothing from elsewhere."""
NOT_READ = Message("“{name}” cannot be imported: {problem}.", "“{name}”不能导入：{problem}。")


LineKind = Literal["question", "point", "heading", "event", "answer", "paragraph"]
"""As LINE_KINDS of the import."""
LONGEST_TITLE = 300


class ChooseBody(msgspec.Struct):
    """What the user has chosen for a file; what is missing stays as it was."""

    file: str
    title: str | None = None
    kinds: dict[int, LineKind] | None = None
    isLeft: bool | None = None  # noqa: N815 - as in JSON


class SkipBody(msgspec.Struct):
    """Files that were not sent."""

    names: list[str]


class IntakeRoutes:
    """The functions that answer requests about imports."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.converter = Converter()
        self._lock = threading.Lock()

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route(f"{START}/last", self.get_last),
            Route(f"{START}/begin", self.begin, methods=["POST"]),
            Route(START + "/{id}", self.get_session),
            Route(START + "/{id}/lines", self.get_lines),
            Route(START + "/{id}/preview", self.get_preview),
            Route(START + "/{id}/upload", self.upload, methods=["POST"]),
            Route(START + "/{id}/skip", self.skip, methods=["POST"]),
            Route(START + "/{id}/choose", self.choose, methods=["POST"]),
            Route(START + "/{id}/save", self.save, methods=["POST"]),
            Route(START + "/{id}/drop", self.drop, methods=["POST"]),
        ]

    @property
    def store(self) -> IntakeStore:
        """The imports of the workspace that is open."""
        return IntakeStore(self.desk.workspace, self._lock)

    async def get_last(self, _: Request) -> Response:
        """The import that is not finished, if there is one: `{"id": …}` or `{"id": ""}`."""
        session = await run_in_threadpool(self.store.find_last)
        return JSONResponse({"id": session.id if session and session.state.items and not session.state.saved else ""})

    async def begin(self, _: Request) -> Response:
        """A new import: `{"id": …}`."""
        self.desk.require_writable()
        session = await run_in_threadpool(self.store.begin)
        return JSONResponse({"id": session.id})

    async def get_session(self, request: Request) -> Response:
        """The files of an import with titles, counts of decisions and problems; `pending` are not converted yet, then ask again."""
        session = await self._open(request)
        return JSONResponse(await run_in_threadpool(self._describe, session))

    async def get_lines(self, request: Request) -> Response:
        """The lines of a `file` with what each was taken for and every decision."""
        session = await self._open(request)
        file = await run_in_threadpool(self._find, session, request.query_params.get("file", ""))
        return JSONResponse(await run_in_threadpool(self._describe_lines, session, file))

    async def get_preview(self, request: Request) -> Response:
        """What a `file` becomes, as a web page."""
        session = await self._open(request)
        file = await run_in_threadpool(self._find, session, request.query_params.get("file", ""))
        result = (await run_in_threadpool(self.converter.convert, session, file)).result
        page = await self.desk.hub.run_live(render_preview, self.desk.workspace, result) if result else ""
        return HTMLResponse(page, headers={"Content-Security-Policy": PREVIEW_POLICY, "Cache-Control": "no-store"})

    async def upload(self, request: Request) -> Response:
        """Take in a file under its `name`, which may have folders: the body is the file."""
        self.desk.require_writable()
        session = await self._open(request)
        await receive(session, request.query_params.get("name", "")[: limits.PATH_LENGTH.value], iter_upload(request, limits.INTAKE_BYTES))
        return JSONResponse({"id": session.id})

    async def skip(self, request: Request) -> Response:
        """Note the names of files in a folder that cannot be imported, and were not sent."""
        self.desk.require_writable()
        asked = await read_json(request, SkipBody)
        session = await self._open(request)
        await run_in_threadpool(skip, session, asked.names)
        return JSONResponse({"id": session.id})

    async def choose(self, request: Request) -> Response:
        """Change what the user has chosen for a file; answers as `lines` does."""
        self.desk.require_writable()
        asked = await read_json(request, ChooseBody)
        session = await self._open(request)
        file = await run_in_threadpool(self._find, session, asked.file)
        await run_in_threadpool(choose, session, asked)
        return JSONResponse(await run_in_threadpool(self._describe_lines, session, file))

    async def save(self, request: Request) -> Response:
        """Write the handouts: `{"change", "handouts": {file: name}, "book": bool, "refused": [{"name", "message", "hint"}]}`."""
        self.desk.require_writable()
        session = await self._open(request)
        saved = await run_in_threadpool(self._save, session)
        refused = [{"name": name, **describe_refusal(refusal)} for name, refusal in saved.refused.items()]
        return JSONResponse({"change": saved.change, "handouts": saved.handouts, "book": saved.book, "refused": refused})

    async def drop(self, request: Request) -> Response:
        """Forget an import."""
        self.desk.require_writable()
        await run_in_threadpool(self.store.drop, request.path_params["id"])
        return JSONResponse({"id": ""})

    async def _open(self, request: Request) -> OpenImport:
        return await run_in_threadpool(self.store.open, request.path_params["id"])

    def _find(self, session: OpenImport, name: str) -> IntakeFile:
        return self.converter.list_contents(session).find(name)

    def _describe(self, session: OpenImport) -> dict[str, Any]:
        contents = self.converter.list_contents(session)
        return describe_import(session, contents, self.converter.list_summaries(session, contents.files))

    def _describe_lines(self, session: OpenImport, file: IntakeFile) -> dict[str, Any]:
        conversion = self.converter.convert(session, file)
        if conversion.problem or not conversion.result:
            raise refuse_input(file, conversion)
        return describe_lines(session, file, conversion.result)

    def _save(self, session: OpenImport) -> SavedImport:
        return save_import(session, self.converter.list_contents(session), self.converter, self.desk.files)


def refuse_input(file: IntakeFile, conversion: Conversion) -> Refused:
    """A file that cannot be converted, as the answer to a request."""
    problem = conversion.problem
    why = problem.problem.localize(**problem.values) if problem else ""
    return Refused(NOT_READ, name=PurePosixPath(file.name).name, problem=why)


def skip(session: OpenImport, names: list[str]) -> None:
    """Note that files cannot be imported."""
    with session.changing():
        for name in names:
            session.skip(name, OTHER_KIND)


def choose(session: OpenImport, asked: ChooseBody) -> None:
    """Keep what the user has chosen for a file."""
    changes = {"title": None if asked.title is None else asked.title[:LONGEST_TITLE], "kinds": asked.kinds, "is_left": asked.isLeft}
    given = {name: value for name, value in changes.items() if value is not None}
    with session.changing():
        session.state.choices[asked.file] = msgspec.structs.replace(session.choices_of(asked.file), **given)
