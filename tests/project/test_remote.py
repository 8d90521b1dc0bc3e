"""Pictures from the network: fetched once, from web servers only, within limits of time and size."""

import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from jiangyi.core import Session, limits
from jiangyi.project.pictures import remote
from jiangyi.project.pictures.remote import FetchError, fetch_picture, normalize_address
from jiangyi.store import Store
from tests.support import invoke

PICTURE = BytesIO()
Image.new("RGB", (20, 20), "red").save(PICTURE, "PNG")
REDIRECTIONS = {
    "/here": "/a.png",
    "/loop": "/loop",
    "/file": "file:///etc/hostname",
    "/ftp": "ftp://127.0.0.1/a.png",
    "/data": "data:image/png;base64,AAAA",
    "/nowhere": "",
    "/scheme": "javascript:alert(1)",
    "/broken": "http://[::1/a.png",
}


class Handler(BaseHTTPRequestHandler):
    """Answers with a picture, and in wrong ways."""

    asked: list[str]

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        if self.path in REDIRECTIONS:
            self.send_response(302)
            self.send_header("Location", REDIRECTIONS[self.path])
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        elif self.path == "/slow-head":
            for _ in range(100):
                self.wfile.write(b"H")
                time.sleep(0.05)
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x" * 10_000)
        elif self.path == "/noise":
            self.wfile.write(b"\x00\xff\r\n\r\n")
        elif self.path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x")
        elif self.path == "/zipped":
            self.answer(gzip.compress(b"x" * 9_000_000), "gzip")
        elif self.path.startswith("/a") or self.path.startswith("/%E5%9B%BE"):
            self.answer(PICTURE.getvalue(), "identity")
        else:
            self.send_error(404)

    def answer(self, data: bytes, encoding: str) -> None:
        """Send data."""
        self.send_response(200)
        self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


class Server(ThreadingHTTPServer):
    """A web server that is silent about broken connections."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    """The address of a web server, and the paths that it was asked for."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(remote, "SECONDS", 0.4)
    monkeypatch.setattr(Handler, "asked", [], raising=False)
    monkeypatch.setattr(limits, "PICTURE_BYTES", replace(limits.PICTURE_BYTES, value=100_000))
    running = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}", Handler.asked
    running.shutdown()
    running.server_close()
    thread.join()


def test_a_picture_is_fetched_once_for_all_processes(server: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = server
    store = Store(tmp_path, lambda: "")
    for _ in range(3):  # sessions, as of three processes
        with Session(store=store).activate():
            assert fetch_picture(f"{address}/here") == PICTURE.getvalue()
    assert asked == ["/here", "/a.png"]
    time.sleep(0.05)  # the clock of the disk is coarse
    with Session(store=store.without_older()).activate():  # --force
        fetch_picture(f"{address}/here")
    assert len(asked) == 4


def test_an_old_picture_is_fetched_again(server: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address, asked = server
    monkeypatch.setattr(remote, "FRESH_SECONDS", 0.0)
    with Session(store=Store(tmp_path, lambda: "")).activate():
        fetch_picture(f"{address}/a.png")
        fetch_picture(f"{address}/a.png")
    assert len(asked) == 2


WRONG = {
    "/loop": remote.TOO_MANY_REDIRECTIONS,
    "/file": remote.NO_WEB_SERVER,
    "/ftp": remote.NO_WEB_SERVER,
    "/data": remote.NO_WEB_SERVER,
    "/scheme": remote.NO_WEB_SERVER,
    "/slow": remote.TOO_SLOW,
    "/slow-head": remote.TOO_SLOW,
    "/endless": limits.PICTURE_BYTES.what,
    "/nowhere": None,
    "/broken": None,
    "/noise": None,
    "/short": None,
    "/missing": None,
}


@pytest.mark.slow
@pytest.mark.parametrize("path", WRONG)
def test_wrong_answers_are_refused(server: tuple[str, list[str]], path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError) as caught:
        fetch_picture(server[0] + path)
    assert WRONG[path] in (None, caught.value.problem)
    assert caught.value.problem.en
    assert time.monotonic() - begun < 5


@pytest.mark.slow
def test_a_server_that_was_too_slow_is_not_asked_again(server: tuple[str, list[str]]) -> None:
    address, asked = server
    with Session().activate():
        for name in ("/slow", "/slow", "/a.png"):
            with pytest.raises(FetchError):
                fetch_picture(address + name)
    assert asked == ["/slow"]


def test_a_redirection_does_not_lead_into_the_network(server: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter([False, True, True, True])  # the first server counts as one of the internet
    monkeypatch.setattr(remote, "_is_local", lambda _: next(found))
    monkeypatch.setattr(remote._Guard, "watch", lambda *_: None)
    with pytest.raises(FetchError) as caught:
        fetch_picture(f"{server[0]}/here")
    assert caught.value.problem == remote.INTO_NETWORK


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/a.png", "file:///etc/passwd", "http://", "http:///a.png", "http://a:b@c.example/", "http://[::1/", "http://a:0/",
     "http://a:x/", "http://a:99999/", "http://a..b/", f"http://{'a' * 70}.example/", "//a.example/a.png", ""],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        normalize_address(url)


def test_addresses_become_ascii() -> None:
    assert normalize_address("http://例.example/图 1.png?q=甲&b=%20#top") == ("http://xn--fsq.example/%E5%9B%BE%201.png?q=%E7%94%B2&b=%20")
    assert normalize_address("http://a.example") == "http://a.example/"
    assert normalize_address("https://[::1]:8080/a\r\nX: y") == "https://[::1]:8080/aX:%20y"


@pytest.mark.parametrize(
    ("host", "is_local"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("169.254.169.254", True), ("::1", True), ("fe80::1%eth0", True),
     ("localhost", True), ("router", True), ("0.0.0.0", True), ("8.8.8.8", False), ("example.org", False)],
)  # fmt: skip
def test_local_addresses(host: str, *, is_local: bool) -> None:
    assert remote._is_local(host) is is_local


@pytest.mark.slow
def test_a_build_uses_and_refuses_remote_pictures(server: tuple[str, list[str]], workspace: Path) -> None:
    address, asked = server
    (workspace / "content" / "好.md").write_text(f"# 好\n\n![红]({address}/图.png)\n", "utf-8")
    (workspace / "content" / "坏.md").write_text(f"# 坏\n\n![红]({address}/zipped)\n\n![红]({address}/file)\n", "utf-8")
    done = invoke("build", "--allow-remote", "--workspace", workspace)
    assert done.returncode == 1
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["好.epub", "好.pdf"]
    assert "content/坏.md:3" in done.stderr
    assert "content/坏.md:5" in done.stderr
    assert asked.count("/%E5%9B%BE.png") == 1
