"""The routes of the web page: its markup, its scripts and its stylesheet."""

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from jiangyi.studio import shell
from jiangyi.studio.desk import Desk

PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the web page: everything comes from this server, and no other site may embed it."""
REVALIDATED = {"Cache-Control": "no-cache"}


class PageRoutes:
    """The functions that answer requests for the page."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/", self.get_page),
            Route("/static/studio.css", self.get_stylesheet),
            Route("/static/{name}", self.get_script),
        ]

    async def get_page(self, _: Request) -> Response:
        """The web page, the same for every screen."""
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": PAGE_POLICY.format(nonce=nonce), **REVALIDATED}
        return Response(shell.build_page(self.desk.workspace, nonce, self.desk.describe()), media_type="text/html", headers=headers)

    async def get_stylesheet(self, _: Request) -> Response:
        """The stylesheet."""
        return Response(shell.read_stylesheet(self.desk.workspace), media_type=shell.STYLESHEET, headers=REVALIDATED)

    async def get_script(self, request: Request) -> Response:
        """A script."""
        script = shell.read_script(self.desk.workspace, request.path_params["name"])
        if script is None:
            raise HTTPException(404)
        return Response(script, media_type=shell.SCRIPT, headers=REVALIDATED)
