"""Notes of other programs: their words are kept or reported, and what is written plainly is read back as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.importing.emit import escape_inline, to_markdown
from jiangyi.model.document import iter_texts, walk_blocks
from jiangyi.readers.blocks.joined_lines import find_joined_line
from jiangyi.readers.dialect.callout_kinds import find_callout_kind, make_default_title
from jiangyi.readers.dialect.emoji_codes import EMOJI
from tests.conservation.markdown_source import make_word
from tests.law import law
from tests.support import manuscript

PIECES = (
    "> [!note] W\n> W。\n> > [!warning]- W\n> > W。", "> [!W] W\n> W", "> [!quote] W\n> W", "!!! tip \"W\"\n    W。\n\n    - W",
    "??? W\n    W", ":::tip[W]\nW\n:::", "::: {.callout-note}\n## W\nW\n:::", "::: {.W title=\"W\"}\nW\n:::",
    "::: W W\nW\n:::", "：：： 提示 W\nW\n：：：", "::: 要点\n- **W。** W\n- **W。**\n:::", "{: .note }\nW", "W\n{: .warning }",
    "=== \"W\"\n    ```c\n    W\n    ```\n\n=== \"W\"\n    W", "#W", "＃＃ W", "#W #W", "######## W", "[TOC]", "W。\n---\nW",
    "W\n===\nW", "W\n---\n\nW", "+++", "%% W %%\n\nW", "%%\nW\nW\n%%", "W\n1、W\n2、W\nW\n3、W", "一、W\n（1）W\n（2）W\n二、W",
    "①W\n②W", "A．W\nB．W", "•W\n•W", "-W\n-W", "甲：W\n乙：W", "✅ W\n❌ W", "第一，W。\n第二，W。", "W\nW", "W\\\nW",
    "<details>\n<summary>W</summary>\n\nW\n\n- W\n\n</details>", "<center>W</center>",
    "<div align=center>\n<b>W</b> W<br>W\n</div>",
    "<table><tr><th>W<th>W<tr><td rowspan=2>W<td>W<tr><td><ul><li>W<li>W</ul></table>", "<ul><li>W<li>W</ul>", "<p>W<p>W",
    "<el-card a=1>W</el-card>", "<dl><dt>W<dd>W</dl>", "<pre>W\nW</pre>", "<figure><figcaption>W</figcaption></figure>",
    "<blockquote>W</blockquote>", "<h2>W</h2>", "W<small>W</small><ruby>W<rt>W</rt></ruby>W", "W<div>W</div>W",
    "W %%W%% W <!-- c --> W", "[[W]]、[[W|W]]、[[W#W]]、[[#W]]", "![[W]]", "![[W#W|W]]", "[W](W.md)、[W](#W)",
    "W ^abc1\n\nW [[#^abc1]]", "W[@W]", "- W\n- ::: tip W\n  W\n  :::", "> W\n> ::: tip\n> W\n> :::",
    "## W\n\n- [W](#x)\n- [W](#y)\n- [W](#z)", ":::: code-group\n```js [W]\nW\n```\n::::", "::: details W\nW\n:::",
    "::: columns\nW\n\n::: column\nW\n:::\n:::", "<iframe src='https://e.org/'></iframe>W",
    "W\n\n<div>\n\n## W\n\nW\n\n</div>", "```math\nx\n```\n\nW", "W<br>$$x$$W", "\\(x\\)W", "- W\nW", "1. W\nW\n2. W",
)  # fmt: skip
"""Constructs of notes, with W for each word."""
LOOSE = "#＃[]!%:+=-~<>{}|`$\\@^1、（）：？*_.甲乙ab "


def write_note(pieces: list[str]) -> tuple[str, list[str]]:
    """A note with a word of its own for each W, and these words."""
    words: list[str] = []

    def number(_: re.Match[str]) -> str:
        words.append(make_word(len(words)))
        return words[-1]

    return "---\ntitle: 例\n---\n\n" + re.sub("W", number, "\n\n".join(pieces)) + "\n", words


@pytest.mark.slow
@law(150)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
def test_words_of_notes_are_kept_or_reported(pieces: list[str]) -> None:
    text, words = write_note(pieces)
    found, report = manuscript(text)
    assert found is not None
    kept = repr(found.handout)
    lines = text.split("\n")
    reported = {diagnostic.span.line for diagnostic in report}
    near = {line + n for line in reported for n in range(3)}
    lost = [word for word in words if word not in kept and not any(word in lines[line - 1] for line in near if line <= len(lines))]
    assert lost == [], text


@pytest.mark.slow
@law(300)
@given(st.text(LOOSE, min_size=1, max_size=14).filter(str.strip))
def test_plain_text_is_read_back(text: str) -> None:
    words = " ".join(text.split())
    found, report = manuscript(to_markdown({"title": "例", "blocks": [escape_inline(words)]}))
    assert found is not None, [diagnostic.message for diagnostic in report]
    assert [str(one) for block in walk_blocks(found.handout) for one in iter_texts(block)] == [words]


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("note", "tip", ""),
        ("Warning", "warning", ""),
        ("callout-important", "key", ""),
        ("注意", "warning", "注意"),
        ("重点", "key", ""),
        ("咦", "", "咦"),
    ],
)
def test_kinds_of_callouts(name: str, kind: str, title: str) -> None:
    assert (find_callout_kind(name), make_default_title(name)) == (kind, title)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("松下问童子\n言师采药去", 0),
        ("北京市海淀区某某路\n邮编 100000", 0),
        ("第一句说完了。\n" + "第二句很长，" * 12 + "说完了。", 0),
        ("松下问童子\\\n言师采药去", None),
        (("这是在编辑器里折行的一段长文字，每一行的宽度差不多，" * 2 + "\n") * 3 + "完。", None),
        ("two short\nlines", None),
    ],
)
def test_joined_lines(text: str, line: int | None) -> None:
    assert find_joined_line(text) == line


def test_emoji_are_read_by_their_codes() -> None:
    found, _ = manuscript("# 例\n\n甲 :star: `:star:` :没有: :nosuch:\n")
    assert found is not None
    assert str(found.handout.blocks[0].text) == f"甲 {EMOJI['star']} :star: :没有: :nosuch:"  # type: ignore[attr-defined]
