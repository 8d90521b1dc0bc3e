"""Read the source and the date of an event: 来源：示例晚报, or （示例晚报 2026年9月） at the end of its text."""

import re
from dataclasses import dataclass, field

from jiangyi.importing.emit import split_inline, strip_markup

LABELLED = re.compile(r"^[（(]?(?:来源|出处)[：:]\s*(?P<name>[^（）()]{2,40}?)[）)]?$")
DATE = r"(?:19|20)\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)"
BRACKETED = re.compile(
    rf"(?:^|(?<=[。！？!?…”’」』]))\s*[（(](?:来源[：:])?\s*(?P<name>[^（）()。；;：:\d][^（）()。；;：:]{{0,20}}?)[，,、\s]*(?P<date>{DATE})?[）)][。.]?$"
)
"""A source in brackets behind the end of a sentence: with a date, or named as a medium."""
MEDIUM = re.compile(r"(?:报|网|社|台|刊|杂志|周刊|日报|晚报|新闻|客户端|公众号|发布|统计局|公报)$")


@dataclass(frozen=True)
class EventSource:
    """The text without its source, and the fields of an event: `source` and `date`."""

    text: str
    fields: dict[str, object] = field(default_factory=dict)


def split_source(text: str) -> EventSource:
    """A paragraph of an event apart from its source."""
    plain = strip_markup(text)
    labelled = LABELLED.match(plain)
    if labelled:
        return EventSource("", {"source": {"name": labelled["name"]}})
    match = BRACKETED.search(text)
    if not match or not (match["date"] or MEDIUM.search(match["name"])):
        return EventSource(text)
    parts = split_inline(text, match.start())
    if parts is None:
        return EventSource(text)
    date = {"date": match["date"]} if match["date"] else {}
    return EventSource(parts[0], {"source": {"name": match["name"].strip()}, **date})
