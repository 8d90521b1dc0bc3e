"""Import exercises: realistic questions in the usual styles, and doubtful ones that stay unchanged."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.importing import convert
from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.document import iter_texts, walk_blocks
from tests.importing import word
from tests.importing.test_properties import find_lost_characters
from tests.importing.word_package import import_body, paragraph, run
from tests.law import law
from tests.support import manuscript, short

STEM = "下列关于我国传统节日的说法，正确的是（　）。"
OPTIONS = ["端午节吃粽子与屈原有关", "重阳节在农历八月初八", "清明节不是二十四节气之一", "元宵节又称中元节"]
WHY = "重阳节在农历九月初九；清明既是节日，也是节气；元宵节又称上元节。"
MARKS = ["．", "、", ". ", ".", "）", "："]
NUMBERS = ["1．", "1.", "1、", "（1）", "一、"]
LINES = {
    "four lines": "\n".join,
    "one line": "　　".join,
    "two lines": lambda found: "\n".join("　".join(found[n : n + 2]) for n in (0, 2)),
}
ANSWERS = ["答案：B", "【答案】B", "参考答案 B", "【参考答案】B。", "正确答案：B", "答案：B。"]
ANALYSES = ["解析：", "【解析】", "【答案解析】", "解析:"]


def import_text(text: str, to: str = "", name: str = "名") -> tuple[convert.ImportResult, list[Exercise]]:
    """The result of importing a text, and the exercises in it."""
    found = convert.convert_file(text.encode(), name, ".txt", to=to)
    return found, exercises(found)


def exercises(made: convert.ImportResult) -> list[Exercise]:
    read, report = manuscript(made.text, f"x{made.suffix}")
    assert read, [short(d) for d in report]
    assert not report.has_errors, [short(d) for d in report]
    return [block for block in walk_blocks(read.handout) if isinstance(block, Exercise)]


def words(blocks: Any) -> list[str]:
    return [str(text) for block in blocks for text in iter_texts(block)]


def question(mark: str, number: str, way: str, answer: str, analysis: str, second: str = "") -> str:
    options = LINES[way]([f"{letter}{mark}{option}" for letter, option in zip("ABCD", OPTIONS, strict=True)])
    return f"常识判断练习\n\n{number}{STEM}\n{options}\n{answer}\n{analysis}{WHY}\n{second}"


def is_whole(found: list[Exercise]) -> bool:
    (one,) = found
    return (words(one.stem), [*map(str, one.options)], one.chosen_letters, words(one.explanation)) == ([STEM], OPTIONS, "B", [WHY])


@pytest.mark.parametrize("to", convert.HANDOUT_FORMATS)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("way", LINES)
def test_options_are_recognized_in_any_style(mark: str, way: str, to: str) -> None:
    text = question(mark, "1.", way, ANSWERS[0], ANALYSES[0])
    imported, found = import_text(text, to)
    assert is_whole(found), imported.text
    assert not find_lost_characters(text, imported)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("analysis", ANALYSES)
def test_answers_are_recognized_in_any_style(number: str, answer: str, analysis: str) -> None:
    imported, found = import_text(question("．", number, "four lines", answer, analysis))
    assert is_whole(found), imported.text
    assert [d.kind for d in imported.decisions if d.kind in ("exercise", "answer")] == ["exercise", "answer", "answer"]
    assert next(d for d in imported.decisions if d.kind == "exercise").verdict.value == "guessed"


def test_explanation_may_follow_answer_in_its_line() -> None:
    for line in (f"【答案】B。解析：{WHY}", f"答案：B【解析】{WHY}", f"参考答案：B\n{ANALYSES[1]}\n{WHY}"):
        assert is_whole(import_text(f"练习\n\n{question('．', '1．', 'four lines', line, '')}".replace(f"\n{WHY}\n", "\n", 1))[1]), line


def test_question_with_statements_several_answers_and_remarks() -> None:
    text = (
        "逻辑练习\n\n1.下列说法正确的有（　）。\n①权责要一致。\n②力量要下沉。\nA.①\nB.②\nC.①②\n"
        "【考点】基层治理\n【答案】A、C\n【解析】首先，看①。\n其次，看②。\n2.是不是？\nA.是\nB.否\n答案：A\n"
    )
    imported, (first, second) = import_text(text)
    assert words(first.stem) == ["下列说法正确的有（　）。", "①权责要一致。", "②力量要下沉。"]
    assert (first.chosen_letters, first.effective_kind) == ("AC", "multiple")
    assert words(first.explanation) == ["【考点】基层治理", "首先，看①。", "其次，看②。"]
    assert (second.chosen_letters, [*map(str, second.options)]) == ("A", ["是", "否"])
    assert not find_lost_characters(text, imported)


ESSAYS = """申论模拟卷

