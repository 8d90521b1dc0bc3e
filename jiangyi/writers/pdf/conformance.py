"""Write a laid-out document as a PDF that conforms to PDF/A-3a and PDF/UA-1, with one fix for each thing that WeasyPrint 70 gets wrong."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pydyf

from jiangyi.core import WHOLE_FILE, Report
from jiangyi.engine import apply_patches, patched_drawing
from jiangyi.model import to_roman
from jiangyi.pagination import Folio
from jiangyi.writers.pdf.font_subsets import restored_fonts
from jiangyi.writers.pdf.patch_table import SERIALIZATION, STRUCTURE_TREE, SUBSET_FONTS
from jiangyi.writers.pdf.streams import open_file
from jiangyi.writers.pdf.tagging import tree_builder, with_structure_tree
from jiangyi.writers.pdf.xobjects import convert_cmyk, drop_interpolation

VARIANT = "pdf/a-3a"
"""The variant that WeasyPrint writes; it supports one per file, and `claim_accessibility` adds PDF/UA-1."""
UNTAGGED_VARIANT = "pdf/a-3b"
"""The variant without our structure tree: WeasyPrint's own tags meet neither PDF/UA-1 nor conformance level A, so neither is claimed."""
UA_CLAIM = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""The claim of PDF/UA-1 §5, and the extension schema without which PDF/A-3 §6.6.2.3 forbids it."""
LABEL_STYLES = {"decimal": "/D", "lower-roman": "/r", "upper-roman": "/R"}
"""Counter styles of CSS by their name in a page label (ISO 32000-1 §12.4.2)."""
COUNTS: dict[str, Callable[[int], str]] = {"lower-roman": lambda n: to_roman(n).lower(), "upper-roman": to_roman}
MAX_ROMAN = 4000
"""Roman numerals end before this number."""
DECIMAL = re.compile("[1-9][0-9]{0,8}")


def write_pdf(document: Any, folios: Sequence[Folio | None], report: Report) -> bytes:
    """The PDF of a laid-out document, as PDF/A-3a and PDF/UA-1; as PDF/A-3b where the patches of our structure tree do not apply.

    `folios` are those of the pages, which cannot be drawn again afterwards.
    """

    def finish(_document: Any, pdf: pydyf.PDF) -> None:
        """Change a PDF before it is written."""
        label_pages(folios, pdf)
        if STRUCTURE_TREE in applied:
            claim_accessibility(pdf)
        for thing in pdf.objects:
            if isinstance(thing, pydyf.Stream) and thing.extra.get("Subtype") == "/Image":
                drop_interpolation(thing)
                convert_cmyk(thing)

    with (
        apply_patches(STRUCTURE_TREE, SERIALIZATION, SUBSET_FONTS, report=report, span=WHOLE_FILE) as applied,
        open_file(),
        restored_fonts(document),
        patched_drawing(report, WHOLE_FILE),
    ):
        write = partial(_write, pdf_identifier=SERIALIZATION not in applied, finisher=finish)
        if STRUCTURE_TREE not in applied:
            return write(document, UNTAGGED_VARIANT)
        tagged, tree = with_structure_tree(document)
        with tree_builder(lambda _: tree.finish()):
            return write(tagged, VARIANT)


def _write(document: Any, variant: str, **options: Any) -> bytes:
    data: bytes = document.write_pdf(pdf_variant=variant, pdf_tags=True, **options)
    return data


def draw_pdf(document: Any) -> bytes:
    """A PDF of the same pages for viewing only, written as fast as possible: without tags, claims or compression."""
    with apply_patches(SUBSET_FONTS), restored_fonts(document), patched_drawing():
        data: bytes = document.write_pdf(uncompressed_pdf=True)
    return data


def label_pages(folios: Sequence[Folio | None], pdf: pydyf.PDF) -> None:
    """Give pages the labels that are printed on them (ISO 32000-1 §12.4.2); without them a viewer calls the fifth page page 5."""
    nums = pydyf.Array()
    for index, label in enumerate(page_labels(folios)):
        if label is not None:
            nums.extend((index, pydyf.Dictionary(label)))
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": nums})


def page_labels(folios: Sequence[Folio | None]) -> list[dict[str, Any] | None]:
    """The label of each page that begins a range; None for pages that continue one. A page without folio belongs to those behind it."""
    labels: list[dict[str, Any] | None] = []
    following: tuple[str, int] | None = None
    counted: list[tuple[str, int] | str | None] = []
    for folio in reversed(folios):
        if folio is None:
            following = (following[0], following[1] - 1) if following and following[1] > 1 else None
            counted.append(following)
        else:
            number = number_of(folio.label, folio.style)
            following = (folio.style, number) if number else None
            counted.append(following or folio.label)
    before: tuple[str, int] | str | None = ""
    for item in reversed(counted):
        if isinstance(item, tuple):
            goes_on = isinstance(before, tuple) and before == (item[0], item[1] - 1)
            labels.append(None if goes_on else {"S": LABEL_STYLES[item[0]], "St": item[1]})
        else:
            labels.append({"P": pydyf.String(item)} if item else {})
        before = item
    return labels


def number_of(label: str, style: str) -> int:
    """The number that a folio prints; 0 if its counter style does not exist in PDF."""
    if style == "decimal":
        return int(label) if DECIMAL.fullmatch(label) else 0
    count = COUNTS.get(style)
    return next((n for n in range(1, MAX_ROMAN) if count(n) == label), 0) if count else 0


def claim_accessibility(pdf: pydyf.PDF) -> None:
    """Claim PDF/UA-1 beside PDF/A-3a in the metadata (PDF/UA-1 §5), and leave it uncompressed so that any program can find it."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    xmp = b"\n".join(metadata.stream)
    metadata.stream = [xmp.replace(b"</rdf:RDF>", UA_CLAIM.encode() + b"</rdf:RDF>")]
    metadata.compress = False
