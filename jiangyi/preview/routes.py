"""The routes of the preview: its web page, page images, chapters of e-books, finished files, and the event stream.

No file is opened by a path from a request: documents, pages and chapters are looked up among those that were built.
"""

import io
import re
import socket
import zipfile
from mimetypes import guess_type
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from jiangyi.core import Message
from jiangyi.preview import shell
from jiangyi.preview.access_control import FailureReport, HostCheck, SecurityHeaders, SiteCheck
from jiangyi.preview.documents import DocumentView
from jiangyi.preview.event_stream import Client, Hub, stream_updates
from jiangyi.preview.page_images import render_page_image
from jiangyi.share import INDEX, SHARE_FOLDER, read_shared_file, tell_media_type
from jiangyi.writers import list_offered_writers

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the web page: everything comes from this server, and no other site may embed it."""
CHAPTER_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'"
"""The Content-Security-Policy of a chapter: no scripts."""
SHARE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the share: its pages are whole in themselves, and have a stricter one of their own."""
NO_SHARE = Message("there is no such file; the command `share` makes the folder", "没有这个文件；分享文件夹要先用 share 命令生成")
IMMUTABLE = "private, max-age=31536000, immutable"
"""The Cache-Control of addresses that contain a digest."""
DEFAULT_WIDTH = "1000"
NUMBER = re.compile(r"[0-9]{1,5}")


class Routes:
    """The functions that answer requests."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self.studio = hub, hub.studio

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/", self.get_page),
            Route("/static/{file}", self.get_static_file),
            Route("/events", self.get_events),
            Route("/pages/{name:path}/{number}.jpg", self.get_page_image),
            Route("/book/{name:path}/{digest}/-/{member:path}", self.get_chapter),
            Route("/files/{name:path}/{kind}", self.get_file),
            Route("/share", self.get_share),
            Route("/share/{path:path}", self.get_shared_file),
        ]

    async def get_page(self, _: Request) -> Response:
        """The web page."""
        return Response(shell.build_page(self.studio.workspace), media_type="text/html", headers={"Content-Security-Policy": PAGE_POLICY})

    async def get_static_file(self, request: Request) -> Response:
        """The script or the stylesheet of the web page."""
        name = request.path_params["file"]
        if name not in shell.STATIC:
            raise HTTPException(404)
        return Response(shell.read_static_file(self.studio.workspace, name), media_type=shell.STATIC[name])

    async def get_events(self, request: Request) -> Response:
        """The event stream for the document `name`."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        if request.method == "HEAD":  # the stream has no end
            return Response(media_type="text/event-stream", headers=headers)
        client = Client(request.query_params.get("name", ""))
        return StreamingResponse(stream_updates(self.hub, client), media_type="text/event-stream", headers=headers)

    async def get_page_image(self, request: Request) -> Response:
        """A page, from 1, as an image of a `width` in px. With a `digest` it is a page of that version, and may be cached."""
        name, query = request.path_params["name"], request.query_params
        view = self._find_view(name)
        width, number = _read_number(query.get("width", DEFAULT_WIDTH)), _read_number(request.path_params["number"])
        digest = query.get("digest", view.print_digest)
        pdf = await self.hub.run_in_studio(self.studio.draw_page, name, digest, number - 1)
        if pdf is None:
            raise HTTPException(404)
        image = await run_in_threadpool(render_page_image, pdf, 0, width)
        return Response(image, media_type="image/jpeg", headers={"Cache-Control": IMMUTABLE if "digest" in query else "no-store"})

    async def get_chapter(self, request: Request) -> Response:
        """A file of the e-book that has this digest."""
        view, member = self._find_view(request.path_params["name"]), request.path_params["member"]
        if not view.epub or request.path_params["digest"] != view.epub_digest:
            raise HTTPException(404)
        with zipfile.ZipFile(io.BytesIO(view.epub)) as archive:
            if member not in archive.namelist():
                raise HTTPException(404)
            data = archive.read(member)
        media_type = "application/xhtml+xml" if member.endswith(".xhtml") else guess_type(member)[0] or "application/octet-stream"
        return Response(data, media_type=media_type, headers={"Cache-Control": IMMUTABLE, "Content-Security-Policy": CHAPTER_POLICY})

    async def get_file(self, request: Request) -> Response:
        """A document in an output format, for saving."""
        name, kind = request.path_params["name"], request.path_params["kind"]
        if kind not in list_offered_writers() or name not in self.studio.entries:
            raise HTTPException(404)
        data = await self.hub.run_in_studio(self.studio.build_file, name, kind)
        if data is None:
            raise HTTPException(404)
        file = quote(f"{name.rsplit('/', 1)[-1].rsplit('.', 1)[0]}.{kind}", safe="")
        return Response(
            data,
            media_type=list_offered_writers()[kind].media_type,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{file}"},
        )

    async def get_share(self, _: Request) -> Response:
        """The address of the share, below which its files are."""
        return RedirectResponse("/share/")

    async def get_shared_file(self, request: Request) -> Response:
        """A file of the share as the command has made it last."""
        folder, path = self.studio.workspace.output / SHARE_FOLDER, request.path_params["path"] or INDEX
        data = await run_in_threadpool(read_shared_file, folder, path)
        if data is None:
            return PlainTextResponse(NO_SHARE.localize(), 404)
        return Response(
            data, media_type=tell_media_type(path), headers={"Cache-Control": "no-cache", "Content-Security-Policy": SHARE_POLICY}
        )

    def _find_view(self, name: str) -> DocumentView:
        """The view of a document. Raises HTTPException 404 where there is none."""
        view = self.studio.views.get(name)
        if view is None:
            raise HTTPException(404)
        return view


def _read_number(text: str) -> int:
    """A number of an address. Raises HTTPException 404 for what is none, or has more than five digits."""
    if not NUMBER.fullmatch(text):
        raise HTTPException(404)
    return int(text)


def create_application(hub: Hub, host: str) -> Starlette:
    """The application of the server. It answers requests for `host`, for the names of this machine, and for numeric addresses."""
    names = (host, socket.gethostname(), f"{socket.gethostname()}.local")
    checks = [Middleware(SecurityHeaders), Middleware(FailureReport), Middleware(HostCheck, names=names), Middleware(SiteCheck)]
    application = Starlette(routes=Routes(hub).list_routes(), middleware=checks)
    application.router.redirect_slashes = False  # the address would be made of what the request says
    return application
