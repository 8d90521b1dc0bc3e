"""The names of copies: different, and possible on every system."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.copies import DEFAULT_PATTERN, Recipient, check_pattern
from jiangyi.copies.copy_names import name_copies
from jiangyi.core import Report, find_name_problem, fold_name
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
    assert "{电话}" in one.values["known"]
    assert check_pattern("{姓名}-{电话}", ("姓名", "电话"), Report())


@law(80)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=6), st.sampled_from(["{name}", "{book}", "{number}/{name}", ".{name}."]))
def test_any_names_are_possible_and_different(names: list[str], pattern: str) -> None:
    people = [Recipient(name, str(number)) for number, name in enumerate(names)]
    stems = [*name_copies(pattern, "con", people)]
    assert [find_name_problem(stem + ".pdf") for stem in stems] == [None] * len(names)
    assert len({fold_name(stem) for stem in stems}) == len(names)
