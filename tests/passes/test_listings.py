"""Front and back matter: title page, indexes, colophon, back cover, and readable QR codes."""

import re
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.engine.markup import Markup
from jiangyi.notation.qr_codes import draw_qr_code
from jiangyi.passes.indexing import build_index
from jiangyi.passes.listings import EXCERPT_LENGTH, NO_LETTER, collation_key, index_letter
from jiangyi.writers.pdf.page_refs import GUESSED_PAGES, PageCapacity, merge_page_refs
from tests.support import book, epub_texts, invoke, pdf_of, strip_spaces
from tests.validators.pdf import find_faults, validate_pdf

FOLDER = "https://example.org/group/folder"
LINK = "https://example.org/some/page?a=1"
HEAD = f"""---
title: 例
subtitle: 副题
authors: [甲, 乙]
date: 2026年
version: "2"
cover: COVER
title_page: true
links: qr
indexes: [glossary, people, quotes, events, cases, data, policies, figures, tables]
colophon: 仅供**组内**学习。
group: {FOLDER}
---
"""
BODY = f"""
# 甲节

::: definition 跬步
半步。
:::

::: definition 阿是穴
痛处。
:::

::: definition PPP
公私合作。
:::

::: definition 重庆
地名。
:::

> 不积跬步，无以至千里；不积小流，无以成江海。骐骥一跃，不能十步。
>
> ——荀子，《劝学》

> 耳闻之不如目见之。
>
> ——刘向，《说苑》

> 学而时习之。

\\newpage

::: event 一件事
见[那里]({LINK})。
:::

::: case 一个例子
经过。
:::

[荀子]{{.person}}和[他的同时代人]{{.person 韩非}}都说过；增长[**5%** 以上]{{.data}}，见[《规划纲要》]{{.policy}}。

[韩非]{{.person}}又说，[荀子]{{.person}}与[荀子]{{.person}}。

::: table 一张表
| 甲 | 乙 |
|---|---|
| 1 | 2 |
:::
"""

MANY_CHARACTERS = "".join(chr(ord("一") + n * 5) for n in range(int(GUESSED_PAGES * PageCapacity().characters)))
"""So many that page numbers are not guessed."""


def text(cover: str = "page") -> str:
    return HEAD.replace("COVER", cover) + BODY


def list_entries(kind: str) -> list[tuple[str, list[str]]]:
    found = {listing.kind: listing for listing in build_index(book(text())).listings}
    return [(group.name, [f"{line.label}{line.text}" for line in group.lines]) for group in found[kind].groups]


def test_terms_are_sorted_by_pinyin() -> None:
    """阿 is ā or ē, 重 is chóng in the name of a town: words are looked up, not characters."""
    assert list_entries("glossary") == [("A", ["阿是穴"]), ("C", ["重庆"]), ("K", ["跬步"]), ("P", ["PPP"])]


def test_quotations_are_grouped_by_author() -> None:
    groups = list_entries("quotes")
    assert [name for name, _ in groups] == ["", "刘向", "荀子"]
    assert groups[1] == ("刘向", ["耳闻之不如目见之。"])
    (line,) = groups[2][1]
    assert line.startswith("不积跬步，")
    assert line.endswith("……")
    assert len(line) == EXCERPT_LENGTH


def test_other_entries_are_in_reading_order() -> None:
    assert list_entries("events") == [("", ["1.一件事"])]
    assert list_entries("cases") == [("", ["一个例子"])]
    assert list_entries("tables") == [("", ["表 1一张表"])]


def test_people_are_listed_once_by_letter_including_those_quoted() -> None:
    assert list_entries("people") == [("H", ["韩非"]), ("L", ["刘向"]), ("X", ["荀子"])]
    found = {listing.kind: listing for listing in build_index(book(text())).listings}
    places = {str(line.text): [line.id, *line.others] for group in found["people"].groups for line in group.lines}
    assert {name: len(ids) for name, ids in places.items()} == {"韩非": 2, "刘向": 1, "荀子": 3}


def test_data_and_policies_are_in_reading_order() -> None:
    assert list_entries("data") == [("", ["5% 以上"])]
    assert list_entries("policies") == [("", ["《规划纲要》"])]


def test_a_title_with_an_entry_is_listed_without_its_mark(tmp_path: Path) -> None:
    """Its id occurs once in the file."""
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf_of("---\ntitle: 例\nindexes: [people, events]\ncover: page\n---\n\n::: event [荀子]{.person}说\n一。\n:::\n"))
    assert find_faults(path) == []


