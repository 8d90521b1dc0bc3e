"""The HTML writer: one page that needs nothing beside it, with the page numbers of the printed book."""

from jiangyi.core import WHOLE_FILE, Message, Report, phase
from jiangyi.theme import Target
from jiangyi.writers.api import WriteContext, Writer, Written


class HtmlWriter(Writer):
    """Writes the page with its pictures in it."""

    name = "html"
    label = Message("writing HTML", "写网页")
    title = Message("Web page", "网页")
    target = Target.WEB
    needs_pagination = True
    media_type = "text/html"
    libraries = ("lxml", "pillow", "weasyprint", "pypdfium2")
    signature = (b"<!DOCTYPE html>", b"</html>")

    def write(self, context: WriteContext, report: Report) -> Written:
        """The page."""
        with phase("start"):
            from jiangyi.writers.html.pictures import put_pictures_in
        page = context.markup
        for block in page.differing_blocks:
            report.add("page-numbers-lost", WHOLE_FILE, block=block)
        return Written(put_pictures_in(page).encode())
