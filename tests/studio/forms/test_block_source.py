"""A block that is written from a form is read back as the same block, in Markdown and in YAML."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model.blocks.registry import BUILT_IN_BLOCKS
from jiangyi.studio.forms.block_source import InvalidBlockError, are_equal, build_block, read_back, write_block
from jiangyi.studio.refusals import Refused
from tests.law import law

EXAMPLES: dict[str, dict[str, Any]] = {
    "exercise": {
        "materials": "甲地办起食堂。",
        "stem": "这项做法好在哪里？\n\n请概括。",
        "kind": "short",
        "points": "10",
        "difficulty": "3",
        "source": "2023 国考 副省级",
        "limit": "150",
        "answer": "一是省钱。\n\n二是方便。",
        "explanation": "见材料。",
        "scoring": [{"text": "省钱", "points": "2"}, {"text": "方便"}],
    },
    "point": {"lead": "服务供给有漏洞。", "body": "基层财力有限。\n\n多靠拨款。", "n": "一是", "id": "p1"},
    "event": {
        "title": "社区食堂",
        "date": "2026年10月",
        "place": "某街道",
        "body": "经过。",
        "source": {"name": "示例晚报", "url": "https://a.b/"},
    },
    "case": {"title": "送餐", "body": "做法。", "only": ["teacher"]},
    "quote": {"body": "不积跬步，无以至千里。", "by": "荀子", "where": "《劝学》", "id": "q1"},
    "callout": {"kind": "warning", "title": "注意", "body": "先审题。", "limit": "200"},
    "definition": {"term": "网格化", "pinyin": "wǎng gé huà", "body": "把辖区分成网格。"},
    "material": {"title": "材料一", "body": "正文。", "source": {"name": "示例"}},
    "table": {"caption": "对比", "columns": ["做法", "成效"], "rows": [["甲", "乙"], ["丙", ""]], "align": ["left", "center"], "id": "t1"},
    "figure": {"src": "pictures/图 一.png", "alt": "一张图", "caption": "食堂", "width": "60%", "only": ["student", "teacher"]},
    "list": {"items": ["一项", "又一项"], "ordered": "true", "start": "3", "id": "l1"},
    "section": {"title": "问题分析", "kind": "problem", "id": "s1", "blocks": "开头一段。"},
    "paragraph": {"text": "一段文字。", "id": "pp", "limit": "100", "only": ["teacher"]},
    "math": {"tex": "x^2+y^2=1", "id": "m1"},
    "code": {"text": "x = 1\n\nprint(x)", "language": "python"},
    "page_break": {},
    "rule": {},
    "answers": {},
}


@pytest.mark.parametrize("kind", ["markdown", "yaml"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_block_type_is_written_with_its_fields(name: str, kind: str) -> None:
    data = {"type": name, **EXAMPLES[name]}
    assert read_back(write_block(data, kind), kind) == build_block(data)[0]


def test_the_program_alone_makes_the_other_types() -> None:
    assert set(BUILT_IN_BLOCKS) - EXAMPLES.keys() == {"gap", "raw", "question_head", "score_strip"}


def test_a_wrong_field_is_named() -> None:
    with pytest.raises(InvalidBlockError) as refused:
        write_block({"type": "exercise", "stem": "为什么？", "kind": "猜谜", "difficulty": "九"}, "markdown")
    assert set(refused.value.problems) == {"kind", "difficulty"}
    with pytest.raises(InvalidBlockError) as missing:
        write_block({"type": "event"}, "yaml")
    assert set(missing.value.problems) == {""}


WORDS = st.text(st.sampled_from('甲乙丙a1，。：（）#*-_=`~{}[]<>|:!$&^\\ "“'), min_size=1, max_size=12).filter(lambda text: text.strip())
TEXT = st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join)


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a block as a form gives them, with words full of signs."""
    name = draw(st.sampled_from(sorted(EXAMPLES)))
    data: dict[str, Any] = {"type": name}
    for field, value in EXAMPLES[name].items():
        if BUILT_IN_BLOCKS[name].model_fields[field].is_required() or draw(st.booleans()):
            if field in ("body", "stem", "answer", "explanation", "materials", "blocks"):
                data[field] = draw(TEXT)
            elif field in ("title", "lead", "term", "by", "where", "caption", "text") and name != "code":
                data[field] = draw(WORDS)
            else:
                data[field] = value
    return data


@pytest.mark.slow
@law(150)
@given(blocks(), st.sampled_from(["markdown", "yaml"]))
def test_what_is_written_is_read_back_or_refused(data: dict[str, Any], kind: str) -> None:
    try:
        text = write_block(data, kind)
    except Refused:
        assert kind == "markdown"  # a text full of signs may be more than Markdown can hold; YAML holds all
        return
    except InvalidBlockError:
        return
    assert are_equal(read_back(text, kind), build_block(data)[0])
