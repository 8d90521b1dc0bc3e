"""What the preview answers to strange requests: it is called without a network, so any bytes can be tried."""

import asyncio
import hashlib
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Session
from jiangyi.project.workspace import Workspace
from jiangyi.studio.access_control import log_failure
from jiangyi.studio.connections import BoundedProtocol
from jiangyi.studio.shell import build_page, read_script, read_stylesheet
from tests.law import law
from tests.studio.in_process import Studio, call
from tests.support import ROOT

NAME = "例.md"
PAGE = f"/pages/{quote(NAME)}"
ANSWERS = {200, 403, 404, 405}
Ask = Callable[..., tuple[int, bytes]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with a handout, and a secret file outside content/."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "content").mkdir()
    (root / "content" / NAME).write_text("# 例\n\n段落。\n", "utf-8")
    (root / "secret.txt").write_text("secret words", "utf-8")
    yield root
    assert sorted(path.name for path in root.iterdir() if path.name != ".jiangyi") == ["content", "secret.txt"]


@pytest.fixture(scope="module")
def ask(place: Path) -> Iterator[Ask]:
    """Status and body of the answer to a request."""
    with Session().activate():
        studio = Studio(place)
        studio.step_all(NAME)

        def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
            answer = call(studio.application, path, method, **headers)
            return answer.status, answer.body

        yield ask


ODD = {
    "many digits": f"{PAGE}/{'9' * 5000}.jpg",
    "a number of other digits": f"{PAGE}/%D9%A1.jpg",
    "a negative number": f"{PAGE}/-1.jpg",
    "page 0": f"{PAGE}/0.jpg",
    "a great width": f"{PAGE}/1.jpg?width={'9' * 5000}",
    "a zero": "/files/%00/pdf",
    "a zero in a page": f"{PAGE}/1%00.jpg",
    "no UTF-8": "/files/%ff%fe/pdf",
    "no escape": "/%zz",
    "encoded slashes": "/files/..%2f..%2fsecret.txt/pdf",
    "twice encoded": "/static/%252e%252e%252fsecret.txt",
    "up": "/static/../../secret.txt",
    "backslashes": "/files/..%5c..%5csecret.txt/pdf",
    "another format": f"/files/{quote(NAME)}/exe",
    "a format in capitals": f"/files/{quote(NAME)}/PDF",
    "a slash more": "/static/preview.js/",
    "slashes": "//",
    "a long address": "/" + "a" * 60_000,
    "a long name": f"/files/{'a' * 60_000}/pdf",
    "a source": f"/content/{quote(NAME)}",
    "a star": "*",
    "a foreign address": "http://evil.example/",
}


@pytest.mark.parametrize("path", ODD.values(), ids=ODD)
def test_odd_addresses_are_not_found(ask: Ask, path: str) -> None:
    status, body = ask(path)
    assert status == 404
    assert b"secret words" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND"])
def test_other_methods_are_not_allowed(ask: Ask, method: str) -> None:
    for path in ("/", "/events", "/static/preview.js", f"{PAGE}/1.jpg", f"/files/{quote(NAME)}/txt"):
        assert ask(path, method, x_studio="1")[0] == 405


def test_the_head_of_the_event_stream_ends(ask: Ask) -> None:
    assert ask("/events", "HEAD") == (200, b"")


FOREIGN = {
    "an origin": {"origin": "http://evil.example"},
    "no origin": {"origin": "null"},
    "another port": {"origin": "http://127.0.0.1:9000", "sec_fetch_site": "same-site"},
    "a script": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "cors"},
    "an image": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
    "a frame": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"},
    "a form": {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document", "origin": "http://evil.example"},
    "an unknown site": {"sec_fetch_site": "\xff"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_other_sites_use_nothing(ask: Ask, headers: dict[str, str]) -> None:
    for path in ("/", "/events", "/static/preview.js", f"{PAGE}/1.jpg", f"/files/{quote(NAME)}/txt"):
        assert ask(path, **headers)[0] == 403


def test_a_link_of_another_site_leads_to_the_page_only(ask: Ask) -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert ask("/", **link)[0] == 200
    assert ask(f"/files/{quote(NAME)}/txt", **link)[0] == 403


def test_the_page_itself_and_other_programs_are_served(ask: Ask) -> None:
    for headers in ({}, {"sec_fetch_site": "none"}, {"sec_fetch_site": "same-origin", "origin": "http://127.0.0.1:8123"}):
        assert ask("/", **headers)[0] == 200
        assert ask(f"{PAGE}/1.jpg?width=100", **headers)[1].startswith(b"\xff\xd8")


@pytest.mark.parametrize("kind", ["txt", "pdf", "epub"])
def test_files_are_made_without_writing(ask: Ask, place: Path, kind: str) -> None:
    before = digest_tree(place)
    assert ask(f"/files/{quote(NAME)}/{kind}")[0] == 200
    assert digest_tree(place) == before


def digest_tree(folder: Path) -> dict[str, str]:
    """The digest of every file in a folder."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@law(60)
@given(
    st.one_of(
        st.text(string.printable.replace(" ", ""), max_size=60).map(lambda text: "/" + text),
        st.tuples(
            st.sampled_from(["/files/", "/pages/", "/book/", "/static/", "/events/", "/"]),
            st.sampled_from([quote(NAME), "..", "%2e%2e", "%00", "%ff", "", "a" * 300, "9" * 30]),
            st.sampled_from(["/pdf", "/1.jpg", "/%00.jpg", "/x/-/nav.xhtml", "/-/", "/../secret.txt", "?width=1e9", "?digest=%00", "/"]),
        ).map("".join),
    ).filter(lambda path: not path.startswith("/events")),
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "X"]),
    st.dictionaries(
        st.sampled_from(["host", "origin", "sec_fetch_site", "range", "if_none_match", "accept_encoding", "content_length"]),
        st.text(st.characters(max_codepoint=255), max_size=20),
        max_size=3,
    ),
)
def test_any_request_has_an_answer(ask: Ask, path: str, method: str, headers: dict[str, str]) -> None:
    status, body = ask(path, method, **headers)
    assert status in ANSWERS
    assert b"secret words" not in body


def test_the_files_of_the_page_are_not_those_of_the_workspace(tmp_path: Path) -> None:
    for name in ("templates/studio/index.html.j2", "templates/studio/app.js", "styles/studio/handout.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a stranger's")
    workspace = Workspace(tmp_path)
    for data in (build_page(workspace, "", {}).encode(), read_script(workspace, "app.js"), read_stylesheet(workspace)):
        assert data
        assert b"a stranger's" not in data


def test_a_failure_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    try:
        int("x\ny")
    except ValueError as error:
        log_failure(error)
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert "test_requests.py" in caplog.text
    assert "Traceback" not in caplog.text


class Transport:
    """A connection that is never used."""

    is_closed = False

    def abort(self) -> None:
        """Close it."""
        self.is_closed = True

    def get_extra_info(self, _: str) -> None:
        """Nothing is known."""


def test_a_connection_without_a_request_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    import uvicorn
    from uvicorn.server import ServerState

    monkeypatch.setattr("jiangyi.studio.connections.REQUEST_SECONDS", 0.01)
    monkeypatch.setattr("jiangyi.studio.connections.MAX_CONNECTIONS", 2)

    async def run() -> list[bool]:
        config = uvicorn.Config(lambda: None, log_config=None)
        config.load()
        state, transports = ServerState(), [Transport() for _ in range(3)]
        for transport in transports:
            BoundedProtocol(config, state, {}).connection_made(transport)
        at_once = [transport.is_closed for transport in transports]
        await asyncio.sleep(0.05)
        return at_once + [transport.is_closed for transport in transports]

    assert asyncio.run(run()) == [False, False, True, True, True, True]


def test_bodies_are_read_within_limits_only() -> None:
    """An application that reads a body by itself has no limit."""
    readers = re.compile(r"request\.(json|body|form|stream)\(")
    studio = ROOT / "jiangyi" / "studio"
    found = {path.relative_to(studio).as_posix() for path in studio.rglob("*.py") if readers.search(path.read_text("utf-8"))}
    assert found == {"bodies.py"}
