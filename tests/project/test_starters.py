"""The handouts to start from are without faults, with any title."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiangyi.project import STARTERS, starter_text, write_starter
from tests.law import law
from tests.support import manuscript, short

TITLES = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=12
)


@pytest.mark.parametrize("chinese", [True, False], ids=["zh", "en"])
@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_without_faults(name: str, *, chinese: bool) -> None:
    usual = STARTERS[name].title
    found, report = manuscript(write_starter(name, usual.zh if chinese else usual.en, chinese=chinese), "例.md")
    assert [short(diagnostic) for diagnostic in report] == []
    assert found
    assert found.handout.lang.startswith("zh" if chinese else "en")


@law(40)
@given(TITLES.map(str.strip).filter(bool), st.sampled_from([".md", ".yaml"]))
@example("a: b # c", ".md")
@example("{name} {title}", ".yaml")
@example('"\\', ".md")
def test_any_title_is_the_title(title: str, suffix: str) -> None:
    for text in (starter_text(title, suffix), write_starter("blank", title, chinese=True)):
        assert "{title}" not in text.replace(title, "")
    found, report = manuscript(starter_text(title, suffix), f"例{suffix}")
    assert found, [short(diagnostic) for diagnostic in report]
