"""Load the images of a handout, check them, and name them by a digest of their bytes."""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from xml.etree import ElementTree

import msgspec

from jiangyi.core import Message, Report, Span, limits, show_name, timed
from jiangyi.model import Block, Figure, ImageFile, InlineImage, Manuscript, picture_key
from jiangyi.project.picture_files import PictureFinder
from jiangyi.project.workspace import FileKind, FileRefused, Workspace
from jiangyi.store import digest_bytes, plain_memo

TYPES = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}
"""Formats of Pillow that both print and EPUB 3.3 (§3.2, core media types) support, with their media subtypes."""
ORIENTATION = 0x0112
"""The Exif tag of the orientation; 1 is upright."""
REMOTE = re.compile(r"https?:", re.IGNORECASE)
EXTERNAL = re.compile(rb"""(?:href\s*=\s*["']|url\(\s*["']?)\s*(?!#|data:image/)[^"'\s)]""", re.IGNORECASE)
ACTIVE = re.compile(rb"<\s*(?:\w+:)?(?:script|foreignObject|iframe|handler)\b|\son\w+\s*=|javascript:", re.IGNORECASE)


class ImageError(ValueError):
    """An image that cannot be used; its first argument is the reason, in both languages."""


@timed("checking")
def load_images(manuscript: Manuscript, workspace: Workspace, report: Report) -> Mapping[str, ImageFile]:
    """The images of a handout by the keys of `list_pictures`; each that is missing, broken or outside the workspace is reported."""
    found: dict[str, ImageFile] = {}
    finder = PictureFinder(workspace, manuscript.source.name)
    for key, (block, src) in list_pictures(manuscript).items():
        place = manuscript.locate(block, src)
        read = _read(src, finder, place, workspace, report)
        if read is None:
            continue
        name, data = read
        try:
            found[key] = replace(_inspect_once(data), file=name)
        except ImageError as error:
            report.add("picture-broken", place, src=src, problem=error.args[0])
    return found


def list_pictures(manuscript: Manuscript) -> Mapping[str, tuple[Block | None, str]]:
    """The block and the address of each picture: by block id for a figure, by `picture_key` for those that stand in lines."""
    found: dict[str, tuple[Block | None, str]] = {block.id: (block, block.src) for block in manuscript.find_blocks(Figure)}
    for block, item in manuscript.find_inlines(InlineImage):
        found.setdefault(picture_key(item.src), (block, item.src))
    return found


@timed("checking")
def reload_images(figures: Mapping[str, str], digests: Mapping[str, str], workspace: Workspace) -> Mapping[str, ImageFile] | None:
    """The images of a handout that was loaded before, by block id; None where one has changed.

    `figures` are the names of their files by block id, `digests` those of the files by name.
    """
    found: dict[str, ImageFile] = {}
    for block, name in figures.items():
        try:
            path = workspace.find_file(name, FileKind.PICTURE, workspace.root)
            found[block] = replace(_inspect_once(path.read_bytes()), file=name)
        except (OSError, FileRefused, ImageError):
            return None
        if found[block].digest != digests.get(name):
            return None
    return found


def _read(src: str, finder: PictureFinder, place: Span, workspace: Workspace, report: Report) -> tuple[str, bytes] | None:
    """The name of an image file (its URL, or its name in the workspace) and its bytes; None with a diagnostic."""
    if REMOTE.match(src):
        data = _fetch(src, place, workspace, report)
        return None if data is None else (src, data)
    if re.match(r"[a-z][a-z0-9+.-]+:", src, re.IGNORECASE):
        report.add("picture-outside", place, src=show_name(src))
        return None
    try:
        path = finder.find(src)
    except FileRefused as refused:
        if refused.is_missing:
            report.add("picture-missing", place, src=refused.name, near=finder.suggest(src))
        elif refused.is_outside:
            report.add("picture-outside", place, src=refused.name)
        else:
            refused.report(report, place)
        return None
    return workspace.name(path), path.read_bytes()


def _fetch(src: str, place: Span, workspace: Workspace, report: Report) -> bytes | None:
    if not workspace.allow_remote:
        report.add("picture-remote", place, src=src)
        return None
    try:
        return workspace.fetch(src)
    except (OSError, ValueError) as error:
        report.add("picture-unreachable", place, src=src, problem=str(error))
        return None


