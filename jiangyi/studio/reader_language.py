"""Middleware that answers in the language of the browser: as its page has chosen, else the one that the browser prefers."""

from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from jiangyi.core import speak
from jiangyi.studio.access_control import read_headers


class LanguageChoice:
    """Chooses the language of messages for the time of a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with speak(chinese=is_chinese_request(scope)):
            await self.app(scope, receive, send)


def is_chinese_request(scope: Scope) -> bool:
    """True where the page asks in Chinese, by X-Language or `language` in the address (an event stream has no headers of its own)."""
    headers = read_headers(scope)
    named = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("language", [""])[-1]
    wanted: str = headers.get(b"x-language") or named or headers.get(b"accept-language", "")
    return wanted.lower().startswith("zh")
