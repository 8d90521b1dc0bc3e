"""The command: copies of real files, their register, and the privacy of the list."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from jiangyi.copies import REGISTER
from tests.support import invoke, pdf_text, strip_spaces

pytestmark = pytest.mark.slow
PEOPLE = "姓名,学号,备注\n买买提·艾力,007,高一\n欧阳海,008,\n"
NAMES = ("买买提·艾力", "欧阳海")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copies")
    (root / "content").mkdir()
    (root / "content" / "例.md").write_text("# 例\n\n正文。\n", "utf-8")
    (root / "list").mkdir()
    (root / "list" / "名单.csv").write_bytes(PEOPLE.encode("gb18030"))
    done = invoke("copies", "list/名单.csv", "--to", "pdf,epub,html", cwd=root)
    assert done.returncode == 0, done.stderr
    assert not [name for name in NAMES if name in done.stderr + done.stdout]
    return root


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_each_has_a_copy_in_every_format(root: Path) -> None:
    folder = root / "output" / "copies"
    names = {path.name for path in folder.iterdir()}
    assert names == {REGISTER, *(f"例-{who}.{kind}" for who in ("007-买买提·艾力", "008-欧阳海") for kind in ("pdf", "epub", "html"))}
    register = rows((folder / REGISTER).read_bytes())[1:]
    assert {row[3] for row in register} == names - {REGISTER}
    for number, name, _, file, digest in register:
        assert file.startswith(f"例-{number}-{name}")
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest


def test_a_copy_names_its_owner_and_nobody_else(root: Path) -> None:
    folder = root / "output" / "copies"
    text = strip_spaces("".join(pdf_text(folder / "例-007-买买提·艾力.pdf")))
    assert "买买提·艾力" in text
    assert "欧阳海" not in text
    with zipfile.ZipFile(folder / "例-008-欧阳海.epub") as archive:
        words = b"".join(map(archive.read, archive.namelist())).decode(errors="replace")
    assert ("欧阳海" in words, "买买提" in words) == (True, False)
    page = (folder / "例-008-欧阳海.html").read_text("utf-8")
    assert ("欧阳海" in page, "买买提" in page) == (True, False)


def test_no_name_is_anywhere_else(root: Path) -> None:
    needles = [name.encode(code) for name in NAMES for code in ("utf-8", "gb18030", "utf-16-be", "utf-16-le")]
    outside = [
        path
        for path in root.rglob("*")
        if path.is_file() and not path.is_relative_to(root / "output" / "copies") and path.parent.name != "list"
    ]
    assert len(outside) > 3
    found = [path for path in outside if any(needle in path.read_bytes() or needle in str(path).encode() for needle in needles)]
    assert found == []


def test_whose_copy_a_file_is(root: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "捡到的.pdf"
    renamed.write_bytes((root / "output" / "copies" / "例-007-买买提·艾力.pdf").read_bytes())
    done = invoke("copies", "--whose", renamed, cwd=root)
    assert done.returncode == 0
    assert done.stdout.split() == ["007", "买买提·艾力", "高一"]
    renamed.write_bytes(renamed.read_bytes() + b"\n")
    assert invoke("copies", "--whose", renamed, cwd=root).returncode == 1
    assert invoke("copies", "--whose", tmp_path / "nothing.pdf", cwd=root).returncode == 2


def test_an_archive_holds_the_copies_and_their_register(root: Path) -> None:
    assert invoke("copies", "list/名单.csv", "--to", "html", "--zip", "--output", "packed", cwd=root).returncode == 0
    with zipfile.ZipFile(root / "packed" / "copies.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert rows(archive.read(REGISTER)) == rows((root / "packed" / REGISTER).read_bytes())
    assert names == ["例-007-买买提·艾力.html", "例-008-欧阳海.html", REGISTER]
    again = (root / "packed" / "copies.zip").read_bytes()
    assert invoke("copies", "list/名单.csv", "--to", "html", "--zip", "--output", "packed", cwd=root).returncode == 0
    assert (root / "packed" / "copies.zip").read_bytes() == again


def test_a_booklet_carries_the_mark(root: Path) -> None:
    done = invoke("copies", "list/名单.csv", "--booklet", "--output", "booklets", cwd=root)
    assert done.returncode == 0, done.stderr
    first, second = ((root / "booklets" / f"例.a5.booklet-{who}.pdf").read_bytes() for who in ("007-买买提·艾力", "008-欧阳海"))
    assert first != second


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["copies"], 2, "NAMES.csv"),
        (["copies", "list/名单.csv", "--to", "txt"], 2, "txt"),
        (["copies", "list/none.csv"], 2, "none.csv"),
        (["copies", "list/名单.csv", "--name-pattern", "{班}"], 1, "copies-pattern"),
        (["copies", "list/名单.csv", "--output", "content"], 1, "copies-folder"),
    ],
)
def test_what_cannot_be_done_is_said(root: Path, arguments: list[str], status: int, code: str) -> None:
    before = sorted(path for path in root.rglob("*") if ".jiangyi" not in path.parts)
    done = invoke(*arguments, cwd=root)
    assert (done.returncode, code in done.stderr) == (status, True), done.stderr
    assert sorted(path for path in root.rglob("*") if ".jiangyi" not in path.parts) == before
