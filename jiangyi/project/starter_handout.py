"""The handout that `new` writes: small, commented, and ready to build."""

import json
import re

PLAIN = re.compile(r"[^\W\d_]\w*")
"""A title that YAML takes for a text without quotation marks."""

YAML = """\
# {name}：用任何文本编辑器修改这个文件，存盘后运行 make 即可生成 PDF 和 EPUB。
# 以 # 开头的行是说明，不会印出来。冒号后面要空一格，缩进用空格。

标题: {title}
# 副标题: 副标题
# 系列: 系列名 · 栏目名
# 科目: 公考笔试
# 作者: 张三、李四
# 日期: 2026年11月
# 标签: 关键词

章节:
- 标题: 相关热点事件
  类别: 事件
  内容:
  - 类型: 热点事件
    标题: 在这里写事件的标题
    时间: 2026年11月
    来源: 示例晚报 2026年11月1日
    经过: |
      在这里写事件的经过。

      空一行就是另起一段。

- 标题: 分析
  类别: 分析
  内容:
  - 类型: 要点
    要点句: 要点句会排成黑体。
    论述: 后面是论述。**加粗**、==标记==、{{着重|.}}、{{生僻字|shēng pì zì}}、脚注^[脚注写在这里。]都可以直接写在文字里。
  - 类型: 金句
    作者: 作者
    出处: 《出处》
    引文: 金句写在这里。
"""

MARKDOWN = """\
---
标题: {title}
# 副标题: 副标题
# 系列: 系列名 · 栏目名
# 科目: 公考笔试
# 作者: 张三、李四
# 日期: 2026年11月
# 标签: 关键词
---

<!-- 用任何文本编辑器修改这个文件，存盘后运行 make 即可生成 PDF 和 EPUB。这样的说明不会印出来。 -->

# 相关热点事件

::: 热点事件 在这里写事件的标题 {{来源=示例晚报 日期=2026年11月}}
在这里写事件的经过。
:::

# 分析

::: 要点
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
