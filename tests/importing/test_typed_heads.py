"""Heads of texts and sources of events in the forms in which teachers type them."""

from typing import Any

import pytest

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.parse import TextPiece
from jiangyi.importing.structure.event_sources import split_source
from jiangyi.importing.structure.head import read_head
from jiangyi.model import read_origin_line, read_series_line

BODY = "食堂开张了，三百位老人用餐。"
SERIES = {"name": "省考上岸", "column": "热点素材积累"}
HEADS: dict[str, dict[str, Any]] = {
    "省考上岸 热点素材积累\n社区食堂\n作者：张三": {"series": SERIES, "title": "社区食堂", "authors": ["张三"]},
    "省考上岸·热点素材积累·第3期\n社区食堂": {"series": SERIES | {"issue": "第3期"}, "title": "社区食堂"},
    "【省考上岸·热点素材积累】第 3 期\n社区食堂": {"series": SERIES | {"issue": "第 3 期"}, "title": "社区食堂"},
    "省考上岸｜热点素材积累\n社区食堂": {"series": SERIES, "title": "社区食堂"},
    "省考上岸 > 热点素材积累\n社区食堂": {"series": SERIES, "title": "社区食堂"},
    "系列：省考上岸 · 热点素材积累\n科目：申论\n标题：社区食堂": {"series": SERIES, "subject": "申论", "title": "社区食堂"},
    "社区食堂\n2026年9月3日 来源：示例晚报": {"title": "社区食堂", "date": "2026年9月3日", "source": {"name": "示例晚报"}},
    "社区食堂\n来源：示例晚报 2026年9月3日": {"title": "社区食堂", "source": {"name": "示例晚报", "date": "2026年9月3日"}},
    "社区食堂\n来源：示例晚报\nhttps://example.org/a": {
        "title": "社区食堂",
        "source": {"name": "示例晚报", "url": "https://example.org/a"},
    },
    "国考笔试\n社区食堂": {"subject": "国考笔试", "title": "社区食堂"},
    "城市·乡村": {"title": "城市·乡村"},
    "城市·乡村\n作者：张三": {"title": "城市·乡村", "authors": ["张三"]},
}
SOURCES: dict[str, tuple[str, dict[str, object]]] = {
    f"{BODY}（示例晚报 2026年9月）": (BODY, {"source": {"name": "示例晚报"}, "date": "2026年9月"}),
    f"{BODY}(示例晚报 2026年9月)": (BODY, {"source": {"name": "示例晚报"}, "date": "2026年9月"}),
    "食堂升级了（示例日报，2026-09-01）。": ("食堂升级了。", {"source": {"name": "示例日报"}, "date": "2026-09-01"}),
    "（据示例社2026年9月3日电）": ("", {"source": {"name": "示例社"}, "date": "2026年9月3日"}),
    "来源：示例晚报 2026年9月": ("", {"source": {"name": "示例晚报"}, "date": "2026年9月"}),
    "来源：示例晚报": ("", {"source": {"name": "示例晚报"}}),
    "据统计，食堂多了三成。": ("据统计，食堂多了三成。", {}),
    "食堂（又名饭堂）。": ("食堂（又名饭堂）。", {}),
}


@pytest.mark.parametrize("text", HEADS, ids=lambda text: text.replace("\n", "-"))
def test_heads(text: str) -> None:
    pieces = [TextPiece(number, line) for number, line in enumerate([*text.split("\n"), BODY], 1)]
    assert read_head(pieces, DecisionLog(), "甲").data == HEADS[text]


@pytest.mark.parametrize("text", SOURCES)
def test_sources_of_events(text: str) -> None:
    found = split_source(text)
    assert (found.text, found.fields) == SOURCES[text]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("省考上岸", {"name": "省考上岸"}),
        ("省考上岸 · 热点", {"name": "省考上岸", "column": "热点"}),
        ("省考上岸——热点 第12期", {"name": "省考上岸", "column": "热点", "issue": "第12期"}),
        ("省考上岸 第十二期", {"name": "省考上岸", "issue": "第十二期"}),
        ("Evening classes - No. 3", {"name": "Evening classes", "issue": "No. 3"}),
    ],
)
def test_series(text: str, fields: dict[str, str]) -> None:
    assert read_series_line(text) == fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("示例晚报", {"name": "示例晚报"}),
        ("示例晚报 2026年9月3日", {"name": "示例晚报", "date": "2026年9月3日"}),
        ("示例晚报2026年9月", {"name": "示例晚报", "date": "2026年9月"}),
        ("https://example.org/a", {"url": "https://example.org/a"}),
        ("示例网 https://example.org/a 2026-09-01", {"name": "示例网", "url": "https://example.org/a", "date": "2026-09-01"}),
        ("《治理年鉴》2026", {"name": "《治理年鉴》2026"}),
    ],
)
def test_origins(text: str, fields: dict[str, str]) -> None:
    assert read_origin_line(text) == fields
