"""Pictures for e-readers: no larger than a screen can show, and in the formats that every reader takes."""

import hashlib
import io
from typing import TYPE_CHECKING, Any

from jiangyi.model import ImageFile
from jiangyi.project import open_image

if TYPE_CHECKING:
    from PIL import Image

QUALITY = 82
"""Of JPEG: no difference is seen on a screen of 300 dpi."""
RECOMPRESS_BELOW = 0.7
"""A picture that needs no other size or format is recompressed only where this part of its bytes, or less, is left."""
JPEG_BELOW = 0.4
"""Where JPEG needs only this part of the bytes of PNG, a picture is a photo; drawings stay free of its smears."""


def fit_image(picture: ImageFile, longest: int) -> ImageFile:
    """A picture whose longest side has at most so many px (0: any number), as JPEG or PNG; drawings in SVG are kept.

    GIF and WebP become PNG or JPEG, since Kobo takes no GIF and older Kindles no WebP; only a first frame is kept.
    """
    if picture.media_type == "image/svg+xml":
        return picture
    from PIL import Image

    with open_image(picture.data) as opened:
        lossless = opened.format in ("PNG", "GIF")
        image = opened.convert("RGBA" if opened.has_transparency_data else "L" if opened.mode == "L" else "RGB")
    size = _size(image.size, longest)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    made = _named(_packed(image, lossless=lossless), size)
    keep = size == (picture.width, picture.height) and picture.media_type in ("image/jpeg", "image/png")
    return picture if keep and len(made.data) > RECOMPRESS_BELOW * len(picture.data) else made


def _size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size)) if longest else 1.0
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _packed(image: "Image.Image", *, lossless: bool) -> bytes:
    """The bytes: what has transparent parts is PNG; what came without loss too, unless it is a photo."""
    png = _saved(image, "PNG") if image.mode == "RGBA" or lossless else b""
    if image.mode == "RGBA":
        return png
    jpeg = _saved(image, "JPEG", quality=QUALITY, progressive=True)
    return jpeg if not png or len(jpeg) < JPEG_BELOW * len(png) else png


def _saved(image: "Image.Image", kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, optimize=True, **options)
    return out.getvalue()


def _named(data: bytes, size: tuple[int, int]) -> ImageFile:
    suffix, media_type = ("png", "image/png") if data.startswith(b"\x89PNG") else ("jpg", "image/jpeg")
    return ImageFile(f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}", media_type, data, *size)
