"""The steps of importing: encodings, labels and ranks, lead sentences, run-in points, tables, options, quotations, file names."""

import pytest

from jiangyi.importing import convert, folder_layout
from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.decode.encoding import decode_text
from jiangyi.importing.parse import html_blocks, paste_artefacts, quotations, tables
from jiangyi.importing.parse.pictures import PictureStore
from jiangyi.importing.structure import lead_sentences, section_kinds
from jiangyi.readers import CalloutConverter, format_line_label, read_label
from tests.importing.folder_of_notes import SQUARE

LABELS = (
    ("第一编 总则", "第一编", 0, 1),
    ("第三部分　对策", "第一部分", 0, 3),
    ("第十二章 附则", "第一章", 1, 12),
    ("第2节 方法", "第一节", 2, 2),
    ("第三条之一 租户同样遵守", "第一条", 3, 3),
    ("一、背景", "一、", 4, 1),
    ("十一．结语", "一、", 4, 11),
    ("（二）问题", "（一）", 5, 2),
    ("(—)背景", "（一）", 5, 1),
    ("3.对策", "1.", 6, 3),
    ("3、对策", "1、", 6, 3),
    ("３．对策", "1．", 6, 3),
    ("l.背景", "1.", 6, 1),
    ("(4)成效", "（1）", 7, 4),
    ("［2］做法", "（1）", 7, 2),
    ("②做法", "①", 8, 2),
    ("3）做法", "1）", 8, 3),
    ("B、乙", "A.", 9, 2),
    ("c. 丙", "a.", 10, 3),
    ("首先，立规矩", "首先", 11, 1),
    ("另一方面，要放开", "一方面", 11, 2),
    ("其三，抓落实", "其一", 11, 3),
)


@pytest.mark.parametrize(("text", "style", "rank", "number"), LABELS)
def test_label_style_and_rank(text: str, style: str, rank: float, number: int) -> None:
    label = read_label(text)
    assert label
    assert (label.style, label.rank, label.number) == (style, rank, number)
    assert text.endswith(label.rest)
    assert label.rest


@pytest.mark.parametrize(
    "text", ["3.5万人", "2021.5.1", "第一次走进社区", "一些人", "A股大涨", "U.S. 市场", "I.think", "（", "1.", "第三个问题是"]
)
def test_text_that_only_resembles_a_label(text: str) -> None:
    assert read_label(text) is None


def test_label_is_formatted_full_width() -> None:
    assert [format_line_label(label) for text in ("(3)甲", "十、甲", "C、甲") if (label := read_label(text))] == ["（3）", "十、", "C."]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("服务供给有漏洞。基层财力有限。", "服务供给有漏洞。"),
        ("谁来做？居民自己做。", "谁来做？"),
        ("**做法**见下文。", "做法"),
        ("只有一句话，没有别的。", None),
        ("这一句实在是太长了，长得谁也不会把它当作首句来背，因为它已经超过了三十二个字。后面还有。", None),
        ("好。再说。", None),
        ("**甲。乙**。丙丁", "甲。乙。"),
    ],
)
def test_lead_is_the_first_sentence(text: str, first: str | None) -> None:
    found = lead_sentences.split_at_sentence(text)
    assert (found.lead if found else None) == first


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("一是给岗位。设专员。二是给平台。建园区。", ["一是", "二是"]),
        ("主要有：①贷款难；②用地难；③市场难。", ["①", "②", "③"]),
        ("首先，立规矩。先立后破。其次，讲方法。因地制宜。最后，看成效。群众说了算。", ["首先，", "其次，", "最后，"]),
        ("一方面，要放。放得开。另一方面，要管。管得住。", ["一方面，", "另一方面，"]),
        ("这一是非题有二是非点。", None),
        ("一是给岗位。别的没有。", None),
        ("首先声明，这里没有别的。", None),
    ],
)
def test_run_in_points(text: str, marks: list[str] | None) -> None:
    run = lead_sentences.find_run_in_points(text)
    assert ([mark for mark, _ in run.items] if run else None) == marks
    if run:
        assert run.before + "".join(mark + led.lead + led.body for mark, led in run.items) == text


