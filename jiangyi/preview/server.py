"""The server of the preview: one thread builds, one watches files, and an event loop answers requests."""

import asyncio
import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import uvicorn

from jiangyi.core import Session, active_session
from jiangyi.preview.routes import Hub, create_application
from jiangyi.preview.studio import Studio
from jiangyi.project import Workspace, watch_workspace

LOG = logging.getLogger("jiangyi.preview")


def open_socket(host: str, port: int) -> socket.socket:
    """Open a listening socket. Raises OSError where the address is in use or does not belong to this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def format_address(listening: socket.socket, host: str) -> str:
    """The address at which a browser opens the preview."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown, not bound
    return f"http://{name}:{listening.getsockname()[1]}/"


def serve(workspace: Workspace, listening: socket.socket, host: str, ready: Callable[[], None]) -> None:
    """Serve until interrupted."""
    asyncio.run(_serve(workspace, listening, host, ready))


async def _serve(workspace: Workspace, listening: socket.socket, host: str, ready: Callable[[], None]) -> None:
    session = active_session() or Session()
    with session.activate(), ThreadPoolExecutor(1, thread_name_prefix="studio", initializer=session.enter) as thread:
        run = partial(asyncio.get_running_loop().run_in_executor, thread)
        hub = Hub(await run(Studio, workspace), run)
        config = uvicorn.Config(
            create_application(hub, host), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
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
    """Reports when it is ready, and closes the event streams on shutdown, because they do not end by themselves."""

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
    """Take the steps of the studio while there are any; one that fails is logged, and the next one is taken."""
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
    """Pass every change of a file that enters the output to the studio: content, templates, stylesheets and fonts."""
    loop, stop = asyncio.get_running_loop(), Event()

    def notify(paths: frozenset[Path]) -> None:
        hub.studio.report_changes(paths)
        hub.work.set()

    def run() -> None:
        workspace = hub.studio.workspace
        for paths in watch_workspace(workspace, stop):
            # the first set is empty: what was saved after the studio read content/ and before the watch began is in no event
            loop.call_soon_threadsafe(notify, paths or frozenset({workspace.content}))

    try:
        await asyncio.to_thread(run)
    finally:
        stop.set()
