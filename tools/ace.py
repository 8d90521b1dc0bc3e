"""Check the EPUBs of output/, or those given, with DAISY Ace: one line per book; exit status 1 if it finds a violation."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import node

SECONDS = 300
"""Seconds that a book may take."""


def main() -> None:
    """Check the books."""
    books = [Path(name) for name in sys.argv[1:]] or sorted((node.ROOT / "output").glob("*.epub"))
    if not books:
        sys.exit("There is no EPUB in output/: `make` builds them.")
    found = {book: violations(book) for book in books}
    for book, lines in found.items():
        print(f"{book.name}: {len(lines)} violations")
        for line in lines:
            print(f"  {line}")
    sys.exit(any(found.values()))


def violations(book: Path) -> list[str]:
    """Return the violations that Ace finds in a book, one line each. Raises RuntimeError if Ace fails."""
    program = node.install() / "node_modules" / ".bin" / "ace-puppeteer"  # plain `ace` needs Electron's browser
    with tempfile.TemporaryDirectory() as folder:
        command = [str(program), "--silent", "--force", "--outdir", folder, str(book)]
        environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": node.browser()}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
        report = Path(folder) / "report.json"
        if not report.is_file():
            raise RuntimeError(done.stdout + done.stderr)
        facts = json.loads(report.read_text("utf-8"))
    lines = list(_lines(facts))
    if not lines and facts["earl:result"]["earl:outcome"] != "pass":
        raise RuntimeError(facts["earl:result"])
    return lines


def _lines(facts: Any) -> Iterator[str]:
    for part in facts["assertions"]:
        for one in part["assertions"]:
            test, result = one["earl:test"], one["earl:result"]
            where = part["earl:testSubject"]["url"]
            yield f"{test['earl:impact']} {test['dct:title']} in {where}: {' '.join(result['dct:description'].split())[:200]}"


if __name__ == "__main__":
    main()
