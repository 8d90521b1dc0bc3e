"""The share's web pages in a real browser: layout, accessibility, search, filters, without script, in chat apps, without a network."""

import unicodedata
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from jiangyi.project.workspace import Workspace
from jiangyi.share import Catalogue, Publication, make_site
from tests.browsing import IN_BROWSER, WIDTHS, browse
from tests.share.catalogues import CATALOGUE, publication
from tests.support import ROOT

pytestmark = IN_BROWSER
HANDOUTS, LINES, QUERIES = 30, 60, 200
SIGNS = "治理基层需求办法结果产业人才文化生态组织，。“”0123ＡＢab cdÉ①㎡ "
SPACES = "\u00ad\u200b\ufeff"
READING = "{address}handouts/jiang-yi-3.html"


def fold(text: str) -> str:
    """A text as people search for it: without case, width and spaces."""
    plain = (unicodedata.normalize("NFKC", sign).lower() for sign in text if sign not in SPACES)
    return "".join(sign for part in plain for sign in part if not sign.isspace())


def make_catalogue(random: Random) -> Catalogue:
    """A catalogue with texts of chance and all that pages can show."""
    made = []
    for number in range(HANDOUTS):
        alphabet = random.sample(SIGNS, 22) + [chr(0x4E00 + random.randrange(3000)) for _ in range(60)]
        lines = ["".join(random.choices(alphabet, k=random.randint(5, 60))).strip() or "空" for _ in range(LINES)]
        one = publication(
            f"jiang-yi-{number}",
            f"第{number}讲 {''.join(random.choices(alphabet, k=6)).strip()}",
            subtitle="<script>alert(1)</script>" if number % 5 == 0 else "",
            authors=("张三", "李四·王") if number % 2 else (),
            series=f"系列{number % 4}" if number % 4 else "",
            issue=f"第 {number} 期" if number % 4 else "",
            subject=("申论", "行测", "")[number % 3],
            tags=("热点", f"标签{number % 7}") if number % 3 else (),
            date=f"{2024 + number % 3}年3月",
            published=f"{2024 + number % 3}-03",
            summary="一份素材，一份写法。" * (number % 4),
            headings=tuple(lines[::20]),
            text="\n".join(lines),
            cover=None if number % 6 == 0 else CATALOGUE.publications[0].cover,
            lang="en" if number == 7 else "zh-Hans",
            is_book=number == 0,
        )
        made.append(one)
    return replace(CATALOGUE, publications=tuple(made), intro="每周更新。\n欢迎转发。")


def list_texts(one: Publication) -> list[str]:
    """The texts of a publication that the search looks at, folded."""
    authors = "、".join(one.authors) if one.lang != "en" else ", ".join(one.authors)
    facts = "".join((authors, one.series, one.issue, one.subject, one.date))
    looked_at = (
        one.title,
        "\n".join((one.subtitle, facts, "".join(one.tags))),
        "\n".join(one.headings),
        one.summary,
        *one.text.split("\n"),
    )
    return [fold(text) for text in looked_at]


def choose_queries(catalogue: Catalogue, random: Random) -> list[str]:
    """Parts of texts, of 2 to 8 characters, of which some are mistyped."""
    found = [catalogue.publications[1].text.split("\n")[1][:3].strip()]
    while len(found) < QUERIES:
        line = random.choice(random.choice(catalogue.publications).text.split("\n"))
        start = random.randrange(len(line))
        query = line[start : start + random.randint(2, 8)].strip()
        if len(found) % 10 == 0:
            query += chr(0x9000 + random.randrange(100))
        if fold(query):
            found.append(query)
    return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a browser sees, and what it should."""
    random, folder = Random(24), tmp_path_factory.mktemp("share")
    catalogue = make_catalogue(random)
    files = make_site(catalogue, Workspace(ROOT), is_offline=True)
    assert files["site/search.js"].count(b'"",1]') == 0, "the texts are long enough for filters"
    for name, data in (
        *files.items(),
        *((file.path, b"\xff\xd8\xff" if file.media_type == "image/jpeg" else b"text") for file in catalogue.files),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    queries = choose_queries(catalogue, random)
    orders = {"folder": str(folder), "page": "site/jiang-yi-1.html", "widths": WIDTHS, "queries": queries, "offline": READING}
    return {**browse(ROOT / "tests" / "share" / "browse.mjs", orders), "queries": queries, "catalogue": catalogue}


def test_every_page_fits_every_width_and_is_accessible(seen: dict[str, Any]) -> None:
    assert len(seen["look"]) == 5
    for name, found in seen["look"].items():
        assert found["overflow"] == {str(width): 0 for width in WIDTHS}, name
        assert found["axe"] == {"light": [], "dark": []}, name
    assert seen["chatAxe"] == []


def test_search_finds_what_has_the_words_and_nothing_else(seen: dict[str, Any]) -> None:
    texts = {one.slug: list_texts(one) for one in seen["catalogue"].publications}
    for query, answer in zip(seen["queries"], seen["answers"], strict=True):
        terms = [*map(fold, query.split())]
        expected = {slug for slug, lines in texts.items() if all(any(term in line for line in lines) for term in terms)}
        assert {*answer["slugs"]} == expected, query
        assert len(answer["slugs"]) == len(expected)
        assert {fold(mark) for mark in answer["marks"]} & {*terms} or not answer["marks"]
        assert str(len(expected)) in answer["status"] if expected else answer["status"].startswith("没有找到")
    assert sum(bool(answer["marks"]) for answer in seen["answers"]) > QUERIES // 2


def test_filters_order_keys_and_addresses(seen: dict[str, Any]) -> None:
    publications = seen["catalogue"].publications
    assert seen["first"]["listed"] == seen["reset"]["listed"] == seen["escaped"]["listed"] == HANDOUTS
    assert seen["none"]["slugs"] == []
    assert seen["none"]["focus"] == "query"
    tagged = {one.slug for one in publications if "热点" in one.tags}
    assert {*seen["tag"]["slugs"]} == {*seen["again"]["slugs"]} == tagged
    assert seen["tag"]["focus"] == "tag"
    assert seen["tag"]["hash"] == "#tag=热点"
    assert (seen["part"]["listed"], seen["part"]["hash"]) == (HANDOUTS, "#series-1")
    dates = {one.slug: one.published for one in publications}
    assert [dates[slug] for slug in seen["newest"]["slugs"]] == sorted(dates.values(), reverse=True)
    assert {*seen["year"]["slugs"]} == {slug for slug, date in dates.items() if date.startswith("2025")}


def test_everything_is_listed_without_a_script(seen: dict[str, Any]) -> None:
    assert seen["plain"] == HANDOUTS
    assert not seen["search"]


def test_browsers_of_chat_apps_get_a_hint(seen: dict[str, Any]) -> None:
    assert seen["chat"]
    assert not seen["usual"]
    assert seen["copied"] in ("链接已复制。", "请手动复制这个地址：https://example.org/share/site/jiang-yi-1.html")


def test_what_was_saved_is_read_without_a_network(seen: dict[str, Any]) -> None:
    assert seen["kept"] == f"已保存 {HANDOUTS} 份"
    assert seen["offline"] == seen["catalogue"].publications[1].title.strip()
    assert seen["offlineList"] == HANDOUTS
    assert seen["offlineReading"] == "text"
