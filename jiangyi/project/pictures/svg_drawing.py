"""How much an SVG picture draws: elements are drawn once more for each reference to them, and measured for groups that are transparent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from jiangyi.core import limits
from jiangyi.project.pictures.errors import LimitError
from jiangyi.project.pictures.svg_rules import GRADIENTS, SHAPES, TEXTS

INHERITED = ("fill", "stroke", "marker-start", "marker-mid", "marker-end")
DEFINITIONS = frozenset({"defs", "symbol", "clipPath", "mask", "pattern", "marker", "stop", "title", "desc"}) | GRADIENTS
"""Elements that are drawn only where something refers to them."""
REFERRING = GRADIENTS | {"pattern", "use"}
"""Elements with an address of another one."""
MEASURED = 4
"""How many elements are measured in the time in which one is drawn."""
MAGNIFIED = 1e9
"""By how much transforms and view boxes inside each other may enlarge."""
VIEWPORT = 1000
"""A size in px in which a view box is shown."""
REFERENCE = re.compile(r"(?:url\()?#(i\d+)")
"""A reference to an element of the picture, whose ids were given by us."""
Paints = tuple[str, ...]


def check_repetition(root: Element, repeated: int) -> int:
    """How many elements and letters a picture draws again, added to those before. Raises LimitError for too many, or too many levels."""
    none = ("",) * len(INHERITED)
    elements = list(root.iter())
    ids = {identifier: element for element in elements if (identifier := element.get("id"))}
    if len(ids) * len(elements) > limits.SVG_LOOKUPS.value:
        raise LimitError(limits.SVG_LOOKUPS)
    _measure_depth(root, ids, {}, 0)
    drawing = _Drawing(dict(_find_targets(root, none)), repeated)
    drawing.draw(root, none, 0, 1, again=False)
    return drawing.repeated


def _measure_depth(element: Element, ids: Mapping[str, Element], known: dict[Element, int], depth: int) -> int:
    """The levels in an element, with those of what it refers to. Raises LimitError for too many, or where something contains itself."""
    if depth + known.get(element, 0) > limits.SVG_DEPTH.value:
        raise LimitError(limits.SVG_DEPTH)
    if element not in known:
        found = (REFERENCE.match(value) for name, value in element.attrib.items() if name not in ("id", "lang", "xml:lang"))
        inner = [*element, *(ids[one[1]] for one in found if one and one[1] in ids)]
        known[element] = 1 + max((_measure_depth(child, ids, known, depth + 1) for child in inner), default=0)
    return known[element]


def _find_targets(element: Element, paints: Paints) -> Iterator[tuple[str, tuple[Element, Paints]]]:
    """The elements with an id, by it, each with the paints that it inherits where it stands."""
    if identifier := element.get("id"):
        yield identifier, (element, paints)
    paints = _inherit(element, paints)
    for child in element:
        yield from _find_targets(child, paints)


def _inherit(element: Element, paints: Paints) -> Paints:
    return tuple(
        paint if (own := element.get(name, "inherit")) == "inherit" else own for name, paint in zip(INHERITED, paints, strict=True)
    )


@dataclass
class _Drawing:
    """Follows the engine through a picture, without drawing."""

    targets: dict[str, tuple[Element, Paints]]
    repeated: int

    def draw(self, element: Element, paints: Paints, depth: int, scale: float, *, again: bool) -> int:
        """Draw an element, and return how many there are in it."""
        if depth > limits.SVG_DEPTH.value:
            raise LimitError(limits.SVG_DEPTH)
        scale *= _magnification(element)
        if scale > MAGNIFIED:
            raise LimitError(limits.SVG_NUMBER)
        paints = _inherit(element, paints)
        self._count((1 + len(element) * (element.tag in GRADIENTS) + len(element.text or "") * (element.tag in TEXTS)) * again)
        size = 1 + sum(self.draw(child, paints, depth + 1, scale, again=again) for child in element if child.tag not in DEFINITIONS)
        if element.get("opacity", "1") != "1" or "mask" in element.attrib or (depth and _is_measured(element)):
            self._count(size // MEASURED)
        for name in ("clip-path", "mask"):
            self._follow(element.get(name), depth, scale)
        if element.tag in SHAPES or element.tag in TEXTS:
            for paint in paints[:2]:
                self._follow(paint, depth, scale)
        if element.tag in ("path", "line", "polyline", "polygon") and any(paints[2:]):
            points = 2 + len(element.get("d", "").split()) // 3 + element.get("points", "").count(",")
            for marker in paints[2:]:
                self._count(self._follow(marker, depth, scale) * (points - 1 if marker is paints[3] else 0))
        if element.tag in REFERRING:
            size += self._follow(element.get("xlink:href"), depth, scale, paints)
        return size

    def _follow(self, reference: str | None, depth: int, scale: float, paints: Paints | None = None) -> int:
        """Draw what a value refers to, with the paints of the place of the reference or else its own."""
        found = REFERENCE.match(reference or "")
        if not found or found[1] not in self.targets:
            return 0
        target, own = self.targets[found[1]]
        return self.draw(target, own if paints is None else paints, depth + 1, scale, again=True)

    def _count(self, number: int) -> None:
        self.repeated += number
        if self.repeated > limits.SVG_REPEATED.value:
            raise LimitError(limits.SVG_REPEATED)


def _is_measured(element: Element) -> bool:
    """Whether the engine finds the size of an inner picture by measuring what is in it."""
    return element.tag in ("svg", "symbol") and not ("width" in element.attrib and "height" in element.attrib)


def _magnification(element: Element) -> float:
    """By how much an element enlarges its content at most."""
    factor = 1.0
    for name in ("transform", "patternTransform", "gradientTransform"):
        for function in element.get(name, "").split(")"):
            kind, _, arguments = function.strip().partition("(")
            if kind.startswith(("matrix", "scale")):
                factor *= max(1.0, *(abs(float(number)) for number in arguments.split()[:4]))
    if box := element.get("viewBox"):
        factor *= max(1.0, VIEWPORT / min(map(float, box.split()[2:])))
    return factor
