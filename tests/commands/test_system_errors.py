"""What the disk or the system prevents: one line in the user's language, exit status 3, and every other file as it should be."""

import errno
import json
import os
import pickle
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import jiangyi.build.run as run_module
from jiangyi.core.i18n import Message
from jiangyi.core.system_errors import READ, WRITE, SystemFailure
from tests.support import ROOT, invoke, run

HANDOUT = "# 例\n\n正文在此。\n"
AS_ROOT = os.name != "nt" and os.geteuid() == 0


def write(workspace: Path, name: str = "例", text: str = HANDOUT) -> Path:
    path = workspace / "content" / f"{name}.md"
    path.write_text(text, "utf-8")
    return path


def lines_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The lines about the system in the output."""
    assert "Traceback" not in done.stderr
    return [line for line in done.stderr.splitlines() if "cannot " in line]


def test_a_failure_names_file_and_reason_and_can_be_sent_from_a_worker() -> None:
    failure = SystemFailure.of(OSError(errno.ENOSPC, "No space left", "b.pdf"), WRITE)
    assert failure.as_diagnostic().message == "cannot write b.pdf: the disk is full"
    sent = pickle.loads(pickle.dumps(failure))
    assert sent.as_diagnostic() == failure.as_diagnostic()
    other = SystemFailure.of(OSError(errno.ECHILD, "No child processes"), READ, "x")
    assert other.reason == Message("No child processes", "No child processes")


@pytest.mark.slow
def test_a_folder_where_a_file_should_be_fails_that_file_only(workspace: Path) -> None:
    write(workspace)
    write(workspace, "好")
    (workspace / "output" / "例.pdf").mkdir(parents=True)
    done = invoke("build", cwd=workspace)
    assert done.returncode == 3
    assert len(lines_of(done)) == 1
    assert "例.pdf: a folder is where a file should be" in done.stderr
    assert {path.name for path in (workspace / "output").iterdir() if path.is_file()} == {"例.epub", "好.pdf", "好.epub"}
    (workspace / "output" / "例.pdf").rmdir()
    assert invoke("build", cwd=workspace).returncode == 0  # the failure was not recorded
    assert (workspace / "output" / "例.pdf").is_file()


def test_a_file_where_the_output_folder_should_be_is_one_line(workspace: Path) -> None:
    write(workspace)
    write(workspace, "好")
    (workspace / "output").write_text("mine")
    done = invoke("build", cwd=workspace)
    assert done.returncode == 3
    assert len(lines_of(done)) == 1
    assert (workspace / "output").read_text() == "mine"


@pytest.mark.slow
def test_an_output_file_that_was_changed_by_hand_is_rebuilt(workspace: Path) -> None:
    write(workspace)
    assert invoke("build", "--to", "pdf", cwd=workspace).returncode == 0
    path = workspace / "output" / "例.pdf"
    good = path.read_bytes()
    before = path.stat()
    path.write_bytes(good[:-9] + b"#" + good[-8:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert invoke("build", "--to", "pdf", cwd=workspace).returncode == 0
    assert path.read_bytes() == good
    path.touch()
    done = invoke("build", "--to", "pdf", cwd=workspace)
    assert "up to date" in done.stderr


@pytest.mark.skipif(AS_ROOT, reason="the superuser may read everything")
@pytest.mark.parametrize("command", ["build", "check", "fix"])
def test_a_folder_that_cannot_be_read_is_no_empty_one(workspace: Path, command: str) -> None:
    (workspace / "content" / "节").mkdir(mode=0)
    done = invoke(command, cwd=workspace)
    (workspace / "content" / "节").chmod(0o700)
    assert done.returncode == 3
    assert "cannot read content/节: permission denied" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_unicode_fails_alone(workspace: Path) -> None:
    write(workspace, "好")
    Path(os.fsdecode(os.fsencode(workspace / "content") + b"/\xff.md")).write_text(HANDOUT, "utf-8")
    for command in ("build", "check"):
        done = invoke(command, cwd=workspace)
        assert done.returncode == 1
        assert "its name is in another encoding" in done.stderr
    assert {path.name for path in (workspace / "output").iterdir()} == {"好.pdf", "好.epub"}


@pytest.mark.skipif(AS_ROOT, reason="the superuser may read everything")
def test_a_file_that_cannot_be_read_fails_alone(workspace: Path) -> None:
    write(workspace).chmod(0)
    write(workspace, "好")
    done = invoke("build", "--to", "epub", cwd=workspace)
    assert done.returncode == 3
    assert (workspace / "output" / "好.epub").is_file()


def test_fix_keeps_the_mode_and_follows_links_inside_the_workspace(workspace: Path) -> None:
    path = write(workspace, "本文", "# 例\r\n\r\n你好,世界。\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\r", b"\r"))
    path.chmod(0o640)
    link = workspace / "content" / "链接.md"
    link.symlink_to("本文.md")
    done = invoke("fix", "--yes", link, cwd=workspace)
    assert done.returncode == 0, done.stderr
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_bytes() == b"\xef\xbb\xbf" + "# 例\r\n\r\n你好，世界。\r\n".encode()


def test_fix_changes_no_file_outside_the_workspace(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    mine = tmp_path_factory.mktemp("elsewhere") / "mine.md"
    mine.write_text("# 例\n\n你好,世界。\n", "utf-8")
    (workspace / "content" / "a.md").symlink_to(mine)
    done = invoke("fix", "--yes", cwd=workspace)
    assert done.returncode == 1
    assert "[link-outside]" in done.stderr
    assert mine.read_text("utf-8") == "# 例\n\n你好,世界。\n"


@pytest.mark.slow
@pytest.mark.parametrize("stream", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "| true", "2>&1 | true"])
def test_closed_streams_cause_no_traceback(workspace: Path, stream: str) -> None:
    write(workspace)
    command = f"'{sys.executable}' '{ROOT / 'compile.py'}' check --json {stream}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=workspace, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode in (0, 3)
    assert done.stderr == ""


@pytest.mark.slow
def test_an_output_without_room_is_one_line(workspace: Path) -> None:
    write(workspace)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, ROOT / "compile.py", "check", "--list"], cwd=workspace, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (3, "cannot write the output: the disk is full\n")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_characters_that_an_encoding_lacks_are_escaped(workspace: Path, encoding: str) -> None:
    write(workspace, "例🙂", "# 例\n\n见[#无🙂é]。\n")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    for command in (["check"], ["check", "--json"], ["build", "--jobs", "1"], ["fix", "--diff"]):
        done = subprocess.run([sys.executable, ROOT / "compile.py", *command], cwd=workspace, capture_output=True, env=environment)
        assert done.returncode in (0, 1)
        assert b"Traceback" not in done.stderr
        if "--json" in command:
            assert json.loads(done.stdout.decode(encoding))[0]["file"] == "content/例🙂.md"


def test_the_real_command_exits_with_3(workspace: Path) -> None:
    (workspace / "content" / "a").write_text("")
    done = run("new", "a/b", cwd=workspace)
    assert done.returncode == 3
    assert lines_of(done) == ["cannot write content/a/b.yaml: a file is where a folder should be"]


@pytest.mark.slow
def test_a_handout_that_vanishes_during_the_build_fails_alone(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = write(workspace)
    write(workspace, "好")
    plan = run_module.plan_build

    def plan_and_remove(*arguments: Any) -> Any:
        planned = plan(*arguments)
        gone.unlink()
        return planned

    monkeypatch.setattr(run_module, "plan_build", plan_and_remove)
    done = invoke("build", "--to", "epub", cwd=workspace)
    assert done.returncode == 3
    assert len(lines_of(done)) == 1
    assert "cannot read content/例.md: there is no such file" in done.stderr
    assert [path.name for path in (workspace / "output").iterdir()] == ["好.epub"]
