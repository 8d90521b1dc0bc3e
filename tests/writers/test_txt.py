"""Plain text: every word in its order, one line per paragraph, and nothing that the edition does not show."""

import shutil
from pathlib import Path

import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.passes.editions import select_edition
from jiangyi.passes.indexing import build_index
from jiangyi.writers.api import WriteContext
from jiangyi.writers.registry import available_writers
from tests.support import ROOT, book, run

EXPECTED = ROOT / "tests" / "txt"
EXERCISES = (ROOT / "content" / "练习示例.md").read_text("utf-8")
EVERYTHING = """---
title: 文字
subtitle: 副题
authors: [甲, 乙]
notes: {a: 脚注的话。}
---

开头*强调*、**加粗**、`代码`、$x^2$、{汉字|hàn zì}、[网址](https://example.com/a)。[^a]\\
作者换的行。

## 第一节 {#sec}

见[#sec]与[这里](#sec)。

1. 一

   一之二
2. 二
   - 里

- [x] 做了
- [ ] 没做

| 甲 | 乙 |
|---|---|
| 1 | **2** |


> 引文。
> —— 司马光

::: key 标题
正文。
:::

::: tip
正文。
:::

```python
a = 1

b = 2
```

$$
y = x
$$
"""


def write_text(text: str, edition: str = "") -> str:
    chosen = select_edition(book(text), edition)
    report = Report()
    data = available_writers()["txt"].write(WriteContext(chosen, build_index(chosen)), report).data
    assert not report.diagnostics
    return data.decode()


def compare(name: str, found: str, *, update: bool) -> None:
    path = EXPECTED / name
    if update:
        path.write_text(found, "utf-8", newline="\n")
    assert found == path.read_text("utf-8")


def test_every_kind_of_content_has_its_lines(update: bool) -> None:
    compare("everything.txt", write_text(EVERYTHING), update=update)


@pytest.mark.slow
def test_the_shipped_handouts_are_as_expected(workspace: Path, update: bool) -> None:
    shutil.copytree(ROOT / "content", workspace / "content", dirs_exist_ok=True)
    done = run("build", "--to", "txt", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    made = sorted((workspace / "output").iterdir())
    assert [path.name for path in made] == ["study-notes.txt", "创新基层治理.txt", "合集.txt", "练习示例.txt", "讲义写法示例.txt"]
    for path in made:
        data = path.read_bytes()
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert not data.endswith(b"\n\n")
        compare(path.name, data.decode(), update=update)


@pytest.mark.parametrize(("edition", "shows"), [("student", False), ("teacher", True)])
def test_a_student_copy_shows_no_answer(edition: str, shows: bool) -> None:
    found = write_text(EXERCISES, edition)
    for answer in ("拨款、志愿服务和名气都会变", "采分点", "全过程人民民主", "一粒米里见乾坤"):
        assert (answer in found) is shows, answer


def test_a_paragraph_is_one_line() -> None:
    assert write_text("# 题\n\n一行\n又一行\n还有\n\n另段\n") == "题\n\n一行又一行还有\n\n另段\n"


def test_words_that_an_edition_has_blank_are_not_in_it() -> None:
    found = write_text("# 题\n\n记住{{基层治理}}这个词。\n", "cloze")
    assert "记住〔1〕＿＿＿＿这个词。" in found
    assert "1 基层治理" in found
    assert "记住基层治理这个词。" in write_text("# 题\n\n记住{{基层治理}}这个词。\n")
