"""Fetch pictures from the network, for `--allow-remote`: from web servers only, within limits, and once for all processes.

Content names the address, so a stranger may have chosen it. A redirection leads to a web server again, and not from the internet into
the network of the user, where servers trust their neighbours.
"""

import ipaddress
import struct
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from socket import SHUT_RDWR
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from jiangyi.core import Memo, Message, active_session, active_store, escape_placeholders, limits
from jiangyi.store import digest_bytes

SCHEMES = ("http", "https")
SECONDS = 20.0
"""For one picture, from the request to its last byte."""
REDIRECTIONS = 5
FRESH_SECONDS = 600.0
"""For so long a picture in the store is not fetched again: every process of a build needs it, and `--watch` after each save."""
UNREACHABLE_SECONDS = 60.0
"""For so long a server that did not answer in time is not asked again."""
CHUNK = 256 * 1024
STAMP = struct.Struct(">d")
"""Before a picture in the store: when it was fetched."""
KEPT = "/%:@!$&'()*+,;=~-._"
"""What stays as it is in an address; other characters are percent-encoded, as browsers do."""

NO_ADDRESS = Message("this is no address of a web server", "这不是有效的网址")
NO_WEB_SERVER = Message("it leads to something else than a web server", "它转到了不是网站的地方")
INTO_NETWORK = Message("it leads from the internet into your own network", "它从互联网转到了您的内部网络")
TOO_MANY_REDIRECTIONS = Message("it leads from one address to the next without end", "网址一再跳转，没有尽头")
TOO_SLOW = Message(f"no complete answer within {SECONDS:.0f} seconds", f"{SECONDS:.0f} 秒内没有传完")
SILENT: Memo[float] = Memo("servers that do not answer")


class FetchError(Exception):
    """A picture cannot be fetched; where it is too large, a limit says so."""

    def __init__(self, problem: Message, limit: limits.Limit | None = None) -> None:
        super().__init__(problem)
        self.problem, self.limit = problem, limit


def fetch_picture(url: str) -> bytes:
    """The bytes at an address, from the store where they were fetched a short time ago. Raises FetchError."""
    store, key = active_store(), digest_bytes(f"remote picture {url}".encode(errors="surrogatepass"))
    known = store.read(key) if store else None
    if known is not None and len(known) > STAMP.size and 0 <= time.time() - STAMP.unpack(known[: STAMP.size])[0] < FRESH_SECONDS:
        return bytes(known[STAMP.size :])
    data = _download(url)
    if store:
        store.write(key, STAMP.pack(time.time()) + data)
    return data


def _download(url: str) -> bytes:
    address = normalize_address(url)
    host = urlsplit(address).netloc
    session = active_session()
    if session and time.monotonic() < session.lookup(SILENT, host, 0.0):
        raise FetchError(TOO_SLOW)
    guard = _Guard()
    try:
        with guard, guard.open(address) as answer:
            return _read_all(answer, guard)
    except FetchError:
        raise
    except (OSError, ValueError, HTTPException) as error:
        if guard.is_late:
            if session:
                session.record(SILENT, host, time.monotonic() + UNREACHABLE_SECONDS, None)
            raise FetchError(TOO_SLOW) from error
        raise FetchError(_describe(error)) from error


def _read_all(answer: Any, guard: "_Guard") -> bytes:
    data = bytearray()
    while chunk := answer.read(CHUNK):
        data += chunk
        if len(data) > limits.PICTURE_BYTES.value:
            raise FetchError(limits.PICTURE_BYTES.what, limits.PICTURE_BYTES)
    if guard.is_late or getattr(answer, "length", None):  # it was cut off
        raise IncompleteRead(bytes(data), answer.length)
    return bytes(data)


