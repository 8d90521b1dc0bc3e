"""Terms that appear in documents."""

import pytest

from jiangyi.model.terms import name_version


@pytest.mark.parametrize(
    ("version", "lang", "expected"),
    [
        ("第 1 版", "zh-Hans", "第 1 版"),
        ("2026 年修订版", "zh-Hans", "2026 年修订版"),
        ("征求意见稿", "zh-Hans", "征求意见稿"),
        ("2", "zh-Hans", "第 2 版"),
        ("1.2", "zh-Hans", "版本 1.2"),
        ("v1.2", "zh-Hans", "v1.2"),
        ("2", "en", "Version 2"),
        ("1.2", "en", "Version 1.2"),
        ("Second edition", "en", "Second edition"),
        ("", "zh-Hans", ""),
    ],
)
def test_a_version_is_named_once(version: str, lang: str, expected: str) -> None:
    assert name_version(version, lang) == expected
