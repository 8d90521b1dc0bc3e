"""The routes of source files: read, save, earlier versions, changes of several files, find and replace, pictures.

The name of a file is its path in content/. A `version` is the digest of a file's bytes, empty where there is no file.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import Message, limits
from jiangyi.studio.bodies import read_json, read_upload
from jiangyi.studio.desk import Desk
from jiangyi.studio.refusals import Refused, describe_refusal
from jiangyi.studio.sources.comparing import compare_texts
from jiangyi.studio.sources.history import EditKind
from jiangyi.studio.sources.searching import MAX_FOUND, Query, find_words, replace_words
from jiangyi.studio.sources.source_files import ChangedFiles, Saved, SourceFiles
from jiangyi.studio.sources.uploaded_pictures import store_picture

CONFLICT = Message("“{name}” was changed elsewhere, in the same lines.", "“{name}”在别处也改了同一处。")
BOTH_ARE_KEPT = Message("Both versions are kept. Choose the one to go on with.", "两个版本都保留着，请选择用哪一个。")
REMOVED = Message("“{name}” was deleted or renamed elsewhere.", "“{name}”在别处被删除或改名了。")
WORDS_ARE_KEPT = Message("Your words are kept. You can put the file back.", "你的文字还在，可以把文件恢复回来。")
OUTCOMES: Mapping[str, tuple[int, Message, Message]] = {
    "conflict": (409, CONFLICT, BOTH_ARE_KEPT),
    "removed": (409, REMOVED, WORDS_ARE_KEPT),
}
"""The status, message and hint of a text that was not saved, by its state."""


class SaveBody(msgspec.Struct):
    """A text to save, and the version that it is based on."""

    name: str
    text: str
    base: str
    kind: EditKind = "typed"
    left: int = 0
    """When a window was closed that has left the text unsaved, in milliseconds."""


class RestoreBody(msgspec.Struct):
    """An earlier version that is to be the text of its file."""

    name: str
    id: str
    base: str


class ApplyBody(msgspec.Struct):
    """Texts to save as one change."""

    files: list[SaveBody]
    kind: EditKind


class CompareBody(msgspec.Struct):
    """Two texts that are to be compared."""

    before: str
    after: str


class UndoBody(msgspec.Struct):
    """A change to undo."""

    change: str


class ChosenMatches(msgspec.Struct):
    """What is to be replaced in a version of a file: the matches with these numbers, or all."""

    name: str
    version: str
    chosen: frozenset[int] | None = None


class ReplaceBody(msgspec.Struct):
    """Words to replace."""

    find: str
    replace: str
    files: list[ChosenMatches]
    case: bool = False
    word: bool = False


class SourceRoutes:
    """The functions that answer requests for source files."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.streams["files"] = self.list_versions

    def list_routes(self) -> list[Route]:
        """Every route."""
        start = "/api/sources"
        return [
            Route(f"{start}/text", self.get_text),
            Route(f"{start}/history", self.get_history),
            Route(f"{start}/history/text", self.get_version),
            Route(f"{start}/history/diff", self.get_difference),
            Route(f"{start}/compare", self.compare, methods=["POST"]),
            Route(f"{start}/removed", self.get_removed),
            Route(f"{start}/find", self.get_matches),
            Route(f"{start}/save", self.save, methods=["POST"]),
            Route(f"{start}/restore", self.restore, methods=["POST"]),
            Route(f"{start}/apply", self.apply, methods=["POST"]),
            Route(f"{start}/undo", self.undo, methods=["POST"]),
            Route(f"{start}/replace", self.replace, methods=["POST"]),
            Route(f"{start}/pictures", self.add_picture, methods=["POST"]),
        ]

    @property
    def files(self) -> SourceFiles:
        """The source files of the workspace that is open."""
        return self.desk.files

    def list_versions(self, document: str) -> dict[str, str]:
        """The version of each source file of a document that a browser shows."""
        content = self.desk.workspace.content
        paths = self.desk.hub.documents.list_files(document)
        names = [document, *(path.relative_to(content).as_posix() for path in paths if path.is_relative_to(content))]
        return {name: self.files.find_version(name) for name in dict.fromkeys(names) if name}

    # Reading -----------------------------------------------------------------------------------------------

    async def get_text(self, request: Request) -> Response:
        """The text of a file: `{name, text, version, writable}`."""
        source = await run_in_threadpool(self.files.read, _get_name(request))
        return JSONResponse({**asdict(source), "writable": self.desk.is_writable})

    async def get_history(self, request: Request) -> Response:
        """The earlier versions of a file: `{name, version, versions: [{id, time, kind, version, change}]}`, newest first."""
        name = _get_name(request)
        versions = await run_in_threadpool(self.files.history.list_versions, name)
        listed = [{"id": one.id, "time": one.time, "kind": one.kind, "version": one.version, "change": one.change} for one in versions]
        return JSONResponse({"name": name, "version": await run_in_threadpool(self.files.find_version, name), "versions": listed})

    async def get_version(self, request: Request) -> Response:
        """The text of an earlier version: `{name, text, version}`."""
        return JSONResponse(asdict(await run_in_threadpool(self.files.read_version, _get_name(request), _get(request, "id"))))

    async def get_difference(self, request: Request) -> Response:
        """What differs between a version `id` and another one, or the file as it is: `{rows: [[before, after, is_same] or null]}`."""
        name, other = _get_name(request), request.query_params.get("other", "")
        before = await run_in_threadpool(self.files.read_version, name, _get(request, "id"))
        after = await (run_in_threadpool(self.files.read_version, name, other) if other else run_in_threadpool(self.files.read, name))
        return JSONResponse({"rows": await run_in_threadpool(compare_texts, before.text, after.text)})

    async def compare(self, request: Request) -> Response:
        """What differs between two texts (CompareBody), as for versions; nothing is written."""
        body = await read_json(request, CompareBody, limits.SOURCES_BYTES)
        return JSONResponse({"rows": await run_in_threadpool(compare_texts, body.before, body.after)})

    async def get_removed(self, _: Request) -> Response:
        """The files that have versions, and are not there any more: `{files: [{name, time, id}]}`."""
        return JSONResponse({"files": await run_in_threadpool(self._list_removed)})

    def _list_removed(self) -> list[dict[str, Any]]:
        names = self.files.history.list_names()
        gone = [(name, newest) for name, newest in names.items() if not self.files.find_version(name)]
        gone.sort(key=lambda pair: -pair[1].time)
        return [{"name": name, "time": newest.time, "id": newest.id} for name, newest in gone]

    async def get_matches(self, request: Request) -> Response:
        """The words `find` in all files: `{files: [{name, title, version, matches}], count, more}`; `case` and `word` are 1 or 0."""
        flags = {key: request.query_params.get(key, "0") == "1" for key in ("case", "word")}
        return JSONResponse(await run_in_threadpool(self._find, Query(request.query_params.get("find", ""), **flags)))

    def _find(self, query: Query) -> dict[str, Any]:
        listed, count = list[dict[str, Any]](), 0
        entries = self.desk.hub.documents.entries
        for name in self.files.list_names() if query.find else ():
            try:
                source = self.files.load(name)
            except Refused:  # a file that is not UTF-8 is reported by the check
                continue
            matches = [asdict(found) for found in find_words(source.text, query, MAX_FOUND - count + 1)]
            count += len(matches)
            if matches:
                title = entries[name].title if name in entries else name
                listed.append({"name": name, "title": title, "version": source.version, "matches": matches})
            if count > MAX_FOUND:
                listed[-1]["matches"].pop()
                return {"files": listed, "count": MAX_FOUND, "more": True}
        return {"files": listed, "count": count, "more": False}

    # Writing -----------------------------------------------------------------------------------------------

    async def save(self, request: Request) -> Response:
        """Save a text (SaveBody): `{name, state, version, mine, text, both}`; with 409 it is only in the history."""
        body = await self._read_change(request, SaveBody)
        if body.left:
            return self._answer(await run_in_threadpool(self.files.save_left, body.name, body.text, body.base, body.left))
        return self._answer(await run_in_threadpool(self.files.save, body.name, body.text, body.base, body.kind))

    async def restore(self, request: Request) -> Response:
        """Make an earlier version the text of its file (RestoreBody); the answer is that of `save`."""
        body = await self._read_change(request, RestoreBody)
        return self._answer(await run_in_threadpool(self.files.restore, body.name, body.id, body.base))

    async def apply(self, request: Request) -> Response:
        """Save several texts as one change (ApplyBody): `{change, saved: [{name, state, version}], refused: [{name, message, hint}]}`."""
        body = await self._read_change(request, ApplyBody)
        texts = {one.name: (one.base, one.text) for one in body.files}
        return answer_change(self.desk, await run_in_threadpool(self.files.apply, texts, body.kind))

    async def undo(self, request: Request) -> Response:
        """Undo a change (UndoBody); the answer is that of `apply`."""
        body = await self._read_change(request, UndoBody)
        return answer_change(self.desk, await run_in_threadpool(self.files.undo, body.change))

    async def replace(self, request: Request) -> Response:
        """Replace words (ReplaceBody); the answer is that of `apply`, with the `count` of places."""
        body = await self._read_change(request, ReplaceBody)
        changed, count = await run_in_threadpool(self._replace, body)
        return answer_change(self.desk, changed, count=count)

    def _replace(self, body: ReplaceBody) -> tuple[ChangedFiles, int]:
        query, texts, counts = Query(body.find, body.case, body.word), dict[str, tuple[str, str]](), 0
        refused = dict[str, Refused]()
        for one in body.files:
            try:
                text, count = replace_words(self.files.read_unchanged(one.name, one.version).text, query, body.replace, one.chosen)
            except Refused as refusal:
                refused[one.name] = refusal
                continue
            counts += count
            texts |= {one.name: (one.version, text)} if count else {}
        changed = self.files.apply(texts, "replaced")
        return ChangedFiles(changed.change, changed.saved, {**refused, **changed.refused}), counts

    async def add_picture(self, request: Request) -> Response:
        """Store the picture in the body for the handout `name`; `file` is its own name: `{src, text, width, height}`."""
        self.desk.require_writable()
        name, file = _get_name(request), request.query_params.get("file", "")
        await run_in_threadpool(self.files.locate, name)
        data = await read_upload(request, limits.PICTURE_BYTES)
        return JSONResponse(asdict(await run_in_threadpool(store_picture, self.desk.workspace, name, file, data)))

    async def _read_change(self, request: Request, shape: type[Any]) -> Any:
        self.desk.require_writable()
        return await read_json(request, shape, limits.SOURCES_BYTES)

    def _answer(self, saved: Saved) -> Response:
        self.desk.hub.notify_clients()
        status, message, hint = OUTCOMES.get(saved.state, (200, None, None))
        words = {"message": message.localize(name=saved.name), "hint": hint.localize()} if message and hint else {}
        return JSONResponse({**asdict(saved), **words}, status, background=BackgroundTask(self.files.history.prune))


def answer_change(desk: Desk, changed: ChangedFiles, **more: object) -> Response:
    """What became of a change of several files: `{change, saved: [{name, state, version}], refused: [{name, message, hint}]}`."""
    desk.hub.notify_clients()
    saved = [{"name": one.name, "state": one.state, "version": one.version} for one in changed.saved]
    refused = [{"name": name, **describe_refusal(refusal)} for name, refusal in changed.refused.items()]
    answer = {"change": changed.change, "saved": saved, "refused": refused, **more}
    return JSONResponse(answer, background=BackgroundTask(desk.files.history.prune))


def _get(request: Request, key: str) -> str:
    return request.query_params.get(key, "")


def _get_name(request: Request) -> str:
    return _get(request, "name")
