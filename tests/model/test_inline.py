"""Inline Markdown: what is markup and what stays text; plain data; what is written back is read as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt, helpers
from markdown_it.parser_inline import ParserInline

from jiangyi.core import limits
from jiangyi.importing.emit import Marked, MarkedText, Words, format_marked_text
from jiangyi.model import inline, inline_parser, inline_syntax, text_from_plain, text_to_plain
from jiangyi.model.inline import (
    BookTitle,
    Emph,
    Highlight,
    InlineCode,
    InlineImage,
    InlineMath,
    Inlines,
    Link,
    ProperName,
    Ref,
    Str,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Underline,
    parse,
)
from tests.law import law

TEXTS = (
    "5~10人，20~30人",
    "20~30~40",
    "3月~5月~7月",
    "北京~上海~广州",
    "早9~12点，晚~5点",
    "好的~谢谢~",
    "5~~10人，20~~30人",
    "哈哈^_^",
    "^o^ ^-^",
    "a^2+b^2=c^2",
    "f(x)=x^2，y^2",
    "2^10与2^20",
    "cat ~/a.txt和~/b.txt",
    "第A~C题和D~F题",
    "（^_^）",
    "a****b",
    "<b>没有结束",
    "</i>没有开始",
    "<big>不认得</big>",
    "a < b > c",
    "[甲]{.没有}",
    "{.sub}",
    "~~ 甲~~",
    "~~~甲~~~",
    "[甲][乙]",
)
"""What stays text."""


@pytest.mark.parametrize("text", TEXTS)
def test_text_without_markup(text: str) -> None:
    assert [item for item in parse(text).inlines if not isinstance(item, Str)] == []
    assert str(parse(text)) == text


MARKUP: dict[str, Inlines] = {
    "H~2~O": (Str("H"), Subscript((Str("2"),)), Str("O")),
    "10^−3^": (Str("10"), Superscript((Str("−3"),))),
    "SO~4~^2-^": (Str("SO"), Subscript((Str("4"),)), Superscript((Str("2-"),))),
    "v~平均~": (Str("v"), Subscript((Str("平均"),))),
    "x^2^y": (Str("x"), Superscript((Str("2"),)), Str("y")),
    "C~6~H~12~O~6~": (Str("C"), Subscript((Str("6"),)), Str("H"), Subscript((Str("12"),)), Str("O"), Subscript((Str("6"),))),
    "（a+b）^2^": (Str("（a+b）"), Superscript((Str("2"),))),
    "某^①^": (Str("某"), Superscript((Str("①"),))),
    "a~i+1~、": (Str("a"), Subscript((Str("i+1"),)), Str("、")),
    "^14^C": (Superscript((Str("14"),)), Str("C")),
    "~~*甲*~~": (Strike((Emph((Str("甲"),)),)),),
    "**甲****乙**": (Strong((Str("甲"),)), Strong((Str("乙"),))),
    "[甲]{.下划线}": (Underline((Str("甲"),)),),
    "[甲]{.propername}[乙]{.booktitle}": (ProperName((Str("甲"),)), BookTitle((Str("乙"),))),
    "[甲]{.mark}": (Highlight((Str("甲"),)),),
    "<u>甲<s>乙</s></u>": (Underline((Str("甲"), Strike((Str("乙"),)))),),
    "<code>a*b*&lt;</code>": (InlineCode("a*b*<"),),
    "<span>甲</span><font>乙</font>": (Str("甲乙"),),
    '<a href="#x">甲</a>': (Ref("x", (Str("甲"),)),),
    "{{`}}`甲}}": (inline.Cloze((InlineCode("}}"), Str("甲"))),),
    "甲 $$x$$ 乙": (Str("甲"), InlineMath("x", display=True), Str("乙")),
    "<https://a.b/>": (Link("https://a.b/", (Str("https://a.b/"),)),),
    "<weixin://dl>": (Str("weixin://dl"),),
    "![甲|30](a.png){height=2em}": (InlineImage("a.png", "甲", "30px", "2em"),),
    '[甲](https://a.b/ "乙")': (Link("https://a.b/", (Str("甲"),)), Str("（乙）")),
}


@pytest.mark.parametrize(("text", "expected"), MARKUP.items())
def test_markup(text: str, expected: Inlines) -> None:
    found = parse(text)
    assert found.inlines == expected
    assert text_from_plain(text_to_plain(found)) == found


@pytest.mark.parametrize(("opening", "closing"), [("**", "**"), ("<b>", "</b>"), ("[", "]{.sub}"), ("{{", "}}"), ("~~", "~~"), ("^[", "]")])
def test_deep_nesting_is_cut_off(opening: str, closing: str) -> None:
    found = parse(f"甲{opening * 3000}乙{closing * 3000}丙")
    assert "甲" in str(found)
    assert "丙" in str(found)
    assert text_from_plain(text_to_plain(found)) == found


def test_links_by_label() -> None:
    links = {"乙": {"href": "https://a.b/", "title": "丙"}}
    expected = (Link("https://a.b/", (Str("甲"),)), Str("（丙）"))
    assert parse("[甲][乙]", links=links).inlines == expected
    assert parse("[^n]", {"n": "[甲][乙]"}, links).inlines == (inline.Footnote(expected, "n"),)


WORDS = st.text(st.sampled_from("甲乙ab12，。“” ~^*_=`[]{}<>|$\\\\!#-"), min_size=1, max_size=6).filter(lambda t: t.strip() == t)
KINDS = {
    "strong": Strong,
    "emphasis": Emph,
    "highlight": Highlight,
    "strike": Strike,
    "sub": Subscript,
    "sup": Superscript,
    "underline": Underline,
    "propername": ProperName,
    "booktitle": BookTitle,
}
PARTS = st.lists(
    st.one_of(WORDS.map(Words), st.builds(Marked, st.sampled_from([*KINDS]), st.tuples(WORDS.map(Words)))), min_size=1, max_size=4
)


@law(300)
@given(PARTS)
@pytest.mark.slow
def test_written_words_are_read_back(parts: list[MarkedText]) -> None:
    """No word is lost or added, whatever stands side by side."""
    written = format_marked_text(parts)
    words = "".join(part.text if isinstance(part, Words) else "".join(inner.text for inner in part.content) for part in parts)  # type: ignore[union-attr]
    read = "".join(item.text for item in inline.walk_inlines(parse(written).inlines) if isinstance(item, Str))
    assert read.replace(" ", "") == words.replace(" ", ""), written


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("the column\n“its EPUB”", "the column “its EPUB”"),
        ("its “EPUB”\nshows", "its “EPUB” shows"),
        ("one —\ntwo … \nthree", "one — two … three"),
        ("the **column\n“its** text”", "the column “its text”"),
        ("写成\n“EPUB”", "写成“EPUB”"),
        ("use\n“中文”", "use“中文”"),
        ("他说：“GDP……”\nGDP", "他说：“GDP……” GDP"),
        ("前半——\nGDP", "前半——GDP"),
        ("——\n“GDP”", "——“GDP”"),
    ],
)
def test_a_line_end_is_a_space_between_words_of_letters(source: str, text: str) -> None:
    """Also where quotation marks or dashes stand at it, which Chinese and English share."""
    assert str(parse(source)) == text


@law(200)
@given(
    st.text(st.sampled_from("甲乙ab1，。“”"), min_size=1, max_size=6),
    st.sampled_from([*KINDS]),
    st.sampled_from(["", "甲", "a", "1", "。"]),
)
def test_mark_beside_plain_words_is_read_back(words: str, kind: str, beside: str) -> None:
    written = format_marked_text([Words(beside), Marked(kind, (Words(words),)), Words(beside)])
    assert KINDS[kind]((Str(words),)) in parse(written).inlines, written


@pytest.mark.parametrize("opening, closing", [("**甲 *乙 ", " 乙* 甲**"), ("[甲", "]{.sub}"), ("<b>", "</b>"), ("<span>", "</span>")])
def test_depth(opening: str, closing: str) -> None:
    """Marks nested deeper than the limit are not left out in silence."""
    most = limits.INLINE_DEPTH.value
    marked = "[词](http://a.b)"
    fine = opening * (most // 2 - 1) + marked + closing * (most // 2 - 1)
    assert inline.parse_complete(fine) == parse(fine)
    with pytest.raises(limits.LimitReached):
        inline.parse_complete(opening * most + marked + closing * most)
    with pytest.raises(limits.LimitReached):
        inline.parse_complete("甲[^1]", {"1": opening * most + marked + closing * most})


class Library(inline_parser.InlineParser):
    """Tries every rule at every character, as the library does."""

    tokenize = ParserInline.tokenize
    skipToken = ParserInline.skipToken  # noqa: N815 - the library's name


@pytest.fixture(scope="module")
def library_parser() -> MarkdownIt:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline_syntax, "InlineParser", Library)
        patch.setattr(inline_syntax, "parse_link_label", helpers.parseLinkLabel)
        return inline_syntax._markdown()


MARKUP = (
    "[", "]", "(", ")", "![", "^[", "[^a]", "{{", "}}", "**", "*", "_", "~", "~~", "==", "`", "``", "$", "$$", "<b>", "</b>", "<i>", "</i>",
    "<http://a.b>", "{.sub}", "{a|b}", "\\", "\n", "甲", "a", " ", "1", "，", "&amp;", "&", "<img src=a>", "[#a]", "](u)", "[a]",
    "![[a.png]]", "<a href=x>", "</a>", "<br>", "^2^", "!", "#", "“", "”",
)  # fmt: skip


@law(60)
@given(parts=st.lists(st.tuples(st.sampled_from(MARKUP), st.sampled_from((1, 1, 1, 2, 25))), max_size=25))
def test_same_tokens_as_library(parts: list[tuple[str, int]], library_parser: MarkdownIt) -> None:
    """Trying only the rules that begin with a character finds the same as trying all."""
    source = "".join(markup * count for markup, count in parts)
    notes, references = {"a": "注"}, {"A": {"href": "b", "title": ""}}
    found, expected = (
        [token.as_dict() for token in parser.parseInline(source, {"notes": notes, "references": references})]
        for parser in (inline_syntax.MARKDOWN, library_parser)
    )
    assert found == expected
