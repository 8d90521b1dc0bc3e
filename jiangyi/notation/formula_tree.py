"""The structure of a formula, read from its MathML: what its linear text and its spoken words are made from.

Groups that only change the appearance are dissolved. A node has a kind, a text and parts, whose meaning depends on the kind:

- `number`, `letter`, `word` (of several letters, such as sin), `text`, `sign`, `open` and `close` (brackets) have a text,
- `space` has a text only where it is about an em or more,
- `row` has any number of parts,
- `fraction` and `binomial` have the upper and the lower part,
- `root` has the radicand and the index,
- `script` has the base, what is below right of it, and what is above right of it; an absent part is an empty row,
- `stack` has the base, what is below it and what is above it,
- `accent` has the base; its text is the mark,
- `table` has rows of cells; its text is the opening and closing bracket, or empty.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from jiangyi.core import Memo

OPENING, CLOSING = "([{⌊⌈⟨〈（", ")]}⌋⌉⟩〉）"
BARS = frozenset("|‖∥")
LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀")
LIMITS = frozenset(("lim", "max", "min", "sup", "inf", "lim sup", "lim inf", "argmax", "argmin"))
POSTFIX = frozenset("%‰!°′″‴")
"""Signs that belong to what stands before them."""
ARROWS = {"⟶": "→", "⟵": "←", "⟷": "↔", "⟹": "⇒", "⟸": "⇐", "⟺": "⇔", "═": "=", "∣": "|", "⟂": "⊥", "⧵": "∖", "◻": "□"}
"""Signs as they are typed."""
BRACES = frozenset("⏞⏟⏜⏝⎴⎵")
ACCENTS = {
    "→": "\u20d7", "←": "\u20d6", "―": "\u0305", "‾": "\u0305", "¯": "\u0304", "_": "\u0332", "^": "\u0302", "ˆ": "\u0302", "˙": "\u0307",
    "¨": "\u0308", "~": "\u0303", "˜": "\u0303", "˘": "\u0306", "ˇ": "\u030c", "´": "\u0301", "`": "\u0300", "⌢": "⌢",
}  # fmt: skip
"""Marks above or below a base, as combining characters; an arc has none."""
SLASH = "⧸"
WIDE_SPACE = 0.9
"""Em: a narrower space only separates signs."""
LAST_OF_PLANE = 0xFFFF
TRANSPARENT = frozenset(("math", "mrow", "mstyle", "mpadded", "menclose", "semantics", "merror", "mtd"))


class FormulaNode(NamedTuple):
    """A part of a formula."""

    kind: str
    text: str = ""
    parts: tuple["FormulaNode", ...] = ()
    upright: bool = False

    @property
    def is_empty(self) -> bool:
        """True for an absent part."""
        return self.kind == "row" and not self.parts


EMPTY = FormulaNode("row")
TREES: Memo[FormulaNode] = Memo("structures of formulas", 4096)


def parse_formula(mathml: str) -> FormulaNode:
    """The structure of a formula in MathML."""
    return TREES.get_or_compute(mathml, None, lambda: _read(ElementTree.fromstring(mathml)))  # noqa: S314 - our own markup


def _read(element: ElementTree.Element) -> FormulaNode:
    tag = element.tag.rpartition("}")[2]
    if tag in TRANSPARENT:
        return _row(_read_children(element))
    text = "".join(map(_plain_letter, element.text or ""))
    match tag:
        case "mn":
            return FormulaNode("number", text)
        case "mtext":
            return FormulaNode("text", " ".join(text.replace("\u00a0", " ").split()) or " ")
        case "mi" | "mo":
            return _sign_or_letter(text.strip(), element)
        case "mspace":
            width = element.get("width", "").removesuffix("em")
            is_wide = width.replace(".", "", 1).isdecimal() and float(width) >= WIDE_SPACE
            return FormulaNode("space", " " * is_wide)
        case "mtable":
            return FormulaNode("table", "", tuple(_read_rows(element)), "0em" in element.get("columnspacing", ""))
        case "msqrt":
            return FormulaNode("root", "", (_row(_read_children(element)), EMPTY))
        case _:
            return _read_pair(tag, element, list(_read_children(element)))


def _plain_letter(character: str) -> str:
    """A letter without the style of an alphabet of mathematics; double-struck letters of sets of numbers, and all else, as they are."""
    return unicodedata.normalize("NFKC", character) if ord(character) > LAST_OF_PLANE else character


def _read_children(element: ElementTree.Element) -> Iterator[FormulaNode]:
    return map(_read, element)


def _read_rows(table: ElementTree.Element) -> Iterator[FormulaNode]:
    for row in table:
        yield FormulaNode("row", "", tuple(_read_children(row)))


def _sign_or_letter(text: str, element: ElementTree.Element) -> FormulaNode:
    """What an identifier or operator is: the converter does not distinguish them by their elements."""
    upright = element.get("mathvariant") == "normal"
    if not text:
        return EMPTY
    if text.isalpha():
        return FormulaNode("letter" if len(text) == 1 else "word", text, (), upright)
    if any(map(str.isalpha, text)):
        return FormulaNode("word", text.replace("\u2009", " "), (), upright)
    if text in OPENING or (text in BARS and element.get("form") == "prefix"):
        return FormulaNode("open", text)
    if text in CLOSING or (text in BARS and element.get("form") == "postfix"):
        return FormulaNode("close", text)
    return FormulaNode("sign", ARROWS.get(text, text))


def _read_pair(tag: str, element: ElementTree.Element, parts: Sequence[FormulaNode]) -> FormulaNode:
    """What has a fixed number of parts."""
    first, second, third = (*parts, EMPTY, EMPTY, EMPTY)[:3]
    match tag:
        case "mfrac":
            return FormulaNode("binomial" if element.get("linethickness") == "0" else "fraction", "", (first, second))
        case "mroot":
            return FormulaNode("root", "", (first, second))
        case "msub" | "munder":
            below, above = second, EMPTY
        case "msup" | "mover":
            below, above = EMPTY, second
        case "msubsup" | "munderover":
            below, above = second, third
        case _:  # a phantom, or what the converter does not make
            return EMPTY
    if tag.startswith("ms") or is_large(first) or first.kind == "word":
        return _script(first, below, above)
    return _stack(first, below, above)


def _script(base: FormulaNode, below: FormulaNode, above: FormulaNode) -> FormulaNode:
    if above.text == "∘" and above.kind == "sign":
        degree = FormulaNode("sign", "°")
        return _row((_script(base, below, EMPTY) if not below.is_empty else base, degree))
    if above.kind == "sign" and above.text in POSTFIX and below.is_empty:
        return _row((base, above))
    return FormulaNode("script", "", (base, below, above))


def _stack(base: FormulaNode, below: FormulaNode, above: FormulaNode) -> FormulaNode:
    if base.kind == "stack":  # one script after the other
        inner, lower, upper = base.parts
        if (lower.is_empty or below.is_empty) and (upper.is_empty or above.is_empty):
            base, below, above = inner, lower if below.is_empty else below, upper if above.is_empty else above
    mark, other = (above, below) if below.is_empty else (below, above)
    if other.is_empty and mark.kind == "sign" and base.kind != "sign" and (mark.text in ACCENTS or mark.text in BRACES):
        return FormulaNode("accent", "\u0332" if mark is below and mark.text in "―_‾" else mark.text, (base,))
    return FormulaNode("stack", "", (base, below, above))


def _row(found: Sequence[FormulaNode] | Iterator[FormulaNode]) -> FormulaNode:
    """Nodes beside each other; one alone stands for itself."""
    parts = list[FormulaNode]()
    for node in found:
        parts += node.parts if node.kind == "row" else (node,)
    parts = _pair_bars(_join_fences(_negate(parts)))
    return parts[0] if len(parts) == 1 else FormulaNode("row", "", tuple(parts))


def _negate(parts: list[FormulaNode]) -> list[FormulaNode]:
    """A slash and the sign that it is set over as one sign."""
    out = list[FormulaNode]()
    for node in parts:
        if out and out[-1].text == SLASH and node.kind == "sign":
            out[-1] = FormulaNode("sign", unicodedata.normalize("NFC", node.text + "\u0338"))
        else:
            out.append(node)
    return out


def _join_fences(parts: list[FormulaNode]) -> list[FormulaNode]:
    """A table with the brackets around it as one node, and so a binomial coefficient."""
    out = list[FormulaNode]()
    number = 0
    while number < len(parts):
        node = parts[number]
        before = out[-1] if out else EMPTY
        after = parts[number + 1] if number + 1 < len(parts) else EMPTY
        if node.kind in ("table", "binomial") and not node.text and _opens(before):
            is_closed = after.kind == "close" or after.text in BARS
            if is_closed or before.text == "{":
                out[-1] = node._replace(text=before.text + after.text * is_closed)
                number += 1 + is_closed
                continue
        out.append(node)
        number += 1
    return out


def _opens(node: FormulaNode) -> bool:
    return node.kind == "open" or (node.kind == "sign" and node.text in BARS)


def _pair_bars(parts: list[FormulaNode]) -> list[FormulaNode]:
    """Bars as brackets, where there is an even number of them that no bracket stands between."""
    places = [place for place, node in enumerate(parts) if node.kind == "sign" and node.text in ("|", "‖")]
    if len(places) % 2:
        return parts
    out = list(parts)
    for number, place in enumerate(places):
        out[place] = FormulaNode("close" if number % 2 else "open", parts[place].text)
    return out


def is_large(node: FormulaNode) -> bool:
    """True for what has limits: a large operator, or a word such as lim."""
    return (node.kind == "sign" and node.text in LARGE) or (node.kind == "word" and node.text in LIMITS)


def is_fenced(node: FormulaNode) -> bool:
    """True if a pair of brackets encloses all of a row."""
    if node.kind != "row" or node.parts[:1] == () or node.parts[0].kind != "open":
        return False
    depth = 0
    for number, part in enumerate(node.parts, 1):
        depth += (part.kind == "open") - (part.kind == "close")
        if not depth:
            return number == len(node.parts)
    return False


def is_upright(node: FormulaNode) -> bool:
    """True for symbols of elements and units, one or more."""
    if node.kind == "row":
        return bool(node.parts) and all(map(is_upright, node.parts))
    return node.upright and node.kind in ("letter", "word")
