"""Slugs: what names become in addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import find_name_problem
from jiangyi.share.slugs import LONGEST, make_unique_slug, transliterate_name
from tests.law import law


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("创新基层治理", "chuang-xin-ji-ceng-zhi-li"),
        ("study-notes", "study-notes"),
        ("2026年第3期·申论（上）", "2026-nian-di-3-qi-shen-lun-shang"),
        ("重庆 Ａ卷", "chong-qing-a-juan"),
        ("ÉCOLE été", "ecole-ete"),
        ("con", "con-1143da"),
        ("😀", "handout-f0443a"),
        ("..", "handout-5ec1f7"),
    ],
)
def test_examples(name: str, slug: str) -> None:
    assert transliterate_name(name) == slug


@pytest.mark.slow
@law(100)
@given(st.text(max_size=200))
def test_a_slug_is_a_name_on_every_system_and_in_every_address(name: str) -> None:
    slug = transliterate_name(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST
    assert find_name_problem(slug) is None
    assert transliterate_name(name) == slug


@pytest.mark.slow
@law(40)
@given(st.lists(st.sampled_from(["讲义", "蒋一", "jiang-yi", "JIANG YI", "x" * 90, "x" * 91]), min_size=2, max_size=12))
def test_slugs_are_unique(names: list[str]) -> None:
    taken = list[str]()
    for name in names:
        taken.append(make_unique_slug(name, taken))
    assert len(set(taken)) == len(names)
    assert all(len(slug) <= LONGEST for slug in taken)
