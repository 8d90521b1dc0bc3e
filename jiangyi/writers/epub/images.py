"""Convert images for e-readers: not larger than a screen, on white, and only in formats that all readers support (EPUB 3.3 §3.2)."""

import hashlib
import io
import math
from typing import TYPE_CHECKING, Any

from jiangyi.core import Report
from jiangyi.ereaders import PICTURE_PIXELS, PICTURE_SIZE
from jiangyi.model import ImageFile
from jiangyi.project import open_image
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

if TYPE_CHECKING:
    from PIL import Image

QUALITY = 82
"""JPEG quality: no difference is visible on a screen of 300 dpi."""
RECOMPRESS_BELOW = 0.7
"""An image that needs no other size or format is recompressed only if it shrinks to this part of its bytes."""
SMALLER = 0.8
"""How much smaller an image is made, as often as its file is too large."""
JPEG_BELOW = 0.4
"""If JPEG needs less than this part of the bytes of PNG, the image is a photo; drawings stay lossless."""


FITTED: StoredMemo[ImageFile | None] = plain_memo("fitted images", ImageFile | None, size=0)
"""Images for e-readers; None for one that is used as it is."""


def fit_image(image_file: ImageFile, longest: int) -> ImageFile:
    """An image with a longest side of at most so many px (0: any), as JPEG or PNG; SVG is unchanged.

    Neither its pixels nor its bytes are more than e-readers accept. GIF and WebP are converted to PNG or JPEG, since Kobo has no GIF and
    older Kindles no WebP; only the first frame is kept. Transparent areas are white, as the stylesheet shows them: Kindle and Kobo have
    no transparency, and Apple Books makes it black at night.
    """
    if image_file.media_type == "image/svg+xml":
        return image_file
    key = f"{digest_bytes(image_file.data)} {image_file.media_type} {image_file.width} {image_file.height} {longest}"
    return FITTED.get_or_compute(key, lambda _: _convert(image_file, longest), Report()) or image_file


def _convert(image_file: ImageFile, longest: int) -> ImageFile | None:
    from PIL import Image

    with open_image(image_file.data) as opened:
        lossless, transparent = opened.format in ("PNG", "GIF"), opened.has_transparency_data
        image = _flatten(opened.convert("RGBA")) if transparent else opened.convert("L" if opened.mode == "L" else "RGB")
    size = _fit_size(image.size, longest)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    data = _encode(image, lossless=lossless)
    while len(data) > PICTURE_SIZE.limit:
        image = image.resize((max(1, round(image.width * SMALLER)), max(1, round(image.height * SMALLER))), Image.Resampling.LANCZOS)
        data = _encode(image, lossless=False)
    same = image.size == (image_file.width, image_file.height) and image_file.media_type in ("image/jpeg", "image/png") and not transparent
    keep = same and len(data) > RECOMPRESS_BELOW * len(image_file.data) and len(image_file.data) <= PICTURE_SIZE.limit
    return None if keep else _name_file(data, image.size)


def _flatten(image: "Image.Image") -> "Image.Image":
    """An image with white where it is transparent."""
    from PIL import Image

    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    return ground.convert("RGB")


def _fit_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size of an image with a longest side, and with as many pixels as e-readers accept."""
    scale = min(1.0, longest / max(size)) if longest else 1.0
    width, height = (max(1, round(side * scale)) for side in size)
    if width * height <= PICTURE_PIXELS.limit:
        return width, height
    scale = math.sqrt(PICTURE_PIXELS.limit / (width * height))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _encode(image: "Image.Image", *, lossless: bool) -> bytes:
    """The encoded image: PNG if it was lossless and is no photo, otherwise JPEG."""
    png = _save(image, "PNG") if lossless else b""
    jpeg = _save(image, "JPEG", quality=QUALITY, progressive=True)
    return jpeg if not png or len(jpeg) < JPEG_BELOW * len(png) else png


def _save(image: "Image.Image", kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, optimize=True, **options)
    return out.getvalue()


def _name_file(data: bytes, size: tuple[int, int]) -> ImageFile:
    suffix, media_type = ("png", "image/png") if data.startswith(b"\x89PNG") else ("jpg", "image/jpeg")
    return ImageFile(f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}", media_type, data, *size)
