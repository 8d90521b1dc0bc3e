"""Drawings and formulas of Word files: pictures, charts, SmartArt; options that are pictures."""

from tests.importing.word_package import (
    DECLARED,
    PNG,
    TITLE,
    import_body,
    import_word,
    make_cell,
    make_picture,
    make_table,
    make_word_file,
    paragraph,
)

CHART = f"""<c:chartSpace {DECLARED}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>各年产量</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>甲厂</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>今年</c:v></c:pt><c:pt idx="1"><c:v>去年</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>3.5</c:v></c:pt><c:pt idx="1"><c:v>4</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>
</c:barChart>
<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>单位：万吨</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>"""
DIAGRAM = f"""<dgm:dataModel {DECLARED}><dgm:ptLst><dgm:pt modelId="0" type="doc"/>
<dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>问需求</a:t></a:r></a:p></dgm:t></dgm:pt>
<dgm:pt modelId="2"><dgm:t><a:p><a:r><a:t>定菜价</a:t></a:r></a:p></dgm:t></dgm:pt>
<dgm:pt modelId="3"><dgm:t><a:p><a:r><a:t>上门问</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst><dgm:cxnLst>
<dgm:cxn modelId="7" srcId="1" destId="3" srcOrd="0"/><dgm:cxn modelId="8" srcId="0" destId="2" srcOrd="1"/>
<dgm:cxn modelId="9" srcId="0" destId="1" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>"""
GRAPHIC = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"


def test_chart_becomes_a_table_and_smart_art_a_list() -> None:
    given = (
        {"c1": ("chart", "charts/chart1.xml"), "d1": ("diagramData", "diagrams/data1.xml")},
        {"word/charts/chart1.xml": CHART.encode(), "word/diagrams/data1.xml": DIAGRAM.encode()},
    )
    drawings = [GRAPHIC.format(inner) for inner in ('<c:chart r:id="c1"/>', '<dgm:relIds r:dm="d1"/>')]
    assert import_body(paragraph("看图。"), *map(paragraph, drawings), paragraph("完。"), given=given) == [
        "看图。",
        {"type": "table", "caption": "各年产量", "columns": ["", "甲厂"], "rows": [["今年", "3.5"], ["去年", "4"]]},
        "单位：万吨",
        {"type": "list", "items": [{"body": ["问需求", {"type": "list", "items": ["上门问"]}]}, "定菜价"]},
        "完。",
    ]


def test_pictures_with_letters_are_options() -> None:
    given = ({"p": ("image", "media/image1.png")}, {"word/media/image1.png": PNG})
    pictures = [paragraph(make_picture("p"))] * 2
    below = make_table(
        "".join(map(make_cell, pictures)),
        make_cell("A") + make_cell("B"),
        "".join(map(make_cell, pictures)),
        make_cell("C") + make_cell("D"),
    )
    lines = paragraph(make_picture("p"), "  ", make_picture("p")) + paragraph("A", "<w:r><w:tab/></w:r>", "B")
    many = "".join(
        paragraph(f"{letter}．", make_picture("p"), "<w:r><w:tab/></w:r>", f"{other}．", make_picture("p"))
        for letter, other in ("AB", "CD")
    )
    question = paragraph("1．正确的是（　　）"), paragraph("答案：B")
    for options, count in ((below, 4), (lines, 2), (many, 4)):
        found = import_body(question[0], options, question[1], given=given)
        assert [(block["type"], block["options"], block["answer"]) for block in found] == [
            ("exercise", ["![图片](pictures/image1.png)"] * count, "B")
        ]


def test_pictures_with_size_caption_and_substitutes() -> None:
    relationships = {
        "p": ("image", "media/image1.png"),
        "e": ("image", "media/i.emf"),
        "x": ("image", "https://example.org/a.png"),
    }
    parts = {"word/media/image1.png": PNG, "word/media/i.emf": b"\1\0\0\0" * 30}
    linked = GRAPHIC.format('<a:blip r:link="x"/>')
    old = '<w:r><w:pict><v:shape style="width:415.3pt" alt="旧图"><v:imagedata r:id="p"/></v:shape></w:pict></w:r>'
    formula = '<w:r><w:object><v:shape><v:imagedata r:id="e"/></v:shape><o:OLEObject ProgID="Equation.DSMT4"/></w:object></w:r>'
    body = paragraph(make_picture("p", alt="示意")) + paragraph("图 2-1 食堂分布") + paragraph(linked) + paragraph(old) + paragraph(formula)
    data, decisions = import_word(make_word_file(TITLE + body + paragraph("完。"), relationships, parts))
    assert data["blocks"] == [
        {"type": "figure", "n": "2-1", "caption": "食堂分布", "src": "pictures/image1.png", "alt": "示意", "width": "14%"},
        "[图片](https://example.org/a.png)",
        {"type": "figure", "src": "pictures/image1.png", "alt": "旧图"},
        {"type": "gap", "line": "6", "was": "i.emf 公式"},
        "完。",
    ]
    assert [(d.kind, d.seen) for d in decisions if d.kind in ("object", "picture-bad")] == [
        ("picture-bad", "i.emf 公式"),
        ("object", "Equation.DSMT4"),
    ]


def test_displayed_formulas_keep_their_number() -> None:
    tex = "<m:f><m:num><m:r><m:t>B-A</m:t></m:r></m:num><m:den><m:r><m:t>A</m:t></m:r></m:den></m:f>"
    shown = f"<m:oMathPara><m:oMath>{tex}</m:oMath></m:oMathPara>"
    found = import_body(paragraph(shown), paragraph("<w:r><w:tab/></w:r>", shown, "（1）"), paragraph("率为", shown))
    assert found == [
        {"type": "math", "tex": "\\frac{B-A}{A}"},
        {"type": "math", "tex": "\\frac{B-A}{A}\\tag{1}"},
        "率为$\\frac{B-A}{A}$",
    ]


def test_formulas_numbered_by_word_and_signs_over_terms() -> None:
    def term(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    array = f"<m:eqArr><m:e>{term('E=mc#')}<m:d><m:e>{term('2-1')}</m:e></m:d></m:e></m:eqArr>"
    brace = f'<m:groupChr><m:groupChrPr><m:chr m:val="⏞"/></m:groupChrPr><m:e>{term("a+b")}</m:e></m:groupChr>'
    box = f"<m:borderBox><m:e>{term('x=1')}</m:e></m:borderBox>"
    shown = paragraph(f"<m:oMathPara><m:oMath>{array}</m:oMath></m:oMathPara>")
    found = import_body(shown, paragraph("甲", f"<m:oMath>{brace}</m:oMath>", "乙", f"<m:oMath>{box}</m:oMath>", "。"))
    assert found == [{"type": "math", "tex": "E=mc\\tag{2-1}"}, "甲$\\overbrace{a+b}$乙$\\boxed{x=1}$。"]
