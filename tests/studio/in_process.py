"""The application of the studio without a socket: any bytes can be sent to it, and its tasks run when a test says so."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jiangyi.project.workspace import Workspace
from jiangyi.studio.application import create_application
from jiangyi.studio.desk import Desk
from jiangyi.studio.event_stream import Hub
from jiangyi.studio.live.live_documents import LiveDocuments

HOST = "127.0.0.1:8123"


@dataclass(frozen=True)
class Answer:
    """The answer to a request."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        """The body, parsed as JSON."""
        return json.loads(self.body)


def call(application: Any, path: str | bytes, method: str = "GET", body: bytes = b"", /, **headers: str) -> Answer:
    """The answer of an ASGI application; names of headers are written with _ for -."""
    raw, _, query = (path if isinstance(path, bytes) else path.encode()).partition(b"?")
    given = {"host": HOST} | {name.replace("_", "-").lower(): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": method,
        "path": unquote(raw.decode("latin-1")),
        "raw_path": raw,
        "query_string": query,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
    }
    messages: list[Any] = []
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        await asyncio.sleep(0)
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(asyncio.wait_for(application(scope, receive, send), 10))
    found = {name.decode(): value.decode("latin-1") for name, value in messages[0]["headers"]}
    return Answer(messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:]), found)


async def _run_live(function: Callable[..., Any], *arguments: Any) -> Any:
    return function(*arguments)


class Studio:
    """The studio of a workspace. `options` are fields of its Desk."""

    def __init__(self, root: Path, **options: Any) -> None:
        self.documents = LiveDocuments(Workspace(root))
        self.desk = Desk(Hub(self.documents, _run_live), **options)
        self.application = create_application(self.desk)

    def get(self, path: str, **headers: str) -> Answer:
        """The answer to a GET request."""
        return call(self.application, path, **headers)

    def post(self, path: str, data: object = None, **headers: str) -> Answer:
        """The answer to a POST request with JSON, or with bytes as they are."""
        body = data if isinstance(data, bytes) else json.dumps(data or {}).encode()
        return call(self.application, path, "POST", body, **{"x_studio": "1", "x_language": "en", **headers})

    def step_all(self, *names: str) -> None:
        """Run all tasks that are due, while browsers show documents."""
        self.documents.open_documents = names or self.documents.open_documents
        for _ in range(500):
            if not self.documents.step():
                return
        raise AssertionError(self.documents.entries)
