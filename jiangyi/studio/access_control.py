"""Middleware that keeps strangers and other web sites from using the studio, and mistakes out of the terminal.

A request with a foreign Host header is rejected, because a web site can point a host name of its own at this machine (DNS rebinding).
A request that another site causes is rejected, too, whatever it asks for: only a link to the page of the studio may be followed. Browsers
name the site in `Origin` and `Sec-Fetch-Site` (Fetch Metadata Request Headers, W3C), and no script can change these headers. A request
that changes something must also have what no form of another site can send (OWASP, Cross-Site Request Forgery Prevention: custom headers).
Other users of the machine or the network are kept out by a token, which `entrance.py` checks.
"""

import ipaddress
import logging
import re
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOG = logging.getLogger("jiangyi.studio")
HOST = re.compile(r"(?:\[(?P<ipv6>[^\]]*)\]|(?P<name>[^:]*))(?::\d+)?")
READING = ("GET", "HEAD")
"""The methods that change nothing."""
SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class HostCheck:
    """Rejects requests for a foreign host with status 403."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self.app, self.names = app, frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or reject it."""
        hosts = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
        if scope["type"] == "http" and not (len(hosts) == 1 and is_trusted_host(hosts[0], self.names)):
            await PlainTextResponse("this host is not served here", 403)(scope, receive, send)
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


class SiteCheck:
    """Rejects requests that another web site causes with status 403."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or reject it."""
        headers = read_headers(scope)
        if scope["type"] == "http" and comes_from_elsewhere(headers) and not (scope["path"] == "/" and follows_link(headers)):
            await PlainTextResponse("another site may not use the studio", 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def read_headers(scope: Scope) -> dict[bytes, str]:
    """The headers of a request by their names in lower case; of several with one name the last one."""
    return {name: value.decode("latin-1") for name, value in scope.get("headers", ())}


def comes_from_elsewhere(headers: Mapping[bytes, str]) -> bool:
    """True if a browser says that a page of another site has caused the request."""
    origin = headers.get(b"origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get(b"host", "").strip().lower():
        return True
    return headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none")


def follows_link(headers: Mapping[bytes, str]) -> bool:
    """True if the user goes to the page, which neither scripts nor frames of another site see."""
    wanted = (headers.get(b"sec-fetch-mode"), headers.get(b"sec-fetch-dest"))
    return b"origin" not in headers and wanted == ("navigate", "document")


class ChangeCheck:
    """Rejects requests that change something, with status 403, unless a script of the page or a program has sent them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or reject it."""
        if scope["type"] == "http" and scope["method"] not in READING and not has_own_header(dict(scope.get("headers", ()))):
            await PlainTextResponse("a form may not use the studio", 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def has_own_header(headers: Mapping[bytes, bytes]) -> bool:
    """True for a request with our header, or with JSON: a browser sends neither to another site without asking it first (Fetch, CORS)."""
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    return b"x-studio" in headers or media_type == b"application/json"


class FailureReport:
    """Answers a request with status 500 where a mistake of the program raises an exception, of which one line is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        has_begun = False

        async def send_and_note(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            log_failure(error)
            if not has_begun:
                await PlainTextResponse("the studio has failed to answer this", 500)(scope, receive, send)


def log_failure(error: Exception) -> None:
    """Log an exception as one line, with its place in the code."""
    frames = traceback.extract_tb(error.__traceback__)[-1:]
    place = "".join(f" ({Path(frame.filename).name}:{frame.lineno})" for frame in frames)
    LOG.error("%s%s", " ".join(f"{type(error).__name__}: {error}".split())[:400], place)


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
