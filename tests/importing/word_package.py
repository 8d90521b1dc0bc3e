"""Word files made of XML, for tests of single features."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import yaml

from jiangyi.importing import convert
from jiangyi.importing.decisions import Decision

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/></Types>'
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of one pixel."""


def make_part(name: str, inside: str) -> bytes:
    """A part with a root element of the main namespace."""
    return f"<w:{name} {DECLARED}>{inside}</w:{name}>".encode()


def make_relationships(found: Mapping[str, tuple[str, str]]) -> bytes:
    """Relationships by id: each a kind and a target; an address is outside the file."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{TYPES}/{kind}" Target="{target}" TargetMode="{"External" if ":" in target else "Internal"}"/>'
        for key, (kind, target) in found.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'.encode()


def make_word_file(
    body: str,
    relationships: Mapping[str, tuple[str, str]] | None = None,
    parts: Mapping[str, bytes] | None = None,
    *,
    main: str = "word/document.xml",
) -> bytes:
    """A Word file with the XML of its body, the relationships of its main part, and further parts by name."""
    folder, _, name = main.rpartition("/")
    files = {
        "[Content_Types].xml": CONTENT_TYPES.encode(),
        "_rels/.rels": make_relationships({"rId1": ("officeDocument", main)}),
        main: make_part("document", f"<w:body>{body}</w:body>"),
        f"{folder}/_rels/{name}.rels": make_relationships(relationships or {}),
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """A paragraph of runs; plain text becomes a run."""
    runs = "".join(part if part.startswith("<") else run(part) for part in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def make_field(instruction: str, result: str | None = None) -> str:
    """A complex field; without a result it has none."""
    parts = ['<w:r><w:fldChar w:fldCharType="begin"/></w:r>', f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>']
    if result is not None:
        parts += ['<w:r><w:fldChar w:fldCharType="separate"/></w:r>', result if result.startswith("<") else run(result)]
    return "".join([*parts, '<w:r><w:fldChar w:fldCharType="end"/></w:r>'])


def make_table(*rows: str, properties: str = '<w:tblStyle w:val="TableGrid"/>') -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def make_cell(*inside: str, properties: str = "") -> str:
    """A cell; plain text becomes a paragraph."""
    parts = "".join(part if part.startswith("<") else paragraph(part) for part in inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{parts or '<w:p/>'}</w:tc>"


def make_picture(identifier: str, *, alt: str = "", width: int = 720_000) -> str:
    """A picture in the line."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="540000"/><wp:docPr id="1" name="图片 1" descr="{alt}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{identifier}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def ruby(base: str, reading: str) -> str:
    """A run with a reading."""
    return f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"


TITLE = paragraph("社区食堂纪要")
"""A first paragraph, which becomes the title."""


def import_word(data: bytes, suffix: str = ".docx") -> tuple[dict[str, Any], list[Decision]]:
    """The data of the handout, and the decisions."""
    made = convert.convert_file(data, "名", suffix)
    return yaml.load(made.text, yaml.BaseLoader), list(made.decisions)


def import_body(*body: str, **package: Any) -> list[Any]:
    """The blocks that the XML of a body gives below a title."""
    return list(import_word(make_word_file(TITLE + "".join(body), *package.get("given", ({}, {}))))[0]["blocks"])
