"""The routes of handouts as files, below /api/handouts: list, starters, and what makes, renames, duplicates and deletes them."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from jiangyi.core import is_chinese_locale
from jiangyi.project import STARTERS, Workspace
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.handouts.handout_files import copy_example, create_handout, delete_handout, duplicate_handout, rename_handout


class NewHandout(msgspec.Struct):
    """A handout to make."""

    starter: str
    title: str = ""


class NamedHandout(msgspec.Struct):
    """A handout, and its new name where it gets one: without a folder and a suffix."""

    name: str
    stem: str = ""


class NoBody(msgspec.Struct):
    """Nothing that is said with a request."""


class HandoutRoutes:
    """The functions that answer requests about files of handouts."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def list_routes(self) -> list[Route]:
        """Every route."""
        changes = {
            "create": self.create,
            "example": self.copy_example,
            "rename": self.rename,
            "duplicate": self.duplicate,
            "delete": self.delete,
        }
        return [
            Route("/api/handouts", self.get_handouts),
            *(Route(f"/api/handouts/{name}", function, methods=["POST"]) for name, function in changes.items()),
        ]

    async def get_handouts(self, _: Request) -> Response:
        """Every document with its title and the time of its last change in ms, the latest first; and the starters."""
        entries = tuple(self.desk.hub.documents.entries.values())
        times = await run_in_threadpool(find_times, self.desk.workspace, [entry.name for entry in entries])
        handouts = [{"name": entry.name, "title": entry.title, "changed": times[entry.name]} for entry in entries]
        starters = [
            {"name": name, "title": starter.title.localize(), "summary": starter.summary.localize()} for name, starter in STARTERS.items()
        ]
        return JSONResponse({"handouts": sorted(handouts, key=lambda one: -times[str(one["name"])]), "starters": starters})

    async def create(self, request: Request) -> Response:
        """Make a handout of a starter: `{name}`."""
        asked = await read_json(request, NewHandout)
        chinese = is_chinese_locale()
        return await self._change("name", partial(create_handout, self.desk.files, asked.starter, asked.title, chinese=chinese))

    async def copy_example(self, request: Request) -> Response:
        """Copy the example into the workspace: `{name}`."""
        await read_json(request, NoBody)
        return await self._change("name", partial(copy_example, self.desk.files, chinese=is_chinese_locale()))

    async def rename(self, request: Request) -> Response:
        """Give a handout another file name: `{name}`."""
        asked = await read_json(request, NamedHandout)
        return await self._change("name", partial(rename_handout, self.desk.files, asked.name, asked.stem), asked.name)

    async def duplicate(self, request: Request) -> Response:
        """Make a copy of a handout: `{name}`."""
        asked = await read_json(request, NamedHandout)
        return await self._change("name", partial(duplicate_handout, self.desk.files, asked.name))

    async def delete(self, request: Request) -> Response:
        """Delete a handout: `{change}`, with which /api/sources/undo puts it back."""
        asked = await read_json(request, NamedHandout)
        return await self._change("change", partial(delete_handout, self.desk.files, asked.name), asked.name)

    async def _change(self, key: str, task: Callable[[], str], *names: str) -> Response:
        """Change the files of these names, and have the list look at them at once."""
        self.desk.require_writable()
        result = await run_in_threadpool(task)
        content = self.desk.workspace.content
        self.desk.hub.documents.report_changes([content / name for name in (result, *names) if key == "name" or name != result])
        self.desk.hub.work_due.set()
        return JSONResponse({key: result})


def find_times(workspace: Workspace, names: list[str]) -> dict[str, int]:
    """When each document was changed, in ms; 0 for one that is gone."""
    times = dict.fromkeys(names, 0)
    for name in names:
        with suppress(OSError):
            times[name] = (workspace.content / name).stat().st_mtime_ns // 1_000_000
    return times
