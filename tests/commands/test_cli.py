"""The command line: exit statuses, what goes to which stream, and both languages."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, invoke, run

GOOD = "# 例\n\n正文。\n"
BAD = "---\ntitle: 例\ndatum: 2026\n---\n\n见[](#nowhere)。\n"


@pytest.fixture
def good(workspace: Path) -> Path:
    (workspace / "content" / "例.md").write_text(GOOD, "utf-8")
    return workspace


@pytest.fixture
def bad(workspace: Path) -> Path:
    (workspace / "content" / "例.md").write_text(BAD, "utf-8")
    return workspace


@pytest.mark.slow
def test_without_a_command_it_builds(good: Path) -> None:
    done = run(cwd=good)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert {path.name for path in (good / "output").iterdir()} == {"例.pdf", "例.epub"}
    for word in ("file", "pages", "size", "seconds", "output/例.pdf", "output/例.epub"):
        assert word in done.stderr


@pytest.mark.slow
def test_formats_and_output_folder(good: Path) -> None:
    done = invoke("build", "content/例.md", "--to", "epub", "--output", "elsewhere", cwd=good)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (good / "elsewhere").iterdir()] == ["例.epub"]
    assert not (good / "output").exists()


@pytest.mark.slow
def test_errors_give_status_one_and_all_are_reported(bad: Path) -> None:
    for command in ("build", "check"):
        done = run(command, cwd=bad)
        assert done.returncode == 1
        assert "content/例.md:3:1" in done.stderr
        assert "content/例.md:6:" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (bad / "output").exists()


def test_check_writes_nothing_but_the_cache(good: Path) -> None:
    before = {path: path.read_bytes() for path in good.rglob("*") if path.is_file()}
    done = invoke("check", cwd=good)
    assert done.returncode == 0
    assert "handouts checked: 1; no problems found" in done.stderr
    assert sorted(path.name for path in good.iterdir()) == [".jiangyi", "content"]
    assert {path: path.read_bytes() for path in (good / "content").rglob("*") if path.is_file()} == before


def test_check_as_json(bad: Path) -> None:
    done = invoke("check", "--json", cwd=bad)
    assert done.returncode == 1
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert [(row["code"], row["severity"], row["file"], row["line"]) for row in found] == [
        ("key-unknown", "error", "content/例.md", 3),
        ("ref-unresolved", "error", "content/例.md", 6),
    ]
    assert all(row["message"] and row["column"] for row in found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--to", "docx"], "docx"),
        (["build", "--paper", "a9"], "a9"),
        (["build", "nowhere.md"], "nowhere.md"),
        (["build", "--workspace", "/nowhere"], "no workspace found"),
        (["build", "--jobs", "many"], "--jobs"),
        (["publish"], "publish"),
        (["new", "../../escape"], "content/"),
        (["new", "例.md"], "already exists"),
        (["new", "CON"], "Windows"),
        (["new", "a?"], "a file name has none of"),
        (["new", "a\nb"], "control character"),
        (["new", "/tmp/escape"], "content/"),
        (["new", "长" * 90], "255 bytes"),
    ],
)
def test_wrong_usage_gives_status_two(good: Path, arguments: list[str], words: str) -> None:
    done = invoke(*arguments, cwd=good)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (good / "output").exists()


def test_outside_any_workspace(tmp_path: Path) -> None:
    done = invoke("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "no workspace found" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["第一讲", "第一讲.md"])
def test_a_new_handout_builds_at_once(tmp_path: Path, name: str) -> None:
    done = invoke("new", name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "content/第一讲" + (".md" if name.endswith(".md") else ".yaml")
    built = invoke("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stderr
    assert (tmp_path / "output" / "第一讲.pdf").is_file()


@pytest.mark.parametrize("name", ["[x", "#x", "'x", "x  #y"])
def test_a_new_handout_is_valid_whatever_its_name(tmp_path: Path, name: str) -> None:
    for suffix in ("", ".md"):
        assert invoke("new", name + suffix, cwd=tmp_path).returncode == 0
        assert invoke("check", tmp_path / "content" / (name + (suffix or ".yaml")), cwd=tmp_path).returncode == 0


def test_a_new_handout_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "content" / "sub").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "content" / "甲.yaml").symlink_to(tmp_path / "elsewhere" / "乙.yaml")
    for name in ("sub/甲", "甲"):
        assert invoke("new", name, cwd=tmp_path / "content").returncode == 2
    assert [*(tmp_path / "elsewhere").iterdir()] == []


@pytest.mark.parametrize("folder", ["output", ".jiangyi"])
def test_a_folder_that_is_written_to_is_no_link_out_of_the_workspace(
    good: Path, tmp_path_factory: pytest.TempPathFactory, folder: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (good / folder).symlink_to(elsewhere)
    done = invoke("build", "--to", "txt", cwd=good)
    assert done.returncode == 1
    assert "[file-refused]" in done.stderr
    assert [*elsewhere.iterdir()] == []


def test_version_and_help() -> None:
    assert re.match(r"jiangyi \d+\.\d+\.\d+ \(.*weasyprint=70\.", run("--version").stdout)
    text = run("--help").stdout
    assert all(command in text for command in ("build", "check", "new"))


@pytest.mark.slow
def test_messages_are_in_chinese_in_a_chinese_locale(bad: Path) -> None:
    chinese = os.environ | {"LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"}
    done = run("check", cwd=bad, env=chinese)
    assert done.stderr.startswith("错误[key-unknown]：") or "错误[key-unknown]" in done.stderr
    assert "讲义" in run("--help", env=chinese).stdout


@pytest.mark.slow
def test_output_to_a_pipe_has_no_colour_and_no_progress(bad: Path) -> None:
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    assert "\x1b" not in run("build", cwd=bad, env=plain).stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no such mask")
def test_the_umask_is_respected(good: Path) -> None:
    command = [sys.executable, str(ROOT / "compile.py"), "build", "--workspace", str(good)]
    subprocess.run(["sh", "-c", 'umask 077; exec "$@"', "sh", *command], check=True, capture_output=True)
    assert (good / "output" / "例.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="there no folder goes that somebody stands in")
def test_a_deleted_working_folder_is_reported_without_a_traceback(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    command = [sys.executable, str(ROOT / "compile.py"), "check", "--workspace", "/nowhere"]
    done = subprocess.run(["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *command], cwd=gone, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


@pytest.mark.slow
def test_changes_since_the_last_command_are_detected(good: Path) -> None:
    """Content, sheets, templates."""
    (good / "styles" / "themes").mkdir(parents=True)
    assert "theme-unknown" not in invoke("check", cwd=good).stderr
    (good / "content" / "例.md").write_text("---\ntitle: 例\ntheme: own\n---\n\n## 节\n\n正文。\n", "utf-8")
    assert "theme-unknown" in invoke("check", cwd=good).stderr
    found = set()
    for colour in ("#123456", "#654321"):
        (good / "styles" / "themes" / "own.css").write_text(f":root {{ --accent: {colour}; }}", "utf-8")
        assert "theme-unknown" not in invoke("check", cwd=good).stderr
        assert invoke("build", cwd=good).returncode == 0
        found.add((good / "output" / "例.pdf").read_bytes())
    (good / "templates" / "blocks").mkdir(parents=True)
    (good / "templates" / "blocks" / "paragraph.html.j2").write_text("<p>另一段</p>", "utf-8")
    assert invoke("build", cwd=good).returncode == 0
    found.add((good / "output" / "例.pdf").read_bytes())
    assert len(found) == 3
