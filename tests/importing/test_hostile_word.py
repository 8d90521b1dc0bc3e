"""Word files that take more than people write: refused with the limit that they exceed, or read in proportion to their size."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from jiangyi.core import limits
from jiangyi.importing.convert import ImportFailure, convert_file
from jiangyi.importing.word.container import parse_xml
from jiangyi.importing.word.numbering import NUMBER_FORMATS, write_number
from jiangyi.importing.word.styles import LONGEST_CHAIN, read_styles
from jiangyi.importing.word.xml_names import choose_alternatives
from tests.importing.word_package import (
    PNG,
    TITLE,
    import_body,
    import_word,
    make_cell,
    make_field,
    make_part,
    make_picture,
    make_table,
    make_word_file,
    paragraph,
    run,
)

MERGED = make_table(make_cell("甲", properties='<w:gridSpan w:val="150"/>') * 2)
OTHER_ARCHIVES = (("META-INF/container.xml", "an e-book"), ("content.xml", "OpenDocument"), ("a.txt", "damaged"))
RAGGED = make_table(make_cell("甲") * 150, *[make_cell("乙")] * 150)
CHART = make_part("x", "".join(f'<c:ser><c:val><c:pt idx="{at}"><c:v>1</c:v></c:pt></c:val></c:ser>' for at in range(200)))
SHOWN_CHART = paragraph(
    '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rId9"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def refuse(data: bytes, suffix: str = ".docx") -> str:
    """The reason for which a file is refused."""
    with pytest.raises(ImportFailure) as caught:
        convert_file(data, "名", suffix)
    return str(caught.value.args[0].en)


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        (limits.TABLE_COLUMNS, make_word_file(TITLE + MERGED)),
        (limits.WORD_CONTENTS, make_word_file(TITLE + RAGGED)),
        (limits.WORD_CONTENTS, make_word_file(TITLE + "<w:p/>" * 10_500)),
        (limits.WORD_CONTENTS, make_word_file(TITLE + SHOWN_CHART * 60, {"rId9": ("chart", "c.xml")}, {"word/c.xml": CHART})),
        (
            limits.WORD_CONTENTS,
            make_word_file(TITLE + '<w:altChunk r:id="rId9"/>' * 300, {"rId9": ("aFChunk", "a.html")}, {"word/a.html": b"<p>a</p>" * 50}),
        ),
        (limits.WORD_ELEMENTS, make_word_file(TITLE + "<w:p>" + "<w:r/>" * 300_000 + "</w:p>")),
        (
            limits.WORD_BYTES,
            make_word_file(TITLE + "<w:altChunk r:id='rId9'/>", {"rId9": ("aFChunk", "a.html")}, {"word/a.html": b" " * 600}),
        ),
    ],
    ids=["columns", "cells", "paragraphs", "charts", "embedded", "elements", "bytes"],
)
def test_file_beyond_a_limit_is_refused_with_its_name(limit: limits.Limit, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    if limit is limits.WORD_BYTES:
        monkeypatch.setattr(limits, "WORD_BYTES", limits.Limit(limit.what, 1500))
    reason = refuse(data)
    assert re.match(rf"more than [\d,]+ {re.escape(limit.what.en)}", reason)


def test_limits_of_contents_leave_room_for_what_people_write() -> None:
    grid = make_table(*[make_cell() * 20] * 50)
    data = make_word_file(TITLE + paragraph("正文") + grid * 2)
    assert len(data) < 10_000
    assert import_word(data)[0]["title"] == "社区食堂纪要"


def test_picture_shown_often_is_unpacked_once() -> None:
    shown = paragraph(make_picture("rId9")) * 90
    blocks = import_body(shown, given=({"rId9": ("image", "media/a.png")}, {"word/media/a.png": PNG}))
    assert [block["src"] for block in blocks] == ["pictures/a.png"] * 90


def test_picture_that_cannot_be_unpacked_is_a_gap() -> None:
    data = make_word_file(TITLE + paragraph(make_picture("rId9")), {"rId9": ("image", "media/a.png")}, {"word/media/a.png": PNG * 20})
    at = data.index(b"word/media/a.png") + len("word/media/a.png")
    found, decisions = import_word(data[: at + 10] + b"\xff" * 8 + data[at + 18 :])
    assert found["blocks"][0]["type"] == "gap"
    assert {"picture-bad", "picture-missing"} <= {decision.kind for decision in decisions}


@pytest.mark.parametrize("number", [-999_999_999, -1, 0, 1, 49, 9_999, 999_999_999])
def test_every_number_format_writes_any_number_briefly(number: int) -> None:
    assert all(len(write_number(name, number)) < 60 for name in NUMBER_FORMATS)


def test_levels_of_lists_end_at_nine() -> None:
    levels = "".join(f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="bullet"/></w:lvl>' for at in range(40))
    numbering = f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    items = "".join(paragraph(f"甲{at}", properties=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr>') for at in range(40))
    found = import_word(make_word_file(TITLE + items, {"rId9": ("numbering", "n.xml")}, {"word/n.xml": make_part("numbering", numbering)}))[
        0
    ]
    assert str(found).count("'list'") == 9
    assert all(f"甲{at}" in str(found) for at in range(40))


def test_styles_based_on_one_another_in_a_circle_or_a_long_chain() -> None:
    count = 3000
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:name w:val="n{at}"/><w:basedOn w:val="s{(at + 1) % count}"/></w:style>'
        for at in range(count)
    )
    found = read_styles(parse_xml(make_part("styles", styles), "x"))
    assert len(found.chain("s0")) == LONGEST_CHAIN
    assert len(found.chain("s0")) == len(found.chain("s2999"))


def test_fields_open_in_one_another_keep_their_words() -> None:
    opening = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
    opening += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    closing = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    blocks = import_body(paragraph(opening * 500, run("甲"), closing * 500, run("乙")), paragraph("丙"))
    assert blocks == ["甲乙", "丙"]


def test_instructions_of_fields_are_read_to_a_limit() -> None:
    blocks = import_body(paragraph(make_field("QUOTE " + "“ " * 100_000)), paragraph(make_field("EQ " + "x" * 6000)), paragraph("丙"))
    assert blocks[-1] == "丙"


def test_alternatives_beside_one_another_are_chosen_in_order() -> None:
    one = "<mc:AlternateContent><mc:Choice Requires='x9'><w:a/></mc:Choice><mc:Fallback><w:b/><w:c/></mc:Fallback></mc:AlternateContent>"
    root = parse_xml(make_part("document", "<w:d/>" + one * 3 + "<w:e/>"), "x")
    choose_alternatives(root)
    assert "".join(child.tag[-1] for child in root) == "dbcbcbce"


@pytest.mark.parametrize("place", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/c.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_document_type_is_refused_in_every_part_and_encoding(place: str, encoding: str) -> None:
    typed = '<?xml version="1.0"?><!-- a --><!DOCTYPE x [<!ENTITY a "b">]><x xmlns="y">&a;</x>'
    given = {"rId1": ("styles", "styles.xml"), "rId9": ("chart", "c.xml")}
    data = make_word_file(TITLE + SHOWN_CHART, given, {"word/styles.xml": make_part("styles", ""), place: typed.encode(encoding)})
    assert "document type" in refuse(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"{\\rtf1\\ansi a}", "an RTF file"),
        (b"<html><body>a</body></html>", "a web page"),
        ("\ufeff<html>".encode("utf-16-le"), "a web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web archive"),
        (b"Rar!\x1a\x07\x00", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "damaged"),
    ],
)
def test_other_formats_are_named(data: bytes, words: str) -> None:
    assert words in refuse(data)


@pytest.mark.parametrize(("part", "words"), OTHER_ARCHIVES)
def test_other_archives_are_named(part: str, words: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "a")
    assert words in refuse(out.getvalue())


def _lock(data: bytearray) -> None:
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)


def _change_method(data: bytearray) -> None:
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 10] = 99
        at = data.find(b"PK\x01\x02", at + 1)


@pytest.mark.parametrize(("change", "words"), [(_lock, "password"), (_change_method, "cannot be read")])
def test_archive_that_cannot_be_unpacked_says_why(change: Callable[[bytearray], None], words: str) -> None:
    data = bytearray(make_word_file(TITLE))
    change(data)
    assert words in refuse(bytes(data))


def test_any_damaged_byte_is_survived() -> None:
    data = make_word_file(TITLE + make_table(make_cell("甲") * 2), {"rId9": ("image", "media/a.png")}, {"word/media/a.png": PNG})
    for at in range(0, len(data), 29):
        changed = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        try:
            convert_file(changed, "名", ".docx")
        except ImportFailure as error:
            assert error.args[0].zh
