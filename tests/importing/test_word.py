"""Word files feature by feature: what each becomes in a handout, or how it is reported."""

import pytest

from jiangyi.importing import convert
from tests.importing.word_package import (
    DECLARED,
    TITLE,
    import_body,
    import_word,
    make_cell,
    make_field,
    make_part,
    make_table,
    make_word_file,
    paragraph,
    ruby,
    run,
)

NUMBERING = f"""<w:numbering {DECLARED}>
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF06C;"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>
  <w:lvl w:ilvl="1"><w:isLgl/><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""
NUMBERED = ({"n1": ("numbering", "numbering.xml")}, {"word/numbering.xml": NUMBERING.encode()})
STYLES = make_part(
    "styles",
    "".join(
        f'<w:style w:type="{kind}" w:styleId="{key}"><w:name w:val="{name}"/>{properties}</w:style>'
        for kind, key, name, properties in (
            ("paragraph", "t", "Title", ""),
            ("paragraph", "st", "副标题", ""),
            ("paragraph", "h1", "heading 1", "<w:rPr><w:b/></w:rPr>"),
            ("paragraph", "h2", "标题 2", ""),
            ("paragraph", "own", "我的小节", '<w:basedOn w:val="h2"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
            ("paragraph", "q", "Quote", ""),
            ("paragraph", "toc1", "toc 1", ""),
            ("paragraph", "code", "Source Code", ""),
            ("paragraph", "cap", "caption", ""),
            ("paragraph", "loud", "醒目", "<w:rPr><w:b/></w:rPr>"),
            ("character", "strong", "Strong", "<w:rPr><w:b/></w:rPr>"),
            ("character", "verb", "HTML Code", ""),
            ("character", "veiled", "暗", "<w:rPr><w:vanish/></w:rPr>"),
        )
    ),
)
STYLED = ({"s1": ("styles", "styles.xml")}, {"word/styles.xml": STYLES})


def numbered(text: str, number: int, level: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def styled(style: str, *inside: str) -> str:
    """A paragraph of a style."""
    return paragraph(*inside, properties=f'<w:pStyle w:val="{style}"/>')


def test_styles_by_name_in_both_languages_and_by_outline_level() -> None:
    body = (
        styled("t", "题目")
        + styled("st", "副题")
        + styled("toc1", "第一章 1")
        + styled("h1", "第一章")
        + styled("h2", "第一节")
        + styled("own", "小节")
        + styled("q", "不积跬步。")
        + styled("q", "——荀子，《劝学》")
        + styled("code", "a = 1")
        + styled("code", "  b = 2")
        + paragraph(
            "用",
            run("f(x)", '<w:rStyle w:val="verb"/>'),
            run("强", '<w:rStyle w:val="strong"/>'),
            run("暗", '<w:rStyle w:val="veiled"/>'),
            "。",
        )
        + styled("loud", "本身就粗", run("反而不粗", '<w:rStyle w:val="strong"/>'), "。")
        + paragraph("\u00a0")
    )
    data, decisions = import_word(make_word_file(body, *STYLED))
    assert (data["title"], data["subtitle"]) == ("题目", "副题")
    inner = data["sections"][0]["sections"][0]["sections"][0]
    assert inner["title"] == "小节"
    assert inner["blocks"] == [
        {"type": "quote", "by": "荀子", "where": "《劝学》", "body": "不积跬步。"},
        {"type": "code", "text": "a = 1\n  b = 2"},
        "用`f(x)`**强**。",
        "**本身就粗**反而不粗**。**",
    ]
    assert [(d.kind, d.seen) for d in decisions if d.kind in ("contents-list", "hidden")] == [
        ("contents-list", "第一章 1"),
        ("hidden", "暗"),
    ]


def test_options_numbered_by_word_make_questions() -> None:
    body = "".join(
        numbered(stem, 1) + "".join(numbered(text, 1, 1) for text in options) + paragraph(f"答案：{answer}")
        for stem, options, answer in (("首先要（　　）", "甲乙丙丁", "A"), ("其次要（　　）", "子丑寅卯", "D"))
    )
    found = import_body(body, given=NUMBERED)
    assert [(block["type"], block["options"], block["answer"]) for block in found] == [
        ("exercise", list("甲乙丙丁"), "A"),
        ("exercise", list("子丑寅卯"), "D"),
    ]


def test_hidden_answers_become_answers() -> None:
    options = "".join(paragraph(f"{letter}．{text}") for letter, text in zip("ABCD", "甲乙丙丁", strict=True))
    body = (
        paragraph("1．首先要（　　）", run("【答案】C", "<w:vanish/>"))
        + options
        + paragraph("2．其次要（　　）")
        + options
        + paragraph(run("答案：B", "<w:vanish/>"))
    )
    found = import_body(body)
    assert [(block["type"], block["answer"]) for block in found] == [("exercise", "C"), ("exercise", "B")]


def test_heading_above_questions_is_the_title() -> None:
    body = (
        styled("h1", "填空")
        + paragraph("1．坚持", run("　　", '<w:u w:val="single"/>'), "导向。")
        + paragraph("2．解决", run("　　", '<w:u w:val="single"/>'), "问题。")
    )
    assert import_word(make_word_file(body, *STYLED))[0]["title"] == "填空"


def test_hidden_words_in_a_bracket_are_no_answer() -> None:
    body = paragraph("食堂（", run("三家", "<w:vanish/>"), "）很好。") + paragraph("2．居委会是一级政府。（", run("×", "<w:vanish/>"), "）")
    plain, question = import_body(body)
    assert plain == "食堂（）很好。"
    assert (question["stem"], question["answer"]) == ("居委会是一级政府。（　　）", "×")


def test_bullets_nest_and_numbers_restart() -> None:
    body = numbered("一层", 2) + numbered("二层", 2, 1) + numbered("二层乙", 2, 1) + numbered("又一层", 2) + numbered("甲项", 1)
    found = import_body(body, numbered("乙项", 1), paragraph("正文在这里。"), numbered("丙项", 4), given=NUMBERED)
    assert found[0] == {
        "type": "list",
        "items": [{"body": ["一层", {"type": "list", "items": ["二层", "二层乙"]}]}, "又一层"],
    }
    assert [block["n"] for block in found if block["type"] == "point"] == ["1", "2", "5"]


def test_legal_numbers_follow_chapters() -> None:
    body = (
        TITLE + numbered("总则", 3) + numbered("适用范围", 3, 1) + paragraph("适用于全市。") + numbered("罚则", 3) + numbered("种类", 3, 1)
    )
    data, decisions = import_word(make_word_file(body, *NUMBERED))
    assert [section["title"] for section in data["sections"]] == ["总则", "罚则"]
    assert [d.seen for d in decisions if d.kind == "numbering"] == ["第一章", "1.1", "第二章", "2.1"]


def test_page_breaks_of_all_kinds() -> None:
    found = import_body(
        paragraph("甲。", '<w:r><w:br w:type="page"/></w:r>', "乙。"),
        paragraph("丙。", properties="<w:pageBreakBefore/>"),
        paragraph("丁。", properties="<w:sectPr/>"),
        paragraph("戊。", properties='<w:sectPr><w:type w:val="continuous"/></w:sectPr>'),
        paragraph("己。"),
        paragraph('<w:r><w:br w:type="column"/></w:r>'),
        '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>',
    )
    page = {"type": "page_break"}
    assert found == ["甲。", page, "乙。", page, "丙。", "丁。", "戊。", page, "己。"]


def test_page_break_stands_between_questions() -> None:
    options = "".join(paragraph(f"{letter}．{text}") for letter, text in zip("ABCD", "甲乙丙丁", strict=True))
    page = paragraph('<w:r><w:br w:type="page"/></w:r>')
    found = import_body(paragraph("1．首先要（　　）"), options, page, paragraph("2．其次要（　　）"), page, options, paragraph("答案：B"))
    assert [block["type"] for block in found] == ["exercise", "page_break", "exercise"]


def test_notes_of_both_kinds_are_kept_apart() -> None:
    parts = {
        f"word/{kind}s.xml": make_part(
            f"{kind}s",
            f'<w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}><w:{kind} w:id="1">{paragraph(text)}</w:{kind}>'
            f'<w:{kind} w:id="2">{paragraph("没人引用的" + text)}</w:{kind}>',
        )
        for kind, text in (("footnote", "脚注甲。"), ("endnote", "尾注乙。"))
    }
    relationships = {kind: (f"{kind}s", f"{kind}s.xml") for kind in ("footnote", "endnote")}
    calls = [f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>' for kind, number in (("footnote", 1), ("endnote", 1), ("footnote", 7))]
    body = TITLE + paragraph("一句", calls[0], "，二句", calls[1], "，三句", calls[2], "。")
    data, decisions = import_word(make_word_file(body, relationships, parts))
    assert data["notes"] == {"1": "脚注甲。", "e1": "尾注乙。"}
    assert data["blocks"] == ["一句[^1]，二句[^e1]，三句。"]
    assert [(d.kind, d.seen) for d in decisions if d.kind.startswith("note")] == [
        ("note-unused", "没人引用的脚注甲。"),
        ("note-unused", "没人引用的尾注乙。"),
        ("note-left", "footnote 7"),
    ]


def test_notes_with_several_blocks() -> None:
    note = (
        paragraph("<w:r><w:footnoteRef/></w:r>", " 一段。")
        + paragraph("二段。")
        + make_table(make_cell("甲") + make_cell("乙"), make_cell("丙") + make_cell("丁"))
    )
    parts = {"word/footnotes.xml": make_part("footnotes", f'<w:footnote w:id="2">{note}</w:footnote>')}
    body = TITLE + paragraph("正文", '<w:r><w:footnoteReference w:id="2"/></w:r>', "。")
    data, _ = import_word(make_word_file(body, {"f": ("footnotes", "footnotes.xml")}, parts))
    assert data["notes"] == {"2": ["一段。", "二段。", {"type": "table", "columns": ["甲", "乙"], "rows": [["丙", "丁"]]}]}


def test_drop_cap_and_deleted_paragraph_end_join_the_next_paragraph() -> None:
    drop = paragraph("社", properties='<w:framePr w:dropCap="drop" w:lines="2"/>')
    deleted = paragraph("前半，", properties="<w:rPr><w:del w:id='1'/></w:rPr>")
    assert import_body(drop, paragraph("区食堂很好。"), deleted, paragraph("后半。")) == ["社区食堂很好。", "前半，后半。"]


def test_text_box_is_read_once_and_after_its_paragraph() -> None:
    inside = paragraph("框里的话。")
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"<w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert import_body(paragraph("有框的段落。", box)) == ["有框的段落。", "框里的话。"]


def test_merged_cells_nested_tables_and_lines_of_cells() -> None:
    inner = make_table(make_cell("内一") + make_cell("内二"), make_cell("内三") + make_cell(run_of_blank()))
    rows = (
        make_cell("时间", properties='<w:vMerge w:val="restart"/>') + make_cell("课程", properties='<w:gridSpan w:val="2"/>'),
        make_cell(properties="<w:vMerge/>") + make_cell("甲班") + make_cell("乙班"),
        make_cell("上午") + make_cell("行测", "申论") + make_cell("", inner),
        make_cell() + make_cell() + make_cell("面试"),
    )
    merged, plain = import_body(make_table(*rows), make_table(make_cell("甲") + make_cell("乙"), make_cell("丙") + make_cell("丁")))
    assert merged["columns"] == []
    assert merged["rows"] == [
        [{"body": "时间", "rowspan": "2"}, {"body": "课程", "colspan": "2"}],
        ["甲班", "乙班"],
        ["上午", "行测\\\n申论", {"body": [{"type": "table", "columns": ["内一", "内二"], "rows": [["内三", "填____。"]]}]}],
        ["", "", "面试"],
    ]
    assert (plain["columns"], plain["rows"]) == (["甲", "乙"], [["丙", "丁"]])


def run_of_blank() -> str:
    """A paragraph with a blank to fill in."""
    return paragraph("填", run("　　", '<w:u w:val="single"/>'), "。")


def test_table_that_arranges_options_or_one_cell_is_its_content() -> None:
    options = make_table(make_cell("A．甲") + make_cell("B．乙"), make_cell("C．丙") + make_cell("D．丁"))
    question, box = import_body(paragraph("1．首先要（　　）"), options, paragraph("答案：A"), make_table(make_cell("框里一句。")))
    assert (question["type"], question["options"], question["answer"]) == ("exercise", list("甲乙丙丁"), "A")
    assert box == "框里一句。"


def test_coloured_answers_are_answers() -> None:
    options = paragraph("A．甲　B．乙　C．丙　D．丁")
    answer = paragraph(run("答案：C", '<w:color w:val="FF0000"/>'))
    assert import_body(paragraph("1．首先要（　　）"), options, answer)[0]["answer"] == "C"


def test_notes_of_an_embedded_file_are_its_own() -> None:
    def make_notes(text: str) -> dict[str, bytes]:
        return {"word/footnotes.xml": make_part("footnotes", f'<w:footnote w:id="2">{paragraph(text)}</w:footnote>')}

    call, related = '<w:r><w:footnoteReference w:id="2"/></w:r>', {"f": ("footnotes", "footnotes.xml")}
    inner = make_word_file(paragraph("里面", call, "。"), related, make_notes("里注。"))
    body = TITLE + paragraph("外面", call, "。") + '<w:altChunk r:id="b"/>'
    data, _ = import_word(make_word_file(body, related | {"b": ("aFChunk", "b.docx")}, make_notes("外注。") | {"word/b.docx": inner}))
    assert data["blocks"] == ["外面[^2]。", "里面[^b02]。"]
    assert data["notes"] == {"2": "外注。", "b02": "里注。"}


def test_white_text_is_seen_on_coloured_pages() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    body = f"<w:body>{TITLE}{paragraph(run('白字', white), '黑字。')}</w:body>"
    parts = {"word/document.xml": make_part("document", f'<w:background w:color="203040"/>{body}')}
    assert import_word(make_word_file("", parts=parts))[0]["blocks"] == ["白字黑字。"]


def test_embedded_files_are_converted() -> None:
    targets = {"a": "a.html", "b": "b.docx", "c": "c.txt", "d": "d.rtf"}
    parts = {
        "word/a.html": "<p>网页里的<b>字</b>。</p>".encode(),
        "word/b.docx": make_word_file(paragraph("里面的", ruby("跬", "kuǐ"), "步。")),
        "word/c.txt": "纯文本一行。\n二行。".encode(),
        "word/d.rtf": b"{\\rtf1 abc}",
    }
    body = TITLE + "".join(f'<w:altChunk r:id="{key}"/>' for key in targets) + paragraph("完。")
    data, decisions = import_word(make_word_file(body, {key: ("aFChunk", name) for key, name in targets.items()}, parts))
    assert data["blocks"] == ["网页里的**字**。", "里面的{跬|kuǐ}步。", "纯文本一行。", "二行。", "完。"]
    assert [d.seen for d in decisions if d.kind == "embedded-left"] == ["word/d.rtf"]


REPORTED = {
    "comment": ("remark", "甲：补来源 尽快"),
    "comment without a place": ("remark", "乙：另一条"),
    "header": ("header", "某某培训"),
    "footer": ("header", "第1页"),
    "watermark": ("header", "机密"),
    "deletion": ("deletion", "删掉的话。"),
    "deleted row": ("deletion", "删行"),
    "hidden text": ("hidden", "看不见的字。"),
    "contents": ("contents-list", "第一章 3"),
    "contents in a control": ("contents-list", "目录 第二章"),
    "index entry": ("field-lost", 'XE "食堂"'),
    "field without result": ("field-lost", "NOSUCH 甲"),
    "field with result": ("field", "PAGEREF _Ref1"),
    "link within": ("link-inside", "书签 (#bm)"),
    "link to a file": ("link", "文件 (file:///C:/a.doc)"),
    "placeholder": ("placeholder", "单击输入"),
    "unknown symbol": ("symbol", "F061 Foo"),
    "insertion": ("insertion", "插入的话。"),
}


def test_what_is_left_out_is_reported() -> None:
    body = (
        TITLE
        + paragraph("正文。", '<w:r><w:commentReference w:id="1"/></w:r>', run("看不见的字。", "<w:vanish/>"))
        + paragraph(
            "<w:del w:id='1'><w:r><w:delText>删掉的话。</w:delText></w:r></w:del>",
            "<w:ins w:id='2'><w:r><w:t>插入的话。</w:t></w:r></w:ins>",
        )
        + make_table(
            make_cell("甲") + make_cell("乙"), "<w:trPr><w:del w:id='3'/></w:trPr>" + make_cell("删行"), make_cell("丙") + make_cell("丁")
        )
        + paragraph(make_field('TOC \\o "1-3"', run("第一章") + "<w:r><w:tab/></w:r>" + run("3")))
        + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + paragraph("目录")
        + paragraph("第二章")
        + "</w:sdtContent></w:sdt>"
        + paragraph(make_field('XE "食堂"'), make_field("NOSUCH 甲"), "第", make_field("PAGEREF _Ref1", "3"), "页。")
        + paragraph(
            '<w:hyperlink w:anchor="bm"><w:r><w:t>书签</w:t></w:r></w:hyperlink>',
            '<w:hyperlink r:id="f"><w:r><w:t>文件</w:t></w:r></w:hyperlink>',
        )
        + paragraph(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击输入</w:t></w:r></w:sdtContent></w:sdt>", "姓名"
        )
        + paragraph('<w:r><w:sym w:font="Foo" w:char="F061"/></w:r>')
    )
    relationships = {
        "h": ("header", "header1.xml"),
        "h2": ("header", "header2.xml"),
        "t": ("footer", "footer1.xml"),
        "c": ("comments", "comments.xml"),
        "f": ("hyperlink", "file:///C:/a.doc"),
    }
    mark = '<w:p><w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r></w:p>'
    parts = {
        "word/header1.xml": make_part("hdr", paragraph("某某培训")),
        "word/header2.xml": make_part("hdr", paragraph("某某培训") + mark),
        "word/footer1.xml": make_part("ftr", paragraph("第", make_field("PAGE", "1"), "页")),
        "word/comments.xml": make_part(
            "comments",
            f'<w:comment w:id="1" w:author="甲">{paragraph("补来源")}{paragraph("尽快")}</w:comment>'
            f'<w:comment w:id="2" w:author="乙">{paragraph("另一条")}</w:comment>',
        ),
    }
    _, decisions = import_word(make_word_file(body, relationships, parts))
    found = {(d.kind, d.seen) for d in decisions}
    assert {name for name, expected in REPORTED.items() if expected not in found} == set()
    assert sum(d.seen == "某某培训" for d in decisions) == 1
    assert all(d.line for d in decisions if d.kind in ("deletion", "hidden", "field-lost", "symbol", "placeholder"))


@pytest.mark.parametrize("main", ["word/document2.xml", "docs/inhalt.xml", "document.xml"])
def test_main_part_may_have_any_name(main: str) -> None:
    data, _ = import_word(make_word_file(TITLE + paragraph("正文一句。"), main=main))
    assert data["blocks"] == ["正文一句。"]


def test_strict_files_and_templates_are_read() -> None:
    usual = make_word_file(TITLE + paragraph(run("粗", '<w:b w:val="true"/>'), "字。"))
    strict = make_word_file(
        "",
        parts={
            "word/document.xml": make_part("document", f"<w:body>{TITLE}{paragraph(run('粗', '<w:b/>'), '字。')}</w:body>").replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
            )
        },
    )
    for data, suffix in ((usual, ".docm"), (usual, ".dotx"), (strict, ".docx")):
        assert import_word(data, suffix)[0]["blocks"] == ["**粗**字。"]


REFUSED = {
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "save it as .docx"),
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99) + "EncryptedPackage".encode("utf-16-le"), "password"),
    "no package": (b"<html>", "not a Word file"),
    "cut": (make_word_file(TITLE)[:200], "not a Word file"),
    "entities": (
        make_word_file("", parts={"word/document.xml": b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'}),
        "document type",
    ),
    "broken part": (make_word_file("<w:p>"), "cannot be read"),
    "too deep": (make_word_file("<w:sdt><w:sdtContent>" * 300 + paragraph("x") + "</w:sdtContent></w:sdt>" * 300), "cannot be read"),
    "a workbook": (make_word_file("", parts={"word/document.xml": b"<workbook xmlns='urn:x'/>"}), "not of Word"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_cannot_be_read_says_what_to_do(name: str) -> None:
    data, words = REFUSED[name]
    with pytest.raises(convert.ImportFailure) as refused:
        convert.convert_file(data, "名", ".docx")
    assert words in refused.value.args[0].en
