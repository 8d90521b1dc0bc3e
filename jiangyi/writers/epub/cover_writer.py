"""The cover writer: the cover of an e-book as a small picture beside it; made for a share, and not offered to users."""

import io

from jiangyi.core import Message, Report
from jiangyi.theme import Target
from jiangyi.writers.api import WriteContext, Writer, Written

SIZE = (600, 960)
"""Pixels: as catalogues show it on the screens of phones and e-readers."""
QUALITY = 80


class CoverWriter(Writer):
    """Writes a JPEG; its file is empty where the cover is an error of a stylesheet."""

    name = "jpg"
    label = Message("drawing small covers", "绘制小封面")
    target = Target.EPUB
    media_type = "image/jpeg"
    is_offered = False
    libraries = ("weasyprint", "pypdfium2", "pillow")
    signature = (b"\xff\xd8", b"\xff\xd9")

    def write(self, context: WriteContext, report: Report) -> Written:
        """The picture, from the one in the e-book, which is drawn once."""
        from jiangyi.render import COVER_MARKUP
        from jiangyi.writers.epub.cover import draw_cover

        page = context.markup
        markup = next(document.html for document in page.documents if document.name == COVER_MARKUP)
        whole = draw_cover(markup, page, report, context.cache)
        return Written(_shrink(whole) if whole else b"")


def _shrink(whole: bytes) -> bytes:
    """A cover at the size of catalogues."""
    from PIL import Image

    from jiangyi.project import open_image

    with open_image(whole) as opened:
        opened.draft("RGB", SIZE)  # the decoder leaves out what is not seen
        image = opened.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()
