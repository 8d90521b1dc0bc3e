"""The formulas of a handout are kept in the store as one entry: after an edit of its text none is made again."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from jiangyi.core import Report, Session, limits
from jiangyi.notation import FormulaError, FormulaLimitError, convert_to_mathml, draw_formula, formulas, typeset_formulas
from jiangyi.store import Store
from tests.support import manuscript

FORMULAS = [(r"\frac{a}{b}", True), ("x^2", False), ("增长率", False)]


def make(tex: str, *, display: bool) -> tuple[object, object]:
    return convert_to_mathml(tex, display=display), draw_formula(tex, display=display)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path, lambda: "")


def typeset_anew(store: Store) -> list[tuple[object, object]]:
    """What a session of its own gets."""
    session = Session()
    session.set_store(store)
    with session.activate():
        typeset_formulas([*FORMULAS, *FORMULAS[:1]])
        return [make(tex, display=display) for tex, display in FORMULAS]


def test_stored_formulas_are_the_same(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = typeset_anew(store)
    assert made == [make(tex, display=display) for tex, display in FORMULAS]
    for name in ("_convert_to_mathml", "_draw_formula"):
        monkeypatch.setattr(formulas, name, None)  # nothing may call it
    assert typeset_anew(store) == made


def test_a_damaged_entry_is_no_entry(store: Store) -> None:
    made = typeset_anew(store)
    (entry,) = (path for path in store.folder.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1])
    assert typeset_anew(store) == made


def test_a_set_with_an_error_is_not_stored(store: Store) -> None:
    session = Session()
    session.set_store(store)
    with session.activate(), pytest.raises(FormulaError):
        typeset_formulas([("x", False), (r"\unknown", False)])
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_each_broken_formula_is_reported() -> None:
    _, report = manuscript("# 例\n\n$\\unknown$ $x$ $\\frac{$\n\n$$\n\\begin{x}\n$$\n")
    assert [one.code for one in report] == ["math-broken"] * 3
    assert isinstance(report, Report)


LARGE = {
    "x" * 2001: limits.FORMULA_LENGTH,
    "{" * 21 + "x" + "}" * 21: limits.FORMULA_DEPTH,
    r"\left(" * 21 + "x" + r"\right)" * 21: limits.FORMULA_DEPTH,
    r"\begin{matrix}" * 21: limits.FORMULA_DEPTH,
    rf"\ce{{{'{' * 400}{'}' * 400}}}": limits.FORMULA_DEPTH,
    r"\ce{" * 400: limits.FORMULA_DEPTH,
    rf"\ce{{{'->[a' * 200}{']' * 200}}}": limits.FORMULA_DEPTH,
    rf"\def\q{{{'x' * 30}}}" + r"\q" * 50: limits.FORMULA_SYMBOLS,
    r"a\hspace{9999999pt}b": limits.FORMULA_SIZE,
}


@pytest.mark.parametrize("tex", LARGE)
def test_formula_beyond_a_limit_names_it(tex: str) -> None:
    with pytest.raises(FormulaLimitError) as error:
        typeset_formulas([(tex, False)])
    assert error.value.limit is LARGE[tex]


def test_limits_of_formulas_are_reported_in_one_way() -> None:
    _, report = manuscript(f"# 例\n\n${'x' * 2001}$\n")
    assert [one.code for one in report] == ["limit"]
    _, report = manuscript("# 例\n\n" + "\n\n".join(f"$x_{{{number}}}+{'y' * 1900}$" for number in range(40)))
    assert [one.code for one in report if one.code != "duplicate-paragraph"] == ["limit"]


@pytest.mark.parametrize("tex", [r"[0,1)\cup" * 30 + "[2,3)", r"\frac{1}{1+" * 9 + "x" + "}" * 9, r"\sqrt{" * 15 + "x" + "}" * 15])
def test_long_and_nested_formulas_within_the_limits_are_drawn(tex: str) -> None:
    assert draw_formula(tex).svg


@pytest.mark.slow
def test_drawing_does_not_double_with_each_level() -> None:
    def draw(levels: int) -> Callable[[], object]:
        tex = r"\left(" * levels + "x" + r"\right)" * levels
        return lambda: draw_formula(tex)

    counts = [count_calls(draw(levels)) for levels in (4, 8, 16)]
    assert counts[2] < 5 * counts[1] < 25 * counts[0], counts


def count_calls(work: Callable[[], object]) -> int:
    """The number of calls of functions."""
    count = 0

    def step(_frame: FrameType, event: str, _value: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
