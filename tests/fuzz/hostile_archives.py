"""Generated hostile Word files: packages of parts whose XML has the names of Word's, in any order, and packages that are damaged."""

import io
import zipfile
from xml.sax.saxutils import quoteattr

from hypothesis import strategies as st

from tests.fuzz.hostile_texts import NUMBERS, PATHS, WORDS

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ELEMENTS = (
    "p", "r", "t", "pPr", "rPr", "tbl", "tr", "tc", "tcPr", "gridSpan", "vMerge", "numPr", "ilvl", "numId", "pStyle", "hyperlink",
    "fldSimple", "fldChar", "instrText", "br", "tab", "sym", "footnoteReference", "footnote", "sdt", "sdtContent", "ins", "del",
    "txbxContent", "pict", "drawing", "bookmarkStart", "style", "basedOn", "abstractNum", "num", "lvl", "start", "numFmt", "lvlText",
    "abstractNumId", "object", "ruby", "outlineLvl",
)  # fmt: skip
ATTRIBUTES = ("val", "id", "type", "styleId", "numId", "abstractNumId", "ilvl", "fldCharType", "instr", "char", "anchor", "name", "w")
VALUES = (
    *NUMBERS,
    *PATHS[:8],
    "begin",
    "separate",
    "end",
    "restart",
    "roman",
    "upperRoman",
    "chineseCounting",
    "%1.",
    "%9",
    "Heading1",
    "a",
    "HYPERLINK javascript:1",
    "IF",
)
LONGEST = 1000
"""Characters of an element that may be repeated."""
CLEAN = ("甲", "一、", "1.", "A. ", "【答案】", "（　　）", "word ", "____", "第一章 ")
PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/comments.xml", "docProps/core.xml")


@st.composite
def elements(draw: st.DrawFn, depth: int = 5) -> str:
    """An element with what is in it."""
    name = draw(st.sampled_from(ELEMENTS))
    values = st.sampled_from([value for value in VALUES if value.isprintable()])
    attributes = draw(st.dictionaries(st.sampled_from(ATTRIBUTES), values, max_size=3))
    inner = draw(st.lists(elements(depth - 1) | st.sampled_from(CLEAN), max_size=3)) if depth else [draw(st.sampled_from(CLEAN))]
    times = draw(st.sampled_from((1, 1, 1, 1, 30)))
    shown = "".join(f" w:{key}={quoteattr(value)}" for key, value in attributes.items())
    whole = f"<w:{name}{shown}>{''.join(inner)}</w:{name}>"
    return whole * (times if len(whole) < LONGEST else 1)


@st.composite
def word_files(draw: st.DrawFn) -> bytes:
    """A Word file; one in four is damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in draw(packages()).items():
            package.writestr(name, data)
    data = bytearray(out.getvalue())
    for place in draw(st.just([]) | st.just([]) | st.just([]) | st.lists(st.integers(0, len(data) - 1), max_size=20)):
        data[place] ^= draw(st.integers(1, 255))
    return bytes(data)


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """The parts of a Word file by name."""
    types = "".join(f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in PARTS)
    parts = {"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>'}
    main = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    parts["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>'
    targets = draw(st.lists(st.sampled_from([path for path in (*PATHS, *PARTS) if path.isprintable()]), max_size=4))
    related = "".join(f'<Relationship Id="a{n}" Type="{OFFICE}/image" Target={quoteattr(target)}/>' for n, target in enumerate(targets))
    named = "".join(
        f'<Relationship Id="n{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in ("styles", "numbering", "footnotes")
    )
    parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{related}{named}</Relationships>'
    for name in PARTS[: draw(st.integers(1, len(PARTS)))]:
        body = "".join(draw(st.lists(elements(), max_size=5)))
        whole = f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>'
        parts[name] = whole if draw(st.integers(0, 9)) else whole[: len(whole) // 2] + draw(st.sampled_from(WORDS))
    return parts
