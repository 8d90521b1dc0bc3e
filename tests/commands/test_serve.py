"""How the studio is started: where no command is named, with a folder that has no content yet, and on a port that is taken."""

import json
import os
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from jiangyi.commands import first_use
from jiangyi.commands.serve import find_shown_folder
from tests.studio.browsing import serving
from tests.support import invoke, run


class Terminal:
    """A stream that a person looks at."""

    @staticmethod
    def isatty() -> bool:
        return True


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., bool]:
    """Whether a person with a screen begins in a folder; some of it may be otherwise."""

    def is_first_use(folder: str = "", terminal: object = Terminal(), **environment: str) -> bool:
        (tmp_path / "工作区" / "content").mkdir(parents=True, exist_ok=True)
        (tmp_path / "空").mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / (folder or "空"))
        for name in ("stdin", "stderr"):
            monkeypatch.setattr(sys, name, terminal)
        for name, value in {"DISPLAY": ":0", "WAYLAND_DISPLAY": "", "CI": "", **environment}.items():
            monkeypatch.setenv(name, value)
        return first_use.is_first_use()

    monkeypatch.setattr(sys, "platform", "linux")
    return is_first_use


def test_the_studio_opens_for_a_person_in_a_folder_without_content(begin: Callable[..., bool]) -> None:
    assert begin()
    assert begin(DISPLAY="", WAYLAND_DISPLAY="wayland-0")
    assert not begin("工作区")
    assert not begin("工作区/content")
    assert not begin(DISPLAY="")
    assert not begin(CI="true")
    assert not begin(terminal=None)


def test_without_a_person_no_command_is_a_build(tmp_path: Path) -> None:
    done = invoke(cwd=tmp_path)
    assert done.returncode == 2
    assert "no workspace found" in done.stderr


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = invoke("serve", "--workspace", tmp_path / "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no folder" in done.stderr


class Other(BaseHTTPRequestHandler):
    """Another program on the port."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(["no studio"]).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.slow
def test_the_studio_that_shows_the_folder_already_is_opened(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        host, port = server.address.removeprefix("http://").rstrip("/").split(":")
        assert find_shown_folder(host, int(port), server.token) == str(tmp_path)
        assert find_shown_folder(host, int(port), "wrong") == ""
        opened = run("serve", "--port", port, "--open", cwd=tmp_path, env=os.environ | {"BROWSER": "true"})
        assert (opened.returncode, opened.stdout, opened.stderr) == (0, "", "")
    assert find_shown_folder(host, int(port), server.token) == ""
    other = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    assert find_shown_folder("127.0.0.1", other.server_port, "x") == ""
    other.shutdown()
    other.server_close()
