"""Lines of exam questions on several papers and in several themes: brackets, numbers and signs are whole."""

from itertools import pairwise

import pytest

from jiangyi.typeset import CharClass
from tests.support import pdf_of
from tests.typeset.page import lines

pytestmark = pytest.mark.slow

BRACKETS = ("（　　）", "（　　　　）", "( )", "（ ）", "〔　　〕", "【　　】", "（\u00a0\u00a0）", "（____）")
TERMS = ("1∶3", "≥60分", "A→B", "x≤5", "π≈3.14", "3×4＝12", "√2", "∠A", "△ABC", "5%", "50㎡", "第 3 题", "表 1-2", "12.5 mm", "8℃", "±0.5")
FILLER = "根据给定资料概括基层治理中群众反映最强烈的问题及其成因下列说法正确"


def exam(start: int) -> str:
    """An exam of multiple choice, whose brackets fall on every place of a line, and of short answers."""
    parts = ["# 试卷"]
    for number in range(start, start + 12):
        stem = (FILLER * 3)[: number + 6]
        term, bracket = TERMS[number % len(TERMS)], BRACKETS[number % len(BRACKETS)]
        parts.append(f"::: exercise\n{stem}，{term}的有{bracket}。\n\nA. 甲项为{term}\n\nB. 乙项\n\n答案：A\n:::")
        parts.append(f"{stem}，{term}，{(FILLER * 2)[number % 7 : 24]}的是{bracket}，其余略。")
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize(("paper", "look"), [("a4", ""), ("a5", "playful"), ("phone", "ink")])
@pytest.mark.parametrize("start", [0, 14])
def test_brackets_and_terms_are_whole(paper: str, look: str, start: int) -> None:
    found = lines(pdf_of(exam(start), paper=paper, look=look))
    for above, below in pairwise(found):
        assert above.glyphs[-1].kind not in (CharClass.OPEN, CharClass.NARROW_OPEN, CharClass.SLASH), above.text
        assert below.glyphs[0].kind not in (CharClass.CLOSE, CharClass.NARROW_CLOSE, CharClass.UNIT, CharClass.STOP), below.text
        joined = above.text[-6:] + "|" + below.text[:6]
        for term in TERMS:
            bare = term.replace(" ", "")
            assert not any(f"{bare[:k]}|{bare[k:]}" in joined for k in range(1, len(bare))), joined
