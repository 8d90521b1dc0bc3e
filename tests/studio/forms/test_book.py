"""The form of the book: its chapters, values and problems; a change touches its own lines of book.yaml only."""

from pathlib import Path

import pytest

from jiangyi.model.document import BookFile
from tests.studio.in_process import Studio

BOOK = "# 顺序\n标题: 合集   # 封面\nhandouts:\n- b.md   # 先讲\n- a.md\nshare: {title: 站}\n"


def make_book(folder: Path, text: str = BOOK) -> Studio:
    """The studio of a workspace with three handouts and a book."""
    content = folder / "content"
    content.mkdir()
    for name in ("a", "b", "c"):
        (content / f"{name}.md").write_text(f"# 讲义 {name}\n\n一段话。\n", "utf-8")
    if text:
        (content / "book.yaml").write_text(text, "utf-8")
    studio = Studio(folder)
    studio.step_all()
    return studio


def read_book(folder: Path) -> str:
    return (folder / "content" / "book.yaml").read_text("utf-8")


@pytest.mark.slow
def test_form_shows_values_chapters_and_every_field(tmp_path: Path) -> None:
    data = make_book(tmp_path).get("/api/book").data
    assert data["values"]["title"] == "合集"
    assert [(one["name"], one["title"]) for one in data["chapters"]] == [("b.md", "讲义 b"), ("a.md", "讲义 a")]
    assert [one["name"] for one in data["others"]] == ["c.md"]
    fields = [name for _, names in data["sections"] for name in names]
    assert sorted([*fields, "handouts"]) == sorted(BookFile.model_fields)
    assert {"Series", "Numbering", "Grid", "Edition", "ShareSettings", "SiteTranslation"} <= data["nodes"].keys()


def test_changes_touch_their_lines_only(tmp_path: Path) -> None:
    studio = make_book(tmp_path)
    changes = [{"path": ["handouts"], "value": ["a.md", "b.md", "c.md"]}, {"path": ["theme"], "value": "exam"}]
    data = studio.post("/api/book", {"changes": changes}).data
    assert (
        read_book(tmp_path) == "# 顺序\n标题: 合集   # 封面\ntheme: exam\nhandouts:\n- a.md\n- b.md   # 先讲\n- c.md\nshare: {title: 站}\n"
    )
    assert [one["name"] for one in data["chapters"]] == ["a.md", "b.md", "c.md"]
    studio.post(
        "/api/book", {"changes": [{"path": ["share", "url"], "value": "https://example.org/a/"}, {"path": ["theme"], "value": None}]}
    )
    assert "share: {title: 站, url: https://example.org/a/}\n" in read_book(tmp_path)
    assert "theme" not in read_book(tmp_path)


@pytest.mark.parametrize(
    ("path", "value", "words"), [("date", "2026-13-01", "13"), ("price", "三元", "三元"), ("theme", "nothing", "nothing")]
)
@pytest.mark.slow
def test_a_problem_is_that_of_its_field(tmp_path: Path, path: str, value: str, words: str) -> None:
    data = make_book(tmp_path).post("/api/book", {"changes": [{"path": [path], "value": value}]}).data
    assert [one["field"] for one in data["problems"]] == [path]
    assert words in data["problems"][0]["message"]
    assert data["values"][path] == value


def test_a_chapter_that_is_missing_is_said(tmp_path: Path) -> None:
    data = make_book(tmp_path, BOOK.replace("a.md", "x.md")).get("/api/book").data
    assert [one["field"] for one in data["problems"]] == ["handouts"]
    assert data["chapters"][1] == {"name": "x.md", "title": ""}


def test_book_is_created_with_all_handouts(tmp_path: Path) -> None:
    studio = make_book(tmp_path, "")
    data = studio.get("/api/book").data
    assert not data["exists"]
    assert [one["name"] for one in data["others"]] == ["a.md", "b.md", "c.md"]
    data = studio.post("/api/book/create").data
    assert data["exists"]
    assert read_book(tmp_path) == f"title: {tmp_path.name}\nhandouts:\n- a.md\n- b.md\n- c.md\n"
    assert studio.post("/api/book/create").status == 409


def test_a_file_that_is_no_yaml_is_refused_with_what_to_do(tmp_path: Path) -> None:
    answer = make_book(tmp_path, "title: [\n").get("/api/book")
    assert (answer.status, answer.data["hint"]) == (409, "Mend the line in the editor, then come back.")


def test_a_server_that_only_shows_writes_nothing(tmp_path: Path) -> None:
    studio = make_book(tmp_path)
    studio.desk.is_writable = False
    assert studio.post("/api/book", {"changes": [{"path": ["title"], "value": "乙"}]}).status == 403
    assert read_book(tmp_path) == BOOK
