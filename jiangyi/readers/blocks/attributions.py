"""Find the attribution at the end of a quotation: ——荀子《劝学》, or 出自：《劝学》."""

import re

NAMED_SOURCE = r"(?:出自|语出|选自|摘自|引自|出处|来源)(?:[ \t]*[：:]|(?=[ \t]*[\w·]{0,8}《[^《》\n]+》[\w·]{0,12}$))"
"""The words that name a source, before a colon or a title."""
ATTRIBUTION = re.compile(
    rf"(?:^|\n)[ \t]*(?:—{{1,2}}|－{{1,2}}|--|{NAMED_SOURCE})[ \t]*(?P<by>[^《\n]*?)[，,]?[ \t]*(?P<where>《[^\n]*》[^\n]*)?$"
)
RUN_ON_ATTRIBUTION = re.compile(r"(?<=[。！？”’])[ \t]*——[ \t]*(?P<by>[\w·]{0,12})[，,]?[ \t]*(?P<where>《[^《》\n]+》[\w·]{0,12})?$")
"""An attribution that follows the words in their line."""


def find_attribution(text: str) -> re.Match[str] | None:
    """The attribution that ends a text, with `by` and `where`: on a line of its own, or behind the end of a sentence."""
    return ATTRIBUTION.search(text) or RUN_ON_ATTRIBUTION.search(text)
