"""Find out what an image is, name it by a digest of its bytes, and remember what was found out."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import msgspec

from jiangyi.core import Report, limits
from jiangyi.model import ImageFile
from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.store import digest_bytes, is_secret_strong, plain_memo

if TYPE_CHECKING:
    from jiangyi.project.pictures.svg_cleaning import Usage

XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How XML begins: in UTF-8 and UTF-16, with and without a byte-order mark (XML 1.0, appendix F)."""
SVG_TYPE = "image/svg+xml"
NAME_SIZE = 16
"""Hexadecimal digits of the digest that names an image."""
INNER_DEPTH = 3
"""Vector pictures inside each other."""


class InspectedImage(msgspec.Struct, array_like=True, frozen=True):
    """What was found out about an image; its bytes are kept only where they were converted, as those of any vector picture are."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\.[a-z]{3,4}\Z")]
    media_type: Annotated[str, msgspec.Meta(pattern=r"^image/[a-z]+(\+xml)?\Z")]
    width: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    height: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    converted: bytes
    dropped: tuple[str, ...] = ()
    drawn: Annotated[int, msgspec.Meta(ge=0)] = 0


_INSPECTED = plain_memo("image", InspectedImage, 0)


def inspect_once(data: bytes) -> tuple[ImageFile, InspectedImage]:
    """An image with what was found out about it, decoded only where no image of these bytes is known. Raises ImageError.

    What is drawn of a vector picture is taken from the store only where no stranger can have sealed it; else it is cleaned anew.
    """
    digest, is_vector = digest_bytes(data), is_xml(data)
    if is_vector and not is_secret_strong():
        return _describe(data, digest)

    def inspect(_: Report) -> InspectedImage:
        return _describe(data, digest)[1]

    found: InspectedImage = _INSPECTED.get_or_compute(digest, inspect, Report())
    if not (_is_named_vector(found) if is_vector else not found.converted or _is_same_picture(found)):
        return _describe(data, digest)
    return ImageFile(found.name, found.media_type, found.converted or data, found.width, found.height, digest=digest), found


def _describe(data: bytes, digest: str) -> tuple[ImageFile, InspectedImage]:
    """An image with what is found out about it. Raises ImageError."""
    image, dropped, drawn = _inspect(data)
    converted = b"" if image.data is data else image.data
    return replace(image, digest=digest), InspectedImage(image.name, image.media_type, image.width, image.height, converted, dropped, drawn)


def _is_named_vector(found: InspectedImage) -> bool:
    """True if the bytes of a clean vector picture are those that it is named by."""
    described = (f"{digest_bytes(found.converted)[:NAME_SIZE]}.svg", SVG_TYPE)
    return bool(found.converted) and (found.name, found.media_type) == described


def _is_same_picture(found: InspectedImage) -> bool:
    """True if the bytes that an image was converted to are an image that is as it was described."""
    from jiangyi.project.pictures.raster import inspect_raster  # late: most images are not converted

    try:
        image = inspect_raster(found.converted)
    except ImageError:
        return False
    described = (found.name, found.media_type, found.width, found.height)
    return (image.name, image.media_type, image.width, image.height) == described


def inspect_image(data: bytes) -> ImageFile:
    """An image with its type and size. Raises ImageError."""
    return _inspect(data)[0]


def is_xml(data: bytes) -> bool:
    """Whether a file is XML rather than a raster image."""
    return data[:256].lstrip().startswith(XML_STARTS)


def _inspect(data: bytes, usage: "Usage | None" = None) -> tuple[ImageFile, tuple[str, ...], int]:
    """An image with what was left out of it, and how many elements are drawn. Raises ImageError."""
    from jiangyi.project.pictures.raster import inspect_raster, name_image  # late: most images are known

    if not is_xml(data):
        return inspect_raster(data), (), 0
    from jiangyi.project.pictures.svg_cleaning import Usage, clean_svg

    usage = usage or Usage()

    def inspect_inner(inner: bytes) -> tuple[str, bytes]:
        if is_xml(inner) and usage.depth >= INNER_DEPTH:
            raise LimitError(limits.SVG_DEPTH)
        usage.depth += 1
        image, *_ = _inspect(inner, usage)
        usage.depth -= 1
        return image.media_type, image.data

    found = clean_svg(data, inspect_inner, usage)
    width, height = max(1, round(found.width)), max(1, round(found.height))
    return name_image(found.data, SVG_TYPE, "svg", width, height), found.dropped, found.drawn
