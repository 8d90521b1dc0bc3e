"""A collected book of which a handout has errors: it is not made, or made without that handout, and both are said."""

from pathlib import Path

import pytest

from jiangyi.build.load import load_collected_book
from jiangyi.core.diagnostics import Report
from jiangyi.project.project import load_project
from jiangyi.project.workspace import Workspace
from tests.support import body_text, invoke


@pytest.fixture
def faulty(workspace: Path) -> Path:
    content = workspace / "content"
    (content / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [甲.md, 乙.md, 丙.md, 丁.md]\n", "utf-8")
    (content / "甲.md").write_text("# 甲\n\n春眠不觉晓。\n", "utf-8")
    (content / "乙.md").write_text("# 乙\n\n见[#无]和[#没有]。\n", "utf-8")
    (content / "丙.md").write_text("# 丙\n\n处处闻啼鸟。\n", "utf-8")
    return workspace


def test_book_with_a_faulty_handout_is_not_made(faulty: Path) -> None:
    done = invoke("build", "--to", "pdf", "--workspace", faulty)
    assert done.returncode == 1
    assert done.stderr.count("合集.pdf not made: 乙.md has 2 errors; 丁.md is missing") == 2, "as an error and below the table of files"
    assert done.stderr.rstrip().endswith("丁.md is missing")
    assert {path.name for path in (faulty / "output").glob("*.pdf")} == {"甲.pdf", "丙.pdf"}


def test_book_is_made_without_a_faulty_handout(faulty: Path) -> None:
    done = invoke("build", "--to", "pdf", "--keep-going", "--workspace", faulty)
    assert done.returncode == 1
    assert "warning[book-incomplete]: 合集.pdf made without some handouts: 乙.md has 2 errors; 丁.md is missing" in done.stderr
    pages = "".join(body_text(faulty / "output" / "合集.pdf"))
    assert "春眠不觉晓" in pages
    assert "处处闻啼鸟" in pages
    assert "暂未收入：乙.md、丁.md" in pages


def test_preview_shows_the_book_without_a_faulty_handout(faulty: Path) -> None:
    report = Report()
    found = load_collected_book(load_project(Workspace(faulty)), {}, report)
    assert found
    assert [str(handout.title) for handout in found[1].handouts] == ["甲", "丙"]
    assert "book-incomplete" in {diagnostic.code for diagnostic in report}


def test_book_without_any_sound_handout_is_not_made(workspace: Path) -> None:
    (workspace / "content" / "book.yaml").write_text("title: 合集\nhandouts: [无.md]\n", "utf-8")
    done = invoke("build", "--to", "pdf", "--keep-going", "--workspace", workspace)
    assert done.returncode == 1
    assert "book.pdf not made: 无.md is missing" in done.stderr


def test_few_of_many_handouts_are_named_and_none_with_a_control_character(workspace: Path) -> None:
    (workspace / "content" / "甲.md").write_text("# 甲\n\n春眠不觉晓。\n", "utf-8")
    names = ["甲.md", '"a\\0b.md"', *(f"{number}.md" for number in range(1000))]
    (workspace / "content" / "book.yaml").write_text(f"title: 合集\nhandouts: [{', '.join(names)}]\n", "utf-8")
    project, report = load_project(Workspace(workspace)), Report()
    found = load_collected_book(project, {}, report)
    assert found
    assert "\0" not in str(found[1].head.colophon)
    (incomplete,) = (one for one in report if one.code == "book-incomplete")
    assert len(incomplete.message) < 1000
    assert "981 more" in incomplete.message
