"""A generated Word file: numbers by numPr and by style, a table, formulas, a footnote-free body without heading styles."""

import io

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
FRACTION = "<m:f><m:num><m:r><m:t>B−A</m:t></m:r></m:num><m:den><m:r><m:t>A</m:t></m:r></m:den></m:f>"
SQUARE = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
STRANGE = "<m:phant><m:e><m:r><m:t>看不见的y</m:t></m:r></m:e></m:phant>"


def document() -> bytes:
    """The bytes of the file, always the same except for dates inside the container."""
    file = Document()
    numbering = file.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{name}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (name, text) in enumerate(LEVELS)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def add(text: str, level: int | None = None, *formulas: str) -> None:
        paragraph = file.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))
        for formula in formulas:
            paragraph._p.append(etree.fromstring(f'<m:oMath xmlns:m="{MATH}">{formula}</m:oMath>'))

    add("资料分析讲义")
    add("增长率", 0)
    add("设基期量为A，现期量为B，增长率等于", None, FRACTION)
    add("怎样读题", 1)
    add("看清时间。题目问的是哪一年，先圈出来。", 2)
    add("看清单位。万与亿差四位。", 2)
    add("怎样估算", 1)
    add("截位直除，保留三位有效数字，再除。", None)
    add("几个公式", 0)
    add("平方记作", None, SQUARE)
    add("还有一个认不得的：", None, STRANGE)
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("年份", "产量", "2025", "1,200万吨"), strict=True):
        cell.text = text
    paragraph = file.add_paragraph()
    paragraph.add_run("记住：").bold = True
    paragraph.add_run("先估后算。")
    file.add_paragraph("圈出时间", style="List Bullet")
    file.add_paragraph("圈出单位", style="List Bullet")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def of_lines(lines: list[str]) -> bytes:
    """The bytes of a file with one paragraph per line; text between two pairs of stars is bold."""
    file = Document()
    for line in lines:
        paragraph = file.add_paragraph()
        for number, words in enumerate(line.split("**")):
            paragraph.add_run(words).bold = number % 2 == 1
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
