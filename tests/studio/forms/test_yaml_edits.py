"""Single values of a YAML file are changed, and every other line stays as it is."""

import difflib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.studio.forms.yaml_edits import Naming, NotEditableError, Value, set_values
from tests.law import law

NAMES = ("title", "series", "theme", "handouts", "share")
WORDS = {"标题": "title", "讲义": "handouts"}
NAMING = Naming(lambda _, typed: WORDS.get(typed, typed), lambda above: ("title", "url", "intro") if above else NAMES)
BOOK = """\
# 我们组的合集
title: 春季讲义   # 印在封面上

# 顺序按上课的先后
handouts:
  - a.md   # 第一次课
  # 下面两份一起发
  - b.md
  - c.md

theme: 'classic'
share: {url: 'https://example.org/'}
# 完
"""


def change(text: str, **values: Value) -> str:
    """A text with entries changed; `share__url` is an entry of share."""
    return set_values(text, {tuple(name.split("__")): value for name, value in values.items()}, NAMING)


def test_only_the_line_of_an_entry_changes() -> None:
    assert change(BOOK, title="夏季: 讲义") == BOOK.replace("春季讲义 ", "'夏季: 讲义' ")
    assert change(BOOK, theme="exam") == BOOK.replace("'classic'", "exam")


def test_items_move_with_their_comments() -> None:
    assert change(BOOK, handouts=["b.md", "a.md", "d.md"]) == BOOK.replace(
        "  - a.md   # 第一次课\n  # 下面两份一起发\n  - b.md\n  - c.md\n",
        "  # 下面两份一起发\n  - b.md\n  - a.md   # 第一次课\n  - d.md\n",
    )


def test_an_entry_is_added_in_its_place_and_removed() -> None:
    made = change(BOOK, series="热点")
    assert made == BOOK.replace("上\n", "上\n", 1).replace("# 印在封面上\n", "# 印在封面上\nseries: 热点\n")
    assert change(made, series=None) == BOOK


def test_an_entry_of_a_mapping_is_changed_whatever_its_form() -> None:
    assert change(BOOK, share__title="讲义") == BOOK.replace("'https://example.org/'}", "https://example.org/, title: 讲义}")
    block = "title: 甲\nshare:\n  title: 乙   # 站名\n  intro: 丙\n"
    assert change(block, share__title="丁") == block.replace("乙", "丁")
    assert change(block, share__url="https://a.b/") == block.replace("  intro", "  url: https://a.b/\n  intro")
    assert change("title: 甲\n", share__title="乙") == "title: 甲\nshare:\n  title: 乙\n"
    assert change("title: 甲\nshare:\n  title: 乙\n", share__title=None) == "title: 甲\n"


def test_names_of_the_author_stay() -> None:
    assert change("标题: 甲\n讲义: [a.md]\n", title="乙", handouts=["b.md", "a.md"]) == "标题: 乙\n讲义: [b.md, a.md]\n"


def test_a_list_with_comments_that_becomes_a_line_keeps_them_above() -> None:
    text = "title: 甲\nhandouts: [a.md,   # 一\n  b.md]\ntheme: exam\n"
    assert change(text, handouts=["b.md"]) == "title: 甲\n# 一\nhandouts: [b.md]\ntheme: exam\n"
    block = "title: 甲\nshare:\n  # 站\n  title: 乙\n"
    assert change(block, share={"url": "u"}) == "title: 甲\n# 站\nshare: {url: u}\n"


def test_an_empty_file_gets_its_first_entry() -> None:
    assert change("", title="甲") == "title: 甲\n"
    assert change("# 合集\n", title="甲", handouts=["a.md"]) == "# 合集\ntitle: 甲\nhandouts:\n- a.md\n"
    assert change("title: 甲", theme="exam") == "title: 甲\ntheme: exam\n"


@pytest.mark.parametrize("text", ["title: &a 甲\nsubtitle: *a\n", "{title: 甲}\n", "- 甲\n", "title: [\n"])
def test_what_cannot_be_changed_alone_is_refused(text: str) -> None:
    with pytest.raises(NotEditableError):
        change(text, title="乙")
        change(text, subtitle="丙")


PLAIN = st.text(st.sampled_from("甲乙a1 :#-'\"[]{}&*!|>%@`,？。"), min_size=1, max_size=8)
LISTS = st.lists(st.sampled_from(["a.md", "b.md", "专题/c.md", "d e.md"]), min_size=1, max_size=4, unique=True)
COMMENTS = st.sampled_from(["", "   # 注", "  #", " # a: b"])


