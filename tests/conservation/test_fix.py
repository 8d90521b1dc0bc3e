"""Conservation of meaning: `fix` changes only marks and spaces of text, and leaves nothing that it could have corrected."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.checks.fix import fix_file
from jiangyi.core.diagnostics import Report
from jiangyi.model import inline
from jiangyi.model.blocks.base import Node
from jiangyi.readers.prose.source_map import extract_prose
from tests.conservation import markdown_source, yaml_source
from tests.conservation.markdown_source import FIRST, SECOND, Draw
from tests.law import law
from tests.support import manuscript

WORD = re.compile(f"[{FIRST}][{SECOND}]{{2}}")
TYPED = (
    *",.;:!?()\"'~|… ", ", ", ". ", "...", "---", " -- ", "。。", "，，", "(x)", " (", ") ", "\"a b\"", "5~6", "3.5%.", "12.", "![", "[!",
    "&#12289;", "&nbsp;", "\\*", "\\,", "f()", "Yahoo!", "!x",
    "A.", "{a=", "`,`", "$x,y$", "⻓", "\u200b", " ，", "， ",
)  # fmt: skip
"""What is typed after a word: marks to be corrected, and syntax and code with marks."""


def typed(draw: Draw, text: str) -> str:
    """A source in which marks are typed after some words."""
    marks = st.sampled_from(TYPED)
    return WORD.sub(lambda match: match.group() + (draw(marks) if draw(st.booleans()) else ""), text)


MARKDOWN = st.composite(lambda draw: typed(draw, draw(st.one_of(markdown_source.SOURCES, markdown_source.SPOILT_SOURCES))[0]))()
YAML = st.composite(lambda draw: typed(draw, draw(st.one_of(yaml_source.SOURCES, yaml_source.SPOILT_SOURCES))[0]))()


def read_meaning(text: str, name: str) -> Any:
    """What a handout means, without the marks and spaces of its text; None for a source that is no handout."""
    found, report = manuscript(text, name)
    return found and (strip(found.handout), sorted({d.code for d in report if d.severity.name == "ERROR"}))


def strip(value: Any) -> Any:
    if isinstance(value, inline.Text):
        return [part for part in map(strip, value.inlines) if part]
    if isinstance(value, inline.Str):
        return re.sub(r"\W", "", value.text.replace("⻓", "长"))
    if isinstance(value, inline.InlineImage):
        return value.src
    if isinstance(value, Node):
        return type(value), [strip(getattr(value, name)) for name in type(value).model_fields if name not in ("alt", "notes")]
    if hasattr(value, "__slots__") and hasattr(value, "__dataclass_fields__"):
        return type(value), [strip(getattr(value, name)) for name in value.__slots__]
    return list(map(strip, value)) if isinstance(value, tuple) else value


def check_fix(text: str, name: str) -> None:
    change = fix_file(name, text.encode(), Report())
    if change is None:
        return
    fixed = change.data.decode()
    assert fixed.count("\n") == text.count("\n")
    assert read_meaning(fixed, name) == read_meaning(text, name)
    again = fix_file(name, change.data, Report())
    assert again is not None
    assert again.data.decode() == fixed
    found, _ = manuscript(fixed, name)
    assert not found or extract_prose(found).edits == ()


@pytest.mark.slow
@law(25)
@given(MARKDOWN)
def test_fix_keeps_the_meaning_of_markdown(text: str) -> None:
    check_fix(text, "例.md")


@pytest.mark.slow
@law(25)
@given(YAML)
def test_fix_keeps_the_meaning_of_yaml(text: str) -> None:
    check_fix(text, "例.yaml")
