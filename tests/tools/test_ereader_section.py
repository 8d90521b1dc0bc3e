"""The section of docs/content/readers.md on e-readers: three short lines a reader, and every requirement with its source."""

import re
import tomllib

import pytest

from jiangyi.ereaders import REQUIREMENTS, STYLE_RULES
from tools.readers.ereader_section import DATA, format_ereaders

SENDING = tomllib.loads(DATA.read_text("utf-8"))["sending"]


@pytest.mark.parametrize("one", SENDING, ids=lambda one: one["reader"]["en"])
def test_three_plain_lines_tell_how_to_send_a_book(one: dict[str, list[str]]) -> None:
    assert len(one["en"]) == len(one["zh"]) == 3
    assert all(re.search("[\u4e00-\u9fff]", line) and line.endswith("。") and len(line) <= 100 for line in one["zh"])
    assert all(line.endswith(".") and line.isascii() for line in one["en"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_requirement_is_listed_with_its_source(lang: str) -> None:
    lines = list(format_ereaders(lang))
    rows = [line for line in lines if line.startswith("| ") and "](https://" in line]
    assert len(rows) == len(REQUIREMENTS) + len(STYLE_RULES)
    assert all(row.count(" | ") == 3 for row in rows)
    assert sum(line.startswith("1. ") for line in lines) == len(SENDING)
