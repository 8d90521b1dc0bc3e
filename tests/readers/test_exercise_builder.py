"""Questions （1）（2） of an exercise and their answers, in the ways in which they are typed."""

import pytest

from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.inline import InlineImage
from tests.support import manuscript

WHOLE = "整题"


def read_exercise(inside: str, header: str = "") -> Exercise:
    """The exercise of a handout."""
    found, report = manuscript(f"---\ntitle: 例\n---\n\n::: exercise {header}\n{inside}\n:::\n")
    assert found and not report.has_errors
    (exercise,) = found.handout.blocks
    return exercise


def words(exercise: Exercise, field: str = "answer") -> list[str]:
    """The paragraphs of a field of each question, joined, then those of the exercise."""
    return ["|".join(str(block.text) for block in getattr(part, field)) for part in (*exercise.questions, exercise)]


SAID = {
    "each after its question": "读。\n\n（1）问一\n答案：甲\n\n（2）问二\n答案：乙",
    "in lines after all": "读。\n（1）问一\n（2）问二\n\n答案：\n（1）甲\n（2）乙",
    "in paragraphs after all": "读。\n\n（1）问一\n\n（2）问二\n\n【答案】\n\n（1）甲\n\n（2）乙",
    "in one line after all": "读。\n(1) 问一\n(2) 问二\n答案：(1)甲；(2)乙",
    "without anything between": "读。\n(1) 问一\n(2) 问二\n参考答案：（1）甲（2）乙",
    "in containers": "读。\n::: question\n问一\n\n答案：甲\n:::\n\n:::question\n问二\n\n答案：乙\n:::",
    "mixed": "读。\n\n（1）问一\n答案：甲\n\n::: question\n问二\n\n答案：乙\n:::",
}


@pytest.mark.parametrize("inside", SAID.values(), ids=SAID)
def test_questions_and_their_answers_may_be_typed_in_common_ways(inside: str) -> None:
    exercise = read_exercise(inside)
    assert words(exercise, "stem") == ["问一", "问二", "读。"]
    assert words(exercise) == ["甲", "乙", ""]


def test_each_part_of_the_answers_is_dealt_out() -> None:
    exercise = read_exercise("（1）问一\n（2）问二\n答案：（1）甲（2）乙\n解析：\n（1）因甲\n（2）因乙\n\n采分点：\n（1）点（2分）")
    assert words(exercise, "explanation") == ["因甲", "因乙", ""]
    assert [str(point.text) for point in exercise.questions[0].scoring] == ["点"]


def test_options_of_questions_may_be_on_their_lines() -> None:
    exercise = read_exercise("A、B 相距很远。\n（1）问一\nA. 1 B. 2\n（2）问二\nA. 甲 B. 乙\n\n答案：（1）A （2）B")
    assert [[str(option) for option in question.options] for question in exercise.questions] == [["1", "2"], ["甲", "乙"]]
    assert (words(exercise), words(exercise, "stem")) == (["A", "B", ""], ["问一", "问二", "A、B 相距很远。"])


def test_statements_are_judged_each_or_together() -> None:
    each = read_exercise("判断。\n（1）甲\n（2）乙\n\n答案：（1）√（2）×", "判断")
    assert [(question.effective_kind, question.brief_answer) for question in each.questions] == [("judge", "√"), ("judge", "×")]
    assert not read_exercise("判断。\n（1）甲\n（2）乙\n\n答案：错", "判断").questions


def test_what_has_no_question_stays_in_the_answer_of_the_exercise() -> None:
    assert words(read_exercise("（1）问一\n（2）问二\n\n答案：（1）甲\n（2）乙\n（3）丙")) == ["甲", "乙", "（3）丙"]
    assert words(read_exercise("（1）问一\n（2）问二\n\n答案：略。")) == ["", "", "略。"]


def test_an_answer_may_be_numbered_itself() -> None:
    exercise = read_exercise("（1）问一\n答案：\n（1）甲\n（2）乙\n（2）问二\n答案：（1）丙\n（2）丁")
    assert words(exercise, "stem") == ["问一", "问二", ""]
    assert words(exercise) == ["（1）甲|（2）乙", "（1）丙|（2）丁", ""]