def normalize_address(url: str) -> str:
    """An address in ASCII. Raises FetchError for one that names no web server, or a user and a password."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
        host = f"[{name}]" if ":" in name else name.encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise FetchError(NO_ADDRESS) from error
    if parts.scheme not in SCHEMES or not host or parts.username is not None or port == 0:
        raise FetchError(NO_ADDRESS)
    place = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme, place, quote(parts.path, safe=KEPT) or "/", quote(parts.query, safe=f"{KEPT}?"), ""))


def _is_local(host: str) -> bool:
    """True for an address of this machine or of a network that is not the internet."""
    with suppress(ValueError):
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    return host == "localhost" or host.endswith(".localhost") or "." not in host


def _describe(error: Exception) -> Message:
    reason = getattr(error, "reason", None)
    words = f"{error.code} {reason}" if isinstance(error, HTTPError) else getattr(reason or error, "strerror", None) or str(reason or error)
    words = escape_placeholders(" ".join(str(words).split())[:200]) or type(error).__name__
    return Message(words, words)


class _Guard:
    """Ends a request that takes too long, and one that is led astray."""

    def __init__(self) -> None:
        self.is_late = False
        self._sockets: list[Any] = []
        self._begins_inside = False
        self._redirections = 0
        self._timer = threading.Timer(SECONDS, self._cut_off)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def open(self, address: str) -> Any:
        """The answer of the web server. Raises OSError, ValueError or HTTPException."""
        self._begins_inside = _is_local(urlsplit(address).hostname or "")
        opener = OpenerDirector()
        handlers = (ProxyHandler(), _Http(self), _Https(self), HTTPDefaultErrorHandler(), HTTPErrorProcessor(), _Redirections(self))
        for handler in handlers:
            opener.add_handler(handler)
        return opener.open(address, timeout=SECONDS)

    def watch(self, connection: HTTPConnection) -> None:
        """Watch a connection that was just made."""
        if not self._sockets:  # of the server, or of a proxy
            self._begins_inside = self._begins_inside or _is_local(connection.sock.getpeername()[0])
        self._sockets.append(connection.sock)
        if self.is_late:
            raise TimeoutError
        if not self._begins_inside and _is_local(connection.sock.getpeername()[0]):
            raise FetchError(INTO_NETWORK)

    def check_redirection(self, address: str) -> None:
        """Raise FetchError for an address that a redirection must not lead to."""
        self._redirections += 1
        if self._redirections > REDIRECTIONS:
            raise FetchError(TOO_MANY_REDIRECTIONS)
        parts = urlsplit(address)
        if parts.scheme not in SCHEMES:
            raise FetchError(NO_WEB_SERVER)
        if not self._begins_inside and _is_local(parts.hostname or ""):
            raise FetchError(INTO_NETWORK)

    def _cut_off(self) -> None:
        self.is_late = True
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)


class _Http(HTTPHandler):
    """Makes connections that are watched."""

    def __init__(self, guard: _Guard) -> None:
        super().__init__()
        self.guard = guard

    def http_open(self, request: Request) -> Any:
        """The answer to a request."""
        return self.do_open(_make_connection(HTTPConnection, self.guard), request)


class _Https(HTTPSHandler):
    """Makes connections that are watched."""

    def __init__(self, guard: _Guard) -> None:
        super().__init__()
        self.guard = guard

    def https_open(self, request: Request) -> Any:
        """The answer to a request."""
        return self.do_open(_make_connection(HTTPSConnection, self.guard), request)


def _make_connection(kind: Any, guard: _Guard) -> Any:
    """A class of connections that a guard watches."""

    class Watched(kind):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            guard.watch(self)

    return Watched


class _Redirections(HTTPRedirectHandler):
    """Follows redirections from web server to web server; the guard counts them."""

    max_redirections = max_repeats = REDIRECTIONS + 1

    def __init__(self, guard: _Guard) -> None:
        self.guard = guard

    def http_error_302(self, request: Request, answer: Any, code: int, words: str, headers: Any) -> Any:
        """The answer of the next server. Raises FetchError."""
        target = urljoin(request.full_url, headers.get("location") or "")
        self.guard.check_redirection(target)
        return super().http_error_302(request, answer, code, words, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302  # type: ignore[assignment]
