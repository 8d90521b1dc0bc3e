"""The EPUB: no errors of EPUBCheck, and the properties of a good e-book."""

import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree

import pytest
from PIL import Image

from jiangyi.core.diagnostics import Report
from jiangyi.writers.epub import packaging, sort_keys
from tests.support import HANDOUTS, OUTPUTS, XHTML, epub_texts, invoke, page, spine, strip_spaces

OPF = "{http://www.idpf.org/2007/opf}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
MIXED = """\
---
title: 例
lang: zh-Hans
---

开头一段，有脚注[^1]。

[^1]: 注中有 $x^2$。

## 甲节 {#first}

见[](#second)，式子 $\\frac{1}{2}$，{生僻|shēng pì}，{要紧|.}。

## 乙节 {#second}

再一注^[第二条。]。
"""


def open_epub(shipped: Path, stem: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(shipped / "output" / f"{stem}.epub")


def make_epub(text: str = MIXED) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packaging.package_book(page(text, "epub"), Report())))


def package(archive: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("EPUB/content.opf"))


def documents(archive: zipfile.ZipFile) -> dict[str, ElementTree.Element]:
    return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xhtml")}


def elements_of_type(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get(TYPE) == name]


@pytest.mark.parametrize("stem", OUTPUTS)
def test_epubcheck_finds_nothing(shipped: Path, stem: str, epubcheck: Callable[[Path], list[str]]) -> None:
    assert epubcheck(shipped / "output" / f"{stem}.epub") == []