def test_every_page_of_a_person_is_named_and_leads_there(printed: tuple[str, Path]) -> None:
    with pymupdf.open(printed[1]) as document:
        texts = [strip_spaces(sheet.get_text()) for sheet in document]
        home = max(number for number, words in enumerate(texts) if "人物索引" in words)
        sheet = document[home]
        (box,) = sheet.search_for("荀子")[:1]
        words = strip_spaces(sheet.get_text(clip=(0, box.y0, 600, box.y1)))
        links = [(pymupdf.Rect(link["from"]).normalize(), link["page"]) for link in sheet.get_links()]
        leading = [page for place, page in sorted(links, key=lambda pair: pair[0].x0) if place.y0 < (box.y0 + box.y1) / 2 < place.y1]
        assert len(leading) == 3, "once for each page"
        assert [document[page].get_label() for page in leading[1:]] == words.removeprefix("荀子").strip(".").split(",")
        assert all("荀子" in texts[page] for page in leading)


def many_pages(*pages: str, more: str = "") -> str:
    """A handout that names people, page by page, each in a paragraph of its own."""
    paragraphs = "\n\n\\newpage\n\n".join("\n\n".join(f"有[{name}]{{.person}}。" for name in page.split()) for page in pages)
    return f"---\ntitle: 例\nindexes: [people]\n---\n\n# 节\n\n{paragraphs}\n\n{more}\n"


PAGES = ("甲 甲 甲 乙", "甲 丙 丙", "甲 乙", "丁 丁", "甲 甲 乙 丁", "甲", "乙 丙 丁", "丁")
NUMBERS = {"甲": "1–3,5,6", "乙": "1,3,5,7", "丙": "2,7", "丁": "4,5,7,8"}
LEADING = {"甲": [1, 1, 3, 5, 6], "乙": [1, 1, 3, 5, 7], "丙": [2, 2, 7], "丁": [4, 4, 5, 7, 8]}


def line_of(sheet: pymupdf.Page, name: str) -> tuple[str, list[int]]:
    """The page numbers in a line of the index, and the pages that its links lead to, from left to right."""
    (box,) = [found for found in sheet.search_for(name) if found.x0 < 160 and found.y0 > 80]
    words = strip_spaces(sheet.get_text(clip=(0, box.y0, 600, box.y1))).removeprefix(name).strip(".")
    links = [(pymupdf.Rect(link["from"]).normalize(), link["page"]) for link in sheet.get_links()]
    return words, [page + 1 for place, page in sorted(links, key=lambda pair: pair[0].x0) if place.y0 < (box.y0 + box.y1) / 2 < place.y1]


@pytest.mark.validator
@pytest.mark.parametrize(
    "more",
    ["", "".join(chr(ord("一") + n * 5) for n in range(int(GUESSED_PAGES * PageCapacity().characters)))],
    ids=["few pages", "many pages"],
)
def test_a_page_is_named_once_and_a_run_of_pages_by_its_ends(tmp_path: Path, more: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf_of(many_pages(*PAGES, more=more)))
    with pymupdf.open(path) as document:
        home = document[len(document) - 1]
        found = {name: line_of(home, name) for name in NUMBERS}
    assert {name: words for name, (words, _) in found.items()} == NUMBERS
    assert {name: pages for name, (_, pages) in found.items()} == LEADING
    assert find_faults(path) == []
    assert validate_pdf(path) == []


def test_nothing_is_laid_out_again_where_no_page_is_named_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    plain = Markup.__init__

    def counted(self: Markup, html: str, *arguments: object) -> None:
        drawn.append(html)
        plain(self, html, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Markup, "__init__", counted)
    pdf_of(many_pages("甲", "乙", "甲"))
    assert len(drawn) == 1
    pdf_of(many_pages("甲 甲", "乙", "甲"))
    assert len(drawn) == 3


@given(st.lists(st.integers(1, 30), min_size=1).map(sorted))
def test_every_page_is_a_number_or_in_a_range(pages: list[int]) -> None:
    known = {f"p{place}": page for place, page in enumerate(pages)}
    once = merge_page_refs("".join(f'<a class="folio" data-href="#{name}" href="#{name}"></a>' for name in known), known.get)
    assert merge_page_refs(once, known.get) == once
    said: list[int] = []
    for joined, name in re.findall(r'<a (data-run="" )?class="folio" data-href="#(\w+)"', once):
        if joined:
            assert known[name] - said[-1] >= 2
            said.extend(range(said[-1] + 1, known[name]))
        said.append(known[name])
    assert said == sorted(set(pages))


