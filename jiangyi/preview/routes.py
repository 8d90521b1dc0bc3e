"""The routes of the preview: the page, page images, chapters, and the event stream.

No file is opened by a path from a request: documents, pages and chapters are looked up among those that were built. A request with a
foreign Host is rejected, so that no web page can reach the preview through a host name of its own (DNS rebinding).
"""

import asyncio
import io
import ipaddress
import json
import re
import socket
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from jiangyi.core import Diagnostic, Span
from jiangyi.preview import shell
from jiangyi.preview.page_images import render_page_image
from jiangyi.preview.studio import DocumentView, Studio
from jiangyi.writers import available_writers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page runs its own script and shows what comes from here."""
BOOK_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'"
"""A chapter runs nothing."""
FOREVER = "private, max-age=31536000, immutable"
"""For addresses that carry a digest."""
HEARTBEAT = 15.0
"""Seconds between signs of life in a stream."""
HOST = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<name>[^:]*))(?::\d+)?")


@dataclass(eq=False)
class Client:
    """A browser that shows a document."""

    name: str
    woken: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Hub:
    """The connected browsers, and the thread of the studio."""

    studio: Studio
    run: Callable[..., Awaitable[Any]]
    """Calls a function in the thread of the studio's steps."""
    work: asyncio.Event = field(default_factory=asyncio.Event)
    """Set where there may be something to do."""
    clients: set[Client] = field(default_factory=set)
    closing: bool = False

    def join(self, client: Client) -> None:
        """A browser begins to look; what it looks at comes first."""
        self.clients.add(client)
        self._want()

    def leave(self, client: Client) -> None:
        """A browser has gone."""
        self.clients.discard(client)
        self._want()

    def tell(self) -> None:
        """Something may have changed."""
        for client in self.clients:
            client.woken.set()

    def close(self) -> None:
        """End every stream."""
        self.closing = True
        self.tell()

    def _want(self) -> None:
        self.studio.wanted = tuple(dict.fromkeys(client.name for client in self.clients))
        self.work.set()


class HostCheck:
    """Turns away what asks for a host by a foreign name: a name of the web can be made to mean this machine (DNS rebinding)."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self.app, self.names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in or turn it away."""
        hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "http" and not (len(hosts) == 1 and is_own(hosts[0], self.names)):
            await PlainTextResponse("this host is not served here", 421)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_own(host: str, names: frozenset[str]) -> bool:
    """True if a Host header is a numeric address, which cannot be rebound by DNS, or a known name of this machine."""
    match = HOST.fullmatch(host.strip())
    if match is None:
        return False
    name = (match["six"] or match["name"] or "").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name in names
    return True


