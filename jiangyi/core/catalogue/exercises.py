"""Diagnostics about exercises, answers and editions."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, CatalogueEntry, CatalogueExample, md, remark
from jiangyi.core.i18n import Message

QUESTIONS = "::: exercise {{points={}}}\n读图。\n\n（1）甲是什么？（2分）\n答案：乙。\n\n（2）丙是什么？（4分）\n答案：丁。\n:::"
CHOICE = "::: exercise {points=3}\n甲是什么？\n\nA. 乙\nB. 丙\n"

EXERCISES = (
    CatalogueEntry(
        "exercise-unanswered", WARNING,
        Message("this exercise has no answer", "这道题没有答案"),
        (
            Message("add `答案：` below it, or turn this check off if answers are only given in class",
                  "请在题目下面写“答案：”；如果答案只在课上讲，可以关闭这项检查"),
        ),
        Message("The teacher's edition and the answer key will lack this answer.", "教师版和参考答案里会缺少这一题。"),
        md(f"{CHOICE}:::"), md(f"{CHOICE}\n答案：A\n:::"),
    ),
    CatalogueEntry(
        "answer-no-option", WARNING,
        Message("the answer {letter} is not one of the options {known}", "答案 {letter} 不在选项 {known} 之中"),
        (Message("check the options and the answer", "请核对选项和答案"),),
        Message("The answer key would be wrong.", "参考答案会出错。"),
        md(f"{CHOICE}\n答案：C\n:::"), md(f"{CHOICE}\n答案：B\n:::"),
    ),
    remark(
        "exercise-kind-unknown",
        Message("`{word}` is no kind of question; it was made the beginning of the question", "“{word}”不是题型，已当作题目开头的文字"),
        (
            Message("did you mean `{near}`?", "您要写的是不是“{near}”？"),
            Message("kinds: single, multiple, indefinite, judge, fill, short, essay", "题型可以写：单选、多选、不定项、判断、填空、简答、写作"),
        ),
        Message("The kind decides about brackets, answer space and headings.", "题型决定括号、作答空间和题型标题。"),
        md("::: exercise 名词解释\n新型城镇化\n\n答案：略\n:::"), md("::: exercise 简答\n解释“新型城镇化”。\n\n答案：略\n:::"),
    ),
    remark(
        "material-as-text",
        Message("“{name}” was read as a paragraph, not as a material with a frame", "“{name}”已当作普通段落，不是带框的材料"),
        (Message("write `::: material {name}` for it, and `:::` on a line below the material", "请把这一行写成“::: 材料 {name}”，材料完了再另起一行写“:::”"),),
        Message("A question can refer to a material, which stays apart from the text.", "写成材料才会和正文分开排，题目也才能引用它。"),
        md("材料一\n\n某市推进改革。"), md("::: material 材料一\n某市推进改革。\n:::"),
    ),
    CatalogueEntry(
        "options-gap", WARNING,
        Message("the letters of the options do not follow each other: {letters}; they are set as text", "选项的字母不连续：{letters}，已当作题干的文字"),
        (Message("letter them A, B, C …", "请依次写成 A、B、C……"),),
        Message("Nobody could tell which option is missing.", "看不出少了哪一个选项。"),
        md("::: exercise 单选\n甲是什么？（　　）\n\nA. 乙\nB. 丙\nD. 丁\n\n答案：A\n:::"), md(f"{CHOICE}\n答案：A\n:::"),
    ),
    CatalogueEntry(
        "options-missing", WARNING,
        Message("a question of choice with {count:option|options}", "选择题只有 {count} 个选项"),
        (Message("write each option on a line of its own: `A. …`", "请给每个选项单独写一行：`A. …`"),),
        Message("There would be nothing to choose from.", "没有选项，就无从选择。"),
        md("::: exercise 单选\n甲是什么？（　　）\n\n答案：A\n:::"), md(f"{CHOICE}\n答案：A\n:::"),
    ),
    CatalogueEntry(
        "answer-count", WARNING,
        Message("the answer {letters} has {count:letter|letters}, which does not suit the kind `{kind}`", "答案 {letters} 有 {count} 个，与题型“{kind}”不符"),
        (Message("correct the answer, or the kind: single, multiple, indefinite", "请改正答案，或者改正题型：单选、多选、不定项"),),
        Message("The question would be marked wrong.", "这样无法判分。"),
        md("::: exercise 单选\n甲是什么？\n\nA. 乙\nB. 丙\n\n答案：AB\n:::"), md("::: exercise 多选\n甲是什么？\n\nA. 乙\nB. 丙\n\n答案：AB\n:::"),
    ),
    CatalogueEntry(
        "answer-no-verdict", WARNING,
        Message("the answer “{answer}” of a true-or-false question is neither right nor wrong", "判断题的答案“{answer}”既不是“对”，也不是“错”"),
        (Message("write 对 or 错, and reasons after `解析：`", "请写“答案：对”或“答案：错”，理由写在“解析：”后面"),),
        Message("The answer does not fit into the bracket.", "这样的答案填不进括号。"),
        md("::: exercise 判断\n甲是乙。\n\n答案：看情况\n:::"), md("::: exercise 判断\n甲是乙。\n\n答案：错\n:::"),
    ),
    CatalogueEntry(
        "points-no-number", WARNING,
        Message("the points “{points}” are no number", "分值“{points}”不是数字"),
        (Message("write a number: `points=10`", "请写数字，例如 `points=10`"),),
        Message("Points that are no number are not added up.", "不是数字的分值不会计入总分。"),
        md("::: exercise {points=十分}\n甲是什么？\n\n答案：乙。\n:::"), md("::: exercise {points=10}\n甲是什么？\n\n答案：乙。\n:::"),
    ),
    CatalogueEntry(
        "answer-short", WARNING,
        Message("the model answer has {count:word|words}, where {limit} are asked for", "参考作答只有 {count} 字，题目要求 {limit} 字"),
        (Message("write it out, or lower the limit", "请把参考作答写完整，或者降低字数要求"),),
        Message("Readers take a model answer as the measure of a good one.", "读者会把参考作答当作标准。"),
        md("::: exercise 简答 {limit=200}\n概括做法。\n\n答案：多听多看。\n:::"), md("::: exercise 简答 {limit=12}\n概括做法。\n\n答案：多听多看，多问多想。\n:::"), style=True,
    ),
    CatalogueEntry(
        "answers-differ", ERROR,
        Message("the answer here is {given}, but line {line} gives {typed}", "这里的答案是 {given}，第 {line} 行给出的却是 {typed}"),
        (Message("correct one of the two", "请改正其中一处"),),
        Message("Nobody could tell which of the two is right.", "两处答案不同，无法判断哪一个对。"),
        md("::: exercise\n甲是（A）\n\nA. 乙\nB. 丙\n\n答案：B\n:::"), md("::: exercise\n甲是（B）\n\nA. 乙\nB. 丙\n\n答案：B\n:::"),
    ),
    CatalogueEntry(
        "answer-unassigned", WARNING,
        Message("the answer “{answer}” belongs to no question, so only editions with answers print it",
              "答案“{answer}”找不到对应的题目，只在有答案的版本中印出"),
        (Message("check its number, or put it below its question", "请核对题号，或把它移到题目下面"),),
        Message("A student's copy must not show an answer.", "学生用的版本不能出现答案。"),
        md("甲是（　　）\n\nA. 乙\nB. 丙\n\n参考答案\n\n1.A 2.B"), md("1.甲是（　　）\n\nA. 乙\nB. 丙\n\n2.丁是（　　）\n\nA. 乙\nB. 丙\n\n参考答案\n\n1.A 2.B"),
    ),
    CatalogueEntry(
        "scoring-sum", WARNING,
        Message("the scoring points add up to {sum}, but the exercise is worth {points}", "采分点合计 {sum} 分，而题目是 {points} 分"),
        (Message("correct one of the two", "请改正其中一处"),),
        Message("Answers could not be graded consistently.", "分数对不上，无法据此评分。"),
        md(f"{CHOICE}\n答案：A\n\n采分点：\n- 甲（1分）\n- 乙（1分）\n:::"), md(f"{CHOICE}\n答案：A\n\n采分点：\n- 甲（1分）\n- 乙（2分）\n:::"),
    ),
    CatalogueEntry(
        "question-points-sum", WARNING,
        Message("the questions add up to {sum:point|points}, but the exercise is worth {points}", "各小题合计 {sum} 分，而这道题是 {points} 分"),
        (Message("correct one of the two", "请改正其中一处"),),
        Message("The total printed on the paper would be wrong.", "卷面上的总分会不对。"),
        md(QUESTIONS.format(5)), md(QUESTIONS.format(6)),
    ),
    CatalogueEntry(
        "answer-of-no-question", WARNING,
        Message("the answer {label} is not that of a question here ({count:question|questions} in all)", "答案 {label} 没有对应的小题（共 {count} 个小题）"),
        (Message("check the numbers, or write the answer below its question", "请核对题号，或把答案写在该小题下面"),),
        Message("It is printed as an answer of the whole exercise.", "它只能当作整道题的答案印出。"),
        md("::: exercise\n读图。\n\n（1）甲是什么？\n\n（2）乙是什么？\n\n答案：\n（1）丙。\n（2）丁。\n（3）戊。\n:::"),
        md("::: exercise\n读图。\n\n（1）甲是什么？\n\n（2）乙是什么？\n\n答案：\n（1）丙。\n（2）丁。\n:::"),
    ),
    CatalogueEntry(
        "limit-differs", WARNING,
        Message("the question says “{typed}”, but its limit is {limit}", "题干写的是“{typed}”，而“字数”写的是 {limit}"),
        (Message("correct one of the two", "请改正其中一处"),),
        Message("The answer space and the check of the model answer follow `limit`.", "作答空间和参考作答的字数检查都以“字数”为准。"),
        md("::: exercise 简答 {limit=300}\n概括做法，不超过150字。\n\n答案：甲。\n:::"),
        md("::: exercise 简答 {limit=150}\n概括做法，不超过150字。\n\n答案：甲。\n:::"),
    ),
    CatalogueEntry(
        "booklet-empty", WARNING,
        Message("no answers to collect, so the edition {name} was not built", "没有答案可收入答案册，因此没有生成 {name} 版"),
        (
            Message("add `答案：` below the exercises", "请在题目下面写“答案：”"),
        ),
        Message("The answer booklet would be empty.", "这样的答案册是空的。"),
        CatalogueExample("title: 例"), CatalogueExample("title: 例"),
    ),
    CatalogueEntry(
        "edition-unknown", ERROR,
        Message("unknown edition {name}; available: {known}", "没有名为 {name} 的版本；可用的版本：{known}"),
        (
            Message("did you mean {near}?", "您要写的是不是 {near}？"),
            Message("to define an edition, name it in a block's `only` or under `editions` in book.yaml",
                  "自定义的版本，要写在 book.yaml 的“自定义版本”里，或某个内容块的“版本”里"),
        ),
        Message("A misspelt name would silently build something else.", "名称写错，生成的就不是想要的版本。"),
        CatalogueExample("title: 例"), CatalogueExample("title: 例"),
    ),
)  # fmt: skip
