"""The content reference is generated from the model, and its examples are equal in Markdown and YAML."""

import dataclasses
import re
from typing import Any

import pytest

from jiangyi.model.blocks.base import Node
from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from jiangyi.model.document import Handout, walk_blocks
from tests.support import manuscript, short
from tools import reference

EXAMPLES = reference.read_examples()


@pytest.mark.parametrize(("name", "language"), reference.LANGUAGES.items())
def test_reference_is_up_to_date(name: str, language: int) -> None:
    assert (reference.DOCS / name).read_text("utf-8") == reference.render_reference(name, language), "run `make reference`"


@pytest.mark.parametrize("node", reference.NODES.values(), ids=lambda node: node.__name__)
def test_fields_are_documented_in_both_languages(node: type[Node]) -> None:
    for name in node.model_fields:
        words = reference.read_field_docs(node)[name]
        assert re.search(r"[a-z]", words.en), name
        assert re.search(r"[\u4e00-\u9fff]", words.zh), name


def test_every_block_has_an_example() -> None:
    assert set(EXAMPLES) == {*BUILT_IN_BLOCKS, "head"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_equal_in_both_formats(name: str) -> None:
    handouts = [read_example(kind, text) for kind, text in EXAMPLES[name].items()]
    if name in BUILT_IN_BLOCKS:
        assert all(any(block.type == name for block in walk_blocks(handout)) for handout in handouts)
    assert [to_plain_data(handout) for handout in handouts[1:]] == [to_plain_data(handouts[0])] * (len(handouts) - 1)


def read_example(kind: str, text: str) -> Handout:
    """Read an example as a handout; only a head has a title of its own."""
    if not text.startswith(("---", "title:")):
        text = f"---\ntitle: 例\n---\n\n{text}" if kind == "markdown" else f"title: 例\n{text}"
    found, report = manuscript(text, "例.md" if kind == "markdown" else "例.yaml")
    assert found
    assert not report.has_errors, [short(d) for d in report]
    return found.handout


def to_plain_data(value: Any) -> Any:
    """A part of the model as to_plain_data data without positions."""
    if isinstance(value, Node):
        fields = {name: to_plain_data(getattr(value, name)) for name in type(value).model_fields}
        return {"": getattr(value, "type", type(value).__name__)} | fields
    if isinstance(value, tuple):
        return [to_plain_data(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain_data(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(to_plain_data(getattr(value, field.name)) for field in dataclasses.fields(value))]
    return value
