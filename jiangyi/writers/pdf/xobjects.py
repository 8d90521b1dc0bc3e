"""Make the images of a PDF conform to PDF/A-3."""

import io

import pydyf


def drop_interpolation(image: pydyf.Stream) -> None:
    """Remove /Interpolate, which PDF/A-3 §6.2.8 forbids."""
    image.extra.pop("Interpolate", None)


def convert_cmyk(image: pydyf.Stream) -> None:
    """Convert a CMYK image to RGB, since the file's output intent is sRGB (PDF/A-3 §6.2.4.3)."""
    if image.extra.get("ColorSpace") != "/DeviceCMYK":
        return
    from PIL.Image import open as decode

    with decode(io.BytesIO(b"".join(getattr(part, "data", part) for part in image.stream))) as inks:
        screen = io.BytesIO()
        inks.convert("RGB").save(screen, "JPEG", quality=92)
    image.stream = [screen.getvalue()]
    image.extra["ColorSpace"] = "/DeviceRGB"
    image.extra.pop("Decode", None)
