"""Parse markup into the tree that the engine lays out: our templates write XHTML, and XML is parsed many times faster than HTML."""

from typing import Any
from xml.etree import ElementTree

import cssselect2
import weasyprint

from jiangyi.engine.patch_table import MARKUP
from jiangyi.engine.patches import is_applicable
from jiangyi.theme import PAGED_MEDIUM


class Markup(weasyprint.HTML):  # type: ignore[misc]
    """A document for the engine, for print. The templates of a workspace may write HTML that is no XML."""

    def __init__(self, html: str, base_url: str, url_fetcher: Any) -> None:
        """Set the attributes that `weasyprint.HTML` sets; its own constructor parses HTML only."""
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, PAGED_MEDIUM
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(_parse_tree(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def parse_markup(html: str, base_url: str, url_fetcher: Any) -> weasyprint.HTML:
    """A document for the engine; `url_fetcher` answers every request for a resource."""
    if is_applicable(MARKUP):
        return Markup(html, base_url, url_fetcher)
    return weasyprint.HTML(string=html, base_url=base_url, url_fetcher=url_fetcher, media_type=PAGED_MEDIUM)


def _parse_tree(html: str) -> Any:
    try:
        return ElementTree.fromstring(html)  # noqa: S314 - our own markup, and that of templates, which are trusted as code is
    except ElementTree.ParseError:
        import tinyhtml5  # late: our own templates never need it

        return tinyhtml5.parse(html, namespace_html_elements=False)
