"""Copies of EPUBs and web pages differ from each other in the words about their recipient only."""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from jiangyi.copies.copying import BaseOptions, prepare_base
from jiangyi.copies.html_copy import HtmlBase
from jiangyi.copies.mark import CopyMark
from tests.copies.whole_copy import copy
from tests.support import invoke

pytestmark = pytest.mark.slow
PLAIN = BaseOptions("")
FIRST, SECOND = CopyMark("买买提·艾力 <&>", "007", "高一（3）班"), CopyMark("𠮷田", "008")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("copies"), "# 例\n\n正文。\n")


def build(root: Path, text: str) -> Path:
    (root / "content").mkdir()
    (root / "content" / "例.md").write_text(text, "utf-8")
    assert invoke("build", "--to", "epub,html", cwd=root).returncode == 0
    return root


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_copy_of_an_epub_has_one_more_page(base: Path) -> None:
    before = (base / "output" / "例.epub").read_bytes()
    made = prepare_base("例.epub", before, PLAIN)
    first, second, plain = members(copy(made, FIRST)), members(copy(made, SECOND)), members(before)
    assert next(iter(first)) == "mimetype"
    assert {name for name in first if first[name] != second[name]} == {*first} - {*plain} == {"EPUB/copy.xhtml"}
    assert {name for name in plain if first[name] != plain[name]} == {"EPUB/content.opf"}
    page = "".join(etree.fromstring(first["EPUB/copy.xhtml"]).itertext())
    assert page.count("买买提·艾力 <&>") == 3
    assert "007" in page
    identifier = etree.fromstring(plain["EPUB/content.opf"]).findtext(".//{http://purl.org/dc/elements/1.1/}identifier")
    assert etree.fromstring(first["EPUB/content.opf"]).findtext(".//{http://purl.org/dc/elements/1.1/}identifier") == identifier


def test_a_page_of_the_same_name_is_kept(tmp_path: Path) -> None:
    made = build(tmp_path, "---\ntitle: 例\nid: copy\n---\n\n正文。\n")
    before = (made / "output" / "例.epub").read_bytes()
    names = {*members(copy(prepare_base("例.epub", before, PLAIN), FIRST))} - {*members(before)}
    assert names == {"EPUB/copy-2.xhtml"}


def test_a_copy_of_a_web_page_differs_in_a_paragraph(base: Path) -> None:
    before = (base / "output" / "例.html").read_bytes()
    made = prepare_base("例.html", before, PLAIN)
    first, second = copy(made, FIRST).decode(), copy(made, SECOND).decode()
    assert "买买提·艾力 &lt;&amp;&gt; · 007 · 高一（3）班" in first
    assert first.replace("买买提·艾力 &lt;&amp;&gt; · 007 · 高一（3）班", "") != first
    start = next(at for at, (one, two) in enumerate(zip(first, second, strict=False)) if one != two)
    assert first[:start].endswith('<p class="copy-owner">')
    assert first[first.index("</p>", start) :] == second[second.index("</p>", start) :]


def test_a_page_without_the_paragraph_is_refused() -> None:
    with pytest.raises(ValueError):
        copy(HtmlBase(b"<html></html>"), FIRST)


def test_copies_are_the_same_twice(base: Path) -> None:
    for suffix in (".epub", ".html"):
        data = (base / "output" / f"例{suffix}").read_bytes()
        assert copy(prepare_base(f"例{suffix}", data, PLAIN), FIRST) == copy(prepare_base(f"例{suffix}", data, PLAIN), FIRST)
