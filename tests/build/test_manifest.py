"""The manifest: digests decide what is up to date, no stale file is left, and every reason for a rebuild is named."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from jiangyi.build.manifest import NEW_BOOK, Manifest, ManifestTable
from jiangyi.build.request import BuildRequest
from jiangyi.cli import app
from jiangyi.project import fonts
from jiangyi.project.workspace import Workspace, find_shipped_folder
from jiangyi.store import read_table, write_table
from tests.support import ROOT, drop_memos, run

HANDOUT = "---\ntitle: 例\n---\n\n## 甲节\n\n![图](图.png)\n\n正文。\n"
OTHER = "---\ntitle: 乙\n---\n\n正文在此。\n"
HEAVY = {
    "weasyprint",
    "pydantic",
    "ebooklib",
    "yaml",
    "markdown_it",
    "jinja2",
    "lxml",
    "rich.console",
    "jiangyi.model.blocks",
    "jiangyi.model.document",
    "jiangyi.build.run",
}
NOT_TO_CHECK = {
    *(
        "weasyprint",
        "ebooklib",
        "jinja2",
        "lxml",
        "rich.console",
        "latex2mathml",
        "ziamath",
        "fontTools",
        "pypdfium2",
        "pikepdf",
        "pypinyin",
        "importlib.metadata",
    ),
    *(
        "urllib.request",
        "concurrent.futures.process",
        "jiangyi.render.book",
        "jiangyi.passes.indexing",
        "jiangyi.typeset",
        "jiangyi.build.executors",
    ),
}


@pytest.fixture
def place(workspace: Path) -> Path:
    """Two handouts, one with a picture, built as PDF."""
    (workspace / "content" / "例.md").write_text(HANDOUT, "utf-8")
    (workspace / "content" / "乙.md").write_text(OTHER, "utf-8")
    picture(workspace, "red")
    build(workspace)
    return workspace


def picture(workspace: Path, colour: str) -> None:
    Image.new("RGB", (8, 8), colour).save(workspace / "content" / "图.png")


def build(workspace: Path, *options: str) -> str:
    """The messages of a build."""
    done = CliRunner().invoke(app, ["build", "--to", "pdf", "--why", "--jobs", "1", "--workspace", str(workspace), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stderr


def reasons(said: str) -> dict[str, str]:
    """Why each file was made, by its name."""
    return {Path(line.split(".pdf: ")[0]).name: line.split(".pdf: ")[1] for line in said.splitlines() if ".pdf: " in line}


def manifest(workspace: Path) -> Path:
    return workspace / ".jiangyi" / "cache" / "manifest"


def outputs(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((workspace / "output").iterdir())}


def is_up_to_date(workspace: Path) -> bool:
    return Manifest(Workspace(workspace), BuildRequest(formats=("pdf",))).lookup_request() is not None


def test_an_up_to_date_build_imports_no_reader_and_no_layout(place: Path) -> None:
    arguments = ["build", "--to", "pdf", "--workspace", str(place)]
    program = f"import sys; from jiangyi.cli import app; app({arguments!r}, standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.count("up to date") == 2
    assert HEAVY & set(done.stdout.split()) == set()


def test_a_check_imports_no_renderer_and_no_layout(place: Path) -> None:
    """Nor libraries that only formulas, images, coloured tables, the network or worker processes need."""
    arguments = ["check", "--workspace", str(place)]
    program = f"import sys; from jiangyi.cli import app; app({arguments!r}, standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "handouts checked: 2" in done.stderr
    assert NOT_TO_CHECK & set(done.stdout.split()) == set()


def test_a_check_of_known_handouts_imports_no_reader(tmp_path: Path) -> None:
    """Without book.yaml nothing has to be parsed."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("# 甲\n\n第一段，$x^2$。\n", "utf-8")
    program = """
import atexit, sys
from jiangyi.__main__ import main
atexit.register(lambda: print(*sys.modules))
sys.argv = ["", "check"]
main()
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for known in (False, True):
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, env=environment)
        assert ((HEAVY | {"jiangyi.checks.registry", "latex2mathml"}) & set(done.stdout.split()) == set()) is known


def test_help_imports_no_command() -> None:
    program = "import sys; from jiangyi.cli import app; app(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert (HEAVY | {"msgspec", "jiangyi.build", "jiangyi.project", "jiangyi.writers", "importlib.metadata"}) & loaded == set()
    assert {name for name in loaded if name.startswith("jiangyi.commands.")} == {"jiangyi.commands.options", "jiangyi.commands.streams"}


def test_modification_times_are_ignored(place: Path) -> None:
    for path in place.rglob("*.*"):
        os.utime(path, (time.time() + 1000, time.time() + 1000))
    assert is_up_to_date(place)


def change_own_copy(workspace: Path, name: str, addition: str) -> None:
    """Copy a shipped template or style into the workspace and change it."""
    path = workspace / name
    path.parent.mkdir(parents=True)
    kind, _, rest = name.partition("/")
    path.write_text((find_shipped_folder(kind) / rest).read_text("utf-8") + addition, "utf-8")


CHANGES: dict[str, tuple[Callable[[Path], Any], dict[str, str]]] = {
    "handout": (
        lambda place: (place / "content" / "例.md").write_text(HANDOUT + "又。\n", "utf-8"),
        {"例": "handout changed: content/例.md"},
    ),
    "picture": (lambda place: picture(place, "blue"), {"例": "image changed: content/图.png"}),
    "style": (
        lambda place: change_own_copy(place, "styles/print.css", "body { color: #123 }"),
        dict.fromkeys(("例", "乙"), "stylesheet changed: styles/print.css"),
    ),
    "template of one block": (
        lambda place: change_own_copy(place, "templates/blocks/figure.html.j2", "<hr>"),
        {"例": "template changed: templates/blocks/figure.html.j2"},
    ),
    "missing": (lambda place: (place / "output" / "乙.pdf").unlink(), {"乙": "the output file was missing or modified"}),
    "spoilt": (lambda place: (place / "output" / "乙.pdf").write_bytes(b"spoilt"), {"乙": "the output file was missing or modified"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_inputs_are_rebuilt_with_a_reason(place: Path, change: str) -> None:
    act, expected = CHANGES[change]
    act(place)
    drop_memos()  # each command is a process of its own
    assert not is_up_to_date(place)
    assert reasons(build(place)) == expected
    assert is_up_to_date(place)
    assert reasons(build(place)) == {}


def test_a_new_handout_and_force(place: Path) -> None:
    (place / "content" / "丙.md").write_text(OTHER.replace("乙", "丙").replace("正文", "文字"), "utf-8")
    assert reasons(build(place)) == {"丙": "new file"}
    assert reasons(build(place, "--force")) == dict.fromkeys(("丙", "乙", "例"), "--force was given")


def test_other_fonts_or_another_version_rebuild_everything(place: Path, monkeypatch: pytest.MonkeyPatch, forgetting: None) -> None:
    monkeypatch.setattr(fonts, "digest_fonts", lambda: "others")
    drop_memos()
    assert reasons(build(place)) == dict.fromkeys(("例", "乙"), "installed fonts changed")
    monkeypatch.setattr("jiangyi.build.environment.__version__", "99")
    drop_memos()
    assert reasons(build(place)) == dict.fromkeys(("例", "乙"), "jiangyi or a library changed")


@pytest.fixture
def forgetting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.undo()
    drop_memos()


def test_due_jobs_are_estimated_before_a_handout_is_read(place: Path) -> None:
    def estimate(**options: Any) -> int:
        return Manifest(Workspace(place), BuildRequest(formats=("pdf",), **options)).estimate_due()

    assert estimate() == 0
    assert estimate(force=True) == estimate(paper="a5") == 2
    (place / "content" / "乙.md").write_text(OTHER + "\n又一段。\n", "utf-8")
    assert estimate() == 1
    (place / "content" / "丙.md").write_text(OTHER, "utf-8")
    picture(place, "blue")
    assert estimate() == 3
    build(place)
    (place / "output" / "丙.pdf").unlink()
    assert estimate() == 1
    book = place / "content" / "book.yaml"
    book.write_text("title: 合集\nhandouts: [乙.md, 丙.md]\n", "utf-8")
    assert estimate() == 2 + NEW_BOOK
    assert estimate(paths=(book,)) == 1 + NEW_BOOK
    assert estimate(paths=(place / "content" / "乙.md",)) == 0
    build(place)
    (place / "content" / "乙.md").write_text(OTHER, "utf-8")
    assert estimate() == 2  # the handout, and a chapter
    assert estimate(paths=(book,)) == estimate(paths=(place / "content" / "乙.md",)) == 1


def test_rebuild_reasons_are_also_in_chinese(place: Path) -> None:
    picture(place, "blue")
    done = run("build", "--why", "--to", "pdf", "--workspace", place, env=os.environ | {"LC_ALL": "zh_CN.UTF-8"})
    assert "图片有改动：content/图.png" in done.stderr


def test_formats_and_editions_have_separate_records(place: Path) -> None:
    assert reasons(build(place, "--paper", "a4", "--edition", "")) == {}
    build(place, "--to", "epub")
    assert (place / "output" / "例.epub").is_file()
    assert reasons(build(place)) == {}


def test_cached_diagnostics_are_reported_again(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text(HANDOUT.replace("正文。", "正\u0007文,错。"), "utf-8")
    picture(workspace, "red")
    first, second = build(workspace), build(workspace)
    assert "warning[control-character]" in first
    assert "style suggestions: 1" in first
    assert is_up_to_date(workspace)
    assert [line for line in second.splitlines() if "warning" in line or "suggestions" in line] == [
        line for line in first.splitlines() if "warning" in line or "suggestions" in line
    ]


def test_a_handout_with_an_error_is_checked_again(place: Path) -> None:
    (place / "content" / "图.png").unlink()
    assert "picture-missing" in build(place)
    assert not is_up_to_date(place)
    assert "picture-missing" in build(place)
    picture(place, "red")
    assert "error[" not in build(place)
    assert is_up_to_date(place)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "other": lambda data: b"{}",
    "changed": lambda data: data.replace(b"content", b"Content"),
    "binary": lambda data: b"\xff\x00" + data,
}


FORGED: dict[str, Callable[[ManifestTable], object]] = {
    "list": lambda _: [1, 2, 3],
    "deep": lambda _: deep(500),
    "no environment": lambda table: ManifestTable(table.jobs, table.requests),
    "unknown diagnostic": lambda table: [
        {
            name: [row.inputs, row.options, row.environment, row.files, [["no-such", "x", 1, 1, 1, "", {}]]]
            for name, row in table.jobs.items()
        },
        {},
        table.environments,
    ],
    "negative size": lambda table: [
        {name: [row.inputs, row.options, row.environment, dict.fromkeys(row.files, (-1, 0)), []] for name, row in table.jobs.items()},
        {},
        table.environments,
    ],
    "text": lambda table: [{"x" * 10_000: "y"}, {}, {}],
    "number": lambda table: 1 << 63,
}


def deep(levels: int) -> object:
    """A list in a list, and so on."""
    return [deep(levels - 1)] if levels else []


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_manifest_is_rewritten(place: Path, kind: str) -> None:
    """Its digest is right, its shape is not."""
    table = read_table(manifest(place), ManifestTable)
    assert table
    write_table(manifest(place), FORGED[kind](table))
    before = outputs(place)
    build(place)
    assert outputs(place) == before
    assert is_up_to_date(place)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_manifest_is_rewritten(place: Path, damage: str) -> None:
    manifest(place).write_bytes(DAMAGE[damage](manifest(place).read_bytes()))
    assert not is_up_to_date(place)
    before = outputs(place)
    assert reasons(build(place)) == {}  # the writer's result is still in the cache
    assert outputs(place) == before
    assert is_up_to_date(place)


def test_two_builds_at_once_share_the_cache(place: Path) -> None:
    (place / "content" / "例.md").write_text(HANDOUT + "又。\n", "utf-8")
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--to", "pdf", "--jobs", "1", "--workspace", str(place)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[1].count(".pdf") for process in both] == [2, 2]
    assert [process.returncode for process in both] == [0, 0]
    before = outputs(place)
    build(place)
    assert is_up_to_date(place)
    assert outputs(place) == before


def test_a_killed_build_leaves_no_wrong_record(place: Path) -> None:
    """A build replaces a file and is killed before it records that; then the change is reverted."""
    ledger = Manifest(Workspace(place), BuildRequest(formats=("pdf",)))
    before = outputs(place)
    ledger.invalidate([place / "output" / "例"])
    spoilt = bytes(len(before["例.pdf"]))
    (place / "output" / "例.pdf").write_bytes(spoilt)
    assert not is_up_to_date(place)
    build(place)
    assert outputs(place) == before


def test_the_manifest_stays_small(place: Path) -> None:
    """Records of deleted handouts are removed, and so are environments without records."""
    for number in range(3):
        (place / "content" / "乙.md").write_text(OTHER + f"又{number}。\n", "utf-8")
        build(place)
    (place / "content" / "乙.md").unlink()
    (place / "output" / "乙.pdf").unlink()
    build(place)
    kept = read_table(manifest(place), ManifestTable)
    assert kept
    assert list(kept.jobs) == ["output/例"]
    assert len(kept.environments) == len(kept.requests) == 1
