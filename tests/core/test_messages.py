"""Messages: placeholders, and words that go with a number."""

from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core import Message, compile_late
from tests.law import law
from tests.support import ROOT

PLURAL = compile_late(r"\{(?:count|cells|files|levels|lines|people|sheets|total)\} [a-z]+s\b")
"""A number with a word that is wrong where it is 1."""


@law(60)
@given(st.integers(0, 10**9))
def test_words_go_with_their_numbers(count: int) -> None:
    """One has the first form, all others the second; Chinese has no forms."""
    words = Message("{count:copy|copies} of {{name}} for {name}", "{count} 份")
    shown = "copy" if count == 1 else "copies"
    assert words.localize(count=count, name="{x}") == f"{count} {shown} of {{name}} for {{x}}"
    assert words.placeholders == {"count", "name"}


def test_placeholder_without_a_value_stays() -> None:
    """So that a part of a message can be filled later."""
    assert Message("{count:copy|copies}", "").localize(other=1) == "{count:copy|copies}"


def test_numbers_have_the_form_of_their_words() -> None:
    """No text for users says “1 copies”."""
    found = [f"{path.name}: {match}" for path in (ROOT / "jiangyi").rglob("*.py") for match in PLURAL.findall(path.read_text())]
    assert not found
