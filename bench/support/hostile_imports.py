"""Files of any size to import: web pages, plain text, and Word files, with what makes their readers slow."""

import io
import zipfile
from collections.abc import Callable, Mapping

from bench.support.hostile_markdown import LINES, PARAGRAPHS, REPEATED, SHAPES, UNCLOSED
from bench.support.hostile_sources import PLAIN, Writer, join, nest, repeat, wrap

TAGS = (
    "<b>", "</b>", "<p>", "<div>", "<ul><li>a", "<table>", "<table><tr><td>", "<table><tr><td>a", "<!--", "<!-- a ", "<!", "<![", "<?",
    "<a href=", "<a href='a'>", "<p a=1 ", "<br>", "<h1>", "<h1>甲", "<pre>", "<script>", "<style>", "<math>", "<svg>", "<img src=a>",
    "&#", "&amp;", "&a", "<blockquote>", "<sup>", "<ruby>甲<rt>乙", "<p style='a:b;", "<dl><dt>甲<dd>", "</div>", "<b><p>", "<a><div>",
    "<b></i>", "<sub>1", "<li>", "<input type=radio>", "<p>1. 甲", "<p>A. 甲", "<details><summary>", "<iframe>", "<font><b><i><u>",
    "<td>", "<p>\xa0", "<span class=math>",
)  # fmt: skip
RAW = (
    "N、甲", "N. 甲（  ）", "（", "甲", "甲 ", "甲\t", "答案：", "A. a B. b ", "一、甲", "第N章 甲", "（N）甲", "甲……N", "_", ".", "·",
    "—", "=", "|", "　", "\xa0", "①甲", "A、甲", "【答案】A", "解析：甲", "甲：乙", "“甲", "http://a.b/", "甲,", "Q", "1.1.1 甲",
    "***", "﹏", "√", "表N", "图N", "√ ", "×", "N",
)  # fmt: skip
HTML: Mapping[str, Writer] = {
    **{f"`{unit}` in a page": repeat(unit) for unit in TAGS},
    "cells": repeat("<tr><td>甲<td>乙", start="<table>"),
    "spanning cells": repeat("<tr><td colspan=1000 rowspan=1000>甲", start="<table>"),
    "nested elements": nest("<div>", "</div>"),
    "nested formulas": wrap("<math>", nest("<mfrac><mn>1</mn>", "</mfrac>", "<mi>x</mi>"), "</math>"),
    "nested tables": nest("<table><tr><td>甲", "</td></tr></table>"),
    "nested emphasis": nest("<b>甲", "</b>"),
    "attributes": repeat("aN=1 ", ">甲", "<p "),
    "paragraphs": repeat("<p>甲乙丙，丁。</p>\n"),
    "styles": repeat("p{a:b}", "</style><p>甲", "<style>"),
    "lines of code": repeat("甲\n", "</pre>", "<pre>"),
}
TEXT: Mapping[str, Writer] = {
    "plain text": repeat(PLAIN),
    **{f"`{unit}` in a line": repeat(unit) for unit in RAW},
    **{f"lines of `{unit}`": repeat(unit + "\n") for unit in RAW},
    "options and a line": repeat("A. a B. b ", "\n甲\n"),
    "options of questions": join(repeat("N. 甲（  ）\n"), repeat("A. a B. b\n")),
    "columns": repeat("甲  乙  N\n"),
    "lines of every length": lambda size: "\n".join("甲" * at for at in range(1, int((size / 1.5) ** 0.5))),
}
NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="word/document.xml"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
RUN = "<w:r><w:t>甲</w:t></w:r>"
PARAGRAPH = f"<w:p>{RUN}</w:p>"


def paragraph(write: Writer) -> Writer:
    """Runs in one paragraph."""
    return wrap("<w:p>", write, "</w:p>")


def run_text(unit: str) -> Writer:
    """Text that repeats a unit in one run of a paragraph."""
    return repeat(unit, "</w:t></w:r></w:p>", '<w:p><w:r><w:t xml:space="preserve">')


def table(row: str) -> Writer:
    """Rows in one table."""
    return repeat(row, "</w:tbl>", "<w:tbl>")


