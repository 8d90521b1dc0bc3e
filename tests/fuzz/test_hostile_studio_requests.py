"""Hostile requests to every route of the studio, taken from its table: an answer, never a failure, and no file outside its places."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.hostile_runs import SECRET, list_files, make_workspace
from tests.fuzz.hostile_texts import CHARACTERS, NUMBERS, PATHS
from tests.law import law
from tests.studio.in_process import Answer, Studio, call

HANDOUT = "另一份.md"
ENDLESS = ("/events",)
"""Answers that go on until the browser closes."""
TEXTS = st.sampled_from((HANDOUT, "book.yaml", "content", "blank", "pdf", "zh", "typed", "point", *PATHS, *NUMBERS, *CHARACTERS)) | st.text(
    max_size=12
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = {"name", "text", "base", "files", "version", "data", "changes", "path", "file", "kinds", "names", "formats", "line", "code"}
"""Of the bodies of requests."""
PARAMETER = re.compile(r"\{\w+(?::\w+)?\}")


def make_studio(root: Any) -> Studio:
    """A studio that has laid out its handout."""
    studio = Studio(root)
    studio.step_all(HANDOUT)
    return studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio, beside whose workspace there is a secret file; at the end it is still there, and nothing is new."""
    root = make_workspace(tmp_path_factory.mktemp("asked"))
    before = list_files(root.parent, root, ("content", "output", ".jiangyi"))
    yield make_studio(root)
    assert list_files(root.parent, root, ("content", "output", ".jiangyi")) == before


def list_addresses(studio: Studio) -> list[tuple[str, str]]:
    """The method and path of every route that ends."""
    routes = [route for route in studio.application.routes if route.path not in ENDLESS]
    return sorted({("POST" if "POST" in route.methods else "GET", route.path) for route in routes})


@pytest.fixture(scope="module")
def names(studio: Studio) -> list[str]:
    """The names of values that the routes may read: the words in the code of their functions."""
    found: set[str] = set()
    for route in studio.application.routes:
        for function in vars(type(getattr(route.endpoint, "__self__", None))).values():
            code = getattr(function, "__code__", None)
            found |= {one for one in (code.co_consts if code else ()) if isinstance(one, str) and one.isidentifier()}
    return sorted(found | FIELDS)


def check(answer: Answer) -> None:
    """It is no failure, tells no secret, and a refusal is a sentence."""
    assert answer.status < 500 or answer.status == 507, answer
    assert SECRET.encode() not in answer.body
    assert b"Traceback" not in answer.body
    if answer.status >= 400 and "json" in answer.headers.get("content-type", ""):
        assert json.loads(answer.body)["message"]


@pytest.mark.slow
@law(500)
@given(data=st.data())
def test_whatever_is_sent_is_answered(studio: Studio, names: list[str], data: st.DataObject) -> None:
    method, route = data.draw(st.sampled_from(list_addresses(studio)))
    name = st.sampled_from(names)
    path = PARAMETER.sub(lambda _: quote(data.draw(TEXTS | st.just("0")), safe="/%", errors="surrogatepass"), route)
    asked = data.draw(st.dictionaries(name, TEXTS, max_size=4))
    query = "&".join(f"{key}={quote(value, errors='surrogatepass')}" for key, value in asked.items())
    sent = data.draw(st.dictionaries(name, VALUES, max_size=5).map(json.dumps).map(str.encode) | VALUES.map(json.dumps).map(str.encode)
                     | st.binary(max_size=60))  # fmt: skip
    body = sent if method == "POST" else b""
    headers = {"x_studio": "1", "content_type": "application/json", "x_language": "en"}
    check(call(studio.application, f"{path}?{query}", method, body, **headers))
    for foreign in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
        assert call(studio.application, route, method, body, **{**headers, **foreign}).status == 403
