"""Pictures that a stylesheet holds as data: URLs (RFC 2397), which are decoded before the engine gets them."""

import base64
import binascii
import re

from jiangyi.core import Message, Report, Span, limits

DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,(?P<data>[\w+/=\s]+)", re.ASCII | re.IGNORECASE)
"""A picture in the stylesheet itself. SVG is not among them: it may load things and run scripts."""
SHOWN = 24
"""Characters of an address in a message."""
DAMAGED = Message("the file is damaged", "文件已损坏")
UNUSUAL = Message(
    "it is a vector picture, has other colours than RGB, is rotated by its metadata, or is very large",
    "它是矢量图，或不是 RGB 颜色、靠元数据旋转，或尺寸过大",
)


class DataPictures:
    """The pictures of a stylesheet, each inspected once."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._pixels = 0

    def check(self, address: str, place: Span, report: Report) -> None:
        """Report a picture that cannot be drawn, and pictures that have too many pixels together."""
        found = DATA_PICTURE.fullmatch(address)
        if found is None or address in self._known:
            return
        self._known.add(address)
        from jiangyi.project import ImageError  # late: few stylesheets hold a picture

        try:
            self._inspect(found["data"])
        except ImageError as error:
            error.report(report, place, f"{address[:SHOWN]}…")
        if self._pixels > limits.PICTURE_PIXELS.value:
            limits.PICTURE_PIXELS.report(report, place)

    def _inspect(self, text: str) -> None:
        """Raise ImageError for what is no picture, or not as engine and e-readers show it."""
        from jiangyi.project import ImageError, inspect_image

        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except binascii.Error as error:
            raise ImageError(DAMAGED) from error
        image = inspect_image(data)
        self._pixels += image.width * image.height
        if image.data is not data:  # also a vector picture, which is written anew
            raise ImageError(UNUSUAL)
