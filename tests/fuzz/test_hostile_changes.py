"""Hostile requests that change something: every route gets bodies of hostile names and texts, and writes nothing elsewhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Session
from tests.fuzz.hostile_runs import SECRET, list_files, make_workspace
from tests.fuzz.hostile_texts import CHARACTERS, NUMBERS, PATHS
from tests.law import law
from tests.studio.in_process import Studio

WRITES = ("content", "output", ".jiangyi")
NAMES = (*PATHS, "另一份.md", "book.yaml", "新.md", "子/新.md", "新.md/x.md", ".jiangyi/x.md", "../content/另一份.md")
NAMED = st.sampled_from(NAMES)
TEXT = st.sampled_from((*(one for one in CHARACTERS if one != "\ud800"), "# 甲\n", "title: ../../secret.md\n"))
SHAPES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("name", "stem", "path", "file", "id", "change", "base", "code", "version"), NAMED),
    **dict.fromkeys(("text", "title", "find", "replace"), TEXT),
    "starter": st.sampled_from(("blank", "topic", "../x")),
    "base": st.just("") | NAMED,
}
"""What bodies of requests are made of, by their keys; what a route does not know it leaves alone."""
PREVENTED = (503, 507)
"""The answers where the workspace or the disk does not allow it."""
PLAIN = st.sampled_from(NAMES) | st.sampled_from(NUMBERS) | st.sampled_from(CHARACTERS) | st.integers(-1, 9) | st.booleans() | st.none()
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(SHAPES)), inner, max_size=4), max_leaves=8
)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio whose workspace has a handout, and a secret file beside it."""
    with Session().activate():
        yield Studio(make_workspace(tmp_path_factory.mktemp("served")))


def list_changes(studio: Studio) -> list[str]:
    """The path of every route that answers POST."""
    return sorted(route.path for route in studio.application.routes if "POST" in route.methods)


@pytest.mark.slow
@law(300)
@given(st.data())
def test_changes(studio: Studio, data: st.DataObject) -> None:
    root: Path = studio.desk.workspace.root
    before = list_files(root.parent, root, WRITES)
    path = data.draw(st.sampled_from(list_changes(studio)))
    path = re.sub(r"\{[^}]*\}", lambda _: data.draw(st.sampled_from(["x", "0", "..", "%00", "%2e%2e", "a" * 300])), path)
    whole = st.fixed_dictionaries(SHAPES)
    several = st.lists(whole, min_size=1, max_size=2).flatmap(lambda files: whole.map(lambda body: {**body, "files": files}))
    changed = st.tuples(whole, st.dictionaries(st.sampled_from(sorted(SHAPES)), VALUES, max_size=2)).map(lambda pair: pair[0] | pair[1])
    body: Any = data.draw(whole | several | changed | VALUES)
    raw = data.draw(st.just(json.dumps(body).encode()) | st.binary(max_size=40))
    answer = studio.post(path, raw)
    assert answer.status < 500 or answer.status in PREVENTED, (path, answer.body)
    assert SECRET.encode() not in answer.body
    assert list_files(root.parent, root, WRITES) == before
