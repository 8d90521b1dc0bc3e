"""Properties of readers and rendering that hold for any text and any document."""

import json
import string
import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import parse_yaml
from jiangyi.core.diagnostics import Report
from jiangyi.core.source import decode_source
from jiangyi.model import inline
from jiangyi.model.blocks.base import Block
from jiangyi.model.blocks.callout import Callout
from jiangyi.model.blocks.definition import Definition
from jiangyi.model.blocks.event import Event
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.blocks.item_list import ItemList, ListItem
from jiangyi.model.blocks.paragraph import Paragraph
from jiangyi.model.blocks.point import Point
from jiangyi.model.blocks.quote import Quote
from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from jiangyi.model.blocks.section import Section
from jiangyi.model.blocks.table import Table
from jiangyi.model.books import make_single_book
from jiangyi.model.document import Handout, assign_ids, holds_mapping, iter_texts, map_texts, walk_blocks
from jiangyi.model.inline import Break, Cloze, InlineCode, Inlines, Marked, Str, Text
from jiangyi.model.numbering import NO_NUMBER, format_label, is_style, space_after_label, to_hanzi
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.readers.registry import read
from jiangyi.render.book import render_book
from jiangyi.theme.targets import Target
from jiangyi.theme.themes import load_theme
from tests.law import law
from tests.support import ROOT, short, strip_spaces
from tests.test_cases import words

LOOK = load_theme(Workspace(ROOT))
HAN = "基层治理创新服务群众一是二。，、；：？！“”（）《》——……·１ａ"
ANY = st.text(st.sampled_from(HAN + string.ascii_letters + string.digits + " &<>'\"%#*_=$[]{}|\\^~`-+.:/"), min_size=1, max_size=30)
WORDS = ANY.filter(lambda t: t.strip())


def inlines() -> st.SearchStrategy[Inlines]:
    """Inline content of moderate depth."""
    leaf = st.one_of(WORDS.map(Str), WORDS.map(InlineCode), st.just(Break()))

    def nest(children: st.SearchStrategy[inline.Inline]) -> st.SearchStrategy[inline.Inline]:
        inside = st.lists(children, min_size=1, max_size=3).map(tuple)
        return st.one_of(*(inside.map(kind) for kind in (*get_args(Marked), Cloze)))

    return st.lists(st.recursive(leaf, nest, max_leaves=5), min_size=1, max_size=4).map(tuple)


TEXT = inlines().map(Text).filter(lambda t: str(t).strip())


def blocks(depth: int = 2) -> st.SearchStrategy[tuple[Block, ...]]:
    """Blocks of moderate depth."""
    kinds: list[st.SearchStrategy[Block]] = [st.builds(Paragraph.model_construct, text=TEXT)]
    if depth:
        body = blocks(depth - 1)
        rows = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=2).map(tuple)
        items = st.lists(st.builds(ListItem.model_construct, body=body), min_size=1, max_size=2).map(tuple)
        kinds += [
            st.builds(Point.model_construct, lead=TEXT, body=body),
            st.builds(Event.model_construct, title=TEXT, body=body),
            st.builds(Callout.model_construct, kind=st.sampled_from(["key", "tip"]), title=TEXT, body=body),
            st.builds(Quote.model_construct, body=body, by=TEXT),
            st.builds(Definition.model_construct, term=TEXT, body=body),
            st.builds(ItemList.model_construct, ordered=st.booleans(), items=items),
            st.builds(Exercise.model_construct, stem=body, options=st.tuples(TEXT, TEXT), answer=body, explanation=body),
            st.builds(Table.model_construct, caption=TEXT, columns=st.tuples(TEXT, TEXT), rows=rows),
        ]
    return st.lists(st.one_of(kinds), max_size=3).map(tuple)


SECTIONS = st.lists(st.builds(Section.model_construct, title=TEXT, blocks=blocks()), max_size=2).map(tuple)
HANDOUTS = st.builds(Handout.model_construct, title=TEXT, blocks=blocks(), sections=SECTIONS)


@pytest.mark.slow
@law(60)
@given(HANDOUTS)
def test_rendering_loses_no_text(handout: Handout) -> None:
    named, _ = assign_ids(handout, "law")
    book = make_single_book(named, {})
    wanted = [unify(strip_spaces(str(text))) for node in (named, *walk_blocks(named)) for text in iter_texts(node)]
    for target in (Target.PRINT, Target.EPUB):  # conservation/test_markup.py has the page of the web, which is no XML
        page = render_book(book, build_index(book), LOOK, target)
        chapters = [d.html for d in page.documents if d.name.startswith(("law", "print"))]
        found = strip_spaces("".join("".join(words(html.replace("<!DOCTYPE html>", ""))) for html in map(well_formed, chapters)))
        assert [text for text in wanted if text not in unify(found)] == []


def unify(text: str) -> str:
    """A text without the forms of its characters; the hyphen of an index is `₋`, which is compatible with a minus sign only."""
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def well_formed(html: str) -> str:
    """A page as XML in the namespace of XHTML."""
    return str(html).replace("<html lang", '<html xmlns="http://www.w3.org/1999/xhtml" lang', 1).strip()


