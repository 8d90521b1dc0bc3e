"""The routes of the check: problems by kind, their places, and the corrections of all of a kind."""

from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import Message, Severity, available_codes, limits
from jiangyi.project import BOOK
from jiangyi.studio.bodies import read_json
from jiangyi.studio.checking.corrections import CorrectionFinder, list_lines
from jiangyi.studio.checking.disabled_kinds import turn_off
from jiangyi.studio.checking.problem_kinds import count_severities, list_kinds, list_places, locate_source
from jiangyi.studio.desk import Desk
from jiangyi.studio.refusals import Refused
from jiangyi.studio.sources.source_files import ChangedFiles
from jiangyi.studio.sources.source_routes import answer_change

UNKNOWN_KIND = Message("There is no such kind of problem.", "没有这一类问题。")


class ChosenLines(msgspec.Struct):
    """What is to be corrected in a version of a file: in these lines, or everywhere."""

    name: str
    version: str
    lines: frozenset[int] | None = None


class CorrectBody(msgspec.Struct):
    """Corrections of problems of a kind; of all kinds where `code` is empty."""

    files: list[ChosenLines]
    code: str = ""


class LeaveBody(msgspec.Struct):
    """A kind of problem that is not to be reported any more: in a file, or where `name` is empty in all handouts."""

    code: str
    name: str = ""


class CheckRoutes:
    """The functions that answer requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.finder = CorrectionFinder()
        desk.streams["checked"] = self.describe_progress

    def list_routes(self) -> list[Route]:
        """Every route."""
        start = "/api/check"
        return [
            Route(start, self.get_kinds),
            Route(f"{start}/files", self.get_files),
            Route(f"{start}/places", self.get_places),
            Route(f"{start}/corrections", self.get_corrections),
            Route(f"{start}/correct", self.correct, methods=["POST"]),
            Route(f"{start}/leave", self.leave, methods=["POST"]),
        ]

    def describe_progress(self, document: str) -> tuple[int, int] | None:
        """How many handouts are still to be checked, and how much has been done so far: for a browser that shows no document."""
        documents = self.desk.hub.documents
        return None if document else (documents.count_unchecked(), documents.steps)

    # Reading -----------------------------------------------------------------------------------------------

    async def get_kinds(self, _: Request) -> Response:
        """Every kind of problem: `{waiting, counts: {error, warning, info}, kinds: [{code, title, count, files, …}]}`."""
        return JSONResponse(await run_in_threadpool(self._list_kinds))

    def _list_kinds(self) -> dict[str, Any]:
        documents = self.desk.hub.documents
        found = documents.collect_all_diagnostics()
        return {"waiting": documents.count_unchecked(), "counts": count_severities(found), "kinds": list_kinds(found)}

    async def get_files(self, _: Request) -> Response:
        """Every source file with its title: `{files: [{name, title}]}`."""
        entries = self.desk.hub.documents.entries
        names = await run_in_threadpool(self.desk.files.list_names)
        return JSONResponse({"files": [{"name": name, "title": entries[name].title if name in entries else name} for name in names]})

    async def get_places(self, request: Request) -> Response:
        """The places of a kind, from the number `start` on: `{places, count}`."""
        code, start = request.query_params.get("code", ""), request.query_params.get("start", "0")
        if code not in available_codes() or not start.isdecimal():
            raise Refused(UNKNOWN_KIND, status=404)
        return JSONResponse(await run_in_threadpool(self._list_places, code, int(start[:9])))

    def _list_places(self, code: str, start: int) -> dict[str, Any]:
        found = [one for one in self.desk.hub.documents.collect_all_diagnostics() if one.code == code]
        return {"places": list_places(found, start), "count": len(found)}

    async def get_corrections(self, request: Request) -> Response:
        """What would be corrected in a file: `{name, version, lines: [[line, [[kind, text]]]]}`; kinds are those of a diff."""
        name, code = (request.query_params.get(key, "") for key in ("name", "code"))
        return JSONResponse(await run_in_threadpool(self._list_corrections, name, code))

    def _list_corrections(self, name: str, code: str) -> dict[str, Any]:
        source = self.desk.files.read(name)
        change = self.finder.find(source, self.desk.hub.documents.disabled_checks).choose(code)
        return {"name": name, "version": source.version, "lines": list_lines(change) if change else []}

    # Writing -----------------------------------------------------------------------------------------------

    async def correct(self, request: Request) -> Response:
        """Correct problems (CorrectBody); the answer is that of `sources/apply`, with the `count` of lines."""
        self.desk.require_writable()
        body = await read_json(request, CorrectBody, limits.SOURCES_BYTES)
        changed, count = await run_in_threadpool(self._correct, body)
        return answer_change(self.desk, changed, count=count)

    def _correct(self, body: CorrectBody) -> tuple[ChangedFiles, int]:
        texts, refused, count = dict[str, tuple[str, str]](), dict[str, Refused](), 0
        off = self.desk.hub.documents.disabled_checks
        for one in body.files:
            try:
                source = self.desk.files.read_unchanged(one.name, one.version)
            except Refused as refusal:
                refused[one.name] = refusal
                continue
            change = self.finder.find(source, off).choose(body.code, one.lines)
            if change:
                texts[one.name] = source.version, change.after
                count += len(list_lines(change))
        changed = self.desk.files.apply(texts, "fixed")
        return ChangedFiles(changed.change, changed.saved, {**refused, **changed.refused}), count

    async def leave(self, request: Request) -> Response:
        """Turn a kind of problem off (LeaveBody); the answer is that of `sources/apply`."""
        self.desk.require_writable()
        body = await read_json(request, LeaveBody)
        entry = available_codes().get(body.code)
        if entry is None or entry.severity is Severity.ERROR:
            raise Refused(UNKNOWN_KIND, status=404)
        return answer_change(self.desk, await run_in_threadpool(self._leave, body))

    def _leave(self, body: LeaveBody) -> ChangedFiles:
        texts, refused = dict[str, tuple[str, str]](), dict[str, Refused]()
        for name in [body.name] if body.name else self._list_heads(body.code):
            try:
                source = self.desk.files.read(name)
                texts[name] = source.version, turn_off(name, source.text, body.code)
            except Refused as refusal:
                refused[name] = refusal
        changed = self.desk.files.apply(texts, "typed")
        return ChangedFiles(changed.change, changed.saved, {**refused, **changed.refused})

    def _list_heads(self, code: str) -> list[str]:
        """Where a kind is turned off for all handouts: in book.yaml, and where there is none in each handout that has it."""
        if self.desk.files.find_version(BOOK):
            return [BOOK]
        found = (locate_source(one.span.file) for one in self.desk.hub.documents.collect_all_diagnostics() if one.code == code)
        return [name for name in dict.fromkeys(found) if name]
