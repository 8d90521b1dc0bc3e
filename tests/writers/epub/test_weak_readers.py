"""What weak readers make of an EPUB: those that know no `hidden` attribute, no newer elements, or that convert it to another format."""

import io
import re
import zipfile
from urllib.parse import urldefrag
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.writers.epub import packaging, sort_keys
from tests.law import law
from tests.support import ROOT, XHTML, page, spine

OPF = "{http://www.idpf.org/2007/opf}"
QUIZ = """\
# 例

::: exercise 单选
办好食堂靠什么？
A. 拨款
B. 供需对接
:::

```python
def f(a):
    # 说明
    return a
```

## 一节

正文^[一条注。]。
"""


def make_epub(text: str = QUIZ) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packaging.package_book(page(text, "epub"), Report())))


def package(archive: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("EPUB/content.opf"))


def rules(css: str, selector: str) -> str:
    """The declarations of the rules with exactly this selector."""
    return "; ".join(re.findall(rf"(?:^|[}}\n]) *{re.escape(selector)} {{(.*?)}}", css))


def test_nothing_hidden_is_among_the_pages() -> None:
    """The lists of landmarks and of printed pages are hidden; Okular, MuPDF and calibre print what is hidden."""
    with make_epub() as archive:
        shown = {name: ElementTree.fromstring(archive.read(name)) for name in spine(archive)}
        nav = ElementTree.fromstring(archive.read("EPUB/nav.xhtml"))
        hidden = [item.get("href") for item in package(archive).iter(f"{OPF}item") if item.get("properties") == "nav"]
    assert hidden == ["nav.xhtml"]
    assert "EPUB/nav.xhtml" not in shown
    assert [name for name, root in shown.items() if any("hidden" in element.attrib for element in root.iter())] == []
    links = [[a.get("href") for a in next(root.iter(f"{XHTML}ol")).iter(f"{XHTML}a")] for root in (shown["EPUB/toc.xhtml"], nav)]
    assert links[0] == links[1] != []


def test_the_guide_tells_which_page_is_the_cover() -> None:
    """Without it calibre shows the cover twice."""
    with make_epub() as archive:
        found = [(one.get("type"), one.get("href"), one.get("title")) for one in package(archive).iter(f"{OPF}reference")]
        assert all(f"EPUB/{href}" in spine(archive) for _, href, _ in found)
        assert found[:2] == [("cover", "cover.xhtml", "封面"), ("toc", "toc.xhtml", "目录")]
        assert [kind for kind, _, _ in found] == ["cover", "toc", "text"]
        assert f"EPUB/{found[2][1]}" == spine(archive)[2]


def test_newer_elements_are_blocks() -> None:
    """MuPDF knows none of these elements and would move what is in them to the head of the chapter."""
    known = {"body", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "li", "dl", "dt", "dd", "table", "caption", "thead"}
    known |= {"tbody", "tr", "td", "th", "pre", "blockquote", "hr", "br", "img"}
    with make_epub(QUIZ + "\n> 引文。\n\n::: 提示\n框。\n:::\n") as archive:
        css = archive.read("EPUB/style.css").decode()
        bodies = [next(ElementTree.fromstring(archive.read(name)).iter(f"{XHTML}body")) for name in spine(archive)]
    blocks = re.search(r"(?:^|\n)([a-z, ]+) \{ display: block \}", css)
    assert blocks
    known |= set(blocks[1].split(", "))
    holders = {e.tag.removeprefix(XHTML) for body in bodies for e in body.iter() if any(c.tag in (f"{XHTML}p", f"{XHTML}pre") for c in e)}
    assert holders <= known
    assert {"section", "figure", "aside"} <= holders | set(blocks[1].split(", "))


def test_no_rule_is_left_where_notes_pop_up() -> None:
    """The line above the notes is part of the first one, and hidden with it."""
    with make_epub() as archive:
        css = archive.read("EPUB/style.css").decode()
    assert "border" not in rules(css, ".notes")
    assert "border-top" in rules(css, ".notes > aside:first-child")


