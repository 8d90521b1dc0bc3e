"""Limits of what a handout may have: what is beyond is an error that names the limit, and the rest of the file is not read."""

import pytest

from jiangyi.core import Report, Source, limits
from jiangyi.readers import markdown, read


@pytest.mark.parametrize("unit", ["# 标题\n\n", "- 甲\n", "> 甲\n\n", "甲\n\n", "::: box\n甲\n:::\n\n"])
def test_too_many_blocks(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MARKDOWN_BLOCKS", limits.Limit(limits.MARKDOWN_BLOCKS.what, 100))
    monkeypatch.setattr(markdown, "FEW_BLOCKS", 5)
    report = Report()
    read(Source("例.md", "---\ntitle: 例\n---\n\n" + unit * 40), report)
    assert "limit" not in {one.code for one in report}
    read(Source("例.md", "---\ntitle: 例\n---\n\n开头。\n\n" + unit * 120), report)
    (found,) = [one for one in report if one.code == "limit"]
    assert found.values["what"] == limits.MARKDOWN_BLOCKS.what
    assert found.span.line > 5


def test_cells_are_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MARKDOWN_BLOCKS", limits.Limit(limits.MARKDOWN_BLOCKS.what, 10))
    report = Report()
    assert read(Source("例.md", "---\ntitle: 例\n---\n\n| 甲 | 乙 |\n|---|---|\n" + "| 丙 | 丁 |\n" * 30), report)
    assert "limit" not in {one.code for one in report}
