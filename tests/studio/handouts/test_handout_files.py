"""Handouts are made, renamed, duplicated and deleted from the list, and nothing is written over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jiangyi.project import STARTERS
from tests.studio.in_process import Studio

BOOK = "title: 书\nhandouts:\n- 一.md  # 先\n- 二.md\n"


@pytest.fixture
def studio(workspace: Path) -> Iterator[Studio]:
    """A studio of two handouts and a book."""
    for name in "一二":
        (workspace / "content" / f"{name}.md").write_text(f"---\nid: {name}\ntitle: 标题{name}\n---\n\n正文。\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text(BOOK, "utf-8")
    return Studio(workspace)


def content(studio: Studio) -> dict[str, str]:
    """The text of each file in content/."""
    folder = studio.desk.workspace.content
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_the_list_has_times_and_starters(studio: Studio) -> None:
    data = studio.get("/api/handouts", x_language="zh").data
    assert {one["name"] for one in data["handouts"]} == {"book.yaml", "一.md", "二.md"}
    assert min(one["changed"] for one in data["handouts"]) > 1_500_000_000_000
    assert [one["title"] for one in data["starters"]] == [starter.title.zh for starter in STARTERS.values()]


def test_a_handout_is_made_where_there_is_no_content_yet(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    names = [
        studio.post("/api/handouts/create", {"starter": "topic", "title": title}).data["name"]
        for title in ("乡村 振兴", "乡村 振兴", "", "a/b:c?")
    ]
    assert names == ["乡村 振兴.md", "乡村 振兴 2.md", "Topic notes.md", "a-b-c-.md"]
    studio.documents._apply_changes()
    assert set(studio.documents.entries) == set(names)
    assert 'title: "a/b:c?"' in content(studio)["a-b-c-.md"]
    assert studio.post("/api/handouts/create", {"starter": "blank"}, x_language="zh").data["name"] == "空白讲义.md"
    for wrong, status in (({"starter": "../x"}, 404), ({"starter": "blank", "title": "长" * 300}, 400), ({"title": "x"}, 400)):
        assert studio.post("/api/handouts/create", wrong).status == status


def test_a_handout_is_renamed_with_its_place_in_the_book(studio: Studio) -> None:
    assert studio.post("/api/handouts/rename", {"name": "一.md", "stem": " 新 名 "}).data == {"name": "新 名.md"}
    assert content(studio)["book.yaml"] == BOOK.replace("一.md", "新 名.md")
    assert "标题一" in content(studio)["新 名.md"]
    before = content(studio)
    wrong = [
        ("新 名.md", "二"),
        ("新 名.md", "a/b"),
        ("新 名.md", ".x"),
        ("新 名.md", ""),
        ("../secret.md", "x"),
        ("无.md", "x"),
        ("book.txt", "x"),
    ]
    assert all(400 <= studio.post("/api/handouts/rename", {"name": name, "stem": stem}).status < 500 for name, stem in wrong)
    assert studio.post("/api/handouts/rename", {"name": "新 名.md", "stem": "新 名"}).data == {"name": "新 名.md"}
    assert content(studio) == before


def test_a_copy_has_no_id_of_the_original(studio: Studio) -> None:
    assert studio.post("/api/handouts/duplicate", {"name": "一.md"}, x_language="zh").data == {"name": "一 副本.md"}
    assert studio.post("/api/handouts/duplicate", {"name": "一.md"}, x_language="zh").data == {"name": "一 副本 2.md"}
    assert content(studio)["一 副本.md"] == content(studio)["一.md"].replace("id: 一\n", "")


def test_a_deleted_handout_comes_back_with_its_place_in_the_book(studio: Studio) -> None:
    before = content(studio)
    change = studio.post("/api/handouts/delete", {"name": "一.md"}).data["change"]
    assert content(studio) == {"book.yaml": BOOK.replace("- 一.md  # 先\n", ""), "二.md": before["二.md"]}
    assert studio.post("/api/handouts/delete", {"name": "一.md"}).status == 404
    assert studio.post("/api/sources/undo", {"change": change}).status == 200
    assert content(studio) == before


@pytest.mark.parametrize(
    ("language", "name", "picture"), [("zh", "讲义写法示例.md", "社区食堂.svg"), ("en", "study-notes.yaml", "forgetting-curve.svg")]
)
def test_the_example_comes_with_its_pictures(studio: Studio, language: str, name: str, picture: str) -> None:
    for _ in range(2):
        assert studio.post("/api/handouts/example", x_language=language).data == {"name": name}
    assert {name, f"pictures/{picture}"} <= content(studio).keys()
    assert len(content(studio)) == 5


def test_a_server_for_readers_changes_nothing(workspace: Path) -> None:
    studio = Studio(workspace, is_writable=False)
    (workspace / "content" / "一.md").write_text("# 一\n", "utf-8")
    requests = {
        "create": {"starter": "blank"},
        "example": {},
        "rename": {"name": "一.md", "stem": "二"},
        "duplicate": {"name": "一.md"},
        "delete": {"name": "一.md"},
    }
    assert {studio.post(f"/api/handouts/{name}", data).status for name, data in requests.items()} == {403}
    assert content(studio) == {"一.md": "# 一\n"}
