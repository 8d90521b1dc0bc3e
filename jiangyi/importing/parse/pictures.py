"""Find the pictures that a text refers to and store them beside the handout; one that cannot be shown becomes a link or a gap."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from jiangyi.core import fold_name, make_safe_stem
from jiangyi.importing.decisions import DecisionLog, shorten
from jiangyi.importing.emit import escape_inline
from jiangyi.model import ImageFile
from jiangyi.project import ImageError, inspect_image

Data = dict[str, Any]
PictureFinder = Callable[[str], tuple[str, bytes] | None]
"""Returns the file name and the bytes of a picture by its reference in the text, or None."""
FOLDER = "pictures"
"""The folder of pictures, relative to the handout."""
EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,(?P<data>[A-Za-z0-9+/=\s]+)$")
NAMELESS = re.compile(
    r"^(?:(?:pasted[ _-]?)?(?:image|img|截图|截屏|屏幕截图|screenshot|untitled|未命名"
    r"|微信图片|图片)[\s_-]*[\d:.\s_-]*(?:\(\d+\))?|[0-9a-f]{12,}|\d+)$",
    re.IGNORECASE,
)


def find_nothing(name: str) -> tuple[str, bytes] | None:  # noqa: ARG001 - a PictureFinder
    """The finder for text without a folder: finds no picture."""
    return None


FRAGMENT = re.compile(r"[#?].*", re.DOTALL)
"""What may follow the name of a file in an address."""


WORDS = re.compile(r"[^\W_]")
OPTION = re.compile(r"(?:^|[\s\ufdd4])[A-Ha-h]\s*[.．、)）]\s*$")
"""The label of an option, right before its picture."""
SUFFIX = re.compile(r"png|jpe?g|jfif|gif|webp|svg|bmp|tiff?|heic|avif|ico|[ew]m[fz]", re.IGNORECASE)
"""Suffixes that a picture keeps."""
SIGN_HEIGHT = 72
"""The height in pixels up to which a picture can be read when it is as high as a line."""


@dataclass
class PictureStore:
    """The pictures of one import: their finder, and the files to write by path relative to the handout."""

    find: PictureFinder = find_nothing
    files: dict[str, bytes] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    """The paths of the files, by what is the same name for any file system."""
    _found: dict[str, tuple[str, bytes] | None] = field(default_factory=dict)
    """What the finder has returned, since a picture may be shown many times."""
    _inspected: dict[bytes, ImageFile | ImageError] = field(default_factory=dict)

    def find_once(self, reference: str) -> tuple[str, bytes] | None:
        """The name and content of a picture by its reference."""
        if reference not in self._found:
            self._found[reference] = self.find(reference)
        return self._found[reference]

    def inspect(self, data: bytes) -> ImageFile:
        """A picture with its type and size. Raises ImageError."""
        if data not in self._inspected:
            try:
                self._inspected[data] = inspect_image(data)
            except ImageError as error:
                self._inspected[data] = error
        found = self._inspected[data]
        if isinstance(found, ImageError):
            raise found
        return found

    def place_figure(self, figure: Mapping[str, Any], line: int, log: DecisionLog, *, chinese: bool = True) -> Data:
        """Store the picture of a figure and return the figure with its new path; else a link to it, or a gap that names it."""
        src = str(figure["src"])
        if src in self.files:
            return dict(figure)
        if re.match(r"(?:https?:)?//", src, re.IGNORECASE):
            return _link_to(figure, src, line, log)
        embedded = EMBEDDED.match(src)
        try:
            names = dict.fromkeys((unquote(src), src, unquote(FRAGMENT.sub("", src))))
            found = ("", base64.b64decode(embedded["data"])) if embedded else next(filter(None, map(self.find_once, names)), None)
        except (binascii.Error, ValueError):
            found = None
        return self.place_picture(figure, found, line, log, chinese=chinese)

    def place_picture(
        self, figure: Mapping[str, Any], found: tuple[str, bytes] | None, line: int, log: DecisionLog, *, chinese: bool = True
    ) -> Data:
        """Store a picture, given by name and content, and return its figure with the new path; else a gap that names it."""
        src = str(figure["src"])
        embedded = EMBEDDED.match(src)
        if not found:
            gap = _make_gap(figure, line, shorten(unquote(src), 120) if embedded else unquote(src))
            log.add(line, "picture-missing", gap["was"], "gap")
            return gap
        try:
            picture = self.inspect(found[1])
        except ImageError as error:
            gap = _make_gap(figure, line, found[0] or shorten(src))
            log.add(line, "picture-bad", gap["was"], error.args[0].localize())
            return gap
        name = self.store_picture(found[0] or picture.name, found[1], picture.name.rpartition(".")[2])
        alt = str(figure.get("alt") or "")
        if not alt:
            stem = re.sub(r"\.\w+$", "", found[0])
            alt = ("图片" if chinese else "picture") if not stem or NAMELESS.match(stem) else stem
            log.add(line, "alt", found[0] or shorten(src), alt)
        log.add(line, "picture", unquote(shorten(src, 120)), name)
        return {**figure, "src": name, "alt": alt}

    def stays_in_line(self, figure: Mapping[str, Any], before: str, after: str) -> bool:
        """Whether a stored picture stays in its line: words stand beside it, and it is an option, has a size, or is small as a sign."""
        line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
        if not WORDS.search(line + rest):
            return False
        if OPTION.search(line) or figure.get("width") or figure.get("height"):
            return True
        data = self.files.get(str(figure["src"]))
        return data is not None and self.inspect(data).height <= SIGN_HEIGHT

    def store_picture(self, name: str, data: bytes, kind: str = "png") -> str:
        """Store a picture and return its path; a different picture of the same name gets a part of its digest.

        `kind` is its suffix where the name has none of a picture.
        """
        stem, dot, suffix = re.sub("[#%]", "-", name.strip()).rpartition(".")
        stem, suffix = (stem, suffix) if dot and SUFFIX.fullmatch(suffix) else (name if dot else suffix, kind)
        stem = make_safe_stem(stem, "picture")
        path = f"{FOLDER}/{stem}.{suffix}"
        known = self._names.get(fold_name(path), path)
        if self.files.get(known, data) != data:
            known = f"{FOLDER}/{stem}-{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"
        self._names[fold_name(known)] = known
        self.files[known] = data
        return known


def _link_to(figure: Mapping[str, Any], src: str, line: int, log: DecisionLog) -> Data:
    url = "https:" + src if src.startswith("//") else src
    alt = escape_inline(str(figure.get("alt") or "").strip())
    words = f"图片：{alt}" if alt else "图片"
    gap = _make_gap(figure, line, url)
    log.add(line, "picture-remote", gap["was"])
    if re.search(r"[\s<>]|^https?://(?:$|[\s/])", url):
        return gap
    link = f"（<{figure['link']}>）" if figure.get("link") else ""
    return {"type": "paragraph", "text": f"[{words}]({url.replace('(', '%28').replace(')', '%29')}){link}"}


def _make_gap(figure: Mapping[str, Any], line: int, name: str) -> Data:
    words = " ".join(str(figure[key]) for key in ("alt", "caption", "link") if figure.get(key))
    return {"type": "gap", "line": str(line), "was": " ".join(part for part in (name, words) if part)}
