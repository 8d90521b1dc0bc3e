"""The kinds of callouts of other programs, by the kinds of boxes in handouts."""

import re

CALLOUT_NAMES = {
    "key": "abstract summary tldr important hint key 重点 要点 总结 摘要 小结 核心 考点 高频 必背 关键",
    "warning": "warning caution attention danger error bug failure fail missing alert 易错 注意 警告 坑 易混 陷阱 危险 错误 误区 避坑",
    "memory": "memory mnemonic 口诀 记忆 巧记 速记 助记",
    "tip": "note info tip todo success check done question help faq example details seealso admonition tips "
    "提示 例 拓展 补充 笔记 说明 备注 注 例题 例子 问题 思考 信息 技巧 了解 延伸 待办",
}
"""The kinds of callouts in handouts, each with the names that other programs use."""
KIND_BY_NAME = {word: kind for kind, words in CALLOUT_NAMES.items() for word in words.split()}
OWN_LABELS = {"重点": "key", "提示": "tip", "易错": "warning", "口诀": "memory"}
"""The words that a box without a title prints."""
QUOTES = ("quote", "cite", "引用", "金句", "引文", "名言")
"""The kinds of callouts that are quotations."""


def find_callout_kind(name: str) -> str:
    """The kind of box that a name of another program stands for; "" for an unknown one."""
    return KIND_BY_NAME.get(re.sub(r"^callout-|-(?:title|box|block)$", "", name.lower()), "")


def make_default_title(name: str) -> str:
    """The title of a box whose author gave none: its name where that is a word of the text, as 例题, or unknown."""
    kind = find_callout_kind(name)
    return "" if kind and (name.isascii() or OWN_LABELS.get(name) == kind) else name
