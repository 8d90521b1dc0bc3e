"""Merged cells, blocks in cells and blocks in footnotes are tagged in a PDF, and none of their words is lost."""

import re
from pathlib import Path

import pytest

from tests.support import pdf_of, pdf_text
from tests.validators.pdf import find_faults

TABLES = """# 例

| 甲 | 乙 | < |
|---|:-:|--:|
| 上 | 一 | 二 |
| ^ | 大 | < |
| 末 | ^ | ^ |
| 行首<br>行次 | - 列一<br>- 列二 | 三 |

|  |  |
|---|---|
| 没有 | 表头 |

::: table 列表写的 {#t}
- - 名
  - 说明
- - 段一

    段二
  - ```python
    代码
    ```
:::
"""
NOTES = """# 例

正文[^a]，又见[^a]，再见[^b]。

::: points
1. **要点[^d]。** 论述。
:::

| 表[^c] | 头 |
|---|---|
| 格[^b] | 一 |

[^a]: 一段说明：

    ```python
    代码
    ```

    - 项目[^e]

    > 引文

    | 列 | 栏 |
    |---|---|
    | 左 | 右 |

[^b]: 短注。

[^c]:

    1) 数一
    2) 数二

[^d]: 段一。

    段二，见[^a]。

[^e]: - 深处
"""
LONG = "# 例\n\n| 类 | 项 |\n|---|---|\n" + "\n".join(f"| {'^' if n % 9 else f'第{n}类'} | 第{n}项 |" for n in range(90)) + "\n\n尾段。\n"


@pytest.mark.slow
@pytest.mark.parametrize("text", [TABLES, NOTES, LONG], ids=["tables", "notes", "long"])
def test_words_are_there_and_tags_are_sound(text: str, tmp_path: Path) -> None:
    path = tmp_path / "例.pdf"
    path.write_bytes(pdf_of(text))
    assert find_faults(path) == []
    printed = re.sub(r"\s", "", "".join(pdf_text(path)))
    assert [word for word in re.findall(r"[\u3400-\u9fff]+", text) if word not in printed] == []


def test_a_note_with_blocks_is_printed_once() -> None:
    """A second reference has the number of the first, and a note in a note follows it."""
    from tests.support import page

    html = page(NOTES, "print").documents[0].html
    assert html.count("一段说明") == 1
    assert html.count('class="noteref"') == 4  # [^a] again, twice; [^e] in the note, and its number
