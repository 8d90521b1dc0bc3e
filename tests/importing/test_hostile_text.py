"""Hostile text: what is searched for is found as before, and opening marks without an end cost no more than other characters."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from jiangyi.importing import convert
from jiangyi.importing.parse import html_tags, note_inlines
from jiangyi.importing.parse.contents_lists import find_page
from jiangyi.importing.parse.nesting import DEEPEST, flatten_deep
from jiangyi.importing.parse.note_embeds import EmbedInserter
from jiangyi.importing.verification import _find_typed_id
from tests.importing.word_package import TITLE, make_cell, make_table, make_word_file, paragraph


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("第一章 甲……12", 12), ("甲 ... (3)", 3), ("甲　　5", 5), ("甲\t7", 7), ("甲  9", 9), ("甲 9", None), ("甲9", None), ("…12", None),
        ("甲……12345", None), ("--5", None), ("---5", 5), ("甲. 5", None), ("……", None), ("", None), ("  甲··8  ", 8), ("甲 1 2", None),
    ],
)  # fmt: skip
def test_entries_of_contents_lists(line: str, page: int | None) -> None:
    assert find_page(line) == page


OPAQUE_TEXTS = (
    "a `b` ``c`d`` `e", "%%a%% b %%c", "<!-- a <b> --> <!-- c", "<? a ?> <? b", "<![CDATA[a]]> <![CDATA[b", "\\(a\\) \\(b", "$a$ $$b$$ $c",
    "<https://a.b> <a@b.c> <!x>", "\\`a` `b`", "`a``b`", "<!---->", "<!--`-->`", "$`a$`", "a", "",
)  # fmt: skip


@pytest.mark.parametrize("text", OPAQUE_TEXTS)
def test_opaque_text_is_what_the_pattern_finds(text: str) -> None:
    assert [m.span() for m in note_inlines.find_opaque(text)] == [m.span() for m in note_inlines.OPAQUE.finditer(text)]
    assert note_inlines.replace_opaque(text, lambda match: match.group()) == text


@pytest.mark.parametrize("text", ["<a> <!-- b --> </a> <!-- <c>", "<!-- a", "a --> <b>", "<a x='-->'>", "<!-- <a> --><b >"])
def test_tags_are_what_the_pattern_finds(text: str) -> None:
    assert [m.group() for m in html_tags.find_tags(text)] == [m.group() for m in html_tags.TAG.finditer(text)]


class CountingPattern:
    """A pattern that counts the characters which it may look at."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.seen = pattern, 0

    def match(self, text: str, at: int = 0) -> re.Match[str] | None:
        """A match at a place."""
        found = self.pattern.match(text, at)
        self.seen += (found.end() - at) if found else len(text) - at
        return found


