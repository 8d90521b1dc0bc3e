"""The scorecard: what docs/typesetting.md says of jiangyi holds, and no other program is better in any row."""

import shutil

import pytest

from tools.scorecard.engines import CHROMIUM_NAMES, ROOT
from tools.scorecard.measuring import measure_all
from tools.scorecard.page import find_best, is_right
from tools.scorecard.requirement import Engine, Values
from tools.scorecard.requirements import REQUIREMENTS

NAMES = [one.name for one in REQUIREMENTS]
IN_WORK = {"answer-brackets"}
"""Requirements that jiangyi does not meet yet."""


@pytest.fixture(scope="module")
def own() -> Values:
    return measure_all(REQUIREMENTS, [Engine.JIANGYI])


@pytest.mark.slow
@pytest.mark.parametrize("one", REQUIREMENTS, ids=NAMES)
def test_jiangyi_meets_the_requirement(one, own) -> None:
    value = own[one.name][Engine.JIANGYI]
    assert is_right(one, value) == (one.name not in IN_WORK), f"{value}, {one.right} is right"


@pytest.mark.browser
@pytest.mark.slow
def test_no_other_program_is_better() -> None:
    pytest.importorskip("typst", reason="pip install typst")
    if not any(map(shutil.which, CHROMIUM_NAMES)):
        pytest.skip("Chromium is not installed")
    values = measure_all(REQUIREMENTS, tuple(Engine))
    assert {one.name for one in REQUIREMENTS if Engine.JIANGYI not in find_best(one, values[one.name])} <= IN_WORK


def test_requirements_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_page_shows_every_requirement() -> None:
    text = (ROOT / "docs" / "typesetting.md").read_text("utf-8")
    assert [one.name for one in REQUIREMENTS if f"| {one.english} | {one.chinese} |" not in text] == [], "run `make gallery`"
