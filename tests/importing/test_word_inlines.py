"""Inline content of Word files: what each feature becomes in the text of a handout."""

import pytest

from tests.importing.word_package import import_body, make_field, paragraph, ruby, run

LINES = {
    "reading": ((ruby("踽踽", "jǔ jǔ"), "独行。"), "{踽踽|jǔ jǔ}独行。"),
    "emphasis marks": ((run("关键", '<w:em w:val="underDot"/>'), "在人。"), "{关键|.}在人。"),
    "underlined spaces": (("坚持", run(" " * 8, '<w:u w:val="single"/>'), "导向。"), "坚持________导向。"),
    "underlined wide spaces": (("坚持", run("　　　", '<w:u w:val="thick"/>'), "导向。"), "坚持______导向。"),
    "a blank in several runs": (
        ("坚持", *[run("  ", '<w:u w:val="single"/>')] * 3, "，又", run("    ", '<w:u w:val="single"/>'), "。"),
        "坚持______，又____。",
    ),
    "blanks at both ends": (
        (run("　　", '<w:u w:val="single"/>'), "甲", run("　　", '<w:u w:val="single"/>')),
        "\\_\\_\\_\\_甲\\_\\_\\_\\_",
    ),
    "answer on a line": (
        ("坚持", *[run(text, '<w:u w:val="single"/>') for text in ("    ", "人民", "    ")], "导向。"),
        "坚持____人民____导向。",
    ),
    "underline": (("共建", run("共治", '<w:u w:val="single"/>'), "共享。"), "共建[共治]{.underline}共享。"),
    "no underline": (("共建", run("共治", '<w:u w:val="none"/>'), "共享。"), "共建共治共享。"),
    "wavy line": (("读", run("劝学", '<w:u w:val="wave"/>'), "篇。"), "读[劝学]{.booktitle}篇。"),
    "struck out": ((run("三月", "<w:strike/>"), run("四月", "<w:dstrike/>"), "五月。"), "~~三月四月~~五月。"),
    "sub- and superscript": (
        ("H", run("2", '<w:vertAlign w:val="subscript"/>'), "O，a", run("m+n", '<w:vertAlign w:val="superscript"/>'), "。"),
        "H~2~O，a^m+n^。",
    ),
    "Han superscript": (("甲", run("注 一", '<w:vertAlign w:val="superscript"/>'), "。"), "甲[注 一]{.sup}。"),
    "bold at a mark": ((run("“晋安模式”", "<w:b/>"), "引人。"), "**“晋安模式”**引人。"),
    "adjacent marks": ((run("甲", "<w:b/>"), run("乙", "<w:b/>"), run("丙", "<w:b/><w:i/>"), "丁。"), "**甲乙*丙***丁。"),
    "a space in bold": ((run("甲 ", "<w:b/>"), "乙。"), "**甲** 乙。"),
    "highlight": (("甲", run("乙", '<w:highlight w:val="yellow"/>'), "丙。"), "甲==乙==丙。"),
    "colour": (("甲", run("乙", '<w:color w:val="C00000"/>'), run("丙", '<w:color w:val="262626"/>'), "。"), "甲==乙==丙。"),
    "typed Markdown": (("*星* [x](y) {{z}}。",), "\\*星\\* \\[x](y) \\{\\{z}}。"),
    "symbols": (
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F062"/></w:r>', run("\uf0a7项。")),
        "✓β♣项。",
    ),
    "symbol font": ((run("\uf0fe同意。", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),), "☑同意。"),
    "characters": (("<w:r><w:t>中</w:t><w:noBreakHyphen/><w:t>美</w:t><w:softHyphen/><w:t>关系。</w:t></w:r>",), "中-美关系。"),
    "tab": (("姓名", "<w:r><w:tab/></w:r>", "年龄。"), "姓名 年龄。"),
    "form check box": ((make_field("FORMCHECKBOX"), "同意。"), "☐同意。"),
    "content controls": (
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
            "<w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>",
            '<w:smartTag w:element="x"><w:r><w:t>已办</w:t></w:r></w:smartTag>',
            "<w:customXml><w:r><w:t>，待办。</w:t></w:r></w:customXml>",
        ),
        "☑已办，待办。",
    ),
    "caption counted": (("图 ", make_field("SEQ 图 \\* ARABIC"), " 分布。"), "图 1 分布。"),
    "simple field": (("图 ", '<w:fldSimple w:instr=" SEQ 图 "><w:r><w:t>3</w:t></w:r></w:fldSimple>', " 分布。"), "图 3 分布。"),
    "link field": (
        (make_field('HYPERLINK "https://example.org/a" \\l "part2"', run("网页", '<w:u w:val="single"/>')), "可看。"),
        "[网页](https://example.org/a#part2)可看。",
    ),
    "field in a field": (("见", make_field(f"IF {make_field('MERGEFIELD x', '1')} = 1", "甲"), "。"), "见甲。"),
    "symbol field": ((make_field('SYMBOL 252 \\f "Wingdings"'), "对。"), "✓对。"),
    "ring": (("第", make_field("eq \\o\\ac(○,12)"), "步，", make_field("EQ \\o\\ac(○,正)"), "。"), "第⑫步，㊣。"),
    "square": (("盖", make_field("EQ \\o\\ac(□,印)"), "。"), "盖〔印〕。"),
    "reading by EQ": (
        (make_field('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(hàn),汉)'), "字。"),
        "{汉|hàn}字。",
    ),
    "fraction by EQ": (("取", make_field("EQ \\F(\\R(3,2),x+1)"), "。"), "取$\\frac{\\sqrt[3]{2}}{x+1}$。"),
    "bracket by EQ": (("取", make_field("EQ \\b\\bc\\{(a+b)"), "。"), "取$\\left( a+b \\right)$。"),
    "array by EQ": (("取", make_field("EQ \\a\\al\\co2(1,2,3,4)"), "。"), "取$\\begin{matrix}1 & 2 \\\\ 3 & 4\\end{matrix}$。"),
    "power by EQ": (("m", make_field("EQ \\s\\up5(2)"), "。"), "m^2^。"),
    "formula": (
        ("率", "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>", "。"),
        "率$x^{2}$。",
    ),
    "inserted and deleted": (
        ("收", "<w:ins w:id='1'><w:r><w:t>四</w:t></w:r></w:ins>", "<w:del w:id='2'><w:r><w:delText>三</w:delText></w:r></w:del>", "元。"),
        "收四元。",
    ),
    "moved": (
        (
            "<w:moveFrom w:id='1'><w:r><w:t>先估</w:t></w:r></w:moveFrom>",
            "后算",
            "<w:moveTo w:id='2'><w:r><w:t>先估</w:t></w:r></w:moveTo>",
            "。",
        ),
        "后算先估。",
    ),
    "hidden": (("看得见", run("看不见", "<w:vanish/>"), run("白字", '<w:color w:val="FFFFFF"/>'), "。"), "看得见。"),
    "right to left": (
        ('<w:bdo w:val="ltr"><w:r><w:t>甲</w:t></w:r></w:bdo>', '<w:dir w:val="rtl"><w:r><w:t>乙</w:t></w:r></w:dir>', "。"),
        "甲乙。",
    ),
}
"""The content of a paragraph, and its text in the handout."""


@pytest.mark.parametrize("name", LINES)
def test_inline_feature_is_converted(name: str) -> None:
    inside, expected = LINES[name]
    assert import_body(paragraph(*inside)) == [expected]
