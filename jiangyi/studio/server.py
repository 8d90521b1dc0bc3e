"""The server of the preview: one thread builds, one watches files, and an event loop answers requests."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event

import uvicorn

from jiangyi.build import open_store
from jiangyi.core import Session, active_session, gc_tuning
from jiangyi.project import Workspace, activate_plugins, watch_workspace
from jiangyi.studio.access_control import log_failure
from jiangyi.studio.application import create_application
from jiangyi.studio.connections import BoundedProtocol
from jiangyi.studio.desk import Desk, is_loopback
from jiangyi.studio.entrance import Entrance
from jiangyi.studio.event_stream import Hub
from jiangyi.studio.live.live_documents import LiveDocuments

EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
"""What stands for all addresses of a machine."""
ELSEWHERE = "192.0.2.1"
"""An address that no machine has (RFC 5737)."""
DRAWING_TIME = 0.06
"""Seconds that browsers have to request images of new pages before the next task; else these would wait for an e-book."""


PAUSE, MAX_ROUNDS = 1.5, 10
"""Seconds without a task after which garbage is collected, and rounds of tasks after which it is in any case: some 40 MB each."""
SWITCH_INTERVAL = 0.0002
"""Seconds that the thread which lays out runs on where another one waits. The usual 5 ms add up: a save waits after each file operation."""


def open_socket(host: str, port: int) -> socket.socket:
    """Open a listening socket. Raises OSError where the address is in use or does not belong to this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def format_address(listening: socket.socket, host: str, token: str = "") -> str:
    """The address at which a browser on this machine opens the studio."""
    return _format(listening, {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), token)  # noqa: S104 - shown, not bound


def format_network_address(listening: socket.socket, host: str, token: str = "") -> str:
    """The address at which other machines open it, such as a phone; empty where only this one can."""
    name = find_network_address() if host in EVERY_ADDRESS else host
    return "" if not name or is_loopback(name) else _format(listening, name, token)


def _format(listening: socket.socket, name: str, token: str) -> str:
    place = f"[{name}]" if ":" in name else name
    return f"http://{place}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else "")


def find_network_address() -> str:
    """The address of this machine in its network, by which it would reach others; nothing is sent. Empty without a network."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((ELSEWHERE, 9))
        return str(probe.getsockname()[0])
    return ""


def serve(workspace: Workspace, listening: socket.socket, entrance: Entrance, on_ready: Callable[[], None], theme: str = "") -> None:
    """Serve until interrupted; `on_ready` is called as soon as requests are answered."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        asyncio.run(_serve(workspace, listening, entrance, on_ready, theme))
    finally:
        sys.setswitchinterval(usual)


def _open_documents(workspace: Workspace, theme: str = "") -> LiveDocuments:
    """The documents of a workspace, with its plug-ins active and its store in use."""
    activate_plugins(workspace)
    open_store(workspace)
    return LiveDocuments(workspace, theme)


def _silence_lost_connections() -> None:
    """Say nothing in the terminal where a browser has gone while something was sent to it."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)


async def _serve(workspace: Workspace, listening: socket.socket, entrance: Entrance, on_ready: Callable[[], None], theme: str) -> None:
    _silence_lost_connections()
    session = active_session() or Session()
    with session.activate(), ThreadPoolExecutor(1, thread_name_prefix="studio", initializer=session.enter) as thread:
        run_live = partial(asyncio.get_running_loop().run_in_executor, thread)
        hub = Hub(await run_live(_open_documents, workspace, theme), run_live, make_documents=_open_documents)
        shared = format_network_address(listening, entrance.host, entrance.token)
        desk = Desk(hub, entrance.host, entrance.token, entrance.is_writable, entrance.state, shared)
        config = uvicorn.Config(
            create_application(desk),
            http=BoundedProtocol,
            ws="none",
            log_level="error",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        server = _Server(config, hub, on_ready)
        tasks = [asyncio.create_task(run_tasks(hub)), asyncio.create_task(watch_files(hub))]
        thread.submit(_load_engine)
        try:
            await server.serve(sockets=[listening])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """Reports when it is ready, and closes the event streams on shutdown, because they do not end by themselves."""

    def __init__(self, config: uvicorn.Config, hub: Hub, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.hub, self.on_ready = hub, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report that the server is ready."""
        await super().startup(sockets)
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the event streams, then the server."""
        self.hub.close_streams()
        await super().shutdown(sockets)


def _load_engine() -> None:
    """Load the print engine before the first document needs it."""
    from jiangyi.engine import patched_layout

    with patched_layout():  # verifies the patches, too
        pass


async def run_tasks(hub: Hub) -> None:
    """Run the tasks of the studio while any are due. One that fails is logged, and the next one is run."""
    with gc_tuning.paused():
        await _run_tasks(hub)


async def _run_tasks(hub: Hub) -> None:
    rounds = 0
    while True:
        hub.work_due.clear()
        try:
            before = page_digests(hub)
            while await hub.run_live(hub.documents.step):
                hub.notify_clients()
                before, known = page_digests(hub), before
                if before != known:
                    await asyncio.sleep(DRAWING_TIME)
        except Exception as error:  # a bug in one document must not end the preview of the others
            log_failure(error)
            hub.notify_clients()
            continue
        hub.notify_clients()
        rounds = await _wait_for_work(hub, rounds + 1)


async def _wait_for_work(hub: Hub, rounds: int) -> int:
    """Wait for tasks, and return how many rounds of them have left garbage.

    It is collected while the user pauses, or after many rounds: that stops every thread for a quarter of a second and more.
    """
    if rounds < MAX_ROUNDS:
        try:
            await asyncio.wait_for(hub.work_due.wait(), PAUSE)
        except TimeoutError:
            pass
        else:
            return rounds
    await hub.run_live(gc_tuning.collect_young)
    await hub.work_due.wait()
    return 0


def page_digests(hub: Hub) -> list[str]:
    """The digests of the pages that browsers show."""
    return [view.print_digest for name in hub.documents.open_documents if (view := hub.documents.views.get(name))]


async def watch_files(hub: Hub) -> None:
    """Pass every change of a file that enters the output to the studio: content, templates, stylesheets and fonts."""
    loop = asyncio.get_running_loop()

    def notify(documents: LiveDocuments, paths: frozenset[Path]) -> None:
        documents.report_changes(paths)
        hub.work_due.set()

    def run(documents: LiveDocuments, stop: Event) -> None:
        for paths in watch_workspace(documents.workspace, stop):
            # the first set is empty; a file saved between the creation of the studio and the begin of the watch causes no event
            loop.call_soon_threadsafe(notify, documents, paths or frozenset({documents.workspace.content}))

    while True:
        documents, stop = hub.documents, Event()
        hub.watch_stop = stop
        try:
            await asyncio.to_thread(run, documents, stop)
        finally:
            stop.set()
