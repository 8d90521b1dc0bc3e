"""Stored results of the right shape and with a right seal, but forged: a build still makes its files."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from jiangyi.store.seals import SEAL_SIZE, compute_seal, find_secret
from tests.support import invoke

LENGTH = 4
"""Bytes of the length of the head of an entry."""
TEXT = "# 讲义\n\n第一段，讲由来[^1]。\n\n[^1]: 注。\n\n## 节\n\n$x^2$\n\n- 甲\n- 乙\n\n![图](图.svg)\n\n```python\nx = None\n```\n"

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="9" height="9"/></svg>'


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
    (content / "图.svg").write_text(PICTURE, "utf-8")
    for name in ("一", "二"):
        (content / f"{name}.md").write_text(TEXT, "utf-8")
    (content / "book.yaml").write_text("title: 合集\nhandouts: [一.md, 二.md]\n", "utf-8")
    assert invoke("build", "--jobs", "1", cwd=tmp_path).returncode == 0
    forged = 0
    for path in (tmp_path / ".jiangyi" / "cache").glob("??/*"):
        data = path.read_bytes()[SEAL_SIZE:]
        start = LENGTH + int.from_bytes(data[:LENGTH])
        with contextlib.suppress(msgspec.MsgspecError):  # files, which are no records
            body = msgspec.msgpack.encode(forge(msgspec.msgpack.decode(data[start:])))
            whole = data[:start] + body
            as_entry(path, whole)
            forged += 1
    assert forged > 10
    (content / "一.md").write_text(TEXT.replace("由来", "由来和去向"), "utf-8")
    done = invoke("build", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "output").iterdir()} >= {"一.pdf", "一.epub", "book.pdf", "book.epub"}


def as_entry(path: Path, data: bytes) -> None:
    """Write an entry, or a table, with the right seal."""
    path.write_bytes(compute_seal(find_secret(), path.name, data) + data)


def with_body(path: Path, body: bytes) -> None:
    """Keep the head of an entry, whose seal is right; a table has none."""
    data = path.read_bytes()[SEAL_SIZE:]
    start = LENGTH + int.from_bytes(data[:LENGTH]) if path.parent.name == path.name[:2] else 0
    as_entry(path, data[:start] + body)


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def as_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def as_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "folder": as_folder,
    "link to a device": as_link,
    "pipe": as_pipe,
    "empty": lambda path: path.write_bytes(b""),
    "deep head": lambda path: as_entry(path, (9999).to_bytes(LENGTH) + b"\x91" * 9999),
    "deep body": lambda path: with_body(path, b"\x91" * 9999),
    "deep JSON": lambda path: with_body(path, b"[" * 99_999),
    "null": lambda path: with_body(path, b"null"),
    "object": lambda path: with_body(path, b"{}"),
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_whatever_is_in_the_place_of_an_entry_the_files_are_the_same(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """Also a cover or a whole file that has the right seal and is no picture or file of its kind."""
    content, output = tmp_path / "content", tmp_path / "output"
    content.mkdir()
    (content / "图.svg").write_text(PICTURE, "utf-8")
    (content / "一.md").write_text(TEXT, "utf-8")
    (content / "book.yaml").write_text("title: 合集\nhandouts: [一.md]\n", "utf-8")
    assert invoke("build", cwd=tmp_path).returncode == 0
    good = {path.name: path.read_bytes() for path in output.iterdir()}
    for path in [path for path in (tmp_path / ".jiangyi" / "cache").rglob("*") if path.is_file()]:
        damage(path)
    shutil.rmtree(output)
    done = invoke("build", cwd=tmp_path)
    assert (done.returncode, {path.name: path.read_bytes() for path in output.iterdir()}) == (0, good)


def test_results_that_were_sealed_elsewhere_are_not_read(tmp_path: Path) -> None:
    """A stranger's workspace may come with a cache, also one of the same program and fonts."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "一.md").write_text("# 讲义\n\n第一段。\n", "utf-8")
    cache = tmp_path / ".jiangyi" / "cache"
    assert invoke("check", cwd=tmp_path).returncode == 0
    mine = {path: path.read_bytes() for path in cache.rglob("*") if path.is_file() and path.stat().st_size}
    assert mine
    for path, data in mine.items():
        path.write_bytes(compute_seal(bytes(32), path.name, data[SEAL_SIZE:]) + data[SEAL_SIZE:])
    assert invoke("check", cwd=tmp_path).returncode == 0
    assert {path: path.read_bytes()[:SEAL_SIZE] for path in mine} == {path: data[:SEAL_SIZE] for path, data in mine.items()}
