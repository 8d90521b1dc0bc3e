"""Earlier versions: which are kept, restored and undone, and that damaged ones are absent."""

import zlib
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import limits
from jiangyi.project.workspace import Workspace
from jiangyi.store import digest_bytes
from jiangyi.studio.sources.history import (
    ALWAYS_KEPT,
    MAX_VERSIONS,
    SPACING,
    History,
    StoredVersion,
    choose_kept,
    parse_version_id,
)
from tests.law import law
from tests.studio.in_process import Studio

NAME, OTHER = "讲稿.md", "第一章/另一份.md"
TEXT = "---\ntitle: 讲稿\n---\n\n第一段。\n\n第二段。\n\n第三段。\n"
HEX = st.integers(0, 3).map(lambda number: digest_bytes(bytes([number])))
VERSION = st.builds(
    StoredVersion,
    time=st.integers(0, 40 * SPACING),
    kind=st.sampled_from(["typed", "typed", "typed", "found", "unsaved", "fixed"]),
    version=HEX,
    before=HEX | st.just(""),
    change=st.just("") | st.just("0123456789abcdef"),
)
VERSIONS = st.lists(VERSION, max_size=120, unique_by=lambda one: one.time)


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace of two handouts."""
    (workspace / "content" / OTHER).parent.mkdir()
    for name in (NAME, OTHER):
        (workspace / "content" / name).write_text(TEXT, "utf-8")
    return Studio(workspace)


def write(studio: Studio, *texts: str, name: str = NAME) -> None:
    """Save texts one after the other."""
    for text in texts:
        studio.desk.files.save(name, text, studio.desk.files.find_version(name))


def texts(studio: Studio, name: str = NAME) -> list[str]:
    """The texts of the versions of a file, newest first."""
    listed = studio.get(f"/api/sources/history?name={quote(name)}").data["versions"]
    return [studio.get(f"/api/sources/history/text?name={quote(name)}&id={one['id']}").data["text"] for one in listed]


@law(100)
@given(VERSIONS)
def test_what_is_kept_of_many_versions(versions: list[StoredVersion]) -> None:
    kept, ordered = choose_kept(versions), sorted(versions, reverse=True)
    assert kept == sorted(set(kept), reverse=True)
    assert set(kept) <= set(versions)
    assert len(kept) <= MAX_VERSIONS
    assert kept[:ALWAYS_KEPT] == ordered[:ALWAYS_KEPT]
    assert choose_kept(kept) == kept, "a second look drops nothing"
    if len(kept) < MAX_VERSIONS:
        dropped = set(versions) - set(kept)
        assert {one.kind for one in dropped} <= {"typed"}
        assert dropped.isdisjoint(one for one in versions if one.version in {change.before for change in versions if change.change})
        assert all(any(0 <= other.time - one.time < SPACING for other in kept) for one in dropped)


@law(50)
@given(VERSION, st.text(max_size=20))
def test_a_version_is_known_by_its_name(version: StoredVersion, other: str) -> None:
    assert parse_version_id(version.id) == version
    assert parse_version_id(other) is None
    assert parse_version_id(f"{version.id}{other}") is None or not other


def test_versions_are_listed_compared_and_restored(studio: Studio, workspace: Path) -> None:
    write(studio, TEXT.replace("二", "贰"), TEXT.replace("三", "叁"))
    assert texts(studio) == [TEXT.replace("三", "叁"), TEXT.replace("二", "贰"), TEXT]
    answer = studio.get(f"/api/sources/history?name={quote(NAME)}").data
    first = answer["versions"][-1]
    assert (first["kind"], answer["version"]) == ("found", answer["versions"][0]["version"])
    rows = studio.get(f"/api/sources/history/diff?name={quote(NAME)}&id={first['id']}").data["rows"]
    assert [row[:2] for row in rows if row and not row[2]] == [
        [[9, [["keep", "第"], ["take", "三"], ["keep", "段。"]]], [9, [["keep", "第"], ["put", "叁"], ["keep", "段。"]]]]
    ]
    assert rows[0] is None
    restored = studio.post("/api/sources/restore", {"name": NAME, "id": first["id"], "base": answer["version"]}).data
    assert (restored["state"], (workspace / "content" / NAME).read_text("utf-8")) == ("saved", TEXT)
    assert texts(studio)[:2] == [TEXT, TEXT.replace("三", "叁")], "restoring is a version, too"
    assert studio.get(f"/api/sources/history/text?name={quote(OTHER)}&id={first['id']}").status == 404


@pytest.mark.slow
def test_fifty_versions_are_kept(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(10**18, 10**19, SPACING * 1_000_000))
    monkeypatch.setattr("jiangyi.studio.sources.history.time.time_ns", lambda: next(clock))
    versions = [f"{TEXT}第{number}版\n" for number in range(60)]
    write(studio, *versions)
    assert texts(studio) == versions[:-51:-1]


@pytest.mark.slow
def test_of_what_is_typed_in_one_go_some_versions_are_kept(studio: Studio) -> None:
    versions = [f"{TEXT}{'字' * number}\n" for number in range(1, 30)]
    write(studio, *versions)
    assert texts(studio) == [*versions[: -ALWAYS_KEPT - 1 : -1], TEXT]


@pytest.mark.slow
def test_damaged_and_forged_versions_are_absent(studio: Studio, workspace: Path) -> None:
    write(studio, TEXT + "一\n", TEXT + "二\n")
    history = studio.desk.files.history
    newest, older, first = history.list_versions(NAME)
    folder = next(path for path in (workspace / ".jiangyi" / "history").iterdir() if path.is_dir())
    (folder / newest.id).write_bytes(zlib.compress(b"other words"))
    (folder / older.id).write_bytes(b"\0" * 10)
    (folder / first.id).write_bytes(zlib.compress(b"0" * (limits.SOURCE_BYTES.value + 10)))
    (folder / "000000000001.typed.x").write_bytes(b"")
    assert [history.read(NAME, one.id) for one in (newest, older, first)] == [None, None, None]
    for one in (newest.id, "../../../secret.txt", "000000000001.typed.x", ""):
        answer = studio.get(f"/api/sources/history/text?name={quote(NAME)}&id={quote(one)}")
        assert answer.status == 404
        assert "no longer exists" in answer.data["message"]
    write(studio, TEXT + "三\n")
    assert studio.desk.files.read(NAME).text == TEXT + "三\n"


def test_all_versions_together_have_a_limit_and_the_newest_one_of_each_file_stays(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HISTORY_BYTES", limits.Limit(limits.HISTORY_BYTES.what, 300))
    for number in range(12):
        History(Workspace(workspace)).add(f"{number % 2}.md", bytes(range(100)) + bytes([number]), "fixed")
    history = History(Workspace(workspace))
    history.prune()
    names = history.list_names()
    assert set(names) == {"0.md", "1.md"}
    assert all(history.read(name, newest.id) for name, newest in names.items())
    assert sum(path.stat().st_size for path in (workspace / ".jiangyi" / "history").glob("*/*.*")) < 600


def test_a_removed_file_comes_back_by_undoing(studio: Studio, workspace: Path) -> None:
    change = studio.desk.files.remove(NAME)
    assert not (workspace / "content" / NAME).exists()
    assert [one["name"] for one in studio.get("/api/sources/removed").data["files"]] == [NAME]
    answer = studio.post("/api/sources/undo", {"change": change}).data
    assert [(one["name"], one["state"]) for one in answer["saved"]] == [(NAME, "saved")]
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT
    studio.post("/api/sources/undo", {"change": answer["change"]})
    assert not (workspace / "content" / NAME).exists(), "undoing is undone"


def test_versions_follow_a_file_that_is_renamed(studio: Studio, workspace: Path) -> None:
    write(studio, TEXT + "一\n")
    studio.desk.files.rename(NAME, "新名称.md")
    assert (workspace / "content" / "新名称.md").read_text("utf-8") == TEXT + "一\n"
    assert texts(studio, "新名称.md") == [TEXT + "一\n", TEXT]
    assert studio.get("/api/sources/removed").data["files"] == []


def test_a_change_of_several_files_is_undone_as_one_and_later_edits_stay(studio: Studio, workspace: Path) -> None:
    files = studio.desk.files
    names = {name: files.find_version(name) for name in (NAME, OTHER)}
    body = {"kind": "fixed", "files": [{"name": name, "base": base, "text": TEXT.replace("二", "贰")} for name, base in names.items()]}
    body["files"].append({"name": "../x.md", "base": "", "text": "x"})  # type: ignore[attr-defined]
    change = studio.post("/api/sources/apply", body).data
    assert {one["name"]: one["state"] for one in change["saved"]} == {NAME: "saved", OTHER: "saved"}
    assert [(one["name"], bool(one["message"])) for one in change["refused"]] == [("../x.md", True)]
    write(studio, TEXT.replace("二", "贰") + "后来写的。\n")
    answer = studio.post("/api/sources/undo", {"change": change["change"]}).data
    assert {one["name"]: one["state"] for one in answer["saved"]} == {NAME: "merged", OTHER: "saved"}
    assert (workspace / "content" / NAME).read_text("utf-8") == TEXT + "后来写的。\n"
    assert (workspace / "content" / OTHER).read_text("utf-8") == TEXT
    assert studio.post("/api/sources/undo", {"change": "0" * 16}).status == 404
    assert studio.post("/api/sources/undo", {"change": ""}).status == 404


def test_what_make_clean_and_the_program_delete_is_not_the_history() -> None:
    from tests.support import ROOT

    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nclean:")[1].split("\n\n")[0]
    assert ".jiangyi/cache" in recipe
    assert ".jiangyi " not in recipe
