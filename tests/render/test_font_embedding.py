"""Fonts in an EPUB: only on request, only the characters used, only if the licence allows it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from jiangyi.core.diagnostics import Report, Span
from jiangyi.project.fonts import find_file
from jiangyi.render import font_embedding
from tests.support import invoke

TEXT = "---\ntitle: 例\nembed_fonts: true\nlang: {lang}\n---\n\n基层治理 & text。**要紧**\n\n## 甲节\n\n完。\n"


def build_epub(workspace: Path, lang: str = "zh-Hans") -> zipfile.ZipFile:
    (workspace / "content" / "例.md").write_text(TEXT.format(lang=lang), "utf-8")
    done = invoke("build", "--to", "epub", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(workspace / "output" / "例.epub")


def fonts(archive: zipfile.ZipFile) -> dict[str, TTFont]:
    return {name.split("/")[-1].split(".")[0]: TTFont(io.BytesIO(archive.read(name))) for name in archive.namelist() if "/fonts/" in name}


def test_only_the_characters_used_are_embedded(workspace: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    with build_epub(workspace) as archive:
        found = fonts(archive)
        size = sum(archive.getinfo(name).file_size for name in archive.namelist() if "/fonts/" in name)
        css = archive.read("EPUB/style.css").decode()
    assert set(found) == {"body-400", "body-700", "head-700"}
    body, head = found["body-400"].getBestCmap(), found["head-700"].getBestCmap()
    assert {ord(character) for character in "基层治理&text。要紧完甲节"} <= set(body)
    assert {ord(character) for character in "甲节例"} <= set(head)
    assert ord("基") not in head
    assert ord("鬱") not in body
    assert "Serif" in found["body-400"]["name"].getDebugName(4)
    assert found["body-700"]["OS/2"].usWeightClass == 700
    assert size < 150_000
    assert css.count("@font-face") == 3
    assert epubcheck(workspace / "output" / "例.epub") == []


@pytest.mark.slow
def test_the_fonts_are_those_of_the_language(workspace: Path) -> None:
    with build_epub(workspace, "en") as archive:
        assert "Libertine" in fonts(archive)["body-400"]["name"].getDebugName(1)


@pytest.mark.slow
def test_the_bytes_are_the_same_again(workspace: Path) -> None:
    build_epub(workspace).close()
    before = (workspace / "output" / "例.epub").read_bytes()
    assert invoke("build", "--to", "epub", "--force", "--workspace", workspace).returncode == 0
    assert (workspace / "output" / "例.epub").read_bytes() == before


@pytest.mark.slow
def test_only_the_font_of_formulas_where_none_are_asked_for(shipped: Path) -> None:
    with zipfile.ZipFile(shipped / "output" / "合集.epub") as archive:
        assert set(fonts(archive)) == {"math"}
        assert archive.read("EPUB/style.css").decode().count("@font-face") == 1


@pytest.mark.slow
def test_formulas_with_and_without_words_share_one_font() -> None:
    """It takes as long as a page to make, and only the table MATH of it lays out formulas."""
    plain, worded = (
        font_embedding.embed_formula_font([f"<p>甲<math>{inside}</math></p>"]) for inside in ("<mi>x</mi>", "<mi>增长率（％）</mi>")
    )
    assert plain == worded
    assert plain
    tables = set(TTFont(io.BytesIO(plain.data)).keys())
    assert tables >= {"MATH", "glyf"}
    assert not tables & {"GSUB", "GPOS"}


@pytest.mark.parametrize("bit", [font_embedding.RESTRICTED, font_embedding.NO_SUBSETTING, font_embedding.BITMAPS_ONLY])
def test_embedding_restrictions_are_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bit: int) -> None:
    found = find_file("Linux Libertine O", 400)
    assert found
    font = TTFont(found[0], fontNumber=found[1])
    font["OS/2"].fsType = bit
    font.save(tmp_path / "closed.otf")
    monkeypatch.setattr(font_embedding, "find_file", lambda name, weight: (str(tmp_path / "closed.otf"), 0))
    report = Report()
    assert list(font_embedding.embed_fonts([("body", ("A",)), ("head", ("B",))], ["<p>text</p>"], Span("例"), report)) == []
    assert {diagnostic.code for diagnostic in report} == {"font-licence"}


def test_a_missing_font_is_reported() -> None:
    report = Report()
    wanted = [("body", ("Nowhere Serif",)), ("head", ("Nowhere Sans",))]
    assert list(font_embedding.embed_fonts(wanted, ["<p>文</p>"], Span("例"), report)) == []
    assert [diagnostic.code for diagnostic in report] == ["font-not-embedded"] * 2


@pytest.mark.slow
@pytest.mark.parametrize("table", ["GPOS", "OS/2", "cmap", "CFF ", "head"])
@pytest.mark.parametrize("fill", [b"\xff", b"\0", None], ids=["ones", "zeros", "gone"])
def test_a_damaged_font_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, fill: bytes | None) -> None:
    """Whatever the library raises for it; fontconfig accepts many such files."""
    found = find_file("Linux Libertine O", 400)
    assert found
    font = TTFont(found[0], fontNumber=found[1], lazy=True)
    entry = font.reader.tables[table]
    data = bytearray(Path(found[0]).read_bytes())
    if fill is None:
        data = data.replace(table.encode(), b"XXXX", 1)
    else:
        data[entry.offset : entry.offset + entry.length] = fill * entry.length
    (tmp_path / "bad.otf").write_bytes(data)
    monkeypatch.setattr(font_embedding, "find_file", lambda name, weight: (str(tmp_path / "bad.otf"), 0))
    report = Report()
    made = list(font_embedding.embed_fonts([("body", ("A",)), ("head", ("B",))], ["<p>text</p>"], Span("例"), report))
    codes = {one.code for one in report}
    assert codes <= {"font-broken", "font-licence"}
    assert bool(made) is not bool(codes)