@pytest.mark.parametrize("opening", ["<!--", "<?", "<![CDATA[", "\\(", "`", "``a`"])
def test_openings_without_an_end_are_not_searched_from_each(opening: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for count in (500, 1000):
        pattern = CountingPattern(note_inlines.OPAQUE)
        monkeypatch.setattr(note_inlines, "OPAQUE", pattern)
        list(note_inlines.find_opaque((opening + "a ") * count))
        seen.append(pattern.seen)
        monkeypatch.undo()
    assert seen[1] <= 2.2 * seen[0] + 100


@pytest.mark.parametrize(("line", "typed"), [("a {#b .c}", "#b "), ("{:#b}", "#b"), ("#a {b}", None), ("#" * 3000, None), ("{#a", None)])
def test_ids_in_braces(line: str, typed: str | None) -> None:
    found = _find_typed_id(line)
    assert (found.group() if found else None) == typed


def test_footnotes_of_one_label_are_numbered() -> None:
    context = note_inlines.NoteContext(convert.DecisionLog())
    assert [context.name_note("a") for _ in range(4)] == ["a", "a-2", "a-3", "a-4"]
    assert context.name_note("a-2") == "a-2-2"


def test_headings_of_embedded_notes_with_many_spaces() -> None:
    text = f"# 甲{' ' * 20_000}x\n\n乙\n"
    inserter = EmbedInserter(lambda _: text, convert.DecisionLog())
    assert [line for _, line in inserter.insert([(1, "![[a#甲 x]]")])][1].startswith("# 甲")


def nest(make: Callable[[str], str], count: int) -> str:
    """Content in as many containers."""
    found = "底"
    for number in range(count):
        found = make(f"{found}{number}字")
    return found


NESTED: dict[str, Callable[[str], str]] = {
    "lists": lambda inner: f"<ul><li>甲<p>{inner}</p></li></ul>",
    "ordered": lambda inner: f"<ol><li>{inner}</li><li>乙</li></ol>",
    "quotations": lambda inner: f"<blockquote><p>甲</p>{inner}</blockquote>",
    "tables": lambda inner: f"<table><tr><td>甲</td><td>{inner}</td></tr><tr><td>乙</td><td>丙</td></tr></table>",
    "details": lambda inner: f"<details><summary>甲</summary>{inner}</details>",
    "definitions": lambda inner: f"<dl><dt>甲</dt><dd>{inner}</dd></dl>",
}


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("count", [DEEPEST - 1, 25, 100])
@pytest.mark.parametrize("to", ["yaml", "markdown"])
def test_nested_containers_are_written_so_that_they_are_read(kind: str, count: int, to: str) -> None:
    made = convert.convert_file(f"<h1>标题</h1>{nest(NESTED[kind], count)}".encode(), "名", ".html", to=to)
    assert not [decision for decision in made.decisions if decision.kind == "problem"]
    assert all(f"{number}字" in made.text for number in range(count))
    assert "底" in made.text


@pytest.mark.parametrize("count", [DEEPEST, 40])
def test_nested_tables_of_word_files_are_read(count: int) -> None:
    body = paragraph("底")
    for _ in range(count):
        body = make_table(make_cell(body) + make_cell("乙"), make_cell("丙") * 2)
    made = convert.convert_file(make_word_file(TITLE + body), "名", ".docx")
    assert not [decision for decision in made.decisions if decision.kind == "problem"]
    assert made.text.count("乙") == count
    assert "底" in made.text


def test_what_is_not_nested_deeply_stays_the_same() -> None:
    block: Any = {"type": "list", "items": ["a", {"body": ["b", {"type": "figure", "src": "c.png"}]}]}
    assert flatten_deep(block) == (block, False)


@pytest.mark.parametrize("tags", ["<div>", "<span>", "<b><i>", "<table><tr><td>", "<ul><li>", "<a href='https://a.b/'>", "<ruby>a<rt>"])
@pytest.mark.parametrize("suffix", [".html", ".md"])
def test_hundreds_of_open_tags_are_survived(tags: str, suffix: str) -> None:
    made = convert.convert_file(f"<h1>标题</h1>\n\n{tags * 300}底".encode(), "名", suffix)
    assert "底" in made.text
    if suffix == ".html":
        assert yaml.load(made.text, yaml.BaseLoader)["title"] == "标题"


@pytest.mark.parametrize("source", ['---\ntitle: "\\ud800"\n---\n正文。\n', '---\ntitle: "\\0"\nb: "\\ufffe"\n---\n正文。\n'])
def test_escapes_of_front_matter_that_are_no_characters(source: str) -> None:
    made = convert.convert_file(source.encode(), "名", ".md")
    assert made.text.encode()


def test_aliases_of_front_matter_are_not_multiplied() -> None:
    rows = "".join(f"{chr(98 + at)}: &{chr(98 + at)} [{','.join('*' + chr(97 + at) for _ in range(10))}]\n" for at in range(9))
    made = convert.convert_file(f"---\na: &a [x,x,x,x,x,x,x,x,x,x]\n{rows}---\n正文。\n".encode(), "名", ".md")
    assert "正文" in made.text
    assert len(made.text) < 100_000
