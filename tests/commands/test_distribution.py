"""Sharing and copies on a hostile disk, by the commands: links that lead out, full and read-only disks, what lies in the way; and leaks."""

import errno
import os
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from jiangyi.store import files
from tests.support import invoke, pdf_text

pytestmark = pytest.mark.slow
SHARE = ("share", "--to", "html")
COPIES = ("copies", "名单.csv", "--to", "html")
COMMANDS = [pytest.param(SHARE, id="share"), pytest.param(COPIES, id="copies")]
EXERCISE = """# 练习

::: exercise 简答
题目在此。

答案：隐藏的要点

解析：不能泄露的说明

采分点：
- 保密的一条（2 分）
:::

::: exercise 填空
水在{{摄氏零度}}结冰。
:::
"""
SECRETS = ("隐藏的要点", "不能泄露的说明", "保密的一条", "摄氏零度")


@pytest.fixture
def place(workspace: Path) -> Path:
    (workspace / "content" / "例.md").write_text("# 例\n\n正文在此。\n", "utf-8")
    (workspace / "名单.csv").write_text("姓名,学号\n张三,001\n李四,002\n", "utf-8")
    return workspace


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_leads_out_of_the_workspace_is_not_written(command: tuple[str, ...], place: Path, tmp_path_factory: Any) -> None:
    outside: Path = tmp_path_factory.mktemp("elsewhere")
    (place / "output").mkdir()
    (place / "output" / command[0]).symlink_to(outside)
    done = invoke(*command, cwd=place)
    assert (done.returncode, "[file-refused]" in done.stderr) == (1, True)
    assert [*outside.iterdir()] == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "denied")])
def test_what_the_disk_refuses_is_one_line_and_keeps_what_was_there(
    command: tuple[str, ...], number: int, words: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(*command, cwd=place).returncode == 0
    before = files_of(place / "output")
    (place / "content" / "例.md").write_text("# 例\n\n另一篇正文。\n", "utf-8")
    fill = files._fill_beside

    def refuse(path: Path, *arguments: Any) -> None:
        if (place / "output") in path.parents:
            raise OSError(number, os.strerror(number), str(path))
        fill(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr("jiangyi.store.files._fill_beside", refuse)
        done = invoke(*command, cwd=place)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "cannot " in line]
    assert words in line
    assert files_of(place / "output") == before
    assert invoke(*command, cwd=place).returncode == 0
    assert files_of(place / "output") != before


@pytest.mark.parametrize("command", COMMANDS)
def test_what_lies_in_the_way_stays(command: tuple[str, ...], place: Path) -> None:
    folder = place / "output" / command[0]
    folder.parent.mkdir()
    folder.write_text("mine", "utf-8")
    assert invoke(*command, cwd=place).returncode in (1, 2)
    assert folder.read_text("utf-8") == "mine"
    folder.unlink()
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", "utf-8")
    done = invoke(*command, cwd=place)
    assert done.returncode in (1, 2)
    assert done.stderr
    assert files_of(folder) == {"mine.txt": b"mine"}


def test_a_book_that_cannot_be_read_changes_no_share(place: Path) -> None:
    book = place / "content" / "book.yaml"
    book.write_text("title: 合集\nhandouts: [例.md]\nshare: {url: https://example.org/}\n", "utf-8")
    assert invoke(*SHARE, cwd=place).returncode == 0
    before = files_of(place / "output")
    book.write_text("title: [\n", "utf-8")
    done = invoke(*SHARE, cwd=place)
    assert (done.returncode, "the share was left as it is" in done.stderr) == (1, True)
    assert files_of(place / "output") == before


def parts_of(path: Path) -> list[bytes]:
    """Everything that somebody with an editor finds in a file."""
    if path.suffix in (".epub", ".zip"):
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            streams = [stream for stream in pdf.objects if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") != "/Image"]
            own = [repr(thing).encode() for thing in pdf.objects]
            return [*own, *(stream.read_bytes() for stream in streams), "".join(pdf_text(path)).encode()]
    return [path.read_bytes()]


def test_students_get_no_answers_in_shares_and_copies(place: Path) -> None:
    (place / "content" / "例.md").write_text(EXERCISE, "utf-8")
    assert invoke("share", "--edition", "student", "--to", "pdf,epub,html,txt", "--zip", cwd=place).returncode == 0
    assert invoke("copies", "名单.csv", "--edition", "student", "--to", "pdf,epub,html", cwd=place).returncode == 0
    codes = ("utf-8", "utf-16-be", "unicode_escape")
    needles = [secret.encode(code) for secret in SECRETS for code in codes] + [
        secret.encode("utf-16-be").hex().encode() for secret in SECRETS
    ]
    given = [path for path in (place / "output").rglob("*") if path.is_file()]
    assert len(given) > 12
    assert [path for path in given if any(needle in part for part in parts_of(path) for needle in needles)] == []
    assert invoke("copies", "名单.csv", "--edition", "teacher", "--to", "pdf,epub,html", "--output", "keys", cwd=place).returncode == 0
    for path in (place / "keys").glob("*-001-*"):
        whole = b"".join(parts_of(path))
        assert [secret for secret in SECRETS if not any(secret.encode(code) in whole for code in codes)] == []
