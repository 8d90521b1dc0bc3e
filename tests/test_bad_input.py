"""Bad input: each folder of bad/ is the content/ of a workspace, and expected.txt holds all messages about it."""

import re
import shutil
from pathlib import Path

import pytest

from tests.support import ROOT, invoke, run

FOLDERS = sorted((ROOT / "tests" / "bad").iterdir())
GOOD = b"the last good file"
NEW_PROCESS = ("unknown-key", "yaml-quote")
"""Folders that the real command is run on."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_bad(folder: Path, tmp_path: Path, update: bool) -> None:
    shutil.copytree(folder, tmp_path / "content", ignore=shutil.ignore_patterns("expected.txt"))
    sources = [path for path in (tmp_path / "content").iterdir() if path.suffix in (".md", ".yaml") and path.stem != "book"]
    kept = [tmp_path / "output" / f"{path.stem}{suffix}" for path in sources for suffix in (".pdf", ".epub")]
    (tmp_path / "output").mkdir()
    for path in kept:
        path.write_bytes(GOOD)

    command = run if folder.name in NEW_PROCESS else invoke
    done = command("build", "--to", "pdf", "--jobs", "1", "--workspace", tmp_path, cwd=tmp_path)

    messages = re.sub(r"^fonts .*\n", "", done.stderr.split("\nfile ")[0], flags=re.MULTILINE).strip() + "\n"  # depends on the machine
    expected = folder / "expected.txt"
    if update:
        expected.write_text(messages, "utf-8")
    assert messages == expected.read_text("utf-8")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if not folder.name.startswith(("book-", "output-")):
        assert all(path.read_bytes() == GOOD for path in kept)


def test_symbolic_link_out_of_the_workspace_is_refused(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    (workspace / "content" / "图.svg").symlink_to(secret)
    (workspace / "content" / "例.md").write_text("# 例\n\n![图](图.svg)\n")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert "error[picture-outside]" in done.stderr
    assert not list((workspace / "output").glob("*"))


def test_other_handouts_are_still_built(workspace: Path) -> None:
    (workspace / "content" / "好.md").write_text("# 好\n\n文。\n")
    (workspace / "content" / "坏.md").write_text("# 坏\n\n见[#无]。\n")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["好.epub", "好.pdf"]


@pytest.mark.slow
def test_messages_follow_the_locale(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (workspace / "content" / "例.md").write_text("# 例\n\n见[#无]。\n")
    done = run("check", "--workspace", workspace)
    assert "错误[ref-unresolved]: 引用的 id“无”不存在" in done.stderr
