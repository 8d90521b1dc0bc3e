"""Typed papers: options and keys in a line, and questions among other lines."""

import pytest

from jiangyi.readers.questions.key_lines import read_key_line
from jiangyi.readers.questions.lines import split_options


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("选哪个（　）。A.甲 B.乙 C.丙 D.丁", ["选哪个（　）。", "A.甲", "B.乙", "C.丙", "D.丁"]),
        ("A.甲　　B.乙", ["", "A.甲", "B.乙"]),
        ("C. 丙  D. 丁", ["", "C. 丙", "D. 丁"]),
        ("A 、甲；B 、乙；C 、丙", ["", "A 、甲；", "B 、乙；", "C 、丙"]),
        ("（A）甲 （B）乙", ["", "（A）甲", "（B）乙"]),
        ("A 甲  B 乙  C 丙", ["", "A 甲", "B 乙", "C 丙"]),
        ("选哪个？A。甲。B。乙。", ["选哪个？", "A。甲。", "B。乙。"]),
        ("A.只有一个", ["", "A.只有一个"]),
        ("维生素A、B、C都重要", ["维生素A、B、C都重要"]),
        ("甲公司有A、B、C三个部门（　）。", ["甲公司有A、B、C三个部门（　）。"]),
    ],
)
def test_options_in_one_line(text: str, parts: list[str]) -> None:
    stem, options = split_options(text)
    assert [stem, *(typed for _, _, typed in options)] == parts


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1-5 BCDAA", "1B 2C 3D 4A 5A"),
        ("1.B 2.C 3.A", "1B 2C 3A"),
        ("1—3：ABC 6—7：BC", "1A 2B 3C 6B 7C"),
        ("1～3：ABC；4～5：√×", "1A 2B 3C 4√ 5×"),
        ("1.B  2.C  3.×  4.√", "1B 2C 3× 4√"),
        ("答案：1．C 2．A", "1C 2A"),
        ("一、单选题：1.AB 2.ACD", "1AB 2ACD"),
        ("（1）B （2）C", "1B 2C"),
        ("1B2C3D", "1B 2C 3D"),
        ("6-8 AB ACD BD", "6AB 7ACD 8BD"),
        ("1、正确 2、错误", "1正确 2错误"),
    ],
)
def test_answers_in_one_line(text: str, answers: str) -> None:
    found = read_key_line(text)
    assert found
    assert " ".join(f"{number}{answer}" for number, answer in found[1]) == answers


@pytest.mark.parametrize("text", ["1.BBC报道", "1.B方案更好", "A B C", "1.对象要选准 2.错误要改", "1-5 ABC", "2.5A 电流", "1.A"])
def test_other_lines_are_no_answers(text: str) -> None:
    assert read_key_line(text) is None
