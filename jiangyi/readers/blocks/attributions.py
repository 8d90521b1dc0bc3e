"""Find the attribution at the end of a quotation: ——荀子《劝学》, 出自：《劝学》, or （荀子《劝学》）."""

import re
from collections.abc import Sequence

_SPACE = "[ \\t\u3000]*"
_DASHES = r"(?:[—―–－]{1,3}|-{2,3})"
_SOURCE_WORD = r"(?:出自|语出|选自|摘自|引自|出处|来源)(?:[ \t]*[：:]|(?=[ \t]*[\w·]{0,8}《[^《》\n]+》[\w·]{0,12}$))"
"""The words that name a source, before a colon or a title."""
_BEHIND = rf"{_SPACE}[，,：:]?{_SPACE}"
"""What may stand between an author and a work."""
LINE = re.compile(rf"(?:^|\n){_SPACE}(?:{_DASHES}|{_SOURCE_WORD}){_SPACE}(?P<by>[^《\n]*?)(?:{_BEHIND}(?P<where>《[^\n]*》[^\n]*))?$")
"""An attribution on a line of its own, which may be any words."""
RUN_ON = re.compile(rf"(?<=[。！？”’]){_SPACE}——{_SPACE}(?P<by>[\w·]{{0,12}})(?:{_BEHIND}(?P<where>《[^《》\n]+》[\w·]{{0,12}}))?$")
"""An attribution that follows the words in their line."""
UNMARKED = re.compile(
    rf"(?:{_DASHES}|{_SOURCE_WORD}){_SPACE}(?P<by>[^《》—。！？\n]{{0,24}}?)(?:{_BEHIND}(?P<where>《[^《》\n]{{1,40}}》[^。\n]{{0,20}}))?。?$"
)
"""An attribution in a text that may be no quotation: it is short and no sentence."""
BRACKETED = re.compile(r"[（(](?P<by>[^（）()《》]{0,12})(?P<where>《[^《》]{1,30}》)[）)]$")
"""An attribution in brackets, which is one only behind a quotation."""


def find_attribution(text: str, forms: Sequence[re.Pattern[str]] = (LINE, RUN_ON)) -> re.Match[str] | None:
    """The attribution that ends a text, with `by` or `where`, in the first of these forms; by default those in what is a quotation."""
    found = (match for form in forms if (match := form.search(text)))
    return next((match for match in found if match["by"].strip() or match["where"]), None)


def attribution_fields(match: re.Match[str]) -> dict[str, str]:
    """The author and the work that an attribution names."""
    return {key: value.strip() for key, value in match.groupdict().items() if value and value.strip()}
