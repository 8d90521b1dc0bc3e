"""Conservation of text: each word of a source is in the markup for print and for e-books, or a diagnostic names its line."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from lxml import etree

from jiangyi.model.books import make_single_book
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.conservation import markdown_source, yaml_source
from tests.law import law
from tests.support import ROOT, manuscript, short

THEME = load_theme(Workspace(ROOT))
READ_ATTRIBUTES = ("alt", "aria-label")
"""Attributes whose words are spoken."""
UNSEEN = "contains(concat(' ', @class, ' '), ' unseen ')"
"""What takes space in a line and is not drawn."""


def read_words(source: str, name: str) -> tuple[dict[str, str] | None, set[int], str]:
    """The text of a source for each target, or None where it has errors; the lines that diagnostics name; and the diagnostics."""
    found, report = manuscript(source, name)
    lines = {line for d in report if not d.is_style for line in list_lines(source, d.span.line)}
    shown = "\n".join(map(short, report))
    if found is None or report.has_errors:
        return None, lines, shown
    book = make_single_book(found.handout, {})
    texts = {}
    for target in Target:
        selected = select_edition(book, "teacher", keeps_space=target.is_paged)
        page = render_book(selected, build_index(selected), THEME, target)
        texts[target.value] = "".join(part for document in page.documents if is_text(document.name) for part in iter_text(document.html))
    return texts, lines, shown


def list_lines(source: str, first: int) -> Iterator[int]:
    """The lines that a diagnostic names: the one it stands at, and of a footnote all of it."""
    yield first
    typed = source.split("\n")
    if typed[first - 1].lstrip(" >").startswith("[^"):
        yield from range(first, first + 1 + next((n for n, line in enumerate(typed[first:]) if line and line[0] not in " \t>"), len(typed)))


def is_text(name: str) -> bool:
    """True for the text of a book, not its cover or navigation."""
    return name.startswith(("x", "print", "page"))


def iter_text(html: str) -> Iterator[str]:
    """The text of a document in order, with the words of the attributes that are read aloud."""
    tree = etree.HTML(html.encode(), etree.HTMLParser(encoding="utf-8"))
    body = next(tree.iter("main"), tree.find("body"))  # without the contents and controls of a page on the web
    for unseen in body.xpath(f"//*[{UNSEEN}]"):
        unseen.text = ""
    for element in body.iter(etree.Element):
        yield from (element.get(name) or "" for name in READ_ATTRIBUTES)
    yield from body.itertext()


def find_unreported(source: str, words: list[str], lines: set[int]) -> dict[str, int]:
    """The words on lines that no diagnostic names, with their lines."""
    line_of = {word: source[: source.index(word)].count("\n") + 1 for word in words if word in source}
    return {word: line for word, line in line_of.items() if line not in lines}


def find_lost(source: str, words: list[str], name: str) -> list[str]:
    """The words that are in no text of some target and on no line that a diagnostic names."""
    texts, lines, _ = read_words(source, name)
    if texts is None:
        return []
    unreported = find_unreported(source, words, lines)
    return [f"{target}:{line}: {word}" for target, text in texts.items() for word, line in unreported.items() if word not in text]


@pytest.mark.slow
@law(60)
@given(markdown_source.SOURCES)
def test_each_word_of_valid_markdown_is_in_the_markup_in_order(generated: tuple[str, list[str], list[str]]) -> None:
    source, words, running = generated
    assert find_lost(source, words, "例.md") == [], source
    texts, _, _ = read_words(source, "例.md")
    for text in (texts or {}).values():
        places = [text.rfind(word) for word in running if word in text]
        assert places == sorted(places), source


@pytest.mark.slow
@law(60)
@given(markdown_source.SPOILT_SOURCES)
def test_each_word_of_misspelt_markdown_is_in_the_markup_or_reported(generated: tuple[str, list[str]]) -> None:
    source, words = generated
    assert find_lost(source, words, "例.md") == [], source


@pytest.mark.slow
@law(40)
@given(yaml_source.SOURCES)
def test_each_word_of_valid_yaml_is_in_the_markup(generated: tuple[str, list[str]]) -> None:
    source, words = generated
    assert find_lost(source, words, "例.yaml") == [], source


@pytest.mark.slow
@law(40)
@given(yaml_source.SPOILT_SOURCES)
def test_each_word_of_misspelt_yaml_is_in_the_markup_or_reported(generated: tuple[str, list[str]]) -> None:
    source, words = generated
    assert find_lost(source, words, "例.yaml") == [], source
