"""Whatever is sent to the routes of source files: an answer in one sentence, and nothing is written outside content/ and the history."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law import law
from tests.studio.in_process import Studio

NAME = "讲稿.md"
SECRET = "secret words"
NAMES = st.sampled_from(
    [
        NAME,
        "book.yaml",
        "新/讲.md",
        "../secret.md",
        "/etc/passwd",
        "away/secret.md",
        "a\0.md",
        "",
        "讲稿.md/x.md",
        "..\\x.md",
        "x" * 400 + ".md",
    ]
) | st.text(max_size=8).map(lambda text: f"{text}.md")
WORDS = st.sampled_from(["", "一段", SECRET, "\0", "a\r\nb"]) | st.text(max_size=20)
VERSION = st.sampled_from(["", "0" * 32, "x", "../..", "000000000001.typed.x"]) | st.text(max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | NAMES | VERSION,
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
KEYS = ("name", "text", "base", "kind", "left", "id", "change", "find", "replace", "files", "version", "chosen", "case", "word")
FILE = st.fixed_dictionaries(
    {"name": NAMES, "text": WORDS, "base": VERSION, "version": VERSION, "chosen": st.none() | st.lists(st.integers())}
)
BODY = st.fixed_dictionaries(
    {"name": NAMES, "text": WORDS, "base": VERSION, "id": VERSION, "change": VERSION, "find": WORDS, "replace": WORDS},
    optional={"files": st.lists(FILE, max_size=3), "kind": st.sampled_from(["fixed", "removed", "typed"]), "left": st.integers()},
)
POSTED = BODY | st.dictionaries(st.sampled_from(KEYS), VALUES) | VALUES
POSTS = st.sampled_from(["save", "restore", "apply", "undo", "replace"])
GETS = st.sampled_from(["text", "history", "history/text", "history/diff", "removed", "find"])


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A workspace with links out of it, and files outside content/."""
    root = tmp_path_factory.mktemp("workspace")
    outside = tmp_path_factory.mktemp("outside")
    (root / "content").mkdir()
    (root / "content" / NAME).write_text("# 讲稿\n", "utf-8")
    for place in (root, outside):
        (place / "secret.md").write_text(SECRET, "utf-8")
    (root / "content" / "away").symlink_to(outside)
    yield Studio(root)
    assert sorted(path.name for path in root.iterdir()) in ([".jiangyi", "content", "secret.md"], ["content", "secret.md"])
    assert [path.name for path in outside.iterdir()] == ["secret.md"]
    assert {(place / "secret.md").read_text("utf-8") for place in (root, outside)} == {SECRET}


def check(answer: Any) -> None:
    """An answer is JSON, and a refusal is a sentence."""
    assert answer.status in (200, 400, 404, 409, 413), answer
    data = json.loads(answer.body)
    if answer.status != 200:
        assert data["message"]
        assert "\n" not in data["message"]
        assert "Traceback" not in data["message"]


@law(150)
@given(POSTS, POSTED)
def test_whatever_is_posted_is_answered(studio: Studio, path: str, data: Any) -> None:
    check(studio.post(f"/api/sources/{path}", json.dumps(data).encode(), content_type="application/json"))


@law(100)
@given(GETS, NAMES, VERSION, VERSION, WORDS)
def test_whatever_is_asked_is_answered(studio: Studio, path: str, name: str, version: str, other: str, find: str) -> None:
    values = {"name": name, "id": version, "other": other, "find": find, "case": other}
    query = "&".join(f"{key}={quote(value, errors='surrogatepass')}" for key, value in values.items())
    check(studio.get(f"/api/sources/{path}?{query}", x_language="en"))


@law(60)
@given(NAMES, st.text(max_size=30), st.binary(max_size=40))
def test_whatever_is_uploaded_is_answered(studio: Studio, name: str, file: str, data: bytes) -> None:
    check(studio.post(f"/api/sources/pictures?name={quote(name)}&file={quote(file)}", data))
