"""The PDF writer: PDF/A-3a and PDF/UA-1 in one file, laid out by WeasyPrint."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from jiangyi.core import Message, Report, phase
from jiangyi.theme import Target
from jiangyi.writers.api import LayoutWriter, PartLayout, WriteContext, Written

if TYPE_CHECKING:
    from jiangyi.pagination import Pagination


class PdfWriter(LayoutWriter):
    """Lays out the markup for print and writes it with a structure tree; its pages are those that the other formats refer to."""

    name = "pdf"
    label = Message("writing PDF", "写 PDF")
    title = Message("PDF, to print or read", "PDF，打印、阅读都行")
    target = Target.PRINT
    default = True
    media_type = "application/pdf"
    libraries = ("weasyprint", "pydyf", "fonttools", "tinycss2", "pillow")
    signature = (b"%PDF-", b"%%EOF")

    def write(self, context: WriteContext, report: Report) -> Written:
        """The PDF, and where each of its pages begins."""
        with phase("start"):
            from jiangyi.writers.pdf.book_layout import write_rendered
        return write_rendered(context.markup, report, context.cache)

    def list_due_parts(self, context: WriteContext) -> Sequence[PartLayout]:
        """The parts of a collected book that are not stored yet."""
        with phase("start"):
            from jiangyi.writers.pdf.incremental import find_due_parts, lay_out_part
        return [partial(lay_out_part, task) for task in find_due_parts(context.markup, context.cache)]

    def paginate(self, context: WriteContext, report: Report) -> "Pagination":
        """Where each page of the PDF begins, without the PDF."""
        with phase("start"):
            from jiangyi.writers.pdf.book_layout import paginate_rendered
        return paginate_rendered(context.markup, report, context.cache)