def test_code_is_one_text() -> None:
    """Okular and calibre's Word files end a line after each element of a program; an EPUB has no colours to need any."""
    with make_epub() as archive:
        code = [e for name in spine(archive) for e in ElementTree.fromstring(archive.read(name)).iter(f"{XHTML}code")]
    assert [(len(one), one.text) for one in code] == [(0, "def f(a):\n    # 说明\n    return a")]


@pytest.mark.parametrize("stylesheet", ["styles/epub.css", "styles/blocks/exercise.epub.css", "styles/blocks/material.epub.css"])
def test_no_margin_is_negative(stylesheet: str) -> None:
    """Kindle cuts off what a negative margin moves out; a negative indent needs a padding as wide (Kindle Publishing Guidelines, HTML)."""
    css = (ROOT / stylesheet).read_text("utf-8")
    assert not re.search(r"margin[a-z-]*:[^;}]*-[\d.]", css)
    for body in re.findall(r"\{([^{}]*text-indent: -[^{}]*)\}", css):
        indent, padding = re.search(r"text-indent: -([\d.]+em)", body), re.search(r"padding-left: ([\d.]+em)", body)
        assert indent and padding and indent[1] == padding[1]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("《红楼梦》导读：人物、诗词（上）", "hong lou meng dao du ren wu shi ci shang"),
        ("C++ 入门", "C++ ru men"),
        ("阿沛·阿旺晋美", "a pei a wang jin mei"),
        ("“双碳”100问", "shuang tan 100 wen"),
    ],
)
def test_sort_keys_are_words(words: str, key: str) -> None:
    assert sort_keys.sort_keys([words], "zh-Hans") == [key]


@pytest.mark.parametrize(("series", "kind"), [("{name: 晨读, issue: 第3期}", ["series"]), ("{name: 晨读}", []), ("晨读", [])])
def test_a_series_without_a_number_is_a_collection(series: str, kind: list[str]) -> None:
    """Libraries give a series without a position the number 1."""
    with make_epub(f"---\ntitle: 例\nseries: {series}\n---\n\n文。\n") as archive:
        metas = list(package(archive).iter(f"{OPF}meta"))
    assert [meta.text for meta in metas if meta.get("property") == "belongs-to-collection"] == ["晨读"]
    assert [meta.text for meta in metas if meta.get("property") == "collection-type"] == kind
    assert len([meta for meta in metas if meta.get("property") == "group-position"]) == len(kind)


NAMES = st.text("abc_.-~/·A1", min_size=1, max_size=8).map(lambda stem: f"{stem}.xhtml")


@law(60)
@given(st.sets(NAMES, min_size=2, max_size=6))
def test_ids_of_files_are_their_names(names: set[str]) -> None:
    """Readable, and unique but for the slash of folders."""
    ids = {name: packaging._uid(name) for name in names}
    assert all(ids[name] == name for name in names if re.fullmatch(r"[\w.-]+", name, re.ASCII))
    assert len(set(ids.values())) == len({name.replace("/", "-") for name in names})
    assert all(urldefrag(one)[0] == one and re.fullmatch(r"[\w.·-]+", one, re.ASCII) for one in ids.values())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("## 甲\n\n文。\n\n\\newpage\n\n## 乙\n\n文。\n", 0),
        ("## 甲\n\n文。\n\n\\newpage\n\n文。\n\n\\newpage\n\n\\newpage\n\n## 乙\n\n文^[注。]。\n\n\\newpage\n", 1),
        ("文。\n\n\\newpage\n\n## 甲\n\n### 子\n\n文。\n\n\\newpage\n\n### 丑\n\n文。\n\n\\newpage\n\n## 乙\n\n文。\n", 1),
        ("## 甲\n\n- 项\n\n\\newpage\n\n1. 项\n\n\\newpage\n", 1),
    ],
)
def test_a_break_at_the_end_of_a_file_makes_no_empty_page(text: str, kept: int) -> None:
    """MuPDF shows a page without anything for it; the next file begins on a new page anyway."""
    with make_epub(f"# 例\n\n{text}") as archive:
        bodies = [archive.read(name).decode() for name in spine(archive)]
    whole = "\n".join(bodies)
    assert whole.count('class="page-break"') == kept
    assert not any(re.search(r'class="page-break"[^>]*></div>(?:\s|</?(?:section|body|html)\b[^>]*>)*$', body) for body in bodies)


