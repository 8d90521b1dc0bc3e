"""Computed styles, known from one element, page and document to the next: what the same rules come to is worked out once.

WeasyPrint finds the rules of each element, works out each property of each style when it is first asked for, and forgets all with the
document. Here what was found and worked out stays with the fonts that it was worked out for, in a tree: a style is found under that of
its parent by the rules that apply to it. The rules of a stylesheet are the same objects in every document, since a stylesheet is parsed
once. A value is remembered as it was worked out, never as the engine changed it later.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import inf
from typing import Any

from weasyprint import css

from jiangyi.engine.patches import Replaced

Cascaded = dict[str, tuple[Any, Any]]
"""Values before they are worked out, with their weights, by the names of their properties."""

MANY = 5_000
"""Styles that are remembered, some kilobytes each; where there are more when a document begins, all are forgotten."""
OF_ONE = "anchor"
"""The property that belongs to one element alone: its id."""
SIZED = "{http://www.w3.org/2000/svg}svg"
"""The element whose attributes `width` and `height` are rules too."""


@dataclass(slots=True)
class Known:
    """What is known of a style, and of those under it."""

    cascaded: Cascaded
    """The rules that apply, by property."""
    pseudos: Mapping[str, Cascaded] = field(default_factory=dict)
    """The rules that apply to its pseudo-elements."""
    kept: Any = ()
    """What it is found by, so that nothing else can get the identity of a part of it."""
    values: dict[str, Any] = field(default_factory=dict)
    specified: dict[str, Any] = field(default_factory=dict)
    anonymous: dict[str, Any] = field(default_factory=dict)
    """Values of boxes that no element made, in a box of this style."""
    under: dict[Hashable, "Known"] = field(default_factory=dict)


class Memory:
    """Every style that was worked out for some fonts."""

    def __init__(self) -> None:
        """Know nothing."""
        self.forget()

    def forget(self) -> None:
        """Know nothing any more."""
        self.root, self.count = Known({}), 0

    def find(self, parent: Known, key: Hashable, begin: Callable[[], Known]) -> Known:
        """What is known of a style in a parent; where nothing is, it begins with what `begin` finds."""
        known = parent.under.get(key)
        if known is None:
            known = parent.under[key] = begin()
            self.count += 1
        return known


class PageSizes(dict[str, Any]):
    """The sizes of the first page; a value that was worked out from them is no document's but this one's."""

    def __init__(self, memory: Memory) -> None:
        """Sizes that are not known yet."""
        super().__init__(box=None, area=None)
        self.memory: Memory | None = memory

    def __getitem__(self, key: str) -> Any:
        """A size; from now on nothing that this document works out is remembered."""
        if self.memory:
            self.memory.forget()
            self.memory = None
        return super().__getitem__(key)


class KnownStyle(css.ComputedStyle):  # type: ignore[misc]
    """A style that begins with what is known of it."""

    known: Known

    def begin(self, known: Known) -> None:
        """Take what is known, and add to it."""
        self.known = known
        self.update(known.values)
        self.specified = known.specified
        self[OF_ONE] = None

    def __missing__(self, key: str) -> Any:
        values = self.known.values
        if key in values:  # another style of the same rules has worked it out since this one began
            value = self[key] = values[key]
            return value
        value = super().__missing__(key)
        if self.initial_page_sizes.memory:
            values[key] = value
        return value

    @cached_property
    def anonymous_style(self) -> "AnonymousStyle":
        """The style of boxes in it that no element made."""
        style = AnonymousStyle(self)
        style.update(self.known.anonymous)
        return style


class AnonymousStyle(css.AnonymousStyle):  # type: ignore[misc]
    """The style of boxes that no element made, which begins with what is known of it."""

    def __missing__(self, key: str) -> Any:
        value = super().__missing__(key)
        parent = self.parent_style
        if parent.initial_page_sizes.memory:
            parent.known.anonymous[key] = value
        return value


class Styles(dict[tuple[Any, str | None], KnownStyle]):
    """The styles of a document by element and pseudo-element; those of pseudo-elements are made when they are asked for."""

    def __init__(self, make: Callable[[KnownStyle, str, Cascaded], KnownStyle]) -> None:
        """Styles that `make` makes, of a pseudo-element by its element's style, its name and its rules."""
        super().__init__()
        self.make = make
        self.made: dict[tuple[int, str], KnownStyle] = {}

    def get(self, key: tuple[Any, str | None], default: Any = None) -> Any:
        """A style; the default where there are no rules for such a pseudo-element."""
        element, pseudo = key
        if pseudo is None or key in self:
            return super().get(key, default)
        parent = super().get((element, None))
        rules = parent.known.pseudos.get(pseudo) if parent is not None else None
        if parent is None or rules is None:
            return default
        name = (id(parent), pseudo)
        if name not in self.made:
            self.made[name] = self.make(parent, pseudo, rules)
        return self.made[name]


# What stands in for methods of the engine's StyleFor ---------------------------------------------------------


