"""What the routes of the studio share: the documents, the workspace, and whether anything may be written."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jiangyi.core import Message
from jiangyi.project import Workspace
from jiangyi.studio.event_stream import Hub
from jiangyi.studio.jobs.job_queue import JobQueue
from jiangyi.studio.refusals import Refused
from jiangyi.studio.shell import format_path
from jiangyi.studio.sources.source_files import SourceFiles
from jiangyi.studio.user_state import UserState

READ_ONLY = Message(
    "Others on the network may only read. To allow them to write, start it with --write.",
    "对局域网开放时只能查看。要允许修改，请在启动时加 --write。",
)


@dataclass
class Desk:
    """What requests work on."""

    hub: Hub
    host: str = "127.0.0.1"
    """The address that the server listens on."""
    token: str = ""
    """What a browser must show once; empty where every browser is let in."""
    is_writable: bool = True
    state: UserState | None = None
    """What is kept for the user; None for a server that keeps nothing."""
    network_address: str = ""
    """The address for a phone, with the token; empty where only this machine reaches the server."""
    jobs: JobQueue = field(default_factory=JobQueue)
    """Running and finished jobs."""
    streams: dict[str, Callable[[str], object]] = field(default_factory=dict)
    """What else the event stream tells of the document that a browser shows, by the name of the event."""
    _files: SourceFiles | None = None

    @property
    def is_local(self) -> bool:
        """True where only this machine reaches the server."""
        return is_loopback(self.host)

    @property
    def workspace(self) -> Workspace:
        """The workspace that is open."""
        return self.hub.documents.workspace

    @property
    def files(self) -> SourceFiles:
        """The source files of the workspace that is open."""
        if self._files is None or self._files.workspace != self.workspace:
            self._files = SourceFiles(self.workspace)
        return self._files

    def require_writable(self) -> None:
        """Raise Refused where this server only shows documents."""
        if not self.is_writable:
            raise Refused(READ_ONLY, status=403)

    def describe(self) -> dict[str, object]:
        """What the page knows of the server."""
        root = self.workspace.root
        return {"folder": format_path(Path(root.name)), "path": format_path(root), "isWritable": self.is_writable, "isLocal": self.is_local}


def is_loopback(host: str) -> bool:
    """True for an address that only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
