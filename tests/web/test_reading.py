"""The HTML edition in a real browser: layout on three widths, accessibility, search, printed pages, keyboard, the page without script."""

import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from jiangyi.core import Report
from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import list_themes, load_theme
from jiangyi.writers import WriteContext, available_writers
from tests.browsing import IN_BROWSER, WIDTHS, browse
from tests.pages.handout_source import PICTURES, draw_picture, generate_handout
from tests.shared import make_once
from tests.support import ROOT, invoke, load, run
from tests.web.oracle import choose_queries, count_places, fold, read_blocks

pytestmark = IN_BROWSER
see = partial(browse, ROOT / "tests" / "web" / "browse.mjs")
"""What a browser sees for each order, where there was no error, no request and no violation of the policy."""
ALL = "JIANGYI_PAGES" in os.environ
"""Whether all generated pages are looked at, as by `make pages`."""
GENERATED = 50 if ALL else 5
BOOK = "合集"
CLOZE = "# 题\n\n要背的是{{供需对接}}，还有{{全过程人民民主}}。\n"
"""A handout with words to recall, which are also in the key behind it."""


@pytest.fixture(scope="session")
def web(run_folder: Path, shipped: Path) -> Path:
    """The HTML edition of what is shipped, built by the real command."""

    def make(folder: Path) -> None:
        shutil.copytree(shipped, folder / "workspace")
        done = run("build", "--workspace", folder / "workspace", "--to", "html", "--output", folder / "pages")
        assert done.returncode == 0, done.stderr

    return make_once(run_folder / "web", make) / "pages"


def write_page(workspace: Path, name: str, text: str, edition: str = "", theme: str = "") -> Path:
    """A handout of a workspace as a file of the HTML edition, without printed pages."""
    source = workspace / "content" / name
    source.write_text(text, "utf-8")
    book, report = make_single_book(load(source).manuscript.handout, load(source).pictures), Report()
    selected = select_edition(book, edition, keeps_space=False)
    index = build_index(selected)
    rendered = render_book(selected, index, load_theme(Workspace(ROOT), theme), Target.WEB)
    path = source.with_suffix(".html")
    path.write_bytes(available_writers()["html"].write(WriteContext(selected, index, rendered), report).data)
    return path


def look(path: Path, modes: list[str], *, drawer: bool = False, checks: bool = True) -> dict[str, Any]:
    """The order to look at a page; to check its accessibility takes longest."""
    return {"work": "look", "file": str(path), "widths": WIDTHS, "modes": modes, "drawer": drawer, "checks": checks}


def assert_fits(seen: Mapping[str, Any]) -> None:
    assert [(name, one) for name, one in seen.items() if any(one["overflow"].values()) or any(one["axe"].values())] == []


def test_shipped_pages_fit_every_width_and_are_accessible(web: Path) -> None:
    assert len(list(web.glob("*.html"))) >= 5
    orders = {path.stem: look(path, ["light", "dark"], drawer=path.stem == BOOK) for path in web.glob("*.html")}
    assert_fits(see(orders))


def test_generated_pages_fit_every_width_and_are_accessible(workspace: Path) -> None:
    (workspace / "content" / "pictures").mkdir()
    for name, size in PICTURES.items():
        (workspace / "content" / "pictures" / name).write_text(draw_picture(*size), "utf-8")
    themes = ["", *list_themes(Workspace(ROOT))]
    orders = {}
    for seed in range(GENERATED):
        path = write_page(workspace, f"{seed}.md", generate_handout(seed)[0], "teacher", themes[seed % len(themes)])
        orders[str(seed)] = look(path, [("light", "dark")[seed % 2]], checks=True)
    assert_fits(see(orders))


def test_search_finds_every_place_and_nothing_else(web: Path) -> None:
    orders, expected = {}, {}
    for path in web.glob("*.html"):
        blocks = read_blocks(path.read_bytes())
        queries = [*choose_queries(blocks, 100), "没有这样的词", "ＡＢ", "e-mail", "  "]
        orders[path.stem] = {"work": "search", "file": str(path), "queries": queries}
        expected[path.stem] = [(query, count_places(blocks, query) if fold(query) else 0) for query in queries]
    seen = see(orders)
    for name, counts in expected.items():
        for (query, count), (said, marked) in zip(counts, seen[name], strict=True):
            assert (query, said, len(marked)) == (query, count, count)
            assert {fold(words) for words in marked} <= {fold(query)}
    assert sum(count > 0 for counts in expected.values() for _, count in counts) >= 500


