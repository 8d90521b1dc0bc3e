"""Scripts that open our pages in a headless browser, carry out orders, and tell what they see (`browser.mjs`)."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tools import node

WIDTHS = (360, 768, 1280)
"""Of a phone, a tablet and a desktop, in CSS pixels."""
IN_BROWSER = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")]
"""The marks of tests that use it."""


def browse(script: Path, orders: Mapping[str, Any]) -> Any:
    """What a script sees, where nothing went wrong; BROWSER_PICTURES is a folder for its pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.json"
        path.write_text(json.dumps(orders), "utf-8")
        pictures = [shown] if (shown := os.environ.get("BROWSER_PICTURES")) else []
        command = ["node", str(script), str(path), node.browser(), *pictures]
        done = subprocess.run(command, cwd=node.install(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["troubles"] == []
    return found["seen"]