@pytest.mark.slow
@law(60)
@given(HANDOUTS)
def test_identity_rule_leaves_a_handout_equal(handout: Handout) -> None:
    assert map_texts(lambda text: text, handout) == handout


@pytest.mark.slow
@law(60)
@given(HANDOUTS)
def test_block_ids_are_unique(handout: Handout) -> None:
    named, paths = assign_ids(handout, "law")
    ids = [block.id for block in walk_blocks(named)]
    assert all(ids)
    assert len(ids) == len(set(ids)) == len(paths)


@law(300)
@given(st.text(st.sampled_from(HAN + "*_=`$[](){}|^#\\<>!~ \nab1."), max_size=60))
def test_inline_parser_loses_no_character_but_markup(text: str) -> None:
    markup = set("*_=`$[](){}|^#\\<>!~ \n")
    kept = [c for c in strip_spaces(everything(inline.parse(text).inlines)) if c not in markup]
    assert [c for c in strip_spaces(text) if c not in markup and c not in dropped(text)] == [c for c in kept if c not in dropped(text)]


def dropped(text: str) -> set[str]:
    """Characters that may be part of an address or of the marker of emphasis dots, and so are no text."""
    return set(text) if "](" in text or "|." in text or "<" in text else set()


def everything(content: Inlines) -> str:
    """All characters of inline content, including footnotes and readings."""
    parts = []
    for item in inline.walk_inlines(content):
        match item:
            case Str(text) | InlineCode(text) | inline.InlineMath(text):
                parts.append(text)
            case inline.Ruby(base, reading):
                parts.append(base + reading)
            case inline.Ref(target, ()):
                parts.append(target)
            case inline.InlineImage(src, alt):
                parts.append(alt + src)
    return "".join(parts)


@law(300)
@given(st.binary(max_size=200))
def test_readers_raise_nothing_for_any_bytes(data: bytes) -> None:
    for name in ("x.yaml", "x.md"):
        report = Report()
        source = decode_source(name, data, report)
        assert (source and read(source, report)) or report.diagnostics


@law(300)
@given(st.text(st.sampled_from("title: 例\n-[]{}&*!|>'\"#%@`,?\t abc1:"), max_size=80))
def test_yaml_reader_raises_nothing(text: str) -> None:
    report = Report()
    source = decode_source("x.yaml", text.encode(), report)
    assert (source and read(source, report)) or report.diagnostics, text


@law(200)
@given(st.text(st.sampled_from("#->|:* `$\n1.一[]()^{}!abc例"), max_size=120))
def test_markdown_reader_raises_nothing(text: str) -> None:
    report = Report()
    source = decode_source("x.md", ("# 例\n\n" + text).encode(), report)
    assert source
    assert read(source, report) or report.has_errors, [short(d) for d in report]


JSON = st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8)


@law(100)
@given(JSON)
def test_json_is_parsed_as_yaml(value: object) -> None:
    text = json.dumps({"a": value}, ensure_ascii=False)
    report = Report()
    source = decode_source("x.yaml", text.encode(), report)
    assert source
    located = parse_yaml(source, report, holds_mapping)
    assert located, [short(d) for d in report]
    assert located.data == {"a": value}


@given(st.integers(1, 9999))
def test_han_numbers_can_be_parsed_back(n: int) -> None:
    digits, units = "零一二三四五六七八九", {"十": 10, "百": 100, "千": 1000}
    total, digit = 0, 0
    for character in to_hanzi(n):
        if character in units:
            total += (digit or 1) * units[character]
            digit = 0
        else:
            digit = digits.index(character)
    assert total + digit == n


def test_numbering_samples() -> None:
    for sample in ("一、", "（一）", "1.", "（1）", "①", "第一章", "A.", "i)", "甲、", NO_NUMBER):
        assert is_style(sample), sample
    for word in ("", "x", "第X章", "一二、", "1.1"):
        assert not is_style(word), word
    assert [
        format_label("（一）", 12),
        format_label("①", 21),
        format_label("①", 51),
        format_label("第一讲", 3),
        format_label("none", 3),
    ] == [
        "（十二）",
        "㉑",
        "(51)",
        "第三讲",
        "",
    ]
    assert [
        space_after_label("一、"),
        space_after_label("1."),
        space_after_label("第一章"),
        space_after_label("一是"),
        space_after_label(""),
    ] == ["", " ", "\u3000", "", ""]


def test_every_block_type_has_a_case() -> None:
    cases = "".join(path.read_text("utf-8") for path in (ROOT / "tests" / "cases").rglob("*.md"))
    shown = "".join(path.read_text("utf-8") for path in (ROOT / "content").glob("*.md"))
    marks = {"paragraph": "正文", "list": "- [x]", "math": "$$", "code": "```", "figure": "![", "section": "# "}
    assert [name for name in BUILT_IN_BLOCKS if f"type: {name}" not in cases and marks.get(name, f"::: {name}") not in cases + shown] == []
