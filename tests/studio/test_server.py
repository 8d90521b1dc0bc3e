"""The live preview: places of blocks, updates of documents, the HTTP server, and the web page in a real browser."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pymupdf
import pytest

from jiangyi.build import block_spans
from jiangyi.core import Message
from jiangyi.project.workspace import Workspace
from jiangyi.studio.access_control import is_trusted_host
from jiangyi.studio.live.live_documents import LiveDocuments
from jiangyi.studio.live.page_images import render_page_image
from jiangyi.studio.words import TABLES, collect_words
from tests.browsing import browse
from tests.studio.browsing import Server, serving
from tests.support import ROOT, load, pdf_text, run, strip_spaces

NAME = "例.md"
TEXT = "\n".join(
    ["---", "title: 预览的例子", "---", "", "第一段的文字。", ""]
    + [
        line.replace("第2节第1段：", "第2节第1段：【改】")
        for section in range(1, 5)
        for line in (
            f"# 第{section}节的标题",
            "",
            *(f"第{section}节第{n}段：{'把需求找准，把办法想细，把结果说清。' * 8}\n" for n in range(1, 7)),
            "::: points",
            "1. **先问。** 问清楚再动手。",
            "2. **再做。** 做完了要回头看。",
            ":::",
            "",
        )
    ]
)
"""A handout of three pages."""


@pytest.fixture
def studio(workspace: Path) -> LiveDocuments:
    """A workspace of one handout, which a browser shows."""
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    studio = LiveDocuments(Workspace(workspace))
    studio.open_documents = (NAME,)
    return studio


def finish(studio: LiveDocuments) -> None:
    """Run all tasks."""
    for _ in range(200):
        if not studio.step():
            return
    raise AssertionError(studio.entries)


def save(studio: LiveDocuments, text: str, name: str = NAME) -> None:
    """Write a handout and run all tasks."""
    path = studio.workspace.content / name
    path.write_text(text, "utf-8")
    studio.report_changes([path])
    finish(studio)


# Places of blocks ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_block_region_contains_its_text(studio: LiveDocuments) -> None:
    finish(studio)
    view = studio.views[NAME]
    manuscript = load(studio.workspace.content / NAME).manuscript
    sources = block_spans(manuscript)
    lines = TEXT.splitlines()
    met = 0
    with pymupdf.open(stream=view.layout.draw()) as document:
        for place in view.block_places:
            line = lines[sources[place.id].line - 1] if place.id in sources else ""
            if not re.match(r"第\d节第", line):
                continue
            sheet = document[place.page]
            width, height = sheet.rect.width, sheet.rect.height
            area = pymupdf.Rect(place.left * width, place.top * height, place.right * width, place.bottom * height)
            printed = strip_spaces(sheet.get_text(clip=area))
            assert printed
            assert printed in line
            met += 1
    assert met >= 24
    placed = {place.id for place in view.block_places}
    run_in = set(sources) - placed  # a paragraph on the line of its lead is found as a part of the point
    assert all(name.endswith(".b1") and name.rpartition(".")[0] in placed for name in run_in)


def test_block_regions_are_inside_the_page(studio: LiveDocuments) -> None:
    finish(studio)
    for place in studio.views[NAME].block_places:
        assert 0 <= place.left < place.right <= 1
        assert 0 <= place.top < place.bottom <= 1
        assert place.page < len(studio.views[NAME].page_sizes)


# Documents ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_pages_are_those_of_the_build(studio: LiveDocuments) -> None:
    finish(studio)
    built = run("build", "--workspace", studio.workspace.root)
    assert built.returncode == 0, built.stderr
    file = studio.workspace.root / "output" / "例.pdf"
    view = studio.views[NAME]
    with pymupdf.open(stream=view.layout.draw()) as document:
        assert [strip_spaces(sheet.get_text()) for sheet in document] == [strip_spaces(text) for text in pdf_text(file)]
    assert view.epub == file.with_suffix(".epub").read_bytes()
    assert studio.build_file(NAME, "pdf") == file.read_bytes()
    sheets = [studio.draw_page(NAME, view.print_digest, n) for n in range(len(view.page_sizes))]
    assert [render_page_image(sheet or b"", 0, 400) for sheet in sheets] == [
        render_page_image(file.read_bytes(), n, 400) for n in range(len(sheets))
    ]


@pytest.mark.slow
def test_cached_fonts_gain_new_characters(studio: LiveDocuments) -> None:
    finish(studio)
    save(studio, TEXT.replace("【改】", "龘靐齉爩，鱻麤犇骉。"))
    view = studio.views[NAME]
    assert run("build", "--to", "pdf", "--workspace", studio.workspace.root).returncode == 0
    assert render_page_image(view.layout.draw(), 0, 800) == render_page_image(
        (studio.workspace.root / "output" / "例.pdf").read_bytes(), 0, 800
    )


def test_the_open_handout_is_built_first_and_others_only_checked(studio: LiveDocuments) -> None:
    for number in range(5):
        (studio.workspace.content / f"a{number}.md").write_text(TEXT.replace("【改】", f"{number}"), "utf-8")
    studio.report_changes([studio.workspace.content / "a0.md", studio.workspace.content / "a1.md"])
    while studio.entries[NAME].state != "fresh":
        assert studio.step()
    assert all(item.state == "waiting" for name, item in studio.entries.items() if name != NAME)
    finish(studio)
    assert list(studio.views) == [NAME]


def test_an_error_leaves_the_last_good_pages(studio: LiveDocuments) -> None:
    finish(studio)
    before = studio.views[NAME]
    save(studio, TEXT.replace("title:", "titel:"))
    assert studio.entries[NAME].state == "error"
    assert "key-unknown" in {diagnostic.code for diagnostic in studio.collect_diagnostics(NAME)}
    assert studio.views[NAME].layout is before.layout
    save(studio, TEXT)
    assert studio.entries[NAME].state == "fresh"
    assert studio.entries[NAME].errors == 0
    assert studio.views[NAME].print_digest == before.print_digest


def test_a_comment_moves_source_lines_without_new_layout(studio: LiveDocuments) -> None:
    finish(studio)
    document, sources = studio.views[NAME].layout, studio.map_block_spans(NAME)
    save(studio, TEXT.replace("---\n\n", "---\n\n\n\n", 1))
    assert studio.views[NAME].layout is document
    assert {studio.map_block_spans(NAME)[key].line - span.line for key, span in sources.items()} <= {0, 2}
    assert any(studio.map_block_spans(NAME)[key].line - span.line == 2 for key, span in sources.items())


@pytest.mark.slow
def test_adding_and_deleting_handouts_and_changing_styles(studio: LiveDocuments) -> None:
    finish(studio)
    twice = "社区食堂办得好不好，要看老人愿不愿意来，也要看账目能不能算得过来，更要看邻里肯不肯搭把手。"
    save(studio, TEXT.replace("第一段的文字。", twice))
    save(studio, f"# 另一份\n\n{twice}\n", "另.md")
    assert set(studio.entries) == {NAME, "另.md"}
    doubled = {name: [d.code for d in studio.collect_diagnostics(name) if d.code.startswith("dup")] for name in studio.entries}
    assert sum(map(len, doubled.values())) == 1
    assert sum(item.warnings for item in studio.entries.values()) >= 1
    (studio.workspace.content / "另.md").unlink()
    studio.report_changes([studio.workspace.content / "另.md"])
    finish(studio)
    assert set(studio.entries) == {NAME}
    assert not [d for d in studio.collect_diagnostics(NAME) if d.code.startswith("dup")]
    pages = studio.views[NAME].print_digest
    sheet = studio.workspace.root / "styles" / "blocks" / "paragraph.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p { letter-spacing: 1pt }", "utf-8")
    studio.report_changes([sheet])
    finish(studio)
    assert studio.views[NAME].print_digest != pages


MINE = "---\ntitle: 例\ntheme: mine\n---\n\n# 节\n\n正文。\n"
SHEET = ":root { --accent: #8a1c1c }\n"


def restyle(studio: LiveDocuments, sheet: str | None) -> None:
    """Write the theme of the workspace, or delete it where the stylesheet is None."""
    path = studio.workspace.root / "styles" / "themes" / "mine.css"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sheet, "utf-8") if sheet is not None else path.unlink()
    studio.report_changes([path])
    finish(studio)


WRONG = {
    "a missing brace": (":root { --accent: #8a1c1c\n", "style-syntax"),
    "no colour": (":root { --accent: dark }\n", "style-value"),
    "a rule that stops": ("p { color: }\n.label { --accent: #8a1c1c; }}\n", "style-syntax"),
    "no such theme": (None, "theme-unknown"),
}


@pytest.mark.slow
@pytest.mark.parametrize("sheet", [SHEET, None], ids=["after good pages", "from the beginning"])
@pytest.mark.parametrize(("wrong", "code"), WRONG.values(), ids=WRONG)
def test_a_broken_theme_is_reported_until_fixed(studio: LiveDocuments, sheet: str | None, wrong: str | None, code: str) -> None:
    """The last good pages stay until then, if there were any."""
    (studio.workspace.content / NAME).write_text(MINE, "utf-8")
    if sheet:
        restyle(studio, sheet)
        assert studio.entries[NAME].state == "fresh"
    before = studio.views.get(NAME)
    if wrong is not None or sheet:
        restyle(studio, wrong)
    finish(studio)
    found = {diagnostic.code: diagnostic for diagnostic in studio.collect_diagnostics(NAME)}
    assert studio.entries[NAME].state == "error"
    assert found[code].span.file == ("styles/themes/mine.css" if wrong is not None else f"content/{NAME}")
    assert found[code].span.line
    assert (studio.views.get(NAME) and studio.views[NAME].layout) is (before and before.layout)
    restyle(studio, SHEET.replace("#8a1c1c", "#1c8a1c"))
    assert studio.entries[NAME].state == "fresh"
    assert studio.collect_diagnostics(NAME) == []
    assert not before or studio.views[NAME].print_digest != before.print_digest


@pytest.mark.slow
def test_a_broken_theme_of_the_book_is_reported_until_fixed(studio: LiveDocuments) -> None:
    book = studio.workspace.content / "book.yaml"
    book.write_text(f"title: 合集\noutput: 合集\ntheme: mine\nhandouts: [{NAME}]\n", "utf-8")
    studio.open_documents = ("book.yaml",)
    studio.report_changes([book])
    finish(studio)
    assert [d.code for d in studio.collect_diagnostics("book.yaml")] == ["theme-unknown"]
    restyle(studio, SHEET)
    assert studio.entries["book.yaml"].state == "fresh"
    before = studio.views["book.yaml"]
    restyle(studio, ":root { --accent: dark }\n")
    assert [d.code for d in studio.collect_diagnostics("book.yaml")] == ["style-value"]
    assert studio.entries["book.yaml"].state == "error"
    assert studio.views["book.yaml"].layout is before.layout
    restyle(studio, SHEET)
    assert studio.entries["book.yaml"].state == "fresh"
    assert studio.views["book.yaml"].print_digest == before.print_digest


@pytest.mark.slow
def test_an_index_lists_each_page_once_after_an_edit(studio: LiveDocuments) -> None:
    people = "甲说[荀子]{.person}。\n\n乙说[荀子]{.person}。\n\n\\newpage\n\n丙说[荀子]{.person}。\n"
    for text in (people, people.replace("甲", "子"), f"{people}\n\\newpage\n\n丁说[荀子]{{.person}}。\n"):
        save(studio, f"---\ntitle: 例\nindexes: [people]\n---\n\n# 节\n\n{text}")
        with pymupdf.open(stream=studio.views[NAME].layout.draw()) as document:
            words = strip_spaces(document[len(document) - 1].get_text())
            assert words.partition("荀子")[2].strip(".").startswith("1–3例" if "丁" in text else "1,2例")


@pytest.mark.slow
def test_blocks_of_a_book_lead_to_their_files(studio: LiveDocuments) -> None:
    save(studio, TEXT.replace("【改】", "另一份。").replace("第", "其"), "另.md")
    book = studio.workspace.content / "book.yaml"
    book.write_text(f"title: 合集\noutput: 合集\nhandouts: [{NAME}, 另.md]\n", "utf-8")
    studio.report_changes([book])
    studio.open_documents = ("book.yaml",)
    finish(studio)
    assert studio.entries["book.yaml"].state == "fresh"
    assert {span.file for span in studio.map_block_spans("book.yaml").values()} == {f"content/{NAME}", "content/另.md"}
    placed = {place.id for place in studio.views["book.yaml"].block_places}
    assert len(placed & set(studio.map_block_spans("book.yaml"))) > 50


@pytest.mark.slow
def test_a_page_of_a_book_is_the_same_drawn_alone_or_with_all(studio: LiveDocuments) -> None:
    """Pages are drawn in any order, although the fonts, images and colours of a part are first used on its first page."""
    save(studio, TEXT.replace("第", "其") + "\n\n公式 $x^2$ 与 {==重点==}。\n" + "\n\n正文。" * 90, "另.md")
    book = studio.workspace.content / "book.yaml"
    book.write_text(f"title: 合集\noutput: 合集\nhandouts: [{NAME}, 另.md]\n", "utf-8")
    studio.report_changes([book])
    studio.open_documents = ("book.yaml",)
    finish(studio)
    view = studio.views["book.yaml"]
    sheets = {number: studio.draw_page("book.yaml", view.print_digest, number) or b"" for number in reversed(range(len(view.page_sizes)))}
    whole = view.layout.draw()
    assert [number for number, sheet in sheets.items() if render_page_image(sheet, 0, 300) != render_page_image(whole, number, 300)] == []
    assert studio.draw_page("book.yaml", view.print_digest, len(view.page_sizes)) is None
    assert studio.draw_page("book.yaml", "another", 0) is None
    assert studio.draw_page("none.md", view.print_digest, 0) is None


@pytest.mark.slow
def test_earlier_page_numbers_are_reused_only_if_still_right(studio: LiveDocuments) -> None:
    """After edits that move pages, and one that does not, the pages are those of a new studio."""
    for text in (TEXT.replace("第", "另"), TEXT + "\n\n正文。" * 60, TEXT):
        save(studio, text)
        finish(studio)
        fresh = LiveDocuments(studio.workspace)
        fresh.open_documents = (NAME,)
        finish(fresh)
        assert studio.views[NAME].layout.draw() == fresh.views[NAME].layout.draw()


@pytest.mark.slow
def test_an_edit_lays_out_one_part_of_the_book(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name in "甲乙丙":
        (content / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n\n## 节\n\n正文。\n", "utf-8")
    (content / "book.yaml").write_text("title: 书\nhandouts: [甲.md, 乙.md, 丙.md]\n", "utf-8")
    studio = LiveDocuments(Workspace(tmp_path))
    studio.open_documents = ("book.yaml",)
    while studio.step():
        pass
    before, pages = studio.parts.parts, studio.views["book.yaml"].layout.draw()
    (content / "乙.md").write_text("---\ntitle: 乙\n---\n\n## 节\n\n改过的正文。\n", "utf-8")
    studio.report_changes([content / "乙.md"])
    while studio.step():
        pass
    assert len(studio.parts.parts.keys() - before.keys()) == 1
    assert studio.views["book.yaml"].layout.draw() != pages


# The server -----------------------------------------------------------------------------------------------------


def fill(workspace: Path) -> None:
    """Write a handout, and a secret file outside content/."""
    (workspace / "content" / NAME).write_text(TEXT, "utf-8")
    (workspace / "secret.txt").write_text("secret", "utf-8")


@pytest.fixture
def server(workspace: Path) -> Iterator[Server]:
    """A process that serves a test's own workspace."""
    fill(workspace)
    with serving(workspace) as server:
        yield server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A process and its workspace, in which tests change nothing."""
    workspace = tmp_path_factory.mktemp("served")
    (workspace / "content").mkdir()
    fill(workspace)
    with serving(workspace) as server:
        yield server, workspace


def wait_for_document(server: Server, name: str, state: str = "fresh") -> dict[str, Any]:
    """The data of the first `document` event in which the document has a state."""
    connection = server.connect(f"/events?name={quote(name)}")
    response = connection.getresponse()
    event, deadline = "", time.monotonic() + 60
    try:
        while time.monotonic() < deadline and (line := response.readline().decode()):
            event = line[7:].strip() if line.startswith("event: ") else event
            if line.startswith("data: ") and event == "document":
                document = json.loads(line[6:])
                if document["state"] == state:
                    return document  # type: ignore[no-any-return]
    finally:
        connection.close()
    raise AssertionError(event)


@pytest.mark.slow
def test_a_theme_in_a_new_folder_is_noticed(server: Server, workspace: Path) -> None:
    """No later change of another file causes an update."""
    (workspace / "content" / NAME).write_text(MINE, "utf-8")
    document = wait_for_document(server, NAME, "error")
    assert [diagnostic["code"] for diagnostic in document["diagnostics"]] == ["theme-unknown"]
    (workspace / "styles" / "themes").mkdir(parents=True)
    (workspace / "styles" / "themes" / "mine.css").write_text(SHEET, "utf-8")
    assert wait_for_document(server, NAME, "fresh")["diagnostics"] == []


def test_only_built_files_are_served(served: tuple[Server, Path]) -> None:
    server, workspace = served
    document = wait_for_document(server, NAME)
    name = quote(NAME)
    answer = server.ask(f"/pages/{name}/1.jpg?digest={document['digest']}&width=600")
    status, jpeg, headers = answer.status, answer.body, answer.headers
    assert (status, jpeg[:3], headers["content-type"]) == (200, b"\xff\xd8\xff", "image/jpeg")
    chapter = f"/book/{name}/{document['book']}/-/"
    answer = server.ask(chapter + quote(document["chapters"][0]["file"]))
    status, text, headers = answer.status, answer.body, answer.headers
    assert status == 200
    assert "第一段的文字" in text.decode()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert server.ask("/").headers["content-security-policy"].startswith("default-src 'none'")
    answer = server.ask(f"/files/{name}/pdf")
    assert (answer.status, answer.body[:5]) == (200, b"%PDF-")
    assert not (workspace / "output").exists()
    up = ["..", "%2e%2e", "..%2f..", "....//", "%252e%252e", "..\\", "/"]
    bad = [
        f"{base}{dots}/{file}"
        for dots in up
        for file in ("secret.txt", "etc/passwd")
        for base in ("/", "/static/", chapter, f"{chapter}../../", "/pages/", "/files/")
    ]
    bad += [f"/pages/{dots}/secret.txt/1.jpg" for dots in up] + [f"/files/{dots}/secret.txt/pdf" for dots in up]
    bad += [f"/pages/{name}/{n}.jpg" for n in ("0", "99", "-1", "1e3", "x")]
    bad += [f"/pages/{name}/1.jpg?width={w}" for w in ("x", "999999", "-3", "²")] + [
        f"/pages/{name}/1.jpg?digest=0",
        "/files/secret.txt/pdf",
    ]
    bad += [f"/files/{name}/exe", f"{chapter}META-INF/nothing", f"/book/{name}/0/-/{document['chapters'][0]['file']}", "/content/" + name]
    for path in bad:
        answer = server.ask(path.replace("²", "%C2%B2"))
        assert answer.status == 404, path
        assert b"secret" not in answer.body.replace(b"secret.txt", b"")


def test_a_foreign_host_is_rejected(served: tuple[Server, Path]) -> None:
    server, _ = served
    assert server.ask("/").status == 200
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "evil.example@127.0.0.1"):
        assert server.ask("/", Host=host).status in (400, 403), host
    assert server.ask("/", Host="localhost:8123").status == 200


@pytest.mark.parametrize(("host", "is_trusted"), [("127.0.0.1:8123", True), ("[::1]:8123", True),
    ("192.168.1.4", True), ("LOCALHOST", True),
    ("mine:80", True), ("mine.example", False), ("[::1", False), ("a:b:c", False), ("", False), ("127.0.0.1:x", False)])  # fmt: skip
def test_trusted_hosts(host: str, *, is_trusted: bool) -> None:
    assert is_trusted_host(host, frozenset({"mine"})) is is_trusted


@pytest.mark.slow
def test_an_occupied_port_is_reported(served: tuple[Server, Path]) -> None:
    server, workspace = served
    port = urlsplit(server.address).port
    done = run("serve", "--port", port, "--workspace", workspace)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_user_interface_has_both_languages() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "templates" / "studio").iterdir()]
    used = {name for text in texts for name in re.findall(r"say\('(\w+)'|data-word(?:-\w+)?=\"(\w+)\"", text) for name in name if name}
    assert used <= collect_words()["en"].keys()
    for message in (message for table in TABLES for message in table.values()):
        assert message.placeholders == Message(message.zh, "").placeholders


# The browser ----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_page_in_a_browser(server: Server, workspace: Path) -> None:
    seen = browse(ROOT / "tests" / "studio" / "browse.mjs", {"address": server.entrance, "handout": str(workspace / "content" / NAME)})
    print("milliseconds from saving to showing:", seen["delays"])
    first = seen["first"]
    assert first["pages"] >= 3
    assert min(width for width, _ in first["images"]) > 400
    assert first["list"] == [["预览的例子例.md", "fresh"]]
    lines = TEXT.splitlines()
    for moment in ("clicked", "stepped", "bookClicked", "tapped"):
        file, line = re.fullmatch(r"(.+) · \D*(\d+)\D*", seen[moment]["card"]).groups()  # type: ignore[union-attr]
        assert file == NAME
        assert lines[int(line) - 1].strip()
    assert seen["stepped"]["card"] != seen["clicked"]["card"]
    assert seen["escaped"]["card"] == ""
    before, after = seen["before"], seen["after"]
    assert (after["scroll"], after["chapter"]) == (before["scroll"], before["chapter"])
    assert before["scroll"] == 700
    assert after["bookScroll"] == before["bookScroll"]
    assert {digest for _, digest in after["images"]}.isdisjoint({digest for _, digest in before["images"]})
    wrong, right = seen["wrong"], seen["right"]
    assert wrong["notice"] == collect_words()["en"]["last_good"]
    assert any(state == "error" and "titel" in text for state, text in wrong["remarks"])
    assert wrong["pages"] == first["pages"]
    assert right["notice"] == ""
    assert right["state"] == "fresh"
    assert not any(state == "error" for state, _ in right["remarks"])
    assert seen["finding"]["focus"] == "find"
    assert seen["none"]["list"] == []
    assert seen["left"]["focus"] == "pages-pane"
    assert len(seen["left"]["list"]) == 1
    assert seen["turned"]["scroll"] > seen["left"]["scroll"]
    views = {"phone": "pages", "phone_list": "list", "phone_book": "book", "phone_remarks": "remarks"}
    assert {moment: seen[moment]["view"] for moment in views} == views
    assert all(seen[moment]["overflow"] <= 0 for moment in ("first", *views))