@pytest.mark.parametrize(
    ("inside", "header"),
    [
        ("正确的是\n（1）甲\n（2）乙\n\nA. （1）\nB. （2）\n\n答案：A", ""),
        ("正确的是\n（1）甲\n（2）乙\n（　　）\n\n答案：A", "单选"),
        ("见（1）和（2）。\n\n答案：A", ""),
        ("（1）只有一行\n\n答案：A", ""),
    ],
)
def test_numbered_statements_are_no_questions(inside: str, header: str) -> None:
    exercise = read_exercise(inside, header)
    assert not exercise.questions
    assert "".join(words(exercise, "stem")).startswith(inside[:3])
    assert words(exercise) == ["A"]


def test_text_between_questions_is_to_be_read_before_the_second() -> None:
    exercise = read_exercise("::: question\n问一\n:::\n\n读材料二。\n\n::: question {#b}\n问二\n:::\n\n完")
    assert [words(question, "materials") for question in exercise.questions] == [[""], ["读材料二。"]]
    assert words(exercise, "stem") == ["问一", "问二|完", ""]


def test_questions_share_the_kind_and_the_space_of_their_exercise() -> None:
    filled = read_exercise("（1）甲\n（2）乙\nA. 一\nB. 二\n\n答案：（1）丙（2）A", "填空")
    assert [question.effective_kind for question in filled.questions] == ["fill", "single"]
    spaced = read_exercise("（1）甲\n（2）乙", '{space="box 9"}')
    assert [part.answer_space.kind for part in (*spaced.questions, spaced)] == ["none", "none", "box"]


def test_an_exercise_is_worth_the_sum_of_its_questions() -> None:
    assert read_exercise("::: question {points=4}\n甲\n:::\n::: question {points=1.5}\n乙\n:::").total_points == "5.5"
    assert read_exercise("::: question {points=4}\n甲\n:::\n::: question\n乙\n:::").total_points == ""


def test_a_question_of_yaml_may_be_its_text_alone() -> None:
    found, report = manuscript("title: 例\nblocks:\n- type: exercise\n  questions: [甲, {type: exercise, stem: 乙, n: '9'}]\n", "例.yaml")
    assert found and not report.has_errors
    assert words(found.handout.blocks[0], "stem") == ["甲", "乙", ""]


PICTURES = {
    "behind their letters": "A. ![甲](a.svg)\nB. ![乙](b.svg)",
    "in a line": "A. ![甲](a.svg) B. ![乙](b.svg)",
    "below their letters": "A.\n\n![甲](a.svg)\n\nB.\n\n![乙](b.svg)",
    "in lines below their letters": "A.\n![甲](a.svg)\nB.\n![乙](b.svg)",
    "in a list": "- A. ![甲](a.svg)\n- B. ![乙](b.svg)",
}


@pytest.mark.parametrize("inside", PICTURES.values(), ids=PICTURES)
def test_pictures_may_be_options(inside: str) -> None:
    exercise = read_exercise(f"选。\n\n{inside}\n\n答案：A")
    assert [option.inlines for option in exercise.options] == [(InlineImage("a.svg", "甲"),), (InlineImage("b.svg", "乙"),)]
    assert words(exercise, "stem") == ["选。"]


def test_options_have_words_and_pictures_below_their_letters() -> None:
    exercise = read_exercise("选。\n\nA.\n\n甲\n\nB. 乙\n\n![图](b.svg){width=3cm}\n\n答案：A")
    assert [str(option) for option in exercise.options] == ["甲", "乙 图"]
    assert exercise.options[1].inlines[-1] == InlineImage("b.svg", "图", "3cm")


def test_an_option_of_yaml_may_be_the_fields_of_a_picture() -> None:
    head = "title: 例\nblocks:\n- type: exercise\n  stem: 选。\n  answer: A\n  options:\n"
    given = "  - {type: figure, src: a.svg, alt: 甲, caption: 图甲}\n  - {src: b.svg, alt: 乙, width: 3cm}\n"
    found, report = manuscript(head + given, "例.yaml")
    assert found and not report.has_errors
    first, second = found.handout.blocks[0].options
    assert (str(first), second.inlines) == ("甲 图甲", (InlineImage("b.svg", "乙", "3cm"),))
    _, report = manuscript(head + "  - {type: figure, alt: 甲, widht: 3cm}\n", "例.yaml")
    assert {diagnostic.code for diagnostic in report} == {"key-missing", "key-unknown"}
