"""Read the source and the date of an event: 来源：示例晚报, or （示例晚报 2026年9月） at the end of its text."""

import re
from dataclasses import dataclass, field

from jiangyi.importing.emit import split_inline, strip_markup
from jiangyi.model import read_origin_line

LABELLED = re.compile(r"^[（(]?(?:来源|出处)[：:]\s*(?P<name>[^（）()]{2,40}?)[）)]?$")
DATE = r"(?:19|20)\d\d(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)"
BRACKETED = re.compile(
    rf"(?:^|(?<=[。！？!?…”’」』]))\s*[（(](?:来源[：:])?\s*(?P<name>[^（）()。；;：:\d][^（）()。；;：:]{{0,20}}?)[，,、\s]*(?P<date>{DATE})?[）)][。.]?$"
)
"""A source in brackets behind the end of a sentence: with a date, or named as a medium."""
INSIDE = re.compile(
    rf"\s*[（(](?:来源[：:]|据)?\s*(?P<name>[^（）()。；;：:\d]{{2,20}}?)[，,、\s]*(?P<date>{DATE})(?:电|讯|报道)?[）)](?P<stop>[。！？!?])$"
)
"""A source with its date in brackets before the mark that ends the sentence."""
REPORTED = re.compile(
    rf"^[（(]?(?:本报讯\s*)?据(?P<name>[^（）()。；;：:\d]{{2,20}}?)[，,、\s]*(?P<date>{DATE})?(?:电|讯|消息|报道)[）)]?[。.]?$"
)
"""A paragraph such as （据示例社2026年9月3日电）."""
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
        found = read_origin_line(labelled["name"])
        dated = {"date": found.pop("date")} if "date" in found and "name" in found else {}
        return EventSource("", {"source": found, **dated})
    reported = REPORTED.match(plain)
    if reported:
        return EventSource("", {"source": {"name": reported["name"]}, **({"date": reported["date"]} if reported["date"] else {})})
    inside = INSIDE.search(text)
    if inside and (parts := split_inline(text, inside.start())):
        return EventSource(parts[0] + inside["stop"], {"source": {"name": inside["name"].strip()}, "date": inside["date"]})
    match = BRACKETED.search(text)
    if not match or not (match["date"] or MEDIUM.search(match["name"])):
        return EventSource(text)
    parts = split_inline(text, match.start())
    if parts is None:
        return EventSource(text)
    date = {"date": match["date"]} if match["date"] else {}
    return EventSource(parts[0], {"source": {"name": match["name"].strip()}, **date})
