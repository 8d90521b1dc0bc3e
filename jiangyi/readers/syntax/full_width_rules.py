"""The table of full-width signs that are syntax of Markdown, each by the pattern around it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

FULL_WIDTH = "：＃｛｝＝［］（）＊－—｜＞＜＾＄￥｀·！％＋《》〈〉、。．【】，；\u3000“”＂"
HALF: Mapping[int, str | int] = str.maketrans(FULL_WIDTH, ':#{}=[]()*--|><^$$``!%+<><>\\..[],; """')
"""The sign that each character stands for where it is syntax."""


READING_SIGNS: Mapping[int, str | int] = str.maketrans("｛｝ :：", "{}|||")
"""What parts characters from their reading."""
SEPARATORS: Mapping[int, str | int] = str.maketrans("、，；", "   ")
"""What parts attributes."""


def to_half_width(line: str, start: int, end: int, table: Mapping[int, str | int] = HALF) -> str:
    """A line with the signs of a range in half width."""
    return line[:start] + line[start:end].translate(table) + line[end:]


@dataclass(frozen=True)
class SignRule:
    """A pattern whose groups s1, s2 … are signs, and what else must hold."""

    pattern: re.Pattern[str]
    is_meant: Callable[[re.Match[str]], bool] = bool
    kind: str = ""
    """What the signs enclose where that matters: a formula, attributes, characters with their reading, a reference."""

    def read(self, line: str, start: int) -> str:
        """A line with the signs of a match at an offset."""
        match = self.pattern.match(line, start)
        return self.replace(line, match) if match and self.is_meant(match) else line

    def replace(self, line: str, match: re.Match[str]) -> str:
        """A line with the signs of a match in half width."""
        for name, text in match.groupdict().items():
            if text and name.startswith("s"):
                line = to_half_width(line, *match.span(name), READING_SIGNS if self.kind == "reading" else HALF)
        return line


def _define(pattern: str, is_meant: Callable[[re.Match[str]], bool] = bool, kind: str = "") -> SignRule:
    return SignRule(re.compile(pattern, re.IGNORECASE), is_meant, kind)


URL = r"(?:https?://|www\.|mailto:|#)[^\s()（）]{0,500}"
PICTURE = r"[^\n()（）\[\]［］【】]{1,200}\.(?:png|jpe?g|gif|webp|svg|bmp)"
TITLE = r"(?:[ \t\u3000]+[\"“][^\"“”\n]{0,200}[\"”])?"
WORDS = r"[^\[\]［］【】\n]{0,200}"
PINYIN = r"[a-zA-ZÀ-ɏ\u0300-\u036f\u3105-\u312fˉˊˇˋ˙ 0-5]+"
TONED = "[a-z]*[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]"
PRICE = re.compile(r".[ ]?\d+(?:[.,]\d+)*[^\\^_=]*$")


def _is_formula(match: re.Match[str]) -> bool:
    """Whether what two currency signs enclose is a formula, and not words between two prices."""
    inside = match["inside"]
    return not re.search(r"[\u3400-\u9fff]", re.sub(r"\{[^{}]*\}", "", inside)) and not PRICE.match(match.group()[:-1])


def _has_name(match: re.Match[str]) -> bool:
    return bool(match["s2"] or match["s3"])


