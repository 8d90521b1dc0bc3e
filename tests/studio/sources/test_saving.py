"""Saving source files: versions, merges, conflicts, and what the disk prevents."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.studio.in_process import Answer, Studio

NAME = "讲稿.md"
TEXT = "---\ntitle: 讲稿\n---\n\n第一段。\n\n第二段。\n\n第三段。\n"


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace of one handout."""
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    return Studio(workspace)


def read(studio: Studio, name: str = NAME) -> Any:
    """What the studio answers for a file."""
    return studio.get(f"/api/sources/text?name={quote(name)}").data


def save(studio: Studio, text: str, base: str, name: str = NAME) -> Answer:
    """Save a text."""
    return studio.post("/api/sources/save", {"name": name, "text": text, "base": base})


def test_a_text_is_read_and_saved(studio: Studio, workspace: Path) -> None:
    shown = read(studio)
    assert (shown["text"], shown["writable"]) == (TEXT, True)
    answer = save(studio, TEXT + "第四段。\n", shown["version"])
    assert (answer.status, answer.data["state"]) == (200, "saved")
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT + "第四段。\n"
    assert read(studio)["version"] == answer.data["version"] == answer.data["mine"]


def test_a_new_file_is_made_only_where_there_is_none(studio: Studio, workspace: Path) -> None:
    assert save(studio, "# 新\n", "", "第一章/新.md").data["state"] == "saved"
    assert (workspace / "content" / "第一章" / "新.md").read_text("utf-8") == "# 新\n"
    assert save(studio, "# 另一份\n", "", "第一章/新.md").data["state"] == "conflict"


def test_line_ends_byte_order_mark_and_mode_are_kept(studio: Studio, workspace: Path) -> None:
    path = workspace / "content" / NAME
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    shown = read(studio)
    assert shown["text"] == TEXT
    save(studio, TEXT + "第四段。\n", shown["version"])
    assert path.read_bytes() == b"\xef\xbb\xbf" + (TEXT + "第四段。\n").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640 or os.name == "nt"


def test_edits_of_other_lines_are_merged_with_what_another_program_has_written(studio: Studio, workspace: Path) -> None:
    base = read(studio)["version"]
    (workspace / "content" / NAME).write_text(TEXT.replace("第三段", "第三段（别处改的）"), "utf-8")
    answer = save(studio, TEXT.replace("第一段", "第一段（这里改的）"), base)
    assert (answer.status, answer.data["state"]) == (200, "merged")
    assert answer.data["text"] == TEXT.replace("第一段", "第一段（这里改的）").replace("第三段", "第三段（别处改的）")
    assert read(studio)["text"] == answer.data["text"]
    # more was typed while the answer was on its way
    later = TEXT.replace("第一段", "第一段（这里又改了）")
    again = save(studio, later, answer.data["mine"])
    assert (again.data["state"], again.data["text"]) == ("merged", later.replace("第三段", "第三段（别处改的）"))


def test_both_versions_of_the_same_lines_are_kept_and_shown(studio: Studio, workspace: Path) -> None:
    base, other = read(studio)["version"], TEXT.replace("第一段", "第一段（别处改的）")
    (workspace / "content" / NAME).write_text(other, "utf-8")
    mine = TEXT.replace("第一段", "第一段（这里改的）")
    answer = save(studio, mine, base)
    assert answer.status == 409
    assert (answer.data["state"], answer.data["text"]) == ("conflict", other)
    assert answer.data["both"] == TEXT.replace("第一段。", "第一段（这里改的）。\n第一段（别处改的）。")
    assert "changed elsewhere" in answer.data["message"]
    assert read(studio)["text"] == other
    (kept,) = [one for one in studio.get(f"/api/sources/history?name={quote(NAME)}").data["versions"] if one["kind"] == "unsaved"]
    assert studio.get(f"/api/sources/history/text?name={quote(NAME)}&id={kept['id']}").data["text"] == mine
    assert save(studio, mine, answer.data["version"]).data["state"] == "saved"
    assert other in texts_of(studio)


def texts_of(studio: Studio, name: str = NAME) -> list[str]:
    """The text of a file, and those of its earlier versions."""
    files = studio.desk.files
    found = [files.read_version(name, one.id).text for one in files.history.list_versions(name)]
    return [files.read(name).text, *found] if files.find_version(name) else found


def test_a_file_that_was_removed_meanwhile_is_made_again_on_demand(studio: Studio, workspace: Path) -> None:
    base = read(studio)["version"]
    (workspace / "content" / NAME).unlink()
    answer = save(studio, TEXT + "还在写。\n", base)
    assert (answer.status, answer.data["state"], answer.data["version"]) == (409, "removed", "")
    assert TEXT + "还在写。\n" in texts_of(studio)
    assert studio.get("/api/sources/removed").data["files"][0]["name"] == NAME
    assert save(studio, TEXT + "还在写。\n", "").data["state"] == "saved"
    assert studio.get("/api/sources/removed").data["files"] == []


