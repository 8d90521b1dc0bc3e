"""docs/content/typesetting.md: the scorecard as a table, and pictures of the rules."""

import itertools
from collections.abc import Sequence

from tools.page_head import make_head
from tools.scorecard.pictures import RULES
from tools.scorecard.requirement import Engine, Requirement, Values

UNCHECKED = ("dash", "duplicate-paragraph", "quote-unbalanced", "bracket-unbalanced", "stray-space", "mark-repeated", "variants-mixed")
"""Examples are wrong on purpose."""
SUMMARY = "The requirements of CLREQ one by one, measured in jiangyi, Typst and Chromium."
HEAD = """# Typesetting Chinese · 中文排版

`make gallery` generates this page: it sets {count} examples with jiangyi, Typst {typst} and Chromium {chromium} and measures each PDF,
glyph by glyph. Sections are those of W3C CLREQ (Requirements for Chinese Text Layout). All three programs get the same font (Noto Serif
CJK), size and measure ({measure} em where nothing else is said), and the settings that suit Chinese best: Typst optimized line breaks,
Chromium `text-autospace`, `text-spacing-trim`, `line-break: strict` and `text-wrap: pretty`, both columns that are 2 em apart. The column
“its EPUB” shows jiangyi's EPUB in an e-reader with the engine of Chromium, which does what its stylesheet can ask for. Lengths are in em; a
dash means that a program has no mark-up for it; an EPUB has no columns. **Bold** is right; “best” compares the PDFs.

本页由 `make gallery` 生成：{count} 个例子分别由 jiangyi、Typst 和 Chromium 排成 PDF，再逐字测量；节号取自 W3C《中文排版需求》（CLREQ）。
“its EPUB”为 jiangyi 的 EPUB 在 Chromium 内核的阅读器中的效果。长度单位为字（em）；“—”表示该程序无法表达，或 EPUB 不分栏；**粗体**为正确。

"""
FOOT = """## Before and after · 对比

Left: the layout engine alone; right: jiangyi. The rules are tables in `jiangyi/typeset/spacing.py`.
左为排版引擎自带的效果，右为 jiangyi 的效果。
"""
COLUMNS = ("CLREQ", "requirement", "要求", "example", "right", *Engine, "best")


def format_page(requirements: Sequence[Requirement], values: Values, versions: dict[str, str], measure: float) -> str:
    """The text of the page."""
    head = make_head("en", "background", SUMMARY, *UNCHECKED) + HEAD.format(count=len(requirements), measure=f"{measure:g}", **versions)
    pictures = (f"### {rule.english}\n\n{rule.chinese}\n\n![before, after](pictures/typesetting/{rule.name}.png)\n" for rule in RULES)
    parts = [
        head + format_totals(requirements, values),
        format_tables(requirements, values),
        FOOT,
        *pictures,
    ]
    return "\n".join(parts)


def format_totals(requirements: Sequence[Requirement], values: Values) -> str:
    """How many requirements each program meets."""
    counts = {engine: sum(is_right(one, values[one.name].get(engine)) for one in requirements) for engine in Engine}
    return "Right · 正确: " + ", ".join(f"{engine} {count} of {len(requirements)}" for engine, count in counts.items()) + ".\n"


def format_tables(requirements: Sequence[Requirement], values: Values) -> str:
    """A table for each section of CLREQ: e-readers do not open tables of more than 99 rows."""
    parts = itertools.groupby(requirements, lambda one: ".".join(one.section.split(".")[:2]))
    return "\n".join(f"## CLREQ §{section}\n\n{format_table(tuple(own), values)}" for section, own in parts)


def format_table(requirements: Sequence[Requirement], values: Values) -> str:
    """The table, a row for each requirement."""
    rows = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    for one in requirements:
        own = values[one.name]
        cells = [format_value(one, own.get(engine)) for engine in Engine]
        example = one.example.replace("|", "\\|")
        fields = (one.section, one.english, one.chinese, f"`{example}`", one.format_right(), *cells, ", ".join(find_best(one, own)))
        rows.append("| " + " | ".join(fields) + " |")
    return "\n".join(rows) + "\n"


def format_value(requirement: Requirement, value: float | None) -> str:
    """A measured value, bold where it is right."""
    if value is None:
        return "—"
    text = requirement.format(value)
    return f"**{text}**" if is_right(requirement, value) else text


def is_right(requirement: Requirement, value: float | None) -> bool:
    """Whether a value is right; a program that has no mark-up for a requirement does not meet it."""
    return value is not None and not requirement.distance(value)


def find_best(requirement: Requirement, values: dict[Engine, float | None]) -> list[Engine]:
    """The programs whose value is nearest to what is right."""
    distances = {engine: requirement.distance(value) for engine, value in values.items() if value is not None and engine is not Engine.EPUB}
    least = min(distances.values(), default=0.0)
    return [engine for engine in Engine if engine in distances and distances[engine] - least <= requirement.tolerance]
