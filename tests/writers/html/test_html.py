"""The HTML edition: words and page marks of the EPUB, one file that needs nothing else, safe and small."""

import base64
import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from cssselect2 import ElementWrapper, compile_selector_list

from jiangyi.copies.html_copy import SLOT
from jiangyi.core import Report
from jiangyi.model import ImageFile
from jiangyi.pagination import PageMark
from jiangyi.project.workspace import Workspace
from jiangyi.render import web_html
from jiangyi.render.web_markup import name_pages
from jiangyi.render.web_styles import list_rules
from jiangyi.theme.themes import load_theme
from jiangyi.writers.api import WriteContext
from jiangyi.writers.html.html_writer import HtmlWriter
from jiangyi.writers.html.pictures import write_address
from tests.pages.handout_source import PICTURES, draw_picture, generate_handout
from tests.support import ROOT, book, drop_memos, invoke, page
from tests.writers.html.reading import find_main, read_epub, read_html, read_page

EDITIONS = ("student", "cloze")
SEEDS = (8, 57)
"""Of generated handouts: with blanks, figures, wide tables, notes and formulas."""
LOADING = re.compile(r"\b(?:src|srcset|poster|data|background|action)\s*=|url\(|@import|<(?:link|base|iframe|object|embed|source)\b")
LARGEST = 1.5
"""A page takes at most so many times the bytes of its EPUB."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped handouts, their book and generated handouts, as EPUB and as HTML in two editions."""
    folder = tmp_path_factory.mktemp("html")
    shutil.copytree(ROOT / "content", folder / "content")
    for name, size in PICTURES.items():
        (folder / "content" / "pictures" / name).write_text(draw_picture(*size), "utf-8")
    for seed in SEEDS:
        (folder / "content" / f"g{seed}.md").write_text(generate_handout(seed)[0], "utf-8")
    done = invoke("build", "--to", "epub,html", "--edition", ",".join(EDITIONS), "--workspace", folder)
    assert done.returncode == 0, done.stderr
    return folder / "output"


def html_of(text: str) -> str:
    """A handout as a page, without page marks."""
    return HtmlWriter().write(WriteContext(book(text), None, page(text, "web")), Report()).data.decode()  # type: ignore[arg-type]


def body_of(text: str) -> str:
    """What is in the element with the text."""
    return html_of(text).partition("<main")[2].partition(">")[2].partition("</main>")[0]


@pytest.mark.slow
def test_words_and_page_marks_are_those_of_the_epub(built: Path) -> None:
    pages = sorted(built.glob("*.html"))
    assert len(pages) == (5 + len(SEEDS)) * len(EDITIONS)
    found = {path.name: (read_html(path), read_epub(path.with_suffix(".epub"))) for path in pages}
    assert [name for name, (html, epub) in found.items() if html != epub] == []
    assert sum(epub.count("⟦") for _, epub in found.values()) > 2 * len(found)


@pytest.mark.slow
def test_a_page_is_not_much_larger_than_the_epub(built: Path) -> None:
    shipped = [path for path in built.glob("*.html") if not path.name.startswith("g")]
    ratios = {path.name: path.stat().st_size / path.with_suffix(".epub").stat().st_size for path in shipped}
    assert {name: ratio for name, ratio in ratios.items() if ratio > LARGEST} == {}