def start(styles: Any, html: Any, sheets: Any, presentational_hints: bool, font_config: Any, target_collector: Any) -> None:  # noqa: FBT001
    """Find the style of every element of a document; what the engine's `__init__` does."""
    memory = font_config.__dict__.setdefault("known_styles", Memory())
    if memory.count > MANY:
        memory.forget()
    styles.initial_page_sizes = PageSizes(memory)
    styles.font_config, styles._sheets, styles._cascaded_styles = font_config, sheets, {}
    root = html.etree_element

    def pseudo(parent: KnownStyle, name: str, rules: Cascaded) -> KnownStyle:
        known = memory.find(parent.known, name, lambda: Known(rules))
        return made(styles, known, name, parent, computed[root, None], html.base_url)

    computed = styles._computed_styles = Styles(pseudo)
    written = _written(root, html.base_url, presentational_hints)
    shared: dict[tuple[int, int], KnownStyle] = {}
    for element in html.wrapper_element.iter_subtree():
        tree, own = element.etree_element, written.get(element.etree_element, ())
        matches = [(sheet, origin, weight, match) for sheet, origin, weight in sheets for match in sheet.matcher.match(element)]
        parent = computed[element.parent.etree_element, None] if element.parent else None
        key = (*(text for _, text, *_ in own), *(id(match[3]) for *_, match in matches))
        known = memory.find(parent.known if parent else memory.root, key, partial(_found, matches, own))
        anchor = tree.get("id") or (tree.get("name") if tree.tag == "a" else None)
        style = None if anchor else shared.get((id(parent), id(known)))
        if style is None:
            root_style = computed[root, None] if parent else css.InitialStyle(font_config)
            style = made(styles, known, None, parent, root_style, html.base_url)
        if anchor:
            style[OF_ONE] = anchor
            target_collector.collect_anchor(anchor)
        else:
            shared[id(parent), id(known)] = style
        computed[tree, None] = style


class _Telling:
    """Those elements of a tree that may say anything of their style: most have an id at most."""

    def __init__(self, root: Any, hints: bool) -> None:  # noqa: FBT001
        self.root, self.hints = root, hints

    def iter(self) -> Iterator[Any]:
        return (one for one in self.root.iter() if self.hints or one.tag == SIZED or one.get("style") or one.get("lang"))


Written = tuple[tuple[Any, ...], Hashable, Iterable[Any], Any]
"""What an element says of its own style: its weight, what tells it apart, its declarations, and what addresses in it start from."""


def _written(root: Any, base_url: Any, hints: bool) -> dict[Any, list[Written]]:  # noqa: FBT001
    """What each element says of its own style, but its id."""
    found: dict[Any, list[Written]] = {}
    for specificity, element, declarations, base in css.find_style_attributes(_Telling(root, hints), hints, base_url):
        listed = tuple(declarations)
        if listed[:1] and getattr(listed[0], "name", "") == "-weasy-anchor":
            continue
        text = "".join(declaration.serialize() for declaration in listed)
        found.setdefault(element, []).append((specificity, text, listed, base))
    return found


def _found(matches: Iterable[Any], written: Iterable[Written]) -> Known:
    """What applies to an element and its pseudo-elements, by the cascade (CSS Cascade 5 §6)."""
    cascaded: dict[str | None, Cascaded] = {None: {}}
    for pseudo, origin, layer, specificity, declarations in _ranked(matches, written):
        rules = cascaded.setdefault(pseudo, {})
        for name, value, importance in declarations:
            weight = (css.declaration_precedence(origin, importance), layer, specificity)
            if name not in rules or rules[name][1] <= weight:
                rules[name] = value, weight
    return Known(cascaded[None], {name: rules for name, rules in cascaded.items() if name}, matches)


def _ranked(matches: Iterable[Any], written: Iterable[Written]) -> Iterator[tuple[Any, ...]]:
    for specificity, _, declarations, base in written:
        yield None, "author", inf, specificity, css.preprocess_declarations(base, declarations)
    for sheet, origin, of_sheet, (specificity, _, pseudo, (declarations, layer)) in matches:
        yield pseudo, origin, inf if layer is None else sheet.layers.index(layer), of_sheet or specificity, declarations


def made(styles: Any, known: Known, pseudo: str | None, parent: Any, root: Any, base_url: Any) -> KnownStyle:
    """A style that begins with what is known of it."""
    style = KnownStyle(parent, known.cascaded, pseudo, root, base_url, styles.font_config, styles.initial_page_sizes)
    style.begin(known)
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
    """Find the style of a page or of a box in its margin; what the engine's method of the same name does."""
    computed, memory = styles._computed_styles, styles.font_config.known_styles
    cascaded = styles._cascaded_styles.get((element, pseudo_type), {})
    key = (pseudo_type, *((name, id(value), *weight[:2], *weight[2]) for name, (value, weight) in cascaded.items()))
    above = computed[parent, None]
    known = memory.find(above.known, key, lambda: Known(cascaded.copy()))
    computed[element, pseudo_type] = made(styles, known, pseudo_type, above, computed[root, None], base_url)


REPLACED = Replaced(
    {
        (css.StyleFor, "__init__"): (start, "self html sheets presentational_hints font_config target_collector"),
        (css.StyleFor, "set_computed_styles"): (
            set_computed_styles,
            "self element parent root pseudo_type base_url target_collector",
        ),
    }
)