def test_a_folder_that_is_gone_is_not_made_anew(studio: Studio, workspace: Path, tmp_path: Path) -> None:
    base, away = read(studio)["version"], tmp_path.parent / f"{tmp_path.name}-away"
    workspace.rename(away)
    answer = save(studio, TEXT + "还在写。\n", base)
    assert (answer.status, workspace.exists()) == (503, False)
    assert str(workspace) in answer.data["message"]
    assert "Put it back" in answer.data["hint"]
    away.rename(workspace)
    assert save(studio, TEXT + "还在写。\n", base).data["state"] == "saved"


def test_a_full_disk_leaves_the_file_as_it_was(studio: Studio, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, opened = read(studio)["version"], os.open

    def refuse(path: Any, flags: int, *others: int, **options: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return opened(path, flags, *others, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        answer = save(studio, TEXT + "写不下。\n", base)
    assert answer.status == 507
    assert "the disk is full" in answer.data["message"]
    assert "keeps your words" in answer.data["hint"]
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT
    assert save(studio, TEXT + "写不下。\n", base).data["state"] == "saved"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.md", "../content/讲稿.md", "a/../讲稿.md", "./讲稿.md", "a//b.md", "/讲稿.md", "讲稿.md/", ".hidden.md", "con.md",
        "a\0.md", "讲稿.txt", "../../../etc/passwd", "", "x" * 300 + ".md", "away/secret.md", "away.md", "C:\\x.md", "a\nb.md", "\ud800.md",
    ],
)  # fmt: skip
def test_nothing_is_read_or_written_outside_content(studio: Studio, workspace: Path, name: str) -> None:
    outside = workspace / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret words", "utf-8")
    (workspace / "content" / "away").symlink_to(outside)
    (workspace / "content" / "away.md").symlink_to(outside / "secret.md")
    (workspace / "secret.md").write_text("secret words", "utf-8")
    before = sorted(path for path in workspace.rglob("*") if ".jiangyi" not in path.parts)
    for answer in (
        studio.get(f"/api/sources/text?name={quote(name, errors='surrogatepass')}"),
        save(studio, "secret words", "", name),
        studio.post("/api/sources/restore", {"name": name, "id": "x", "base": ""}),
    ):
        assert 400 <= answer.status < 500
        assert b"secret words" not in answer.body
        assert answer.data["message"]
    assert sorted(path for path in workspace.rglob("*") if ".jiangyi" not in path.parts) == before
    assert (outside / "secret.md").read_text("utf-8") == (workspace / "secret.md").read_text("utf-8") == "secret words"


def test_a_history_that_is_a_link_out_of_the_workspace_is_not_written(studio: Studio, workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(workspace / ".jiangyi", ignore_errors=True)
    (workspace / ".jiangyi").symlink_to(elsewhere)
    assert save(studio, TEXT + "一句。\n", read(studio)["version"]).status == 400
    assert list(elsewhere.iterdir()) == []


def test_a_file_of_another_encoding_is_refused_with_what_to_do(studio: Studio, workspace: Path) -> None:
    (workspace / "content" / NAME).write_bytes(TEXT.encode("gb18030"))
    answer = studio.get(f"/api/sources/text?name={quote(NAME)}")
    assert answer.status == 400
    assert "UTF-8" in answer.data["message"]
    assert "Import" in answer.data["hint"]


def test_a_server_that_only_shows_writes_nothing(workspace: Path) -> None:
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    studio = Studio(workspace, is_writable=False)
    shown = read(studio)
    assert not shown["writable"]
    for path in ("save", "restore", "apply", "undo", "replace", f"pictures?name={quote(NAME)}"):
        assert studio.post(f"/api/sources/{path}", {}).status == 403
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT
    assert not (workspace / ".jiangyi" / "history").exists()


def test_what_a_closed_window_has_left_is_saved_once(studio: Studio) -> None:
    files = studio.desk.files
    base = read(studio)["version"]
    saved = save(studio, TEXT + "已保存。\n", base).data
    (version,) = [one for one in files.history.list_versions(NAME) if one.version == saved["version"]]
    save(studio, TEXT + "后来改的。\n", saved["version"])
    left = {"name": NAME, "text": TEXT + "已保存。\n", "base": base}
    assert studio.post("/api/sources/save", {**left, "left": version.time}).data["text"] == TEXT + "后来改的。\n"
    assert studio.post("/api/sources/save", {**left, "left": version.time + 1}).status == 409
