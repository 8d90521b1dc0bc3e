"""Names in the XML of Word files (ECMA-376 parts 1 and 4), and how values are read from it."""

import re
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
VML = "{urn:schemas-microsoft-com:vml}"
OFFICE = "{urn:schemas-microsoft-com:office:office}"
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R,
    "http://purl.oclc.org/ooxml/officeDocument/math": M,
    "http://purl.oclc.org/ooxml/drawingml/main": A,
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": WP,
    "http://purl.oclc.org/ooxml/drawingml/chart": CHART,
    "http://purl.oclc.org/ooxml/drawingml/diagram": DIAGRAM,
}
"""The namespaces of strict files (ISO/IEC 29500 part 1) with those of transitional files that mean the same."""
UNDERSTOOD = frozenset(
    {
        W14[1:-1],
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
        "http://schemas.microsoft.com/office/drawing/2010/main",
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "http://schemas.microsoft.com/office/word/2015/wordml/symex",
        "http://schemas.microsoft.com/office/drawing/2007/8/2/chart",
    }
)
"""Namespaces whose alternative content is taken in place of the fallback."""
DEEPEST_LEVEL = 8
"""Of the nine levels of a list."""
TWIPS = {"pt": 20.0, "in": 1440.0, "cm": 567.0, "mm": 56.7, "pc": 240.0, "pi": 240.0}
"""Twentieths of a point in each unit of a measure (ST_UniversalMeasure)."""


def local_name(element: Any) -> str:
    """The name of an element without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child_value(element: Any, path: str, default: str = "") -> str:
    """The `w:val` of the first element at a path of names in the main namespace."""
    found = None if element is None else element.find("/".join(W + name for name in path.split("/")))
    return default if found is None else found.get(f"{W}val", default)


def is_enabled(value: str | None) -> bool:
    """The value of an on/off property that is present (ST_OnOff); without a value it is on."""
    return value not in ("0", "false", "off", "none")


def find_switch(properties: Any, name: str) -> bool | None:
    """An on/off property, or None where it is not set."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else is_enabled(found.get(f"{W}val"))


def parse_level(text: str | None) -> int:
    """A level of a list, from 0 (ECMA-376 part 1 §17.9.3)."""
    return max(0, min(parse_integer(text), DEEPEST_LEVEL))


def parse_integer(text: str | None, default: int = 0) -> int:
    """A whole number of at most nine digits, or the default."""
    match = re.match(r"\s*(-?\d{1,9})(?:\.\d*)?\s*$", text or "")
    return int(match[1]) if match else default


def parse_twips(text: str | None) -> float:
    """A measure in twentieths of a point; 0 where it is none."""
    match = re.match(r"\s*(-?\d{1,9}(?:\.\d{1,9})?)\s*([a-z]{2})?\s*$", text or "")
    return float(match[1]) * (TWIPS.get(match[2], 0.0) if match[2] else 1.0) if match else 0.0


def choose_alternatives(root: Any) -> None:
    """Replace alternative content by the first choice that is understood, else by the fallback, else by any choice."""
    for element in list(root.iter(f"{MC}AlternateContent")):
        if element.getparent() is None:
            continue
        choices = element.findall(f"{MC}Choice")
        known = [choice for choice in choices if _is_understood(choice)]
        chosen = (known or element.findall(f"{MC}Fallback") or choices)[:1]
        for inner in [inner for one in chosen for inner in one]:
            element.addprevious(inner)
        element.getparent().remove(element)


def _is_understood(choice: Any) -> bool:
    return all(choice.nsmap.get(prefix) in UNDERSTOOD for prefix in choice.get("Requires", "").split())


def iterate_texts(element: Any) -> Iterator[str]:
    """The texts of an element in order: those of Word, of drawings and of formulas."""
    for text in element.iter(f"{W}t", f"{W}delText", f"{A}t", f"{M}t"):
        yield text.text or ""