def create_application(hub: Hub, host: str) -> Starlette:
    """The server's application, for a machine that is called by `host` too."""
    studio = hub.studio

    def shown(name: str) -> DocumentView:
        found = studio.shown.get(name)
        if found is None:
            raise HTTPException(404)
        return found

    async def index(_: Request) -> Response:
        return Response(shell.build_page(studio.workspace), media_type="text/html", headers={"Content-Security-Policy": POLICY})

    async def static(request: Request) -> Response:
        name = request.path_params["file"]
        if name not in shell.STATIC:
            raise HTTPException(404)
        return Response(shell.read_static_file(studio.workspace, name), media_type=shell.STATIC[name])

    async def sheet(request: Request) -> Response:
        found = shown(request.path_params["name"])
        width = request.query_params.get("width", "1000")
        if not width.isdecimal() or len(width) > 5:
            raise HTTPException(404)
        wanted = request.query_params.get("digest", found.page)
        pdf = await hub.run(studio.sheet, request.path_params["name"], wanted, request.path_params["number"] - 1)
        if pdf is None:
            raise HTTPException(404)
        data = await run_in_threadpool(render_page_image, pdf, 0, int(width))
        return Response(
            data, media_type="image/jpeg", headers={"Cache-Control": FOREVER if "digest" in request.query_params else "no-store"}
        )

    async def chapter(request: Request) -> Response:
        found = shown(request.path_params["name"])
        member = request.path_params["member"]
        if not found.epub or request.path_params["digest"] != found.epub_digest:
            raise HTTPException(404)
        with zipfile.ZipFile(io.BytesIO(found.epub)) as archive:
            if member not in archive.namelist():
                raise HTTPException(404)
            data = archive.read(member)
        kind = "application/xhtml+xml" if member.endswith(".xhtml") else guess_type(member)[0] or "application/octet-stream"
        return Response(data, media_type=kind, headers={"Cache-Control": FOREVER, "Content-Security-Policy": BOOK_POLICY})

    async def file(request: Request) -> Response:
        name, kind = request.path_params["name"], request.path_params["kind"]
        if kind not in available_writers() or name not in studio.items:
            raise HTTPException(404)
        data = await hub.run(studio.file, name, kind)
        if data is None:
            raise HTTPException(404)
        stem = quote(f"{name.rsplit('/', 1)[-1].rsplit('.', 1)[0]}.{kind}", safe="")
        return Response(data, media_type=f"application/{kind}", headers={"Content-Disposition": f"attachment; filename*=UTF-8''{stem}"})

    async def events(request: Request) -> Response:
        client = Client(request.query_params.get("name", ""))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream_updates(hub, client), media_type="text/event-stream", headers=headers)

    routes = [
        Route("/", index),
        Route("/static/{file}", static),
        Route("/events", events),
        Route("/pages/{name:path}/{number:int}.jpg", sheet),
        Route("/book/{name:path}/{digest}/-/{member:path}", chapter),
        Route("/files/{name:path}/{kind}", file),
    ]
    own = (host, socket.gethostname(), f"{socket.gethostname()}.local")
    return Starlette(routes=routes, middleware=[Middleware(HostCheck, names=own), Middleware(SecurityHeaders)])


class SecurityHeaders:
    """Puts on every answer what keeps a browser from making of it what it is not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with those headers."""

        async def sealed(message: Any) -> None:
            if message["type"] == "http.response.start":
                extra = (
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                    (b"cross-origin-resource-policy", b"same-origin"),
                )
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self.app(scope, receive, sealed)


async def stream_updates(hub: Hub, client: Client) -> AsyncIterator[str]:
    """The events for a browser: the list, and the document that it displays, whenever they have changed."""
    hub.join(client)
    known: dict[str, str] = {}
    try:
        while not hub.closing:
            client.woken.clear()
            for event, told in (("list", list_payload(hub.studio)), ("document", document_payload(hub.studio, client.name))):
                data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
                if known.get(event) != data:
                    known[event] = data
                    yield f"event: {event}\ndata: {data}\n\n"
            try:
                await asyncio.wait_for(client.woken.wait(), HEARTBEAT)
            except TimeoutError:
                yield ": \n\n"
    finally:
        hub.leave(client)


def list_payload(studio: Studio) -> list[dict[str, Any]]:
    """The documents there are, and how they stand."""
    return [
        {"name": item.name, "title": item.title, "state": item.state, "errors": item.errors, "warnings": item.warnings}
        for item in studio.items.values()
    ]


def document_payload(studio: Studio, name: str) -> dict[str, Any] | None:
    """All that is shown of a document; None where there is none of that name."""
    item = studio.items.get(name)
    if item is None:
        return None
    shown, sources = studio.shown.get(name), studio.sources(name)
    placed = [place for place in shown.places if place.id in sources] if shown else []
    return {
        "name": name,
        "title": item.title,
        "state": item.state,
        "root": shell.editor_path(studio.workspace.root),
        "digest": shown.page if shown else "",
        "sheets": shown.sheets if shown else (),
        "places": [(place.page, place.left, place.top, place.right, place.bottom, place.id) for place in placed],
        "sources": {key: (span.file, span.line, span.column, span.excerpt[:200]) for key, span in sources.items()},
        "book": shown.epub_digest if shown else "",
        "chapters": [{"file": link.file, "title": link.title, "ids": link.ids} for link in shown.chapters] if shown else [],
        "diagnostics": [diagnostic_payload(diagnostic) for diagnostic in studio.diagnostics(name)],
    }


def diagnostic_payload(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic for the page."""
    span: Span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "word": diagnostic.severity.word,
        "style": diagnostic.is_style,
        "message": diagnostic.message,
        "hints": diagnostic.hints,
        "file": span.file,
        "line": span.line,
        "column": span.column,
    }
