"""Hostile requests to `serve`: bytes that are no HTTP, paths that lead out, foreign hosts and origins, and methods that write."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile_runs import SECRET, list_files, make_workspace
from tests.fuzz.hostile_texts import CHARACTERS, NUMBERS, PATHS
from tests.law import law
from tests.support import ROOT

WAIT = 30
"""Seconds until a response; a busy machine may take a while."""
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
TOKEN = "@TOKEN@"
"""Stands for the token of the server in generated requests."""
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "G\0T")
ROUTES = ("/", "/static/", "/events", "/pages/", "/book/", "/files/", "/%2e%2e/", "//", "/..", "/\\", "*", "")
PARTS = (
    "另一份.md",
    "%E5%8F%A6%E4%B8%80%E4%BB%BD.md",
    "/1.jpg",
    "/pdf",
    "/epub",
    "/-/",
    "?width=",
    "?digest=",
    "?name=",
    "&",
    "%00",
    "%ff",
    "%",
    "%2f",
    "..",
    *PATHS,
    *NUMBERS,
    *CHARACTERS,
)
HEADERS = (
    "Host: 127.0.0.1", "Host: evil.example", "Host: ", "Host: 127.0.0.1:99999", "Origin: http://evil.example", "Origin: null",
    "Sec-Fetch-Site: cross-site", "Content-Length: 99999999999", "Content-Length: -1", "Transfer-Encoding: chunked", "Connection: close",
    "Connection: upgrade", "Upgrade: websocket", "Range: bytes=0-1,5-1,-", "If-None-Match: *", "Accept-Encoding: \0",
    "Cookie: " + "a" * 5000, "X: " + "b" * 70000, "Expect: 100-continue", ":", "X",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    """The port of a `serve` process, its token, and its workspace."""
    root = make_workspace(tmp_path_factory.mktemp("served"))
    command = [sys.executable, str(ROOT / "compile.py"), "serve", "--port", "0", "--workspace", str(root)]
    log = root.parent / "log.txt"
    with log.open("wb") as messages:
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=messages, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stderr
    found = re.search(rb"http://127\.0\.0\.1:(\d+)/\?token=(\w+)", process.stderr.readline())
    assert found
    try:
        yield int(found[1]), found[2].decode(), root
    finally:
        process.send_signal(signal.SIGINT)
        _, written = process.communicate(timeout=WAIT)
    assert b"Traceback" not in written + log.read_bytes(), written.decode()


def send(port: int, data: bytes) -> bytes:
    """The first bytes of what the server answers; it may close the connection without an answer."""
    with socket.create_connection(("127.0.0.1", port), WAIT) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(4096)
        except TimeoutError:
            raise
        except OSError:
            return b""


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """A request that is complete, or bytes like one."""
    path = draw(st.sampled_from(ROUTES)) + "".join(draw(st.lists(st.sampled_from(PARTS), max_size=4)))
    headers = draw(st.lists(st.sampled_from(HEADERS), max_size=4))
    if draw(st.booleans()):
        headers = ["Host: 127.0.0.1", *headers]
    if draw(st.booleans()):
        headers.append(f"Authorization: Bearer {TOKEN}")
    body = draw(st.sampled_from(("", "", "a=1", "0\r\n\r\n", "zz\r\n", "x" * 100_000)))
    text = "\r\n".join([f"{draw(st.sampled_from(METHODS))} {path} HTTP/1.1", *headers, "", body])
    whole = text.encode("utf-8", "surrogatepass")
    return draw(
        st.just(whole) | st.just(whole) | st.binary(max_size=40).map(whole.replace(b" ", b" ", 1).__add__) | st.binary(max_size=200)
    )


@pytest.mark.slow
@law(300)
@given(request=requests())
def test_requests(server: tuple[int, str, Path], request: bytes) -> None:
    port, token, root = server
    before = list_files(root, root, (".jiangyi",))
    answer = send(port, request.replace(TOKEN.encode(), token.encode()))
    status = STATUS.match(answer)
    assert status is None or int(status[1]) < 500, answer[:200]
    assert SECRET.encode() not in answer
    assert list_files(root, root, (".jiangyi",)) == before
    good = f"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    assert STATUS.match(send(port, good.encode())).group(1) == b"200"  # type: ignore[union-attr]
