"""The forms of formulas in e-books: MathML with a line of text, pictures, or text alone."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from jiangyi.core.diagnostics import Report
from jiangyi.writers.epub.packaging import package_book
from tests.support import XHTML, invoke, page, spine

pytestmark = pytest.mark.slow

FORMULAS = {r"\frac{B-A}{A}": "(B−A)/A", "x^2": "x²", r"\text{增长率}=\sqrt{2}": "增长率=√2", r"\ce{SO4^2-}": "SO₄²⁻"}
"""LaTeX and its linear text."""
LONG = "+".join(f"a_{{{number}}}" for number in range(1, 30))
"""It is set in several parts."""


def text(form: str) -> str:
    body = "\n\n".join(f"段落 ${tex}$ 完。" for tex in FORMULAS)
    return f"---\ntitle: 例\n公式: {form}\n---\n\n# 一节\n\n{body}\n\n$$\n{LONG}\n$$\n"


def make(form: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(package_book(page(text(form), "epub"), Report())))


def find(archive: zipfile.ZipFile, tag: str, kind: str) -> list[ElementTree.Element]:
    roots = [ElementTree.fromstring(archive.read(name)) for name in spine(archive)]
    return [one for root in roots for one in root.iter(f"{XHTML}{tag}") if kind in (one.get("class") or "").split()]


def test_mathml_is_hidden_by_an_element_of_html() -> None:
    """Calibre applies no styles to MathML, and would show the formula twice in its Word and Kindle files."""
    with make("自动") as archive:
        shown, texts = find(archive, "span", "mathml"), find(archive, "span", "linear")
        css = {name: archive.read(f"EPUB/{name}").decode() for name in ("style.css", "formulas.css")}
    assert len(shown) == len(texts) == len(FORMULAS) + 1
    assert [one.text for one in texts][:-1] == [*FORMULAS.values()]
    assert [one.get("data-tex") for one in texts] == [*FORMULAS, LONG]
    assert ".mathml { display: none }" in css["style.css"]
    assert re.search(
        r"@supports \(math-style: normal\) \{\s*\.mathml \{ display: inline \}\s*\.linear \{ display: none \}", css["formulas.css"]
    )


def test_pictures_have_their_words_and_ink_on_white() -> None:
    with make("图片") as archive:
        pictures = find(archive, "img", "math")
        names = set(archive.namelist())
        drawn = [Image.open(io.BytesIO(archive.read(f"EPUB/{one.get('src')}"))) for one in pictures]
        package = archive.read("EPUB/content.opf").decode()
    assert [one.get("title") for one in pictures][: len(FORMULAS)] == [*FORMULAS.values()]
    assert [one.get("alt") for one in pictures][:2] == ["分式，分子B减A，分母A，分式完", "x的平方"]
    assert "".join(one.get("title") or "" for one in pictures[len(FORMULAS) :]).count("a") == LONG.count("a")
    for one, image in zip(pictures, drawn, strict=True):
        width = re.search(r"width: ([\d.]+)em", one.get("style") or "")
        assert width
        assert image.width == pytest.approx(float(width[1]) * 64, abs=1.5)
        assert (image.mode, image.getextrema()) == ("L", (0, 255))
        assert {image.getpixel((x, y)) for x in (0, image.width - 1) for y in (0, image.height - 1)} & {255}
    assert not [name for name in names if "math.ttf" in name or name.endswith("formulas.css")]
    assert package.count('media-type="image/png"') == len({one.get("src") for one in pictures})
    assert 'properties="mathml"' not in package


def test_text_alone_has_no_mathml() -> None:
    with make("文字") as archive:
        texts = find(archive, "span", "formula-text")
        assert not [name for name in archive.namelist() if name.endswith((".png", "formulas.css", ".ttf"))]
    assert [one.text for one in texts][:-1] == [*FORMULAS.values()]
    assert len(texts) == len(FORMULAS) + 1


def test_every_form_has_the_pages_of_print(workspace: Path, tmp_path: Path) -> None:
    """Formulas at the start of pages, too; a page that begins within a formula is marked before it."""
    rows = "\n\n".join(f"$x^{{{number}}}+y_{{{number}}}$ 是第 {number} 段的式子。" + "字" * (number % 37 * 9) for number in range(150))
    lists = []
    for form in ("自动", "图片", "文字"):
        (workspace / "content" / "a.md").write_text(f"---\ntitle: 例\n公式: {form}\n---\n\n{rows}\n", "utf-8")
        assert invoke("build", "--to", "epub", "--workspace", workspace).returncode == 0
        with zipfile.ZipFile(workspace / "output" / "a.epub") as archive:
            nav = archive.read("EPUB/nav.xhtml").decode()
            marked = archive.read("EPUB/a.xhtml").decode()
        lists.append(re.findall(r'href="([^"]*#_page\d+)">([^<]*)<', nav))
        assert not re.search(r'class="(?:mathml|formula-text)"[^>]*>(?:(?!</span>).)*doc-pagebreak', marked)
    assert len(lists[0]) > 4
    assert lists[0] == lists[1] == lists[2]


def convert(epub: Path, suffix: str) -> str:
    """What calibre makes of an EPUB, as text."""
    made = epub.with_suffix(f".{suffix}")
    subprocess.run(["ebook-convert", epub, made], check=True, capture_output=True)
    if suffix == "docx":
        with zipfile.ZipFile(made) as archive:
            return re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode())
    if suffix == "txt":
        return made.read_text("utf-8")
    return convert(made.rename(made.with_stem("again")), "txt")


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("ebook-convert"), reason="calibre is not installed: `make readers` does that")
@pytest.mark.parametrize("form", ["自动", "文字"])
@pytest.mark.parametrize("suffix", ["txt", "azw3", "docx"])
def test_calibre_shows_each_formula_once(tmp_path: Path, form: str, suffix: str) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(package_book(page(text(form), "epub"), Report()))
    words = convert(path, suffix)
    found = re.findall(r"段落 ?(.*?) ?完。", words)
    assert found == [*FORMULAS.values()]


@pytest.mark.parametrize("form", ["自动", "图片", "文字"])
def test_every_form_is_valid(tmp_path: Path, form: str, epubcheck: Callable[[Path], list[str]]) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(package_book(page(text(form), "epub"), Report()))
    assert epubcheck(path) == []


def test_the_cover_draws_the_formula_of_a_title() -> None:
    """The picture of a cover is laid out as print is: the engine knows no MathML, and would show letters, and the text again."""
    (cover,) = [one.html for one in page("---\ntitle: 关于 $x^2$\n---\n\n文。\n", "epub").documents if one.name == "cover.html"]
    title = re.search(r"<h1.*?</h1>", cover, re.DOTALL)
    assert title
    assert "<math" not in title[0] and "linear" not in title[0]
    assert title[0].count('<img class="math"') == 1
