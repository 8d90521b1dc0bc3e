"""Read the sizes of pictures as other programs write them."""

import re

SIZE = re.compile(r"^\s*[\"“]?(?P<number>\d{1,4}(?:\.\d+)?)\s*(?P<unit>%|px|pt|cm|mm|in|r?em)?[\"”]?\s*$", re.IGNORECASE)
UNITS = {"": "px", "rem": "em"}
MAX_SHARE = 100


def read_length(size: str) -> str:
    """A length in the units of handouts; "" for what is none, such as auto. A number alone is pixels."""
    match = SIZE.match(size)
    if not match or not float(match["number"]):
        return ""
    unit = (match["unit"] or "").lower()
    if unit == "%":
        return f"{max(1, min(MAX_SHARE, round(float(match['number']))))}%"
    return f"{match['number']}{UNITS.get(unit, unit)}"


def read_pixels(size: str) -> dict[str, str]:
    """The width and height of `300` or `300x200` (Obsidian), in pixels; empty for anything else."""
    match = re.fullmatch(r"\s*(?P<width>\d{1,4})(?:x(?P<height>\d{1,4}))?\s*", size)
    return {name: f"{value}px" for name, value in match.groupdict().items() if value and int(value)} if match else {}
