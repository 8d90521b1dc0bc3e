"""The share as the preview serves it: files of ours with their types, and nothing else."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jiangyi.core import Session
from jiangyi.project.workspace import Workspace
from jiangyi.share import tell_media_type
from jiangyi.studio.application import create_application
from jiangyi.studio.desk import Desk
from jiangyi.studio.event_stream import Hub
from jiangyi.studio.live.live_documents import LiveDocuments
from tests.share.test_folder import update
from tests.studio.test_requests import call

Ask = Callable[..., tuple[int, bytes]]
FILES = {"handouts/a.pdf": b"%PDF", "handouts/a.epub": b"PK", "site/a.js": b"1"}


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Status and body of the answer to a request, in a workspace with a share."""
    (tmp_path / "content").mkdir()
    (tmp_path / "output").mkdir()
    update(tmp_path / "output" / "share", FILES)
    (tmp_path / "output" / "share" / "mine.txt").write_bytes(b"mine")
    (tmp_path / "secret.txt").write_bytes(b"secret words")
    with Session().activate():

        async def run_live(function: Callable[..., Any], *arguments: Any) -> Any:
            return function(*arguments)

        yield partial(call, create_application(Desk(Hub(LiveDocuments(Workspace(tmp_path)), run_live))))


def test_files_of_the_share_are_served(ask: Ask) -> None:
    assert ask("/share/handouts/a.pdf") == (200, b"%PDF")
    assert ask("/share/") == ask("/share/index.html")
    assert ask("/share/")[0] == ask("/share/feed.xml")[0] == ask("/share/SHA256SUMS")[0] == 200
    assert ask("/share")[0] == 307


@pytest.mark.parametrize(
    "path",
    ["mine.txt", "../share.ledger.json", "..%2f..%2fsecret.txt", "handouts", "handouts/", "/etc/passwd", "handouts/../mine.txt", "%00"],
)
def test_nothing_else_is(path: str, ask: Ask) -> None:
    status, body = ask(f"/share/{path}")
    assert status == 404
    assert b"secret" not in body
    assert b"mine" not in body


def test_a_link_in_the_place_of_a_file_is_not_followed(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "output" / "share" / "handouts" / "a.pdf"
    file.unlink()
    file.symlink_to(tmp_path / "secret.txt")
    assert ask("/share/handouts/a.pdf")[0] == 404


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("feed.xml", "application/atom+xml;profile=opds-catalog;kind=acquisition"),
        ("feed.json", "application/opds+json"),
        ("SHA256SUMS", "text/plain"),
        ("a.epub", "application/epub+zip"),
        ("a.pdf", "application/pdf"),
        ("index.html", "text/html"),
        ("a.jpg", "image/jpeg"),
        ("a.unknown", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_name(path: str, kind: str) -> None:
    assert tell_media_type(path) == kind
