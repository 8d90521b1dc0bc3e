"""Read the head of a text: series, subject, title, author, date, source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiangyi.importing.decisions import DecisionLog
from jiangyi.importing.emit import add_comment, escape_inline, strip_markup
from jiangyi.importing.parse import TextPiece
from jiangyi.importing.structure import section_kinds
from jiangyi.model import read_origin_line, read_series_line
from jiangyi.readers import opens_answer

CRUMBS = re.compile(r"\s*(?:>{2,3}|»|›|＞+|\\>|(?<=\S)\s>\s(?=\S)|\s\|\s|\s/\s|(?<=[\u4e00-\u9fff])\s+·\s+(?=[\u4e00-\u9fff]))\s*")
SUBJECT = re.compile(
    r"^(?!.*[，。；])(?=.*(?:笔试|面试|国考|省考|公考|联考|事业单位|申论|行测|遴选|选调|考研|高考|中考|公务员|教资|法考|语文|数学|政治|历史|英语)).{2,14}$"
)
DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2}日?|月)?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
FIELDS = (
    ("title", re.compile(r"^标题\s*[：:]\s*(?P<value>\S.{0,60})$")),
    ("subtitle", re.compile(r"^副标题\s*[：:]\s*(?P<value>\S.{0,60})$")),
    ("series", re.compile(r"^(?:系列|丛书|栏目)\s*[：:]\s*(?P<value>\S.{0,60})$")),
    ("subject", re.compile(r"^(?:科目|学科|考试|考试类型)\s*[：:]\s*(?P<value>\S.{0,30})$")),
    ("author", re.compile(r"^(?:作者|主讲(?:教师|人)?|撰稿|编者|编写|整理|授课教师|讲师)\s*[：:]\s*(?P<value>\S.{0,30})$")),
    ("date", re.compile(r"^(?:日期|时间|发布时间|发布日期|授课时间|整理时间|更新时间)\s*[：:]\s*(?P<value>\S.{0,30})$")),
    ("date", re.compile(rf"^(?P<value>{DATE})$")),
    ("source", re.compile(r"^(?:来源|文章来源|出处|转自|来自|稿件来源)\s*[：:]\s*(?P<value>\S.{0,60})$")),
    ("url", re.compile(r"^(?:(?:原文|链接|原文链接|网址)\s*[：:]\s*)?(?P<value>https?://\S+)$")),
)
DATED_SOURCE = re.compile(rf"^(?P<date>{DATE})\s*[|｜·]?\s*(?P<source>(?:来源|出处)\s*[：:].*)$")
"""A date and a source in one line, as web pages have them."""
BRACKETED = re.compile(r"^【(?P<series>[^【】]{2,40})】(?P<issue>.{0,12})$")
TIGHT = re.compile(r"[·・｜|]")
OF_TEXT = ("title", "subtitle", "series", "subject")
"""Fields that a head has once; another such line belongs to the text."""
FINAL = re.compile(r"[。；;，,、！!：:…]$")
LONGEST_TITLE = 45
MAX_HEAD_PIECES = 8
"""The maximum number of pieces of the head."""


@dataclass
class DocumentHead:
    """The head as data of a handout; `used` is the number of pieces it consists of."""

    data: dict[str, Any] = field(default_factory=dict)
    used: int = 0


def read_head(found: Sequence[TextPiece], log: DecisionLog, name: str) -> DocumentHead:
    """Read the head of a text; `name`, that of the file, becomes the title where no line can be."""
    head = DocumentHead()
    for piece in found[:MAX_HEAD_PIECES]:
        text = strip_markup(piece.text)
        has_title = "title" in head.data
        if piece.block or piece.chosen or not _take_piece(piece, text, head, found[head.used + 1 :], log):
            break
        log.note_kind(piece.line, "head" if has_title or "title" not in head.data else "title")
        head.used += 1
    if "title" not in head.data:
        head.data = add_comment({"title": escape_inline(name)} | head.data, "title", "title-guessed")
        log.add(0, "title-guessed", name)
    return head


def _take_piece(piece: TextPiece, text: str, head: DocumentHead, after: Sequence[TextPiece], log: DecisionLog) -> bool:
    """Add a piece to the head if it belongs there, and return whether it does."""
    data = head.data
    if _take_field(piece, text, data, log):
        return True
    if "series" not in data and "title" not in data and (series := _find_series(piece, text, after)):
        data["series"] = series
        log.add(piece.line, "series", text, " · ".join(series.values()))
        return True
    both = DATED_SOURCE.match(text)
    if both and not piece.label:
        return all(_take_field(piece, both[name], data, log) for name in ("date", "source"))
    crumbs = [part for part in CRUMBS.split(text) if part] if len(text) <= LONGEST_TITLE else []
    if "title" not in data and not piece.label and len(crumbs) in (2, 3) and "series" not in data and after:
        data["series"] = dict(zip(("name", "column", "issue"), crumbs, strict=False))
        log.add(piece.line, "series", text, " · ".join(crumbs))
        return True
    if "title" in data or piece.label or FINAL.search(text) or opens_answer(text):
        return False
    follows = next((p for p in after if not p.block), None)
    if "subject" not in data and SUBJECT.match(text) and follows and _may_be_title(follows, after):
        phrases = text.split()
        if len(phrases) in (2, 3) and "series" not in data:
            data["series"] = dict(zip(("name", "column", "issue"), phrases, strict=False))
            log.add(piece.line, "series", text, " · ".join(phrases))
        else:
            data["subject"] = text
            log.add(piece.line, "subject", text)
        return True
    if not _may_be_title(piece, after) or _is_first_of_several(text, after):
        return False
    data["title"] = piece.text
    log.add(piece.line, "title", text)
    return True


def _take_field(piece: TextPiece, text: str, data: dict[str, Any], log: DecisionLog) -> bool:
    """Add a line to the head that says which field it is, or can only be one, and return whether it does."""
    for key, pattern in FIELDS:
        match = pattern.match(text)
        if match and not piece.label and (key not in OF_TEXT or key not in data):
            _set_field(data, key, match["value"].strip())
            log.add(piece.line, "source" if key == "url" else key, text, match["value"].strip())
            return True
    return False


def _find_series(piece: TextPiece, text: str, after: Sequence[TextPiece]) -> dict[str, str] | None:
    """The series in a line such as 【省考上岸·热点素材】第 3 期, before the line of the title."""
    follows = next((p for p in after if not p.block), None)
    if piece.label or len(text) > LONGEST_TITLE or not follows or not _may_be_title(follows, after) or _is_field(follows):
        return None
    bracketed = BRACKETED.match(text)
    found = read_series_line(f"{bracketed['series']} · {bracketed['issue']}".strip(" ·") if bracketed else text)
    is_series = bracketed or ("issue" in found and TIGHT.search(text)) or "｜" in text
    return found if is_series and len(found) > 1 else None


def _is_field(piece: TextPiece) -> bool:
    return any(pattern.match(strip_markup(piece.text)) for _, pattern in FIELDS)


def _may_be_title(piece: TextPiece, after: Sequence[TextPiece]) -> bool:
    text = strip_markup(piece.text)
    return not piece.label and not piece.block and bool(after) and len(text) <= LONGEST_TITLE and not FINAL.search(text)


def _is_first_of_several(text: str, after: Sequence[TextPiece]) -> bool:
    """Whether a line is the first of several headings that name a kind of section, such as 问题 and 对策."""
    return _is_kind_name(text) and any(not p.label and not p.block and _is_kind_name(strip_markup(p.text)) for p in after[1:])


def _is_kind_name(text: str) -> bool:
    return len(text) <= 6 and section_kinds.detect_section_kind(text) != ""


def _set_field(data: dict[str, Any], key: str, value: str) -> None:
    if key == "author":
        data["authors"] = [name for name in re.split(r"[、，,\s]+", value) if name]
    elif key == "series":
        data["series"] = read_series_line(value)
    elif key in ("title", "subtitle"):
        data[key] = escape_inline(value)
    elif key in ("date", "subject"):
        data[key] = value
    else:
        data["source"] = data.get("source", {}) | (read_origin_line(value) if key == "source" else {"url": value})
