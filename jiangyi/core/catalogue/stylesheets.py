"""Diagnostics about the stylesheets (themes and papers) and the templates of a workspace."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, CatalogueExample, remark
from jiangyi.core.i18n import Message

NAME = "../styles/themes/mine.css"
PAPER = "../styles/papers/mine.css"
EPUB_SHEET = "../styles/blocks/exercise.epub.css"
TEMPLATE = "../templates/blocks/rule.html.j2"


def css(text: str) -> CatalogueExample:
    """Return an example theme of the workspace."""
    return CatalogueExample(f"{text}\n", NAME)


def paper(text: str) -> CatalogueExample:
    """Return an example paper of the workspace."""
    return CatalogueExample(f"{text}\n", PAPER)


STYLESHEETS = (
    CatalogueEntry(
        "style-syntax",
        ERROR,
        Message("CSS syntax error: {problem}", "样式表（CSS）有语法错误：{problem}"),
        (Message("a rule is written `selector { name: value; name: value }`", "规则的写法是“选择器 { 名称: 值; 名称: 值 }”"),),
        Message("The declaration is ignored, and often everything after it.", "这一处会被忽略，后面的内容往往也跟着失效。"),
        css(":root { --accent: #1d4568;"),
        css(":root { --accent: #1d4568 }"),
    ),
    CatalogueEntry(
        "style-loads",
        ERROR,
        Message("a stylesheet may not load anything: `{address}`", "样式表不能加载外部内容：“{address}”"),
        (
            Message(
                "put a small PNG or JPEG picture into the stylesheet as `url(data:image/png;base64,…)`; install a font on this computer and name "
                "it in `--font-body` and the like; write rules into this file instead of `@import`",
                "小图片（PNG、JPEG）可以写成 url(data:image/png;base64,…)；字体请安装到电脑上，再写进 --font-body 等属性；"
                "不要用 @import，规则直接写在这个文件里",
            ),
        ),
        Message(
            "Pages would depend on other files or on the network, and readers of the EPUB could be tracked.",
            "否则版面取决于别的文件或网络，EPUB 的读者也可能被跟踪。",
        ),
        css("h2 { background: url(https://example.com/line.png) }"),
        css("h2 { border-bottom: 1pt solid }"),
    ),
    CatalogueEntry(
        "style-variable-unknown",
        ERROR,
        Message("the custom property `{name}` is not defined", "自定义属性“{name}”没有定义"),
        (Message("did you mean `{near}`?", "您要写的是不是“{near}”？"),),
        Message("Every property that uses it would have no value.", "用到它的属性都会没有值。"),
        css(":root { --alert: var(--acent) }"),
        css(":root { --alert: var(--accent) }"),
    ),
    CatalogueEntry(
        "style-incomplete",
        ERROR,
        Message(
            "this stylesheet replaces the program's own, but does not define {names}",
            "这个样式表取代了程序自带的样式表，却没有定义 {names}",
        ),
        (
            Message(
                "copy the program's stylesheet of the same name and change it, or write only what is to change into a theme (`styles/themes/`)",
                "请复制程序自带的同名样式表再修改；只想改几处的，请写成主题（放在 styles/themes/ 里）",
            ),
        ),
        Message(
            "Other stylesheets use these custom properties, or the program calculates with them.", "其他样式表或程序要用到这些自定义属性。"
        ),
        CatalogueExample(":root { --size: 11pt }\n", "../styles/tokens.css"),
        css(":root { --size: 11pt }"),
    ),
    CatalogueEntry(
        "style-cover",
        ERROR,
        Message(
            "the cover of the EPUB is {width} × {height} mm, but must be 160 × 256 mm or in this ratio",
            "EPUB 封面的大小是 {width} × {height} 毫米，应为 160 × 256 毫米，或者同样的宽高比",
        ),
        (Message("write `@page {{ size: 160mm 256mm; margin: 0 }}`", "请写成 @page {{ size: 160mm 256mm; margin: 0 }}"),),
        Message("Book shops and e-readers expect a picture of 1600 × 2560 pixels.", "书店和阅读器要求封面是 1600 × 2560 像素的图片。"),
        CatalogueExample("@page { size: 100mm }\n", "../styles/cover.css"),
        CatalogueExample("@page { size: 80mm 128mm }\n", "../styles/cover.css"),
    ),
    CatalogueEntry(
        "style-circle",
        ERROR,
        Message("the custom property `{name}` refers to itself", "自定义属性“{name}”循环引用了自己"),
        (Message("give one of the properties in the cycle a value of its own", "请给循环中的某个属性写上具体的值"),),
        Message("A cyclic reference has no value.", "循环引用没有值。"),
        css(":root { --accent: var(--alert); --alert: var(--accent) }"),
        css(":root { --accent: var(--alert); --alert: #9c2f21 }"),
    ),
    CatalogueEntry(
        "style-value",
        ERROR,
        Message("`{name}` cannot be `{value}`", "“{name}”不能是“{value}”"),
        (Message("it must be {wanted}", "应为{wanted}"),),
        Message("The pages could not be laid out, or would not look as intended.", "否则无法排版，或样式与设想的不同。"),
        css(":root { --accent: 12pt }"),
        css(":root { --accent: #1d4568 }"),
    ),
    CatalogueEntry(
        "style-property-unknown",
        WARNING,
        Message("unknown custom property `{name}`: nothing uses it", "自定义属性“{name}”没有用处：没有任何样式用到它"),
        (Message("did you mean `{near}`?", "您要写的是不是“{near}”？"),),
        Message("It has no effect.", "写了也不起作用。"),
        css(":root { --acent: #1d4568 }"),
        css(":root { --accent: #1d4568 }"),
    ),
    remark(
        "style-ereader",
        Message("`{declaration}` causes trouble on some e-readers: {reason}", "“{declaration}”在有的电子书阅读器上会出问题：{reason}"),
        (
            Message("{advice}", "建议：{advice}"),
            Message("{readers}; see {source}", "涉及 {readers}；依据：{source}"),
        ),
        Message("The EPUB should be readable on Kindle, Kobo and phones too.", "EPUB 在 Kindle、Kobo 和手机上也应当能读。"),
        CatalogueExample(".exercise { margin-left: -1em }\n", EPUB_SHEET),
        CatalogueExample(".exercise { margin-left: 1em }\n", EPUB_SHEET),
    ),
    CatalogueEntry(
        "style-narrow",
        ERROR,
        Message(
            "the text area is only {width} mm wide ({characters:character|characters} per line)",
            "版心只有 {width} 毫米宽（每行 {characters} 个字）",
        ),
        (
            Message(
                "at least 40 mm and 8 characters are needed: reduce `--inner` and `--outer`, increase `--page-width`, or reduce `--size`",
                "至少要 40 毫米、8 个字：请减小 --inner、--outer，加大 --page-width，或减小 --size",
            ),
        ),
        Message("Shorter lines cannot be justified well, and tables and images do not fit.", "行太短，字距会被拉开，表格和图片也放不下。"),
        paper(":root { --page-width: 60mm; --inner: 15mm; --outer: 15mm }"),
        paper(":root { --page-width: 60mm; --inner: 5mm; --outer: 5mm }"),
    ),
    CatalogueEntry(
        "style-low",
        ERROR,
        Message("the text area is only {height} mm high", "版心只有 {height} 毫米高"),
        (Message("at least 40 mm are needed: increase `--lines` or `--line`", "至少要 40 毫米：请加大 --lines 或 --line"),),
        Message("A heading with its text, or an image, would not fit on a page.", "标题和下面的正文、图片在一页里放不下。"),
        paper(":root { --lines: 4; --line: 19pt }"),
        paper(":root { --lines: 8; --line: 19pt }"),
    ),
    CatalogueEntry(
        "style-high",
        ERROR,
        Message(
            "`--top` and {lines:line|lines} together are {over} mm higher than the page", "上边距加 {lines} 行，比页面高出 {over} 毫米"
        ),
        (Message("reduce `--lines` or `--top`, or increase `--page-height`", "请减小 --lines 或 --top，或加大 --page-height"),),
        Message("The last lines would fall off the page.", "否则最后几行会超出页面。"),
        paper(":root { --page-height: 150mm }"),
        paper(":root { --page-height: 150mm; --lines: 18 }"),
    ),
    CatalogueEntry(
        "file-left-out",
        WARNING,
        Message("the {what} {name} is left out: {problem}", "没有采用{what} {name}：{problem}"),
        (
            Message(
                "delete it, or compare its name with those in the program's own `styles/` and `templates/`",
                "请删去它，或者对照程序自带的 styles/、templates/，改成其中的文件名",
            ),
        ),
        Message("Only files of known names replace those of the program.", "只有同名的文件才会取代程序自带的文件。"),
        CatalogueExample("p { color: red }", "../styles/例.css"),
        CatalogueExample("p { color: red }", "../styles/blocks/例.css"),
    ),
    CatalogueEntry(
        "template-syntax",
        ERROR,
        Message("the template has a syntax error: {problem}", "模板有语法错误：{problem}"),
        (
            Message(
                "compare it with the program's own template of the same name, which is used where there is none in templates/",
                "请与程序自带的同名模板对照；templates/ 中没有这个文件时，用的就是自带的",
            ),
        ),
        Message("Nothing can be rendered with it.", "这样的模板无法使用。"),
        CatalogueExample("<hr>{% if %}\n", TEMPLATE),
        CatalogueExample("<hr>\n", TEMPLATE),
    ),
    CatalogueEntry(
        "template-failed",
        ERROR,
        Message("the template cannot be used: {problem}", "模板无法使用：{problem}"),
        (
            Message(
                "compare it with the program's own template of the same name, which is used where there is none in templates/",
                "请与程序自带的同名模板对照；templates/ 中没有这个文件时，用的就是自带的",
            ),
        ),
        Message(
            "A handout that needs it cannot be made. Templates see the handout, and nothing else.",
            "用到它的讲义无法生成。模板只能用到讲义的内容。",
        ),
        CatalogueExample("<hr>\n", TEMPLATE, "utf-16"),
        CatalogueExample("<hr>\n", TEMPLATE),
    ),
)
