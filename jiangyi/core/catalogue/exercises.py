"""What can be wrong with exercises and editions."""

from jiangyi.core.catalogue.entry import ERROR, WARNING, Code, Example, md
from jiangyi.core.i18n import Words

CHOICE = "::: exercise {points=3}\n甲是什么？\n\nA. 乙\nB. 丙\n"

EXERCISES = (
    Code(
        "exercise-unanswered", WARNING,
        Words("this exercise has no answer", "这道题没有答案"),
        (
            Words("write `答案：` below it, or turn this check off where answers are given in class",
                  "请在题目下写“答案：”；答案只在课上讲的，可以关掉这项检查"),
        ),
        Words("The teacher's copy and the key would have a hole.", "教师版和参考答案里会缺这一题。"),
        md(f"{CHOICE}:::"), md(f"{CHOICE}\n答案：A\n:::"),
    ),
    Code(
        "answer-no-option", WARNING,
        Words("the answer {letter} is none of the options {known}", "答案 {letter} 不在选项 {known} 之中"),
        (Words("look whether an option or the answer is wrong", "请核对选项和答案"),),
        Words("The key would mislead.", "参考答案会误导人。"),
        md(f"{CHOICE}\n答案：C\n:::"), md(f"{CHOICE}\n答案：B\n:::"),
    ),
    Code(
        "scoring-sum", WARNING,
        Words("the scoring points come to {sum} marks, the exercise is worth {points}", "采分点共 {sum} 分，题目是 {points} 分"),
        (Words("correct one of them", "请改正其中一处"),),
        Words("Nobody could mark by it.", "这样没法评分。"),
        md(f"{CHOICE}\n答案：A\n\n采分点：\n- 甲（1分）\n- 乙（1分）\n:::"), md(f"{CHOICE}\n答案：A\n\n采分点：\n- 甲（1分）\n- 乙（2分）\n:::"),
    ),
    Code(
        "booklet-empty", WARNING,
        Words("there is no answer for a booklet, so edition {name} is not made", "没有可编成答案册的答案，未生成 {name} 版"),
        (
            Words("write `答案：` below the exercises", "请在题目下写“答案：”"),
        ),
        Words("A booklet of answers would be empty.", "答案册会是空的。"),
        Example("title: 例"), Example("title: 例"),
    ),
    Code(
        "edition-unknown", ERROR,
        Words("there is no edition called {name}; there are: {known}", "没有名为 {name} 的版本，可用：{known}"),
        (
            Words("did you mean {near}?", "是不是 {near}？"),
            Words("an edition of your own is one that a block names in `only`, or book.yaml in `editions`",
                  "自定的版本要在 book.yaml 的 editions 里写明，或在某一块的 only 里写到"),
        ),
        Words("A misspelt name would give copies without the answers.", "名字写错，印出来的就不是想要的版本。"),
        Example("title: 例"), Example("title: 例"),
    ),
)  # fmt: skip
