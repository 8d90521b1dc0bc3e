"""Markup as the tree that the engine lays out: templates write XHTML, which is read many times faster than what may be any HTML."""

from typing import Any
from xml.etree import ElementTree

import cssselect2
import tinyhtml5
import weasyprint

from jiangyi.theme import PAGED_MEDIUM


class Markup(weasyprint.HTML):  # type: ignore[misc]
    """A document of the engine; of a workspace's own templates it may be HTML that is no XML."""

    def __init__(self, html: str, base_url: str, url_fetcher: Any) -> None:
        """Read it, for print."""
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, PAGED_MEDIUM
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(_tree(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _tree(html: str) -> Any:
    try:
        return ElementTree.fromstring(html)  # noqa: S314 - our own markup, and that of templates, which are trusted as code is
    except ElementTree.ParseError:
        return tinyhtml5.parse(html, namespace_html_elements=False)
