"""The share's web pages: what they say, where their links lead, what their codes open, and what the search index lets through."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.project.workspace import Workspace
from jiangyi.share import Catalogue, Translation, make_site
from jiangyi.share.feeds import ATOM_FEED, JSON_FEED, SUMS
from jiangyi.share.search_index import LARGEST_INDEX, choose_filter_length, make_filter, write_search_index
from jiangyi.share.web_pages import CODES, SEARCH, WORKER, format_size, group_by_series
from jiangyi.writers.pair_filters import MULTIPLIER, UNPAIRED
from tests.law import law
from tests.share.catalogues import CATALOGUE, catalogues, publication
from tests.support import ROOT

SITE = Workspace(ROOT)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The links, anchors, words and scripts of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.attributes: list[str] = []
        self.feed(data.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "data-worker") if name in given]
        self.anchors += [given["id"]] if "id" in given else []
        self.attributes += given

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


def pages(files: dict[str, bytes]) -> Iterator[tuple[str, Page]]:
    return ((name, Page(data)) for name, data in files.items() if name.endswith(".html"))


def clean(text: str) -> str:
    """A text as pages hold it: white space in it is one space, and what no page can hold is replaced."""
    return " ".join(text.encode(errors="replace").decode().split())


@pytest.mark.slow
@law(25)
@given(catalogues())
def test_pages_say_what_the_catalogue_says_and_every_link_resolves(catalogue: Catalogue) -> None:
    files = make_site(catalogue, SITE, is_offline=True)
    assert files == make_site(catalogue, SITE, is_offline=True)
    known = {*files, *(file.path for file in catalogue.files), ATOM_FEED, JSON_FEED, SUMS}
    found = dict(pages(files))
    for name, page in found.items():
        assert len({*page.anchors}) == len(page.anchors)
        assert not [attribute for attribute in page.attributes if attribute.startswith("on") or attribute == "style"]
        for link in page.links:
            if link.startswith(("data:", catalogue.address)):
                continue
            path, _, anchor = link.partition("#")
            target = normpath(join(dirname(name), path)) if path else name
            assert target in known, link
            assert not anchor or anchor in found[target].anchors
    for one in catalogue.publications:
        page = found[f"site/{one.slug}.html"]
        words = clean("\n".join(page.words))
        said = (one.title, one.subtitle, one.series, one.issue, one.subject, one.summary, *one.authors, *one.tags, *one.headings)
        assert [text for text in said if clean(text) not in words] == []
        assert {f"../{file.path}" for file in one.files} <= {*page.links}
        assert clean(one.title) in clean("\n".join(found["index.html"].words))


def test_the_language_of_the_catalogue_decides_the_words() -> None:
    chinese, english = (make_site(replace(CATALOGUE, lang=lang), SITE)["index.html"].decode() for lang in ("zh-TW", "en"))
    assert "在线阅读" in chinese
    assert ">Read<" not in chinese
    assert ">Read<" in english
    assert "在线阅读" not in english


def test_each_language_of_the_site_has_a_list_and_the_pages_of_its_handouts() -> None:
    english = Translation("en", "Evening class", "Every week.")
    files = make_site(replace(CATALOGUE, translations=(english,)), SITE, is_offline=True)
    found = dict(pages(files))
    for name in ("index", "topics", "codes"):
        chinese, other = found[f"{name}.html"], found[f"{name}.en.html"]
        assert {f"{name}.html", f"{name}.en.html"} <= {*chinese.links} & {*other.links}
        assert [files[f"{name}{part}.html"][:60].split(b'"')[1] for part in ("", ".en")] == [b"zh-Hans", b"en"]
        assert f'"{name}.en.html"'.encode() in files[WORKER] or name == "codes"
    words = {name: clean("\n".join(page.words)) for name, page in found.items()}
    assert ("Evening class Every week." in words["index.en.html"], "Evening" in words["index.html"]) == (True, False)
    for name, order in (("index.en.html", "Study notes|In other languages|素材与方法"), ("index.html", "素材与方法|其他语言|Study notes")):
        places = [words[name].rindex(part) for part in order.split("|")]
        assert places == sorted(places), name
    assert ("Files" in words["site/study-notes.html"], "../index.en.html" in found["site/study-notes.html"].links) == (True, True)
    assert ("下载" in words["site/he-ji.html"], "../index.html" in found["site/he-ji.html"].links) == (True, True)
    assert ("Study" in words["topics.html"], "Study" in words["codes.html"], "Study" in words["codes.en.html"]) == (False, False, True)


@pytest.mark.parametrize(
    ("lang", "offered", "page"),
    [
        ("zh-TW", ("zh-Hant", "en"), "index.zh-hant.html"),
        ("zh-Hant", ("en",), "index.html"),
        ("en-GB", ("en", "fr"), "index.en.html"),
        ("fr", ("en",), "index.html"),
        ("zh-Hans", ("ZH-HANS",), "index.html"),
    ],
)
def test_a_page_is_in_the_language_of_its_handout_or_in_that_of_the_site(lang: str, offered: tuple[str, ...], page: str) -> None:
    translations = tuple(Translation(name, name) for name in offered)
    made = replace(CATALOGUE, publications=(publication("one", "一", lang=lang),), translations=translations)
    links = dict(pages(make_site(made, SITE)))["site/one.html"].links
    assert f"../{page}" in links


def test_a_date_that_nobody_typed_is_not_shown() -> None:
    """Times of the ledger are for programs: where nothing has a date they begin in 2000."""
    many = tuple(publication(f"a{number}", f"第{number}讲", updated="2000-01-01T00:00:00Z") for number in range(12))
    site = replace(CATALOGUE, publications=many, updated="2000-01-01T00:00:00Z")
    said = " ".join("\n".join(page.words) for _, page in pages(make_site(site, SITE)))
    assert "2000" not in said
    assert "更新于" not in said
    last, first = publication("b", "末讲", published="2026-11"), publication("c", "首讲", published="2026-10-30")
    dated = replace(site, publications=(*many, last, first))
    said = "\n".join(Page(make_site(dated, SITE)["index.html"]).words)
    assert "更新于 2026-11" in said
    assert "2026-11-01" not in said


def test_codes_open_the_pages_of_their_handouts() -> None:
    sheet = make_site(CATALOGUE, SITE)[CODES].decode()
    sides = [int(side) for side in re.findall(r'viewBox="0 0 (\d+)', sheet)]
    read = [draw(side, path) for side, path in zip(sides, re.findall(r' d="([^"]+)"', sheet), strict=True)]
    assert read == [f"{CATALOGUE.address}site/{one.slug}.html" for one in CATALOGUE.publications]


def draw(side: int, path: str) -> str:
    """What a phone reads in a code."""
    picture = Image.new("L", (side, side), 255)
    for row in path.split("M")[1:]:
        x, y, steps = re.fullmatch(r"(\d+) (\d+)\.5(.*)", row).groups()  # type: ignore[union-attr]
        at = int(x)
        for kind, length in re.findall(r"([mh])(\d+)", steps):
            for cell in range(at, at + int(length)) if kind == "h" else ():
                picture.putpixel((cell, int(y)), 0)
            at += int(length)
    (found,) = zxingcpp.read_barcodes(picture.resize((4 * side, 4 * side), Image.Resampling.NEAREST))
    return found.text


def test_there_are_no_codes_without_an_address_and_no_worker_unless_asked() -> None:
    files = make_site(replace(CATALOGUE, address=""), SITE)
    assert not {CODES, WORKER} & {*files}
    assert not [name for name, page in pages(files) if CODES in page.links or f"../{CODES}" in page.links]


def test_a_workspace_may_replace_stylesheets_but_no_templates(workspace: Path) -> None:
    for name, text in {
        "templates/share/topics.html.j2": "<script>",
        "templates/share/site.js": "1",
        "styles/share/tokens.css": ":root {}",
    }.items():
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text(text, "utf-8")
    own, usual = make_site(CATALOGUE, Workspace(workspace)), make_site(CATALOGUE, SITE)
    assert [name for name in usual if own[name] != usual[name]] == ["site/share.css"]
    assert own["site/share.css"].startswith(b":root {}\n")


@law(100)
@given(
    st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("治理基层ＡbÉé 　\n㎡\u00ad"), max_size=80),
    st.data(),
    st.sampled_from((33, 70, 6930)),
)
def test_a_filter_lets_every_part_of_its_text_through(text: str, data: st.DataObject, length: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    have, bits = make_filter(text, length), 8 * length
    for run in re.split(UNPAIRED.pattern, part):
        for first, second in pairwise(run):
            place = ((ord(second) << 16 | ord(first)) * MULTIPLIER & 0xFFFFFFFF) % bits
            assert have[place >> 3] >> (place & 7) & 1


@pytest.mark.slow
def test_the_index_of_a_thousand_handouts_is_small() -> None:
    letters = [chr(0x4E00 + number) for number in range(3000)]
    texts = ["".join(letters[(number * step * step + step) % 3000] for step in range(3000)) for number in range(1000)]
    many = [publication(f"slug-{number}", "讲义", text=text, headings=("一、背景与意义",) * 12) for number, text in enumerate(texts)]
    index = write_search_index(many)
    assert LARGEST_INDEX // 2 < len(index) <= LARGEST_INDEX


def test_short_texts_need_no_filter() -> None:
    assert choose_filter_length([40, 60], LARGEST_INDEX) == 0
    assert choose_filter_length([], LARGEST_INDEX) == 0
    rows = make_site(CATALOGUE, SITE)[SEARCH].decode().splitlines()[1:-1]
    assert [row.rstrip(",")[-6:] for row in rows] == [',"",0]', ',"",1]', ',"",0]']


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (378_400, "378 kB"),
        (999_600, "1.0 MB"),
        (12_345_678, "12.3 MB"),
        (3_210_000_000, "3.2 GB"),
    ],
)
def test_sizes_are_in_words(size: int, words: str) -> None:
    assert format_size(size) == words


def test_a_series_of_several_handouts_is_a_group_of_its_own() -> None:
    def list_groups(*series: str, is_book: bool = False) -> list[tuple[str, list[str]]]:
        made = [publication(f"slug-{number}", str(number), series=name) for number, name in enumerate(series)]
        book = [publication("book", "合集", is_book=True)] if is_book else []
        groups = group_by_series((*book, *made), "zh-Hans")
        return [(group.name, [one.title for one in group.publications]) for group in groups]

    assert list_groups("甲", "", "乙", "甲", is_book=True) == [("合集", ["合集"]), ("甲", ["0", "3"]), ("其他讲义", ["1", "2"])]
    assert list_groups("甲", "乙") == [("全部讲义", ["0", "1"])]
    assert list_groups() == []
