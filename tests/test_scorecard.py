"""The scorecard: jiangyi meets its requirements, and docs/content/typesetting.md shows no row in which another program is better."""

import pytest

from tests.support import ROOT
from tools.scorecard.measuring import measure_all
from tools.scorecard.page import COLUMNS, is_right
from tools.scorecard.requirement import Engine, Requirement, Values
from tools.scorecard.requirements import REQUIREMENTS

NAMES = [one.name for one in REQUIREMENTS]


@pytest.fixture(scope="module")
def own() -> Values:
    return measure_all(REQUIREMENTS, [Engine.JIANGYI])


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """The cells of the table by the English text of the requirement."""
    lines = (ROOT / "docs" / "content" / "typesetting.md").read_text("utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {row[COLUMNS.index("requirement")]: row for row in cells}


@pytest.mark.slow
@pytest.mark.parametrize("one", REQUIREMENTS, ids=NAMES)
def test_jiangyi_meets_the_requirement(one: Requirement, own: Values) -> None:
    value = own[one.name][Engine.JIANGYI]
    assert is_right(one, value), f"{value}, {one.format_right()} is right"


def test_names_and_texts_are_different() -> None:
    assert len(set(NAMES)) == len({one.english for one in REQUIREMENTS}) == len({one.chinese for one in REQUIREMENTS}) == len(NAMES)


def test_the_page_shows_every_requirement(rows: dict[str, list[str]]) -> None:
    assert [one.name for one in REQUIREMENTS if one.english not in rows] == [], "run `make gallery`"


def test_no_other_program_is_better(rows: dict[str, list[str]]) -> None:
    best, epub, chromium = map(COLUMNS.index, ("best", Engine.EPUB, Engine.CHROMIUM))
    worse = {one.name for one in REQUIREMENTS if Engine.JIANGYI not in rows[one.english][best]}
    assert worse == set()
    measured = [one for one in REQUIREMENTS if not one.on_paper]
    assert [one.name for one in measured if "**" in rows[one.english][chromium] and "**" not in rows[one.english][epub]] == []
