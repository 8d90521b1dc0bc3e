"""Stored results of the right shape and with a right digest, but forged: a build still makes its files."""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support import invoke

DIGEST, LENGTH = 32, 4
"""Bytes of the digest of an entry, and of the length of its head."""
TEXT = "# 讲义\n\n第一段，讲由来[^1]。\n\n[^1]: 注。\n\n## 节\n\n$x^2$\n\n- 甲\n- 乙\n\n```python\nx = None\n```\n"


def without_content(value: Any) -> Any:
    """A value of the same kind that is empty."""
    return type(value)() if isinstance(value, dict | list | str | bytes | int | float) else value


def with_empty_parts(value: Any) -> Any:
    """A value whose parts are empty."""
    if isinstance(value, dict):
        return {key: without_content(part) for key, part in value.items()}
    return [without_content(part) for part in value] if isinstance(value, list) else without_content(value)


@pytest.mark.parametrize("forge", [without_content, with_empty_parts])
def test_forged_results_stop_no_build(tmp_path: Path, forge: Callable[[Any], Any]) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name in ("一", "二"):
        (content / f"{name}.md").write_text(TEXT, "utf-8")
    (content / "book.yaml").write_text("title: 合集\nhandouts: [一.md, 二.md]\n", "utf-8")
    assert invoke("build", "--jobs", "1", cwd=tmp_path).returncode == 0
    forged = 0
    for path in (tmp_path / ".jiangyi" / "cache").glob("??/*"):
        data = path.read_bytes()[DIGEST:]
        start = LENGTH + int.from_bytes(data[:LENGTH])
        with contextlib.suppress(msgspec.MsgspecError):  # files, which are no records
            body = msgspec.msgpack.encode(forge(msgspec.msgpack.decode(data[start:])))
            whole = data[:start] + body
            path.write_bytes(hashlib.sha256(path.name.encode() + whole).digest() + whole)
            forged += 1
    assert forged > 10
    (content / "一.md").write_text(TEXT.replace("由来", "由来和去向"), "utf-8")
    done = invoke("build", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "output").iterdir()} >= {"一.pdf", "一.epub", "book.pdf", "book.epub"}
