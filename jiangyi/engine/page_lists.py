"""Lay out the pages of a long document in time proportional to their number.

For each page the engine looks at every other page: at its margin boxes, to find those of this page, and at its fixed boxes, of which a
book usually has none. That is half of the time for 1,000 pages.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any

from weasyprint import layout as engine

from jiangyi.engine.styles import StyleMap

_engine_layout_fixed_boxes = engine.layout_fixed_boxes
_fixed_boxes = attrgetter("fixed_boxes")


def layout_fixed_boxes(context: Any, pages: Iterable[Any], containing_page: Any) -> Iterator[Any]:
    """Lay out the fixed boxes of pages on another page. Replaces the engine's function, which tests all pages more slowly."""
    return _engine_layout_fixed_boxes(context, filter(_fixed_boxes, pages), containing_page)  # type: ignore[no-any-return]


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """Compute the styles of a page and its margin boxes. Replaces the engine's function, which searches those of all pages for them.

    What applies to a page depends on its type only, so the rules of its margin boxes are those that were just added to the others; for
    a page of a type that was met before nothing is added, and it has its styles already. Types that differ only in the number of the
    page share the styles, of which a book has few.
    """
    cascaded, computed, root = style_for.get_cascaded_styles(), style_for.get_computed_styles(), html.etree_element
    known = len(cascaded)
    style_for.add_page_declarations(page_type)
    added = [*islice(reversed(cascaded), len(cascaded) - known)][::-1]
    if isinstance(computed, StyleMap) and added:
        rules = tuple((pseudo, *_identify(cascaded[page_type, pseudo])) for _, pseudo in added)
        like = computed.page_types.setdefault(rules, page_type)
        if like != page_type:
            for _, pseudo in added:
                cascaded[page_type, pseudo] = cascaded[like, pseudo]
            for pseudo in {None, *(pseudo for _, pseudo in added)}:
                computed[page_type, pseudo] = computed[like, pseudo]
            return
    style_for.set_computed_styles(page_type, root=root, parent=root, base_url=html.base_url)
    for element, pseudo_type in added:
        if pseudo_type:
            style_for.set_computed_styles(element, pseudo_type=pseudo_type, root=root, parent=element, base_url=html.base_url)


def _identify(rules: Mapping[str, Any]) -> Iterator[Hashable]:
    """What determines a style: its properties, values and their precedence."""
    return ((name, id(value), *weight[:2], *weight[2]) for name, (value, weight) in rules.items())
