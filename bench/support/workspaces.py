"""Workspaces for benchmarks: weekly handouts with their book, notes of mixed content, listings of code, one long text."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.check import clauses, sentences

SENTENCES = 36
"""The number of sentences that fill two to three pages."""
BOOK = "合集"
"""The name of the collected book's files, without suffix."""


@dataclass(frozen=True)
class Notes:
    """The words of one handout of two to three pages."""

    title: str
    event: str
    points: tuple[tuple[str, str], ...]

    @property
    def markdown(self) -> str:
        """For jiangyi."""
        points = "".join(f"{n}. **{lead}** {body}\n" for n, (lead, body) in enumerate(self.points, 1))
        event = f"::: event 事件 {{date=2026年 source=晚报}}\n{self.event}\n:::\n"
        return f"---\ntitle: {self.title}\n---\n\n# 事件\n\n{event}\n# 分析\n\n::: points\n{points}:::\n"

    @property
    def typst(self) -> str:
        """For Typst."""
        points = "\n\n".join(f"{n}. *{lead}* {body}" for n, (lead, body) in enumerate(self.points, 1))
        return f"= {self.title}\n\n== 事件\n\n{self.event}\n\n（2026年，晚报）\n\n== 分析\n\n{points}\n"


def weekly_notes(number: int, stock: list[str], edit: str = "") -> Notes:
    """A random handout; `edit` is added to its first paragraph."""
    chance = random.Random(number)
    parts = [clauses(stock, chance) for _ in range(SENTENCES)]
    points = tuple((f"要点{n // 4}要做好。", "".join(parts[n : n + 4])) for n in range(4, SENTENCES, 4))
    return Notes(f"讲义{number}", "".join(parts[:4]) + edit, points)


def write_workspace(place: Path, texts: dict[str, str], *, book: bool = True) -> None:
    """Write handouts by file name, and the book that collects them."""
    content = place / "content"
    content.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (content / name).write_text(text, "utf-8")
    if book:
        names = "\n".join(f"- {name}" for name in texts)
        (content / "book.yaml").write_text(f"title: {BOOK}\noutput: {BOOK}\nhandouts:\n{names}\n", "utf-8")


def weekly_texts(all_notes: Sequence[Notes]) -> dict[str, str]:
    """Weekly handouts by file name."""
    return {f"{one.title}.md": one.markdown for one in all_notes}


CODE = '''def read_{n}(path, limit={n}):
    """第 {n} 个函数：读取文件，跳过空行。"""
    found = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue  # 空行
            name, _, value = line.partition("=")
            found.append({{"name": name.strip(), "value": value.strip().lower(), "line": number, "limit": limit * 2 + {n}}})
    return [one for one in found if one["line"] < limit] or None
'''


def code_listings(count: int) -> str:
    """A handout that consists of listings; two fill about a page."""
    listings = "".join(f"## 函数{n}\n\n```python\n{CODE.format(n=n)}```\n\n" for n in range(count))
    return f"---\ntitle: 代码清单\n---\n\n{listings}"


def long_text(characters: int) -> str:
    """A plain Chinese text with headings and numbered points, of about so many characters."""
    return "".join(_long_parts(characters))


def _long_parts(characters: int) -> Iterator[str]:
    stock, chance, size, number = sentences(), random.Random(5), 0, 0
    while size < characters:
        number += 1
        body = "".join(f"{point}．要点{point}要做好。{clauses(stock, chance)}{clauses(stock, chance)}\n" for point in range(1, 6))
        part = f"第{number}章 热点{number}\n\n{clauses(stock, chance)}{clauses(stock, chance)}\n\n{body}\n"
        size += len(part)
        yield part


def mixed_notes(number: int, stock: list[str]) -> str:
    """Notes as people keep them: nested lists, a table, a quotation, code, a formula, footnotes, English words among Chinese ones."""
    chance = random.Random(number)

    def prose(count: int = 2) -> str:
        return "".join(clauses(stock, chance) for _ in range(count))

    def phrase() -> str:
        return clauses(stock, chance).split("，")[0].rstrip("。")

    def section(level: int) -> str:
        items = "".join(f"- **{phrase()}**：{prose(1)}\n  - {phrase()}，见 [链接](https://example.org/{number})\n" for _ in range(4))
        rows = "".join(f"| {phrase()} | {chance.randint(1, 999)} | {phrase()} |\n" for _ in range(5))
        code = "".join(f"value_{n} = compute({n}, name='{number}')  # {phrase()}\n" for n in range(6))
        return (
            f"{'#' * level} {phrase()}\n\n{prose(3)}其中 HTTP 与 `git commit` 的用法[^{level}{number}]，以及 $a_n = a_1 + (n-1)d$。\n\n"
            f"[^{level}{number}]: {prose(1)}\n\n{items}\n> {prose(2)}\n\n| 项目 | 数量 | 说明 |\n|---|---:|---|\n{rows}\n"
            f"```python\n{code}```\n\n1. {prose(2)}\n2. {prose(2)}\n3. {prose(1)}\n\n"
        )

    return f"---\ntitle: 笔记{number}\n---\n\n{section(1)}{section(2)}{section(2)}{section(1)}"
