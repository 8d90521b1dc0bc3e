"""Check that events have a date and a source."""

import re
from collections.abc import Iterator

from jiangyi.core import Report
from jiangyi.model import Event, Manuscript, Text, iter_texts, walk_blocks

RELATIVE = re.compile(
    r"近年来|近些年来?|近几年来?|近年|近日|近期|日前|最近|去年|今年|明年|本月|上个?月|上周|本周|昨[日天]|今[日天](?!的)|前不久|不久前"
)
DATED = re.compile(r"\d{2,4}\s?年|[〇零一二三四五六七八九]{4}年|\d{1,2}\s?月\s?\d{1,2}\s?日|\b(?:19|20)\d\d\b")


def check_event_dates(manuscript: Manuscript, report: Report) -> None:
    """Report events that have neither `date` nor an absolute date in their text; “recently” is none."""
    for event in _events(manuscript):
        if event.date:
            continue
        words = "\n".join(str(text) for text in _texts(event))
        relative = RELATIVE.search(words)
        if relative:
            report.add("stale", manuscript.locate(event, relative.group()), word=relative.group())
        elif not DATED.search(words):
            report.add("event-undated", manuscript.locate(event))


def check_event_sources(manuscript: Manuscript, report: Report) -> None:
    """Report events without the name or the address of a source."""
    for event in _events(manuscript):
        if not (event.source and (event.source.name or event.source.url)):
            report.add("source-missing", manuscript.locate(event))


def _events(manuscript: Manuscript) -> Iterator[Event]:
    return (block for block in manuscript.find_blocks(Event) if type(block) is Event)


def _texts(event: Event) -> Iterator[Text]:
    for part in (event, *walk_blocks(event)):
        yield from iter_texts(part)
