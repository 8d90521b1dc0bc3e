"""EPUBs for every e-reader: no file is larger than it can open, and what only the author can change is reported."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.ereaders import CHAPTER_SIZE, REQUIREMENTS, STYLE_RULES
from jiangyi.ereaders.requirements import COMMENTS, COVER_SIZE, FILE_NAME, HIDDEN_TEXT
from jiangyi.ereaders.rule import Treatment
from jiangyi.render.rendered_book import MarkupFile
from jiangyi.theme.ereader_styles import find_broken_declarations
from jiangyi.writers.epub import chapter_splitting, ereader_limits, packaging
from tests.law import law
from tests.support import OUTPUTS, XHTML, book, page, short, spine, strip_spaces

LONG = """\
---
title: 例
---

开头见[](#late)。{paragraphs}

## 第一节 {{#early}}

引言[^1]，见[](#late)。{paragraphs}

[^1]: 第一条注，见[^3]。

### 甲

1. 第一点。展开[^2]。

   {paragraphs}

2. 第二点。

[^2]: 第二条注，有 $x^2$。
[^3]: 注中之注。

### 乙

{paragraphs}

| 甲 | 乙 |
|---|---|
| 1 | 2 |

## 第二节

见[](#early)。{paragraphs}

### 末 {{#late}}

最后一段[^4]。

[^4]: 最后的注。
"""
CLASS, ID = "class", "id"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def long_text(count: int, words: str = "这一段说的是材料、观点和做法，句子不长不短。") -> str:
    return LONG.format(paragraphs="\n\n".join(f"第{number}段：{words}" for number in range(count)))


DOCUMENTS = tuple(page(long_text(6), "epub").documents)


def texts(documents: tuple[MarkupFile, ...]) -> tuple[str, list[str]]:
    """The text of all documents, and their notes apart."""
    body, notes = "", []
    for one in documents:
        if one.name.endswith(".xhtml"):
            root = ElementTree.fromstring(one.html)
            for section in list(root.iter(f"{XHTML}section")):
                if section.get(CLASS) == "notes":
                    notes += [strip_spaces("".join(note.itertext())) for note in section]
                    section.clear()
            body += strip_spaces("".join(root.find(f"{XHTML}body").itertext()))  # type: ignore[union-attr]
    return body, notes


def ids(document: MarkupFile) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', document.html)


@law(20)
@given(limit=st.integers(600, 9000))
def test_a_split_book_is_the_same_book(limit: int) -> None:
    """No word, note, id or link is lost, no file is too large that could be smaller, and none ends with a heading."""
    split = chapter_splitting.split_chapters(DOCUMENTS, limit)
    assert len({one.name for one in split}) == len(split)
    assert texts(split) == texts(DOCUMENTS)
    assert sorted(key for one in split for key in ids(one)) == sorted(key for one in DOCUMENTS for key in ids(one))
    own = {one.name: set(ids(one)) for one in split}
    for one in split:
        for _, address in re.findall(r'\b(href|src)="([^":]+\.xhtml[^"]*|#[^"]+)"', one.html):
            file, _, key = address.partition("#")
            assert not key or key in own[file or one.name], (one.name, address)
        calls = re.findall(r'role="doc-noteref"[^>]*href="([^"]*)"|href="([^"]*)"[^>]*role="doc-noteref"', one.html)
        assert [address for pair in calls for address in pair if address and not address.startswith("#")] == []
        assert one.properties == (("mathml",) if "<math" in one.html else tuple(name for name in one.properties if name != "mathml"))
        assert not re.search(r"</h[1-6]>\s*(?:</(?:section|div)>\s*)*</body>", one.html) or one in DOCUMENTS
        if "~part" in one.name:
            assert len(one.html.encode()) <= limit or not list(split_further(one, limit)), one.name


def split_further(document: MarkupFile, limit: int) -> list[str]:
    return [part.name for part in chapter_splitting.split_chapters([document], limit) if part.name != document.name]


def test_a_small_book_stays_as_it_is() -> None:
    assert chapter_splitting.split_chapters(DOCUMENTS) == DOCUMENTS


@pytest.mark.slow
def test_a_large_chapter_becomes_valid_files(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    rendered = page(long_text(120, "这一段说的是材料、观点和做法，句子不长不短。" * 14), "epub")
    assert max(len(one.html.encode()) for one in rendered.documents) > CHAPTER_SIZE.limit
    path = tmp_path / "long.epub"
    path.write_bytes(packaging.package_book(rendered, Report()))
    assert epubcheck(path) == []
    with zipfile.ZipFile(path) as archive:
        sizes = {name: archive.getinfo(name).file_size for name in archive.namelist() if name.endswith(".xhtml")}
        assert any("~part2" in name for name in spine(archive))
    assert max(sizes.values()) <= CHAPTER_SIZE.limit


def notices(text: str) -> list[str]:
    report = Report()
    ereader_limits.report_ereader_limits(book(text), report)
    return [short(one).split(": ", 1)[1] for one in report]


def table(rows: int, columns: int, words: str = "字") -> str:
    line = "| " + " | ".join([words] * columns) + " |\n"
    return f"# 例\n\n{line}|{'---|' * columns}\n{line * (rows - 1)}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (table(99, 9), []),
        (table(100, 9), ["100"]),
        (table(3, 10), ["10"]),
        (table(20, 5, "字" * 250), ["25000"]),
        ("---\ntitle: 例\nlang: zh-Hant\n---\n\n文。\n", []),
        ("---\ntitle: 例\nlang: tlh\n---\n\n文。\n", ["tlh"]),
    ],
)
def test_what_ereaders_refuse_is_reported(text: str, found: list[str]) -> None:
    told = notices(text)
    assert len(told) == len(found)
    assert all(words in one for words, one in zip(found, told, strict=True))


def test_a_file_too_large_for_mail_is_reported() -> None:
    report = Report()
    ereader_limits.report_file_size(bytes(50 * 1024 * 1024), report)
    assert not report.diagnostics
    ereader_limits.report_file_size(bytes(50 * 1024 * 1024 + 1), report)
    assert [one.code for one in report] == ["ereader-size"]


@pytest.mark.parametrize(("count", "codes"), [(10_000, []), (10_001, ["ereader-formulas"])])
def test_more_hidden_formulas_than_kindle_takes_are_reported(count: int, codes: list[str]) -> None:
    report = Report()
    first, second = ("x" * (count // 2), "x" * (count - count // 2))
    documents = [f"<p>{'字' * 99}</p><math alttext='x'><mi>{words}</mi></math>" for words in (first, second)]
    ereader_limits.report_hidden_text(documents, report)
    assert [one.code for one in report] == codes


@pytest.mark.slow
def test_comments_of_templates_are_left_out() -> None:
    rendered = page("# 例\n\n文。\n", "epub")
    commented = tuple(
        MarkupFile(one.name, str(one.html).replace("</body>", "<!-- a\nb --></body>"), one.properties) for one in rendered.documents
    )
    data = packaging.package_book(type(rendered)(commented, rendered.css, (), rendered.metadata), Report())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert [name for name in archive.namelist() if name.endswith(".xhtml") and b"<!--" in archive.read(name)] == []


STYLES = [rule.requirement.name for rule in STYLE_RULES]
KEPT = {one.name for one in REQUIREMENTS if one.treatment is Treatment.KEPT}


def kept_problems(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """By requirement, what in a finished EPUB breaks it."""
    found: dict[str, list[str]] = {name: [] for name in KEPT | {COMMENTS.name, HIDDEN_TEXT.name, *STYLES}}
    names = [name for name in archive.namelist() if name.startswith("EPUB/")]
    found["file-names"] = [name for name in names if not FILE_NAME.fullmatch(name)]
    fonts = [name for name in names if name.startswith("EPUB/fonts/")]
    found["font-format"] = [name for name in fonts if archive.read(name)[:4] not in (b"OTTO", b"\0\1\0\0", b"true")]
    cover = archive.read("EPUB/pictures/cover.jpg")
    found["cover-size"] = ["large"] * (len(cover) > COVER_SIZE.limit)
    found["cover-shape"] = ["no JPEG"] * (not cover.startswith(b"\xff\xd8"))
    for css in (archive.read(name).decode() for name in names if name.endswith(".css")):
        for rule, *_ in find_broken_declarations(css, {}):
            found[rule.requirement.name].append(css)
    listed = re.findall(r'src="([^"#]+)', archive.read("EPUB/toc.ncx").decode().partition("<pageList")[0])
    places = [spine(archive).index(f"EPUB/{name}") for name in listed]
    found["contents-order"] = ["mixed"] * (places != sorted(places))
    for name in (name for name in names if name.endswith(".xhtml")):
        html = archive.read(name).decode()
        root = ElementTree.fromstring(html)
        parents = {child: parent for parent in root.iter() for child in parent}
        own = {one.get(ID) for one in root.iter()}
        if not html.startswith('<?xml version="1.0" encoding="utf-8"?>') or [one for one in root.iter(f"{XHTML}img") if not one.get("src")]:
            found["encoding"].append(name)
        found["comments"] += [name] * ("<!--" in html)
        found["nesting"] += [name for one in root.iter(f"{XHTML}p") if parents[one].tag == f"{XHTML}p"]
        found["nesting"] += [name for one in root.iter() if one.tag in (f"{XHTML}script", f"{XHTML}form")]
        hidden = sum(len("".join(one.itertext())) for one in root.iter() if one.get("hidden"))
        found["hidden-text"] += [name] * (hidden > HIDDEN_TEXT.limit)
        for call in (one for one in root.iter() if one.get(EPUB_TYPE) == "noteref"):
            found["note-place"] += [name] * (call.get("href", "")[1:] not in own or not call.get("href", "").startswith("#"))
        for note in (one for one in root.iter() if one.get(EPUB_TYPE) == "footnote"):
            back = [one.get("href", "") for one in note.iter(f"{XHTML}a") if one.get("role") == "doc-backlink"]
            found["note-place"] += [name] * (not back or back[0][1:] not in own)
    return found


@pytest.mark.parametrize("stem", OUTPUTS)
def test_nothing_that_the_program_makes_breaks_a_requirement(shipped: Path, stem: str) -> None:
    with zipfile.ZipFile(shipped / "output" / f"{stem}.epub") as archive:
        assert {name: found for name, found in kept_problems(archive).items() if found} == {}


def test_every_kept_requirement_is_looked_for() -> None:
    """The test above can fail: a book with all faults has a problem of each kind."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("EPUB/讲 义.css", " ".join(rule.example for rule in STYLE_RULES))
        archive.writestr("EPUB/fonts/a.woff2", b"wOF2")
        archive.writestr("EPUB/pictures/cover.jpg", b"GIF89a" + bytes(COVER_SIZE.limit))
        items = '<item id="a" href="a.xhtml"/><item id="b" href="b.xhtml"/>'
        package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{{}}</spine></package>'
        archive.writestr("EPUB/content.opf", package.format('<itemref idref="a"/><itemref idref="b"/>'))
        archive.writestr("EPUB/toc.ncx", '<content src="b.xhtml"/><content src="a.xhtml#c"/>')
        archive.writestr(
            "EPUB/a.xhtml",
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><!-- a --><body><p><p>文</p>'
            f'<img alt=""/><a epub:type="noteref" href="b.xhtml#n">1</a></p><div hidden="hidden">{"字" * 10_001}</div></body></html>',
        )
    with zipfile.ZipFile(out) as archive:
        assert [name for name, found in kept_problems(archive).items() if not found] == []
