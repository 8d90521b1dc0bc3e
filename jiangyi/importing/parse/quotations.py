"""Recognize quotations with their attribution: “……”——荀子《劝学》."""

import re
from typing import Any

from jiangyi.importing.emit import split_inline

ATTRIBUTION = re.compile(
    r"(?:[—―–]{1,3}|-{2,3})[ \u3000]*(?P<by>[^《》—。！？\n]{0,24}?)[，,：: ]*(?P<where>《[^《》\n]{1,40}》[^。\n]{0,20})?[。]?$"
)
BRACKETED = re.compile(r"[（(](?P<by>[^（）()《》]{0,12})(?P<where>《[^《》]{1,30}》)[）)]$")
QUOTED = re.compile(r"^[“「『\"](?P<words>.+)[”」』\"]$", re.DOTALL)
LONGEST = 200


def parse_quotation(text: str) -> dict[str, Any] | None:
    """The data of a quotation: text followed by its author or work, or None."""
    match = ATTRIBUTION.search(text) or BRACKETED.search(text)
    if not match or not (match["by"] or match["where"]):
        return None
    parts = split_inline(text, match.start())
    if not parts or not 4 <= len(parts[0]) <= LONGEST or not re.search(r"[。！？!?”」』…；]$", parts[0]):
        return None
    fields = {"by": match["by"].strip(), "where": (match["where"] or "").strip()}
    return {"type": "quote", "body": parts[0], **{key: value for key, value in fields.items() if value}}


def parse_attribution(text: str) -> dict[str, str] | None:
    """The author and work of a line that is only an attribution, ——荀子《劝学》, or None."""
    match = ATTRIBUTION.fullmatch(text.strip())
    if not match or not (match["by"] or match["where"]):
        return None
    return {key: value.strip() for key, value in match.groupdict().items() if value and value.strip()}


def is_quoted(text: str) -> bool:
    """Whether quotation marks enclose the whole text."""
    match = QUOTED.match(text)
    return match is not None and not re.search(r"[“”「」『』\"]", match["words"])
