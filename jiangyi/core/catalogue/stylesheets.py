"""What can be wrong with a stylesheet of the workspace's own."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, Code, Example
from jiangyi.core.i18n import Words

NAME = "../styles/themes/mine.css"
PAPER = "../styles/papers/mine.css"


def css(text: str) -> Example:
    """A theme of the workspace's own."""
    return Example(f"{text}\n", NAME)


def paper(text: str) -> Example:
    """A paper of the workspace's own."""
    return Example(f"{text}\n", PAPER)


LOOKS = (
    Code(
        "style-syntax",
        ERROR,
        Words("not a stylesheet as it stands: {problem}", "样式表有语法错误：{problem}"),
        (Words("a rule is `selector { name: value; name: value }`", "规则的写法是“选择器 { 名称: 值; 名称: 值 }”"),),
        Words("What stands there would be passed over, and often all that follows.", "这一处会被忽略，后面的往往也跟着失效。"),
        css(":root { --accent: #1d4568;"),
        css(":root { --accent: #1d4568 }"),
    ),
    Code(
        "style-variable-unknown",
        ERROR,
        Words("nothing gives `{name}` a value", "没有地方给“{name}”赋值"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"),),
        Words("Whatever asks for it would have no value at all.", "用到它的地方会没有值。"),
        css(":root { --alert: var(--acent) }"),
        css(":root { --alert: var(--accent) }"),
    ),
    Code(
        "style-circle",
        ERROR,
        Words("`{name}` is made from itself", "“{name}”绕了一圈又引用了自己"),
        (Words("give one of the properties of the circle a value of its own", "请给其中一个属性写上具体的值"),),
        Words("A circle has no value.", "循环引用得不到值。"),
        css(":root { --accent: var(--alert); --alert: var(--accent) }"),
        css(":root { --accent: var(--alert); --alert: #9c2f21 }"),
    ),
    Code(
        "style-value",
        ERROR,
        Words("`{name}` cannot be `{value}`", "“{name}”不能是“{value}”"),
        (Words("it is {wanted}", "应为{wanted}"),),
        Words("Pages could not be laid out, or would look otherwise than meant.", "否则无法排版，或样式与预期不同。"),
        css(":root { --accent: 12pt }"),
        css(":root { --accent: #1d4568 }"),
    ),
    Code(
        "style-property-unknown",
        WARNING,
        Words("nothing uses `{name}`", "没有地方用到“{name}”"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"),),
        Words("It changes nothing.", "写了也不起作用。"),
        css(":root { --acent: #1d4568 }"),
        css(":root { --accent: #1d4568 }"),
    ),
    Code(
        "style-narrow",
        ERROR,
        Words("only {width} mm, {characters} characters a line, are left for text", "版心只剩 {width} 毫米宽，一行 {characters} 个字"),
        (
            Words(
                "40 mm and 8 characters it has to be: make `--inner` and `--outer` smaller, `--page-width` larger, or `--size` smaller",
                "至少要 40 毫米、8 个字：请减小 --inner、--outer，加大 --page-width，或减小 --size",
            ),
        ),
        Words("Lines that short are torn apart, and tables and pictures have no room.", "行太短，字距会被撑开，表格和图片也放不下。"),
        paper(":root { --page-width: 60mm; --inner: 15mm; --outer: 15mm }"),
        paper(":root { --page-width: 60mm; --inner: 5mm; --outer: 5mm }"),
    ),
    Code(
        "style-low",
        ERROR,
        Words("only {height} mm in height are left for text", "版心只剩 {height} 毫米高"),
        (Words("40 mm it has to be: make `--lines` or `--line` larger", "至少要 40 毫米：请加大 --lines 或 --line"),),
        Words("A heading with the text below it, or a picture, would not fit on a page.", "标题和下面的正文、图片在一页里放不下。"),
        paper(":root { --lines: 4; --line: 19pt }"),
        paper(":root { --lines: 8; --line: 19pt }"),
    ),
    Code(
        "style-high",
        ERROR,
        Words("{lines} lines below `--top` are {over} mm higher than the page", "上边距加 {lines} 行，比纸高出 {over} 毫米"),
        (Words("make `--lines` or `--top` smaller, or `--page-height` larger", "请减小 --lines 或 --top，或加大 --page-height"),),
        Words("The last lines would stand outside the paper.", "否则最后几行会印到纸外。"),
        paper(":root { --page-height: 150mm }"),
        paper(":root { --page-height: 150mm; --lines: 18 }"),
    ),
)
