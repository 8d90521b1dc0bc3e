"""Colours that follow from others: a theme that sets its accent alone has set-off words and tags of the same hue."""

from collections.abc import Iterable, Mapping

from jiangyi.theme.css_syntax import insert_values, root_properties

DARK_SHADES: Mapping[str, str] = {"--tag-ground": "--accent", "--alert-ground": "--alert"}
"""Colours of words and grounds, each a dark shade of another colour."""
LARGEST_GREY = 0.13
"""Of a dark shade on a printer without colour: its strokes are no ropes of dots, and its contrast with every tint is above 4.5:1."""
LUMINANCE = (0.2126, 0.7152, 0.0722)
"""The weights of red, green and blue (IEC 61966-2-1)."""


def derive_colours(sheets: Iterable[str]) -> str:
    """A rule with the shades of colours that a stylesheet sets where neither it nor a later one sets the shade; "" without any."""
    found = [root_properties(css) for css in sheets]
    values = {name: value for properties in found for name, value in properties.items()}
    shades = dict[str, str]()
    for shade, colour in DARK_SHADES.items():
        last = max((number for number, properties in enumerate(found) if colour in properties), default=0)
        if colour in values and not any(shade in properties for properties in found[last:]):
            shades[shade] = find_dark_shade(insert_values(values[colour], values)) or f"var({colour})"
    return f":root {{ {'; '.join(map(': '.join, shades.items()))} }}" if shades else ""


def find_dark_shade(colour: str) -> str:
    """The colour of the same hue that is dark enough for small words; "" for what is no colour."""
    from tinycss2.color5 import parse_color

    parsed = parse_color(colour)
    if parsed is None or isinstance(parsed, str):  # no colour, or currentcolor
        return ""
    parts = [min(max(float(part or 0), 0), 1) for part in parsed.to("srgb").coordinates]
    grey = sum(weight * part**2.2 for weight, part in zip(LUMINANCE, parts, strict=True)) ** (1 / 2.2)
    scale = min(1, LARGEST_GREY / grey) if grey else 1
    return "#" + "".join(f"{int(part * scale * 255):02x}" for part in parts)
