"""The studio as users run it: a `serve` process, and scripts in a real browser that shows its page."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests import browsing
from tests.studio.in_process import Answer
from tests.support import ROOT

RUN_SCRIPT = ROOT / "tests" / "studio" / "run_script.mjs"
ADDRESS = re.compile(r"(http://[^/\s]+/)(?:\?token=([\w-]+))?")
WAIT = 60
"""Seconds: a busy machine may take a while."""


@dataclass(frozen=True)
class Server:
    """A `serve` process."""

    address: str
    """Without the token."""
    token: str
    process: "subprocess.Popen[str]"

    @property
    def entrance(self) -> str:
        """The address that opens the page."""
        return f"{self.address}?token={self.token}" if self.token else self.address

    def ask(self, path: str, data: object = None, method: str = "", **headers: str) -> Answer:
        """The answer to a path, which is sent unchanged: POST where there are data. Headers as they are named, or with _ for -."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=WAIT)
        body = None if data is None else data if isinstance(data, bytes) else json.dumps(data).encode()
        connection.putrequest(method or ("GET" if body is None else "POST"), path, skip_host="Host" in headers)
        given = {"Authorization": f"Bearer {self.token}", "X-Studio": "1", "X-Language": "en"}
        given |= {"Content-Length": str(len(body))} if body is not None else {}
        for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        answer = Answer(response.status, response.read(), {name.lower(): value for name, value in response.getheaders()})
        connection.close()
        return answer

    def connect(self, path: str) -> HTTPConnection:
        """A connection that has asked for a path whose answer has no end."""
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=WAIT)
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        return connection


@contextlib.contextmanager
def serving(root: Path, *options: str) -> Iterator[Server]:
    """A `serve` process for a workspace. Afterwards it must have ended well, without a message."""
    command = [sys.executable, str(ROOT / "compile.py"), "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stderr
    line = process.stderr.readline()
    found = ADDRESS.search(line)
    try:
        assert found, line or process.stderr.read()
        yield Server(found[1], found[2] or "", process)
    finally:
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=WAIT)
    assert not messages.strip(), messages
    assert process.returncode in (0, 130, -2), process.returncode


def browse(
    server: Server,
    script: str,
    values: object = None,
    *,
    width: int = 1440,
    height: int = 900,
    phone: bool = False,
    dark: bool = False,
    language: str = "zh",
    allows_troubles: bool = False,
) -> dict[str, Any]:
    """Run a script in a browser that shows the studio, and return the facts that it has found; `run_script.mjs` says what it gets.

    Errors on the page and in the console of the browser fail, unless they are allowed; then they are among the facts.
    """
    settings = {"width": width, "height": height, "phone": phone, "dark": dark, "language": language, "allowsTroubles": allows_troubles}
    orders = {"entrance": server.entrance, "script": script, "values": values, **settings}
    return browsing.browse(RUN_SCRIPT, orders)  # type: ignore[no-any-return]
