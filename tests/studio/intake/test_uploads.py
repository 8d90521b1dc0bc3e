"""What may be uploaded: names, archives, limits."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import find_name_problem, limits
from jiangyi.studio.intake.uploads import decode_entry_name, make_safe_path
from tests.law import law
from tests.studio.in_process import Answer, Studio

PARTS = ("..", ".", "", "甲", "con", "a.md", "\0", "C:", "~$x.docx", ".git")
NOTE = "社区治理\n\n一、问题\n\n服务有短板。居民办事要跑多次。\n".encode()


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    (tmp_path / "content").mkdir()
    return Studio(tmp_path)


@pytest.fixture
def upload(studio: Studio) -> Callable[[str, bytes], Answer]:
    session = studio.post("/api/import/begin").data["id"]
    return lambda name, data: studio.post(f"/api/import/{session}/upload?name={quote(name)}", data, x_language="zh")


def list_imported(studio: Studio) -> dict[str, str]:
    """The files of the last import with their problems."""
    found = studio.get(f"/api/import/{studio.get('/api/import/last').data['id']}", x_language="zh").data
    return {file["name"]: file["problem"] for file in found["files"]} | {one["name"]: one["message"] for one in found["left"]}


def pack(*entries: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def pack_gbk(name: str, content: bytes) -> bytes:
    """An archive as Windows in China writes it: the name in GBK, and no flag that says so."""
    placeholder = "x" * len(name.encode("gbk"))
    return pack((placeholder, content)).replace(placeholder.encode(), name.encode("gbk"))


@law(200)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(("..", ".", "", "甲", "con", "a.md", "\0", "C:", "~$x.docx", ".git")), max_size=16).map("/".join)
)
def test_any_name_becomes_a_path_inside(name: str) -> None:
    parts = make_safe_path(name).split("/")
    assert all(part not in ("", ".", "..") and find_name_problem(part.lstrip(".") or part) is None for part in parts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\资料\\第一讲.docx", "C-/资料/第一讲.docx"),
        ("资料/第 1 讲：社区.docx", "资料/第 1 讲：社区.docx"),
        ('问题?"*.md', "问题---.md"),
        (".obsidian/app.json", ".obsidian/app.json"),
        ("", "file"),
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    assert make_safe_path(name) == expected


def test_an_archive_becomes_a_folder(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    names = ("资料/一.md", "资料/图/a.png", "资料/.git/x", "资料/表.xlsx", "../坏.txt", "二.txt")
    packed = pack(*((name, NOTE) for name in names))
    assert upload("热点.zip", packed).status == 200
    assert list_imported(studio) == {
        "热点/二.txt": "",
        "热点/资料/一.md": "",
        "热点.zip/../坏.txt": "文件名指向压缩包之外",
        "热点.zip/资料/表.xlsx": "这类文件不能导入",
    }
    assert not list(studio.desk.workspace.root.rglob("坏*"))


def test_the_only_folder_of_an_archive_is_its_folder(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    upload("下载(3).zip", pack(("社区/一.md", NOTE), ("社区/二.md", NOTE)))
    assert list(list_imported(studio)) == ["社区/一.md", "社区/二.md"]


def test_names_in_gbk_are_read(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    assert upload("资料.zip", pack_gbk("第一讲.txt", NOTE)).status == 200
    assert list_imported(studio) == {"资料/第一讲.txt": ""}
    utf_8 = zipfile.ZipInfo("第二讲.txt".encode().decode("cp437"))
    assert decode_entry_name(utf_8) == "第二讲.txt"


def test_a_word_file_that_is_called_zip_is_one(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    upload("讲义.zip", pack(("word/document.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")))
    assert list(list_imported(studio)) == ["讲义.docx"]


def test_the_same_name_twice_is_kept_twice(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    for _ in range(2):
        upload("讲义.txt", NOTE)
    upload("讲义.txt/一.md", NOTE)
    assert list(list_imported(studio)) == ["讲义.txt", "讲义-2.txt", "讲义-3.txt/一.md"]


@pytest.mark.parametrize(
    ("name", "data", "status", "message"),
    [
        ("资料.zip", b"PK\x03\x04" + b"x" * 40, 400, "“资料.zip”已损坏，或者不是压缩包（.zip）。"),
        ("空.zip", pack(("表.xlsx", b"x")), 400, "“空.zip”里没有可以导入的文件。"),
    ],
)
def test_bad_archives_are_refused_in_one_sentence(
    upload: Callable[[str, bytes], Answer], name: str, data: bytes, status: int, message: str
) -> None:
    answer = upload(name, data)
    assert (answer.status, answer.data["message"]) == (status, message)
    assert answer.data["hint"]


def test_a_bomb_is_refused(studio: Studio, upload: Callable[[str, bytes], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INTAKE_BYTES", limits.Limit(limits.INTAKE_BYTES.what, 1_000_000))
    answer = upload("炸弹.zip", pack(("一.txt", b"0" * 3_000_000)))
    assert (answer.status, answer.data["message"]) == (413, "“炸弹.zip”解压后太大了，没有导入。")
    assert sum(path.stat().st_size for path in studio.desk.workspace.imports.rglob("*")) < 100_000
    assert upload("许多.zip", pack(("一.txt", NOTE))).status == 200


def test_an_encrypted_archive_is_refused(upload: Callable[[str, bytes], Answer]) -> None:
    packed = bytearray(pack(("一.txt", NOTE)))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(signature) + flags] |= 1
    assert upload("密.zip", bytes(packed)).data["message"] == "“密.zip”加了密码，打不开。"


def test_a_file_beyond_the_limit_is_refused(upload: Callable[[str, bytes], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IMPORT_BYTES", limits.Limit(limits.IMPORT_BYTES.what, 1_000))
    answer = upload("大.docx", b"x" * 1_001)
    assert (answer.status, answer.data["message"]) == (413, "“大.docx”太大了，最多 0 MB。")
    monkeypatch.setattr(limits, "INTAKE_FILES", limits.Limit(limits.INTAKE_FILES.what, 0))
    assert upload("小.txt", b"x").data["message"] == "一次导入的文件太多了，最多 0 个。"


def test_what_is_no_word_file_says_so(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    upload("讲义.docx", b"no")
    upload("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    upload("数据.bin", b"\0\1\2")
    found = list_imported(studio)
    assert found["讲义.docx"] == "不是 Word 文件（.docx），或文件已损坏"
    assert "另存为 .docx" in found["旧.doc"]
    assert "不能导入 .bin 文件" in found["数据.bin"]
    upload("题目.pdf", b"%PDF-1.7")
    assert "另存为 .docx" in list_imported(studio)["题目.pdf"]


def test_a_picture_alone_and_what_was_not_sent_are_named(studio: Studio, upload: Callable[[str, bytes], Answer]) -> None:
    session = upload("图.png", b"x").data["id"]
    studio.post(f"/api/import/{session}/skip", {"names": ["资料/表.xlsx", "x" * 400]})
    found = list_imported(studio)
    assert found["图.png"] == "图片，随引用它的讲义一起导入"
    assert found["资料/表.xlsx"] == "这类文件不能导入"
    assert max(map(len, found)) < 130