1.根据给定资料1，概括当前基层治理存在的主要问题。（15分）
要求：准确、全面、有条理，不超过300字。
【参考答案】
当前基层治理存在以下问题：
（1）权责不清，部门之间相互推诿。
（2）力量薄弱，一个人要管好几摊事。
【解析】先找问题，再归纳。
2.结合给定资料2，谈谈对“小事不出村”的理解。（20分）
参考答案：“小事不出村”说的是矛盾要化解在基层。
3.请自选角度，写一篇文章。（40分）
要求：观点明确，内容充实，总字数1000～1200字。
"""


@pytest.mark.parametrize("to", convert.HANDOUT_FORMATS)
def test_questions_with_written_answers(to: str) -> None:
    imported, (summary, opinion, essay) = import_text(ESSAYS, to)
    assert words(summary.stem) == ["根据给定资料1，概括当前基层治理存在的主要问题。（15分）", "要求：准确、全面、有条理，不超过300字。"]
    assert summary.limit
    assert summary.limit.words == 300
    assert words(summary.answer) == [
        "当前基层治理存在以下问题：",
        "（1）权责不清，部门之间相互推诿。",
        "（2）力量薄弱，一个人要管好几摊事。",
    ]
    assert words(summary.explanation) == ["先找问题，再归纳。"]
    assert (opinion.limit, words(opinion.answer)) == (None, ["“小事不出村”说的是矛盾要化解在基层。"])
    assert essay.limit
    assert (essay.limit.least, essay.limit.words, essay.answer) == (1000, 1200, ())
    assert not find_lost_characters(ESSAYS, imported)


UNUSUAL = {
    "an answer that is no letter": ("1.选一个。\nA.甲\nB.乙\nC.丙\n答案：甲或乙\n", (["选一个。"], 3, ["甲或乙"])),
    "a letter that no option has": ("1.选一个。\nA.甲\nB.乙\n答案：D\n", (["选一个。"], 2, ["D"])),
    "a letter left out": ("1.选一个。\nA.甲\nC.乙\nD.丙\n答案：A\n", (["选一个。", "A.甲", "C.乙", "D.丙"], 0, ["A"])),
    "something between options and answer": (
        "1.选一个。\nA.甲\nB.乙\nC.丙\n这里还有一句话。\n答案：A\n",
        (["选一个。", "这里还有一句话。"], 3, ["A"]),
    ),
    "an analysis without an answer": ("1.选一个。\nA.甲\nB.乙\nC.丙\n解析：都差不多。\n", (["选一个。"], 3, [])),
    "an answer whose numbers are those of questions": (
        "1.概括问题。\n参考答案：\n1.权责不清。\n2.力量薄弱。\n",
        (["概括问题。"], 0, ["1.权责不清。", "2.力量薄弱。"]),
    ),
}


@pytest.mark.parametrize(("text", "expected"), UNUSUAL.values(), ids=UNUSUAL)
def test_answers_are_taken_from_unusual_questions(text: str, expected: tuple[list[str], int, list[str]]) -> None:
    imported, (one,) = import_text(f"练习\n\n{text}")
    assert (words(one.stem), len(one.options), words(one.answer)) == expected
    assert not find_lost_characters(text, imported)


DOUBTFUL = {
    "two options without an answer": "1.两条路。\nA.甲\nB.乙\n",
    "no question": "1.加强组织领导。各级要重视。\n2.完善体制机制。各地要落实。\n",
}


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL)
def test_doubtful_questions_stay_unchanged(text: str) -> None:
    imported, found = import_text(f"练习\n\n{text}")
    assert found == [], imported.text
    assert "exercise" not in {d.kind for d in imported.decisions}
    assert not find_lost_characters(text, imported)


def test_part_labels_in_text_are_escaped_in_markdown() -> None:
    text = "练习\n\n1.读下面的话，选一个（　）。\n材料：甲说的话。\n分析：乙说的话。\nA.选 B.项的人\nB.其他人\nC.没有人\n答案：C\n"
    found = [import_text(text, to)[1] for to in convert.HANDOUT_FORMATS]
    assert [[words(one.stem), [*map(str, one.options)]] for one in found[0]] == [
        [words(one.stem), [*map(str, one.options)]] for one in found[1]
    ]


def test_exercises_in_word_file() -> None:
    lines = [
        f"1．{STEM}",
        *(f"{letter}．{option}" for letter, option in zip("ABCD", OPTIONS, strict=True)),
        "**【答案】**B",
        f"**【解析】**{WHY}",
    ]
    data = word.of_lines(lines)
    imported = convert.convert_file(data, "名", ".docx")
    assert is_whole(exercises(imported)), imported.text


TEXT = st.text("基层治理为民服务小事不出村，。", min_size=2, max_size=12).map(lambda words: f"题{words}了")


@law(50)
@given(
    st.lists(
        st.tuples(
            TEXT, st.lists(TEXT, min_size=2, max_size=6), st.sampled_from(MARKS), st.sampled_from(ANSWERS), st.sampled_from(ANALYSES), TEXT
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(convert.HANDOUT_FORMATS),
)
@pytest.mark.slow
def test_no_character_is_lost_and_every_question_is_found(questions: list[Any], to: str) -> None:
    text = "练习\n\n" + "\n".join(
        "\n".join([f"{n}.{stem}（　）", *(f"{'ABCDEF'[k]}{mark}{o}" for k, o in enumerate(options)), answer, analysis + why])
        for n, (stem, options, mark, answer, analysis, why) in enumerate(questions, 1)
    )
    imported, found = import_text(text, to)
    assert not find_lost_characters(text, imported)
    assert len(found) == len(questions), imported.text


def test_drawn_lines_below_a_question_are_its_room() -> None:
    lines = paragraph(run("　" * 40, '<w:u w:val="single"/>'))
    body = paragraph("1．请概括做法。（10分）不超过150字。") + lines * 3 + paragraph("2．请谈谈看法。（20分）不超过300字。")
    first, second = import_body(body)
    assert (first["stem"], first["space"]) == ("请概括做法。（10分）不超过150字。", "lines 3")
    assert "space" not in second


def test_words_on_a_drawn_line_are_the_answer() -> None:
    line = '<w:u w:val="single"/>'
    body = paragraph("1．食堂要坚持", run("   需求   ", line), "导向。") + paragraph(
        "2．解决", *(run(text, line) for text in ("  ", "吃饭", "  ")), "问题。"
    )
    assert [block["stem"] for block in import_body(body)] == ["食堂要坚持{{需求}}导向。", "解决{{吃饭}}问题。"]
