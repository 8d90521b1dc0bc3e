"""Load the images of a handout, check them, and name them by a digest of their bytes."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from jiangyi.core import Report, Span, limits, show_name, timed
from jiangyi.model import Block, Figure, ImageFile, InlineImage, Manuscript, picture_key
from jiangyi.project.image_errors import ImageError, LimitError
from jiangyi.project.picture_files import PictureFinder
from jiangyi.project.workspace import FileKind, FileRefused, Workspace
from jiangyi.store import digest_bytes, plain_memo

if TYPE_CHECKING:
    from jiangyi.project.svg_images import Usage

REMOTE = re.compile(r"https?:", re.IGNORECASE)
XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How XML begins: in UTF-8 and UTF-16, with and without a byte-order mark (XML 1.0, appendix F)."""
SHOWN = 6
"""How many parts that were left out of a picture a message names."""
INNER_DEPTH = 3
"""Vector pictures inside each other."""


@timed("checking")
def load_images(manuscript: Manuscript, workspace: Workspace, report: Report) -> Mapping[str, ImageFile]:
    """The images of a handout by the keys of `list_pictures`; each that is missing, broken or outside the workspace is reported."""
    found: dict[str, ImageFile] = {}
    finder = PictureFinder(workspace, manuscript.source.name)
    shown = Counter(picture_key(item.src) for _, item in manuscript.find_inlines(InlineImage))
    drawn, known = 0, dict[str, tuple[ImageFile, InspectedImage] | ImageError]()
    for key, (block, src) in list_pictures(manuscript).items():
        place = manuscript.locate(block, src)
        read = _read(src, finder, place, workspace, report)
        if read is None:
            continue
        name, data = read
        try:
            image, inspected = _inspect_again(data, name, known)
            drawn += inspected.drawn * max(1, shown[key])
            if drawn > limits.SVG_DRAWN.value:
                raise LimitError(limits.SVG_DRAWN)
        except ImageError as error:
            error.report(report, place, src)
            continue
        found[key] = replace(image, file=name)
        if dropped := inspected.dropped:
            report.add("picture-simplified", place, src=src, parts=", ".join(dropped[:SHOWN]) + ", …" * (len(dropped) > SHOWN))
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
            found[block] = replace(_inspect_once(_read_file(path))[0], file=name)
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
    try:
        return workspace.name(path), _read_file(path)
    except LimitError as error:
        error.report(report, place, src)
        return None


def _read_file(path: Path) -> bytes:
    """The bytes of a file of limited size. Raises LimitError."""
    if path.stat().st_size > limits.PICTURE_BYTES.value:
        raise LimitError(limits.PICTURE_BYTES)
    return path.read_bytes()


def _fetch(src: str, place: Span, workspace: Workspace, report: Report) -> bytes | None:
    if not workspace.allow_remote:
        report.add("picture-remote", place, src=show_name(src))
        return None
    from jiangyi.project.remote import FetchError, fetch_picture

    try:
        return fetch_picture(src)
    except FetchError as error:
        if error.limit:
            error.limit.report(report, place)
        else:
            report.add("picture-unreachable", place, src=show_name(src), problem=error.problem)
        return None


class InspectedImage(msgspec.Struct, array_like=True, frozen=True):
    """What was found out about an image; its bytes are kept only where they were converted."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\.[a-z]{3,4}\Z")]
    media_type: Annotated[str, msgspec.Meta(pattern=r"^image/[a-z]+(\+xml)?\Z")]
    width: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    height: Annotated[int, msgspec.Meta(ge=0, le=limits.PICTURE_PIXELS.value)]
    converted: bytes
    dropped: tuple[str, ...] = ()
    drawn: int = 0


_INSPECTED = plain_memo("image", InspectedImage, 0)


def _inspect_once(data: bytes) -> tuple[ImageFile, InspectedImage]:
    """An image with what was found out about it, decoded only where no image of these bytes is known. Raises ImageError.

    Of a vector picture nothing is taken from the store, which may be forged: what is drawn was allowed in this process.
    """
    digest = digest_bytes(data)
    if is_xml(data):
        return _describe(data, digest)

    def inspect(_: Report) -> InspectedImage:
        return _describe(data, digest)[1]

    found: InspectedImage = _INSPECTED.get_or_compute(digest, inspect, Report())
    if found.converted and not _is_same_picture(found):
        return _describe(data, digest)
    return ImageFile(found.name, found.media_type, found.converted or data, found.width, found.height, digest=digest), found


def _describe(data: bytes, digest: str) -> tuple[ImageFile, InspectedImage]:
    """An image with what is found out about it. Raises ImageError."""
    image, dropped, drawn = _inspect(data)
    converted = b"" if image.data is data else image.data
    return replace(image, digest=digest), InspectedImage(image.name, image.media_type, image.width, image.height, converted, dropped, drawn)


def _is_same_picture(found: InspectedImage) -> bool:
    """True if the bytes that an image was converted to are an image that is as it was described."""
    from jiangyi.project.raster_images import inspect_raster  # late: most images are not converted

    try:
        image = inspect_raster(found.converted)
    except ImageError:
        return False
    described = (found.name, found.media_type, found.width, found.height)
    return (image.name, image.media_type, image.width, image.height) == described


def _inspect_again(
    data: bytes, name: str, known: dict[str, tuple[ImageFile, InspectedImage] | ImageError]
) -> tuple[ImageFile, InspectedImage]:
    """An image that may be one of those found before, by name. Raises ImageError."""
    if name not in known:
        try:
            known[name] = _inspect_once(data)
        except ImageError as error:
            known[name] = error
    found = known[name]
    if isinstance(found, ImageError):
        raise found
    return found


def inspect_image(data: bytes) -> ImageFile:
    """An image with its type and size. Raises ImageError."""
    return _inspect(data)[0]


def is_xml(data: bytes) -> bool:
    """Whether a file is XML rather than a raster image."""
    return data[:256].lstrip().startswith(XML_STARTS)


def _inspect(data: bytes, usage: "Usage | None" = None) -> tuple[ImageFile, tuple[str, ...], int]:
    """An image with what was left out of it, and how many elements are drawn. Raises ImageError."""
    from jiangyi.project.raster_images import inspect_raster, name_image  # late: most images are known

    if not is_xml(data):
        return inspect_raster(data), (), 0
    from jiangyi.project.svg_images import Usage, clean_svg

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
    return name_image(found.data, "image/svg+xml", "svg", width, height), found.dropped, found.drawn
