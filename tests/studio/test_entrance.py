"""Who is let into the studio, and what is kept for the user."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from jiangyi.core import Session
from jiangyi.studio.desk import is_loopback
from jiangyi.studio.server import find_network_address
from jiangyi.studio.user_state import UserState, find_state_folder
from tests.studio.in_process import HOST, Studio, call

TOKEN = "0123456789abcdef"
COOKIE = f"jiangyi-{HOST.rpartition(':')[2]}"
PATHS = ("/", "/static/app.js", "/events", "/api/folders", "/api/desk", "/api/phone", "/nothing")
FORGET = "/api/folders/forget"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with a token."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "content").mkdir()
    with Session().activate():
        yield Studio(root, token=TOKEN)


def test_nothing_but_the_share_is_shown_without_the_token(studio: Studio) -> None:
    wrong = [
        {},
        {"cookie": f"{COOKIE}=x"},
        {"cookie": f"jiangyi-1={TOKEN}"},
        {"cookie": f"{COOKIE}={TOKEN}0; ;="},
        {"cookie": '\xff="\\'},
        {"authorization": TOKEN},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": "Bearer "},
    ]
    for path in PATHS:
        assert [studio.get(path, **headers).status for headers in wrong] == [403] * len(wrong), path
    assert studio.get("/?token=x").status == studio.get(f"/api/desk?token={TOKEN}").status == 403
    assert studio.post("/api/folders/open").status == 403
    assert studio.get("/share/index.html").status == 404
    assert studio.get("/sharex").status == 403
    assert "token=" in studio.get("/", x_language="en").body.decode()
    assert "地址" in studio.get("/api/desk", x_language="zh").data["message"]


def test_the_address_with_the_token_lets_a_browser_in(studio: Studio) -> None:
    answer = studio.get(f"/?token={TOKEN}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=strict"} <= set(attributes)
    assert cookie.startswith(f"{COOKIE}=")
    for headers in ({"cookie": f"a=b; {cookie}"}, {"authorization": f"bearer {TOKEN}"}):
        assert studio.get("/", **headers).status == 200
        assert studio.get("/api/desk", **headers).data["folder"] == studio.desk.workspace.root.name


def test_a_change_needs_a_header_that_no_form_sends(workspace: Path) -> None:
    application = Studio(workspace).application
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        assert call(application, FORGET, "POST", b"{}", content_type=media_type).status == 403
    json = {"content_type": "application/json; charset=utf-8"}
    for headers in (json, {"x_studio": "1"}):
        assert call(application, FORGET, "POST", b'{"path": "x"}', **headers).status == 200
    assert call(application, FORGET, "POST", b'{"path": "x"}', **json, origin="http://evil.example").status == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"path": 1}', b"\xff", b"[" * 100_000, b'{"path": "\\ud800"}'])
def test_damaged_bodies_are_refused(workspace: Path, body: bytes) -> None:
    answer = Studio(workspace).post("/api/folders/open", body)
    assert answer.status in (400, 404)
    assert answer.data["message"]


def test_bodies_are_limited(workspace: Path) -> None:
    studio = Studio(workspace)
    assert studio.post("/api/folders/open", b" " * 8_000_001).status == 413
    answer = studio.post("/api/folders/open", b"{}", content_length="9" * 30)
    assert (answer.status, answer.data["message"]) == (413, "This is too large: at most 8 MB.")


def test_tokens_are_kept_and_differ_by_purpose(tmp_path: Path) -> None:
    state = UserState(tmp_path / "a" / "state")
    token = state.make_token("this machine")
    assert token == UserState(state.folder).make_token("this machine") != state.make_token("network")
    assert token != UserState(tmp_path / "b").make_token("this machine")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (state.folder, state.folder / "secret")} == {0o700, 0o600}
    (state.folder / "secret").write_bytes(b"short")
    assert state.make_token("this machine") != token
    closed = UserState(tmp_path / "a" / "state" / "secret" / "inner")  # a file is where the folder should be
    assert closed.make_token("x") != closed.make_token("x")
    closed.remember(tmp_path)
    assert closed.list_folders() == []


def test_folders_are_remembered_while_they_are_there(tmp_path: Path) -> None:
    state, roots = UserState(tmp_path / "state"), [tmp_path / name for name in "甲乙丙"]
    for root in (*roots, roots[0]):
        (root / "content").mkdir(parents=True, exist_ok=True)
        state.remember(root)
    assert [folder.name for folder in state.list_folders()] == ["甲", "丙", "乙"]
    (roots[2] / "content").rmdir()
    state.forget(str(roots[1]))
    assert [folder.path for folder in state.list_folders()] == [str(roots[0])]
    for damaged in (b"{", b'[{"path": 1}]', b"\xff", b'[{"path": "relative", "opened": 1}]'):
        (state.folder / "folders.json").write_bytes(damaged)
        assert state.list_folders() == []
    assert find_state_folder().name == "jiangyi"


def test_another_folder_is_opened_in_place_of_this_one(tmp_path: Path) -> None:
    state, roots = UserState(tmp_path / "state"), [tmp_path / name for name in "甲乙丙"]
    for root in roots:
        (root / "content").mkdir(parents=True)
        (root / "content" / f"{root.name}.md").write_text(f"# {root.name}\n", "utf-8")
        state.remember(root)
    studio = Studio(roots[0], state=state)
    listed = studio.get("/api/folders").data["folders"]
    assert [folder["name"] for folder in listed] == ["甲", "丙", "乙"]
    assert studio.post("/api/folders/open", {"path": str(tmp_path)}).status == 404
    (roots[2] / "output").symlink_to(tmp_path)
    assert studio.post("/api/folders/open", {"path": str(roots[2])}).status == 400
    assert studio.post("/api/folders/open", {"path": str(roots[1])}, x_folder="%2Felsewhere").status == 409
    assert list(studio.desk.hub.documents.entries) == ["甲.md"]
    assert studio.post("/api/folders/open", {"path": str(roots[1])}).data["folder"] == "乙"
    assert list(studio.desk.hub.documents.entries) == ["乙.md"]
    assert studio.desk.files.workspace.root == roots[1]
    assert studio.get("/api/folders").data["folders"][0]["name"] == "乙"
    assert Studio(roots[0], state=state, host="0.0.0.0").post("/api/folders/open", {"path": str(roots[1])}).status == 404


def test_a_folder_whose_name_is_not_unicode_is_shown(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"\xb8\xa9")  # GBK
    (root / "content").mkdir(parents=True)
    studio = Studio(root, state=UserState(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    studio.desk.state.remember(root)
    assert "??" in studio.get("/api/desk").data["path"]
    assert studio.get("/").status == studio.get("/api/folders").status == 200
    assert studio.post("/api/folders/forget", {"path": "x"}, x_folder=quote(studio.get("/api/desk").data["path"])).status == 200


def test_a_phone_gets_an_address_where_it_can_reach_the_server(workspace: Path) -> None:
    assert Studio(workspace).get("/api/phone").data == {"address": "", "code": ""}
    shown = Studio(workspace, network_address="http://192.168.1.4:8123/?token=x").get("/api/phone").data
    assert shown["code"].startswith("data:image/svg+xml;base64,")
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "192.168.1.4", "a")] == [True] * 3 + [
        False
    ] * 4
    assert find_network_address().count(".") in (0, 3)
