"""Write neutral colours as DeviceGray: an offset press prints them with the black plate alone, and not with all four, out of register.

PDF/A allows DeviceGray beside the output intent that every file has (ISO 19005-3 §6.2.4.3). Its conversion to CMYK is
K = 1 - grey (ISO 32000-1 §10.3.4), while sRGB black becomes a mixture of all inks.
"""

from typing import Any

from pydyf import Stream

_engine_set_color_rgb = Stream.set_color_rgb


def set_color_rgb(stream: Any, red: float, green: float, blue: float, stroke: bool = False) -> None:  # noqa: FBT001, FBT002 - its signature
    """Set the colour of what is filled, or of strokes. Replaces `Stream.set_color_rgb`."""
    if red == green == blue:
        grey = f"{red:.3f}".rstrip("0").rstrip(".")
        stream.stream.append(f"{grey} {'G' if stroke else 'g'}".encode())
    else:
        _engine_set_color_rgb(stream, red, green, blue, stroke)
