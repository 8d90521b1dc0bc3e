"""Editions, papers and themes are named in Chinese and in any case; the names of files stay."""

from pathlib import Path

import pytest

from jiangyi.model import EDITION_WORDS, EDITIONS
from jiangyi.project import Workspace
from jiangyi.studio.live.live_documents import LiveDocuments
from jiangyi.theme import find_paper, find_theme, load_theme
from jiangyi.theme.themes import list_sheet_names
from tests.support import ROOT, invoke

SHIPPED = Workspace(ROOT)
HANDOUT = "---\n标题: 食堂\n主题: 素雅\n---\n\n甲。\n\n::: 提示 {版本=教师版}\n乙。\n:::\n"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "甲.md").write_text(HANDOUT, "utf-8")
    return tmp_path


@pytest.mark.parametrize(("kind", "find"), [("papers", find_paper), ("themes", find_theme)])
def test_every_paper_and_theme_has_names_that_are_its_own(kind: str, find: object) -> None:
    groups = [group.split() for group in list_sheet_names(SHIPPED, kind)]
    words = [word for group in groups for word in dict.fromkeys(map(str.lower, group))]
    assert all(len(group) > 1 for group in groups)
    assert len(words) == len(set(words))
    for name, *others in groups:
        for word in (name, name.upper(), *others):
            assert find(SHIPPED, word) == name  # type: ignore[operator]
    assert find(SHIPPED, "没有") is None  # type: ignore[operator]


def test_the_usual_theme_has_names() -> None:
    assert [find_theme(SHIPPED, word) for word in ("", "default", "Default", "默认")] == [""] * 4


def test_a_theme_in_chinese_is_the_theme() -> None:
    assert load_theme(SHIPPED, "素雅") == load_theme(SHIPPED, "quiet")


def test_every_edition_has_a_name_in_chinese() -> None:
    assert {EDITION_WORDS.find(name) for name in EDITIONS if name} == set(EDITIONS) - {""}
    assert all(not EDITION_WORDS.name(name).zh.isascii() for name in EDITIONS if name)


@pytest.mark.slow
def test_files_keep_their_names(workspace: Path) -> None:
    done = invoke("build", "--to", "txt", "--edition", "教师版、Student", "--paper", "大字版", "--theme", "黑白", cwd=workspace)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (workspace / "output").iterdir()}
    assert names == {"甲.teacher.a4-large-print.ink.txt", "甲.student.a4-large-print.ink.txt"}
    teacher, student = (workspace / "output" / f"甲.{name}.a4-large-print.ink.txt" for name in ("teacher", "student"))
    assert "乙" in teacher.read_text("utf-8")
    assert "乙" not in student.read_text("utf-8")


@pytest.mark.parametrize(
    ("option", "word", "shown"),
    [
        ("--paper", "a9", "没有名为 a9 的纸张；可用的有：16开、A4、大字版"),
        ("--theme", "蓝色", "没有名为 蓝色 的主题；可用的有：仿宋、黑白"),
        ("--edition", "家长版", "没有名为 家长版 的版本；可用的版本：答案册、挖空版、阅读版、学生版、教师版"),
    ],
)
def test_unknown_names_are_answered_in_chinese(workspace: Path, option: str, word: str, shown: str) -> None:
    assert shown in invoke("build", "--to", "txt", option, word, cwd=workspace).stderr


@pytest.mark.slow
def test_an_edition_of_a_book_may_have_the_name_of_ours(workspace: Path) -> None:
    book = "标题: 书\n讲义: [甲.md]\n自定义版本: {教师版: {答案: 不印}, 家长: {作答空间: 否}}\n"
    (workspace / "content" / "book.yaml").write_text(book, "utf-8")
    done = invoke("build", "--to", "txt", "--edition", "老师版,家长", cwd=workspace)
    assert done.returncode == 0, done.stderr
    assert {path.name.split(".")[1] for path in (workspace / "output").iterdir()} == {"teacher", "家长"}


def test_the_preview_shows_one_theme(workspace: Path) -> None:
    documents = LiveDocuments(Workspace(workspace), "ink")
    assembled = documents._assemble_book("甲.md")
    assert assembled
    assert assembled[1].head.theme == "ink"


def test_a_theme_of_a_handout_that_is_unknown_is_reported(workspace: Path) -> None:
    (workspace / "content" / "甲.md").write_text("---\n标题: 食堂\n主题: 蓝色\n---\n\n甲。\n", "utf-8")
    stderr = invoke("check", cwd=workspace).stderr
    assert "没有名为“蓝色”的主题" in stderr
    assert "仿宋、黑白" in stderr
