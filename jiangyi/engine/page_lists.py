"""Lay out the pages of a long document in time proportional to their number.

For each page the engine looks at every other page: at its margin boxes, to find those of this page, and at its fixed boxes, of which a
book usually has none. That is half of the time for 1,000 pages. For each place that page numbers refer to, it looks at all references.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any

from weasyprint import layout as engine
from weasyprint.css.targets import TargetCollector

from jiangyi.engine.styles import StyleMap

_engine_layout_fixed_boxes = engine.layout_fixed_boxes
_engine_cache_target_page_counters = TargetCollector.cache_target_page_counters
_fixed_boxes = attrgetter("fixed_boxes")
REFERENCES = "jiangyi_references"
"""The attribute of a collector that holds the references with page numbers by the place that they refer to."""


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


def cache_target_page_counters(collector: Any, anchor_name: str, page_counter_values: Any, page_maker_index: int, page_maker: Any) -> None:
    """Update the references to a place on a page. Replaces `TargetCollector.cache_target_page_counters`, which looks at all others too."""
    if collector.collecting:
        return
    whole = collector.counter_lookup_items
    collector.counter_lookup_items = _references(collector).get(anchor_name, {})
    try:
        _engine_cache_target_page_counters(collector, anchor_name, page_counter_values, page_maker_index, page_maker)
    finally:
        collector.counter_lookup_items = whole


def _references(collector: Any) -> dict[str, dict[Any, Any]]:
    """The references with page numbers by the place that they refer to; there are no new ones once pages are made."""
    found: dict[str, dict[Any, Any]] | None = collector.__dict__.get(REFERENCES)
    if found is None:
        found = {}
        for key, item in collector.counter_lookup_items.items():
            for anchor_name in item.missing_target_counters:
                found.setdefault(anchor_name, {})[key] = item
        setattr(collector, REFERENCES, found)
    return found
