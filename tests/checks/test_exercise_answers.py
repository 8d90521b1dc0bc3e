"""Answers that do not suit their questions, and points that are no number."""

import pytest

from jiangyi.checks.registry import run_checks
from tests.support import manuscript

AB = "\n\nA. 甲\nB. 乙"
CASES = [
    ("单选", f"选（　　）{AB}\n\n答案：AB", "answer-count"),
    ("单选", f"选（　　）{AB}\n\n答案：A", ""),
    ("多选", f"选（　　）{AB}\n\n答案：A", "answer-count"),
    ("不定项", f"选（　　）{AB}\n\n答案：A", ""),
    ("不定项", f"选（　　）{AB}\n\n答案：AB", ""),
    ("", f"选（　　）{AB}\n\n答案：AB", ""),
    ("单选", "选（　　）\n\n答案：A", "options-missing"),
    ("多选", "选（　　）\n\nA. 甲\n\n答案：A", "options-missing answer-count"),
    ("", "选（　　）\n\n答案：A", ""),
    ("判断", "对不对？\n\n答案：不一定", "answer-no-verdict"),
    *(("判断", f"对不对？\n\n答案：{answer}", "") for answer in ("对", "错", "正确", "√", "×", "T", "是", "错误。")),
    ("简答 {points=十分}", "问。\n\n答案：答。", "points-no-number"),
    ("简答 {points=10+5}", "问。\n\n答案：答。", "points-no-number"),
    *((f"简答 {{points={points}}}", "问。\n\n答案：答。", "") for points in ("10", "10分", "2.5")),
    ("简答 {limit=300}", f"问。\n\n答案：{'字' * 60}。", "answer-short"),
    ("简答 {limit=300}", f"问。\n\n答案：{'字' * 150}。", ""),
    ("简答 {limit=800-1000}", f"问。\n\n答案：{'字' * 300}。", "answer-short"),
    ("简答 {limit=800-1000}", f"问。\n\n答案：{'字' * 810}。", ""),
    ("简答 {limit=不少于800}", f"问。\n\n答案：{'字' * 300}。", "answer-short"),
    ("简答 {limit=300}", "问。\n\n答案：略。", ""),
]
CODES = {"answer-count", "options-missing", "answer-no-verdict", "points-no-number", "answer-short"}


@pytest.mark.parametrize(("kind", "text", "codes"), CASES)
def test_what_does_not_fit_is_reported(kind: str, text: str, codes: str) -> None:
    found, report = manuscript(f"---\ntitle: 例\n---\n\n::: exercise {kind}\n{text}\n:::\n")
    assert found
    run_checks(found, report)
    assert {diagnostic.code for diagnostic in report} & CODES == set(codes.split())
