"""What completes words in the editor comes from the model: every block type, field, value and name."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from tests.studio.in_process import Studio

CHINESE = {"x_language": "zh"}
HANDOUT = "---\ntitle: 社区\n---\n\n# 一、服务 {#s1}\n\n::: exercise {#q1}\n为什么？\n:::\n\n::: quote\n一句。\n:::\n{#good}\n"


def make_studio(folder: Path) -> Studio:
    """The studio of a workspace with a handout, a picture and a book."""
    (folder / "content" / "pictures").mkdir(parents=True)
    (folder / "content" / "a.md").write_text(HANDOUT, "utf-8")
    (folder / "content" / "pictures" / "图.png").write_bytes(b"\x89PNG")
    (folder / "content" / "book.yaml").write_text("title: 合集\nhandouts: [a.md]\neditions: {家长版: {answers: end}}\n", "utf-8")
    return Studio(folder)


@pytest.mark.slow
def test_every_block_and_field_is_described(tmp_path: Path) -> None:
    data = make_studio(tmp_path).get("/api/completions?name=a.md", **CHINESE).data
    assert (data["format"], data["head"]) == ("markdown", "Handout")
    nodes = {name: {field["name"]: field for field in fields} for name, fields in data["nodes"].items()}
    assert {block["type"] for block in data["blocks"]} == set(BUILT_IN_BLOCKS)
    for block in data["blocks"]:
        model: type[BaseModel] = BUILT_IN_BLOCKS[block["type"]]
        assert nodes[block["node"]].keys() <= model.model_fields.keys()
        assert block["label"]
        assert block["info"]
    for fields in nodes.values():
        for field in fields.values():
            assert field["info"], field
            assert not field["node"] or field["node"] in nodes, field
    quote = next(block for block in data["blocks"] if block["type"] == "quote")
    assert (quote["label"], quote["containers"][0]["name"], quote["body"]) == ("引用", "quote", "body")
    assert quote["source"] == "::: quote\n…\n:::"
    assert [block["type"] for block in data["blocks"] if block["is_offered"] and not block["source"]] == []


def test_kinds_of_fields_follow_the_model(tmp_path: Path) -> None:
    data = make_studio(tmp_path).get("/api/completions?name=a.yaml", **CHINESE).data
    kinds = {(node, field["name"]): field["kind"] for node, fields in data["nodes"].items() for field in fields}
    expected = {
        ("Exercise", "stem"): "blocks",
        ("Exercise", "options"): "lines",
        ("Exercise", "kind"): "choice",
        ("Exercise", "questions"): "nodes",
        ("Exercise", "source"): "node",
        ("Point", "lead"): "inline",
        ("Table", "rows"): "table",
        ("Table", "align"): "choices",
        ("Figure", "decorative"): "flag",
        ("Figure", "src"): "text",
        ("ItemList", "start"): "number",
        ("BookFile", "editions"): "map",
        ("BookFile", "handouts"): "names",
        ("Handout", "notes"): "notes",
    }
    assert {key: kinds[key] for key in expected} == expected
    values = {field["name"]: field["values"] for field in data["nodes"]["Exercise"]}
    assert {"value": "single", "label": "单选"}.items() <= values["kind"][0].items()
    lines = {field["name"] for field in data["nodes"]["Exercise"] if field["is_line"]}
    assert lines == {"limit", "source", "space"}


@pytest.mark.slow
def test_names_are_those_of_the_workspace(tmp_path: Path) -> None:
    studio = make_studio(tmp_path)
    studio.step_all("a.md")
    data = studio.get("/api/completions/names?name=a.md", **CHINESE).data
    assert [(one["id"], one["type"], one["title"], one["line"]) for one in data["ids"]] == [
        ("s1", "section", "服务", 5),
        ("q1", "exercise", "为什么？", 7),
        ("good", "quote", "一句。", 11),
    ]
    assert [one["name"] for one in data["pictures"]] == ["pictures/图.png"]
    assert [(one["name"], one["title"]) for one in data["handouts"]] == [("a.md", "社区")]
    assert data["editions"][-1]["value"] == "家长版"
    assert {"default", "fangsong"} <= {one["value"] for one in data["themes"]}
    assert "a5" in {one["value"] for one in data["papers"]}


def test_ids_of_a_text_with_errors_are_still_offered(tmp_path: Path) -> None:
    studio = make_studio(tmp_path)
    (tmp_path / "content" / "a.md").write_text(HANDOUT.replace("title: 社区", "title: [") + "::: exercise {#q2}\n", "utf-8")
    data = studio.get("/api/completions/names?name=a.md").data
    assert [one["id"] for one in data["ids"]] == ["s1", "q1", "good", "q2"]


def test_names_of_a_file_outside_are_refused(tmp_path: Path) -> None:
    studio = make_studio(tmp_path)
    for name in ("../x.md", "/etc/passwd", "", "nothing.md"):
        assert studio.get(f"/api/completions/names?name={name}").status in (400, 404)
