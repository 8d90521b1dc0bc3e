"""The share as the preview serves it: files of ours with their types, and nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.core import Session
from jiangyi.share import tell_media_type
from tests.share.test_folder import update
from tests.studio.in_process import Studio

FILES = {"handouts/a.pdf": b"%PDF", "handouts/a.epub": b"PK", "site/a.js": b"1"}


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio in a workspace with a share; readers have no token."""
    (tmp_path / "content").mkdir()
    (tmp_path / "output").mkdir()
    update(tmp_path / "output" / "share", FILES)
    (tmp_path / "output" / "share" / "mine.txt").write_bytes(b"mine")
    (tmp_path / "secret.txt").write_bytes(b"secret words")
    with Session().activate():
        yield Studio(tmp_path, token="a token")


def test_files_of_the_share_are_served(studio: Studio) -> None:
    answer = studio.get("/share/handouts/a.pdf")
    assert (answer.status, answer.body) == (200, b"%PDF")
    assert studio.get("/share/") == studio.get("/share/index.html")
    assert studio.get("/share/").status == studio.get("/share/feed.xml").status == studio.get("/share/SHA256SUMS").status == 200
    assert studio.get("/share").status == 307


@pytest.mark.parametrize(
    "path",
    ["mine.txt", "../share.ledger.json", "..%2f..%2fsecret.txt", "handouts", "handouts/", "/etc/passwd", "handouts/../mine.txt", "%00"],
)
def test_nothing_else_is(path: str, studio: Studio) -> None:
    answer = studio.get(f"/share/{path}")
    assert answer.status == 404
    assert b"secret" not in answer.body
    assert b"mine" not in answer.body


def test_a_link_in_the_place_of_a_file_is_not_followed(studio: Studio, tmp_path: Path) -> None:
    file = tmp_path / "output" / "share" / "handouts" / "a.pdf"
    file.unlink()
    file.symlink_to(tmp_path / "secret.txt")
    assert studio.get("/share/handouts/a.pdf").status == 404


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
