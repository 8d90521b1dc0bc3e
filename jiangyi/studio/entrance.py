"""Middleware that lets in who has the address with the token: other users of the machine or the network do not know it.

`/?token=…` answers with a cookie, so that the token leaves the address. Programs send it as `Authorization: Bearer …` (RFC 6750). The share
is open to everybody: e-readers subscribe to it, and it is there because the user has made it for others.
"""

import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from jiangyi.core import Message
from jiangyi.studio.access_control import read_headers
from jiangyi.studio.user_state import UserState

LOOPBACK = "127.0.0.1"
OPEN_PATHS = ("/share", "/share/")
"""What needs no token; a path that ends with a slash stands for all below it."""
COOKIE = "jiangyi"
COOKIE_SECONDS = 90 * 24 * 3600
"""How long a browser is let in without the address."""
BEARER = "bearer "
NOT_LET_IN = Message("Open the studio with the address that it shows when it starts.", "请用程序启动时显示的那个地址打开讲义工作台。")
HOW = Message(
    "The address has “token=” in it. Start the program again if you no longer see it.",
    "地址里带有“token=”。找不到时，把程序重新启动一次就会显示。",
)
LANGUAGE = Message("en", "zh-Hans")
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>jiangyi 讲义</title>
<style>body {{ max-width: 34em; margin: 15vh auto; padding: 0 1em; font: 17px/1.6 system-ui }} h1 {{ font-size: 1.4em }}</style></head>
<body><h1>{heading}</h1><p>{hint}</p></body></html>
"""


@dataclass(frozen=True)
class Entrance:
    """Who may use the studio, and how."""

    host: str = LOOPBACK
    """The address that it listens on."""
    token: str = ""
    """What a browser must show once; empty where every browser is let in."""
    is_writable: bool = True
    state: UserState | None = None
    """Where opened folders are remembered, if they are."""


class TokenCheck:
    """Answers with status 403 where a request has no token; an empty token lets everybody in."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app, self.token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http" or not self.token or needs_no_token(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = read_headers(scope)
        name = f"{COOKIE}-{headers.get(b'host', '').rpartition(':')[2]}"  # browsers send a cookie to every port of a host
        if scope["path"] == "/" and self._is_right(*parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])):
            await self._let_in(name)(scope, receive, send)
        elif self._is_right(read_cookie(headers.get(b"cookie", ""), name), read_bearer(headers.get(b"authorization", ""))):
            await self.app(scope, receive, send)
        else:
            await answer_stranger(scope["path"])(scope, receive, send)

    def _is_right(self, *given: str) -> bool:
        """True if one of these is the token; takes the same time for all others."""
        return any(hmac.compare_digest(one.encode(), self.token.encode()) for one in given)

    def _let_in(self, name: str) -> Response:
        answer = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
        answer.set_cookie(name, self.token, COOKIE_SECONDS, httponly=True, samesite="strict")
        return answer


def needs_no_token(path: str) -> bool:
    """True for a path that needs no token."""
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN_PATHS)


def read_cookie(header: str, name: str) -> str:
    """The value of a cookie; empty where there is none."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def read_bearer(header: str) -> str:
    """The token of an Authorization header; empty where there is none."""
    return header[len(BEARER) :].strip() if header[: len(BEARER)].lower() == BEARER else ""


def answer_stranger(path: str) -> Response:
    """The answer to who has no token: a page for the page, JSON for its scripts."""
    if path == "/":
        return HTMLResponse(PAGE.format(language=LANGUAGE.localize(), heading=NOT_LET_IN.localize(), hint=HOW.localize()), 403)
    return JSONResponse({"message": NOT_LET_IN.localize(), "hint": HOW.localize()}, 403)
