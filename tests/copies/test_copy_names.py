"""The names of copies: different, and possible on every system."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.copies import DEFAULT_PATTERN, Recipient, check_pattern
from jiangyi.copies.copy_names import name_copies, name_files
from jiangyi.core import Message, Report, find_name_problem, fold_name
from tests.law import law

PEOPLE = [Recipient("张三", "001", "高一", {"姓名": "张三", "电话": "139"}), Recipient("买买提·艾力", "002", "", {"电话": "138"})]


def test_words_in_braces_are_replaced() -> None:
    assert [*name_copies(DEFAULT_PATTERN, "合集", PEOPLE)] == ["合集-001-张三", "合集-002-买买提·艾力"]
    assert [*name_copies("{姓名}（{电话}）", "合集", PEOPLE)] == ["张三（139）", "买买提·艾力（138）"]


def test_equal_names_are_told_apart_by_their_numbers() -> None:
    assert [*name_copies("{讲义}", "合集", PEOPLE)] == ["合集", "合集-002"]


def test_unknown_words_are_reported() -> None:
    report = Report()
    assert not check_pattern("{姓名}-{班}", ("姓名", "电话"), report)
    (one,) = report
    assert one.values["known"] == Message("{book}, {name}, {number}, {note}, {姓名}, {电话}", "{讲义}、{姓名}、{编号}、{备注}、{电话}")
    assert check_pattern("{姓名}-{电话}", ("姓名", "电话"), Report())


@law(80)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=6), st.sampled_from(["{name}", "{book}", "{number}/{name}", ".{name}."]))
def test_any_names_are_possible_and_different(names: list[str], pattern: str) -> None:
    people = [Recipient(name, str(number)) for number, name in enumerate(names)]
    stems = [*name_copies(pattern, "con", people)]
    assert [find_name_problem(stem + ".pdf") for stem in stems] == [None] * len(names)
    assert len({fold_name(stem) for stem in stems}) == len(names)


def test_copies_of_several_books_have_different_names() -> None:
    names = name_files("{姓名}", ["甲.pdf", "乙.pdf", "甲.epub"], PEOPLE)
    assert names["甲.pdf"] == ("甲-张三.pdf", "甲-买买提·艾力.pdf")
    assert names["甲.epub"] == ("甲-张三.epub", "甲-买买提·艾力.epub")
    assert name_files("{姓名}", ["甲.pdf", "甲.epub"], PEOPLE)["甲.pdf"] == ("张三.pdf", "买买提·艾力.pdf")


@law(60)
@given(
    st.lists(st.text("a1-", min_size=1, max_size=3), min_size=1, max_size=4, unique=True), st.sampled_from(["{book}-{number}", "{name}"])
)
def test_no_copy_has_the_name_of_another(books: list[str], pattern: str) -> None:
    people = [Recipient("a", number) for number in ("1", "1-1", "a")]
    names = [name for own in name_files(pattern, [f"{book}.pdf" for book in books], people).values() for name in own]
    assert len({fold_name(name) for name in names}) == len(books) * len(people)
