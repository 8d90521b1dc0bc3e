"""The messages of Jinja about templates in Chinese, each by a pattern of its English text."""

import re

from jiangyi.core import Message, escape_placeholders

TAGS = r"'(\w+)'"
WORDS = (
    (r"unexpected end of template, expected 'end of print statement'", "“{{ … ”没有结束，缺少“}}”"),
    (r"unexpected end of template, expected 'end of statement block'", "“{% … ”没有结束，缺少“%}”"),
    (r"Unexpected end of template\..*The innermost block that needs to be closed is " + TAGS, r"“{% \1 … %}”没有结束，缺少“{% end\1 %}”"),
    (r"Unexpected end of template", "模板没有写完，缺少结束的标记"),
    (
        r"Encountered unknown tag " + TAGS + r"\..*The innermost block that needs to be closed is " + TAGS,
        r"没有“{% \1 %}”这种标记；它前面的“{% \2 … %}”还没有结束",
    ),
    (r"Encountered unknown tag " + TAGS, r"没有“{% \1 %}”这种标记"),
    (r"No filter named " + TAGS, r"没有名为“\1”的过滤器"),
    (r"No test named " + TAGS, r"没有名为“\1”的判断"),
    (r"expected token 'end of print statement', got '(.*)'", r"“{{ … }}”里，“\1”之前少了运算符号，或少了“}}”"),
    (r"expected token 'end of statement block', got '(.*)'", r"“{% … %}”里多了“\1”，或少了“%}”"),
    (r"expected token '(.*)', got '(.*)'", r"这里应为“\1”，却是“\2”"),
    (r"unexpected char '(.*)' at", r"这里不能用“\1”"),
    (r"unexpected 'end of template'", "模板没有写完，缺少结束的标记"),
    (r"unexpected '(.*)'", r"这里多了“\1”，或者前面少了与它配对的符号"),
    (r"Missing end of (?:comment|raw)", "注释或原样输出的部分没有结束"),
    (r"block '(.*)' defined twice", r"名为“\1”的 block 写了两次"),
    (r"Expected an expression, got '(.*)'", r"这里少了内容：“\1”之前应有名称或值"),
    (r"access to attribute '(.*)' of '(.*)' object is unsafe", r"不允许读取“\1”"),
    (r"can only concatenate|unsupported operand", "文字和数字不能直接相加，请用“~”连接"),
    (r"division by zero", "除数是零"),
    (r"object is not iterable", "它不是列表，不能逐项取出"),
    (r"object is not callable|is not callable", "它不是函数，后面不能接括号"),
    (r"'(.*)' is undefined", r"这里没有“\1”"),
)
"""Patterns with what they are in Chinese."""
OTHER = "写法不对"


def translate_jinja(words: str) -> Message:
    """A message of Jinja in both languages."""
    for pattern, chinese in WORDS:
        match = re.search(pattern, words)
        if match:
            return Message(escape_placeholders(words), escape_placeholders(match.expand(chinese)))
    return Message(escape_placeholders(words), OTHER)