class InspectedImage(msgspec.Struct, array_like=True, frozen=True):
    """What was found out about an image; its bytes are kept only where they were converted."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\.[a-z]{3,4}\Z")]
    media_type: Annotated[str, msgspec.Meta(pattern=r"^image/[a-z]+(\+xml)?\Z")]
    width: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    height: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    converted: bytes


_INSPECTED = plain_memo("image", InspectedImage, 0)


def _inspect_once(data: bytes) -> ImageFile:
    """An image with its type and size, decoded only where no image of these bytes is known. Raises ImageError."""

    def inspect(_: Report) -> InspectedImage:
        image = inspect_image(data)
        return InspectedImage(image.name, image.media_type, image.width, image.height, b"" if image.data is data else image.data)

    digest = digest_bytes(data)
    found: InspectedImage = _INSPECTED.get_or_compute(digest, inspect, Report())
    return ImageFile(found.name, found.media_type, found.converted or data, found.width, found.height, digest=digest)


def inspect_image(data: bytes) -> ImageFile:
    """An image with its type and size. Raises ImageError."""
    if data.lstrip()[:1] == b"<" or data.startswith(b"\xef\xbb\xbf<"):
        return _vector(data)
    from PIL import Image, UnidentifiedImageError

    try:
        with open_image(data) as image:
            kind, (width, height) = str(image.format), image.size
            if width * height > limits.PICTURE_PIXELS.value:
                raise ImageError(Message("it is too large", "尺寸过大"))
            if kind in TYPES:
                image.load()
                if image.mode == "CMYK" or image.getexif().get(ORIENTATION, 1) != 1:
                    return _upright(image)
    except UnidentifiedImageError as error:
        raise ImageError(Message("it is not an image", "这不是图片文件")) from error
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageError(Message("the file is damaged", "文件已损坏")) from error
    if kind not in TYPES:
        raise ImageError(Message(f"the format {kind} is not supported", f"不支持 {kind} 格式"))
    return _named(data, f"image/{TYPES[kind]}", TYPES[kind].replace("jpeg", "jpg"), width, height)


def open_image(data: bytes) -> Any:
    """Open a raster image with Pillow. Raises OSError where it is none."""
    from PIL import Image

    return Image.open(io.BytesIO(data))


def _upright(image: Any) -> ImageFile:
    """An image rotated by its Exif orientation and converted to RGB: CMYK has no defined colours on screen or in PDF/A."""
    from PIL import Image, ImageCms, ImageOps

    profile = image.info.get("icc_profile")
    if image.mode == "CMYK" and profile:
        try:
            inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
        except ImageCms.PyCMSError:
            image = image.convert("RGB")
        profile = None
    upright: Image.Image = ImageOps.exif_transpose(image)
    out = io.BytesIO()
    if upright.has_transparency_data:
        upright.save(out, "PNG", icc_profile=profile)
        return _named(out.getvalue(), "image/png", "png", *upright.size)
    upright.convert("L" if upright.mode == "L" else "RGB").save(out, "JPEG", quality=92, icc_profile=profile)
    return _named(out.getvalue(), "image/jpeg", "jpg", *upright.size)


def _vector(data: bytes) -> ImageFile:
    """An SVG image, checked to be well-formed, to have a size, and to contain no script and no external reference."""
    if b"<!ENTITY" in data:
        raise ImageError(Message("it defines XML entities", "其中定义了 XML 实体"))
    if ACTIVE.search(data):
        raise ImageError(Message("it contains a script", "其中含有脚本"))
    if EXTERNAL.search(re.sub(rb"xmlns(:\w+)?\s*=\s*([\"']).*?\2", b"", data)):
        raise ImageError(Message("it refers to another file", "其中引用了其他文件"))
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - a document type with entities was refused above
    except ElementTree.ParseError as error:
        raise ImageError(Message(f"its XML is not well-formed: {error}", f"XML 格式有误：{error}")) from error
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ImageError(Message("it is not an image", "这不是图片文件"))
    box = [float(n) for n in re.findall(r"-?[\d.]+", root.get("viewBox", ""))]
    width, height = (_length(root.get(name)) or size for name, size in zip(("width", "height"), box[2:] or (0, 0), strict=True))
    if not (width and height):
        raise ImageError(Message("it has no size (viewBox)", "没有尺寸（viewBox）"))
    return _named(data, "image/svg+xml", "svg", round(width), round(height))


def _length(value: str | None) -> float:
    match = re.fullmatch(r"\s*([\d.]+)\s*(px|pt|mm|cm|in)?\s*", value or "")
    units = {None: 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
    return float(match[1]) * units[match[2]] if match else 0.0


def _named(data: bytes, media_type: str, suffix: str, width: int, height: int) -> ImageFile:
    name = f"{hashlib.sha256(data).hexdigest()[:16]}.{suffix}"
    return ImageFile(name, media_type, data, width, height)
