"""Checking many handouts in several processes."""

import os
from pathlib import Path

import pytest

from jiangyi.build import check_all
from jiangyi.build.handout_facts import HandoutFacts
from jiangyi.build.load import read_facts
from jiangyi.project import Workspace
from tests.support import invoke

DEADLY = ("讲义3", "讲义8")


def read_or_die(workspace: Workspace, path: Path) -> tuple[HandoutFacts, bool]:
    if path.stem in DEADLY:
        os._exit(9)
    return read_facts(workspace, path)


@pytest.mark.slow
def test_a_handout_that_kills_its_reader_is_named(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        (workspace / "content" / f"讲义{number}.md").write_text(f"# 讲义{number}\n\n第{number}段话，内容各不相同。\n", "utf-8")
    (workspace / "content" / "坏.md").write_text("# 坏\n\n::: nothing\n", "utf-8")
    monkeypatch.setattr(check_all, "read_facts", read_or_die)
    monkeypatch.setattr(check_all, "HANDOUTS_PER_PROCESS", 4)
    monkeypatch.setattr(check_all, "CHUNK", 3)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(check_all, "_start_method", lambda: "fork")
    done = invoke("check", cwd=workspace)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("[worker-died]") == len(DEADLY)
    assert all(f"{name}.md" in done.stderr for name in DEADLY)
    assert "坏.md:3" in done.stderr
