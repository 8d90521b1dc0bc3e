"""Checks of a workspace's stylesheets: errors are reported with their positions, and no file is made with such a stylesheet."""

import base64
import io
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.core import Severity, limits
from jiangyi.core.diagnostics import Report
from jiangyi.project.workspace import Workspace, find_workspace
from jiangyi.theme.css_syntax import root_properties, substitute_variables
from jiangyi.theme.own_sheets import check_stylesheets
from jiangyi.theme.themes import load_theme
from tests.law import law
from tests.support import ROOT, invoke


def drawn(width: int, height: int = 6, kind: str = "PNG", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, kind)
    return out.getvalue()


def address(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


PICTURES = [
    (address(drawn(90)[:50]), "picture-broken"),
    ("data:image/png;base64,A", "picture-broken"),
    (address(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><script/></svg>"), "picture-broken"),
    (address(drawn(9, kind="JPEG", mode="CMYK"), "jpeg"), "picture-broken"),
    (address(drawn(20_000, 20_000, mode="1")), "limit"),
]
WRONG = [
    (":root {\n  --accent: 12pt }", "style-value", "2:3"),
    (":root { --accent: nonsense }", "style-value", "1:9"),
    (":root { --accent: var(--size) }", "style-value", "1:9"),
    (":root { --size-h1: 3 }", "style-value", "1:9"),
    (":root { --size-h1: 3lines }", "style-value", "1:9"),
    (":root { --size-h1: 11pt\n  --size-h2: 9pt }", "style-value", "1:9"),
    (":root { --size: -3pt }", "style-value", "1:9"),
    (":root { --size: calc(2 * 5pt) }", "style-value", "1:9"),
    (":root { --page-width: 10em }", "style-value", "1:9"),
    (":root { --cell-least: 1em }", "style-value", "1:9"),
    (":root { --lines: 20;\n  --page-width: 80mm }", "style-narrow", "2:3"),
    (":root { --inner: 8.5cm; --outer: 3.5in }", "style-narrow", "1:9"),
    (":root { --page-width: 90mm; --inner: 20mm; --outer: 20mm; --size: 20pt }", "style-narrow", "1:9"),
    (":root { --page-width: 5mm }", "style-narrow", "1:9"),
    (":root { --lines: 5 }", "style-low", "1:9"),
    (":root { --page-height: 240mm }", "style-high", "1:9"),
    (":root { --lines: 45 }", "style-high", "1:9"),
    (":root { --lines: 2.5 }", "style-value", "1:9"),
    (":root { --lines: 0 }", "style-value", "1:9"),
    ("/* 说明 */ p { color: var(--nowhere) }", "style-variable-unknown", "1:25"),
    (":root { --accent: var(--alert); --alert: var(--accent) }", "style-circle", "1:9"),
    (":root { --accent: var(--accent) }", "style-circle", "1:9"),
    (":root { --acent: #123456 }", "style-property-unknown", "1:9"),
    (":root { --accent #123456 }", "style-syntax", "1:25"),
    (":root { --accent: #123456", "style-syntax", "1:7"),
    ("\n/* 没有写完", "style-syntax", "2:1"),
    (":root { --accent: #123456 } }", "style-syntax", "1:29"),
    ('p { content: "没有写完\n}', "style-syntax", "1:14"),
    ("@page { @top-left { content none } }", "style-syntax", "1:33"),
]
DEEP = 5000
FOREIGN = [
    ("p { color: " + "(" * DEEP + ")" * DEEP + " }", "limit", "1:"),
    ("p " + "{ p " * DEEP + "}" * DEEP, "limit", "1:"),
    ("p { width: " + "calc(" * DEEP + "1px" + ")" * DEEP + " }", "limit", "1:"),
    ("@media print { " * DEEP + "p { color: red }" + "}" * DEEP, "limit", "1:"),
    ("p" + ":not(p" * DEEP + ")" * DEEP + " { color: red }", "limit", "1:"),
    ("a, " + "p > " * DEEP + "p { color: red }", "limit", "1:3"),
    ("@media print { p { color: red } " + "* " * DEEP + " { color: red } }", "limit", "1:32"),
    ("p { color: var(--a); --a: 1e400px }", "limit", "1:27"),
    ("p { letter-spacing: -1e9px }", "limit", "1:21"),
    ("p:nth-child(" + "9" * DEEP + ") { color: red }", "limit", "1:13"),
    (
        ":root { " + "".join(f"--a{n}: var(--a{n + 1}) var(--a{n + 1}); " for n in range(30)) + "--a30: 1px } p { margin: var(--a0) }",
        "limit",
        "1:",
    ),
    (":root { " + "".join(f"--a{n}: var(--a{n + 1}, 1px); " for n in range(2000)) + "--a2000: 1px }", "limit", "1:9"),
    (":root { --a: " + "1px " * 1000 + " }" + "p { margin: var(--a) }" * 300, "limit", "1:"),
    (":root { --a: var(--b, 1px); --b: var(--a, 2px) } p { margin: var(--a) }", "style-circle", "1:9"),
    ('@import "https://example.com/a.css";', "style-loads", "1:1"),
    ("p { color: red } @media print { @import url(/etc/passwd) }", "style-loads", "1:33"),
    ("@font-face { font-family: 我的; src: local(x), url(我的.otf) }", "style-loads", "1:46"),
    ("@font-face { font-family: a; src: url(data:font/ttf;base64,AAAA) }", "style-loads", "1:35"),
    ("p { background: \\75rl(//example.com/a.png) }", "style-loads", "1:17"),
    ("p::before { content: URL('file:///etc/passwd') }", "style-loads", "1:26"),
    ("p { background: image-set('a.png' 1x) }", "style-loads", "1:27"),
    ("p { background: url(data:image/svg+xml,<svg/>) }", "style-loads", "1:17"),
    (":root { --a: url(a.png) }", "style-loads", "1:14"),
    ("p::before { content: '\\d800' }", "style-syntax", "1:22"),
    ("p::before { content: '\\1 ' }", "style-syntax", "1:22"),
]
"""What a stranger's stylesheet may hold: each is refused at once, whatever its size."""
RIGHT = [
    ":root { --accent: #123456; --alert: var(--accent); --ink: rgb(1 2 3); --paper: white }",
    ":root { --size-h1: 1.5em; --size-h2: calc(var(--size) * 1.2); --radius: 0; --title-rule: var(--hairline) }",
    ":root { --size: 12pt; --page-width: 7in; --lines: 20; --chapter-break: recto }",
    ":root { --size: 4mm; --line: 1.6pc; --page-width: 21cm; --inner: 100Q; --outer: 90px; --top: 1in; --cell-least: .8CM }",
    ":root { --top: calc(1mm + 2mm); --lines: 20 }",
    ":root { --page-width: 80mm; --inner: 20mm; --outer: 20mm; --size: 14pt }",
    ":root { --own: 3mm }\np { margin: var(--own); padding: var(--nowhere, 2mm) }",
    ":root { --font-body: var(--font-fangsong) } :lang(en) { --font-body: Georgia, serif }",
    "@media print { p { color: red } } @page :left { margin: 3mm; @top-left { content: none } }",
    f"h1 {{ background: url({address(drawn(9))}); content: url(#id) attr(title) }}",
    "@namespace svg url(http://www.w3.org/2000/svg); p { color: red }",
    ":root { " + "".join(f"--a{n}: var(--a{n + 1}); " for n in range(30)) + "--a30: 1mm } p { margin: var(--a0) }",
    ":root { --a: 1mm var(--b, var(--c, 2mm)); --b: 3mm; --c: 4mm } p { margin: var(--a) }",
    "p" + ":is(p" * 35 + ")" * 35 + " { color: red }",
    "",
    "/* 空 */",
]


def sheet(workspace: Path, css: str | bytes, name: str = "themes/mine.css") -> Workspace:
    path = workspace / "styles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(css if isinstance(css, bytes) else css.encode())
    return Workspace(workspace)


@pytest.mark.parametrize(("css", "code", "place"), WRONG)
def test_a_stylesheet_error_is_reported_with_its_position(workspace: Path, css: str, code: str, place: str) -> None:
    report = Report()
    sound = check_stylesheets(sheet(workspace, css), report)
    assert (code, f"styles/themes/mine.css:{place}") in [(one.code, str(one.span)) for one in report]
    assert sound is (code == "style-property-unknown")


@pytest.mark.parametrize(("css", "code", "place"), FOREIGN, ids=range(len(FOREIGN)))
def test_hostile_stylesheets_are_refused_with_their_place(workspace: Path, css: str, code: str, place: str) -> None:
    report = Report()
    assert not check_stylesheets(sheet(workspace, css), report)
    found = [one for one in report if one.severity is Severity.ERROR]
    assert found[0].code == code
    assert str(found[0].span).startswith(f"styles/themes/mine.css:{place}")
    assert len(found) <= 2


@pytest.mark.parametrize(("picture", "code"), PICTURES, ids=range(len(PICTURES)))
def test_pictures_in_a_stylesheet_are_decoded_first(workspace: Path, picture: str, code: str) -> None:
    report = Report()
    css = f"p {{ color: red }}\np {{ background: url({picture}) }} q {{ background: image-set('{picture}' 1x) }}"
    assert not check_stylesheets(sheet(workspace, css), report)
    assert [(one.code, str(one.span)) for one in report] == [(code, "styles/themes/mine.css:2:17")]


@pytest.mark.slow
def test_pictures_of_a_stylesheet_are_limited_together(workspace: Path) -> None:
    report = Report()
    css = "".join(f"p{n} {{ background: url({address(drawn(3_000, 4_000 + n, mode='1'))}) }}\n" for n in range(8))
    assert not check_stylesheets(sheet(workspace, css), report)
    assert [(one.code, one.span.line) for one in report] == [("limit", 8)]


@pytest.mark.parametrize(
    ("name", "css", "missing"),
    [
        ("tokens.css", "", "--font-song"),
        ("tokens.css", ":root { --page-width: 200mm }", "--font-song"),
        ("print.css", "", "--binding"),
        ("cover.css", "", ""),
        ("epub.css", "/* 空 */", ""),
        ("blocks/table.css", "", ""),
        ("blocks/other.css", "", ""),
        ("papers/a4.css", "", ""),
        ("themes/mine.css", ":root { --page-width: 200mm }", ""),
    ],
)
def test_a_replaced_stylesheet_defines_what_others_use(workspace: Path, name: str, css: str, missing: str) -> None:
    report = Report()
    assert check_stylesheets(sheet(workspace, css, name), report) is not bool(missing)
    assert [(one.code, str(one.span), missing in one.message) for one in report] == [("style-incomplete", f"styles/{name}", True)] * bool(
        missing
    )


def test_what_a_replaced_stylesheet_lacks_may_be_defined_elsewhere(workspace: Path) -> None:
    tokens = (ROOT / "styles" / "tokens.css").read_text("utf-8")
    sheet(workspace, tokens.replace("--page-width: 210mm;", ""), "tokens.css")
    report = Report()
    assert not check_stylesheets(Workspace(workspace), report)
    assert [one.values["names"] for one in report] == ["--page-width"]
    assert check_stylesheets(sheet(workspace, ":root { --page-width: 210mm }", "blocks/own.css"), Report())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("css", "is_made"),
    [("", True), ("@page { size: 80mm 128mm }", True), ("@page { size: 10mm }", False), ("@page { size: 256mm 160mm }", False)],
)
def test_a_cover_of_another_shape_is_an_error_at_its_stylesheet(workspace: Path, css: str, is_made: bool) -> None:
    sheet(workspace, css, "cover.css")
    (workspace / "content" / "丙.md").write_text("# 丙\n\n文。\n")
    done = invoke("build", "--to", "epub", "--workspace", workspace)
    assert (done.returncode, (workspace / "output" / "丙.epub").exists()) == ((0, True) if is_made else (1, False)), done.stderr
    assert ("error[style-cover]" in done.stderr, "styles/cover.css" in done.stderr) == (not is_made, not is_made)


def test_errors_of_a_stylesheet_are_counted_up_to_a_limit(workspace: Path) -> None:
    report = Report()
    assert not check_stylesheets(sheet(workspace, "p { color: var(--nowhere) }\n" * 300), report)
    codes = [one.code for one in report]
    assert codes.count("style-variable-unknown") == limits.STYLE_PROBLEMS.value
    assert codes.count("limit") == 1


def test_only_files_of_the_workspace_are_read(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.css"
    outside.write_text("p { color: red }")
    blocks = workspace / "styles" / "blocks"
    (blocks / "folder.css").mkdir(parents=True)
    (blocks / "big.css").write_text("/*" + " " * limits.STYLE_BYTES.value + "*/")
    (blocks / "link.css").symlink_to(outside)
    (blocks / "loop.css").symlink_to(blocks / "loop.css")
    if hasattr(os, "mkfifo"):
        os.mkfifo(blocks / "pipe.css")
    report = Report()
    place = find_workspace(workspace)
    assert place
    assert not check_stylesheets(place, report)
    found = {str(one.span): one.code for one in report}
    assert found.pop("styles/blocks/big.css") == "limit"
    assert set(found.values()) == {"file-refused"}
    assert len(found) == len(list(blocks.iterdir())) - 1
    assert load_theme(place).print_css


@pytest.mark.parametrize("css", RIGHT)
def test_correct_stylesheets_are_accepted(workspace: Path, css: str) -> None:
    report = Report()
    assert check_stylesheets(sheet(workspace, css), report)
    assert list(report) == []


def test_a_value_ends_with_its_rule() -> None:
    assert root_properties(":root { --a: 1mm } :root { --b: 2mm !important; --a: 3mm }") == {"--a": "3mm", "--b": "2mm"}


def test_the_shipped_stylesheets_are_valid(workspace: Path) -> None:
    shutil.copytree(ROOT / "styles", workspace / "styles")
    report = Report()
    assert check_stylesheets(Workspace(workspace), report)
    assert list(report) == []


PIECES = [":root", "@page", "@media", "--a", "--size", "--accent", "/*", "*/", "\\", "红", *"{}()[]\"':;,\n "]
VALUES = [
    "12pt",
    "#123456",
    "#12",
    "var(--a)",
    "var(--size)",
    "var()",
    "var(--a, 3)",
    "calc(1pt",
    "-3mm",
    "0",
    "url(x",
    "!important",
    "<!--",
]


@law(200)
@given(st.lists(st.sampled_from(PIECES + VALUES), max_size=25).map("".join))
@pytest.mark.slow
def test_any_text_is_checked_without_an_exception(tmp_path_factory: pytest.TempPathFactory, css: str) -> None:
    report = Report()
    check_stylesheets(sheet(tmp_path_factory.getbasetemp() / "any", css), report)
    for one in report:
        assert one.message
        assert one.span.line or one.code in ("file-not-utf8", "file-empty")
    assert substitute_variables("p { color: var(--a) }", root_properties(css))


@pytest.mark.slow
def test_only_handouts_that_use_a_broken_stylesheet_fail(workspace: Path) -> None:
    place = sheet(workspace, ":root { --accent: 12pt; --size: lots }")
    sheet(workspace, ":root { --accent: #123456 } /* 主题 */".encode("gb18030"), "themes/other.css")
    (workspace / "content" / "甲.md").write_text("---\ntitle: 甲\ntheme: mine\n---\n\n见[#无]。\n")
    (workspace / "content" / "乙.md").write_text("---\ntitle: 乙\ntheme: other\n---\n\n文。\n")
    (workspace / "content" / "丙.md").write_text("# 丙\n\n文。\n")
    (workspace / "content" / "book.yaml").write_text("title: 书\ntheme: mine\noutput: 书\nhandouts: [丙.md]\n")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert all(f"error[{code}]" in done.stderr for code in ("style-value", "file-not-utf8", "ref-unresolved"))
    assert done.stderr.count("error[style-value]") == 2
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["丙.epub", "丙.pdf"]
    assert load_theme(place, "other").print_css


@pytest.mark.slow
def test_an_impossible_paper_makes_no_file(workspace: Path) -> None:
    sheet(workspace, ":root { --page-width: wide }", "papers/mine.css")
    (workspace / "content" / "丙.md").write_text("# 丙\n\n文。\n")
    done = invoke("build", "--paper", "mine", "--workspace", workspace)
    assert (done.returncode, "error[style-value]" in done.stderr, (workspace / "output").exists()) == (1, True, False)
    assert invoke("build", "--workspace", workspace).returncode == 0


def test_a_book_with_an_unknown_theme_is_an_error(workspace: Path) -> None:
    (workspace / "content" / "丙.md").write_text("# 丙\n\n文。\n")
    (workspace / "content" / "book.yaml").write_text("title: 书\ntheme: 无\nhandouts: [丙.md]\n")
    done = invoke("build", "--workspace", workspace)
    assert "error[theme-unknown]" in done.stderr
    assert "content/book.yaml:2:8" in done.stderr
