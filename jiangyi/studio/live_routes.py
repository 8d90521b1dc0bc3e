"""The routes of the documents: page images, chapters of e-books, finished files, and the event stream.

No file is opened by a path from a request: documents, pages and chapters are looked up among those that were built.
"""

import io
import re
import zipfile
from mimetypes import guess_type
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from jiangyi.studio.desk import Desk
from jiangyi.studio.event_stream import Client, stream_updates
from jiangyi.studio.live.documents import DocumentView
from jiangyi.studio.live.page_images import render_page_image
from jiangyi.writers import list_offered_writers

CHAPTER_POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'"
"""The Content-Security-Policy of a chapter: no scripts."""
IMMUTABLE = "private, max-age=31536000, immutable"
"""The Cache-Control of addresses that contain a digest."""
DEFAULT_WIDTH = "1000"
NUMBER = re.compile(r"[0-9]{1,5}")


class LiveRoutes:
    """The functions that answer requests."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/events", self.get_events),
            Route("/pages/{name:path}/{number}.jpg", self.get_page_image),
            Route("/book/{name:path}/{digest}/-/{member:path}", self.get_chapter),
            Route("/files/{name:path}/{kind}", self.get_file),
        ]

    async def get_events(self, request: Request) -> Response:
        """The event stream for the document `name`."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        if request.method == "HEAD":  # the stream has no end
            return Response(media_type="text/event-stream", headers=headers)
        client = Client(request.query_params.get("name", ""))
        return StreamingResponse(stream_updates(self.desk.hub, client, self.desk.streams), media_type="text/event-stream", headers=headers)

    async def get_page_image(self, request: Request) -> Response:
        """A page, from 1, as an image of a `width` in px. With a `digest` it is a page of that version, and may be cached."""
        name, query = request.path_params["name"], request.query_params
        view = self._find_view(name)
        width, number = _read_number(query.get("width", DEFAULT_WIDTH)), _read_number(request.path_params["number"])
        digest = query.get("digest", view.print_digest)
        pdf = await self.desk.hub.run_live(self.desk.hub.documents.draw_page, name, digest, number - 1)
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
        if kind not in list_offered_writers() or name not in self.desk.hub.documents.entries:
            raise HTTPException(404)
        data = await self.desk.hub.run_live(self.desk.hub.documents.build_file, name, kind)
        if data is None:
            raise HTTPException(404)
        file = quote(f"{name.rsplit('/', 1)[-1].rsplit('.', 1)[0]}.{kind}", safe="")
        return Response(
            data,
            media_type=list_offered_writers()[kind].media_type,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{file}"},
        )

    def _find_view(self, name: str) -> DocumentView:
        """The view of a document. Raises HTTPException 404 where there is none."""
        view = self.desk.hub.documents.views.get(name)
        if view is None:
            raise HTTPException(404)
        return view


def _read_number(text: str) -> int:
    """A number of an address. Raises HTTPException 404 for what is none, or has more than five digits."""
    if not NUMBER.fullmatch(text):
        raise HTTPException(404)
    return int(text)
