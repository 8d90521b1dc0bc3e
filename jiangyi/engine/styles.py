"""Computed styles that are reused from one element, page and document to the next.

WeasyPrint finds the rules of each element, computes each property of each style when it is first needed, and drops everything with
the document. Here the results are kept in a tree with the fonts that they were computed for (`caches.StyleTree`): a style is found
under its parent's by the rules that apply to it. The rules of a stylesheet are the same objects in every document, since a stylesheet
is parsed once. A value is stored as it was computed, never as the engine changed it later.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property, partial
from math import inf
from typing import Any

from weasyprint import css

from jiangyi.engine.caches import CascadedRules, LayoutCaches, StyleFacts, StyleNode, caches_of_fonts

PER_ELEMENT = "anchor"
"""The property that is never shared, since it is the id of one element."""
SVG = "{http://www.w3.org/2000/svg}svg"
"""The element whose attributes `width` and `height` are style rules too."""


class PageSizes(dict[str, Any]):
    """The sizes of a document's first page, which the engine fills in; a value computed from them is valid for this document only."""

    def __init__(self, caches: LayoutCaches) -> None:
        super().__init__(box=None, area=None)
        self.caches = caches
        self.is_cacheable = True
        """Whether values that this document computes may be stored."""

    def __getitem__(self, key: str) -> Any:
        """A size. From now on nothing that this document computes is stored, and what was stored is dropped."""
        if self.is_cacheable:
            self.caches.styles.clear()
            self.is_cacheable = False
        return super().__getitem__(key)


class CachedStyle(css.ComputedStyle):  # type: ignore[misc]
    """A style that starts with the stored values of its node, and adds to them."""

    node: StyleNode
    caches: LayoutCaches
    facts: StyleFacts

    def bind(self, node: StyleNode, caches: LayoutCaches) -> None:
        """Use the values of a node, and store there what will be computed."""
        self.node, self.caches = node, caches
        self.facts = node.facts if self.initial_page_sizes.is_cacheable else StyleFacts()
        self.update(node.values)
        self.specified = node.specified
        self[PER_ELEMENT] = None

    def __missing__(self, key: str) -> Any:
        values = self.node.values
        if key in values:  # another style of the same node has computed it in the meantime
            value = self[key] = values[key]
            return value
        value = super().__missing__(key)
        if self.initial_page_sizes.is_cacheable:
            values[key] = value
        return value

    @cached_property
    def anonymous_style(self) -> "CachedAnonymousStyle":
        """The style of the anonymous boxes in a box of this style."""
        style = CachedAnonymousStyle(self)
        style.caches = self.caches
        style.facts = self.node.anonymous_facts if self.initial_page_sizes.is_cacheable else StyleFacts()
        style.update(self.node.anonymous)
        return style


class CachedAnonymousStyle(css.AnonymousStyle):  # type: ignore[misc]
    """The style of anonymous boxes, which starts with the stored values of its parent's node."""

    caches: LayoutCaches
    facts: StyleFacts

    def __missing__(self, key: str) -> Any:
        value = super().__missing__(key)
        parent = self.parent_style
        if parent.initial_page_sizes.is_cacheable:
            parent.node.anonymous[key] = value
        return value


class StyleMap(dict[tuple[Any, str | None], CachedStyle]):
    """The styles of a document by element and pseudo-element; those of pseudo-elements are created when they are first looked up."""

    def __init__(self, create: Callable[[CachedStyle, str, CascadedRules], CachedStyle]) -> None:
        """`create` makes the style of a pseudo-element from its element's style, its name and its rules."""
        super().__init__()
        self.create = create
        self.pseudos: dict[tuple[int, str], CachedStyle] = {}
        self.page_types: dict[Hashable, Any] = {}
        """The first type of pages to which some rules apply, by these rules."""

    def get(self, key: tuple[Any, str | None], default: Any = None) -> Any:
        """A style; the default where no rules apply to such a pseudo-element."""
        element, pseudo = key
        if pseudo is None or key in self:
            return super().get(key, default)
        parent = super().get((element, None))
        rules = parent.node.pseudos.get(pseudo) if parent is not None else None
        if parent is None or rules is None:
            return default
        name = (id(parent), pseudo)
        if name not in self.pseudos:
            self.pseudos[name] = self.create(parent, pseudo, rules)
        return self.pseudos[name]


# Replacements of methods of the engine's StyleFor ------------------------------------------------------------


