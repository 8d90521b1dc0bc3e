"""A text that is nothing but a picture is a figure, in Markdown and in YAML."""

import pytest

from jiangyi.model.blocks.figure import Figure
from tests.support import manuscript

PICTURES = {
    '![图](a.png "题"){width=4cm}': {"alt": "图", "caption": "题", "width": "4cm"},
    "![图 *一*|120x80](a.png)": {"alt": "图 一", "width": "120px", "height": "80px"},
    "[![图](a.png)](https://example.org/x)": {"alt": "图", "link": "https://example.org/x"},
    "[![图](a.png)](a.png)": {"alt": "图"},
    "![[a.png]]": {"alt": "a"},
    "![[a.png|图|90]]": {"alt": "图", "width": "90px"},
    '<img src="a.png" alt="图" width="30%">': {"alt": "图", "width": "30%"},
}


@pytest.mark.parametrize(("typed", "expected"), PICTURES.items())
@pytest.mark.parametrize("name", ["例.md", "例.yaml"])
def test_lone_picture_is_a_figure(typed: str, expected: dict[str, str], name: str) -> None:
    text = f"# 例\n\n{typed}\n" if name.endswith(".md") else f"title: 例\nblocks:\n- |\n  {typed}\n"
    found, _ = manuscript(text, name)
    assert found
    (figure,) = found.blocks
    assert isinstance(figure, Figure)
    fields = {name: str(getattr(figure, name)) for name in ("alt", "caption", "width", "height", "link")}
    assert {name: value for name, value in fields.items() if value} == expected
    assert figure.src == "a.png"


def test_picture_with_words_is_no_figure() -> None:
    found, _ = manuscript("# 例\n\n![图](a.png) 文字\n\n![图](a.png) ![图](b.png)\n")
    assert found
    assert [block.type for block in found.blocks] == ["paragraph", "paragraph"]
