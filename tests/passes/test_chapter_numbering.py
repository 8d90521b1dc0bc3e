"""Numbers of chapters in a book, and of figures, tables, formulas and exercises by chapter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model.books import collect_book, make_single_book
from jiangyi.model.document import Book, BookFile, Handout
from jiangyi.model.numbering import TYPED_CHAPTER, is_style, split_chapter_sample
from jiangyi.passes.editions import select_edition
from jiangyi.passes.index_records import index_from_bytes, index_to_bytes
from jiangyi.passes.indexing import Index, build_index
from tests.law import law
from tests.support import manuscript

BODY = """
# 甲节

$$
a = b
$$ (one)

::: table 一表 {#t}
| 甲 | 乙 |
|---|---|
| 1 | 2 |
:::

# 乙节

::: table 二表 {#u}
| 甲 | 乙 |
|---|---|
| 1 | 2 |
:::

见[表](#u)、[式](#one)、[题](#q)。

::: exercise {#q}
问？
:::
"""


ANSWERED = manuscript("# 例\n\n::: exercise\n问？\n\n答案：甲\n:::\n", "c.md")[0].handout.blocks  # type: ignore[union-attr]


def handout(name: str, title: str = "", head: str = "") -> Handout:
    found, report = manuscript(f"---\ntitle: {title or name}\n{head}---\n{BODY}", f"{name}.md")
    assert found and not report.has_errors, [str(one.message) for one in report]
    return found.handout


def collect(*handouts: Handout, lang: str = "zh-Hans", **head: Any) -> tuple[Book, Index]:
    settings = BookFile.model_validate({"title": "书", "lang": lang, "handouts": ("x",), **head})
    book = select_edition(collect_book(settings, [(one, {}) for one in handouts]), "")
    return book, build_index(book)


def single(made: Handout) -> Index:
    return build_index(select_edition(make_single_book(made, {}), ""))


def labels(index: Index, *names: str) -> list[str]:
    return [index.labels.get(name, "") for name in names]


def test_a_book_numbers_by_chapter() -> None:
    _, index = collect(handout("a"), handout("b"))
    assert labels(index, "a", "b") == ["第一讲", "第二讲"]
    assert labels(index, "a.t", "a.u", "b.t", "b.u") == ["表 1-1", "表 1-2", "表 2-1", "表 2-2"]
    assert labels(index, "a.one", "b.one", "b.q") == ["（1-1）", "（2-1）", "1."]
    assert [index.references[name] for name in ("b.u", "b.one", "b.q")] == ["表 2-2", "式（2-1）", "第 1 题"]
    assert [entry.prefix for entry in index.contents] == ["第一讲\u3000", "第二讲\u3000"]


def test_a_handout_by_itself_numbers_through() -> None:
    assert labels(single(handout("a")), "a", "a.t", "a.u", "a.one") == ["", "表 1", "表 2", "（1）"]


def test_a_handout_may_number_by_its_sections() -> None:
    index = single(handout("a", head="numbering: {by: chapter}\n"))
    assert labels(index, "a.t", "a.u", "a.one") == ["表 1-1", "表 2-1", "（1-1）"]
    assert labels(collect(handout("a", head="numbering: {by: chapter}\n"), handout("b"))[1], "a.u") == ["表 1-2"]


def test_a_sample_may_have_the_chapter() -> None:
    index = single(handout("a", head="numbering: {table: '1.1', exercise: 1-1.}\n"))
    assert labels(index, "a.t", "a.u", "a.one", "a.q") == ["表 1.1", "表 2.1", "（1）", "2-1."]
    assert index.references["a.q"] == "第 2-1 题"
    _, index = collect(handout("a"), handout("b"), numbering={"formula": "(1.1)", "exercise": ["1-1."]})
    assert labels(index, "b.one", "b.q", "b.t") == ["(2.1)", "2-1.", "表 2-1"]


def test_a_book_may_number_its_handouts_through() -> None:
    _, index = collect(handout("a"), handout("b"), numbering={"by": "handout", "chapter": "none"})
    assert labels(index, "a", "b", "a.t", "b.t", "b.u") == ["", "", "表 1", "表 1", "表 2"]


def test_a_book_of_one_handout_has_no_chapters() -> None:
    assert labels(collect(handout("a"))[1], "a", "a.t") == ["", "表 1"]


def test_a_preface_is_not_counted() -> None:
    _, index = collect(handout("a", "前言", "numbering: {chapter: none}\n"), handout("b"), handout("c"))
    assert labels(index, "a", "b", "c", "a.t", "c.t") == ["", "第一讲", "第二讲", "表 1", "表 2-1"]


TYPED = ("第一讲 老楼", "第1讲：老楼", "第三章　老楼", "第二部分 老楼", "第五课 老楼", "专题三：老楼", "Unit 2 老楼")


@pytest.mark.parametrize("title", TYPED)
def test_a_number_in_the_title_is_its_label(title: str) -> None:
    _, index = collect(handout("a", title), handout("b"))
    assert labels(index, "a", "b", "a.t") == [title[: -len("老楼")].rstrip(" ：　"), "第二讲", "表 1-1"]
    assert [str(entry.title) for entry in index.contents] == ["老楼", "b"]


def test_a_title_that_is_a_number_stays() -> None:
    _, index = collect(handout("a", "第一讲"), handout("b"))
    assert (labels(index, "a"), str(index.contents[0].title)) == ([""], "第一讲")


def test_the_key_of_a_book_names_the_chapters() -> None:
    made = [handout(name, title, "answers: book\n") for name, title in (("a", ""), ("b", "第二讲 乙"))]
    book, index = collect(*(one.model_copy(update={"blocks": (*one.blocks, *ANSWERED)}) for one in made))
    key = index.contents[-1]
    assert [(entry.prefix, str(entry.title)) for entry in key.children] == [("第一讲\u3000", "a"), ("", "第二讲 乙")]
    assert book.handouts[-1].id == "answers"


@pytest.mark.parametrize("title", ["第一次全国人口普查", "第一课堂的建设", "第一书记", "一讲到底", "任务清单", "单元作业设计"])
def test_words_that_begin_like_a_number_are_none(title: str) -> None:
    assert not TYPED_CHAPTER.match(title)


def test_the_samples_of_a_book_and_its_language() -> None:
    assert labels(collect(handout("a"), handout("b"), numbering={"chapter": "第1章"})[1], "a", "b") == ["第1章", "第2章"]
    assert labels(collect(handout("a"), handout("b"), numbering={"chapter": "专题一"})[1], "a", "b") == ["专题一", "专题二"]
    assert labels(collect(handout("a"), handout("b"), lang="en", numbering={"chapter": "Unit I"})[1], "b") == ["Unit II"]
    assert labels(collect(handout("a"), handout("b"), lang="zh-TW")[1], "b") == ["第二講"]
    assert labels(collect(handout("a"), handout("b"), lang="en")[1], "b") == ["Chapter 2"]


def test_own_styles_of_a_handout_come_first() -> None:
    _, index = collect(handout("a", head="numbering: {table: 一}\n"), handout("b"), numbering={"table": "A", "by": "handout"})
    assert labels(index, "a.t", "b.t") == ["表 一", "表 A"]


def test_the_index_of_a_handout_is_stored_with_its_number() -> None:
    part = collect(handout("a"), handout("b"))[1].parts["b"]
    assert index_from_bytes(memoryview(index_to_bytes(part))).chapters == part.chapters == {"b": 2}


def test_several_indexes_are_one_entry_of_the_contents() -> None:
    _, index = collect(handout("a"), handout("b"), indexes=["tables", "figures"])
    assert [str(entry.title) for entry in index.contents] == ["a", "b", "表格目录"]
    made = handout("a")
    quote = made.model_copy(update={"blocks": (*manuscript("> 话\n>\n> —— 甲\n", "c.md")[0].handout.blocks,)})  # type: ignore[union-attr]
    _, index = collect(handout("b"), quote, indexes=["tables", "quotes"])
    group = index.contents[-1]
    assert (str(group.title), group.is_folded, group.id) == ("索引", True, "index-all")
    assert [(str(entry.title), entry.level) for entry in group.children] == [("表格目录", 2), ("金句索引", 2)]


@law(60)
@given(st.sampled_from(["-", "–", ".", "·", ""]), st.sampled_from(["{}", "（{}）", "({})", "{}."]))
def test_samples_with_and_without_a_chapter(separator: str, form: str) -> None:
    sample = form.format(f"1{separator}1" if separator else "1")
    assert split_chapter_sample(sample) == (separator, form.format("1"))
    assert is_style(split_chapter_sample(sample)[1])


def test_what_is_no_style_is_refused() -> None:
    assert manuscript("---\ntitle: 例\nnumbering: {table: 1-1-1}\n---\n\n# 甲\n", "例.md")[1].has_errors