def test_tables_by_tabs_bars_and_columns() -> None:
    for text in ("甲\t乙\n1\t2\n3\t4", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "甲      乙\n1       2\n3       4"):
        found = tables.TableFinder(text.split("\n")).find(0)
        assert found
        assert found[0] == [["甲", "乙"], ["1", "2"], ["3", "4"]]
    for text in ("一句话  有两个空格。\n又一句  话。\n再一句  话。", "只有\t一行", "甲  乙\n丙  丁", "1.甲  2.乙"):
        assert tables.TableFinder(text.split("\n")).find(0) is None


@pytest.mark.parametrize(
    ("text", "by", "where"),
    [
        ("不积跬步，无以至千里。——荀子《劝学》", "荀子", "《劝学》"),
        ("“民惟邦本，本固邦宁。”——《尚书》", None, "《尚书》"),
        ("小事不小，看谁去办。--某书记", "某书记", None),
        ("利民为本。（《淮南子》）", None, "《淮南子》"),
        ("破折号——这样用的时候不是出处。", None, None),
        ("2020——2024年", None, None),
    ],
)
def test_quotations(text: str, by: str | None, where: str | None) -> None:
    found = quotations.parse_quotation(text) or {}
    assert (found.get("by"), found.get("where")) == (by, where)


@pytest.mark.parametrize(
    ("title", "kind"),
    [("相关热点事件汇总", "events"), ("案例分析", "analysis"), ("典型案例", "events"),
     ("基层治理的特性分析", "meaning"), ("问题分析", "problem"),
     ("对策建议", "measure"), ("金句积累", "quotes"), ("范文赏析", "essay"), ("真题演练", "exam"), ("结语", "")],
)  # fmt: skip
def test_section_kind(title: str, kind: str) -> None:
    assert section_kinds.detect_section_kind(title) == kind


def test_only_hard_wrapped_lines_are_joined() -> None:
    wrapped = ["这一行有二十多个字并且没有句号结尾只因为纸就这么", "宽所以接到下一行去了而下一行也是这样子的长度才行"] * 4
    assert paste_artefacts.is_hard_wrapped(wrapped)
    assert not paste_artefacts.is_hard_wrapped(["这是一段完整的话，讲完就结束，后面另起一段再讲别的。", ""] * 6)
    assert not paste_artefacts.is_hard_wrapped(["床前明月光", "疑是地上霜", "举头望明月", "低头思故乡"] * 3)
    assert paste_artefacts.join_wrapped_lines(["一、标题", "正文第一行还没有讲完就到头了所以", "接着讲完。"], DecisionLog()) == [
        "一、标题",
        "正文第一行还没有讲完就到头了所以接着讲完。",
        "",
    ]


def test_html_is_parsed_like_in_a_browser() -> None:
    log = DecisionLog()
    text = '甲<font color=red>乙<b>丙</font>丁</b> a < b <词语> <T> & &lt;i&gt;<br>戊<script>"己"</script>'
    words = "".join(block["text"] for block in html_blocks.parse_fragment(text, 1, log))
    assert "==乙**丙**==" in words
    assert all(part in words for part in ("a < b", "<词语>", "<T>", "&lt;i&gt;"))
    assert "己" not in words
    assert any("己" in decision.seen for decision in log)
    deep = "<div>" * 3000 + "底" + "</div>" * 3000
    assert any("底" in str(block) for block in html_blocks.parse_page(deep, DecisionLog())[0])


def test_callouts_become_nested_containers() -> None:
    lines = '> [!note] 甲\n> 乙\n> > [!warning]\n> > 丙\n\n!!! tip "丁"\n    戊\n\n:::unknown\n己\n:::'
    made = [
        line
        for _, line in CalloutConverter(lambda words, _: words, DecisionLog()).convert_lines(list(enumerate(lines.split("\n"), 1)))
        if line
    ]
    assert made == [":::: tip 甲", "乙", "::: warning", "丙", ":::", "::::", "::: tip 丁", "戊", ":::", "己"]


def test_pictures_are_stored_or_replaced_by_gaps() -> None:
    shelf = {"a b.svg": ("a b.svg", SQUARE), "坏.png": ("坏.png", b"no picture")}
    log, pictures = DecisionLog(), PictureStore(shelf.get)
    assert pictures.place_figure({"src": "a%20b.svg"}, 1, log) == {"src": "pictures/a b.svg", "alt": "a b"}
    assert pictures.place_figure({"src": "坏.png", "alt": "图一"}, 2, log)["was"] == "坏.png 图一"
    assert pictures.place_figure({"src": "没有.png"}, 3, log)["type"] == "gap"
    assert pictures.place_figure({"src": "https://example.org/x.png"}, 4, log)["text"] == "[图片](https://example.org/x.png)"
    assert pictures.store_picture("a b.svg", b"another") != "pictures/a b.svg"
    assert [decision.kind for decision in log] == ["alt", "picture", "picture-bad", "picture-missing", "picture-remote"]


