"""The formulas of a handout are kept in the store as one entry: after an edit of its text none is made again."""

from pathlib import Path

import pytest

from jiangyi.core import Report, Session
from jiangyi.notation import FormulaError, convert_to_mathml, draw_formula, formulas, typeset_formulas
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