def test_references_with_unknown_numbers_stay() -> None:
    links = "".join(f'<a class="folio" data-href="#{name}" href="#{name}"></a>' for name in "abc")
    assert merge_page_refs(links, {"a": 1, "b": 1}.get) == links


def test_empty_parts_are_omitted() -> None:
    assert "figures" not in {listing.kind for listing in build_index(book(text())).listings}
    assert build_index(book("# 例\n\n> 引文。\n")).listings == ()


@given(st.lists(st.text("阿波次得鹅佛哥ABCabc1 重长行", min_size=1), min_size=2))
def test_sorting_does_not_depend_on_the_input_order(words: list[str]) -> None:
    backwards = words[::-1]
    ordered, again = (sorted(some, key=lambda word: collation_key(word, "zh-Hans")) for some in (words, backwards))
    assert ordered == again
    assert all(index_letter(word, "zh-Hans") == NO_LETTER or "A" <= index_letter(word, "zh-Hans") <= "Z" for word in words)


@pytest.fixture(scope="module", params=["page", "block"])
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    path = tmp_path_factory.mktemp("behind") / "x.pdf"
    path.write_bytes(pdf_of(text(request.param)))
    return request.param, path


def test_the_lines_of_an_index_name_the_page_and_lead_there(printed: tuple[str, Path]) -> None:
    wanted = {"跬步": "半步", "一个例子": "经过", "表 1": "一张表", "耳闻之": "刘向"}
    with pymupdf.open(printed[1]) as document:
        texts = [strip_spaces(sheet.get_text()) for sheet in document]
        first = max(number for number, words in enumerate(texts) if "名词索引" in words)
        labels = [sheet.get_label() for sheet in document]
        for words, near in wanted.items():
            home = next(number for number in range(first, len(texts)) if document[number].search_for(words))
            (box,) = document[home].search_for(words)[:1]
            line = document[home].get_text(clip=(0, box.y0, 600, box.y1)).split()[-1].strip(".")
            (link,) = [
                found
                for found in document[home].get_links()
                if pymupdf.Rect(found["from"]).normalize().contains(box.tl + pymupdf.Point(2, 6))
            ]
            assert near in texts[link["page"]]
            assert labels[link["page"]] == line


@pytest.mark.validator
def test_it_conforms_to_pdf_ua_and_pdf_a(printed: tuple[str, Path]) -> None:
    assert find_faults(printed[1]) == []
    assert validate_pdf(printed[1]) == []


def test_all_parts_are_there_in_their_order(printed: tuple[str, Path]) -> None:
    cover, path = printed
    with pymupdf.open(path) as document:
        texts = [strip_spaces(sheet.get_text()) for sheet in document]
    colophon = next(number for number, words in enumerate(texts) if "仅供组内学习" in words)
    indexes = max(number for number, words in enumerate(texts) if "金句索引" in words)
    assert "编写：甲乙" in texts[colophon]
    assert colophon == 3 if cover == "page" else indexes <= colophon < len(texts) - 1
    assert strip_spaces(FOLDER) in texts[-1]
    assert len(texts) % 2 == 0
    assert ("副题" in texts[2] and "目录" not in texts[2]) is (cover == "page")


@pytest.mark.slow
def test_qr_codes_can_be_decoded(printed: tuple[str, Path]) -> None:
    """At the resolution of a plain printer."""
    found = [
        result.text
        for sheet in pypdfium2.PdfDocument(printed[1])
        for result in zxingcpp.read_barcodes(sheet.render(scale=300 / 72).to_pil().convert("L"))
    ]
    assert found == [LINK, FOLDER]


def test_the_length_of_qr_codes_is_limited() -> None:
    assert draw_qr_code("x" * 10_000) == ""
    assert draw_qr_code(FOLDER) == draw_qr_code(FOLDER)


def test_the_epub_has_links_instead_of_codes(workspace: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    (workspace / "content" / "例.md").write_text(text())
    done = invoke("build", "--to", "epub", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    path = workspace / "output" / "例.epub"
    assert epubcheck(path) == []
    texts = epub_texts(path)
    assert list(texts)[-1].endswith("back.xhtml")
    words = strip_spaces(texts[list(texts)[-1]])
    listed = ("名词索引", "跬步", "人物索引", "韩非2", "政策索引", "《规划纲要》", "金句索引", "荀子")
    assert all(part in words for part in (*listed, "仅供组内学习。", FOLDER))
    assert "金句索引" in strip_spaces(texts["EPUB/toc.xhtml"])
