"""Content reads regular files of its workspace, and no others, by names that mean the same on every system."""

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Report, Span
from jiangyi.project import FileKind, FileRefused, Workspace, walk_files
from jiangyi.project.watch import list_inner_folders, list_watched_folders
from jiangyi.theme import check_stylesheets, report_unused_files
from tests.law import law
from tests.support import ROOT, invoke

SECRET = "外面的文字不得印出"
OUTSIDE = (
    "../../secret.md",
    "../../../../../../../../../../etc/passwd",
    "sub/../../../secret.md",
    "/etc/passwd",
    "C:/secret.md",
    "c:secret.md",
    "\\\\server\\share\\secret.md",
    "//server/share/secret.md",
    "..\\..\\secret.md",
    "link.md",
    "folder/secret.md",
    "chain.md",
)
UNREADABLE = ("pipe.md", "sub", "loop.md", "broken.md", "sub/", ".", "..", "zero.md")
MALFORMED = (
    "",
    " ",
    "a\0b",
    "a\nb",
    "a\u2028b",
    "\ud800",
    "\u202ea",
    "CON",
    "con.md",
    "sub/NUL.png",
    "Lpt1 .x",
    "a.",
    "a /b",
    "长" * 86,
    "a/" * 501,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace whose content/ has files, folders and links of every kind; outside it lies a file with a secret."""
    root = tmp_path / "place"
    content = root / "content"
    (content / "sub").mkdir(parents=True)
    (tmp_path / "secret.md").write_text(f"# {SECRET}\n\n{SECRET}。\n", "utf-8")
    (content / "good.md").write_text("# 甲\n\n段。\n", "utf-8")
    (content / "sub" / "good.md").write_text("# 乙\n\n段。\n", "utf-8")
    (content / "link.md").symlink_to(tmp_path / "secret.md")
    (content / "chain.md").symlink_to("link.md")
    (content / "folder").symlink_to(tmp_path)
    (content / "loop.md").symlink_to("loop.md")
    (content / "broken.md").symlink_to("nothing.md")
    (content / "inside.md").symlink_to("sub/good.md")
    (content / "zero.md").symlink_to("/dev/zero")
    os.mkfifo(content / "pipe.md")
    return root


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_is_found(place: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        Workspace(place).find_file(name, FileKind.HANDOUT)
    assert not refused.value.is_missing


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_regular_file_is_refused(place: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        Workspace(place).find_file(name, FileKind.PICTURE)
    assert not refused.value.is_missing


@pytest.mark.parametrize("name", MALFORMED)
def test_names_that_some_system_cannot_use_are_refused(place: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        Workspace(place).find_file(name, FileKind.PICTURE)
    assert not refused.value.is_missing
    assert not refused.value.is_outside
    refused.value.name.encode()


@pytest.mark.parametrize("name", ["good.md", "./good.md", "sub/../good.md", "sub//good.md", "inside.md", "../content/good.md"])
def test_files_of_the_workspace_are_found(place: Path, name: str) -> None:
    found = Workspace(place).find_file(name, FileKind.HANDOUT)
    assert "段" in found.read_text("utf-8")
    assert found.parent.name in ("content", "sub")
    assert ".." not in found.parts


def test_a_workspace_given_by_a_link_or_with_dots_contains_its_files(place: Path, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(place)
    for root in (tmp_path / "other", place / "content" / ".."):
        assert Workspace(root).find_file("good.md", FileKind.HANDOUT).is_file()


@law(200)
@given(
    st.lists(st.sampled_from(["..", ".", "sub", "folder", "link.md", "good.md", "\0", "a" * 300, "", "~", "%2e%2e", "loop.md"]), max_size=8)
)
def test_whatever_is_found_is_inside(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    root = tmp_path_factory.getbasetemp() / "law"
    if not root.is_dir():
        (root / "content" / "sub").mkdir(parents=True)
        for name in ("good.md", "sub/good.md"):
            (root / "content" / name).write_text("甲", "utf-8")
        (root / "content" / "folder").symlink_to(root.parent)
        (root / "content" / "link.md").symlink_to("/etc/passwd")
        (root / "content" / "loop.md").symlink_to("loop.md")
    try:
        found = Workspace(root).find_file("/".join(parts), FileKind.PICTURE)
    except FileRefused as refused:
        report = Report()
        refused.report(report, Span("content/甲.md", 1))
        assert report.diagnostics[0].message
    else:
        assert found.resolve().is_relative_to(root.resolve())
        assert found.read_text("utf-8") == "甲"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "build"])
def test_handouts_that_are_links_out_of_the_workspace_are_errors_and_the_others_are_built(place: Path, command: str) -> None:
    (place / "content" / "sub" / "good.md").unlink()
    done = invoke(command, "--workspace", place, *(["--to", "txt"] * (command == "build")))
    assert done.returncode == 1
    for name in ("link", "chain", "loop", "broken", "inside", "zero", "pipe"):
        assert f"--> content/{name}.md" in done.stderr
    assert SECRET not in done.stderr
    if command == "build":
        assert [path.name for path in (place / "output").iterdir()] == ["good.txt"]


def test_a_folder_of_handouts_that_lies_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "甲.md").write_text(f"# {SECRET}\n", "utf-8")
    (tmp_path / "elsewhere" / "book.yaml").write_text("title: 合\nhandouts: [甲.md]\n", "utf-8")
    place = tmp_path / "place"
    place.mkdir()
    (place / "content").symlink_to(tmp_path / "elsewhere")
    done = invoke("check", "--workspace", place)
    assert done.returncode == 1
    assert done.stderr.count("[file-refused]") == 1
    assert SECRET not in done.stderr


def test_stylesheets_that_are_no_files_of_the_workspace_are_errors(place: Path, tmp_path: Path) -> None:
    (place / "styles" / "themes").mkdir(parents=True)
    (place / "styles" / "print.css").symlink_to(tmp_path / "secret.md")
    (place / "styles" / "folder.css").mkdir()
    (place / "styles" / "themes" / "blue.css").symlink_to("/etc/passwd")
    (place / "styles" / "epub.css").symlink_to("tokens.css")
    (place / "styles" / "tokens.css").write_text((ROOT / "styles" / "tokens.css").read_text("utf-8"), "utf-8")
    report = Report()
    assert not check_stylesheets(Workspace(place), report)
    assert [str(one.span) for one in report] == ["styles/print.css"]
    report_unused_files(Workspace(place), report)
    found = [(str(one.span), one.severity.value) for one in report]
    assert found == [("styles/folder.css", "warning"), ("styles/print.css", "error"), ("styles/themes/blue.css", "warning")]
    assert [name for name, _ in walk_files(place / "styles", ".css")] == ["epub.css", "tokens.css"]


def test_a_folder_of_stylesheets_that_lies_outside_is_an_error(place: Path, tmp_path: Path) -> None:
    (tmp_path / "print.css").write_text("body { color: red }\n", "utf-8")
    (place / "styles").symlink_to(tmp_path)
    report = Report()
    assert not check_stylesheets(Workspace(place), report)
    assert [one.span.file for one in report] == ["styles"]
    assert walk_files(place / "styles", ".css") == []


@pytest.mark.parametrize("folder", ["content", "templates", "styles"])
def test_a_folder_that_is_a_link_to_the_whole_disk_is_not_listed(place: Path, folder: str) -> None:
    if folder == "content":
        for path in (place / "content").iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        (place / "content").rmdir()
    (place / folder).symlink_to("/")
    done = invoke("check", "--workspace", place)
    assert done.returncode == 1
    assert f"--> {folder}" in done.stderr


def test_links_to_folders_are_not_watched(place: Path, tmp_path: Path) -> None:
    (place / "styles").symlink_to(tmp_path)
    outer = list_watched_folders(Workspace(place))
    assert place / "content" in outer
    assert place / "styles" not in outer
    inner = [folder for folder in list_inner_folders(outer) if folder.is_relative_to(place)]
    assert sorted(inner) == [place / "content", place / "content" / "sub"]


@pytest.mark.parametrize(
    ("name", "is_folder", "codes"),
    [
        ("styles/x.css", True, {"warning[file-left-out]"}),
        ("styles/x.css", False, {"warning[file-left-out]"}),
        ("styles/themes/x.css", True, {"warning[file-left-out]"}),
        ("templates/x.html.j2", True, {"warning[file-left-out]"}),
        ("styles/print.css", True, {"error[file-refused]"}),
        ("styles/blocks/x.css", True, {"error[file-refused]"}),
    ],
)
def test_build_and_check_say_the_same_of_files_that_nothing_uses(workspace: Path, name: str, codes: set[str], *, is_folder: bool) -> None:
    path = workspace / name
    path.parent.mkdir(parents=True)
    path.mkdir() if is_folder else path.write_text("p { color: red }\n", "utf-8")
    (workspace / "content" / "甲.md").write_text("# 甲\n\n文。\n", "utf-8")
    for command in (["check"], ["build", "--to", "txt"]):
        done = invoke(*command, "--workspace", workspace)
        found = set(re.findall(r"(?:warning|error)\[file-[\w-]+\]", done.stderr))
        assert (found, name in done.stderr) == (codes, True), done.stderr
        assert done.returncode == ("error" in str(codes))


def test_what_may_not_be_read_is_listed_or_prevents_all(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "styles" / "themes").mkdir(parents=True)
    (place / "templates").mkdir()
    for name in ("styles/print.css", "styles/themes/x.css", "templates/x.html.j2"):
        (place / name).write_text("p { color: red }\n", "utf-8")
    closed = [str(place / "styles" / "print.css"), str(place / "styles" / "themes" / "x.css"), str(place / "templates" / "x.html.j2")]
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) not in closed)
    assert walk_files(place / "styles", ".css") == []
    report = Report()
    assert not check_stylesheets(Workspace(place), report)
    report_unused_files(Workspace(place), report)
    assert [(one.code, one.span.file) for one in report] == [
        ("system-failed", "styles/print.css"),
        ("file-left-out", "styles/themes/x.css"),
        ("file-left-out", "templates/x.html.j2"),
    ]
