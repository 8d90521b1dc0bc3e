"""Every date of a handout is checked, at its place."""

from pathlib import Path

import pytest

from jiangyi.checks import run_checks
from tests.support import invoke, manuscript

HANDOUT = """\
---
标题: 例
日期: 2026年13月
来源: {名称: 晚报, 日期: 昨天}
---

::: 热点事件 开张 {日期=2月30日 来源=晚报}
开张了。
:::

::: 材料 {来源=晚报}
内容。
:::

> 引文。
>
> ——鲁迅
"""


def test_dates_of_a_handout_are_checked() -> None:
    found, report = manuscript(HANDOUT)
    assert found
    run_checks(found, report)
    wrong = [(one.span.line, one.values["date"]) for one in report.diagnostics if one.code == "date-wrong"]
    assert wrong == [(3, "2026年13月"), (4, "昨天"), (7, "2月30日")]


@pytest.mark.slow
def test_the_date_of_a_book_is_checked(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "甲.md").write_text("# 甲\n\n乙。\n", "utf-8")
    (content / "book.yaml").write_text("标题: 合集\n日期: 2026-02-30\n讲义: [甲.md]\n", "utf-8")
    done = invoke("check", cwd=tmp_path)
    assert "book.yaml:2:" in done.stderr
    assert "date-wrong" in done.stderr
