"""No two output files of a build have the same name, on any system; names in content become file names or errors."""

from pathlib import Path

import pytest

from jiangyi.build import BuildRequest
from jiangyi.build.plan import plan_build
from jiangyi.core import Report
from jiangyi.project import Workspace, load_project
from tests.support import invoke

QUESTION = "::: exercise\n计算 1+1。\n\n答案：2\n:::\n"
BAD_NAMES = (
    "../外",
    "/tmp/外",
    "a/b",
    "a\\b",
    "C:外",
    "CON",
    "nul.x",
    "com1",
    "外.",
    ".外",
    "..",
    "",
    "a\nb",
    "a\u202eb",
    "长" * 90,
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    return tmp_path


def write(place: Path, **files: str) -> None:
    """Write handouts by their names, with a double underscore for each dot."""
    for name, text in files.items():
        (place / "content" / name.replace("__", ".")).write_text(text, "utf-8")


def plan(place: Path, **options: object) -> tuple[list[str], list[str]]:
    """The names of the files that are planned, without suffix, and the codes and places of what is wrong."""
    report = Report()
    request = BuildRequest(**{"formats": ("txt",), "output": place / "output", **options})  # type: ignore[arg-type]
    jobs = plan_build(load_project(Workspace(place)), request, report).jobs
    return [job.path.name for job in jobs], [f"{one.code} {one.span.file}:{one.span.line}" for one in report]


@pytest.mark.slow
def test_a_collected_book_named_as_a_handout_is_an_error_at_its_name(place: Path) -> None:
    write(place, 甲__md="# 甲\n\n段。\n", book__yaml="title: 合\noutput: 甲\nhandouts: [甲.md]\n")
    for command in ("build", "check"):
        done = invoke(command, "--workspace", place, *(["--to", "txt"] * (command == "build")))
        assert done.returncode == 1
        assert "[output-clash]" in done.stderr
        assert "content/book.yaml:2:9" in done.stderr
    assert [path.name for path in (place / "output").iterdir()] == ["甲.txt"]
    assert "合" not in (place / "output" / "甲.txt").read_text("utf-8")


@pytest.mark.parametrize("names", [("A.md", "a.yaml"), ("\u00e9.md", "e\u0301.md"), ("ß.md", "SS.md")])
def test_names_that_differ_only_in_case_or_normalization_clash(place: Path, names: tuple[str, str]) -> None:
    for name in names:
        (place / "content" / name).write_text("---\ntitle: 甲\n---\n\n段。\n" if name.endswith("md") else "title: 甲\n", "utf-8")
    if len(list((place / "content").iterdir())) == 1:
        pytest.skip("the file system takes them for one name")
    made, wrong = plan(place)
    assert len(made) == 1
    assert [one.split()[0] for one in wrong] == ["output-clash"]


def test_an_edition_of_one_handout_clashes_with_another_handout(place: Path) -> None:
    write(place, 甲__md="# 甲\n\n段。\n", 甲__student__md="# 乙\n\n段。\n")
    assert plan(place) == (["甲", "甲.student"], [])
    assert plan(place, editions=("", "student")) == (
        ["甲", "甲.student", "甲.student.student"],
        ["output-clash content/甲.student.md:0"],
    )


def test_editions_that_differ_in_case_clash(place: Path) -> None:
    write(place, 甲__md="# 甲\n\n::: quote {only=Night}\n段。\n:::\n\n::: quote {only=night}\n落。\n:::\n")
    assert plan(place, editions=("Night", "night")) == (["甲.Night"], ["output-clash content/甲.md:0"])


@pytest.mark.parametrize(("question", "clashes"), [(QUESTION, True), ("段。\n", False)])
def test_a_booklet_clashes_only_where_there_is_one(place: Path, question: str, clashes: bool) -> None:
    head = "---\ntitle: 甲\nanswers: booklet\n---\n\n"
    write(place, 甲__md=head + question, 甲__answers__md="# 乙\n\n段。\n")
    made, wrong = plan(place)
    assert made == ["甲.answers"] if clashes else ["甲", "甲.answers"]
    assert wrong == ["output-clash content/甲.md:0"] * clashes


def test_a_name_that_is_too_long_with_its_suffix_is_an_error(place: Path) -> None:
    stem = "长" * 83  # 249 bytes: content/ can hold it, output/ cannot hold it with the paper and a suffix
    write(place, **{f"{stem}__md": "# 甲\n\n段。\n", "乙__md": "# 乙\n\n段。\n"})
    assert plan(place, paper="a5") == (["乙.a5"], [f"file-name content/{stem}.md:0"])


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("field", ["output: {}", "editions: {{{}: {{answers: none}}}}"])
def test_names_in_book_yaml_are_single_file_names(place: Path, name: str, field: str) -> None:
    quoted = '"' + "".join(f"\\u{ord(character):04x}" for character in name) + '"'
    write(place, 甲__md="# 甲\n\n段。\n", book__yaml="title: 合\nhandouts: [甲.md]\n" + field.format(quoted) + "\n")
    project = load_project(Workspace(place))
    assert project.settings is None
    assert all(one.span.line == 3 for one in project.diagnostics)
    assert project.diagnostics


def test_an_edition_of_only_is_a_single_file_name(place: Path) -> None:
    write(place, 甲__yaml="title: 甲\nblocks:\n- {type: quote, body: 段。, only: [../../外]}\n", 乙__yaml="title: 乙\n")
    assert plan(place, editions=("all",))[1] == ["file-name content/甲.yaml:3"]


@pytest.mark.parametrize("name", ["a5", "A5", "press", "all"])
def test_an_edition_is_not_named_as_what_else_names_files(place: Path, name: str) -> None:
    write(place, 甲__md="# 甲\n\n段。\n", book__yaml=f"title: 合\nhandouts: [甲.md]\neditions: {{{name}: {{answers: none}}}}\n")
    made, wrong = plan(place)
    assert made == ["甲"]
    assert wrong == ["file-name content/book.yaml:3"]
