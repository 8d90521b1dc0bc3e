"""Import files: each folder of imports/ holds a source, the expected handout and the expected decisions."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiangyi.build.load import list_requested, load_facts
from jiangyi.core.catalogue.entry import Severity
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import Source
from jiangyi.importing import convert, decisions, import_files
from jiangyi.importing.decisions import DECISION_KINDS
from jiangyi.model.document import Handout
from jiangyi.project.project import Project
from jiangyi.project.workspace import Workspace
from tests.importing import word
from tests.support import ROOT, invoke, manuscript, run, short
from tests.test_reference import to_plain_data

SOURCES = ROOT / "tests" / "imports"
FOLDERS = sorted(path for path in SOURCES.iterdir() if path.is_dir())
HAND_WRITTEN = ("id", "tags")
"""Data that an import cannot find: fixed names and keywords."""


def find_source(folder: Path) -> Path:
    """The source of a case; a Word file is generated."""
    if folder.name == "docx":
        path = folder / "input.docx"
        path.write_bytes(word.document())
    return next(path for path in folder.iterdir() if path.stem == "input")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_source_is_converted_to_expected_handout(folder: Path, tmp_path: Path, update: bool) -> None:
    shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("expected"))
    source = find_source(tmp_path / folder.name)
    content = tmp_path / "content"
    order = import_files.ImportRequest((str(source),), content)
    results = list(import_files.run_import(order))
    assert [result.problem_message for result in results if result.problem] == []
    report = "\n".join(decisions.format_decisions(result.source.replace(f"{tmp_path}/", ""), result.decisions) for result in results)
    made = {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*") if path.is_file()} | {
        "report.txt": report.encode()
    }
    expected = folder / "expected"
    if update:
        shutil.rmtree(expected, ignore_errors=True)
        for name, data in made.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_bytes(data)
    assert made == {path.relative_to(expected).as_posix(): path.read_bytes() for path in expected.rglob("*") if path.is_file()}

    found = Report()
    project = Project(Workspace(tmp_path))
    load_facts(project, list_requested(project, ()), found)
    assert [short(d) for d in found if d.severity is Severity.ERROR] == []
    again = list(import_files.run_import(order))
    assert [result.problem_message for result in again if result.problem] == []
    assert all((content / name).read_bytes() == data for name, data in made.items() if name != "report.txt")


def test_seed_equals_hand_written_handout() -> None:
    data = (SOURCES / "seed" / "input.txt").read_bytes()
    made = convert.convert_file(data, "创新基层治理", ".txt")
    by_hand = handout((ROOT / "content" / "创新基层治理.yaml").read_text("utf-8"), "x.yaml")
    assert without_hand(to_plain_data(handout(made.text, "x.yaml"))) == without_hand(to_plain_data(by_hand))
    found = Counter(decision.kind for decision in made.decisions)
    assert (found["gap"], found["cut-off"], found["event"], found["series"], found["subject"], found["title"]) == (4, 1, 3, 1, 1, 1)
    assert [(d.line, d.seen) for d in made.decisions if d.kind == "marks" and not d.line] == [(0, "132")]


@pytest.mark.slow
def test_both_formats_are_equivalent() -> None:
    for folder in FOLDERS:
        if folder.name in ("vault", "embeds", "docx"):
            continue
        path = find_source(folder)
        yaml, markdown = (convert.convert_file(path.read_bytes(), "名", path.suffix, to=name) for name in convert.HANDOUT_FORMATS)
        one, other = (words(handout(made.text, "x" + made.suffix)) for made in (yaml, markdown))
        assert one == other, folder.name


def words(found: Handout) -> str:
    """All words of a handout in their order, without labels."""
    return "".join(flat(to_plain_data(found.blocks)) + flat(to_plain_data(found.sections)))


def flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        kept = {"title", "lead", "body", "text", "items", "columns", "rows", "blocks", "sections", "caption", "by", "where"}
        return [text for key, inner in value.items() if key in kept for text in flat(inner)]
    if isinstance(value, list):
        return [
            text for inner in (value[1:] if value and isinstance(value[0], str) and value[0] in INLINE else value) for text in flat(inner)
        ]
    return [value] if isinstance(value, str) and value != "none" else []


INLINE = ("Text", "Str", "Strong", "Emph", "Highlight", "Code", "Math", "Link", "Cloze", "Break", "Dots", "Ruby")


def handout(text: str, name: str) -> Handout:
    found, report = manuscript(text, name)
    assert found, [short(d) for d in report]
    assert not report.has_errors, [short(d) for d in report]
    return found.handout


def without_hand(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_hand(inner) for key, inner in value.items() if key not in HAND_WRITTEN}
    return [without_hand(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", ""), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_encoding_does_not_change_the_handout(codec: str, name: str) -> None:
    text = (SOURCES / "outline" / "input.txt").read_text("utf-8")
    made = convert.convert_file(text.encode(codec), "名", ".txt")
    assert made.text == convert.convert_file(text.encode(), "名", ".txt").text
    assert [d.seen for d in made.decisions if d.kind == "encoding"] == [name] * bool(name)


def test_cut_character_is_kept_as_escaped_bytes() -> None:
    data = "一、标题\n这是一段文字，后面断在半个字上。群众的".encode()[:-1]
    made = convert.convert_file(data, "名", ".txt")
    assert "群众\\xe7\\x9a" in made.text
    assert [d.line for d in made.decisions if d.kind == "bytes"] == [2]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", bytes(range(256)) * 8, b"", b" \n\t\n", b"PK\x03\x04"])
def test_binary_data_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(convert.ImportFailure) as refused:
        convert.convert_file(data, "名", ".docx" if data.startswith(b"PK") else ".txt")
    assert refused.value.args[0].localize()


def test_every_decision_kind_has_both_languages() -> None:
    for name, kind in DECISION_KINDS.items():
        assert kind.what.en != kind.what.zh, name
        assert bool(kind.undo.en) == bool(kind.undo.zh), name
    with pytest.raises(ValueError, match="unheard"):
        decisions.DecisionLog().add(1, "unheard", "")


@pytest.mark.slow
def test_command_reads_standard_input_and_never_overwrites(tmp_path: Path) -> None:
    text = (SOURCES / "quotes" / "input.txt").read_bytes()
    done = piped(text, tmp_path, "import", "-", "--report", "report.json")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "content" / "金句积累：民生篇.yaml"
    assert path.is_file()
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {"line", "kind", "seen", "made", "undo", "verdict"} == set(report[0]["decisions"][0])
    assert "quotation" in done.stderr
    path.write_text("title: 改过的\n", "utf-8")
    refused = piped(text, tmp_path, "import", "-")
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert path.read_text("utf-8") == "title: 改过的\n"
    assert piped(text, tmp_path, "import", "-", "--force").returncode == 0
    assert path.read_text("utf-8") != "title: 改过的\n"
    assert invoke("check", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_unsupported_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.docx").write_bytes(b"no")
    (tmp_path / "c.txt").write_text("一、标题\n正文。")
    (tmp_path / "d.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    done = run("import", "a.pdf", "b.docx", "c.txt", "d.doc", cwd=tmp_path)
    assert done.returncode == 1
    assert ".pdf files cannot be imported" in done.stderr
    assert "not a Word file" in done.stderr
    assert "save it as .docx" in done.stderr
    assert (tmp_path / "content" / "c.yaml").is_file()
    assert run("import", "nowhere.txt", cwd=tmp_path).returncode == 2
    assert run("import", "c.txt", "--to", "latex", cwd=tmp_path).returncode == 2
    assert "Traceback" not in done.stderr


def piped(data: bytes, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command with data on its standard input."""
    command = [sys.executable, str(ROOT / "compile.py"), *arguments]
    done = subprocess.run(command, cwd=cwd, input=data, capture_output=True)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.slow