def test_each_printed_page_has_an_address(web: Path) -> None:
    seen = see({path.stem: {"work": "pages", "file": str(path)} for path in web.glob("*.html")})
    for pages in seen.values():
        assert len(pages) >= 3
        for name, (label, top, is_at_end) in pages.items():
            assert name.startswith(f"p{label}")
            assert is_at_end or 40 < top < 90, name


@pytest.fixture(scope="module")
def reading(web: Path) -> dict[str, Any]:
    """What a reader of the collected book sees on a desk and on a phone."""
    return dict(see({"reader": {"work": "read", "file": str(web / f"{BOOK}.html"), "query": "基层", "label": "３"}})["reader"])


def test_a_reader_finds_the_way(reading: dict[str, Any]) -> None:
    seen = reading
    assert seen["nowhere"]["open"] == ["pages"]
    assert "999" in seen["nowhere"]["range"]
    assert (seen["page"]["open"], seen["page"]["folio"], seen["target"]) == ([], "第 3 页", "#p3")
    assert seen["start"]["scroll"] == 0 < seen["page"]["scroll"]
    count = int(seen["found"]["said"].split()[1])
    assert seen["found"]["focus"] == "words"
    for moment, number in (("first", 1), ("second", 2), ("back", 1)):
        assert seen[moment]["said"] == f"{number} / {count} 处"
        [[words, top]] = seen[moment]["chosen"]
        assert words == "基层"
        assert 48 < top < 800
    assert (seen["escaped"]["open"], seen["escaped"]["chosen"]) == ([], [])
    assert seen["changed"]["mode"] == "dark"
    assert float(seen["changed"]["size"].removesuffix("px")) > 1.2 * float(seen["escaped"]["size"].removesuffix("px"))
    assert seen["changed"]["here"] == seen["escaped"]["here"]  # the place stays
    assert seen["help"]["open"] == ["help"]
    assert seen["section"]["scroll"] > seen["changed"]["scroll"]
    again = seen["again"]
    assert (again["mode"], again["size"], again["resumed"]) == ("dark", seen["changed"]["size"], True)
    assert abs(again["scroll"] - seen["section"]["scroll"]) < 3
    assert (seen["restarted"]["scroll"], seen["restarted"]["resumed"]) == (0, False)


def test_drawer_and_dialogs_on_a_phone(reading: dict[str, Any]) -> None:
    seen = reading
    assert seen["drawer"]["open"] == ["drawer"]
    assert all(seen["trapped"])
    assert (seen["shut"]["open"], seen["home"]) == ([], "BODY")
    assert (seen["jumped"]["open"], seen["jumped"]["scroll"] > 0) == ([], True)
    assert seen["outside"]["open"] == []
    assert seen["keyless"]["open"] == []  # single keys are turned off
    assert seen["paper"]["mode"] == "paper"
    names = [name for name, _ in seen["order"]]
    assert {"#text", "contents", "pages", "find", "look", "#p3" if "#p3" in names else "look"} <= set(names)
    assert all(is_visible for _, is_visible in seen["order"])


def test_the_page_is_whole_without_script(web: Path) -> None:
    seen = see({path.stem: {"work": "plain", "file": str(path), "widths": WIDTHS} for path in web.glob("*.html")})
    for one in seen.values():
        for overflow, bar, contents, dialogs in one.values():
            assert (overflow, bar, dialogs) == (0, 0, 0)
            assert contents > 0


def test_words_to_recall_are_covered_until_they_are_asked_for(workspace: Path) -> None:
    (workspace / "content" / "背.md").write_text(CLOZE, "utf-8")
    assert invoke("build", "--to", "html", "--edition", "cloze", "--workspace", workspace).returncode == 0
    [path] = (workspace / "output").glob("*.html")
    seen = see({"words": {"work": "recall", "file": str(path), "query": "供需对接"}})["words"]
    assert seen == {
        "covered": [[False, False], 1],  # in the key
        "clicked": [[True, False], 2],
        "pressed": [[False, False], 1],
        "all": [[True, True], 2],
        "axe": [],
    }


def test_paper_has_the_text_alone_with_every_answer(web: Path) -> None:
    seen = see({"paper": {"work": "print", "file": str(web / "练习示例.html")}})["paper"]
    assert (seen["controls"], seen["folded"]) == (0, 0)
    assert seen["after"] >= 1