def init_style_for(
    styles: Any,
    html: Any,
    sheets: Any,
    presentational_hints: bool,  # noqa: FBT001
    font_config: Any,
    target_collector: Any,
) -> None:
    """Compute the style of every element of a document. Replaces `StyleFor.__init__`."""
    caches = caches_of_fonts(font_config)
    caches.clear_full()
    tree = caches.styles
    styles.initial_page_sizes = PageSizes(caches)
    styles.font_config, styles._sheets, styles._cascaded_styles = font_config, sheets, {}
    root = html.etree_element

    def create_pseudo(parent: CachedStyle, name: str, rules: CascadedRules) -> CachedStyle:
        node = tree.find_or_create(parent.node, name, lambda: StyleNode(rules))
        return create_style(styles, node, name, parent, computed[root, None], html.base_url)

    computed = styles._computed_styles = StyleMap(create_pseudo)
    attributes = _style_attributes(root, html.base_url, presentational_hints)
    shared: dict[tuple[int, int], CachedStyle] = {}
    for wrapper in html.wrapper_element.iter_subtree():
        element, own = wrapper.etree_element, attributes.get(wrapper.etree_element, ())
        matches = [(sheet, origin, weight, match) for sheet, origin, weight in sheets for match in sheet.matcher.match(wrapper)]
        parent = computed[wrapper.parent.etree_element, None] if wrapper.parent else None
        key = (*(text for _, text, *_ in own), *(id(match[3]) for *_, match in matches))
        node = tree.find_or_create(parent.node if parent else tree.root, key, partial(_cascade, matches, own))
        anchor = element.get("id") or (element.get("name") if element.tag == "a" else None)
        style = None if anchor else shared.get((id(parent), id(node)))
        if style is None:
            root_style = computed[root, None] if parent else css.InitialStyle(font_config)
            style = create_style(styles, node, None, parent, root_style, html.base_url)
        if anchor:
            style[PER_ELEMENT] = anchor
            target_collector.collect_anchor(anchor)
        else:
            shared[id(parent), id(node)] = style
        computed[element, None] = style


class _StyledElements:
    """The elements of a tree that may have style attributes, so that the engine doesn't look at all: most have an id at most."""

    def __init__(self, root: Any, hints: bool) -> None:  # noqa: FBT001
        self.root, self.hints = root, hints

    def iter(self) -> Iterator[Any]:
        return (element for element in self.root.iter() if self.hints or element.tag == SVG or element.get("style") or element.get("lang"))


StyleAttribute = tuple[tuple[Any, ...], Hashable, Iterable[Any], Any]
"""Declarations of one element: their specificity, their text as a key, the declarations, and the base URL of addresses in them."""


def _style_attributes(root: Any, base_url: Any, hints: bool) -> dict[Any, list[StyleAttribute]]:  # noqa: FBT001
    """The declarations in attributes of each element, without its id."""
    found: dict[Any, list[StyleAttribute]] = {}
    for specificity, element, declarations, base in css.find_style_attributes(_StyledElements(root, hints), hints, base_url):
        listed = tuple(declarations)
        if listed[:1] and getattr(listed[0], "name", "") == "-weasy-anchor":
            continue
        text = "".join(declaration.serialize() for declaration in listed)
        found.setdefault(element, []).append((specificity, text, listed, base))
    return found


def _cascade(matches: Iterable[Any], attributes: Iterable[StyleAttribute]) -> StyleNode:
    """The rules that apply to an element and its pseudo-elements (CSS Cascade 5 §6)."""
    cascaded: dict[str | None, CascadedRules] = {None: {}}
    for pseudo, origin, layer, specificity, declarations in _declarations(matches, attributes):
        rules = cascaded.setdefault(pseudo, {})
        for name, value, importance in declarations:
            weight = (css.declaration_precedence(origin, importance), layer, specificity)
            if name not in rules or rules[name][1] <= weight:
                rules[name] = value, weight
    return StyleNode(cascaded[None], {name: rules for name, rules in cascaded.items() if name}, matches)


def _declarations(matches: Iterable[Any], attributes: Iterable[StyleAttribute]) -> Iterator[tuple[Any, ...]]:
    for specificity, _, declarations, base in attributes:
        yield None, "author", inf, specificity, css.preprocess_declarations(base, declarations)
    for sheet, origin, sheet_specificity, (specificity, _, pseudo, (declarations, layer)) in matches:
        yield pseudo, origin, inf if layer is None else sheet.layers.index(layer), sheet_specificity or specificity, declarations


def create_style(styles: Any, node: StyleNode, pseudo: str | None, parent: Any, root: Any, base_url: Any) -> CachedStyle:
    """A style that uses the stored values of a node."""
    sizes = styles.initial_page_sizes
    style = CachedStyle(parent, node.cascaded, pseudo, root, base_url, styles.font_config, sizes)
    style.bind(node, sizes.caches)
    return style


def set_computed_styles(
    styles: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: Any = None,
    base_url: Any = None,
    target_collector: Any = None,  # noqa: ARG001 - a page has no anchor
) -> None:
    """Compute the style of a page or of a margin box. Replaces `StyleFor.set_computed_styles`."""
    computed, tree = styles._computed_styles, styles.initial_page_sizes.caches.styles
    cascaded = styles._cascaded_styles.get((element, pseudo_type), {})
    key = (pseudo_type, *((name, id(value), *weight[:2], *weight[2]) for name, (value, weight) in cascaded.items()))
    parent_style = computed[parent, None]
    node = tree.find_or_create(parent_style.node, key, lambda: StyleNode(cascaded.copy()))
    computed[element, pseudo_type] = create_style(styles, node, pseudo_type, parent_style, computed[root, None], base_url)
