"""Decide whether the first row of a table is its head."""

import re
from collections.abc import Sequence

LONGEST_LABEL = 14
"""The maximum length, in characters, of the label of a column."""
LABEL = re.compile(
    r"^(?:序号|编号|姓名|名称|时段|科目|学科|课程|做什么|周次|星期|班级|年级|人物|人员|职务|书名|篇名|场景|用途|优点|缺点|评价|结果|目的|对象|范围|频率|负责人|项目|类别|类型|种类|内容|要点|时间|日期|年份|年代|地点|地区|单位|部门|题号|答案|题型|分值|得分|成绩|数量|人数|比例|占比|金额|价格"
    r"|概念|定义|含义|解释|特点|作用|区别|方法|步骤|示例|例子|举例|说明|备注|来源|出处|作者|作品|朝代|关键词|指标|标准|要求|措施|问题|原因|对策|影响|意义|符号|公式|命令|参数|功能"
    r"|name|type|item|description|value|date|year|example|note|key|no\.?)$",
    re.IGNORECASE,
)
"""Usual labels of columns."""
FIGURES = re.compile(r"^[\d\s.,，%％/\-—–~:：+×元万亿人个年月日分次℃]+$")
ENDS = re.compile(r"[。！？!?；;，,]$")


def looks_like_head(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a row of plain texts labels the columns below it: short distinct labels, and a usual one or cells of another nature below."""
    words = [cell.strip() for cell in first]
    labels = [word for word in words if word]
    if not labels or not rest or len(labels) < len(words) - 1 or len(set(labels)) < len(labels):
        return False
    if any(len(label) > LONGEST_LABEL or ENDS.search(label) or FIGURES.match(label) for label in labels):
        return False
    if any(LABEL.match(label) for label in labels):
        return True
    return any(_differs(word, [row[at].strip() for row in rest if at < len(row)]) for at, word in enumerate(words) if word)


def _differs(label: str, below: list[str]) -> bool:
    """Whether the cells below a label are numbers, sentences, or much longer texts."""
    cells = [cell for cell in below if cell]
    if not cells:
        return False
    figures = sum(FIGURES.match(cell) is not None for cell in cells)
    sentences = sum(ENDS.search(cell) is not None or len(cell) > max(2 * len(label), LONGEST_LABEL) for cell in cells)
    return 2 * max(figures, sentences) > len(cells)
