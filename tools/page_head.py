"""The head of a generated page, which is a handout of the documentation."""

SERIES = {"en": ("Documentation", "November 2026"), "zh-Hans": ("说明文档", "2026年11月")}
"""The series and the date by language."""


def make_head(lang: str, tag: str, summary: str, *unchecked: str) -> str:
    """The head, with the checks that are of no use for the page."""
    series, date = SERIES[lang]
    lines = [f"lang: {lang}", f"series: {{name: {series}}}", f"date: {date}", f"tags: [{tag}]", f"summary: {summary}"]
    lines += [f"checks: {{off: [{', '.join(unchecked)}]}}"] * bool(unchecked)
    return "\n".join(("---", *lines, "cover: block", "---", "", ""))
