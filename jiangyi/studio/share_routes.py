"""The routes of the share: the site that the command has made last, below /share/."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from jiangyi.core import Message
from jiangyi.share import INDEX, SHARE_FOLDER, read_shared_file, tell_media_type
from jiangyi.studio.desk import Desk

SHARE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the share: its pages are whole in themselves, and have a stricter one of their own."""
NO_SHARE = Message("there is no such file; the command `share` makes the folder", "没有这个文件；分享文件夹要先用 share 命令生成")


class ShareRoutes:
    """The functions that answer requests for the share."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [Route("/share", self.get_share), Route("/share/{path:path}", self.get_shared_file)]

    async def get_share(self, _: Request) -> Response:
        """The address of the share, below which its files are."""
        return RedirectResponse("/share/")

    async def get_shared_file(self, request: Request) -> Response:
        """A file of the share as the command has made it last."""
        folder, path = self.desk.workspace.output / SHARE_FOLDER, request.path_params["path"] or INDEX
        data = await run_in_threadpool(read_shared_file, folder, path)
        if data is None:
            return PlainTextResponse(NO_SHARE.localize(), 404)
        return Response(
            data, media_type=tell_media_type(path), headers={"Cache-Control": "no-cache", "Content-Security-Policy": SHARE_POLICY}
        )
