"""The preview's server: one thread that makes, one loop that watches, answers and tells."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import uvicorn
from watchfiles import Change, awatch

from jiangyi.core import Session, active_session
from jiangyi.preview.routes import Hub, application
from jiangyi.preview.studio import Studio
from jiangyi.project import Workspace

SETTLED, PATIENCE = 10, 100
"""Milliseconds: quiet after a change before it is taken up, and how long is waited for that quiet."""
LOG = logging.getLogger("jiangyi.preview")


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError where the address is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def address(listening: socket.socket, host: str) -> str:
    """Where a browser finds the preview."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - told, not bound
    return f"http://{name}:{listening.getsockname()[1]}/"


def serve(workspace: Workspace, listening: socket.socket, host: str, ready: Callable[[], None]) -> None:
    """Serve until interrupted."""
    asyncio.run(_serve(workspace, listening, host, ready))


async def _serve(workspace: Workspace, listening: socket.socket, host: str, ready: Callable[[], None]) -> None:
    session = active_session() or Session()
    with session.activate(), ThreadPoolExecutor(1, thread_name_prefix="studio", initializer=session.enter) as thread:
        run = partial(asyncio.get_running_loop().run_in_executor, thread)
        hub = Hub(await run(Studio, workspace), run)
        config = uvicorn.Config(application(hub, host), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config, hub, ready)
        tasks = [asyncio.create_task(work(hub)), asyncio.create_task(watch(hub))]
        thread.submit(_warm)
        try:
            await server.serve(sockets=[listening])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """Tells when it is ready, and ends the streams, which would never end by themselves, when it is to go."""

    def __init__(self, config: uvicorn.Config, hub: Hub, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.hub, self.ready = hub, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the rest."""
        self.hub.close()
        await super().shutdown(sockets)


def _warm() -> None:
    """Load the print engine before it is wanted."""
    from jiangyi.engine import patched_layout

    with patched_layout():  # verifies the patches
        pass


async def work(hub: Hub) -> None:
    """Step after step while there is something to do; a step that fails is told, and the next one is taken."""
    while True:
        hub.work.clear()
        try:
            while await hub.run(hub.studio.step):
                hub.tell()
        except Exception:  # a bug in one document must not end the preview of the others
            LOG.exception("a step of the preview failed")
            hub.tell()
            continue
        hub.tell()
        await hub.work.wait()


async def watch(hub: Hub) -> None:
    """Tell the studio of every file that is saved; a folder of templates or styles that appears is watched from then on."""
    workspace = hub.studio.workspace
    known = _folders(workspace)
    while True:
        folders = _folders(workspace)
        stop = asyncio.Event()
        new = asyncio.create_task(_appeared(workspace, folders, stop))
        # what was saved before a new folder was watched; this first runs when the watch below has begun
        asyncio.get_running_loop().call_soon(_told, hub, {(Change.added, str(folder)) for folder in folders if folder not in known})
        known = folders
        try:
            async for changes in awatch(*folders, watch_filter=_seen, debounce=PATIENCE, step=SETTLED, stop_event=stop):
                _told(hub, changes)
        finally:
            new.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await new


async def _appeared(workspace: Workspace, folders: list[Path], stop: asyncio.Event) -> None:
    async for _ in awatch(workspace.root, recursive=False, debounce=PATIENCE, step=SETTLED):
        if _folders(workspace) != folders:
            stop.set()
            return


def _folders(workspace: Workspace) -> list[Path]:
    return [workspace.content, *workspace.list_folders("templates"), *workspace.list_folders("styles")]


def _seen(_: Change, path: str) -> bool:
    """Whether a file may matter: not what editors and this program leave beside a file for a moment."""
    name = Path(path).name
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".part", ".tmp")))


def _told(hub: Hub, changes: set[tuple[Change, str]]) -> None:
    if changes:
        hub.studio.changed(Path(path) for _, path in changes)
        hub.work.set()
