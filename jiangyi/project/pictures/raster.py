"""Raster images: checked by decoding them, and converted where print or e-readers need it, within a limit of memory."""

import hashlib
import io
import warnings
from contextlib import suppress
from typing import Any

from jiangyi.core import Message, limits
from jiangyi.model import ImageFile
from jiangyi.project.pictures.errors import ImageError, LimitError

TYPES = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "GIF": "gif", "WEBP": "webp"}
"""Formats of Pillow that both print and EPUB 3.3 (§3.2, core media types) support, with their media subtypes."""
COMMON = ("PNG", "JPEG", "GIF")
"""Formats whose readers Pillow loads at once."""
KNOWN = ("WEBP", "BMP", "TIFF", "ICO", "PSD", "JPEG2000", "PPM", "TGA", "PCX", "AVIF")
"""Formats that are recognized, so that an error can name them; Pillow's readers of other ones are never asked."""
ORIENTATION = 0x0112
"""The Exif tag of the orientation; 1 is upright."""
REDUCED = 12_500_000
"""Pixels from which an image is reduced to a half: more than A4 has at 360 dpi."""
DRAFT = 8
"""A JPEG is checked at an eighth of its size, for which nearly no memory is needed."""
BYTES = {"1": 2, "L": 1.5, "RGBA": 7, "LA": 7, "I;16": 10}
"""Bytes per pixel while an image is decoded and reduced, by mode; 6 in any other."""
PROGRESSIVE = 6
"""Bytes per pixel of the coefficients of a progressive JPEG, which are all kept until its end."""
WEBP = 16
"""Bytes per pixel while a WebP image is decoded: its canvas, and three copies."""
MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
"""Modes that the engine and e-readers show as they are."""


def inspect_raster(data: bytes) -> ImageFile:
    """An image with its type and size. Raises ImageError."""
    from PIL import UnidentifiedImageError

    if len(data) > limits.PICTURE_BYTES.value:
        raise LimitError(limits.PICTURE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged metadata, which are not used
            return _inspect(data)
    except ImageError:
        raise
    except UnidentifiedImageError as error:
        raise ImageError(Message("it is not an image", "这不是图片文件")) from error
    except Exception as error:  # the decoders raise anything for a damaged file
        raise ImageError(Message("the file is damaged", "文件已损坏")) from error


def open_image(data: bytes) -> Any:
    """Open a raster image with Pillow. Raises OSError where it is none."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=COMMON)
        except UnidentifiedImageError:
            Image.init()
            return Image.open(io.BytesIO(data), formats=[kind for kind in KNOWN if kind in Image.OPEN])
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise LimitError(limits.PICTURE_PIXELS) from error


def _inspect(data: bytes) -> ImageFile:
    with open_image(data) as image:
        kind, (width, height) = str(image.format), image.size
        if kind not in TYPES:
            raise ImageError(Message(f"the format {kind} is not supported", f"不支持 {kind} 格式"))
        if not (width and height):
            raise ImageError(Message("the file is damaged", "文件已损坏"))
        _check_size(image, kind)
        jpeg = TYPES[kind] == "jpeg"
        converted = width * height > REDUCED or image.mode not in MODES or (jpeg and _orientation(image) != 1)
        if jpeg and not converted:
            image.draft(None, (max(1, width // DRAFT), max(1, height // DRAFT)))
        elif jpeg and width * height > REDUCED:
            image.draft(None, (width // 2, height // 2))
        image.load()
        if converted:
            return _convert(image)
    return name_image(data, f"image/{TYPES[kind]}", TYPES[kind].replace("jpeg", "jpg"), width, height)


def _check_size(image: Any, kind: str) -> None:
    """Raise LimitError for an image that takes too much memory."""
    pixels = image.width * image.height
    if pixels > limits.PICTURE_PIXELS.value:
        raise LimitError(limits.PICTURE_PIXELS)
    if TYPES[kind] == "jpeg":
        each: float = PROGRESSIVE if image.info.get("progressive") else 1
    else:
        each = WEBP if kind == "WEBP" else BYTES.get(image.mode, 6)
    if pixels * each > limits.PICTURE_MEMORY.value:
        raise LimitError(limits.PICTURE_MEMORY)


def _orientation(image: Any) -> int:
    """How an image is to be rotated, by its Exif data; 1 where that is damaged."""
    with suppress(Exception):
        return int(image.getexif().get(ORIENTATION, 1))
    return 1


def _convert(image: Any) -> ImageFile:
    """An image rotated by its Exif orientation, of few pixels, in RGB: CMYK has no defined colours on screen or in PDF/A."""
    from PIL import Image, ImageOps

    profile = image.info.get("icc_profile")
    if image.mode == "P":
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.width * image.height > REDUCED:
        orientation = _orientation(image)
        image = image.reduce(3 if image.width * image.height > 4 * REDUCED else 2)
        image.getexif()[ORIENTATION] = orientation
    if image.mode == "CMYK" and profile:
        image, profile = _to_screen(image, profile), None
    upright: Image.Image = ImageOps.exif_transpose(image)
    out = io.BytesIO()
    if upright.has_transparency_data:
        upright.convert("RGBA").save(out, "PNG", icc_profile=profile)
        return name_image(out.getvalue(), "image/png", "png", *upright.size)
    upright.convert("L" if upright.mode == "L" else "RGB").save(out, "JPEG", quality=92, icc_profile=profile)
    return name_image(out.getvalue(), "image/jpeg", "jpg", *upright.size)


def _to_screen(image: Any, profile: bytes) -> Any:
    """A CMYK image in RGB by its profile; without it where that is damaged."""
    from PIL import ImageCms

    with suppress(Exception):  # a profile is optional, and the library raises anything for a damaged one
        inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    return image.convert("RGB")


def name_image(data: bytes, media_type: str, suffix: str, width: int, height: int) -> ImageFile:
    """An image that is named by a digest of its bytes."""
    return ImageFile(f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}", media_type, data, width, height)
