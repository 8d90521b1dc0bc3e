"""What the user says that lines are, in place of what was guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.diagnostics import Report
from jiangyi.core.source import Source
from jiangyi.importing.convert import ImportResult, convert_file
from jiangyi.importing.decisions import LINE_KINDS
from jiangyi.readers import read
from tests.law import law

LINES = (
    *("省考上岸 >>> 热点素材", "社区治理", "一、问题", "二、对策", "1.服务有短板。居民办事要跑多次。", "2.人手不足。"),
    *("（1）资金不够，渠道单一。", "居民议事厅开起来了", "示例市推行居民议事。", "1. 下列说法正确的是（ ）", "A. 甲", "B. 乙", "C. 丙"),
    *(
        "答案：A",
        "【解析】甲说得对。",
        "参考答案",
        "①贷款难；",
        "“民惟邦本。”——《尚书》",
        "",
        "首先，要听取意见。其次，要及时答复。",
        "1-2 AB",
    ),
)
"""Lines of every kind that the grammar knows."""
HAN_WORD, NO_LETTER = re.compile("[\u4e00-\u9fff]{3,}"), re.compile(r"[^\w]")
SOURCES = st.lists(st.sampled_from(LINES), min_size=1, max_size=14).map("\n".join).filter(lambda text: bool(text.strip()))


def convert(text: str, suffix: str = ".txt", **choices: object) -> ImportResult:
    if suffix == ".html":
        text = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return convert_file(text.encode(), "名", suffix, counts_paragraphs=True, **choices)  # type: ignore[arg-type]


@pytest.mark.slow
@law(60)
@given(SOURCES, st.sampled_from((".txt", ".md", ".html")), st.data())
def test_a_choice_that_was_made_anyway_changes_nothing(text: str, suffix: str, data: st.DataObject) -> None:
    made = convert(text, suffix)
    own = {line: kind for line, kind in made.kinds.items() if kind in LINE_KINDS}
    some = {line: own[line] for line in data.draw(st.sets(st.sampled_from(sorted(own))))} if own else {}
    assert convert(text, suffix, kinds=own) == convert(text, suffix, kinds=some) == made


@pytest.mark.slow
@law(60)
@given(SOURCES, st.sampled_from((".txt", ".md", ".html")), st.dictionaries(st.integers(1, 14), st.sampled_from(LINE_KINDS), max_size=4))
def test_any_choices_give_a_handout_with_every_word(text: str, suffix: str, kinds: dict[int, str]) -> None:
    made = convert(text, suffix, kinds=kinds)
    assert read(Source(f"x{made.suffix}", made.text), Report()) is not None
    kept = NO_LETTER.sub("", made.text)
    for word in HAN_WORD.findall(text):
        assert word in kept or word == "参考答案", (word, kinds, made.text)


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        (3, "paragraph", ["heading", "point", "paragraph"]),
        (3, "heading", ["heading", "point", "heading"]),
        (2, "heading", ["heading", "heading", "paragraph"]),
        (2, "event", ["heading", "event", "paragraph"]),
        (3, "event", ["heading", "point", "event"]),
        (3, "question", ["heading", "point", "question"]),
        (1, "paragraph", ["paragraph", "point", "paragraph"]),
    ],
)
def test_a_line_becomes_what_the_user_says(line: int, kind: str, expected: list[str]) -> None:
    made = convert("一、问题\n1.服务有短板。居民办事要跑多次。\n居民议事厅开起来了。", kinds={line: kind}, title="社区")
    assert [made.kinds[number] for number in (1, 2, 3)] == expected
    assert made.title == "社区"


def test_an_answer_that_was_not_recognized_is_taken_out_of_the_page() -> None:
    text = "社区测验\n1. 下列说法正确的是（ ）\nA. 甲\nB. 乙\nC. 丙\n选第一个，甲说得对。\n"
    assert convert(text).kinds[6] != "answer"
    made = convert(text, kinds={6: "answer"})
    assert made.kinds[6] == "answer"
    assert "answer: 选第一个，甲说得对。" in made.text


def test_a_question_that_was_not_recognized_becomes_an_exercise() -> None:
    made = convert("社区治理\n\n一、练习\n\n谈谈你对基层治理的看法\n\n要联系实际。", kinds={5: "question"})
    assert made.kinds[5] == "question"
    assert "type: exercise" in made.text


NOTE = "# 社区治理\n\n## 一、问题\n\n服务有短板。居民办事要跑多次，\n还要等。\n\n- 人手不足\n- 资金不够\n"


@pytest.mark.parametrize(
    ("line", "kind", "expected"),
    [
        (5, "point", "::: point 服务有短板。\n居民办事要跑多次，还要等。\n:::"),
        (5, "event", "::: event 服务有短板。居民办事要跑多次，还要等。\n:::"),
        (5, "heading", "## 服务有短板。居民办事要跑多次，还要等。"),
        (8, "paragraph", "\n人手不足\n"),
        (3, "paragraph", "\n一、问题\n"),
        (3, "event", "::: event 一、问题\n:::"),
    ],
)
def test_a_line_of_a_note_becomes_what_the_user_says(line: int, kind: str, expected: str) -> None:
    made = convert(NOTE, ".md", kinds={line: kind})
    assert expected in made.text
    assert made.kinds[line] == kind
