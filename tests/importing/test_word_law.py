"""The law of Word files: each word is in the handout or in the report, and the handout is read without an error."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.importing import convert
from jiangyi.importing.decisions import Decision
from jiangyi.importing.emit import strip_markup
from tests.importing.word_package import make_cell, make_field, make_part, make_table, make_word_file, paragraph, run
from tests.law import law

SIGNS = st.text("*_~^`[](){}|=#$<>&·—“”《》、，。：；？！（） \u3000AbC12.-+\\/!", max_size=4)
WORDS = st.tuples(SIGNS, st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x6FFF), min_size=1, max_size=3), SIGNS).map("".join)
"""Han words, which hardly occur twice, among characters that have a meaning in Markdown."""
RUN_PROPERTIES = st.sampled_from(
    [
        "",
        "",
        "",
        "<w:b/>",
        "<w:i/>",
        "<w:b/><w:i/>",
        '<w:u w:val="single"/>',
        '<w:u w:val="wave"/>',
        "<w:strike/>",
        "<w:vanish/>",
        '<w:em w:val="dot"/>',
        '<w:vertAlign w:val="superscript"/>',
        '<w:vertAlign w:val="subscript"/>',
        '<w:highlight w:val="yellow"/>',
        '<w:color w:val="FF0000"/>',
        '<w:color w:val="FFFFFF"/>',
        '<w:b/><w:em w:val="dot"/><w:u w:val="single"/>',
    ]
)
PARAGRAPH_PROPERTIES = st.sampled_from(
    [
        "",
        "",
        "",
        '<w:pStyle w:val="Heading1"/>',
        '<w:pStyle w:val="Title"/>',
        '<w:pStyle w:val="Quote"/>',
        '<w:pStyle w:val="SourceCode"/>',
        '<w:pStyle w:val="Subtitle"/>',
        '<w:pStyle w:val="toc1"/>',
        '<w:pStyle w:val="caption"/>',
        '<w:outlineLvl w:val="1"/>',
        "<w:pageBreakBefore/>",
        '<w:framePr w:dropCap="drop"/>',
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>',
        "<w:rPr><w:del w:id='1'/></w:rPr>",
        "<w:sectPr/>",
    ]
)
NUMBERING = make_part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
)


def escape(text: str) -> str:
    """Text as XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrap(before: str, after: str) -> Any:
    """A strategy for runs between two tags."""
    return st.builds(lambda text, properties: before + run(escape(text), properties) + after, WORDS, RUN_PROPERTIES)


INLINES = st.one_of(
    wrap("", ""),
    wrap("", ""),
    wrap('<w:hyperlink w:anchor="x">', "</w:hyperlink>"),
    wrap('<w:hyperlink r:id="link">', "</w:hyperlink>"),
    wrap('<w:ins w:id="1">', "</w:ins>"),
    wrap("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    wrap("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    wrap('<w:fldSimple w:instr=" SEQ 图 ">', "</w:fldSimple>"),
    st.builds(lambda text: f'<w:del w:id="1"><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del>', WORDS),
    st.builds(
        lambda base, reading: (
            f"<w:r><w:ruby><w:rt>{run(escape(reading))}</w:rt><w:rubyBase>{run(escape(base))}</w:rubyBase></w:ruby></w:r>"
        ),
        WORDS,
        WORDS,
    ),
    st.builds(
        lambda text, name: make_field(name, run(escape(text))), WORDS, st.sampled_from(["REF x", "TOC", "PAGE", 'HYPERLINK "https://a.cn"'])
    ),
    st.builds(lambda text: f"<m:oMath><m:sSup><m:e><m:r><m:t>{escape(text)}</m:t></m:r></m:e><m:sup/></m:sSup></m:oMath>", WORDS),
    st.builds(
        lambda text: (
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
            f"{paragraph(run(escape(text)))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
        ),
        WORDS,
    ),
    st.sampled_from(
        [
            '<w:r><w:br w:type="page"/></w:r>',
            "<w:r><w:br/></w:r>",
            "<w:r><w:tab/></w:r>",
            '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:tab/></w:r>',
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            '<w:r><w:endnoteReference w:id="2"/></w:r>',
            '<w:r><w:commentReference w:id="2"/></w:r>',
        ]
    ),
)
PARAGRAPHS = st.builds(
    lambda inside, properties: paragraph(*inside, properties=properties), st.lists(INLINES, max_size=5), PARAGRAPH_PROPERTIES
)
CELLS = st.builds(
    lambda inside, properties: make_cell(*inside, properties=properties),
    st.lists(PARAGRAPHS, max_size=2),
    st.sampled_from(["", "", "", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
)
TABLES = st.builds(lambda rows: make_table(*map("".join, rows)), st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3))
NESTED = st.builds(lambda cells, inner: make_table("".join(cells) + make_cell(inner, "<w:p/>")), st.lists(CELLS, max_size=2), TABLES)
BODIES = st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS, TABLES, NESTED), min_size=1, max_size=7)


def list_texts(value: Any) -> Iterator[str]:
    """All texts in data."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from list_texts(inner)
    else:
        yield str(value)


def squeeze(text: str) -> str:
    """A text without anything but letters and digits, which an import neither adds nor drops."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.slow
@law(25)
@given(BODIES, st.lists(st.one_of(PARAGRAPHS, TABLES), min_size=1, max_size=2), WORDS, WORDS)
def test_each_word_is_in_the_handout_or_the_report(body: list[str], note: list[str], comment: str, header: str) -> None:
    relationships = {
        "n": ("numbering", "numbering.xml"),
        "f": ("footnotes", "footnotes.xml"),
        "e": ("endnotes", "endnotes.xml"),
        "c": ("comments", "comments.xml"),
        "h": ("header", "header1.xml"),
        "link": ("hyperlink", "https://example.org/x"),
    }
    parts = {
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": make_part("footnotes", f'<w:footnote w:id="2">{"".join(note)}</w:footnote>'),
        "word/endnotes.xml": make_part("endnotes", f'<w:endnote w:id="2">{"".join(note)}</w:endnote>'),
        "word/comments.xml": make_part("comments", f'<w:comment w:id="2">{paragraph(run(escape(comment)))}</w:comment>'),
        "word/header1.xml": make_part("hdr", paragraph(run(escape(header)))),
    }
    data = make_word_file(paragraph("食堂纪要") + "".join(body) + paragraph("完。"), relationships, parts)
    made = convert.convert_file(data, "名", ".docx")
    problems = [f"{d.seen} {d.made}" for d in made.decisions if d.kind == "problem"]
    assert not problems, ("", problems, made.text)
    assert not re.search("[\ufdd0-\ufdef]", made.text), ("", made.text)
    found = list(list_texts(yaml.load(made.text, yaml.BaseLoader)))
    everything = squeeze(" ".join([*map(strip_markup, found), *found, *(_show(decision) for decision in made.decisions)]))
    elsewhere = "".join(run(escape(text)) for text in (comment, header))
    texts = re.findall(r"<(?:w:t|w:delText|m:t)[^>]*>([^<]*)</", "".join([*body, *note, elsewhere]))
    for text in texts:
        for word in re.findall(r"[^\W_]+", text.replace("&amp;", " ").replace("&lt;", " ").replace("&gt;", " ")):
            assert word in everything, (text, made.text, [_show(decision) for decision in made.decisions])


def _show(decision: Decision) -> str:
    return f"{decision.seen} {decision.made}"
