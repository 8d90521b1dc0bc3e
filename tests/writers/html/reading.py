"""What the tests read of the HTML edition and of an EPUB: words in order, with a sign where a printed page begins."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tinyhtml5
from lxml import etree

from tests.support import spine, strip_spaces

XHTML = "{http://www.w3.org/1999/xhtml}"
LOW_LINE = "＿"
"""A blank, whose words the page may show in place of it."""
OTHER_PLACES = ("cover.xhtml", "toc.xhtml", "nav.xhtml")
"""Documents of an EPUB that have nothing of the text."""
OUTSIDE = {"rt", "rp", "summary", "button"}
OUTSIDE_CLASSES = {"linear", "notes"}
"""What one of both has elsewhere or not at all: notes stand in other places, and words that are shown when they are asked for."""


def read_page(path: Path) -> Any:
    """The tree of a page, as browsers parse it (HTML §13.2)."""
    return tinyhtml5.parse(path.read_text("utf-8"), namespace_html_elements=False)


def find_main(tree: Any) -> Any:
    """The element with the text."""
    return next(tree.iter("main"))


def read_html(path: Path) -> str:
    """The words of the HTML edition."""
    return strip_spaces("".join(_iter_words(find_main(read_page(path))))).replace(LOW_LINE, "")


def read_epub(path: Path) -> str:
    """The words of an EPUB."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in spine(archive) if not name.endswith(OTHER_PLACES)]
        bodies = [etree.fromstring(archive.read(name)).find(f"{XHTML}body") for name in names]
        return strip_spaces("".join(word for body in bodies for word in _iter_words(body))).replace(LOW_LINE, "")


def _iter_words(node: Any) -> Iterator[str]:
    if node.get("role") == "doc-pagebreak":
        yield f"⟦{node.get('title') or node.get('aria-label')}⟧"
    elif not _is_outside(node):
        yield node.text or ""
        for child in node:
            if isinstance(child.tag, str):
                yield from _iter_words(child)
            yield child.tail or ""


def _is_outside(node: Any) -> bool:
    name = node.tag.rsplit("}", 1)[-1]
    return name in OUTSIDE or node.get("role") == "doc-footnote" or not OUTSIDE_CLASSES.isdisjoint((node.get("class") or "").split())
