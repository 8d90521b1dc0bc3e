"""Names in Chinese in Markdown: containers, kinds, attributes and their values are those of the names of the model."""

import pytest

from tests.support import manuscript

PAIRS = {
    "::: 热点事件 开张 {来源=晚报 网址=https://example.org/ 日期=2026年9月 地点=北京}\n开张了。\n:::": (
        "::: event 开张 {source=晚报 url=https://example.org/ date=2026年9月 place=北京}\n开张了。\n:::"
    ),
    "::: 典型案例 开张 {来源=晚报}\n开张了。\n:::": "::: case 开张 {source=晚报}\n开张了。\n:::",
    "::: 练习 单选 {分值=2 难度=3 版本=教师版}\n哪项对？\n\nA. 甲\nB. 乙\n\n答案：A\n:::": (
        "::: exercise single {points=2 difficulty=3 only=teacher}\n哪项对？\n\nA. 甲\nB. 乙\n\n答案：A\n:::"
    ),
    "::: 单选题 {分值=2}\n哪项对？\n\nA. 甲\nB. 乙\n\n答案：A\n:::": (
        "::: exercise single {points=2}\n哪项对？\n\nA. 甲\nB. 乙\n\n答案：A\n:::"
    ),
    "::: 多选题 哪项对？\nA. 甲\nB. 乙\n\n答案：AB\n:::": "::: exercise multiple\n哪项对？\n\nA. 甲\nB. 乙\n\n答案：AB\n:::",
    "::: 练习 简答 {字数=300 作答=横线6}\n说说看。\n\n答案：甲。\n:::": (
        "::: exercise short {limit=300 space=lines6}\n说说看。\n\n答案：甲。\n:::"
    ),
    "::: EXERCISE {POINTS=2}\n说说看。\n\n答案：甲。\n:::": "::: exercise {points=2}\n说说看。\n\n答案：甲。\n:::",
    "::: 给定材料 {编号=m1}\n材料。\n:::": "::: material {#m1}\n材料。\n:::",
    "::: 要点 {要点句=要点。 对应=甲}\n论述。\n:::": "::: point {lead=要点。 answers=甲}\n论述。\n:::",
    "::: 重点 记住\n甲。\n:::": "::: key 记住\n甲。\n:::",
    "::: 名词解释 术语 {读音=shù}\n解释。\n:::": "::: definition 术语 {pinyin=shù}\n解释。\n:::",
    "::: 表格 表题 {对齐=左、右 表头=无 序号=无}\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n:::": (
        "::: table 表题 {align=left,right head=none n=none}\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n:::"
    ),
    "::: 参考答案\n:::": "::: answers\n:::",
    "::: 練習 單選 {分值=2 難度=3 版本=教師版}\n哪項對？\n\nA. 甲\nB. 乙\n\n答案：A\n:::": (
        "::: exercise single {points=2 difficulty=3 only=teacher}\n哪項對？\n\nA. 甲\nB. 乙\n\n答案：A\n:::"
    ),
    "::: 熱點事件 開張 {來源=晚報 網址=https://example.org/ 日期=2026年9月}\n開張了。\n:::": (
        "::: event 開張 {source=晚報 url=https://example.org/ date=2026年9月}\n開張了。\n:::"
    ),
    "> 引文。\n\n{作者=鲁迅 出处=《呐喊》}": "> 引文。\n\n{by=鲁迅 where=《呐喊》}",
    "## 节 {序号=不编号 类别=对策}\n\n甲。": "## 节 {n=none kind=measure}\n\n甲。",
}


@pytest.mark.parametrize("chinese", PAIRS, ids=lambda text: text.split("\n")[0])
def test_chinese_means_the_same(chinese: str) -> None:
    found, ours = (manuscript(f"---\ntitle: 例\n---\n\n{text}\n") for text in (chinese, PAIRS[chinese]))
    assert found[0]
    assert ours[0]
    said = [[(one.code, one.values) for one in report.diagnostics if one.code != "read-as"] for _, report in (found, ours)]
    assert said[0] == said[1]
    assert found[0].handout == ours[0].handout


@pytest.mark.parametrize("text", ["甲{答案：乙}", "甲{问题：乙}", "甲{说明：见下}"])
def test_a_word_in_braces_may_be_text(text: str) -> None:
    found, _ = manuscript(f"---\ntitle: 例\n---\n\n## {text}\n\n丙。\n")
    assert found
    (section,) = found.handout.sections
    assert "：" in str(section.title)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("正文。 {地点=北京}", "地点=北京"),
        ("正文。 {place=北京}", "place=北京"),
        ("::: 重点 {作者=甲}\n乙。\n:::", "作者"),
    ],
)
def test_messages_name_what_was_typed(text: str, shown: str) -> None:
    _, report = manuscript(f"---\ntitle: 例\n---\n\n{text}\n")
    (found,) = report.diagnostics
    assert shown in {str(value) for value in found.values.values()}