def test_epubcheck_detects_errors(tmp_path: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    """The test above can fail: a book without its stylesheet has errors."""
    broken = tmp_path / "broken.epub"
    with make_epub() as archive, zipfile.ZipFile(broken, "w") as out:
        for name in archive.namelist():
            if not name.endswith(".css"):
                out.writestr(name, archive.read(name), zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    assert any("RSC-001" in line for line in epubcheck(broken))


@pytest.mark.parametrize("stem", OUTPUTS)
def test_every_link_has_a_target(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        pages = documents(archive)
        ids = {name: {element.get("id") for element in root.iter()} for name, root in pages.items()}
        inner = [(name, address) for name, root in pages.items() for address in addresses(root) if not re.match(r"\w+:", address)]
        assert inner
        for name, address in inner:
            file, fragment = urldefrag(unquote(address))
            target = f"EPUB/{file}" if file else name
            assert target in archive.namelist(), (name, address)
            assert not fragment or fragment in ids[target], (name, address)


def addresses(root: ElementTree.Element) -> Iterator[str]:
    return (value for element in root.iter() for key in ("href", "src") if (value := element.get(key)))


@pytest.mark.parametrize("stem", HANDOUTS)
def test_one_file_a_section(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        for name, root in documents(archive).items():
            if not name.endswith(("cover.xhtml", "nav.xhtml", "toc.xhtml", "back.xhtml")):
                body = root.find(f"{XHTML}body")
                assert body is not None
                assert len([child for child in body if child.get("class") not in ("notes", "origin")]) == 1, name


@pytest.mark.parametrize("stem", OUTPUTS)
def test_nav_ncx_and_headings_agree(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        nav = documents(archive)["EPUB/nav.xhtml"]
        [toc] = [element for element in elements_of_type(nav, "toc") if element.tag == f"{XHTML}nav"]
        top = toc.find(f"{XHTML}ol")
        assert top is not None
        entries = list(nav_tree(top, 1))
        ncx = ElementTree.fromstring(archive.read("EPUB/toc.ncx"))
        points = ncx.find(f"{NCX}navMap")
        assert points is not None
        assert list(ncx_tree(points, 1)) == [(min(level, 2), *entry) for level, *entry in entries]  # Kindle shows two levels
        heads = {strip_spaces("".join(head.itertext())) for root in documents(archive).values() for head in root.iter() if is_heading(head)}
        titles = [strip_spaces(words) for _, words, _ in entries]
        assert [words for words in titles if not any(head.endswith(words) for head in heads)] == []


def nav_tree(parent: ElementTree.Element, level: int) -> Iterator[tuple[int, str, str]]:
    for item in parent.findall(f"{XHTML}li"):
        link = item.find(f"{XHTML}a")
        assert link is not None
        yield level, "".join(link.itertext()), link.get("href", "")
        below = item.find(f"{XHTML}ol")
        if below is not None:
            yield from nav_tree(below, level + 1)


def ncx_tree(parent: ElementTree.Element, level: int) -> Iterator[tuple[int, str, str]]:
    for point in parent.findall(f"{NCX}navPoint"):
        content = point.find(f"{NCX}content")
        assert content is not None
        yield level, point.findtext(f"{NCX}navLabel/{NCX}text", ""), content.get("src", "")
        yield from ncx_tree(point, level + 1)


def is_heading(element: ElementTree.Element) -> bool:
    return bool(re.fullmatch(re.escape(XHTML) + "h[1-6]", element.tag)) or element.get("role") == "heading"


@pytest.mark.parametrize("stem", OUTPUTS)
def test_headings_step_down_one_level_at_a_time(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        names = [name for name in spine(archive) if not name.endswith("toc.xhtml")]
        pages = documents(archive)
        levels = [int(e.get("aria-level") or e.tag[-1]) for name in names for e in pages[name].iter() if is_heading(e)]
    assert levels[0] == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("stem", OUTPUTS)
def test_landmarks_and_cover(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        [landmarks] = elements_of_type(documents(archive)["EPUB/nav.xhtml"], "landmarks")
        assert {a.get(TYPE) for a in landmarks.iter(f"{XHTML}a")} == {"cover", "toc", "bodymatter"}
        items = {item.get("properties", ""): item for item in package(archive).iter(f"{OPF}item")}
        with Image.open(io.BytesIO(archive.read(f"EPUB/{items['cover-image'].get('href')}"))) as cover:
            assert cover.width >= 1000
            assert 1.3 < cover.height / cover.width < 1.7
            assert len(cover.convert("L").getcolors() or ()) > 10  # something is drawn on it
        assert spine(archive)[0] == "EPUB/cover.xhtml"


PROBE = """
<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><style>{css}</style>
<style>p, pre {{ display: inline-block; font: 100px "Noto Sans CJK SC"; text-indent: 0; margin: 0 }}</style></head><body>
<p id="gap">中A中</p><p id="apart">中</p><p id="latin">A</p><p id="pair">》，</p><p id="start">（中</p><pre id="code">中A中</pre>
<h2>题</h2><div lang="en"><p id="english">word</p></div><script>
const wide = id => document.getElementById(id).getBoundingClientRect().width, set = q => getComputedStyle(document.querySelector(q))
document.body.textContent = JSON.stringify({{
  gap: wide("gap") - 2 * wide("apart") - wide("latin"), code: wide("code") - 2 * wide("apart") - wide("latin"), pair: wide("pair"),
  start: wide("start"), strict: set("p").lineBreak, hyphens: [set("p").hyphens, set("#english").hyphens, set("h2").hyphens],
  english: set("#english").lineBreak, heading: set("h2").textWrapStyle }})
</script></body></html>
"""
"""Text of 100 px with the stylesheet of an EPUB, and its width in a browser."""


@pytest.mark.browser
def test_a_reading_system_that_knows_how_sets_chinese_as_print_does(shipped: Path, tmp_path: Path) -> None:
    """Space between Han and Latin but not in code, punctuation without blank space, kinsoku, and hyphenation only in English."""
    with open_epub(shipped, "study-notes") as archive:
        css = archive.read("EPUB/style.css").decode()
    (tmp_path / "probe.html").write_text(PROBE.format(css=css), "utf-8")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert browser, "no browser: `make test` installs one"
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", *quiet, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    done = subprocess.run([*command, (tmp_path / "probe.html").as_uri()], capture_output=True, text=True, timeout=120)
    found = re.search(r"<body>(\{.*\})\s*</body>", done.stdout)
    assert found, done.stderr
    seen = json.loads(found[1])
    assert seen["gap"] == pytest.approx(25, abs=1)  # an eighth of an em on each side
    assert seen["code"] == pytest.approx(0, abs=1)
    assert seen["pair"] == pytest.approx(150, abs=1)
    assert seen["start"] == pytest.approx(150, abs=1)
    assert (seen["strict"], seen["english"]) == ("strict", "auto")
    assert seen["hyphens"] == ["manual", "auto", "manual"]
    assert seen["heading"] == "balance"


SIZES = re.compile(r"(?:(?:max-)?(?:width|height): [\w.%]+(?:; )?)+")
"""The size that the author gives a picture, the one thing that no stylesheet can know."""


@pytest.mark.parametrize("stem", OUTPUTS)
def test_the_stylesheet_is_made_for_e_readers(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        css = archive.read("EPUB/style.css").decode()
        pages = documents(archive)
    assert "@page" not in css
    assert "var(" not in css
    assert not re.search(r"(^|[\s;{])position:", css)
    text = re.sub(r"@font-face \{.*?\}|math \{.*?\}", "", css, flags=re.DOTALL)
    assert not re.search(r"(^|[\s;{])(font|font-family|color):(?! inherit)", text)  # the font and the colours are the reader's
    for name, root in pages.items():
        links = [link.get("href") for link in root.iter(f"{XHTML}link")]
        has_formulas = any(True for _ in root.iter(f"{MATHML}math"))
        assert links == ["style.css", *["formulas.css"] * has_formulas], name
        styled = [e for e in root.iter() if e.get("style") and not e.tag.startswith(MATHML)]
        assert [e.get("style") for e in styled if e.tag != f"{XHTML}img" or not SIZES.fullmatch(e.get("style", ""))] == [], name
        assert not [e for e in root.iter() if e.tag in (f"{XHTML}script", f"{XHTML}style")], name


@pytest.mark.parametrize("stem", OUTPUTS)
def test_every_picture_has_an_alternative(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        pictures = [image for root in documents(archive).values() for image in root.iter(f"{XHTML}img")]
    assert pictures
    assert all((image.get("alt") or "").strip() for image in pictures)


@pytest.mark.parametrize("stem", OUTPUTS)
def test_metadata(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        root = package(archive)
    assert root.get("version") == "3.0"
    title, language, identifier = (root.findtext(f".//{DC}{name}", "") for name in ("title", "language", "identifier"))
    assert title
    assert language == ("en" if stem == "study-notes" else "zh-Hans")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identifier)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language


CLAIMS = {
    "alternativeText": "![图](图.svg)",
    "MathML": "$x^2$",
    "rubyAnnotations": "{生|shēng}",
}
"""An accessibility claim, and the part of a text that makes it true."""


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS)
def test_accessibility_is_claimed_only_where_true(workspace: Path, claim: str) -> None:
    """EPUB Accessibility 1.1 §2.2: claims are about this book."""
    (workspace / "content" / "图.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>')
    (workspace / "content" / "例.md").write_text(f"# 例\n\n正文。{chr(10) * 2}{CLAIMS[claim]}\n", "utf-8")
    assert invoke("build", "--to", "epub", "--workspace", workspace).returncode == 0
    with zipfile.ZipFile(workspace / "output" / "例.epub") as archive:
        said = properties(package(archive))
    assert {name for name in CLAIMS if name in said["schema:accessibilityFeature"]} == {claim}
    assert said["schema:accessMode"] == ["textual"] + ["visual"] * (claim == "alternativeText")
    assert said["schema:accessModeSufficient"][-1] == "textual"
    assert said["schema:accessibilityHazard"] == ["none"]
    assert ("图片" in said["schema:accessibilitySummary"][0]) is (claim == "alternativeText")
    assert "页码与印刷版（例 · A4 · PDF）相同" in said["schema:accessibilitySummary"][0]
    assert said["dcterms:conformsTo"] == ["EPUB Accessibility 1.1 - WCAG 2.1 Level AA"]


def properties(root: ElementTree.Element) -> dict[str, list[str]]:
    """The metadata of the package, by property."""
    said: dict[str, list[str]] = {}
    for meta in root.iter(f"{OPF}meta"):
        said.setdefault(meta.get("property") or "", []).append(meta.text or "")
    return said


def test_the_summary_is_in_the_language_of_the_handout(shipped: Path) -> None:
    with open_epub(shipped, "study-notes") as archive:
        [summary] = properties(package(archive))["schema:accessibilitySummary"]
    assert summary.startswith("The text can be enlarged")


def test_it_has_a_sort_key_and_its_series() -> None:
    text = "---\ntitle: 重庆治理\nauthors: [王小明, 单雄信]\nseries: {name: 省考上岸, column: 热点, issue: 第012期}\n---\n\n文。\n"
    with make_epub(text) as archive:
        root = package(archive)
    said = {(meta.get("refines"), meta.get("property")): meta.text for meta in root.iter(f"{OPF}meta")}
    assert said["#title", "file-as"] == "chong qing zhi li"
    assert said["#creator01", "file-as"] == "wang xiao ming"
    assert said[None, "belongs-to-collection"] == "省考上岸 · 热点"
    assert said["#series", "collection-type"] == "series"
    assert said["#series", "group-position"] == "12"


@pytest.mark.parametrize(("title", "key"), [("The Long Way", "Long Way, The"), ("A Day", "Day, A"), ("Another", "Another"), ("The", "The")])
def test_an_english_title_is_sorted_without_its_article(title: str, key: str) -> None:
    assert sort_keys.sort_keys([title], "en") == [key]


def test_a_book_of_two_languages_says_so(shipped: Path) -> None:
    with open_epub(shipped, "合集") as archive:
        root, nav = package(archive), documents(archive)["EPUB/nav.xhtml"]
        languages = [element.text for element in root.iter(f"{DC}language")]
        files = {name: page.get("lang") for name, page in documents(archive).items()}
    assert languages == ["zh-Hans", "en"]
    assert {lang for name, lang in files.items() if "spaced-practice" in name} == {"en"}
    assert [item.get("lang") for item in nav.iter(f"{XHTML}li") if item.get("lang")] == ["en"]


@pytest.mark.parametrize("stem", OUTPUTS)
def test_each_file_has_one_title(shipped: Path, stem: str) -> None:
    with open_epub(shipped, stem) as archive:
        for name, root in documents(archive).items():
            titles = list(root.iter(f"{XHTML}h1"))
            assert len(titles) == (0 if name.endswith(("cover.xhtml", "back.xhtml")) else 1), name


def test_formulas_are_mathml_and_declared_as_such() -> None:
    with make_epub() as archive:
        pages = documents(archive)
        with_math = {name for name, root in pages.items() if root.find(f".//{MATHML}math") is not None}
        declared = {f"EPUB/{i.get('href')}" for i in package(archive).iter(f"{OPF}item") if "mathml" in i.get("properties", "")}
    assert len(with_math) == 2
    assert with_math == declared


def test_footnotes_can_pop_up() -> None:
    """A noteref leads to an aside in the same file, which leads back (EPUB 3.3 structural semantics, DPUB-ARIA)."""
    with make_epub() as archive:
        pages = documents(archive)
    calls = [(name, ref) for name, root in pages.items() for ref in elements_of_type(root, "noteref")]
    assert [("".join(ref.itertext()), ref.get("role")) for _, ref in calls] == [("1", "doc-noteref"), ("2", "doc-noteref")]
    for name, ref in calls:
        asides = {f"#{aside.get('id')}": aside for aside in elements_of_type(pages[name], "footnote")}
        aside = asides[ref.get("href") or ""]
        assert aside.tag == f"{XHTML}aside"
        [back] = [link for link in aside.iter(f"{XHTML}a") if link.get("role") == "doc-backlink"]
        assert any(f"#{element.get('id')}" == back.get("href") for element in pages[name].iter())


def test_a_reference_crosses_files() -> None:
    with make_epub() as archive:
        names = [name for name, root in documents(archive).items() if "乙节" in "".join(a.text or "" for a in root.iter(f"{XHTML}a"))]
        text = archive.read(next(name for name in names if name.endswith("first.xhtml"))).decode()
    assert re.search(r'href="[^"#]*second\.xhtml"', text)


def test_ruby_and_dots() -> None:
    with make_epub() as archive:
        [text] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("first.xhtml")]
    assert re.search(r"<ruby>.*<rt>shēng</rt>.*</ruby>|<ruby>.*<rt>shēng pì</rt>.*</ruby>", text)
    assert re.search(r'<em class="dots">要紧</em>|class="dots">要紧<', text)


def test_the_collected_book_keeps_ids_apart(shipped: Path) -> None:
    """Two handouts may use the same id: in the book their ids differ."""
    with open_epub(shipped, "合集") as archive:
        names = [name for name in spine(archive) if re.search(r"EPUB/[\w-]+\.[\w.-]+\.xhtml", name)]
        stems = {name.split("/")[1].split(".")[0] for name in names}
        ids = [i for root in documents(archive).values() for e in root.iter() if (i := e.get("id")) and "." in i]
    assert len(stems) == 3
    assert len(set(ids)) == len(ids)
    assert "".join(epub_texts(shipped / "output" / "合集.epub").values())


def test_a_cover_is_drawn_once_with_diagnostics_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiangyi.writers.epub import cover
    from jiangyi.writers.pdf import document as engine

    shown = page("# 例\n\n字\n", "epub")
    shown = replace(shown, cover_css=shown.cover_css + "p { colour: red }")
    html = next(document.html for document in shown.documents if document.name == "cover.html")
    drawn = []
    plain = engine.lay_out_document
    monkeypatch.setattr(engine, "lay_out_document", lambda *arguments: drawn.append(1) or plain(*arguments))
    reports = [Report(), Report()]
    first, second = (cover.draw_cover(html, shown, report) for report in reports)
    assert first == second
    assert len(drawn) == 1
    messages = [[d.message for d in report] for report in reports]
    assert messages[0] == messages[1]
    assert "colour: red" in messages[0][0]
    with Image.open(io.BytesIO(first)) as picture:
        assert (picture.size, picture.mode, picture.format) == ((cover.WIDTH, cover.HEIGHT), "RGB", "JPEG")
        assert min(picture.convert("L").getpixel((x, cover.HEIGHT - 1)) for x in range(0, cover.WIDTH, 100)) > 240  # paper to the last row