PLAIN = """\

::: 提示
一句话。
:::

::: definition 跬步
pinyin: kuǐ bù
---
半步。
:::

| 甲 | 乙 |
|---|---|
| 一 | 二 |

- [x] 做完
"""


def test_what_stands_apart_is_apart_as_text() -> None:
    """Conversions to text and Word drop margins: a label, a tag or a cell needs characters of its own."""
    with make_epub(QUIZ + PLAIN) as archive:
        bodies = [next(ElementTree.fromstring(archive.read(name)).iter(f"{XHTML}body")) for name in spine(archive)]
    words = "\n".join("".join(body.itertext()) for body in bodies)
    for expected in ("1. 办好", "A. 拨款", "B. 供需", "提示 一句话。", "甲 乙", "一 二", "☑ 做完"):
        assert expected in words


def test_a_table_keeps_its_caption_and_its_id() -> None:
    """Okular does not follow links to a table, but to its caption; epub.js would break the page behind a caption."""
    with make_epub("# 例\n\n见[](#t)。\n\n::: table 一张表 {#t}\n| 甲 |\n|---|\n| 一 |\n:::\n") as archive:
        css = archive.read("EPUB/style.css").decode()
        [table] = [
            e
            for name in spine(archive)
            for e in ElementTree.fromstring(archive.read(name)).iter(f"{XHTML}div")
            if (e.get("id") or "").endswith(".t")
        ]
        links = [link for name in spine(archive) for link in re.findall(r'class="ref" href="([^"]*)"', archive.read(name).decode())]
    assert [child.tag for child in table] == [f"{XHTML}table"]
    assert table[0].get("id") is None
    assert [caption.get("id", "").partition(".t")[2] for caption in table[0] if caption.tag == f"{XHTML}caption"] == ["-caption"]
    assert links == [f"#{table.get('id')}-caption"]
    assert "break-after: avoid" in rules(css, "caption, thead")


def body_of(text: str) -> str:
    with make_epub(text) as archive:
        return "".join(archive.read(name).decode() for name in spine(archive))


def test_an_item_has_its_box_or_label_in_its_first_paragraph() -> None:
    """Weak readers begin a line at each paragraph, so the box of a task was alone on one."""
    items = page("# 例\n\n- [x] 甲\n\n  乙\n\n- [ ] 丙\n\n1) 丁\n\n   戊\n2) 己\n", "epub")
    lines = [re.sub("<[^>]*>", "", found) for file in items.documents for found in re.findall(r"<p class=\"paragraph\".*?</p>", file.html)]
    assert [line for line in lines if line] == ["☑ 甲", "乙", "☐ 丙", "1) 丁", "戊", "2) 己"]


def test_captions_are_blocks_of_html_4() -> None:
    """Okular, which knows no `figcaption`, set its words at the right of the picture."""
    html = body_of("# 例\n\n~~~python {caption=甲}\nx\n~~~\n")
    assert re.search(r"<figcaption><div>甲</div></figcaption>", html), html


@pytest.mark.parametrize("line", ["选（　　）。", "选（  ）。", "选(  )。"])
def test_brackets_stay_on_the_line_of_their_room(line: str) -> None:
    html = body_of(f"# 例\n\n{line}\n")
    assert re.search(r'选<span class="typed-blank">[（(]<span role="img" aria-label="空格">[ \u3000]+</span>[）)]</span>。', html), html


@pytest.mark.parametrize("stylesheet", ["styles/epub.css", "styles/blocks/exercise.epub.css", "styles/blocks/material.epub.css"])
def test_styles_are_read_by_okular(stylesheet: str) -> None:
    """Qt's text documents drop every rule behind a `:not()`, and an indent of zero without a unit."""
    css = (ROOT / stylesheet).read_text("utf-8")
    assert ":not(" not in css
    assert [rule for rule in re.findall(r"^.*text-indent: 0(?![.\d]|em).*$", css, re.MULTILINE) if not rule.startswith(":lang(en)")] == []
