"""Caches that layouts with the same fonts share: computed styles, Pango layouts and shaped texts, fonts, and the metrics of paragraphs.

All of it depends on the fonts, so there is one `LayoutCaches` for each font configuration, owned by the active session. Each style
of ours refers to it (`styles.CachedStyle`), so that the innermost loops don't ask the session.

What the engine opens or computes again for each document is done once: the fonts of the machine, a Pango layout for each style
of text, the rules that apply to an element and what each property computes to, the lengths of a box, the glyphs of a line. None
of it affects the bytes of a file: a test also makes every file with the engine's own functions.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangyi.core import ById, Memo
from jiangyi.typeset import ParagraphMetrics

MAX_STYLES = 5_000
"""Styles that are cached, of some kilobytes each; where there are more when a document begins, all are dropped."""
MAX_TEXTS = 1_000
"""Shapers, and texts of a shaper; when there are more, all are dropped."""
MAX_PARAGRAPHS = 400
"""Paragraphs whose metrics are cached; when there are more, all are dropped."""

CascadedRules = dict[str, tuple[Any, Any]]
"""Declared values with their weights, by property name."""


@dataclass(slots=True)
class StyleFacts:
    """What layout computes again and again from the values of one style."""

    strut: tuple[float, float] | None = None
    """The height of a line and its baseline, in px."""
    in_normal_flow: bool | None = None
    is_plain: bool | None = None
    """Whether its boxes have neither background, shadow, rounded corners nor image borders."""
    lengths: dict[Hashable, dict[str, Any]] = field(default_factory=dict)
    """The lengths of a box in px, by attribute, by the size of its containing block."""
    is_unbordered: bool | None = None
    """Whether its boxes have neither borders, column rules, masks nor outlines."""
    shaper: Any = None
    """`shaping.Shaper` of texts without decoration and spacing."""


@dataclass(slots=True)
class StyleNode:
    """What was computed of one style; the nodes of the styles that inherit from it are its children."""

    cascaded: CascadedRules
    """The rules that apply, by property."""
    pseudos: Mapping[str, CascadedRules] = field(default_factory=dict)
    """The rules that apply to its pseudo-elements."""
    sources: Any = ()
    """The rules that its key identifies by `id`, kept alive so that no other object gets the same one."""
    values: dict[str, Any] = field(default_factory=dict)
    specified: dict[str, Any] = field(default_factory=dict)
    anonymous: dict[str, Any] = field(default_factory=dict)
    """Values of the anonymous boxes in a box of this style."""
    facts: StyleFacts = field(default_factory=StyleFacts)
    anonymous_facts: StyleFacts = field(default_factory=StyleFacts)
    children: dict[Hashable, "StyleNode"] = field(default_factory=dict)


class StyleTree:
    """Every computed style of some fonts: a style is found under its parent's by the rules that apply to it."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Drop everything."""
        self.root, self.count = StyleNode({}), 0

    def find_or_create(self, parent: StyleNode, key: Hashable, create: Callable[[], StyleNode]) -> StyleNode:
        """The node under a parent that has a key, created where there is none."""
        node = parent.children.get(key)
        if node is None:
            node = parent.children[key] = create()
            self.count += 1
        return node


@dataclass(slots=True)
class LayoutCaches:
    """The caches of one font configuration."""

    styles: StyleTree = field(default_factory=StyleTree)
    shapers: dict[str, Any] = field(default_factory=dict)
    """`shaping.Shaper` by the properties that determine the shape of a text."""
    fonts: dict[int, Any] = field(default_factory=dict)
    """`shaping.FontReference` by the address of the PangoFont."""
    paragraphs: dict[Hashable, ParagraphMetrics] = field(default_factory=dict)
    """Metrics of paragraphs by everything that determines them."""

    def clear_full(self) -> None:
        """Drop what has grown too large; called before a document is laid out."""
        if self.styles.count > MAX_STYLES:
            self.styles.clear()


CACHES = Memo[LayoutCaches]("layout caches", 2)
"""A program sets all its documents with one configuration, and with a new one after a font was installed."""


def caches_of_fonts(font_config: Any) -> LayoutCaches:
    """The caches of a font configuration, from the active session.

    New and empty ones for a configuration with `@font-face` fonts, which belongs to one document and is not to be kept alive, and
    where no session is active: then the styles of a document still share them while that lives.
    """
    if font_config._folder is not None:  # WeasyPrint keeps the files of such fonts in it
        return LayoutCaches()
    return CACHES.get_or_compute(ById(font_config), None, LayoutCaches)


def caches_of_style(style: Any) -> LayoutCaches:
    """The caches that a style refers to; for one that the engine made itself, those of its fonts."""
    caches: LayoutCaches | None = style.__dict__.get("caches")
    return caches_of_fonts(style.font_config) if caches is None else caches
