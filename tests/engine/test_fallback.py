"""Builds where no patch fits the installed libraries: the handouts of content/ keep every word, and the files are well-formed.

Without the patches of layout and drawing a file passes every gate. Lines break elsewhere, so that a handout may have a page more or
less; a leader may have another number of dots. Without those of the PDF writer either, WeasyPrint's own structure tree and fonts are in
the file, which claims no more than PDF/A-3b.
"""

from collections import Counter
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from jiangyi.core import Report
from jiangyi.engine import contexts, without_patches
from jiangyi.writers.pdf.book_layout import write_rendered
from jiangyi.writers.pdf.formula_font import NAME
from tests.engine.test_speedups import HANDOUTS, page_of
from tests.validators import pdf as pdfcheck

pytestmark = pytest.mark.slow

MARGIN = 60
"""Points above and below the text, where running heads and folios are."""
FALLBACK_RULES = (
    pdfcheck.document,
    pdfcheck.parents,
    pdfcheck.headings,
    pdfcheck.contents,
    pdfcheck.notes,
    pdfcheck.images,
    pdfcheck.syntax,
)
"""The checks that a file passes if WeasyPrint tags and writes it without patches."""
VARIABLE = set("0123456789.")
"""Characters of page numbers and leaders."""


def words(path: Path) -> tuple[Counter[str], int]:
    """How often each character is in the text of a PDF, and the number of its pages."""
    with pymupdf.open(path) as document:
        texts = [page.get_text(clip=pymupdf.Rect(0, MARGIN, page.rect.width, page.rect.height - MARGIN)) for page in document]
        found = Counter("".join("".join(texts).split()))
        return Counter({character: count for character, count in found.items() if character not in VARIABLE}), len(texts)


def hidden(path: Path) -> Counter[str]:
    """How often each character is in text without outlines, as in that of formulas."""
    with pymupdf.open(path) as document:
        spans = [
            span
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        ]
    return Counter("".join("".join(span["text"] for span in spans if span["font"] == NAME).split()))


@pytest.mark.parametrize("path", HANDOUTS, ids=lambda path: path.stem)
def test_without_any_patch_no_word_is_lost(path: Path, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report, plain = Report(), tmp_path / "plain.pdf"
    with without_patches():
        written = write_rendered(page_of(path), report)
    plain.write_bytes(written.data)
    assert {d.code for d in report} <= {"layout-warning", "contents-cut"}  # WeasyPrint's own tagging gives formulas no alternative text
    patched = shipped / "output" / f"{path.stem}.pdf"
    with_patches, without = words(patched), words(plain)
    assert not without[0] - with_patches[0]
    assert with_patches[0] - without[0] <= hidden(patched)  # WeasyPrint gives formulas, which are drawings, no text
    assert abs(without[1] - with_patches[1]) <= 1
    assert written.pagination.pages == without[1]
    monkeypatch.setattr(pdfcheck, "RULES", FALLBACK_RULES)
    assert pdfcheck.find_faults(plain) == []
    with pikepdf.open(plain) as pdf:
        metadata = pdf.Root.Metadata.read_bytes().decode()
    assert 'pdfaid:conformance="B"' in metadata
    assert "pdfuaid" not in metadata


@pytest.mark.validator
def test_without_layout_patches_files_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "LAYOUT_PATCHES", ())
    monkeypatch.setattr(contexts, "DRAWING_PATCHES", ())
    monkeypatch.setattr(pdfcheck, "RULES", tuple(rule for rule in pdfcheck.RULES if rule is not pdfcheck.order))
    path = tmp_path / "plain.pdf"
    path.write_bytes(write_rendered(page_of(next(path for path in HANDOUTS if path.stem == "讲义写法示例")), Report()).data)
    assert pdfcheck.find_faults(path) + pdfcheck.validate_pdf(path) == []