def test_folder_is_sorted_naturally() -> None:
    names = ["第十章/x.md", "第二章/x.md", "b10.md", "b9.md", "README.md", "二、乙.md", "一、甲.md", "第二章/README.md"]
    assert folder_layout.sort_notes(names) == [
        "README.md",
        "一、甲.md",
        "二、乙.md",
        "b9.md",
        "b10.md",
        "第二章/README.md",
        "第二章/x.md",
        "第十章/x.md",
    ]
    assert folder_layout.choose_path("第一章/笔记.txt", ".yaml", {"笔记": "别处/笔记.yaml"}) == "第一章/第一章-笔记.yaml"
    assert folder_layout.choose_path("_草稿.md", ".md", {}) == "草稿.md"
    assert folder_layout.choose_path("book.txt", ".yaml", {}) == "book-1.yaml"
    assert folder_layout.choose_path("甲.txt", ".md", {"甲": "甲.yaml"}) == "甲-2.md"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a?.txt", "a-.md"),
        ("CON.txt", "CON-.md"),
        ("con.x.txt", "con-x-.md"),
        ("NUL/a.txt", "NUL-/a.md"),
        ("a\nb.txt", "a-b.md"),
        ("尾. /a.txt", "尾/a.md"),
        ("\u202egpj.txt", "-gpj.md"),
        ("x\\..\\y.txt", "x-..-y.md"),
        ("长" * 83 + ".txt", "长" * 70 + ".md"),
        ("...txt", "handout.md"),
        ("甲 乙.txt", "甲 乙.md"),
    ],
)
def test_names_of_imported_files_can_be_stored_on_every_system(name: str, path: str) -> None:
    assert folder_layout.choose_path(name, ".md", {}) == path
    assert folder_layout.is_skipped(".obsidian/a.md")


@pytest.mark.parametrize(("codec", "name"), [("big5", "Big5"), ("gb18030", "GB18030"), ("utf-16-le", "UTF-16")])
def test_encoding_of_short_chinese_text_is_detected(codec: str, name: str) -> None:
    log = DecisionLog()
    text = "這是我們的社區，人人都有一份。" if codec == "big5" else "这是我们的社区，人人都有一份。"
    assert decode_text(text.encode(codec), log) == text
    assert [decision.seen for decision in log] == [name]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Où est le café ? Ça va très bien, merci à vous. L'été dernier nous étions à la plage.", "cp1252"),
        ("これは日本語の文章です。私たちは学校で勉強しています。", "cp932"),
        ("이것은 한국어 문장입니다. 우리는 학교에서 공부합니다.", "cp949"),
    ],
)
def test_encodings_of_other_languages_are_detected(text: str, codec: str) -> None:
    log = DecisionLog()
    assert decode_text(text.encode(codec), log) == text
    assert [(decision.kind, decision.seen) for decision in log] == [("encoding", codec)]


def test_a_few_undecodable_bytes_are_kept_as_escapes() -> None:
    log = DecisionLog()
    assert decode_text(b"plain words,\none byte \xff of junk", log) == "plain words,\none byte \\xff of junk"
    assert [(decision.line, decision.kind) for decision in log] == [(0, "encoding"), (2, "bytes")]


def test_levels_follow_rank_not_order() -> None:
    text = (
        "题目\n\n1.先说两句\n（1）甲句在此。说明。\n（2）乙句在此。说明。\n"
        "第一章 正文\n一、问题\n1.丙句在此。说明。\n2.丁句在此。说明。\n二、对策\n戊。\n第二章 结语\n己。"
    )
    made = convert.convert_file(text.encode(), "名", ".txt").text
    assert "- title: 先说两句\n  n: 1.\n" in made
    assert "- title: 正文\n  n: 1\n  sections:\n  - title: 问题\n    n: 1\n" in made
    assert 'section: ["第一章", "一、"]' in made
