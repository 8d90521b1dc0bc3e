"""The build: reproducible bytes, atomic writes, no repeated work, and no lost files."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from jiangyi.build.manifest import Manifest
from jiangyi.build.plan import plan_build
from jiangyi.build.request import BuildRequest
from jiangyi.build.result import Artifact, BuildResult
from jiangyi.build.schedule import PartList, merge_results, split_job
from jiangyi.core import Extensions, Session
from jiangyi.core.diagnostics import Diagnostic, Report, Span
from jiangyi.project import workspace as workspace_module
from jiangyi.project.project import load_project
from jiangyi.project.workspace import Workspace, find_workspace
from tests.support import ROOT, body_text, invoke, run, strip_spaces

GOOD = "---\ntitle: 例\ndate: 2026-11-01\n---\n\n## 甲节\n\n正文。\n"
BAD = "---\ntitle: 例\ndatum: 2026\n---\n\n正文。\n"


@pytest.fixture
def handout(workspace: Path) -> Path:
    """The one handout of a workspace."""
    path = workspace / "content" / "例.md"
    path.write_text(GOOD, "utf-8")
    return path


def outputs(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((workspace / "output").iterdir())}


def test_the_same_bytes_on_any_run_with_any_number_of_processes(shipped: Path, tmp_path: Path) -> None:
    """Also from another folder, at another time, with new copies of the files."""
    again = tmp_path / "elsewhere"
    shutil.copytree(ROOT / "content", again / "content", copy_function=shutil.copyfile)
    done = run("build", "--workspace", again, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert outputs(again) == outputs(shipped)


def test_up_to_date_files_are_not_rewritten(workspace: Path, handout: Path) -> None:
    assert invoke("build", "--workspace", workspace).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (workspace / "output").iterdir()}
    done = invoke("build", "--workspace", workspace)
    assert done.stderr.count("up to date") == 2
    assert {path: path.stat().st_mtime_ns for path in (workspace / "output").iterdir()} == before
    forced = invoke("build", "--force", "--workspace", workspace)
    assert "up to date" not in forced.stderr or outputs(workspace)  # the same bytes are not written again


def test_a_change_and_its_reversal_are_detected(workspace: Path, handout: Path) -> None:
    invoke("build", "--workspace", workspace)
    first = outputs(workspace)
    handout.write_text(GOOD.replace("正文", "别的文字"), "utf-8")
    changed = invoke("build", "--workspace", workspace)
    assert "up to date" not in changed.stderr
    assert "别的文字" in strip_spaces("".join(body_text(workspace / "output" / "例.pdf")))
    handout.write_text(GOOD, "utf-8")
    invoke("build", "--workspace", workspace)
    assert outputs(workspace) == first


@pytest.fixture
def bound(workspace: Path) -> Path:
    """A workspace with a book of three handouts, built."""
    for name in "甲乙丙":
        (workspace / "content" / f"{name}.md").write_text(GOOD.replace("例", name).replace("正文", f"{name}的正文"), "utf-8")
    (workspace / "content" / "book.yaml").write_text("title: 合集\noutput: 合集\nhandouts: [甲.md, 乙.md, 丙.md]\n", "utf-8")
    assert run("build", "--workspace", workspace, "--jobs", "2").returncode == 0
    return workspace


def test_a_book_is_split_into_jobs_where_few_are_due(bound: Path) -> None:
    place, report = Workspace(bound), Report()
    project = load_project(place)
    jobs = {job.path.name: job for job in plan_build(project, BuildRequest(), report).jobs}

    def parts(order: BuildRequest, crew: int = 2, name: str = "合集") -> list[object]:
        return [getattr(job, "formats", job) for job in split_job(Manifest(place, order), jobs[name], crew)]

    assert parts(BuildRequest()) == [("pdf",), ("epub",)]
    assert parts(BuildRequest(), 2, "甲") == [()]  # no book
    assert parts(BuildRequest(), 1) == [()]  # no other worker
    for order in (BuildRequest(paper="a5"), BuildRequest(force=True), BuildRequest(formats=("epub",))):  # everything has to be laid out
        assert parts(order) == [PartList(jobs["合集"])]


def test_parallel_parts_give_the_same_bytes(bound: Path) -> None:
    """An edit that leaves a worker idle."""
    (bound / "content" / "乙.md").write_text(GOOD.replace("例", "乙").replace("正文", "改过的正文"), "utf-8")
    done = run("build", "--workspace", bound, "--jobs", "2", "--why")
    assert done.stderr.count("handout changed: content/乙.md") == 4
    assert done.stderr.index("output/合集.pdf") < done.stderr.index("output/合集.epub")
    made = outputs(bound)
    shutil.rmtree(bound / ".jiangyi")
    shutil.rmtree(bound / "output")
    assert run("build", "--workspace", bound, "--jobs", "1").returncode == 0
    assert outputs(bound) == made


def test_diagnostics_of_both_parts_are_reported_once() -> None:
    said = (
        Diagnostic("layout-warning", Span("甲"), {"problem": "zu breit"}),
        Diagnostic("layout-warning", Span("甲"), {"problem": "another"}),
    )
    epub, pdf = (Artifact(Path(f"甲.{kind}"), 1, 0, 0.0, is_fresh=False) for kind in ("epub", "pdf"))
    assert merge_results([BuildResult((epub,), said[:1]), BuildResult((pdf,), said)]) == BuildResult((pdf, epub), said)


def test_suffixes_of_plugins_may_have_several_parts() -> None:
    class CardWriter:
        name, suffix = "cards", ".cards.csv"

    cards, pdf = (Artifact(Path(f"甲.{ending}"), 1, 0, 0.0, is_fresh=False) for ending in ("cards.csv", "pdf"))
    with Session(Extensions(writers=(CardWriter(),))).activate():
        assert merge_results([BuildResult((cards,)), BuildResult((pdf,))]).artifacts == (pdf, cards)


def test_an_error_leaves_the_last_good_file(workspace: Path, handout: Path) -> None:
    invoke("build", "--workspace", workspace)
    before = outputs(workspace)
    handout.write_text(BAD, "utf-8")
    (workspace / "content" / "另一份.md").write_text("# 另一份\n\n正文。\n", "utf-8")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert "content/例.md:3:1" in done.stderr
    after = outputs(workspace)
    assert {name: after[name] for name in before} == before
    assert {"另一份.pdf", "另一份.epub"} <= set(after)  # an error in one handout does not stop the others


def test_output_that_was_deleted_or_spoilt_is_made_again(workspace: Path, handout: Path) -> None:
    invoke("build", "--workspace", workspace)
    before = outputs(workspace)
    (workspace / "output" / "例.pdf").write_bytes(b"spoilt")
    (workspace / "output" / "例.epub").unlink()
    invoke("build", "--workspace", workspace)
    assert outputs(workspace) == before


@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: b"", lambda data: b"{}\n" + data, lambda data: data + b"x"]
)
def test_a_damaged_cache_is_ignored(workspace: Path, handout: Path, damage: Callable[[bytes], bytes]) -> None:
    invoke("build", "--to", "pdf", "--workspace", workspace)
    before = outputs(workspace)
    entries = [path for path in (workspace / ".jiangyi" / "cache").rglob("*") if path.is_file()]
    assert entries
    for path in entries:
        path.write_bytes(damage(path.read_bytes()))
    shutil.rmtree(workspace / "output")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert outputs(workspace) == before


def test_a_workspace_has_its_own_templates_and_styles(workspace: Path, handout: Path) -> None:
    """Single files: those that the workspace does not have come from the program."""
    invoke("build", "--to", "pdf", "--workspace", workspace)
    before = outputs(workspace)
    blocks = workspace / "templates" / "blocks"
    blocks.mkdir(parents=True)
    (blocks / "paragraph.html.j2").write_text("<p>段：{{ text(block.text) }}</p>\n", "utf-8")
    done = invoke("build", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert outputs(workspace) != before
    assert "段：正文。" in strip_spaces("".join(body_text(workspace / "output" / "例.pdf")))


def test_a_theme_and_a_paper_are_one_file_each(workspace: Path, handout: Path) -> None:
    for folder, name, css in (
        ("themes", "green", ":root { --accent: #064 }"),
        ("papers", "a5", "@page { size: a5 }"),
    ):
        path = workspace / "styles" / folder
        path.mkdir(parents=True)
        (path / f"{name}.css").write_text(css, "utf-8")
    handout.write_text(GOOD.replace("date:", "theme: green\ndate:"), "utf-8")
    done = invoke("build", "--paper", "a5", "--to", "pdf", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    import pymupdf

    with pymupdf.open(workspace / "output" / "例.a5.pdf") as document:
        assert document[0].rect.width == pytest.approx(419.5, abs=1)


def test_two_handouts_with_one_output_name_are_an_error(workspace: Path, handout: Path) -> None:
    handout.with_suffix(".yaml").write_text("title: 例\n", "utf-8")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert "output-clash" in done.stderr


def test_folders_of_handouts(workspace: Path) -> None:
    (workspace / "content" / "第一周").mkdir()
    (workspace / "content" / "第一周" / "甲.md").write_text("# 甲\n\n正文。\n", "utf-8")
    (workspace / "content" / "_草稿.md").write_text("没有标题\n", "utf-8")
    (workspace / "content" / ".hidden.yaml").write_text("[", "utf-8")
    assert [path.name for path in Workspace(workspace).list_handouts()] == ["甲.md"]
    done = invoke("build", workspace / "content" / "第一周", "--to", "epub")
    assert done.returncode == 0, done.stderr
    assert zipfile.is_zipfile(workspace / "output" / "甲.epub")


def test_the_workspace_is_the_nearest_folder_upward(workspace: Path) -> None:
    deep = workspace / "content" / "a" / "b"
    deep.mkdir(parents=True)
    assert find_workspace(deep) == Workspace(workspace)
    assert find_workspace(Path("/")) is None


def test_shipped_files_are_found_beside_the_package_or_one_level_up() -> None:
    for kind in ("templates", "styles"):
        assert workspace_module.find_shipped_folder(kind).is_dir()
