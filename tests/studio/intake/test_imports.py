"""An import from upload to saving, through requests."""

from pathlib import Path
from typing import get_args
from urllib.parse import quote

import pytest

from jiangyi.importing.decisions import LINE_KINDS
from jiangyi.studio.intake import conversions
from jiangyi.studio.intake.intake_routes import LineKind
from jiangyi.studio.intake.sessions import MAX_SESSIONS
from tests.studio.in_process import Studio

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
    b"\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"
)
TEXT = "社区治理\n\n一、问题\n\n服务有短板。居民办事要跑多次。\n\n居民议事厅\n\n近年来，示例市推行居民议事。\n"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    (tmp_path / "content").mkdir()
    return Studio(tmp_path)


def begin(studio: Studio, **files: bytes | str) -> str:
    session: str = studio.post("/api/import/begin").data["id"]
    for name, data in files.items():
        add(studio, session, name, data)
    return session


def add(studio: Studio, session: str, name: str, data: bytes | str) -> None:
    answer = studio.post(f"/api/import/{session}/upload?name={quote(name)}", data if isinstance(data, bytes) else data.encode())
    assert answer.status == 200, answer.body


def content(studio: Studio) -> dict[str, bytes]:
    root = studio.desk.workspace.content
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_nothing_is_written_before_saving(studio: Studio) -> None:
    session = begin(studio)
    add(studio, session, "笔记/一.md", "# 一\n\n![图](图/a.png)\n")
    add(studio, session, "笔记/图/a.png", PNG)
    add(studio, session, "笔记/二.md", "# 二\n\n正文。\n")
    add(studio, session, "三.txt", TEXT)
    found = studio.get(f"/api/import/{session}").data
    assert [file["title"] for file in found["files"]] == ["一", "二", "社区治理"]
    assert found["pending"] == 0
    page = studio.get(f"/api/import/{session}/preview?file={quote('笔记/一.md')}")
    assert b"data:image/png" in page.body
    assert b"<script" not in page.body
    assert content(studio) == {}
    saved = studio.post(f"/api/import/{session}/save").data
    assert saved["handouts"] == {"笔记/一.md": "一.md", "笔记/二.md": "二.md", "三.txt": "三.yaml"}
    written = content(studio)
    assert "book.yaml" in written
    assert saved["book"]
    assert any(data == PNG for data in written.values())
    assert studio.post("/api/sources/undo", {"change": saved["change"]}).status == 200
    assert not [name for name in content(studio) if not name.endswith(".png")]


def test_choices_change_the_result_and_survive_a_restart(studio: Studio) -> None:
    session = begin(studio)
    add(studio, session, "三.txt", TEXT)
    lines = studio.get(f"/api/import/{session}/lines?file={quote('三.txt')}").data
    kinds = {line["number"]: line["kind"] for line in lines["lines"]}
    made = studio.post(f"/api/import/{session}/choose", {"file": "三.txt", "title": "基层", "kinds": {"5": "heading", "9": "point"}}).data
    changed = {line["number"]: (line["kind"], line["chosen"]) for line in made["lines"]}
    assert (changed[5], changed[9]) == (("heading", "heading"), ("point", "point"))
    assert made["title"] == "基层"
    assert made["version"] != lines["version"]
    again = Studio(studio.desk.workspace.root)
    assert again.get("/api/import/last").data == {"id": session}
    undone = again.post(f"/api/import/{session}/choose", {"file": "三.txt", "kinds": {}}).data
    assert {line["number"]: line["kind"] for line in undone["lines"]} == kinds
    again.post(f"/api/import/{session}/save")
    (text,) = content(again).values()
    assert "title: 基层".encode() in text


def test_accepting_a_guess_changes_nothing_but_the_doubt(studio: Studio) -> None:
    session = begin(studio)
    add(studio, session, "三.txt", TEXT)
    before = studio.get(f"/api/import/{session}").data["files"][0]["doubts"]
    lines = studio.get(f"/api/import/{session}/lines?file={quote('三.txt')}").data
    doubtful = next(line for line in lines["lines"] if any(one["verdict"] == "guessed" for one in line["decisions"]))
    made = studio.post(f"/api/import/{session}/choose", {"file": "三.txt", "kinds": {doubtful["number"]: doubtful["kind"]}}).data
    assert made["version"] == lines["version"]
    assert studio.get(f"/api/import/{session}").data["files"][0]["doubts"] == before - 1


