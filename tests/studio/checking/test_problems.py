"""The problems of a workspace by kind, and the corrections of all of a kind."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.studio.in_process import Studio
from tests.support import invoke

BOOK, FIRST, SECOND, SYNTAX = "book.yaml", "一.md", "二.yaml", "三.yaml"
SOURCES = {
    BOOK: "title: 合集,一\nhandouts: [一.md, 没有.md]\n",
    FIRST: '# 第一讲\n\n先问需要,再谈供给。他说"好"。\n\n'
    "<!-- jiangyi: off half-width-mark -->\n这里,不改。\n\n等了又等...\n\n见[](#nowhere)。\n",
    SECOND: "title: 第二讲\nblocks:\n- 你好,世界。  # jiangyi: off half-width-mark\n- 再见,世界。\n",
    SYNTAX: "title：第三讲\nblocks:\n- 甲。\n",
}


@pytest.fixture
def studio(workspace: Path) -> Studio:
    """A workspace with problems of several kinds."""
    for name, text in SOURCES.items():
        (workspace / "content" / name).write_text(text, "utf-8")
    (workspace / "styles").mkdir()
    (workspace / "styles" / "theme-own.css").write_text("p { colour: red }", "utf-8")
    studio = Studio(workspace)
    studio.step_all()
    return studio


def find_kinds(studio: Studio) -> dict[str, dict[str, object]]:
    return {kind["code"]: kind for kind in studio.get("/api/check").data["kinds"]}


def find_lines(studio: Studio, name: str, code: str = "") -> dict[str, object]:
    answer: dict[str, object] = studio.get(f"/api/check/corrections?{urlencode({'name': name, 'code': code})}").data
    return answer


def correct(studio: Studio, code: str, *files: dict[str, object]) -> dict[str, object]:
    answer: dict[str, object] = studio.post("/api/check/correct", {"code": code, "files": files}).data
    return answer


def test_problems_are_those_of_the_check_command(studio: Studio, workspace: Path) -> None:
    done = invoke("check", "--json", cwd=workspace)
    wanted = sorted((one["code"], one["file"], one["line"]) for one in json.loads(done.stdout))
    kinds = find_kinds(studio)
    found = [
        (code, place["file"], place["line"]) for code in kinds for place in studio.get(f"/api/check/places?code={code}").data["places"]
    ]
    assert sorted(found) == wanted
    assert {"half-width-mark", "handout-missing", "ref-unresolved", "full-width-colon"} <= kinds.keys()


def test_errors_come_first(studio: Studio) -> None:
    answer = studio.get("/api/check", x_language="zh").data
    assert answer["waiting"] == 0
    ranks = {"error": 0, "warning": 1, "info": 2}
    found = [ranks[kind["severity"]] for kind in answer["kinds"]]
    assert found == sorted(found)
    assert answer["counts"]["error"] == sum(kind["count"] for kind in answer["kinds"] if kind["severity"] == "error") > 0
    kind = next(kind for kind in answer["kinds"] if kind["code"] == "half-width-mark")
    assert kind["title"] == "中文里用了半角标点"
    assert (kind["count"], kind["files"], kind["isFixable"], kind["isOptional"]) == (2, [FIRST, SECOND], True, True)


def test_place_of_a_problem(studio: Studio) -> None:
    place = studio.get("/api/check/places?code=half-width-mark", x_language="zh").data["places"][0]
    assert (place["name"], place["line"], place["column"]) == (FIRST, 3, 5)
    assert place["excerpt"] == ["先问需要", ",", '再谈供给。他说"好"。']
    assert place["hints"] == ["可以自动改正"]
    assert studio.get("/api/check/places?code=no-such-code").status == 404
    assert studio.get("/api/check/places?code=half-width-mark&start=1").data["count"] == 2
    assert len(studio.get("/api/check/places?code=half-width-mark&start=1").data["places"]) == 1


def test_corrections_of_a_kind(studio: Studio) -> None:
    found = find_lines(studio, FIRST, "half-width-mark")["lines"]
    assert found == [[3, [["keep", "先问需要"], ["take", ","], ["put", "，"], ["keep", '再谈供给。他说"…']]]]
    assert [line for line, _ in find_lines(studio, FIRST)["lines"]] == [3, 8]  # type: ignore[attr-defined]
    assert [line for line, _ in find_lines(studio, SECOND, "half-width-mark")["lines"]] == [4]  # type: ignore[attr-defined]
    assert [line for line, _ in find_lines(studio, SYNTAX, "full-width-colon")["lines"]] == [1]  # type: ignore[attr-defined]
    assert find_lines(studio, SYNTAX, "yaml-tab")["lines"] == []
    assert studio.get("/api/check/corrections?name=../x.md").status == 400


def test_all_of_a_kind_are_corrected_and_put_back(studio: Studio, workspace: Path) -> None:
    files = [{"name": name, "version": find_lines(studio, name)["version"]} for name in (BOOK, FIRST, SECOND)]
    done = correct(studio, "half-width-mark", *files)
    assert (done["count"], done["refused"], len(done["saved"])) == (3, [], 3)  # type: ignore[arg-type]
    texts = {name: (workspace / "content" / name).read_text("utf-8") for name in SOURCES}
    assert texts[FIRST] == SOURCES[FIRST].replace("需要,", "需要，")
    assert texts[SECOND] == SOURCES[SECOND].replace("再见,", "再见，")
    assert texts[BOOK] == SOURCES[BOOK].replace("合集,一", "合集，一")
    studio.post("/api/sources/undo", {"change": done["change"]})
    assert {name: (workspace / "content" / name).read_text("utf-8") for name in SOURCES} == SOURCES


def test_only_the_chosen_lines_are_corrected(studio: Studio, workspace: Path) -> None:
    version = find_lines(studio, FIRST)["version"]
    assert correct(studio, "", {"name": FIRST, "version": version, "lines": [8]})["count"] == 1
    assert (workspace / "content" / FIRST).read_text("utf-8") == SOURCES[FIRST].replace("...", "……")
    stale = correct(studio, "", {"name": FIRST, "version": version})
    assert (stale["count"], stale["saved"], [one["name"] for one in stale["refused"]]) == (0, [], [FIRST])  # type: ignore[attr-defined]


def test_read_only(workspace: Path) -> None:
    assert Studio(workspace, is_writable=False).post("/api/check/correct", {"files": []}).status == 403
