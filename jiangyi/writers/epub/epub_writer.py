"""The EPUB writer: EPUB 3.3, with the page numbers of the printed book and accessibility metadata."""

from jiangyi.core import Message, Report, phase
from jiangyi.theme import Target
from jiangyi.writers.api import WriteContext, Writer, Written


class EpubWriter(Writer):
    """Packages the markup for e-readers; its page list has the page numbers of print (EPUB 3.3, page-list nav)."""

    name = "epub"
    label = Message("writing EPUB", "写 EPUB")
    title = Message("EPUB e-book", "EPUB 电子书")
    target = Target.EPUB
    needs_pagination = True
    default = True
    media_type = "application/epub+zip"
    libraries = ("ebooklib", "lxml", "weasyprint", "pypdfium2", "pillow", "pypinyin", "fonttools")
    signature = (b"PK\x03\x04", b"PK\x05\x06")

    def write(self, context: WriteContext, report: Report) -> Written:
        """The EPUB container."""
        with phase("start"):
            from jiangyi.writers.epub.ereader_limits import report_ereader_limits, report_file_size, report_hidden_text
            from jiangyi.writers.epub.packaging import package_book
        report_ereader_limits(context.book, report)
        report_hidden_text((document.html for document in context.markup.documents), report)
        data = package_book(context.markup, report, context.cache)
        report_file_size(data, report)
        return Written(data)
