"""The handout that `new` writes: small, commented, and ready to build."""

import json
import re

PLAIN = re.compile(r"[^\W\d_]\w*")
"""A title that YAML takes for a text without quotation marks."""

YAML = """\
# {name}：用任何文本编辑器修改这个文件，存盘后运行 make 即可生成 PDF 和 EPUB。
# 以 # 开头的行是说明，不会印出来。

title: {title}
# subtitle: 副标题
# series: {{name: 系列名, column: 栏目名}}
# subject: 公考笔试
# authors: [张三, 李四]
# date: 2026年11月
# tags: [关键词]

sections:
- title: 相关热点事件
  kind: events
  blocks:
  - type: event
    title: 在这里写事件的标题
    # source: {{name: 来源, url: 'https://example.org/', date: 2026-11-01}}
    body: |
      在这里写事件的经过。

      空一行就是另起一段。

- title: 分析
  kind: analysis
  blocks:
  - type: point
    lead: 要点句会排成黑体。
    body: 后面是论述。**加粗**、==标记==、{{着重|.}}、{{生僻字|shēng pì zì}}、脚注^[脚注写在这里。]都可以直接写在文字里。
  - type: quote
    by: 作者
    where: 《出处》
    body: 金句写在这里。
"""

MARKDOWN = """\
---
title: {title}
# subtitle: 副标题
# series: {{name: 系列名, column: 栏目名}}
# subject: 公考笔试
# authors: [张三, 李四]
# date: 2026年11月
# tags: [关键词]
---

<!-- 用任何文本编辑器修改这个文件，存盘后运行 make 即可生成 PDF 和 EPUB。这样的说明不会印出来。 -->

# 相关热点事件

::: event 在这里写事件的标题 {{source=来源}}
在这里写事件的经过。
:::

# 分析

::: points
1. **要点句会排成黑体。**
   后面是论述。**加粗**、==标记==、{{着重|.}}、{{生僻字|shēng pì zì}}、脚注^[脚注写在这里。]都可以直接写在文字里。
:::

> 金句写在这里。
>
> ——作者，《出处》
"""


def starter_text(title: str, suffix: str) -> str:
    """A starter handout in the format of a suffix."""
    value = title if PLAIN.fullmatch(title) else json.dumps(title, ensure_ascii=False)
    return (MARKDOWN if suffix == ".md" else YAML).format(name=title, title=value)
