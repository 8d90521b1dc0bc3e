"""House style: diagnostics about Chinese punctuation and characters; `fix` corrects most of them."""

from jiangyi.core.catalogue.entry import WARNING, CatalogueEntry, CatalogueExample, md
from jiangyi.core.i18n import Message

FIX = Message("`fix` corrects it", "用 fix 命令可以自动改正")
HOLES = Message(
    "Half-width punctuation leaves uneven gaps in Chinese text and may start a line.",
    "中文里用半角标点，字距会不匀，标点还会落到行首。",
)
SENTENCE = "基层治理要创新。服务要精准。机制要完善。群众要参与。法治要保障。"


def rule(
    name: str, says: Message, hints: tuple[Message, ...], why: Message, bad: CatalogueExample, good: CatalogueExample
) -> CatalogueEntry:
    """Return a code for a rule of house style: a warning that can be turned off."""
    return CatalogueEntry(name, WARNING, says, hints, why, bad, good, style=True)


PUNCTUATION = (
    rule(
        "folded-marks",
        Message("all full-width punctuation in this text was converted to half-width; {count:place|places} can be restored", "全文的全角标点都变成了半角，有 {count} 处可以还原"),
        (Message("`fix` restores them", "用 fix 命令可以自动还原"),), HOLES,
        md(SENTENCE + "先问需要,再谈供给。" + SENTENCE), md(SENTENCE + "先问需要，再谈供给。" + SENTENCE),
    ),
    rule(
        "half-width-mark",
        Message("half-width punctuation {marks} in Chinese text ({count} in this paragraph)", "中文里用了半角标点 {marks}（本段 {count} 处）"),
        (FIX,), HOLES, md("先问需要,再谈供给。"), md("先问需要，再谈供给 3,000 份，10:30 开饭。"),
    ),
    rule(
        "full-width-mark",
        Message("Chinese punctuation {marks} in an English sentence ({count} in this paragraph)", "英文句子里用了中文标点 {marks}（本段 {count} 处）"),
        (FIX,), Message("English has marks of half the width, and a space after them.", "英文用半角标点，后面空一格。"),
        md("Come and see，then tell us。"), md("Come and see, then tell us."),
    ),
    rule(
        "straight-quote",
        Message("straight quotation marks in Chinese text ({count} in this paragraph)", "中文里用了直引号（本段 {count} 处）"),
        (FIX,), Message("Straight quotation marks do not show where a quotation starts and ends.", "直引号不分左右，看不出引文的起止。"), md('这叫"供需对接"。'), md("这叫“供需对接”。"),
    ),
    rule(
        "ellipsis",
        Message("an ellipsis in Chinese text is six dots: ……", "中文的省略号应为六个点“……”"),
        (FIX,),
        Message("GB/T 15834 §4.11.", "见 GB/T 15834 第 4.11 条。"), md("他等了又等..."), md("他等了又等……"),
    ),
    rule(
        "dash",
        Message("a dash in Chinese text is two characters wide: ——", "中文的破折号应占两个字的位置“——”"),
        (Message("`fix` replaces `--` with ——; type a single — twice", "用 fix 命令可以自动改正“--”；单个“—”请改成两个"),),
        Message("GB/T 15834 §4.10.", "见 GB/T 15834 第 4.10 条。"), md("食堂--不只是吃饭的地方。"), md("食堂——不只是吃饭的地方。"),
    ),
    rule(
        "stray-space",
        Message("superfluous spaces ({count} in this paragraph)", "多余的空格（本段 {count} 处）"),
        (FIX,), Message("Indents and spacing are added by the layout.", "缩进和间距由排版自动处理。"), md("先问需要 ，再谈供给。"), md("先问需要，再谈供给。"),
    ),
    rule(
        "zero-width",
        Message("invisible characters in this paragraph: {characters}", "这一段里有看不见的字符：{characters}"),
        (Message("`fix` removes those that have no effect", "用 fix 命令可以自动去掉没有作用的"),),
        Message("They break search and cause wrong line breaks.", "它们会使查找失灵、换行出错。"), md("基层\u200b治理。"), md("基层治理。"),
    ),
    rule(
        "html-entity",
        Message("HTML entities left in the text: {found}", "留有 HTML 转义写法：{found}"),
        (FIX,), Message("Text copied from a web page must be plain text.", "从网页复制来的内容应为纯文字。"), md("基层&middot;治理。"), md("基层·治理。"),
    ),
    rule(
        "compat-radical",
        Message("{characters}: compatibility radicals instead of Han characters", "“{characters}”是偏旁部首的编码，只是看上去像汉字"),
        (FIX,), Message("Search and fonts do not support them; they come from text copied from a PDF.", "查找和字体都认不出它们；从 PDF 复制的文字常有这种情况。"), md("⼀个⻔。"), md("一个门。"),
    ),
    rule(
        "full-width-letter",
        Message("full-width letters or digits: {found}", "用了全角字母或数字：{found}"),
        (Message("type them half-width", "请改用半角"),), Message("Letters and digits are set half-width in Chinese text.", "按排版惯例，中文里的字母和数字用半角。"),
        md("共１２３人。"), md("共 123 人。"),
    ),
    rule(
        "mark-repeated",
        Message("repeated punctuation: {found}", "标点重复：{found}"),
        (Message("keep only one; where it is clear which, `fix` does it", "请只留一个；用哪一个没有疑问时，fix 命令会自动改正"),), Message("It is usually a typing error; only ！ and ？ may be repeated, up to three times.", "多半是误按；只有叹号和问号可以叠用，最多三个。"),
        md("先问需要，，再谈供给。"), md("先问需要，再谈供给！！"),
    ),
    rule(
        "space-between-han",
        Message("a space between Han characters", "汉字之间有空格"),
        (Message("delete it; in a title or a poem it may stay", "请删去；标题和诗句里的可以保留"),),
        Message("It leaves a visible gap in the line.", "印出来，行里会有一处空白。"), md("基层 治理要创新。"), md("基层治理要创新，用 Python 编程。"),
    ),
    rule(
        "quote-unbalanced",
        Message("unbalanced quotation mark {mark} in this paragraph", "这一段里的引号 {mark} 不成对"),
        (Message("use “ ” for quotations, and ‘ ’ inside them", "外面用双引号“ ”，里面用单引号‘ ’"),), Message("It is not clear what is quoted.", "看不出引文到哪里为止。"),
        md("这叫“供需对接。"), md("这叫“供需‘精准’对接”。"),
    ),
    rule(
        "bracket-unbalanced",
        Message("unbalanced bracket {mark} in this paragraph", "这一段里的括号 {mark} 不成对"),
        (Message("add the missing bracket", "请补上缺少的另一半"),), Message("It is not clear what is in brackets.", "看不出括号里是哪些内容。"),
        md("某街道（乡镇办食堂。"), md("某街道（乡镇）办食堂。"),
    ),
    rule(
        "private-use",
        Message("{codepoint} is a private-use character that only a particular font can show", "{codepoint} 是私用区字符，只有特定的字体才能显示"),
        (Message("replace it with the standard character", "请改成标准字符"),), Message("Other machines and e-readers do not have that font.", "别的电脑和阅读器上没有那种字体。"),
        md("基层\ue123治理。"), md("基层治理。"),
    ),
    rule(
        "variants-mixed",
        Message("traditional and simplified characters are mixed: {characters}", "繁体字和简体字混用：{characters}"),
        (Message("use only one of the two", "请统一用一种字形"),), Message("It often happens when text is pasted from different sources.", "多半是从不同的地方粘贴来的。"),
        md("创新基层治理，優化服務供给，提升服务质量。"), md("创新基层治理，优化服务供给，提升服务质量。"),
    ),
)  # fmt: skip
