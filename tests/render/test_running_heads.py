"""The words of running heads: they fit in their part of the line, and are shortened where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model.books import make_single_book
from jiangyi.model.edition import EDITIONS, Edition
from jiangyi.model.inline import measure_em
from jiangyi.passes.editions import name_edition, select_edition
from jiangyi.render.running_heads import ELLIPSIS, TRAILING, RunningHeads, shorten_head
from tests.law import law
from tests.support import manuscript


@pytest.mark.parametrize(
    ("words", "room", "expected"),
    [
        ("老楼里的电梯", 12, "老楼里的电梯"),
        ("老楼里的电梯：从“一票否决”到“一梯共治”", 12, "老楼里的电梯…"),
        ("社区食堂不亏本的秘密——基于三个县的调查与思考", 16, "社区食堂不亏本的秘密…"),
        ("怎样让“小哥”愿意留下来", 8, "怎样让“小哥”…"),
        ("推动人工智能赋能新型工业化", 8, "推动人工智能…"),
        ("“急难愁盼”怎么办，“关键小事”谁来管", 11, "“急难愁盼”怎么办…"),
        ("（一）县域医共体建设的经验、问题与对策", 16, "（一）县域医共体建设的经验…"),
    ],
)
def test_chinese_titles(words: str, room: float, expected: str) -> None:
    assert shorten_head(words, room, "zh-Hans") == expected


def test_english_titles_end_with_a_word() -> None:
    assert shorten_head("Remembering What You Read and Why", 12, "en") == "Remembering What You…"


@law(150)
@given(st.text("基层治理讲义：，、“”（）—— ab12Wi-Fi", max_size=60), st.floats(2, 40))
def test_a_shortened_title_is_its_beginning(words: str, room: float) -> None:
    found = shorten_head(words, room, "zh-Hans")
    assert measure_em(found) <= room
    if found != words:
        assert measure_em(words) > room
        assert words.startswith(found.removesuffix(ELLIPSIS))
        assert found.endswith(ELLIPSIS)
        assert found.removesuffix(ELLIPSIS)[-1:] not in TRAILING or found == ELLIPSIS


def heads(text: str, edition: str = "", own: Edition | None = None) -> RunningHeads:
    found, _ = manuscript(text)
    assert found
    book = select_edition(make_single_book(found.handout, {}), edition, own)
    properties = dict.fromkeys(("--page-width", "--inner", "--outer", "--binding"), "0mm") | {"--page-width": "100mm", "--size-mark": "2mm"}
    return RunningHeads.of(book, properties)


def test_a_series_keeps_the_edition() -> None:
    made = heads("---\ntitle: 例\n---\n\n# 甲\n", "teacher")
    assert made.shorten("series", "上岸读书会 · 热点素材积累 · 第 7 期", "zh-Hans") == "上岸读书会·热点素材积累·教师版"
    assert made.shorten("series", "上岸读书会 · 热点素材积累 · 第 7 期", "en") == "上岸读书会 · 热点素材积累 · 教师版"
    assert made.shorten("series", "", "zh-Hans") == "教师版"
    assert made.shorten("series", "一个名称非常非常非常非常长的读书会", "zh-Hans").endswith("…·教师版")


def test_a_title_that_is_alone_has_the_whole_line() -> None:
    long = "基层治理" * 12
    assert heads("---\ntitle: 例\n---\n\n文。\n").shorten("handout", long, "zh-Hans") == long
    assert heads("---\ntitle: 例\n---\n\n# 甲\n").shorten("handout", long, "zh-Hans") != long


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        ("", None, ""),
        ("student", None, "学生版"),
        ("answers", None, ""),
        ("基础班", Edition(), "基础班"),
        ("vip", Edition(label="VIP 班"), "VIP 班"),
        ("teacher", Edition(label="教师用书"), "教师用书"),
    ],
)
def test_the_name_of_an_edition(name: str, own: Edition | None, expected: str) -> None:
    found, _ = manuscript("# 例\n")
    assert found
    assert name_edition(select_edition(make_single_book(found.handout, {}), name, own or EDITIONS.get(name))) == expected