INLINE = (
    _define(
        r"(?P<s1>[￥＄$])(?=[^\s￥＄$])(?P<inside>(?=[^￥＄$\n]*[\\^_＾、])[^￥＄$\n]{1,200}?)(?<!\s)(?P<s2>[￥＄$])(?!\d)",
        _is_formula,
        "formula",
    ),
    _define(r"(?P<s1>[＊*]{2,3})(?=[^\s＊*])[^＊*\n]*(?<!\s)(?P<s2>[＊*]{2,3})"),
    _define(rf"(?P<s1>[｛{{])[\u3400-\u9fff]{{1,8}}(?P<s2>[ :：])(?={TONED})(?:{PINYIN})(?P<s3>[｝}}])", kind="reading"),
    _define(r"(?P<s1>[\^＾])(?P<s2>[\[［])[^\[\]［］\n]{1,300}(?P<s3>[\]］])"),
    _define(r"(?P<s1>[｛{]{2})[^｛｝{}\n]+(?P<s2>[｝}]{2})"),
    _define(rf"(?<![｛{{])(?P<s1>[｛{{])[^｛｝{{}}|｜\n]{{1,12}}(?P<s2>[|｜])(?:{PINYIN}|[.·•])(?P<s3>[｝}}])(?![｝}}])"),
    _define(r"(?<![＝=])(?P<s1>[＝=]{2})(?=[^\s＝=])[^＝=\n]*(?<!\s)(?P<s2>[＝=]{2})(?![＝=])"),
    _define(r"(?P<s1>[［\[【])(?P<s2>[#＃])(?P<id>[\w-]{1,60})(?P<s3>[］\]】])(?![(（])", kind="reference"),
    _define(r"(?P<s1>[［\[【])(?P<s2>[\^＾])[^\s\[\]［］【】]{1,60}(?P<s3>[］\]】])"),
    _define(rf"(?P<s1>[!！])(?P<s2>[\[［【]){WORDS}(?P<s3>[\]］】])(?P<s4>[(（])[ ]?{PICTURE}{TITLE}[ ]?(?P<s5>[)）])"),
    _define(rf"(?P<s1>[\[［]){WORDS}(?P<s2>[\]］])(?P<s3>[(（])[ ]?{URL}{TITLE}[ ]?(?P<s4>[)）])"),
    _define(r"(?P<s1>[《〈＜<])(?:br[ ]?/?|(?P<tag>u|su[bp])(?=[^\n]{1,200}?[《〈＜<]/(?P=tag)[》〉＞>])|/(?:u|su[bp]))(?P<s2>[》〉＞>])"),
    _define(r"(?P<s1>｀{1,2})[^｀\n]+(?P<s2>｀{1,2})"),
    _define(
        r"(?P<s1>[｛{])[ \u3000]*(?P<s2>[#＃.]?)[\w-]+(?:[ \u3000]*(?P<s3>[=＝])[^{}｛｝\n]*)?[^{}｛｝\n=＝]*(?P<s4>[｝}])(?=[ \t]*$)",
        _has_name,
        "attributes",
    ),
)
"""Signs in a line, outside code; formulas first, in which nothing else is looked for."""
COMMAND = re.compile(
    r"、(?=(?:[dt]?frac|sqrt|times|div|cdot|sum|int|prod|pi|alpha|beta|gamma|delta|theta|lambda|mu|sigma|phi|omega|Delta|left|right|leq?|geq?"
    r"|neq?|pm|angle|triangle|circ|text|mathrm|overline|vec|sin|cos|tan|log|ln|lim|infty|begin|end|ce|quad|approx|because|therefore)\b)|＾"
)
"""Signs in a formula: what an input method makes of the backslash, and the caret."""
INSIDE = re.compile(r"(?<=[｛{\s，,；;、\u3000])＃(?=[\w-])|(?<=\w)[ \u3000]*＝|％|[、，；](?=[ \u3000]*[\w-]+[ ]*[=＝])|\u3000")
"""Signs between the braces of attributes."""
PROTECTED = re.compile(r"(?<!`)(?P<tick>`+)(?!`)[^\n]*?(?<!`)(?P=tick)(?!`)|\\.")
"""Code, and what is escaped."""
LINE = (
    _define(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<s1>[:：]{3,}\u3000*)(?:[^:：\n]+(?P<s2>[:：]{3,})[ \t]*$)?"),
    _define(r" {0,3}(?P<s1>[#＃]{1,6}[ \t\u3000]+)(?=\S)"),
    _define(r"[ \t]*(?P<s1>[-－*＊+＋][ \t\u3000]+)(?=\S)"),
    _define(r"[ \t]*(?P<s1>[>＞]+)(?=[ \u3000\u4e00-\u9fff“（《])"),
    _define(r" {0,3}(?P<s1>[－—]{3,}|＊{3,})[ \t]*$"),
    _define(r" {0,3}(?P<s1>[［\[【][\^＾])[^\s\[\]［］【】]+(?P<s2>[］\]】][:：])"),
    _define(r"[ \t]*(?P<s1>[＄￥]{2})[ \t]*$"),
)
"""Signs at the beginning of a line."""
PAIRED = (
    _define(r"[ \t]*(?P<s1>—[ \t\u3000]+)(?=\S)"),
    _define(r"[ \t]*[0-9０-９]{1,3}(?P<s1>。[ \u3000]*)(?=\S)"),
)
"""Signs at the beginning of lines that are syntax where the line above or below begins like this too."""
ID = re.compile(r"[{｛][^{}｛｝\n]{0,80}?[#＃][ ]?(?P<attribute>[\w-]+)|\b(?:id|编号):[ ]*(?P<field>[\w-]+)")
"""An id, by which a reference in 【】 is known for one."""
TABLE_ROW = re.compile(r"[ \t]*[|｜].*[|｜][ \t]*$")
TABLE_RULE = re.compile(r"[ \t]*[|｜][-－—|｜:： \t]+")
FENCE = re.compile(r"[ \t]*(?P<s1>[·｀]{3,})[A-Za-z]*[ \t]*$")
"""What an input method makes of three backticks."""
YAML_VALUE = re.compile(r"(?P<head>[ ]*(?:-[ ]+)*(?:[\w-]+:[ ]+)?)(?P<value>\S.*)$")
CODE = re.compile(r"[ \t]*(?:>[ ]?|[-*+][ ]+|\d+[.)][ ]+)*[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
HEAD_FENCE = re.compile(r"[ \t]*(?:[－—]{3,}|-{3,})[ \t]*")
HEAD_LINE = re.compile(r"[ \t\u3000]*(?:[\w-]+[ \t]*[:：=＝]|[-－#]|$)|[ \t\u3000]+\S")
"""A line of a front matter: a key, an item, a comment, or what is indented."""
SUSPECT = re.compile(
    r"\{[\u3400-\u9fff]{1,8}[ :：][a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]+\}"
    r"|[＃｛［＊｜＞＄￥｀＾＝＋]|：：|:：|：:|·{3}|^[ \t]*[－—]|[|｜][ \t]*[－—]|[《〈＜]/?(?:br|u|su[bp])\b|！[\[［【]|[】\]](?=（)"
    r"|【[#＃^＾]|、[a-zA-Z]{2}|^[ \t]*[0-9０-９]{1,3}。|^[ \t]*[-*+#>]+\u3000|^ +-{3}|^-{4}|％[}｝]|[{][^}\n]*[，、；\u3000]|\]：",
    re.MULTILINE,
)
"""What a line with signs to replace has; most lines have nothing of it."""
