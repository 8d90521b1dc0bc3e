"""What in a stylesheet fails on some e-readers, decided on one declaration."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jiangyi.core import Message
from jiangyi.ereaders import citation
from jiangyi.ereaders.requirements import APPLE, KINDLE, KOBO, KOREADER
from jiangyi.ereaders.rule import Requirement, Treatment

FIXED = re.compile(r"(?<![\w#.-])-?(?:\d*[1-9]\d*(?:\.\d+)?|\d*\.\d*[1-9]\d*)(?:px|pt|pc|in|cm|mm|q)\b", re.IGNORECASE)
"""A length other than zero that does not grow with the letters."""
NEGATIVE = re.compile(r"(?<![\w.)-])-(?=[\d.]*[1-9])")
"""A number below zero; not the sign of a subtraction."""
WIDE = re.compile(r"(?<![\d.])(?:2\.\d*[1-9]\d*|(?:[3-9]|\d{2,})(?:\.\d+)?)r?em\b", re.IGNORECASE)
"""More than two characters."""
BODY_TEXT = re.compile(r"(?:(?:html|body|:root)[\s>]+)*(?:\*|html|body|p|:root)")
"""A selector of the text as a whole."""
PICTURES = re.compile(r"\b(?:img|image|svg|picture|figure|video|object|math|hr|cover)\b", re.IGNORECASE)
"""A selector of what is not text."""
ANY = re.compile(".*", re.DOTALL)


@dataclass(frozen=True)
class StyleRule:
    """A kind of declaration that some e-readers do not support, or that takes a choice away from the reader."""

    requirement: Requirement
    example: str
    """A rule that breaks it."""
    properties: re.Pattern[str]
    value: re.Pattern[str]
    advice: Message
    selector: re.Pattern[str] = ANY
    excepted: re.Pattern[str] | None = None
    """Selectors that may have it."""
    compensations: frozenset[str] = frozenset()
    """Properties of the same rule that make it harmless."""

    def rejects(self, selector: str, name: str, value: str, beside: Collection[str]) -> bool:
        """True for a declaration of a rule with a selector, beside other properties."""
        return bool(
            self.properties.fullmatch(name)
            and self.value.search(value)
            and self.selector.fullmatch(selector)
            and not (self.excepted and self.excepted.search(selector))
            and self.compensations.isdisjoint(beside)
        )


def _style(name: str, says: Message, readers: tuple[str, ...], source: citation.Citation) -> Requirement:
    return Requirement(name, says, readers, Treatment.REPORTED, source)


STYLE_RULES = (
    StyleRule(
        _style(
            "negative-margin",
            Message("negative margins cut words off", "负的边距会切掉文字"),
            (KINDLE,),
            citation.KDP_NEGATIVE,
        ),
        ".a { margin: 0 -1em }",
        re.compile(r"margin(?:-\w+)*|padding(?:-\w+)*|top|right|bottom|left|line-height|letter-spacing"),
        NEGATIVE,
        Message("use a positive margin or padding", "改用正的 margin 或 padding"),
    ),
    StyleRule(
        _style(
            "auto-margin",
            Message("what `auto` margins should centre stands at the left", "本应由 auto 边距居中的内容会靠左"),
            (KINDLE,),
            citation.AUTO,
        ),
        ".a { margin: 1em auto }",
        re.compile(r"margin(?:-(?:left|right|inline\S*))?"),
        re.compile(r"\bauto\b", re.IGNORECASE),
        Message("use margins in %, or `text-align: center` around it", "改用百分比的边距，或者在外层用 text-align: center"),
    ),
    StyleRule(
        _style(
            "negative-indent",
            Message("a negative indent cuts words off where nothing makes room for it", "负的缩进如果左边没有留出位置，会切掉文字"),
            (KINDLE,),
            citation.KDP_NEGATIVE,
        ),
        ".a { text-indent: -2em }",
        re.compile("text-indent"),
        NEGATIVE,
        Message("write `padding-left` of the same length into the same rule", "请在同一条规则里写上同样宽的 padding-left"),
        compensations=frozenset({"padding", "padding-left", "margin", "margin-left", "padding-inline-start", "margin-inline-start"}),
    ),
    StyleRule(
        _style(
            "position",
            Message("positioned boxes are dropped or cover the text", "定位的内容会丢失，或者盖住正文"),
            (KINDLE, KOREADER),
            citation.KINDLEGEN_POSITION,
        ),
        ".a { position: absolute }",
        re.compile("position"),
        re.compile(r"\b(?:absolute|fixed|relative|sticky)\b", re.IGNORECASE),
        Message("leave `position` out; use margins", "不要用 position，改用边距"),
    ),
    StyleRule(
        _style(
            "flex",
            Message(
                "flex and grid boxes are not laid out, and some readers do not open the book", "flex、grid 不起作用，有的阅读器甚至打不开书"
            ),
            (KOBO, KINDLE),
            citation.FLEX,
        ),
        ".a { display: flex }",
        re.compile("display"),
        re.compile(r"\b(?:flex|grid)\b", re.IGNORECASE),
        Message("use block, inline-block or table", "改用 block、inline-block 或 table"),
    ),
    StyleRule(
        _style(
            "fixed-size",
            Message(
                "a size in px, pt or mm stays small when the reader enlarges the text", "以 px、pt、mm 为单位的大小不随读者调整的字号变化"
            ),
            (KINDLE,),
            citation.KDP_UNITS,
        ),
        ".a { font-size: 14px }",
        re.compile(r"font|font-size|line-height|text-indent|margin(?:-\w+)*|padding(?:-\w+)*"),
        FIXED,
        Message("use em or %", "改用 em 或 %"),
    ),
    StyleRule(
        _style(
            "wide-margin",
            Message(
                "margins of more than two characters leave no room on a phone when the text is enlarged",
                "左右边距超过两个字，放大字号后手机上一行放不下几个字",
            ),
            (KOBO,),
            citation.KOBO_STYLES,
        ),
        ".a { margin-left: 3em }",
        re.compile(r"(?:margin|padding)-(?:left|right|inline-start|inline-end)"),
        WIDE,
        Message("use at most 2em, or %", "不超过 2em，或者改用 %"),
    ),
    StyleRule(
        _style(
            "every-div",
            Message(
                "rules for all `div` concern those too that the reader puts in", "对所有 div 的规则，也会作用到阅读器自己加进去的 div 上"
            ),
            (KOBO,),
            citation.KOBO_STYLES,
        ),
        ".a > div { margin: 0 }",
        ANY,
        ANY,
        Message("write the class of the blocks that you mean", "请写上所指的块的类名（class）"),
        re.compile(r"(?:.*[\s>+~])?div", re.DOTALL),
    ),
    StyleRule(
        _style(
            "body-text",
            Message("the size, line height and colours of the text are the reader's choice", "正文的字号、行距和颜色应由读者选择"),
            (KINDLE, KOBO, APPLE),
            citation.KDP_BODY,
        ),
        "body { font-size: 1.2em }",
        re.compile(r"font|font-size|line-height|color|background|background-color"),
        re.compile(r"^(?!\s*(?:inherit|initial|unset|currentcolor|transparent|none|1em|100%)\s*$)", re.IGNORECASE),
        Message("leave it out, or set it for some blocks only", "不要设置，或者只用在某几种块上"),
        BODY_TEXT,
    ),
    StyleRule(
        _style(
            "body-alignment",
            Message("the alignment of the text is the reader's choice", "正文的对齐方式应由读者选择"),
            (KINDLE,),
            citation.KDP_ALIGNMENT,
        ),
        "p { text-align: justify }",
        re.compile("text-align"),
        re.compile(r"\b(?:right|center|justify|end)\b", re.IGNORECASE),
        Message("leave it out, or set it for some blocks only", "不要设置，或者只用在某几种块上"),
        BODY_TEXT,
    ),
    StyleRule(
        _style(
            "fixed-height",
            Message("text in a box of a fixed height overlaps what follows", "高度固定的文字会与后面的内容重叠"),
            (KINDLE,),
            citation.KDP_HEIGHT,
        ),
        ".a { height: 3em }",
        re.compile("height|max-height"),
        re.compile(r"[1-9]"),
        Message("use `min-height`, or margins", "改用 min-height 或边距"),
        excepted=PICTURES,
    ),
    StyleRule(
        _style(
            "data-picture",
            Message("pictures inside a stylesheet are not shown", "写在样式表里的图片不显示"),
            (KINDLE,),
            citation.POSITION,
        ),
        ".a { background: url(data:image/png;base64,AA) }",
        re.compile(r"background(?:-image)?|content|list-style(?:-image)?|border-image(?:-source)?"),
        re.compile(r"url\(\s*[\"']?data:", re.IGNORECASE),
        Message("use a border or a character instead", "改用边框或字符"),
    ),
)


def find_broken_rules(selector: str, name: str, value: str, beside: Collection[str]) -> Iterator[StyleRule]:
    """The rules that a declaration breaks, in the order of the table; names are in lower case, values are as text."""
    return (rule for rule in STYLE_RULES if rule.rejects(selector, name, value, beside))
