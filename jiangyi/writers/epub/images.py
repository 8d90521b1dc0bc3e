"""Convert images for e-readers: not larger than a screen, and only in core media types that all readers support (EPUB 3.3 §3.2)."""

import hashlib
import io
from typing import TYPE_CHECKING, Any

from jiangyi.core import Report
from jiangyi.model import ImageFile
from jiangyi.project import open_image
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

if TYPE_CHECKING:
    from PIL import Image

QUALITY = 82
"""JPEG quality: no difference is visible on a screen of 300 dpi."""
RECOMPRESS_BELOW = 0.7
"""An image that needs no other size or format is recompressed only if it shrinks to this part of its bytes."""
JPEG_BELOW = 0.4
"""If JPEG needs less than this part of the bytes of PNG, the image is a photo; drawings stay lossless."""


FITTED: StoredMemo[ImageFile | None] = plain_memo("fitted images", ImageFile | None, size=0)
"""Images for e-readers; None for one that is used as it is."""


def fit_image(image_file: ImageFile, longest: int) -> ImageFile:
    """An image with a longest side of at most so many px (0: any), as JPEG or PNG; SVG is unchanged.

    GIF and WebP are converted to PNG or JPEG, since Kobo has no GIF and older Kindles no WebP; only the first frame is kept.
    """
    if image_file.media_type == "image/svg+xml":
        return image_file
    key = f"{digest_bytes(image_file.data)} {image_file.media_type} {image_file.width} {image_file.height} {longest}"
    return FITTED.get_or_compute(key, lambda _: _convert(image_file, longest), Report()) or image_file


def _convert(image_file: ImageFile, longest: int) -> ImageFile | None:
    from PIL import Image

    with open_image(image_file.data) as opened:
        lossless = opened.format in ("PNG", "GIF")
        image = opened.convert("RGBA" if opened.has_transparency_data else "L" if opened.mode == "L" else "RGB")
    size = _fit_size(image.size, longest)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    made = _name_file(_encode(image, lossless=lossless), size)
    keep = size == (image_file.width, image_file.height) and image_file.media_type in ("image/jpeg", "image/png")
    return None if keep and len(made.data) > RECOMPRESS_BELOW * len(image_file.data) else made


def _fit_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size)) if longest else 1.0
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _encode(image: "Image.Image", *, lossless: bool) -> bytes:
    """The encoded image: PNG if it is transparent or was lossless and is no photo, otherwise JPEG."""
    png = _save(image, "PNG") if image.mode == "RGBA" or lossless else b""
    if image.mode == "RGBA":
        return png
    jpeg = _save(image, "JPEG", quality=QUALITY, progressive=True)
    return jpeg if not png or len(jpeg) < JPEG_BELOW * len(png) else png


def _save(image: "Image.Image", kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, optimize=True, **options)
    return out.getvalue()


def _name_file(data: bytes, size: tuple[int, int]) -> ImageFile:
    suffix, media_type = ("png", "image/png") if data.startswith(b"\x89PNG") else ("jpg", "image/jpeg")
    return ImageFile(f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}", media_type, data, *size)
