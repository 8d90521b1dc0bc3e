"""Kinds of problems that are left as they are."""

from pathlib import Path

import pytest

from jiangyi.studio.checking.disabled_kinds import turn_off
from jiangyi.studio.refusals import Refused
from tests.studio.in_process import Studio

CODE, OFF = "half-width-mark", "checks: {off: [half-width-mark]}"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("例.md", "# 例\n\n好,的。\n", f"---\n{OFF}\n---\n\n# 例\n\n好,的。\n"),
        ("例.md", "---\ntitle: 例  # 注\n---\n\n好,的。\n", "---\ntitle: 例  # 注\nchecks:\n  off:\n  - half-width-mark\n---\n\n好,的。\n"),
        (
            "例.yaml",
            "title: 例\nchecks: {off: [stale]}\nblocks:\n- 甲。\n",
            "title: 例\nchecks: {off: [stale, half-width-mark]}\nblocks:\n- 甲。\n",
        ),
        ("例.yaml", "title: 例\nchecks: {off: [half-width-mark]}\n", "title: 例\nchecks: {off: [half-width-mark]}\n"),
    ],
)
def test_a_kind_is_turned_off_in_the_head(name: str, before: str, after: str) -> None:
    assert turn_off(name, before, CODE) == after


def test_what_cannot_be_read_is_left_alone() -> None:
    with pytest.raises(Refused):
        turn_off("例.yaml", "{title: 例, blocks: [甲]}", CODE)
    with pytest.raises(Refused):
        turn_off("例.yaml", "title: [", CODE)


@pytest.mark.parametrize("has_book", [True, False])
def test_a_kind_is_turned_off_everywhere_and_put_back(workspace: Path, has_book: bool) -> None:
    content = workspace / "content"
    texts = {"一.md": "# 一\n\n好,的。\n", "二.md": "# 二\n\n不,好。\n"} | (
        {"book.yaml": "title: 集\nhandouts: [一.md]\n"} if has_book else {}
    )
    for name, text in texts.items():
        (content / name).write_text(text, "utf-8")
    studio = Studio(workspace)
    studio.step_all()
    done = studio.post("/api/check/leave", {"code": CODE}).data
    assert sorted(one["name"] for one in done["saved"]) == (["book.yaml"] if has_book else ["一.md", "二.md"])
    assert CODE not in [kind["code"] for kind in reopen(workspace).get("/api/check").data["kinds"]]
    studio.post("/api/sources/undo", {"change": done["change"]})
    assert {name: (content / name).read_text("utf-8") for name in texts} == texts
    assert studio.post("/api/check/leave", {"code": "ref-unresolved"}).status == 404


def reopen(workspace: Path) -> Studio:
    studio = Studio(workspace)
    studio.step_all()
    return studio
