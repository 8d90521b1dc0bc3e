"""Load the pictures of a handout, each once, and report those that cannot be used at their places."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jiangyi.core import LocatedData, Report, Span, limits, show_name, timed
from jiangyi.model import COVER_PICTURES, Block, Figure, Head, ImageFile, InlineImage, Manuscript, picture_key
from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.project.pictures.finder import PictureFinder
from jiangyi.project.pictures.inspection import InspectedImage, inspect_once
from jiangyi.project.workspace import FileKind, FileRefused, Workspace

REMOTE = re.compile(r"https?:", re.IGNORECASE)
SHOWN = 6
"""How many parts that were left out of a picture a message names."""


@timed("checking")
def load_images(manuscript: Manuscript, workspace: Workspace, report: Report) -> Mapping[str, ImageFile]:
    """The images of a handout by the keys of `list_pictures`; each that is missing, broken or outside the workspace is reported."""
    shown = Counter(picture_key(item.src) for _, item in manuscript.find_inlines(InlineImage))
    places = {key: (src, manuscript.locate(block, src)) for key, (block, src) in list_pictures(manuscript).items()}
    return _load(places, shown, PictureFinder(workspace, manuscript.source.name), workspace, report)


@timed("checking")
def load_head_images(head: Head, located: LocatedData | None, name: str, workspace: Workspace, report: Report) -> Mapping[str, ImageFile]:
    """The images that a head names, by the keys of COVER_PICTURES; `name` is that of its file."""
    places = {
        key: (src, located.value_span((field,)) if located else Span(name))
        for field, key in COVER_PICTURES.items()
        if (src := getattr(head, field))
    }
    return _load(places, Counter(), PictureFinder(workspace, name), workspace, report) if places else {}


def _load(
    places: Mapping[str, tuple[str, Span]], shown: Mapping[str, int], finder: PictureFinder, workspace: Workspace, report: Report
) -> Mapping[str, ImageFile]:
    """The images of some addresses, by key; `shown` says how often an image stands in lines, where that is more than once."""
    found: dict[str, ImageFile] = {}
    drawn, known = 0, dict[str, tuple[ImageFile, InspectedImage] | ImageError]()
    for key, (src, place) in places.items():
        read = _read(src, finder, place, workspace, report)
        if read is None:
            continue
        name, data = read
        try:
            image, inspected = _inspect_again(data, name, known)
            drawn += inspected.drawn * max(1, shown.get(key, 0))
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
    """The block and the address of each picture: by block id for a figure, by `picture_key` for those that stand in lines.

    Those of a cover have no block and the keys of COVER_PICTURES.
    """
    found: dict[str, tuple[Block | None, str]] = {block.id: (block, block.src) for block in manuscript.find_blocks(Figure)}
    for block, item in manuscript.find_inlines(InlineImage):
        found.setdefault(picture_key(item.src), (block, item.src))
    head = manuscript.handout
    found |= {key: (None, src) for field, key in COVER_PICTURES.items() if (src := getattr(head, field))}
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
            found[block] = replace(inspect_once(_read_file(path))[0], file=name)
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
        report.add("picture-outside", place, src=show_name(src), file=_name_file(src))
        return None
    try:
        path = finder.find(src)
    except FileRefused as refused:
        if refused.is_missing:
            report.add("picture-missing", place, src=refused.name, near=finder.suggest(src))
        elif refused.is_outside:
            report.add("picture-outside", place, src=refused.name, file=_name_file(src))
        else:
            refused.report(report, place)
        return None
    try:
        return workspace.name(path), _read_file(path)
    except LimitError as error:
        error.report(report, place, src)
        return None


def _name_file(src: str) -> str:
    """The name of a file at the end of a path of any system."""
    return show_name(re.split(r"[\\/]", src)[-1]) if not src.lower().startswith("data:") else "1.png"


def _read_file(path: Path) -> bytes:
    """The bytes of a file of limited size. Raises LimitError."""
    if path.stat().st_size > limits.PICTURE_BYTES.value:
        raise LimitError(limits.PICTURE_BYTES)
    return path.read_bytes()


def _fetch(src: str, place: Span, workspace: Workspace, report: Report) -> bytes | None:
    if not workspace.allow_remote:
        report.add("picture-remote", place, src=show_name(src))
        return None
    from jiangyi.project.pictures.remote import FetchError, fetch_picture

    try:
        return fetch_picture(src)
    except FetchError as error:
        if error.limit:
            error.limit.report(report, place)
        else:
            report.add("picture-unreachable", place, src=show_name(src), problem=error.problem)
        return None


def _inspect_again(
    data: bytes, name: str, known: dict[str, tuple[ImageFile, InspectedImage] | ImageError]
) -> tuple[ImageFile, InspectedImage]:
    """An image that may be one of those found before, by name. Raises ImageError."""
    if name not in known:
        try:
            known[name] = inspect_once(data)
        except ImageError as error:
            known[name] = error
    found = known[name]
    if isinstance(found, ImageError):
        raise found
    return found