def test_what_is_left_out_is_not_written_and_names_do_not_clash(studio: Studio) -> None:
    own = studio.desk.workspace.content / "三.yaml"
    own.write_text("title: 我的\nblocks: [正文。]\n", "utf-8")
    session = begin(studio)
    for name in ("三.txt", "四.txt"):
        add(studio, session, name, TEXT)
    studio.post(f"/api/import/{session}/choose", {"file": "四.txt", "isLeft": True})
    assert studio.post(f"/api/import/{session}/save").data["handouts"] == {"三.txt": "三-2.yaml"}
    assert sorted(content(studio)) == ["三-2.yaml", "三.yaml"]
    assert "我的" in own.read_text("utf-8")
    again = studio.post(f"/api/import/{session}/save")
    assert (again.status, again.data["message"]) == (400, "There is nothing to save.")
    assert studio.get("/api/import/last").data == {"id": ""}


def test_few_imports_are_kept(studio: Studio) -> None:
    sessions = [begin(studio) for _ in range(MAX_SESSIONS + 3)]
    assert len(list(studio.desk.workspace.imports.iterdir())) == MAX_SESSIONS
    assert studio.get(f"/api/import/{sessions[-1]}").status == 200
    assert studio.post(f"/api/import/{sessions[-1]}/drop").status == 200
    assert studio.get(f"/api/import/{sessions[-1]}").status == 404


def test_lines_of_a_note_have_their_kinds(studio: Studio) -> None:
    session = begin(studio)
    add(
        studio,
        session,
        "一.md",
        "# 一\n\n1. 下列正确的是（ ）\nA. 甲\nB. 乙\n\n答案：A\n\n要点如下，\n还有。\n\n| a | b |\n|---|---|\n| c | d |\n",
    )
    lines = studio.get(f"/api/import/{session}/lines?file={quote('一.md')}").data["lines"]
    kinds = ["title", "question", "option", "option", "answer", "paragraph", "joined", "table", "joined", "joined"]
    assert [line["kind"] for line in lines] == kinds
    assert [line["changeable"] for line in lines] == [kind in ("question", "answer", "paragraph") for kind in kinds]


@pytest.mark.slow
def test_more_files_than_are_in_memory(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversions, "BUDGET", 0)
    session = begin(studio)
    count = conversions.MAX_CONVERTED + 2
    for number in range(count):
        add(studio, session, f"{number}.txt", TEXT)
    pending = [studio.get(f"/api/import/{session}").data["pending"] for _ in range(count)]
    assert pending == [*range(count - 1, -1, -1)]
    assert len(studio.post(f"/api/import/{session}/save").data["handouts"]) == count


def test_kinds_are_those_of_the_import(studio: Studio) -> None:
    assert get_args(LineKind) == LINE_KINDS
    session = begin(studio)
    add(studio, session, "三.txt", TEXT)
    assert studio.post(f"/api/import/{session}/choose", {"file": "三.txt", "kinds": {"5": "poem"}}).status == 400


def test_a_saved_import_goes_when_another_begins(studio: Studio) -> None:
    session = begin(studio)
    add(studio, session, "三.txt", TEXT)
    other = begin(studio)
    assert studio.get(f"/api/import/{session}").status == 200
    studio.post(f"/api/import/{session}/save")
    begin(studio)
    assert [studio.get(f"/api/import/{one}").status for one in (session, other)] == [404, 200]


@pytest.mark.parametrize("session", ["..", "x" * 16, "0" * 16, "%2e%2e%2fcontent", "0123456789abcde/"])
def test_other_ids_are_refused(studio: Studio, session: str) -> None:
    assert studio.get(f"/api/import/{session}").status == 404
    assert studio.post(f"/api/import/{session}/drop").status in (404, 405)
    assert studio.desk.workspace.content.is_dir()


def test_a_file_that_is_not_of_the_import_is_refused(studio: Studio) -> None:
    session = begin(studio)
    for name in ("../../../content/x.yaml", "/etc/passwd", ""):
        assert studio.get(f"/api/import/{session}/lines?file={quote(name)}").status == 404
        assert studio.post(f"/api/import/{session}/choose", {"file": name, "title": "x"}).status == 404


def test_a_folder_of_imports_that_is_a_link_is_refused(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (studio.desk.workspace.root / ".jiangyi").mkdir(exist_ok=True)
    studio.desk.workspace.imports.symlink_to(other)
    assert studio.post("/api/import/begin").status == 400
    assert not list(other.iterdir())


def test_a_server_that_only_shows_takes_nothing_in(studio: Studio) -> None:
    session = begin(studio)
    studio.desk.is_writable = False
    for path in ("begin", f"{session}/upload?name=a.txt", f"{session}/choose", f"{session}/save", f"{session}/drop"):
        assert studio.post(f"/api/import/{path}", {"file": "x"}).status == 403