@pytest.mark.slow
def test_the_parser_adds_the_end_tags_that_are_omitted(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A law over the shipped and the generated handouts: the same tree as with every end tag (HTML §13.1.2.4)."""
    monkeypatch.setattr(web_html, "IMPLIED_ENDS", {})
    drop_memos()
    arguments = ("--to", "html", "--edition", "cloze", "--workspace", built.parent, "--output", tmp_path, "--jobs", "1", "--force")
    assert invoke("build", *arguments).returncode == 0
    whole = sorted(tmp_path.glob("*.html"))
    assert len(whole) == 5 + len(SEEDS)
    for path in whole:
        short = built / path.name
        assert tostring(read_page(short)) == tostring(read_page(path)), path.name
        assert path.stat().st_size > short.stat().st_size
        assert path.read_bytes().count(SLOT) == short.read_bytes().count(SLOT) == 1


@pytest.mark.parametrize(
    "inside", ["<p>甲</p>乙", "<p>甲</p> <b>乙</b>", "<ul><li>甲</li></ul>乙", "<dl><dt>甲</dt></dl>", "<b><p>甲</p></b>"]
)
def test_an_end_tag_before_text_stays(inside: str) -> None:
    body = web_html.parse_body(f'<html xmlns="http://www.w3.org/1999/xhtml"><body><div>{inside}</div></body></html>')
    written = web_html.HtmlSerializer({}, bool, frozenset()).write(body)
    assert written.replace("</li>", "") == f"<div>{inside}</div>".replace("</li>", "")


def test_a_formula_is_written_without_rows_of_one_element() -> None:
    body = body_of(r"# 题\n\n甲 $x$ 乙 $\frac{a}{(b)}$ 丙".replace("\\n", "\n"))
    assert "<math><mi>x</mi></math>" in body
    assert re.search(r"<math alttext=\S+><mfrac><mi>a</mi><mrow><mo stretchy=false>\(</mo><mi>b</mi><mo[^>]*>\)</mo></mrow></mfrac>", body)


@pytest.mark.slow
def test_ids_are_unique_and_every_link_leads_somewhere(built: Path) -> None:
    for path in built.glob("*.html"):
        tree = read_page(path)
        ids = Counter(node.get("id") for node in tree.iter() if node.get("id"))
        assert [name for name, count in ids.items() if count > 1] == [], path
        links = {node.get("href")[1:] for node in tree.iter("a") if node.get("href", "").startswith("#")}
        assert links - set(ids) == set(), path
        marks = [node for node in find_main(tree).iter() if node.get("role") == "doc-pagebreak"]
        assert [node.get("id").partition("~")[0] for node in marks] == [f"p{node.get('title')}" for node in marks], path


@pytest.mark.slow
def test_a_page_loads_nothing_and_allows_only_its_own_style_and_script(built: Path) -> None:
    for path in built.glob("*.html"):
        html = path.read_text("utf-8")
        style, script = (re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL) for tag in ("style", "script"))
        assert len(style) == len(script) == 1
        hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (*style, *script)]
        policy = re.search(r'http-equiv=Content-Security-Policy content="([^"]*)"', html)
        assert policy
        assert policy[1].split("; ") == [
            "default-src 'none'",
            "img-src data:",
            f"style-src 'sha256-{hashes[0]}'",
            f"script-src 'sha256-{hashes[1]}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
        rest = html.replace(style[0], "").replace(script[0], "")
        assert [found for found in LOADING.findall(re.sub(r' src="data:image/[^"]*"', "", rest)) if found != "src="] == [], path
        assert "url(" not in style[0]
        tree = read_page(path)
        assert [name for node in tree.iter() for name in node.attrib if name == "style" or name.startswith("on")] == []
        assert {node.get("method") for node in tree.iter("form")} <= {None, "dialog"}  # the policy lets none send anything


def test_the_same_bytes_twice() -> None:
    text = generate_handout(SEEDS[0])[0].replace("pictures/", "no/")
    first = html_of(text)
    drop_memos()
    assert html_of(text) == first


@pytest.mark.slow
def test_ids_of_handouts_give_way_to_those_of_pages_and_controls(workspace: Path) -> None:
    for name in ("p1", "find", "text"):
        (workspace / "content" / f"{name}.md").write_text(f"---\ntitle: 题\nid: {name}\n---\n## 节\n\n正文", "utf-8")
    assert invoke("build", "--to", "html", "--workspace", workspace).returncode == 0
    for name in ("p1", "find", "text"):
        tree = read_page(workspace / "output" / f"{name}.html")
        found = Counter(node.get("id") for node in tree.iter() if node.get("id"))
        assert found[name] == found[f"{name}~"] == 1
        assert any(node.get("href") == f"#{name}~" for node in tree.iter("a"))
        assert next(node for node in tree.iter() if node.get("id") == "p1").get("role") == "doc-pagebreak"


@pytest.mark.slow
def test_rules_that_are_left_out_match_nothing_on_the_page(built: Path) -> None:
    """A law over the shipped and the generated pages; a rule that is there stays what it is."""
    whole = {rule.start: rule for rule in list_rules(load_theme(Workspace(ROOT)).web_css) if rule.needs}
    for path in built.glob("*.html"):
        html = path.read_text("utf-8")
        style = html.partition("<style>")[2].partition("</style>")[0]
        written = {rule.start for rule in list_rules(style)}
        root = ElementWrapper.from_html_root(read_page(path))
        left_out = [name for name in whole if name not in written]
        assert 20 < len(left_out) < len(whole) - 100
        found = [one for name in left_out for one in compile_selector_list(name) if any(map(one.test, root.iter_subtree()))]
        assert found == [], path.name
        assert root.query("main p") is not None


def test_names_of_pages() -> None:
    labels = ("i", "ii", "1", "2", "1", "附 录")
    marks = [PageMark(label, "a.html", f"_page{number}") for number, label in enumerate(labels)]
    assert list(name_pages(marks).values()) == ["pi", "pii", "p1", "p2", "p1~2", "p附-录"]


def test_metadata() -> None:
    html = html_of("---\ntitle: 甲 & 乙\nauthors: [张三]\nsummary: 一句“话”\nseries: 系列\n---\n正文")
    assert "<title>甲 &amp; 乙</title>" in html
    values = {"title": "甲 &amp; 乙", "description": "一句“话”", "type": "article", "locale": "zh_CN", "site_name": "系列"}
    for name, value in values.items():
        assert f'<meta property="og:{name}" content="{value}">' in html
    assert '<html lang="zh-Hans">' in html


def test_a_note_stands_behind_the_block_that_calls_it() -> None:
    source = "# 题\n\n甲[^1]乙。\n\n- 丙[^2]\n\n|表|\n|-|\n|丁[^3]|\n\n戊\n\n[^1]: 注一\n[^2]: 注二\n[^3]: 注三"
    body = re.sub(r"<(?!/?aside|/?ul|/?table|/?p\b)[^>]*>|\s", "", body_of(source))
    words = re.sub(r"<[^>]*>", "|", body)
    order = [words.index(one) for one in ("甲", "乙", "注一", "丙", "注二", "丁", "注三", "戊")]
    assert order == sorted(order)
    assert "注三" in body.partition("</table>")[2]
    assert "注二" in body.partition("<ul")[2].partition("</ul>")[0]


def test_a_note_in_a_note_follows_it() -> None:
    source = "# 题\n\n甲[^1]。\n\n乙\n\n[^1]: 外\n\n    内段[^2]\n\n[^2]: 里"
    words = re.sub(r"<[^>]*>", "|", body_of(source))
    order = [words.index(one) for one in ("甲", "外", "里", "乙")]
    assert order == sorted(order)


def test_styles_of_elements_become_classes() -> None:
    html = html_of("# 题\n\n```{exercise}\n```\n\na. 甲\nb. 乙\n\n(一) 丙\n(二) 丁\n")
    assert " style=" not in html.partition("</script>")[2]


def test_a_wide_table_has_a_box_with_a_name() -> None:
    body = body_of("# 题\n\n::: table 对比 {#t}\n| 甲 | 乙 |\n|-|-|\n| 1 | 2 |\n:::\n")
    box = re.search(r"<div([^>]*)><table", body)
    assert box
    assert all(field in box[1] for field in (" class=scroll", " tabindex=0", " role=group", ' aria-label="表 1 对比"'))


@pytest.mark.slow
@pytest.mark.parametrize(("edition", "shown"), [("student", False), ("teacher", True), ("cloze", True)])
def test_answers_are_folded(edition: str, shown: bool, workspace: Path) -> None:
    (workspace / "content" / "题.md").write_text("# 题\n\n1. 一加一等于几？（　）\n\nA. 一\nB. 二\n\n答案：B\n解析：数一数。\n", "utf-8")
    assert invoke("build", "--to", "html", "--edition", edition, "--workspace", workspace).returncode == 0
    tree = read_page(workspace / "output" / f"题.{edition}.html")
    words = "".join(find_main(tree).itertext())
    assert ("数一数" in words) == shown
    folded = ["".join(node.itertext()) for node in tree.iter("details")]
    assert any("数一数" in text for text in folded) == shown


QUESTIONS = "一加一等于几？（　）\n\nA. 一\nB. 二\n\n答案：B\n{}\n"
EXPLAINED = "解析：数一数。\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sections", "folds"),
    [
        ((EXPLAINED, EXPLAINED), [("答案", 0), ("一、甲", 1), ("二、乙", 1)]),
        ((EXPLAINED, ""), [("答案", 1)]),
        (("", ""), [("答案", 0)]),
    ],
)
def test_long_answers_are_folded_by_the_section_of_their_questions(
    sections: tuple[str, str], folds: list[tuple[str, int]], workspace: Path
) -> None:
    parts = [
        f"## {title}\n\n{number}. {QUESTIONS.format(text)}" for number, (title, text) in enumerate(zip("甲乙", sections, strict=True), 1)
    ]
    (workspace / "content" / "题.md").write_text("# 题\n\n" + "\n".join(parts) + "\n要坚持{{需求导向}}。\n", "utf-8")
    for edition, last in (("reading", []), ("cloze", [("答案", 0)])):
        done = invoke("build", "--to", "html", "--edition", edition, "--workspace", workspace)
        assert done.returncode == 0, done.stderr
        found = [
            (node[0].text, sum("数一数" in "".join(one.itertext()) for one in node.iter("div") if one.get("class") == "solution"))
            for node in read_page(workspace / "output" / f"题.{edition}.html").iter("details")
        ]
        assert found == folds + last


@pytest.mark.slow
def test_a_blank_shows_its_word_where_the_key_is_on_the_page(workspace: Path) -> None:
    (workspace / "content" / "题.md").write_text("# 题\n\n要坚持{{需求导向}}。\n", "utf-8")
    (workspace / "content" / "book.yaml").write_text(
        "title: 书\nhandouts: [题.md]\neditions: {空: {blanks: true, answers: booklet}}\n", "utf-8"
    )
    assert invoke("build", "--to", "html", "--edition", "cloze,空", "--workspace", workspace).returncode == 0
    words = {}
    for edition in ("cloze", "空"):
        tree = read_page(workspace / "output" / f"题.{edition}.html")
        blanks = [node for node in tree.iter("button") if node.get("class") == "cloze"]
        words[edition] = [(node.get("aria-expanded"), "".join(node[0].itertext())) for node in blanks]
    assert words == {"cloze": [("false", "需求导向")], "空": []}
    assert "需求导向" not in (workspace / "output" / "题.空.html").read_text("utf-8")


def test_a_drawing_is_text_where_that_is_shorter() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/><text>\xe5\xad\x97 50% "a" #</text></svg>'
    address = write_address(ImageFile("0" * 16 + ".svg", "image/svg+xml", drawing, 9, 9))
    assert address.startswith("data:image/svg+xml,<svg")
    assert not set('"#\n') & set(address)
    photo = write_address(ImageFile("0" * 16 + ".png", "image/png", b"\x89PNG", 1, 1))
    assert photo == "data:image/png;base64,iVBORw=="


@pytest.mark.slow
def test_templates_and_stylesheets_of_a_workspace(workspace: Path) -> None:
    """Its templates are checked for what runs code; controls, and the buttons that blanks become, are the program's."""
    for name, text in (
        ("templates/blocks/quote.html.j2", '<blockquote class="own" id="{{ block.id }}">{{ blocks(block.body) }}</blockquote>'),
        ("styles/blocks/quote.web.css", ".own { color: teal }"),
        ("content/题.md", "# 题\n\n> 引文\n\n要坚持{{需求导向}}。\n"),
    ):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(text, "utf-8")
    done = invoke("build", "--to", "html", "--edition", "cloze", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    html = (workspace / "output" / "题.cloze.html").read_text("utf-8")
    assert ".own{color:teal}" in html
    assert "<blockquote class=own><p class=paragraph>引文</blockquote>" in html
    assert len([node for node in read_page(workspace / "output" / "题.cloze.html").iter("button") if node.get("class") == "cloze"]) == 1


def test_words_are_escaped() -> None:
    assert body_of('# 题\n\n甲 < 乙 & 丙 > 丁，`a "b" <c>`\n\n```\n\n 空行\n  <x>\n```\n').count("&lt;") == 3


@pytest.mark.slow
def test_the_block_of_a_plugin_looks_as_in_the_epub_unless_it_has_styles_for_browsers(workspace: Path) -> None:
    folder = workspace / "styles" / "blocks"
    folder.mkdir(parents=True)
    (folder / "proverb.epub.css").write_text(".proverb { margin: 1em }", "utf-8")
    (folder / "quote.epub.css").write_text(".quote { margin: 9em }", "utf-8")
    css = load_theme(Workspace(workspace)).web_css
    assert ".proverb { margin: 1em }" in css
    assert ".quote { margin: 9em }" not in css  # the program has rules of its own for it
    (folder / "proverb.web.css").write_text(".proverb { margin: 2em }", "utf-8")
    drop_memos()
    assert ".proverb { margin: 1em }" not in load_theme(Workspace(workspace)).web_css