@st.composite
def entries(draw: st.DrawFn, name: str) -> str:
    """An entry in one of the forms in which people write it, with comments."""
    above = draw(st.sampled_from(["", "\n", "# 上一行\n", "\n# 说明: 甲\n\n"]))
    if name == "handouts":
        items = draw(LISTS)
        if draw(st.booleans()):
            pad = draw(st.sampled_from(["", "  "]))
            lines = "".join(f"{draw(st.sampled_from(['', f'{pad}# 条', '']))}\n{pad}- {item}{draw(COMMENTS)}\n" for item in items)
            return f"{above}{name}:{lines}" if lines.startswith("\n") else f"{above}{name}:\n{lines}"
        return f"{above}{name}: [{', '.join(items)}]{draw(COMMENTS)}\n"
    if name == "share":
        inner = draw(st.lists(st.sampled_from(["title", "url", "intro"]), min_size=1, unique=True))
        if draw(st.booleans()):
            return f"{above}share:{draw(COMMENTS)}\n" + "".join(f"  {key}: 值{draw(COMMENTS)}\n" for key in inner)
        return f"{above}share: {{{', '.join(f'{key}: 值' for key in inner)}}}{draw(COMMENTS)}\n"
    value = draw(PLAIN)
    quoted = yaml.safe_dump(value, allow_unicode=True, default_style=draw(st.sampled_from(['"', "'"])), width=999).strip()
    forms = [
        f"{quoted}{draw(COMMENTS)}",
        f"|{draw(st.sampled_from(['', '-']))}\n  一行\n  又一行 # 字",
        "甲乙" + draw(COMMENTS),
        draw(COMMENTS),
    ]
    return f"{above}{name}:{' ' * 1}{draw(st.sampled_from(forms))}\n"


@st.composite
def files(draw: st.DrawFn) -> str:
    """A book.yaml with some entries in any order."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 5))]
    return (
        draw(st.sampled_from(["", "# 开头\n\n"]))
        + "".join(draw(entries(name)) for name in names)
        + draw(st.sampled_from(["", "\n# 末尾\n"]))
    )


@st.composite
def changes(draw: st.DrawFn) -> dict[tuple[str, ...], Any]:
    """Changes of some entries."""
    values = {
        ("title",): PLAIN,
        ("series",): st.none() | PLAIN,
        ("theme",): st.none() | PLAIN,
        ("handouts",): LISTS,
        ("share",): st.none(),
        ("share", "title"): st.none() | PLAIN,
        ("share", "url"): st.none() | PLAIN,
    }
    paths = draw(st.lists(st.sampled_from(list(values)), min_size=1, max_size=3, unique=True))
    return {path: draw(values[path]) for path in paths}


@pytest.mark.slow
@law(200)
@given(files(), changes())
def test_the_file_says_what_it_should_and_other_lines_stay(text: str, made: dict[tuple[str, ...], Any]) -> None:
    before = yaml.load(text, yaml.BaseLoader) or {}
    result = set_values(text, made, NAMING)  # it checks itself that the data are right
    after = yaml.load(result, yaml.BaseLoader) or {}
    touched = {path[0] for path in made}
    assert {key: value for key, value in after.items() if key not in touched} == {
        key: value for key, value in before.items() if key not in touched
    }
    kept = [line for line in iter_untouched(text, touched) if line.strip()]
    lines = result.split("\n")
    at = -1
    for line in kept:
        assert line in lines[at + 1 :], "\n".join(difflib.unified_diff(text.split("\n"), lines, lineterm=""))
        at = lines.index(line, at + 1)


def iter_untouched(text: str, touched: set[str]) -> list[str]:
    """The lines of a file outside the values of some entries: those of other entries, and comments above and behind."""
    root = yaml.compose(text)
    lines = text.split("\n")
    for key, value in root.value if root else ():
        if key.value in touched:
            last = value
            while isinstance(last, yaml.CollectionNode) and not last.flow_style:
                last = last.value[-1][1] if isinstance(last.value[-1], tuple) else last.value[-1]
            end = last.end_mark.line - (1 if isinstance(last, yaml.ScalarNode) and last.style == "|" else 0)
            for number in range(key.start_mark.line, end + 1):
                lines[number] = ""
    return lines
