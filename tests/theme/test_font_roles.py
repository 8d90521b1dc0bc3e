"""Fonts by role: the families in a stylesheet, the installed font that is used, and the warning if there is none."""

import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from jiangyi.core.diagnostics import Report, Span
from jiangyi.project import fonts
from jiangyi.project.font_advice import FOR_ROLE, advise_for_role
from jiangyi.project.workspace import Workspace
from jiangyi.theme.font_roles import FONT_ROLES, check_roles, list_languages, list_used_roles, resolve_fonts
from jiangyi.theme.themes import load_theme
from tests.support import ROOT, drop_memos, invoke, pdf_of, run

CSS = load_theme(Workspace(ROOT)).print_css
LANGS = ("zh-Hans", "zh-Hant", "zh-Hant-HK", "ja", "en")
CONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>'


def make_font(path: Path, family: str, characters: str) -> None:
    """A small font: a black square for each character."""
    names = [".notdef", *(f"u{ord(c):04X}" for c in characters)]
    pen = TTGlyphPen(None)
    for step, point in enumerate([(50, 0), (50, 700), (950, 700), (950, 0)]):
        (pen.lineTo if step else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 50)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The font folder of a machine that has no other fonts."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    (tmp_path / "fonts.conf").write_text(CONFIG.format(folder, tmp_path / "cache"), "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    drop_memos()
    yield folder
    drop_memos()


@pytest.mark.parametrize("lang", LANGS)
def test_every_role_has_a_stack_in_every_language(lang: str) -> None:
    found = {one.role: one.stack for one in resolve_fonts(CSS, lang)}
    assert list(found) == list(FONT_ROLES)
    assert all(stack.families for stack in found.values())
    for role in ("quote", "fangsong"):
        assert found[role].role == "song" or found[role].fallbacks == found["body"].families


