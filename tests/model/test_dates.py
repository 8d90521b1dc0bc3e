"""Dates as people type them."""

from calendar import monthrange

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.model import find_date_problem, to_iso_date
from jiangyi.model.numbering import to_hanzi
from tests.law import law

RIGHT = (
    *("2026年9月", "2026年9月3日", "9月3日至5日", "2026年9月3日—5日", "2026-09-03", "2026/9/3", "2026.9", "20260903", "2026"),
    *(
        "2026年春",
        "2026—2027学年",
        "2026-27",
        "汉",
        "贞观年间",
        "二〇二六年九月",
        "二〇二六年九月三十日",
        "农历八月三十一",
        "2024年2月29日",
    ),
    *(
        "2月29日",
        "2026年第3期",
        "2026-09-03 12:30",
        "",
        "2026年9月 今天更新",
        "公元前221年",
        "民国三年五月",
        "2026年上半年",
        "每周三",
        "12月1号",
    ),
)
WRONG = {
    "2026-13-45": "没有 13 月",
    "2026年13月": "没有 13 月",
    "2026年2月30日": "2026年2月没有 30 日",
    "2025年2月29日": "2025年2月没有 29 日",
    "2026/4/31": "2026年4月没有 31 日",
    "9月31日": "9月没有 31 日",
    "9月3日至31日": "9月没有 31 日",
    "20261301": "没有 13 月",
    "二〇二六年十三月": "没有 13 月",
    "二〇二六年四月三十一日": "2026年4月没有 31 日",
    "2026-00-10": "没有 0 月",
    "昨天": "过些日子就看不出“昨天”是哪一天了",
    "上个月": "过些日子就看不出“上个月”是哪一天了",
    "近日": "过些日子就看不出“近日”是哪一天了",
    "去年": "过些日子就看不出“去年”是哪一天了",
    "yesterday": "过些日子就看不出“yesterday”是哪一天了",
}
FORMS = (
    "{0}年{1}月{2}日",
    "{0}-{1:02}-{2:02}",
    "{0}/{1}/{2}",
    "{0}.{1}.{2}",
    "{0}{1:02}{2:02}",
    "{1}月{2}日",
    "{3}月{4}日",
    "{1}月1日至{2}日",
)


@pytest.mark.parametrize("typed", RIGHT)
def test_right(typed: str) -> None:
    assert find_date_problem(typed) is None


@pytest.mark.parametrize("typed", WRONG)
def test_wrong(typed: str) -> None:
    found = find_date_problem(typed)
    assert found
    assert found.zh == WRONG[typed]


@law(120)
@given(st.integers(1900, 2099), st.integers(0, 14), st.integers(0, 40), st.sampled_from(FORMS))
def test_a_date_is_wrong_exactly_where_the_calendar_lacks_it(year: int, month: int, day: int, form: str) -> None:
    counted = year if "{0}" in form else 2000
    exists = 1 <= month <= 12 and 1 <= day <= monthrange(counted, month)[1]
    typed = form.format(year, month, day, to_hanzi(month) if month else "零", to_hanzi(day) if day else "零")
    assert (find_date_problem(typed) is None) == exists


@pytest.mark.parametrize(
    ("typed_date", "iso"),
    [
        ("2024年5月1日", "2024-05-01"),
        ("2026年11月", "2026-11"),
        ("2024", "2024"),
        ("2024/5/1", "2024-05-01"),
        ("去年", ""),
        ("", ""),
        ("November 2026", "2026-11"),
        ("3 November 2026", "2026-11-03"),
        ("Sept. 3rd, 2026", "2026-09-03"),
        ("maybe 2026", "2026"),
        ("May 2026", "2026-05"),
    ],
)
def test_dates(typed_date: str, iso: str) -> None:
    assert to_iso_date(typed_date) == iso
