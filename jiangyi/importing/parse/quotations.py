"""Recognize quotations with their attribution: “……”——荀子《劝学》."""

import re
from typing import Any

from jiangyi.importing.emit import split_inline
from jiangyi.readers import BRACKETED, UNMARKED, attribution_fields, find_attribution

QUOTED = re.compile(r"^[“「『\"](?P<words>.+)[”」』\"]$", re.DOTALL)
LONGEST = 200


def parse_quotation(text: str) -> dict[str, Any] | None:
    """The data of a quotation: text followed by its author or work, or None."""
    match = find_attribution(text, (UNMARKED, BRACKETED))
    parts = split_inline(text, match.start()) if match else None
    if not match or not parts or not 4 <= len(parts[0]) <= LONGEST or not re.search(r"[。！？!?”」』…；]$", parts[0]):
        return None
    return {"type": "quote", "body": parts[0], **attribution_fields(match)}


def parse_attribution(text: str) -> dict[str, str] | None:
    """The author and work of a line that is only an attribution, ——荀子《劝学》, or None."""
    line = text.strip()
    match = find_attribution(line, (UNMARKED,))
    return attribution_fields(match) if match and match.start() == 0 else None


def is_quoted(text: str) -> bool:
    """Whether quotation marks enclose the whole text."""
    match = QUOTED.match(text)
    return match is not None and not re.search(r"[“”「」『』\"]", match["words"])