@pytest.mark.parametrize(
    ("lang", "role", "debian", "macos", "windows"),
    [
        ("zh-Hans", "body", "Noto Serif CJK SC", "Songti SC", "SimSun"),
        ("zh-Hans", "head", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"),
        ("zh-Hans", "quote", "AR PL KaitiM GB", "Kaiti SC", "KaiTi"),
        ("zh-Hans", "fangsong", "FandolFang", "STFangsong", "FangSong"),
        ("zh-Hans", "code", "Noto Sans Mono CJK SC", "Menlo", "Consolas"),
        ("zh-Hant", "body", "Noto Serif CJK TC", "Songti TC", "PMingLiU"),
        ("zh-Hant", "head", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei"),
        ("zh-Hant", "quote", "AR PL KaitiM Big5", "Kaiti TC", "DFKai-SB"),
        ("zh-HK", "body", "Noto Serif CJK HK", "Songti TC", "PMingLiU"),
        ("ja", "body", "Noto Serif CJK JP", "Hiragino Mincho ProN", "Yu Mincho"),
        ("ja", "head", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic"),
        ("en", "body", "Linux Libertine O", "Georgia", "Georgia"),
    ],
)
def test_each_system_has_a_font(lang: str, role: str, debian: str, macos: str, windows: str) -> None:
    [stack] = [one.stack for one in resolve_fonts(CSS, lang) if one.role == role]
    assert {debian, macos, windows} <= set(stack.families)


def test_the_languages_are_those_of_the_stylesheet() -> None:
    assert {"zh-Hans", "zh-Hant", "zh-HK", "ja", "en"} <= set(list_languages(CSS))


def test_only_fonts_of_text_count_as_used() -> None:
    assert list_used_roles(CSS) == {"body", "head", "quote", "code"}
    assert list_used_roles("p { font-family: var(--font-fangsong) }") == {"fangsong"}


def test_a_theme_may_point_the_body_to_fangsong() -> None:
    css = load_theme(Workspace(ROOT), "fangsong").print_css
    for lang in ("zh-Hans", "zh-Hant"):
        found = {one.role: one.stack for one in resolve_fonts(css, lang)}
        assert found["body"] == found["fangsong"]
        assert found["quote"].families != found["body"].families
    assert {one.role: one.stack.role for one in resolve_fonts(css, "en")}["body"] == "song"


def test_names_in_quotes_or_not_and_a_language_within_a_language() -> None:
    css = """
    :root { --font-body: 'A, B' , "C" ,D e, serif; --font-head: var(--font-body) }
    :lang(zh-Hant), :lang(ja) { --font-body: "T" } /* :root { --font-body: X } */
    :root { --font-code: "M", var(--font-body), monospace }
    """
    roots = {one.role: one.stack for one in resolve_fonts(css, "zh-Hans")}
    assert roots["body"].families == roots["head"].families == ("A, B", "C", "D e")
    assert (roots["code"].families, roots["code"].fallbacks) == (("M",), ("A, B", "C", "D e"))
    for lang in ("zh-Hant", "zh-hant-HK", "ja-JP"):
        assert {one.role: one.stack for one in resolve_fonts(css, lang)}["body"].families == ("T",)
    assert {one.role: one.stack for one in resolve_fonts(css, "zh-Hantx")}["body"].families == ("A, B", "C", "D e")


def test_circular_references_are_detected() -> None:
    assert resolve_fonts(":root { --font-body: var(--font-head); --font-head: var(--font-body) }", "en")[0].stack.families == ()


def test_the_first_installed_family_is_found_in_any_case(machine: Path) -> None:
    make_font(machine / "song.ttf", "SONGTI sc", "中")
    make_font(machine / "kai.ttf", "KaiTi", "中")
    found = {one.role: one for one in resolve_fonts(CSS, "zh-Hans")}
    assert found["body"].face == fonts.FontFace("SONGTI sc", str(machine / "song.ttf"))
    assert found["quote"].face
    assert found["quote"].face.file == str(machine / "kai.ttf")
    assert found["head"].face is None
    assert found["fangsong"].face is None
    assert found["fangsong"].fallback == found["body"].face


def test_a_role_without_a_font_warns_with_install_advice(machine: Path) -> None:
    make_font(machine / "song.ttf", "Songti SC", "中")
    report = Report()
    check_roles(CSS, "zh-Hans", Span("例.md"), report)
    warnings = {d.values["role"].en: d for d in report}
    assert set(warnings) == {"headings", "quotations", "code"}
    assert {d.code for d in report} == {"font-role-missing"}
    assert not report.has_errors
    hints = "\n".join(warnings["quotations"].hints)
    assert "Songti SC is used instead" in hints
    assert "used instead" not in "\n".join(warnings["headings"].hints)  # no known font does
    if platform.system() == "Linux":
        assert "sudo apt-get install fonts-arphic-gkai00mp" in hints


@pytest.mark.parametrize("system", ["Linux", "Darwin", "Windows"])
def test_there_is_advice_for_every_system_role_and_language(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    words = {str(advise_for_role(one.stack.role, lang)) for lang in LANGS for one in resolve_fonts(CSS, lang)}
    assert "" not in words
    start = {"Linux": ("sudo apt-get install ", "jiangyi doctor "), "Darwin": "brew install ", "Windows": ""}[system]
    assert all(advice.choose().en.startswith(start) for advice in FOR_ROLE.values())


@pytest.mark.slow
def test_the_build_lists_the_font_of_each_role_and_warns(machine: Path, workspace: Path) -> None:
    letters = "".join(map(chr, range(33, 127))) + "例正文目录第页共　，。"
    make_font(machine / "song.ttf", "Songti SC", letters)
    make_font(machine / "hei.ttf", "PingFang SC", letters)
    make_font(machine / "mono.ttf", "Menlo", letters)
    (workspace / "content" / "例.md").write_text("# 例\n\n正文。\n", "utf-8")
    done = run("build", "--workspace", workspace, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert "fonts zh-Hans  body Songti SC · headings PingFang SC · quotations Songti SC · code Menlo\n" in done.stderr
    assert done.stderr.count("[font-role-missing]") == 1
    assert "content/例.md" in done.stderr
    assert (workspace / "output" / "例.pdf").is_file()


def test_without_the_command_of_fontconfig_its_library_lists_the_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_memos()
    report = Report()
    by_command = check_roles(CSS, "zh-Hans", Span("例.md"), report)
    monkeypatch.setenv("PATH", str(tmp_path))
    drop_memos()
    assert check_roles(CSS, "zh-Hans", Span("例.md"), report) == by_command
    drop_memos()


def test_the_font_table_goes_to_standard_output(machine: Path) -> None:
    make_font(machine / "song.ttf", "Songti SC", "中")
    done = run("fonts", "--lang", "zh-Hans", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    rows = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()]
    assert rows[0] == ["language", "role", "font", "file"]
    assert ["zh-Hans", "body", "Songti SC", str(machine / "song.ttf")] in rows
    assert ["zh-Hans", "quotations", "(Songti SC)", str(machine / "song.ttf")] in rows
    assert ["zh-Hans", "headings", "—"] in rows
    assert run("fonts", "--theme", "none").returncode == 2


@pytest.mark.slow
def test_a_missing_glyph_comes_with_install_advice(machine: Path, workspace: Path) -> None:
    make_font(machine / "song.ttf", "Songti SC", "例甲：、。")
    (workspace / "content" / "例.yaml").write_text("title: 例\nblocks:\n- 甲\U00020000甲\U0001f600\n", "utf-8")
    done = run("check", "--workspace", workspace, env=dict(os.environ))
    assert done.returncode == 0
    assert "content/例.yaml:3:4" in done.stderr
    assert "U+20000" in done.stderr
    if platform.system() == "Linux":
        assert "sudo apt-get install fonts-hanazono" in done.stderr
        assert "sudo apt-get install fonts-noto-color-emoji" in done.stderr


@pytest.mark.slow
def test_a_broken_stylesheet_is_reported_before_its_fonts_are_listed(workspace: Path) -> None:
    chain = "".join(f"--font-a{n}: var(--font-a{n + 1}), x; " for n in range(2000))
    (workspace / "styles" / "blocks").mkdir(parents=True)
    (workspace / "styles" / "blocks" / "paragraph.css").write_text(f":root {{ {chain}--font-a2000: x; --font-body: var(--font-a0) }}")
    done = invoke("fonts", "--workspace", workspace)
    assert done.returncode == 1
    assert "error[limit]" in done.stderr
    assert "--> styles/blocks/paragraph.css:1:" in done.stderr


@pytest.mark.parametrize("look", ["", "quiet", "fangsong"])
def test_bold_words_are_bold_in_fonts_without_bold(look: str) -> None:
    """Kai and Fangsong have one weight: bold words in them are set in another font."""
    text = "> 引文里的**甲甲**。\n\n::: material 材料\n材料里的**乙乙**。\n:::\n\n正文里的**丙丙**，*楷体里的**丁丁***。\n"
    with pymupdf.open(stream=pdf_of(f"# 例\n\n{text}", look=look)) as document:
        spans = [s for b in document[0].get_text("dict")["blocks"] for line in b.get("lines", ()) for s in line["spans"]]
    bold = "".join(span["text"] for span in spans if "Bold" in span["font"])
    assert [words for words in ("甲甲", "乙乙", "丙丙", "丁丁") if words not in bold] == []
