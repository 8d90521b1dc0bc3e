"""House style: the marks of Chinese text, most of which `fix` puts right."""

from jiangyi.core.catalogue.entry import WARNING, Code, Example, md
from jiangyi.core.i18n import Words

FIX = Words("`fix` puts it right", "用 fix 命令可以改正")
HOLES = Words(
    "Half-width marks leave holes in a line of Chinese, and lines break in front of them.",
    "中文里夹着半角标点，行间会有空洞，还会落到行首。",
)
SENTENCE = "基层治理要创新。服务要精准。机制要完善。群众要参与。法治要保障。"


def rule(name: str, says: Words, hints: tuple[Words, ...], why: Words, bad: Example, good: Example) -> Code:
    """A rule of house style."""
    return Code(name, WARNING, says, hints, why, bad, good, style=True)


MARKS = (
    rule(
        "folded-marks",
        Words("every full-width mark of this text was folded to half width; {count} can be put back", "全文的全角标点都被转成了半角，有 {count} 处可以还原"),
        (Words("`fix` puts them back", "用 fix 命令可以还原"),), HOLES,
        md(SENTENCE + "先问需要,再谈供给。" + SENTENCE), md(SENTENCE + "先问需要，再谈供给。" + SENTENCE),
    ),
    rule(
        "half-width-mark",
        Words("half-width {marks} in Chinese text ({count} in this paragraph)", "中文里用了半角 {marks}（本段 {count} 处）"),
        (FIX,), HOLES, md("先问需要,再谈供给。"), md("先问需要，再谈供给 3,000 份，10:30 开饭。"),
    ),
    rule(
        "straight-quote",
        Words("straight quotation marks in Chinese text ({count} in this paragraph)", "中文里用了直引号（本段 {count} 处）"),
        (FIX,), Words("They do not tell where a quotation begins.", "直引号看不出引文从哪里开始。"), md('这叫"供需对接"。'), md("这叫“供需对接”。"),
    ),
    rule(
        "ellipsis",
        Words("an ellipsis in Chinese text is six dots, ……", "中文的省略号是六个点“……”"),
        (Words("`fix` turns `...` into ……; write a single … twice", "用 fix 命令可以改正“...”；单个“…”请写两遍"),),
        Words("GB/T 15834 §4.11.", "见 GB/T 15834 第 4.11 条。"), md("他等了又等..."), md("他等了又等……"),
    ),
    rule(
        "dash",
        Words("a dash in Chinese text takes the room of two characters, ——", "中文的破折号占两个字“——”"),
        (Words("`fix` turns `--` into ——; write a single — twice", "用 fix 命令可以改正“--”；单个“—”请写两遍"),),
        Words("GB/T 15834 §4.10.", "见 GB/T 15834 第 4.10 条。"), md("食堂--不只是吃饭的地方。"), md("食堂——不只是吃饭的地方。"),
    ),
    rule(
        "stray-space",
        Words("a space that belongs to no word ({count} in this paragraph)", "多余的空格（本段 {count} 处）"),
        (FIX,), Words("Indents and gaps are set by the layout.", "缩进和间隔由排版决定。"), md("先问需要 ，再谈供给。"), md("先问需要，再谈供给。"),
    ),
    rule(
        "zero-width",
        Words("invisible characters stand in this paragraph: {characters}", "这一段里有看不见的字符：{characters}"),
        (Words("`fix` takes out those that mean nothing", "用 fix 命令可以去掉没有作用的"),),
        Words("Search fails across them, and lines break where none should.", "它们会让查找失灵、换行出错。"), md("基层\u200b治理。"), md("基层治理。"),
    ),
    rule(
        "html-entity",
        Words("HTML writing is left over: {found}", "留有 HTML 写法：{found}"),
        (FIX,), Words("What was copied from a web page should be plain text.", "从网页复制来的内容应当是纯文字。"), md("基层&middot;治理。"), md("基层·治理。"),
    ),
    rule(
        "compat-radical",
        Words("{characters}: radicals that only look like Han characters", "“{characters}”是偏旁部首的编码，只是看着像汉字"),
        (FIX,), Words("Search and fonts fail on them; they come out of PDFs.", "查找和字体都认不出，常来自 PDF。"), md("⼀个⻔。"), md("一个门。"),
    ),
    rule(
        "full-width-letter",
        Words("full-width letters or digits: {found}", "用了全角字母或数字：{found}"),
        (Words("write them half-width", "请改用半角"),), Words("They look like words of a typewriter.", "全角字母和数字不合排版惯例。"),
        md("共１２３人。"), md("共 123 人。"),
    ),
    rule(
        "mark-repeated",
        Words("marks in a row: {found}", "标点重复：{found}"),
        (Words("keep one", "请只留一个"),), Words("It is a slip of the finger; ！ and ？ may stand up to three times.", "多半是误按；叹号和问号最多叠用三个。"),
        md("先问需要，，再谈供给。"), md("先问需要，再谈供给！！"),
    ),
    rule(
        "space-between-han",
        Words("a space between Han characters", "汉字之间有空格"),
        (Words("delete it; in a title or a poem it may stay", "请删去；标题和诗句里可以保留"),),
        Words("It is printed as a hole in the line.", "印出来行中会有空洞。"), md("基层 治理要创新。"), md("基层治理要创新，用 Python 编程。"),
    ),
    rule(
        "quote-unbalanced",
        Words("the quotation mark {mark} has no partner in this paragraph", "这一段里的引号 {mark} 不成对"),
        (Words("“ ” outside, ‘ ’ inside", "外用“ ”，内用‘ ’"),), Words("It cannot be told what is quoted.", "看不出引的是哪几个字。"),
        md("这叫“供需对接。"), md("这叫“供需‘精准’对接”。"),
    ),
    rule(
        "bracket-unbalanced",
        Words("the bracket {mark} has no partner in this paragraph", "这一段里的括号 {mark} 不成对"),
        (Words("look for the other one", "请补上另一半"),), Words("It cannot be told what is in brackets.", "看不出括的是哪几个字。"),
        md("某街道（乡镇办食堂。"), md("某街道（乡镇）办食堂。"),
    ),
    rule(
        "private-use",
        Words("{codepoint} is a private character that only one font knows", "{codepoint} 是自造字符，换了字体就看不见"),
        (Words("write the real character", "请改成正式的字"),), Words("Readers of the e-book have another font.", "电子书读者没有那个字体。"),
        md("基层\ue123治理。"), md("基层治理。"),
    ),
    rule(
        "variants-mixed",
        Words("traditional and simplified are mixed: {characters}", "繁简混用：{characters}"),
        (Words("write all of one kind", "请统一字形"),), Words("It happens when text is pasted from two places.", "多半是从两处粘贴来的。"),
        md("创新基层治理，優化服務供给，提升服务质量。"), md("创新基层治理，优化服务供给，提升服务质量。"),
    ),
)  # fmt: skip
