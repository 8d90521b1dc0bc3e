"""Inline forms of notes and pages that need care: code side by side, formulas between words, linked pictures, names with a fragment."""

import base64

import pytest

from jiangyi.importing import convert
from tests.support import manuscript, short

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


LARGE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"/>'
PICTURES = {"图.png": PNG, "大.png": LARGE}


def find(name: str) -> tuple[str, bytes] | None:
    return (name, PICTURES[name]) if name in PICTURES else None


def body(text: str, suffix: str) -> str:
    """What a source becomes, without the head; the result can be built."""
    made = convert.convert_file(text.encode(), "名", suffix, find=find)
    found, report = manuscript(made.text, "x" + made.suffix)
    assert found
    assert not report.has_errors, [short(d) for d in report]
    return made.text.partition("---\n\n" if made.suffix == ".md" else "blocks:\n")[2].strip()


@pytest.mark.parametrize(
    ("note", "made"),
    [
        ("甲<code>a</code><code>b</code>", "甲`a`<code>b</code>"),
        ("甲 ``a`b`` `` `x` `` `a %% b` 和 `c %% d`", "甲 ``a`b`` `` `x` `` `a %% b` 和 `c %% d`"),
        ("$$a$$ 与 $$\\ b \\ $$", "$$a$$ 与 $$b$$"),
        ("答：<br>$$c$$<br>完", "答：$$c$$完"),
        ("[![图](图.png)](https://example.org/p)", "[![图](pictures/图.png)](https://example.org/p)"),
        ("![示](图.png#x)", "![示](pictures/图.png)"),
        ("H<sub>2</sub>O 与 x<sup>m+n</sup>", "H~2~O 与 x^m+n^"),
        ("5~10人，20~30人，H~2~O，~~删~~", "5～10人，20～30人，H~2~O，~~删~~"),
    ],
)
def test_notes(note: str, made: str) -> None:
    assert body(note, ".md") == made


@pytest.mark.parametrize(
    ("page", "made"),
    [
        ("<p><b>甲</b><b>乙</b><code>a</code><code>b</code></p>", "- '**甲乙**`a`<code>b</code>'"),
        ("<p>a<sup>m+n</sup>，20<sub>30</sub>40</p>", "- a^m+n^，20[30]{.sub}40"),
        (
            '<p><a href="https://e.org/x"><img src="图.png" alt="链"></a></p>',
            "- type: figure\n  src: pictures/图.png\n  alt: 链\n  link: https://e.org/x",
        ),
        ('<p>点 <img src="图.png" alt="示"> 开</p>', "- 点 ![示](pictures/图.png) 开"),
        (
            '<ul><li>点 <img src="大.png" alt="示" width="40"> 开</li></ul>',
            "- type: list\n  items:\n  - 点 ![示](pictures/大.png){width=40px} 开",
        ),
        ('<p>如图：<img src="大.png" alt="示"></p>', "- 如图：\n- type: figure\n  src: pictures/大.png\n  alt: 示"),
        (
            '<h1>题</h1><p>这里原来有 <img src="无.png" alt="示"> 一张图。</p>',
            "- 这里原来有\n- {type: gap, line: 1, was: 无.png 示}\n- 一张图。",
        ),
    ],
)
def test_pages(page: str, made: str) -> None:
    assert body(page, ".html") == made


@pytest.mark.parametrize(
    ("note", "made"),
    [
        ("点 ![示](图.png) 开", "点 ![示](pictures/图.png) 开"),
        ("A. ![示](图.png)", "A. ![示](pictures/图.png)"),
        ("看 ![示|40](大.png) 图", "看 ![示](pictures/大.png){width=40px} 图"),
        ("如图：![示](大.png)", "如图：\n\n![示](pictures/大.png)"),
        ("A. ![示](大.png)", "A. ![示](pictures/大.png)"),
        ("文\n![示](图.png)\n文", "文\n\n![示](pictures/图.png)\n\n文"),
    ],
)
def test_pictures_that_are_part_of_a_line_stay_in_it(note: str, made: str) -> None:
    assert body(note, ".md") == made


def test_pictures_as_options_of_a_page() -> None:
    options = "".join(f'<p>{letter}. <img src="大.png" alt="{letter}图"></p>' for letter in "AB")
    made = body(f"<p>1. 选哪个（　）</p>{options}<p>答案：B</p>", ".html")
    assert "  options:\n  - '![A图](pictures/大.png)'\n  - '![B图](pictures/大.png)'\n  answer: B" in made
