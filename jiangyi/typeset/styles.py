"""Computed styles, known from one element, page and document to the next: what the same rules come to is worked out once.

WeasyPrint works out each property of each style when it is first asked for, and forgets all with the document. Here the values stay
with the fonts that they were worked out for, in a tree: a style is found under that of its parent by the rules that apply to it. The
rules of a stylesheet are the same objects in every document, since a stylesheet is parsed once. A value is remembered as it was worked
out, never as the engine changed it later.
"""

import inspect
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tinycss2 import serialize
from weasyprint import css
from weasyprint.layout import inline
from weasyprint.text import line_break

MANY = 20_000
"""Styles that are remembered; when there are more, all are forgotten."""
OF_ONE = "anchor"
"""The property that belongs to one element alone, and is worked out for it: its id."""
BY_VALUE = "lang"
"""The property whose value is written on the element, and is no object of the stylesheet."""

OF_ELEMENTS = (1, 0, 0)
"""The specificity of what stands on an element itself (CSS Style Attributes §3)."""


@dataclass(slots=True)
class Known:
    """What is known of a style, and of those under it."""

    cascaded: dict[str, Any]
    """The rules that apply: kept, so that no other rule can get the identity of one of them."""
    values: dict[str, Any] = field(default_factory=dict)
    specified: dict[str, Any] = field(default_factory=dict)
    anonymous: dict[str, Any] = field(default_factory=dict)
    """Values of boxes that no element made, in a box of this style."""
    under: dict[Any, "Known"] = field(default_factory=dict)


class Memory:
    """Every style that was worked out for some fonts."""

    def __init__(self) -> None:
        """Know nothing."""
        self.forget()

    def forget(self) -> None:
        """Know nothing any more."""
        self.root = Known({})
        self.count = 0

    def find(self, parent: Known, cascaded: dict[str, Any], pseudo_type: str | None) -> Known:
        """What is known of the style of these rules in a parent."""
        key = (pseudo_type, *(_identity(name, *rule) for name, rule in cascaded.items() if name != OF_ONE))
        known = parent.under.get(key)
        if known is None:
            known = parent.under[key] = Known(cascaded.copy())
            self.count += 1
        return known


def _identity(name: str, value: Any, weight: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a rule is the same by: being the same object, or of what stands on the element itself saying the same."""
    if name == BY_VALUE:
        return name, value
    if tuple(weight[2]) == OF_ELEMENTS and name[:2] == "__":
        return name, serialize(value), *weight[:2]
    return name, id(value), *weight[:2], *weight[2]


class PageSizes(dict[str, Any]):
    """The sizes of the first page; a value that was worked out from them is no document's but this one's."""

    def __init__(self, sizes: dict[str, Any], memory: Memory) -> None:
        """Sizes that have not been asked for yet."""
        super().__init__(sizes)
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
        if OF_ONE not in self.cascaded:
            self[OF_ONE] = None

    def __missing__(self, key: str) -> Any:
        value = super().__missing__(key)
        if key != OF_ONE and self.initial_page_sizes.memory:
            self.known.values[key] = value
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
        if key != OF_ONE and parent.initial_page_sizes.memory:
            parent.known.anonymous[key] = value
        return value


def set_computed_styles(
    styles: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, base_url: Any = None, target_collector: Any = None
) -> None:
    """Stands in for the method of the engine's StyleFor: the same style, with what is known of it."""
    memory = _memory(styles)
    computed_styles = styles.get_computed_styles()
    is_root = element == root and pseudo_type is None
    parent_style = None if is_root else computed_styles[parent, None]
    root_style = css.InitialStyle(styles.font_config) if is_root else computed_styles[root, None]
    cascaded = styles.get_cascaded_styles().get((element, pseudo_type), {})
    style = KnownStyle(parent_style, cascaded, pseudo_type, root_style, base_url, styles.font_config, styles.initial_page_sizes)
    style.begin(memory.find(memory.root if is_root else parent_style.known, cascaded, pseudo_type))
    computed_styles[element, pseudo_type] = style
    if target_collector and style["anchor"]:
        target_collector.collect_anchor(style["anchor"])


def strut(style: Any) -> tuple[float, float]:
    """The height of a line and its baseline in px, asked for once a style; what the engine's function of the same name does."""
    known: tuple[float, float] | None = style.__dict__.get("strut")
    if known is None:
        known = style.strut = line_break.strut(style)
    return known


def install() -> bool:
    """Put our method in place; False, and nothing changed, where the engine's is not as expected."""
    if list(inspect.signature(css.StyleFor.set_computed_styles).parameters)[1:] != list(inspect.signature(set_computed_styles).parameters)[1:]:
        return False
    css.StyleFor.set_computed_styles = set_computed_styles
    inline.strut = strut
    return True


def _memory(styles: Any) -> Memory:
    """What is known for the fonts of a document."""
    if not isinstance(styles.initial_page_sizes, PageSizes):
        fonts = styles.font_config.__dict__
        memory = fonts.setdefault("known_styles", Memory())
        if memory.count > MANY:
            memory.forget()
        styles.initial_page_sizes = PageSizes(styles.initial_page_sizes, memory)
    known: Memory = styles.font_config.known_styles
    return known
