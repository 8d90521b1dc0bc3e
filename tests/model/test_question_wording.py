"""What a question says besides its text, in the words of examination papers."""

import pytest

from jiangyi.model.blocks.exercise import Exercise
from jiangyi.model.question_wording import complete_stem, take_numbers
from tests.support import manuscript

WORDING = [
    ("简答 {limit=150}", "概括做法。", "概括做法。（不超过150字）", "概括做法。 (at most 150 words)"),
    ("{limit=300左右}", "写。", "写。（300字左右）", "写。 (about 300 words)"),
    ("{limit=800-1000}", "写。", "写。（800～1000字）", "写。 (800–1000 words)"),
    ("{limit=不少于800}", "写。", "写。（不少于800字）", "写。 (at least 800 words)"),
    ("{limit=150}", "写，不超过150字。", "写，不超过150字。", "写，不超过150字。"),
    ("{limit=150}", "用一百五十字写。", "用一百五十字写。", "用一百五十字写。"),
    ("{limit=800-1000}", "写。（８００～１０００字）", "写。（８００～１０００字）", "写。（８００～１０００字）"),
    ("{limit=150}", "这两个字怎么写？", "这两个字怎么写？（不超过150字）", "这两个字怎么写？ (at most 150 words)"),
    ("判断", "地是方的。", "地是方的。（　　）", "地是方的。 (\u2003\u2003)"),
    ("判断", "地是方的（　　）。", "地是方的（　　）。", "地是方的（　　）。"),
    ("不定项", "选。（　　）\n\nA. 甲\nB. 乙", "【不定项】选。（　　）", "[One or more answers] 选。（　　）"),
    ("{kind=多选题}", "选。（　　）\n\nA. 甲\nB. 乙", "【多选】选。（　　）", "[Several answers] 选。（　　）"),
    ("多选", "选（多选）。\n\nA. 甲\nB. 乙", "选（多选）。（　　）", "选（多选）。"),
    ("", "选。\n\nA. 甲\nB. 乙\n\n答案：AB", "选。（　　）", "选。"),
    ("", "正确的有\n\nA. 甲\nB. 乙", "正确的有（　　）", "正确的有"),
    ("", "哪一项正确？\n\nA. 甲\nB. 乙", "哪一项正确？（　　）", "哪一项正确？"),
    ("", "下列说法正确的是：\n\nA. 甲\nB. 乙", "下列说法正确的是：", "下列说法正确的是："),
    ("", "水的化学式是____。\n\nA. 甲\nB. 乙", "水的化学式是____。", "水的化学式是____。"),
]


@pytest.mark.parametrize(("header", "text", "chinese", "english"), WORDING)
def test_a_question_says_what_papers_say(header: str, text: str, chinese: str, english: str) -> None:
    found, _ = manuscript(f"---\ntitle: 例\n---\n\n::: exercise {header}\n{text}\n:::\n")
    assert found
    for language, expected in (("zh", chinese), ("en", english)):
        assert "".join(str(block.text) for block in complete_stem(found.handout.blocks[0], language)) == expected


def test_a_question_without_words_gets_a_paragraph() -> None:
    exercise = Exercise.model_validate({"id": "x", "kind": "judge", "stem": [{"type": "rule"}]})
    assert [block.type for block in complete_stem(exercise, "zh")] == ["rule", "paragraph"]


def test_typed_numbers_are_the_numbers_of_the_questions() -> None:
    stems = ["1. 甲？", "乙？", "3. 丙？", "9. 丁？", "戊？", "1. 子\n2. 丑"]
    text = "\n\n".join(f"::: exercise 简答\n{stem}\n\n答案：好。\n:::" for stem in stems)
    found, _ = manuscript(f"---\ntitle: 例\n---\n\n{text}\n")
    assert found
    exercises = [block for block in found.handout.blocks if isinstance(block, Exercise)]
    taken = take_numbers(exercises)
    shown = [taken.get(one.id, one) for one in exercises]
    assert [one.n for one in shown] == ["", "", "", "9.", "", ""]
    assert [str(getattr(one.stem[0], "text", "")) for one in shown] == ["甲？", "乙？", "丙？", "丁？", "戊？", ""]
