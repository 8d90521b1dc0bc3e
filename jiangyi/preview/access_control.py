"""Middleware that keeps other web sites from using the preview through the user's browser.

A request with a foreign Host header is rejected, because a web site can point a host name of its own at this machine (DNS rebinding).
"""

import ipaddress
import re
from collections.abc import Iterable
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOST = re.compile(r"(?:\[(?P<ipv6>[^\]]*)\]|(?P<name>[^:]*))(?::\d+)?")
SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class HostCheck:
    """Rejects requests for a foreign host with status 421."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self.app, self.names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or reject it."""
        hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "http" and not (len(hosts) == 1 and is_trusted_host(hosts[0], self.names)):
            await PlainTextResponse("this host is not served here", 421)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_trusted_host(host: str, names: frozenset[str]) -> bool:
    """True if a Host header is a numeric address, which cannot be rebound, or localhost, or one of the names of this machine."""
    match = HOST.fullmatch(host.strip())
    if match is None:
        return False
    name = (match["ipv6"] or match["name"] or "").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name in names
    return True


class SecurityHeaders:
    """Adds headers to every response: no MIME sniffing, no referrer, no use by other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add the headers to its response."""

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *SECURITY_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)
