"""Connections of browsers: one that sends no whole request in time is closed, and no more are open than the page needs.

A connection that only waits costs a file descriptor, and a process has a limited number of them.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 20.0
"""The time to send a request in."""
MAX_CONNECTIONS = 400
"""Further ones are closed at once; a browser opens six."""


class BoundedProtocol(H11Protocol):
    """A connection that is closed where a request is late."""

    _deadline: asyncio.TimerHandle | None = None
    _seen: Any = None
    """The request that was the last one when the time was looked at."""

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._deadline:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self._close_if_late)

    def _close_if_late(self) -> None:
        """Close the connection if it has sent no request since the last look, and none is being answered."""
        if self.cycle is self._seen and (self.cycle is None or self.cycle.response_complete):
            self.transport.abort()
        else:
            self._seen = self.cycle
            self._wait()
