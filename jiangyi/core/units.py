"""Lengths of stylesheets in millimetres: a number with an absolute unit of CSS."""

import re

MILLIMETRES_PER_UNIT = {"mm": 1.0, "cm": 10.0, "q": 0.25, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}
"""Mm per absolute unit (CSS Values and Units 4, §6.2); units are case-insensitive."""
LENGTH = re.compile(r"(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?P<unit>[a-z]+)", re.IGNORECASE)


def to_millimetres(length: str) -> float:
    """Convert a length to mm. Raises ValueError for anything but a number with an absolute unit."""
    found = LENGTH.fullmatch(length.strip())
    if not found or found["unit"].lower() not in MILLIMETRES_PER_UNIT:
        raise ValueError(length)
    return float(found["number"]) * MILLIMETRES_PER_UNIT[found["unit"].lower()]
