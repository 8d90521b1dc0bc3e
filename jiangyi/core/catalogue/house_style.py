"""House style: what a handout as a whole should have."""

from jiangyi.core.catalogue.entry import ERROR, Code, md, yaml
from jiangyi.core.catalogue.punctuation import rule
from jiangyi.core.i18n import Words

LONG = "为什么要办社区食堂，先要从老人说起，再说上班族，最后说社区自己，一层一层往下问。"
PROBLEM = "- {title: 问题, kind: problem, blocks: [{type: point, lead: 钱少。}, {type: point, lead: 人少。}]}"

STYLE = (
    Code(
        "switch-unknown", ERROR,
        Words("no check that can be turned off is called `{name}`", "没有名为“{name}”、可以关掉的检查"),
        (Words("did you mean `{near}`?", "是不是“{near}”？"), Words("`check --list` tells all; errors cannot be turned off", "check --list 会列出全部；错误不能关掉")),
        Words("A switch with a wrong name would do nothing.", "名字写错，开关就不起作用。"),
        yaml("checks: {off: [stael]}"), yaml("checks: {off: [stale]}"),
    ),
    rule(
        "cut-off",
        Words("the text breaks off here", "文字到这里断了"),
        (Words("complete it from the source, or say `cut_off: true` so that readers know", "请对照原文补全；补不全的写 cut_off: true，让读者知道"),),
        Words("Something is missing that the reader needs.", "后面的内容丢了。"),
        md("创新培训方式，积极利用新媒体等媒介，"), md("创新培训方式，积极利用新媒体等媒介。"),
    ),
    rule(
        "no-final-mark",
        Words("this paragraph ends without a mark", "这一段的末尾没有标点"),
        (Words("end it with 。 or look whether something is missing", "请补上句号，或看看是否缺了内容"),),
        Words("Often a part was lost in copying.", "常常是复制时漏了一截。"),
        md(LONG.rstrip("。") + "再问\n\n甲。"), md(LONG),
    ),
    rule(
        "number-gap",
        Words("{found} follows {before}: a number is missing", "“{before}”后面是“{found}”，序号不连续"),
        (Words("look whether something is missing, or number anew", "请看看是否漏了内容，或重新编号"),),
        Words("Numbers are printed as typed.", "序号会照写的印出来。"),
        yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 3, lead: 乙。}"), yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 2, lead: 乙。}"),
    ),
    rule(
        "number-repeat",
        Words("{found} stands twice", "序号“{found}”重复"),
        (Words("number anew", "请重新编号"),), Words("Numbers are printed as typed.", "序号会照写的印出来。"),
        yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 1, lead: 乙。}"), yaml("blocks:\n- {type: point, n: 1, lead: 甲。}\n- {type: point, n: 2, lead: 乙。}"),
    ),
    rule(
        "empty-section",
        Words("nothing stands in this section", "这一节没有内容"),
        (Words("fill it or delete it", "请补上内容或删去标题"),), Words("A heading alone helps nobody.", "只有标题没有用处。"),
        md("# 甲\n\n# 乙\n\n正文。"), md("# 甲\n\n正文。"),
    ),
    rule(
        "gap-left",
        Words("something stood here in the source and is still missing", "原文此处有东西没有复制过来"),
        (Words("put the picture or table here, or delete the gap", "请补上图片或表格；确定没有的，删去这个 gap"),),
        Words("It prints nothing, so nobody would notice.", "它不印出来，不提醒就没人知道。"),
        yaml("blocks:\n- 甲。\n- {type: gap}"), yaml("blocks: [甲。]"),
    ),
    rule(
        "duplicate-paragraph",
        Words("this paragraph, {how}, stands in {place} too{more}", "这一段与 {place} {how}{more}"),
        (Words("keep one of them", "请只留一处"),), Words("Text is often pasted twice, and a collected book would print it twice.", "粘贴时容易重复，合成一本时会印两遍。"),
        md(f"{LONG}\n\n{LONG}"), md(LONG),
    ),
    rule(
        "problem-unanswered",
        Words("no measure answers the problem {label}", "问题{label}没有对应的对策"),
        (Words("write one, or say `answers: [id of the problem]` on the measure that does", "请补写对策；已有的，在那条对策上写 answers: [问题的 id]"),),
        Words("Examiners read problems and measures side by side.", "阅卷时问题和对策要一一对应。"),
        yaml(f"sections:\n{PROBLEM}\n- {{title: 对策, kind: measure, blocks: [{{type: point, lead: 筹钱。}}]}}"),
        yaml(f"sections:\n{PROBLEM}\n- {{title: 对策, kind: measure, blocks: [{{type: point, lead: 筹钱。}}, {{type: point, lead: 招人。}}]}}"),
    ),
    rule(
        "stale",
        Words("“{word}” has no date to count from", "“{word}”没有注明时间"),
        (Words("give the event a `date`", "请给这个事件写上 date"),), Words("In a year nobody knows which years are meant.", "过一年就不知道说的是哪几年。"),
        md("::: event 食堂 {source=晚报}\n近年来，食堂多了。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n近年来，食堂多了。\n:::"),
    ),
    rule(
        "event-undated",
        Words("this event has no date", "这个事件没有时间"),
        (Words("give it a `date`", "请写上 date"),), Words("An event that cannot be dated cannot be quoted.", "没有时间的事例不好引用。"),
        md("::: event 食堂 {source=晚报}\n食堂开了张。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n食堂开了张。\n:::"),
    ),
    rule(
        "source-missing",
        Words("this event has no source", "这个事件没有来源"),
        (Words("give it a `source`: name, url, date", "请写上 source：名称、网址、日期"),), Words("It has to be looked up before an examination.", "考前需要核对出处。"),
        md("::: event 食堂 {date=2026年}\n食堂开了张。\n:::"), md("::: event 食堂 {source=晚报 date=2026年}\n食堂开了张。\n:::"),
    ),
    rule(
        "limit-exceeded",
        Words("{count} characters, {over} more than the limit of {limit}", "共 {count} 字，超出限定的 {limit} 字 {over} 字"),
        (Words("shorten it", "请删减"),), Words("Marks are taken off for it.", "超字数会扣分。"),
        yaml("blocks:\n- {type: paragraph, limit: 5, text: 先问需要再谈供给}"), yaml("blocks:\n- {type: paragraph, limit: 10, text: 先问需要再谈供给}"),
    ),
    rule(
        "lead-long",
        Words("this lead sentence has {count} characters; up to {limit} can be taken in at a glance", "要点句有 {count} 字，{limit} 字以内才便于一眼看清"),
        (Words("say it shorter, and move the rest into `body`", "请精简，其余放进 body"),), Words("The lead is what is learnt by heart.", "要点句是用来记的。"),
        yaml(f"blocks:\n- {{type: point, lead: {LONG}, body: 甲。}}"), yaml(f"blocks:\n- {{type: point, lead: 需求找准。, body: {LONG}}}"),
    ),
    rule(
        "lead-missing",
        Words("this point has no lead sentence, unlike those beside it", "这一点没有要点句，与其他各点不一致"),
        (Words("begin with a short sentence that says it all", "请用一句短话开头，概括这一点"),), Words("A reader skims the leads.", "读者先看要点句。"),
        yaml(f"blocks:\n- {{type: point, lead: 需求找准。, body: 甲。}}\n- {{type: point, lead: {LONG}}}"),
        yaml("blocks:\n- {type: point, lead: 需求找准。, body: 甲。}\n- {type: point, lead: 办法合算。, body: 乙。}"),
    ),
    rule(
        "paragraph-long",
        Words("this paragraph has {count} characters", "这一段有 {count} 字"),
        (Words("break it where a new thought begins", "请在换一层意思的地方分段"),), Words("Nobody finds the thread in a grey block.", "一大片字，读者抓不住层次。"),
        md(LONG * 20), md(LONG),
    ),
)  # fmt: skip
