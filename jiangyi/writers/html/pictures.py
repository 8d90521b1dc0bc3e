"""Put the pictures of a page into it, as small as in the EPUB."""

import base64
import re
from urllib.parse import quote

from jiangyi.model import ImageFile
from jiangyi.render import RenderedBook
from jiangyi.writers.epub.images import fit_image

SOURCE = re.compile(r"(?<= src=)\"?pictures/(?P<name>[0-9a-f]{16}\.\w+)\"?")
"""The address of a picture in the page."""
SAFE = " =:/;,()[]{}<>!$*+-._~@|^`'&?\t\n"
"""What is written as it is in the address of an SVG picture between double quotes."""


def put_pictures_in(page: RenderedBook) -> str:
    """The markup of a page with the pictures as data (RFC 2397)."""
    images = {image.name: image for image in page.images}
    (document,) = page.documents
    return SOURCE.sub(lambda match: f'"{write_address(fit_image(images[match["name"]], page.image_size))}"', document.html)


def write_address(image: ImageFile) -> str:
    """A picture as an address; a drawing as text where that is shorter."""
    coded = f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"
    if image.media_type != "image/svg+xml":
        return coded
    plain = f"data:{image.media_type},{quote(image.data.decode(), safe=SAFE).replace('&', '%26')}"
    return min(coded, plain, key=len)
