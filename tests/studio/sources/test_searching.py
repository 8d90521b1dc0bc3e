"""Find and replace across files."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.studio.sources import searching
from jiangyi.studio.sources.searching import Query, find_words, replace_words
from tests.law import law
from tests.studio.in_process import Studio

FIRST, SECOND, BOOK = "一.md", "二.md", "book.yaml"
WORDS = st.text("甲乙aAbI\nİß.*(", max_size=30)


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace of two handouts and a book."""
    (workspace / "content" / FIRST).write_text("---\ntitle: 第一讲\n---\n\n社区食堂，社区\n医院。\n", "utf-8")
    (workspace / "content" / SECOND).write_text("# GDP 与 gdp，GDPR\n\n社区服务。\n", "utf-8")
    (workspace / "content" / BOOK).write_text("title: 社区材料\n", "utf-8")
    (workspace / "content" / "三.md").write_bytes("社区".encode("gb18030"))
    studio = Studio(workspace)
    studio.step_all()
    return studio


def find(studio: Studio, **query: object) -> dict[str, list[dict[str, object]]]:
    """The matches of each file."""
    return {one["name"]: one["matches"] for one in studio.get(f"/api/sources/find?{urlencode(query)}").data["files"]}


def test_words_are_found_in_all_files(studio: Studio) -> None:
    answer = studio.get(f"/api/sources/find?{urlencode({'find': '社区'})}").data
    assert {one["name"]: len(one["matches"]) for one in answer["files"]} == {BOOK: 1, FIRST: 2, SECOND: 1}
    assert next(one["title"] for one in answer["files"] if one["name"] == FIRST) == "第一讲"
    assert (answer["count"], answer["more"]) == (4, False)
    assert find(studio, find="社区")[FIRST][1] == {"line": 5, "column": 6, "before": "社区食堂，", "match": "社区", "after": ""}
    assert find(studio, find="社区\n医院")[FIRST][0]["after"] == "。"
    assert find(studio, find="") == {}


@pytest.mark.parametrize(("options", "count"), [({}, 3), ({"case": 1}, 2), ({"word": 1}, 2), ({"case": 1, "word": 1}, 1)])
def test_case_and_whole_words(studio: Studio, options: dict[str, int], count: int) -> None:
    assert len(find(studio, find="GDP", **options)[SECOND]) == count


def test_no_more_is_listed_than_anybody_reads(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiangyi.studio.sources.source_routes.MAX_FOUND", 2)
    answer = studio.get(f"/api/sources/find?{urlencode({'find': '社区'})}").data
    assert (answer["count"], answer["more"]) == (2, True)
    assert sum(len(one["matches"]) for one in answer["files"]) == 2


def test_the_chosen_ones_are_replaced_and_put_back(studio: Studio, workspace: Path) -> None:
    before = {name: (workspace / "content" / name).read_text("utf-8") for name in (FIRST, SECOND, BOOK)}
    files = {one["name"]: one for one in studio.get(f"/api/sources/find?{urlencode({'find': '社区'})}").data["files"]}
    chosen = {FIRST: [1], SECOND: None, BOOK: []}
    body = {
        "find": "社区",
        "replace": r"街道\1",
        "files": [{"name": n, "version": files[n]["version"], "chosen": c} for n, c in chosen.items()],
    }
    (workspace / "content" / SECOND).write_text("社区又改了", "utf-8")
    answer = studio.post("/api/sources/replace", body).data
    assert [(one["name"], one["state"]) for one in answer["saved"]] == [(FIRST, "saved")]
    assert [(one["name"], "Look again" in one["message"]) for one in answer["refused"]] == [(SECOND, True)]
    assert answer["count"] == 1
    assert (workspace / "content" / FIRST).read_text("utf-8") == before[FIRST].replace("，社区", r"，街道\1")
    assert (workspace / "content" / BOOK).read_text("utf-8") == before[BOOK]
    studio.post("/api/sources/undo", {"change": answer["change"]})
    assert (workspace / "content" / FIRST).read_text("utf-8") == before[FIRST]


@law(100)
@given(WORDS, WORDS.filter(bool), st.booleans(), st.booleans())
def test_what_is_found_is_what_is_replaced(text: str, words: str, case: bool, word: bool) -> None:
    query = Query(words, case, word)
    found = list(find_words(text, query))
    lines = text.split("\n")
    for one in found:
        assert "\n".join(lines[one.line - 1 :])[one.column - 1 :].startswith(one.match)
    changed, count = replace_words(text, query, "·")
    assert (count, changed.count("·")) == (len(found), len(found))
    assert replace_words(text, query, "·", [])[0] == text
    assert len(changed) == len(text) + sum(1 - len(one.match) for one in found)


def test_long_lines_are_shown_around_what_was_found() -> None:
    (found,) = find_words("前" * 100 + "词" + "后" * 100, Query("词"))
    assert (found.before, found.after) == ("…" + "前" * searching.CONTEXT, "后" * searching.CONTEXT + "…")
