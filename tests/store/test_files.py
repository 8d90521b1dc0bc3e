"""Files that are complete or absent: what a killed process leaves is removed, what another one still writes is not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jiangyi.core.system_errors import SystemFailure
from jiangyi.store import remove_stale_parts, replace_user_file, write_user_file
from tests.support import ROOT

WRITER = """
import sys, time
from pathlib import Path
from jiangyi.store import files

def wait(*_):
    print("writing", flush=True)
    time.sleep(60)

files._rename = wait
original = files.os.fdopen
class Slow:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *_): self.file.close()
    def write(self, data): self.file.write(data); self.file.flush(); wait()
files.os.fdopen = lambda *a: Slow(original(*a))
files.write_atomically(Path(sys.argv[1]), b"x" * 100)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be removed")
def test_parts_of_a_killed_process_are_removed_and_those_of_a_living_one_kept(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "a.pdf"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        writer.stdout.readline()
        remove_stale_parts(tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
        writer.kill()
    remove_stale_parts(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_unfinished_files_are_removed(tmp_path: Path) -> None:
    kept = {".mine.part", "0123456789abcdef.part", ".0123456789abcdef.txt"}
    for name in (*kept, ".0123456789abcdef.part"):
        (tmp_path / name).write_text("")
    (tmp_path / ".fedcba9876543210.part").symlink_to(tmp_path / ".mine.part")
    remove_stale_parts(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept | {".fedcba9876543210.part"}


def test_a_new_version_keeps_mode_and_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a", tmp_path / "b"
    path.write_text("before")
    path.chmod(0o604)
    link.symlink_to(path)
    replace_user_file(link, b"after")
    assert link.is_symlink()
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("after", 0o604)


def test_a_failed_write_leaves_nothing_and_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_text("good")

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SystemFailure) as caught:
        write_user_file(tmp_path / "a.pdf", b"new")
    assert caught.value.as_diagnostic().message.endswith("a.pdf: the disk is full")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.pdf", "good")]
