"""House style: diagnostics about the structure and completeness of a handout.

House style only advises: `check` prints it in full, a build counts it, and every rule can be turned off; an error cannot.
"""

from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, md, yaml
from jiangyi.core.catalogue.punctuation import rule
from jiangyi.core.i18n import Message

LONG = "为什么要办社区食堂，先要从老人说起，再说上班族，最后说社区自己，一层一层往下问。"
PROBLEM = "- {title: 问题, kind: problem, blocks: [{type: point, lead: 钱少。}, {type: point, lead: 人少。}]}"

HOUSE_STYLE = (
    CatalogueEntry(
        "switch-unknown", ERROR,
        Message("`{name}` is not a check that can be turned off", "“{name}”不是可以关闭的检查项"),
        (Message("did you mean `{near}`?", "您要写的是不是“{near}”？"), Message("`check --list` lists all checks; errors cannot be turned off", "check --list 会列出全部检查项；“错误”一类不能关闭")),
        Message("A misspelt name would have no effect.", "名称写错，就不起作用。"),
        yaml("checks: {off: [stael]}"), yaml("checks: {off: [stale]}"),
    ),
    rule(
        "cut-off",
        Message("the text seems to be cut off here", "文字到这里似乎中断了"),
        (Message("complete it from the source, or set `cut_off: true` to tell the reader", "请对照原文补全；无法补全的，写“中断: 是”，让读者知道"),),
        Message("The reader misses what follows.", "读者看不到后面的内容。"),
        md("创新培训方式，积极利用新媒体等媒介，"), md("创新培训方式，积极利用新媒体等媒介。"),
    ),
    rule(
        "no-final-mark",
        Message("this paragraph does not end with punctuation", "这一段的末尾没有标点"),
        (Message("add 。 at the end, or check whether something is missing", "请补上句号，或检查是否缺了内容"),),
        Message("The end of a paragraph is often lost in copying.", "往往是复制时漏掉了后半截。"),
        md(LONG.rstrip("。") + "再问\n\n甲。"), md(LONG),
    ),
    rule(
        "number-gap",
        Message("{found} follows {before}: the numbering has a gap", "序号不连续：“{before}”后面是“{found}”"),
        (Message("check whether something is missing, or renumber", "请检查是否漏了内容，或重新编号"),),
        Message("Numbers are printed as they were typed.", "序号会照您写的印出来。"),
        yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 3, lead: 乙。}"), yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 2, lead: 乙。}"),
    ),
    rule(
        "number-repeat",
        Message("the number {found} is used twice", "序号“{found}”重复"),
        (Message("renumber", "请重新编号"),), Message("Numbers are printed as they were typed.", "序号会照您写的印出来。"),
        yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 1, lead: 乙。}"), yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 2, lead: 乙。}"),
    ),
    rule(
        "empty-section",
        Message("this section is empty", "这一节没有内容"),
        (Message("add content, or delete the heading", "请补上内容或删去标题"),), Message("A heading without content is of no use.", "只有标题，对读者没有用处。"),
        md("# 甲\n\n# 乙\n\n正文。"), md("# 甲\n\n正文。"),
    ),
    rule(
        "gap-left",
        Message("something from the source is missing here", "原文此处的内容没有复制过来"),
        (Message("add the image or table, or delete this `gap` block", "请补上图片或表格；如果本来就没有，请删去这个“空缺”块"),),
        Message("A gap prints nothing, so it is easily overlooked.", "“空缺”不会印出来，很容易被忽略。"),
        yaml("blocks:\n- 甲。\n- {type: gap}"), yaml("blocks: [甲。]"),
    ),
    rule(
        "duplicate-paragraph",
        Message("this paragraph also appears, {how}, at {place}{more}", "这一段与 {place} 的段落{how}{more}"),
        (Message("keep only one of them", "请只留一处"),), Message("Text is easily pasted twice; a collected book would then print it twice.", "粘贴时容易重复；编成合集，同一段就会印两遍。"),
        md(f"{LONG}\n\n{LONG}"), md(LONG),
    ),
    rule(
        "problem-unanswered",
        Message("no measure addresses the problem {label}", "问题“{label}”没有对应的对策"),
        (Message("write one, or add `answers: [id of the problem]` to the measure that addresses it", "请补写对策；如果已经有了，请在那条对策上写“对应: 问题的名称”"),),
        Message("Examiners expect a measure for each problem.", "阅卷时，问题和对策要一一对应。"),
        yaml(f"sections:\n{PROBLEM}\n- {{title: 对策, kind: measure, blocks: [{{type: point, lead: 筹钱。}}]}}"),
        yaml(f"sections:\n{PROBLEM}\n- {{title: 对策, kind: measure, blocks: [{{type: point, lead: 筹钱。}}, {{type: point, lead: 招人。}}]}}"),
    ),
    rule(
        "stale",
        Message("“{word}” has no date to refer to", "“{word}”没有可以参照的日期"),
        (Message("add a `date` to the event", "请给这个事件写上日期，如 {{日期=2026年9月}}"),), Message("A year from now, nobody can tell which time is meant.", "过一年，就看不出说的是什么时候了。"),
        md("::: event 食堂 {source=晚报}\n近年来，食堂多了。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n近年来，食堂多了。\n:::"),
    ),
    rule(
        "event-undated",
        Message("this event has no date", "这个事件没有时间"),
        (Message("add a `date`", "请写上日期，如 {{日期=2026年9月}}"),), Message("An example without a date is hard to quote.", "没有时间的事例不便引用。"),
        md("::: event 食堂 {source=晚报}\n食堂开了张。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n食堂开了张。\n:::"),
    ),
    CatalogueEntry(
        "date-wrong", WARNING,
        Message("check the date “{date}”: {problem}", "请核对日期“{date}”：{problem}"),
        (Message("write it as 2026年9月3日, 2026年9月 or 2026-09-03", "请写成 2026年9月3日、2026年9月 或 2026-09-03 这样"),),
        Message("A wrong date misleads the reader, and e-books cannot be sorted by it.", "日期写错会误导读者，电子书也无法按日期排列。"),
        yaml("date: 2026年13月"), yaml("date: 2026年3月"),
    ),
    rule(
        "source-missing",
        Message("this event has no source", "这个事件没有来源"),
        (Message("add a `source`: name, address, date", "请写上来源，如 {{来源=示例晚报}}，最好也写网址和日期"),), Message("Readers have to verify it before an examination.", "读者考前需要核对出处。"),
        md("::: event 食堂 {date=2026年}\n食堂开了张。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n食堂开了张。\n:::"),
    ),
    rule(
        "limit-exceeded",
        Message("the limit is {limit:character|characters}, these are {count}: {over} too many", "限 {limit} 字，这里有 {count} 字，超出 {over} 字"),
        (Message("shorten the text", "请删减文字"),), Message("Examiners deduct points for it.", "超过字数会扣分。"),
        yaml("blocks:\n- {type: paragraph, limit: 5, text: 先问需要再谈供给}"), yaml("blocks:\n- {type: paragraph, limit: 10, text: 先问需要再谈供给}"),
    ),
    rule(
        "lead-long",
        Message("this lead has {count:character|characters}; up to {limit} are read at a glance", "要点句有 {count} 字；{limit} 字以内才能一眼看清"),
        (Message("shorten it, and move the rest to `body`", "请精简，把其余内容移到“论述”里"),), Message("The lead is the sentence that readers memorize.", "要点句是给读者背记的。"),
        yaml(f"blocks:\n- {{type: point, lead: {LONG}, body: 甲。}}"), yaml(f"blocks:\n- {{type: point, lead: 需求找准。, body: {LONG}}}"),
    ),
    rule(
        "lead-missing",
        Message("this point has no lead, unlike the other points here", "这个要点没有要点句，与同组的其他要点不一致"),
        (Message("begin with a short sentence that sums it up", "请在开头用一个短句概括要点"),), Message("Readers skim the leads.", "读者浏览时只看要点句。"),
        yaml(f"blocks:\n- {{type: point, lead: 需求找准。, body: 甲。}}\n- {{type: point, lead: {LONG}}}"),
        yaml("blocks:\n- {type: point, lead: 需求找准。, body: 甲。}\n- {type: point, lead: 办法合算。, body: 乙。}"),
    ),
    rule(
        "paragraph-long",
        Message("this paragraph has {count:character|characters}", "这一段有 {count} 字"),
        (Message("split it where a new idea starts", "请在换一层意思的地方另起一段"),), Message("Long paragraphs are hard to follow.", "段落太长，读者看不清层次。"),
        md(LONG * 20), md(LONG),
    ),
)  # fmt: skip