def test_folder_gets_a_book_file(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    done = run("import", SOURCES / "vault" / "input", "--workspace", tmp_path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    built = invoke("build", "--workspace", tmp_path, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert sorted(path.stem for path in (tmp_path / "output").glob("*.pdf")) == ["README", "input", "方法", "素材"]
    assert epubcheck(tmp_path / "output" / "input.epub") == []


def test_an_import_that_cannot_be_built_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.md").write_text("# 甲\n\n正文。\n", "utf-8")

    def verify(source: Source, log: decisions.DecisionLog) -> tuple[str, None]:
        log.add(0, "problem", "value-wrong: x", "line 7 of the handout")
        return source.text, None

    monkeypatch.setattr(convert, "verify_readable", verify)
    done = invoke("import", tmp_path / "甲.md", "--workspace", tmp_path, cwd=tmp_path)
    assert done.returncode == 1
    assert "line 7 of the handout" in done.stderr
    assert "cannot be built yet" in done.stderr
    assert (tmp_path / "content" / "甲.md").is_file()


def test_files_of_a_folder_that_are_no_notes_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "笔记"
    for name, text in (
        ("一.md", "# 一\n\n甲。"),
        ("二.md", ""),
        ("三.html", "<p hidden>乙</p>"),
        ("四.pdf", "%PDF"),
        (".trash/五.md", "丙"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    results = list(import_files.run_import(import_files.ImportRequest((str(folder),), tmp_path / "content")))
    assert [result.problem for result in results if result.problem] == []
    assert [(decision.kind, decision.seen) for result in results if not result.target for decision in result.decisions] == [
        ("hidden-file", ".trash/"), ("empty", "二.md"), ("empty", "三.html"), ("skipped", "四.pdf"),
    ]  # fmt: skip
