"""Some font of the machine has every character."""

import unicodedata

from jiangyi import fonts
from jiangyi.diagnostics import Report
from jiangyi.model import Manuscript

INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn")


def fonts_have_all_characters(manuscript: Manuscript, report: Report) -> None:
    """Every visible character of the source; each that is missing is reported once, at its first place."""
    if fonts.covered() is None:
        report.add("fonts-unknown", manuscript.source.whole())
        return
    text = manuscript.source.text
    for character in sorted(set(text)):
        if unicodedata.category(character) not in INVISIBLE and not fonts.has(character):
            place = manuscript.source.find(character, manuscript.source.span(0))
            codepoint = f"U+{ord(character):04X}"
            report.add("glyph-missing", place, character=character, codepoint=codepoint)