X = "<m:r><m:t>x</m:t></m:r>"
FRACTION = ("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den>", "</m:den></m:f>")
BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ '
END = '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
WORD: Mapping[str, Writer] = {
    "paragraphs": repeat(PARAGRAPH),
    "short runs": paragraph(repeat(RUN)),
    "bold and plain runs": paragraph(repeat(f"<w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r>{RUN}")),
    "empty paragraphs": repeat("<w:p/>"),
    "one text": run_text("甲"),
    "options": run_text("A. a B. b "),
    "blanks": run_text("_"),
    "spaces": run_text(" "),
    "tabs": paragraph(repeat("<w:r><w:tab/></w:r>")),
    "line ends": paragraph(repeat("<w:r><w:br/></w:r>")),
    "numbered lines": repeat("<w:p><w:r><w:t>N. 甲</w:t></w:r></w:p>"),
    "list items": repeat(f'<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="N"/></w:numPr></w:pPr>{RUN}</w:p>'),
    "headings": repeat(f'<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:outlineLvl w:val="0"/></w:pPr>{RUN}</w:p>'),
    "rows": table(f"<w:tr><w:tc>{PARAGRAPH}</w:tc><w:tc>{PARAGRAPH}</w:tc></w:tr>"),
    "cells": wrap("<w:tbl><w:tr>", repeat(f"<w:tc>{PARAGRAPH}</w:tc>"), "</w:tr></w:tbl>"),
    "wide cells": table(f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr>{PARAGRAPH}</w:tc></w:tr>'),
    "tall cells": table(f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="continue"/></w:tcPr>{PARAGRAPH}</w:tc></w:tr>'),
    "nested tables": nest(f"<w:tbl><w:tr><w:tc>{PARAGRAPH}", "</w:tc></w:tr></w:tbl>", "<w:p/>"),
    "nested fractions": wrap("<w:p><m:oMath>", nest(*FRACTION, X), "</m:oMath></w:p>"),
    "ten nested fractions": repeat(f"<w:p><m:oMath>{FRACTION[0] * 10}{X}{FRACTION[1] * 10}</m:oMath></w:p>"),
    "fractions": repeat(f"<w:p><m:oMath>{FRACTION[0]}<m:r><m:t>N</m:t></m:r>{FRACTION[1]}</m:oMath></w:p>"),
    "a long formula": repeat(X, "</m:oMath></w:p>", "<w:p><m:oMath>"),
    "open fields": paragraph(repeat(f"{BEGIN}\\f(1,</w:instrText></w:r>")),
    "nested instructions": wrap(f"<w:p>{BEGIN}", nest("\\f(1,", ")", "x"), f"{END}</w:p>"),
    "instructions": repeat(f"<w:p>{BEGIN}\\f(1,N){END}</w:p>"),
    "nested content controls": nest("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", PARAGRAPH),
    "insertions": paragraph(repeat(f"<w:ins>{RUN}</w:ins>")),
}
"""The contents of the body of a Word file."""


def pack_word_file(body: str) -> bytes:
    """A Word file, not compressed, so that it is as large as its text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def name_notes() -> dict[str, Writer]:
    """Notes in Markdown: what a handout may have, without front matter."""
    notes = {f"`{unit}` in a note": repeat(unit) for unit in dict.fromkeys(UNCLOSED + REPEATED)}
    notes |= {f"lines of `{unit}`": repeat(unit + "\n") for unit in LINES}
    notes |= {f"paragraphs of `{unit}`": repeat(unit + "\n\n") for unit in PARAGRAPHS}
    return {name.replace("\n", "⏎"): write for name, write in notes.items()} | dict(SHAPES)


IMPORTED: Mapping[str, Mapping[str, Writer]] = {".txt": TEXT, ".md": name_notes(), ".html": HTML, ".docx": WORD}
"""By the end of the file's name, and by what each attacks."""


def encode_import(suffix: str) -> Callable[[str], bytes]:
    """How the text of a source becomes a file."""
    return pack_word_file if suffix == ".docx" else str.encode
