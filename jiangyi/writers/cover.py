"""The cover picture of an EPUB, drawn from the cover page by the print engine."""

import io

from jiangyi.diagnostics import Report
from jiangyi.render import Page
from jiangyi.writers import pdf

WIDTH, HEIGHT = 1600, 2560
"""Size in px: what stores ask for, 1:1.6."""
QUALITY = 88


def draw(html: str, page: Page, report: Report) -> bytes:
    """A JPEG of the first page of a cover document, which carries its own stylesheet."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf.to_pdf(html, "", page, report).data)
    sheet = document[0]
    image = sheet.render(scale=WIDTH / sheet.get_width()).to_pil().convert("RGB").resize((WIDTH, HEIGHT))
    document.close()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
