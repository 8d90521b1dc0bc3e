"""The event stream of the preview (server-sent events): the list of documents and the document that a browser shows, as JSON.

`templates/studio/handout_view.js` receives the events; names of events and keys of their data must agree with it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from jiangyi.core import Diagnostic
from jiangyi.project import Workspace
from jiangyi.studio import shell
from jiangyi.studio.checking.problem_kinds import word_hint
from jiangyi.studio.live.live_documents import LiveDocuments

HEARTBEAT = 15.0
"""Seconds without an event after which a comment is sent, so that a lost connection is noticed."""
MAX_EXCERPT = 200
"""Characters of the source that are sent for a block."""


@dataclass(eq=False)
class Client:
    """A browser that is connected to the event stream."""

    name: str
    """The document that it shows."""
    update_due: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Hub:
    """Connects the browsers with the studio, which runs in a thread of its own."""

    documents: LiveDocuments
    run_live: Callable[..., Awaitable[Any]]
    """Calls a function in the studio's thread."""
    work_due: asyncio.Event = field(default_factory=asyncio.Event)
    """Set where the studio may have tasks."""
    clients: set[Client] = field(default_factory=set)
    is_closing: bool = False
    make_documents: Callable[[Workspace], LiveDocuments] = LiveDocuments
    """Called in the studio's thread for another workspace."""
    watch_stop: Event = field(default_factory=Event)
    """Set where the files of another workspace are to be watched."""

    async def open_workspace(self, workspace: Workspace) -> None:
        """Show another workspace in place of this one."""
        self.documents = await self.run_live(self.make_documents, workspace)
        self.watch_stop.set()
        self._update_open_documents()
        self.notify_clients()

    def connect(self, client: Client) -> None:
        """Add a browser; the document that it shows becomes urgent."""
        self.clients.add(client)
        self._update_open_documents()

    def disconnect(self, client: Client) -> None:
        """Remove a browser."""
        self.clients.discard(client)
        self._update_open_documents()

    def notify_clients(self) -> None:
        """Make every stream compare the state of the studio with what it has sent."""
        for client in self.clients:
            client.update_due.set()

    def close_streams(self) -> None:
        """End every stream."""
        self.is_closing = True
        self.notify_clients()

    def _update_open_documents(self) -> None:
        self.documents.open_documents = tuple(dict.fromkeys(client.name for client in self.clients))
        self.work_due.set()


async def stream_updates(hub: Hub, client: Client, others: Mapping[str, Callable[[str], object]]) -> AsyncIterator[str]:
    """The events for a browser: `folder`, `list`, `document` and those of `others` by name, at once and whenever their data has changed."""
    hub.connect(client)
    sent: dict[str, str] = {}
    try:
        while not hub.is_closing:
            client.update_due.clear()
            for event, payload in _iter_payloads(hub.documents, client.name, others):
                data = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
                if sent.get(event) != data:
                    sent[event] = data
                    yield f"event: {event}\ndata: {data}\n\n"
            try:
                await asyncio.wait_for(client.update_due.wait(), HEARTBEAT)
            except TimeoutError:
                yield ": \n\n"
    finally:
        hub.disconnect(client)


def _iter_payloads(documents: LiveDocuments, name: str, others: Mapping[str, Callable[[str], object]]) -> Iterator[tuple[str, object]]:
    """The data of each event."""
    yield "folder", shell.format_path(documents.workspace.root)
    yield "list", list_payload(documents)
    yield "document", document_payload(documents, name)
    for event, describe in others.items():
        yield event, describe(name)


def list_payload(documents: LiveDocuments) -> list[dict[str, Any]]:
    """The data of a `list` event: every document with its state."""
    return [
        {"name": entry.name, "title": entry.title, "state": entry.state, "errors": entry.errors, "warnings": entry.warnings}
        for entry in documents.entries.values()
    ]


def document_payload(documents: LiveDocuments, name: str) -> dict[str, Any] | None:
    """The data of a `document` event; None where there is no document of that name.

    `places` are those blocks on the pages whose place in a source file is known.
    """
    entry = documents.entries.get(name)
    if entry is None:
        return None
    view, spans = documents.views.get(name), documents.map_block_spans(name)
    places = [place for place in view.block_places if place.id in spans] if view else []
    return {
        "name": name,
        "title": entry.title,
        "state": entry.state,
        "digest": view.print_digest if view else "",
        "sheets": view.page_sizes if view else (),
        "places": [(place.page, place.left, place.top, place.right, place.bottom, place.id) for place in places],
        "sources": {key: (span.file, span.line, span.column, span.excerpt[:MAX_EXCERPT]) for key, span in spans.items()},
        "book": view.epub_digest if view else "",
        "chapters": [{"file": link.file, "title": link.title, "ids": link.ids} for link in view.chapters] if view else [],
        "diagnostics": [diagnostic_payload(diagnostic) for diagnostic in documents.collect_diagnostics(name)],
    }


def diagnostic_payload(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic in the data of a `document` event."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "word": diagnostic.severity.word,
        "style": diagnostic.is_style,
        "message": diagnostic.message,
        "hints": [word_hint(hint) for hint in diagnostic.hints],
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end": span.end_column,
    }
