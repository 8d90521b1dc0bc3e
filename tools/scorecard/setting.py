"""What all programs set samples with: the same size, distance of lines and fonts."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EM, LINE, MARGIN = 12.0, 21.0, 36.0
"""Pt: body size, distance of lines, and margins; whole pixels of Chromium."""
TALL = 420
"""The lines of a page on which every sample has room."""
SERIF = {"zh-Hans": "Noto Serif CJK SC", "zh-Hant": "Noto Serif CJK TC", "ja": "Noto Serif CJK JP"}


@dataclass(frozen=True)
class Sheet:
    """A page: the length of its lines in em, their number, and their language."""

    measure: float
    lang: str
    lines: int = TALL

    @property
    def sizes(self) -> dict[str, float]:
        """All lengths in pt, for templates."""
        width, height = self.measure * EM + 2 * MARGIN, self.lines * LINE + 2 * MARGIN
        return {"width": width, "height": height, "margin": MARGIN, "em": EM, "line": LINE, "leading": LINE - EM, "lines": self.lines}

    @property
    def font(self) -> str:
        """The font of its language."""
        return SERIF[self.lang]
