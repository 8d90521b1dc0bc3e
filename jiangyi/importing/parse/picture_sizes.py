"""Convert the sizes of pictures, in pixels or lengths, to percentages of the line."""

import re

SIZE = re.compile(r"^\s*[\"“]?(?P<number>\d{1,4}(?:\.\d+)?)\s*(?P<unit>%|px|pt|cm|mm|in|em|rem)?[\"”]?\s*$", re.IGNORECASE)
LINE_WIDTHS = {"%": 100.0, "px": 700.0, "pt": 454.0, "cm": 16.0, "mm": 160.0, "in": 6.3, "em": 44.0, "rem": 44.0}
"""The width of a line in each unit: 700 pixels in Obsidian with readable lines, 16 cm on A4 with margins of 2.5 cm."""


def convert_width(size: str) -> str:
    """A width as a percentage of the line, at most 100%; "" for what is no width, such as auto."""
    match = SIZE.match(size)
    if not match:
        return ""
    share = round(100 * float(match["number"]) / LINE_WIDTHS[(match["unit"] or "px").lower()])
    return f"{max(1, min(100, share))}%" if float(match["number"]) else ""
