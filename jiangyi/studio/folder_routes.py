"""The routes of the folder that is open: which ones were opened before, and opening one of them in its place."""

from pathlib import Path
from urllib.parse import unquote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from jiangyi.core import Message
from jiangyi.notation import draw_qr_code
from jiangyi.project import OUTPUT, OWN_FOLDERS, Workspace
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.refusals import Refused, answer_refusal
from jiangyi.studio.shell import format_path
from jiangyi.studio.user_state import OpenedFolder

UNKNOWN_FOLDER = Message("This folder is not one that was opened before, or it is gone.", "这个文件夹没有打开过，或者已经不在了。")
START_THERE = Message("Start the program in that folder once.", "请在那个文件夹里启动一次程序。")
LINKED_FOLDER = Message("{name} in this folder is a link that leads elsewhere.", "这个文件夹里的 {name} 是指向别处的链接，不能打开。")
OTHER_FOLDER = Message("Another folder has been opened in another window.", "另一个窗口已经换了文件夹。")
RELOAD = Message("Reload this page. What you typed last is not saved here.", "请刷新这个页面。刚才输入的内容没有存进新的文件夹。")


class FolderPath(msgspec.Struct):
    """The body of a request about a folder."""

    path: str


class FolderRoutes:
    """The functions that answer requests about folders."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/api/desk", self.get_desk),
            Route("/api/phone", self.get_phone),
            Route("/api/folders", self.get_folders),
            Route("/api/folders/open", self.open_folder, methods=["POST"]),
            Route("/api/folders/forget", self.forget_folder, methods=["POST"]),
        ]

    async def get_desk(self, _: Request) -> Response:
        """The folder that is open, and what may be done."""
        return JSONResponse(self.desk.describe())

    async def get_phone(self, _: Request) -> Response:
        """The address for a phone in the same network, also as a QR code; both are empty where none can reach the server."""
        address = self.desk.network_address
        return JSONResponse({"address": address, "code": await run_in_threadpool(draw_qr_code, address) if address else ""})

    async def get_folders(self, _: Request) -> Response:
        """The folders that were opened, with the one that is open."""
        root = self.desk.workspace.root
        folders = [folder for folder in await self._list_folders() if folder.path != str(root)]
        current = {"name": self.desk.describe()["folder"], "path": format_path(root), "opened": 0}
        others = [{"name": folder.name, "path": folder.path, "opened": folder.opened} for folder in folders]
        return JSONResponse({"folders": [current, *others]})

    async def open_folder(self, request: Request) -> Response:
        """Open a folder of the list."""
        asked = await read_json(request, FolderPath)
        if asked.path not in {folder.path for folder in await self._list_folders()}:
            raise Refused(UNKNOWN_FOLDER, START_THERE, status=404)
        workspace = Workspace(Path(asked.path))
        for name in (*OWN_FOLDERS, OUTPUT):
            if workspace.refuse_folder(name):
                raise Refused(LINKED_FOLDER, name=name)
        await self.desk.hub.open_workspace(workspace)
        if self.desk.state:
            await run_in_threadpool(self.desk.state.remember, workspace.root)
        return JSONResponse(self.desk.describe())

    async def forget_folder(self, request: Request) -> Response:
        """Take a folder off the list; nothing in it changes."""
        asked = await read_json(request, FolderPath)
        if self.desk.state:
            await run_in_threadpool(self.desk.state.forget, asked.path)
        return await self.get_folders(request)

    async def _list_folders(self) -> list[OpenedFolder]:
        return await run_in_threadpool(self.desk.state.list_folders) if self.desk.state and self.desk.is_local else []


class FolderCheck:
    """Refuses requests of a page that shows another folder than the one that is open: its files must not be written into this one."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it."""
        named = dict(scope.get("headers", ())).get(b"x-folder")
        if scope["type"] == "http" and named is not None and unquote(named.decode("latin-1")) != format_path(self.desk.workspace.root):
            await answer_refusal(Request(scope), Refused(OTHER_FOLDER, RELOAD, status=409))(scope, receive, send)
            return
        await self.app(scope, receive, send)
