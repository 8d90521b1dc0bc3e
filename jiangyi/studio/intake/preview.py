"""The result of an import as a web page, made by the program's own templates and styles, before anything is written."""

import re
from collections.abc import Mapping

from jiangyi.core import Report, Source
from jiangyi.importing import ImportResult
from jiangyi.model import ImageFile, make_single_book
from jiangyi.passes import build_index
from jiangyi.project import ImageError, Workspace, inspect_image, list_pictures
from jiangyi.readers import read
from jiangyi.render import render_book
from jiangyi.theme import Target, load_theme
from jiangyi.writers import put_pictures_in

SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>", re.DOTALL | re.IGNORECASE)
"""No script runs in the preview."""


def render_preview(workspace: Workspace, result: ImportResult) -> str:
    """The web page of a converted file; empty where it cannot be read."""
    manuscript = read(Source(f"import{result.suffix}", result.text), Report())
    if manuscript is None:
        return ""
    pictures = _load_pictures({key: src for key, (_, src) in list_pictures(manuscript).items()}, result.pictures)
    book = make_single_book(manuscript.handout, pictures)
    page = render_book(book, build_index(book), load_theme(workspace, book.head.theme), Target.WEB)
    return SCRIPT.sub("", put_pictures_in(page))


def _load_pictures(addresses: Mapping[str, str], files: Mapping[str, bytes]) -> dict[str, ImageFile]:
    """The pictures of the result, which are not in content/ yet."""
    found: dict[str, ImageFile] = {}
    for key, src in addresses.items():
        if src in files:
            try:
                found[key] = inspect_image(files[src])
            except ImageError:
                continue
    return found
