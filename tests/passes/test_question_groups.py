"""Headings of groups of questions, and the line for name and mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model.blocks.exercise import KINDS
from jiangyi.model.blocks.question_head import QuestionHead
from jiangyi.model.document import all_blocks
from jiangyi.passes.editions import select_edition
from tests.law import law
from tests.support import book, page

ADDED = ("question_head", "score_strip")

OPTIONS = "\n\nA. 甲\nB. 乙"
ASK = {
    "单选": f"选一个（　　）{OPTIONS}\n\n答案：A",
    "多选": f"选几个（　　）{OPTIONS}\n\n答案：AB",
    "不定项": f"选（　　）{OPTIONS}\n\n答案：B",
    "判断": "对不对。\n\n答案：对",
    "填空": "填{{空}}。",
    "简答": "答。\n\n答案：好。",
    "申论": "写。\n\n答案：好。",
}


def rendered(text: str, target: str) -> str:
    """The markup of a text."""
    return "".join(document.html for document in page(text, target).documents)


def paper(*questions: tuple[str, str], head: str = "") -> str:
    """A handout of questions, each of a kind and with points."""
    asked = "\n\n".join(f"::: exercise {kind} {{points={points}}}\n{ASK[kind]}\n:::" for kind, points in questions)
    return f"---\ntitle: 卷\n{head}---\n\n{asked}\n"


def heads(text: str, edition: str = "student") -> list[str]:
    """The headings of the groups of questions of a handout."""
    (handout,) = select_edition(book(text), edition, keeps_space=True).handouts
    return [str(block.title) for block in all_blocks(handout) if isinstance(block, QuestionHead)]


SINGLE = [("单选", "2")] * 10
MIXED = [*SINGLE, ("多选", "3"), ("多选", "3分"), ("判断", "1"), ("简答", "8"), ("简答", "12"), ("申论", "40")]


@pytest.mark.parametrize("edition", ["", "student", "teacher", "cloze", "reading"])
def test_groups_of_questions_have_headings_as_on_papers(edition: str) -> None:
    assert heads(paper(*MIXED), edition) == [
        "一、单项选择题：10 题，每题 2 分，共 20 分",
        "二、多项选择题：2 题，每题 3 分，共 6 分",
        "三、判断题：1 分",
        "四、简答题：2 题，共 20 分",
        "五、写作题：40 分",
    ]


@pytest.mark.parametrize("kind", ASK)
def test_every_kind_has_a_name(kind: str) -> None:
    (name,) = (names.split()[1] for names in KINDS.values() if kind in names.split())
    (head,) = heads(paper((kind, "5"), head="question_heads: always\n"))
    assert head.endswith("题：5 分")
    assert name[:2] in head or kind in ("单选", "多选", "不定项", "申论")


@pytest.mark.parametrize(
    ("questions", "head", "expected"),
    [
        (SINGLE, "", 0),
        (SINGLE, "question_heads: always\n", 1),
        ([*SINGLE, ("判断", "1"), *SINGLE], "", 0),
        ([*SINGLE, ("判断", "1"), *SINGLE], "question_heads: always\n", 3),
        ([("单选", "1"), ("判断", "1")], "", 0),
        ([("单选", "2"), ("多选", "3"), ("判断", "1"), ("简答", "8"), ("简答", "12"), ("申论", "40")], "", 0),
        ([("单选", "2"), ("单选", "2"), ("单选", "2"), ("申论", "40")], "", 2),
        (MIXED, "question_heads: none\n", 0),
    ],
)
def test_questions_are_grouped_where_that_helps(questions: list[tuple[str, str]], head: str, expected: int) -> None:
    assert len(heads(paper(*questions, head=head))) == expected


def test_headings_in_a_section_are_one_level_lower_and_without_points_say_the_number() -> None:
    text = "# 热点\n\n::: event 甲\n乙。\n:::\n\n# 练习\n\n" + "\n\n".join(
        f"::: exercise {kind}\n{ASK[kind]}\n:::" for kind in ("单选", "单选", "判断", "判断", "判断")
    )
    assert heads(text) == ["（一）单项选择题：2 题", "（二）判断题：3 题"]


def test_a_heading_of_one_question_without_points_is_its_kind() -> None:
    text = f"---\ntitle: 卷\nquestion_heads: always\n---\n\n::: exercise 判断\n{ASK['判断']}\n:::\n"
    assert heads(text) == ["一、判断题"]


def test_materials_are_below_the_heading_of_their_questions() -> None:
    text = paper(*MIXED[:-3]) + "\n::: material 三年 {#m}\n旧事。\n:::\n\n::: exercise 简答 {materials=m}\n答。\n\n答案：好。\n:::\n"
    (handout,) = select_edition(book(text), "student").handouts
    assert [block.type for block in handout.blocks[-3:]] == ["question_head", "material", "exercise"]


def test_a_heading_is_not_repeated_in_its_questions() -> None:
    shown = rendered(paper(*MIXED), "print")
    assert shown.count("（2 分）") == 0
    assert shown.count("（8 分）") == shown.count("（12 分）") == 1
    assert "【多选】" not in shown
    assert "【多选】" in rendered(paper(("多选", "3")), "print")


def test_the_kind_that_an_answer_tells_is_not_in_a_heading() -> None:
    text = paper(*SINGLE[:3], ("判断", "1")) + f"\n::: exercise {{points=2}}\n{ASK['多选']}\n:::\n"
    assert not [head for head in heads(text) if "多项" in head]


STRIP = ["姓名", "班级", "得分"]


@pytest.mark.parametrize(
    ("text", "fields", "total"),
    [
        (paper(*MIXED), STRIP, "共 16 题，满分 87 分"),
        (paper(*MIXED, head="strip: none\n"), [], ""),
        (paper(*MIXED, head="strip: [姓名, 学号]\n"), ["姓名", "学号"], "共 16 题，满分 87 分"),
        (paper(*SINGLE[:2]), [], ""),
        (paper(*SINGLE[:2], head="strip: [姓名]\n"), ["姓名"], "共 2 题，满分 4 分"),
        (paper(*SINGLE) + "\n::: event 甲\n乙。\n:::\n", [], ""),
        (paper(*SINGLE, ("简答", "0")), [], ""),
    ],
)
def test_papers_have_a_line_for_name_and_mark(text: str, fields: list[str], total: str) -> None:
    shown = rendered(text, "print")
    assert shown.count('class="field" ') == len(fields)
    assert all(f'"paragraph">{field}<' in shown for field in fields)
    assert ('class="total" ' in shown) == bool(total)
    assert total in shown
    assert 'class="field" ' not in rendered(text, "epub")


def test_questions_among_other_content_have_their_total() -> None:
    text = paper(*MIXED).replace("---\n\n:::", "---\n\n# 练习\n\n:::", 1) + "\n# 素材\n\n::: event 甲\n乙。\n:::\n"
    shown = rendered(text, "print")
    assert "共 16 题，满分 87 分" in shown
    assert 'class="field" ' not in shown


@law(40)
@given(st.lists(st.tuples(st.sampled_from([*ASK, "tip", "material"]), st.booleans()), max_size=12))
def test_headings_are_the_same_in_every_edition(parts: list[tuple[str, bool]]) -> None:
    """What only some editions show changes neither headings nor totals, and no block is lost or moved."""
    written = {"tip": "::: tip{}\n甲。\n:::", "material": "::: material{}\n甲。\n:::"}
    written |= {kind: f"::: exercise {kind}{{}}\n{words.replace('{{', '{{{{').replace('}}', '}}}}')}\n:::" for kind, words in ASK.items()}
    attributes = (("points=2 " * (kind in ASK) + "only=teacher" * hidden).strip() for kind, hidden in parts)
    blocks = (written[kind].format(f" {{{given}}}" if given else "") for (kind, _), given in zip(parts, attributes, strict=True))
    text = "\n\n".join(("---\ntitle: 卷\n---", *blocks))
    made = book(text)
    copies = [select_edition(made, name, keeps_space=keeps).handouts[0] for name in ("student", "teacher") for keeps in (True, False)]
    added = [[block for block in copy.blocks if block.type in ADDED] for copy in copies]
    assert [one for one in added if one != added[0]] == []
    kept = [[block.id for block in copy.blocks if block.type not in ADDED] for copy in copies]
    given = [block.id for block in made.handouts[0].blocks]
    assert kept[2] == given
    assert all(kept_here == [name for name in given if name in set(kept_here)] for kept_here in kept)
