"""What all programs set samples with: the same size, distance of lines and fonts."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EM, LINE, MARGIN, HEIGHT = 12.0, 21.0, 36.0, 9000.0
"""Pt: body size, distance of lines, margins, and the height of a page, on which every sample has room; whole pixels of Chromium."""
SERIF = {"zh-Hans": "Noto Serif CJK SC", "zh-Hant": "Noto Serif CJK TC", "ja": "Noto Serif CJK JP"}


def page_width(measure: float) -> float:
    """The width of a page in pt whose lines are some em long."""
    return measure * EM + 2 * MARGIN
