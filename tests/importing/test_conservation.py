"""Laws of importing: each word of the source is in the handout or in the report, and the handout is free of errors."""

import re
from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangyi.core.catalogue.entry import Severity
from jiangyi.importing import convert, decisions
from tests.conservation.markdown_source import make_word
from tests.importing import constructs
from tests.law import law
from tests.support import manuscript, short
from tests.test_reference import to_plain_data

MACHINE = ("glyph-missing",)
"""Errors that depend on the fonts of the machine."""
WORD = re.compile("[春夏秋冬梅兰竹菊][东南西北松柏桃李杏梨枣榆槐桐柳枫]{2}")


def number_words(template: str, start: int = 0) -> str:
    """A template with a word of its own in each place W."""
    numbers = count(start)
    return re.sub("W", lambda _: make_word(next(numbers)), template)


def nested(blocks: Sequence[str], inlines: Sequence[str], most: int, joints: Sequence[str]) -> st.SearchStrategy[str]:
    """Sources of some blocks, with inline constructs for I, further blocks for B and distinct words for W."""

    @st.composite
    def make(draw: st.DrawFn) -> str:
        def fill(template: str, depth: int) -> str:
            if depth:
                template = re.sub("B", lambda _: fill(draw(st.sampled_from(blocks)), depth - 1), template)
            template = template.replace("B", "I")
            return re.sub("I", lambda _: draw(st.sampled_from(inlines)), template)

        parts = [fill(draw(st.sampled_from(blocks)), 1) + draw(st.sampled_from(joints)) for _ in range(draw(st.integers(1, most)))]
        return number_words("".join(parts))

    return make()


NOTES = st.tuples(
    st.sampled_from(constructs.NOTE_FRONTS), nested(constructs.NOTE_BLOCKS, constructs.NOTE_INLINES, 6, ("\n\n", "\n\n", "\n"))
).map(lambda parts: number_words(parts[0], 1500) + "\n\n" * bool(parts[0]) + parts[1])
PAGES = nested(constructs.PAGE_BLOCKS, constructs.PAGE_INLINES, 6, ("\n", ""))
TEXTS = nested(constructs.TEXT_LINES, ("W",), 16, ("\n", "\n", "\n\n", "\n\n\n"))


def check_import(text: str, suffix: str, to: str = "") -> None:
    """Check both laws on one source; a source without text is refused."""
    try:
        made = convert.convert_file(text.encode(), "名", suffix, to=to)
    except convert.ImportFailure as refused:
        assert refused.args == (convert.EMPTY,), text
        assert suffix == ".html" or not WORD.search(text), text
        return
    found, report = manuscript(made.text, "x" + made.suffix)
    assert found, [short(d) for d in report]
    errors = [short(d) for d in report if d.severity is Severity.ERROR and d.code not in MACHINE]
    assert errors == [], f"{text!r}\n---\n{made.text}"
    kept = str(to_plain_data(found.handout)) + decisions.format_decisions("", made.decisions)
    assert [word for word in WORD.findall(text) if word not in kept] == [], f"{text!r}\n---\n{made.text}"


@pytest.mark.slow
@law(60)
@given(NOTES, st.sampled_from((".md", ".md", ".mdx")), st.sampled_from(("", "yaml")))
def test_no_word_of_a_note_is_lost(text: str, suffix: str, to: str) -> None:
    check_import(text, suffix, to)


@pytest.mark.slow
@law(60)
@given(PAGES, st.sampled_from(convert.HANDOUT_FORMATS))
def test_no_word_of_a_page_is_lost(text: str, to: str) -> None:
    check_import(text, ".html", to)


@pytest.mark.slow
@law(60)
@given(TEXTS, st.sampled_from(convert.HANDOUT_FORMATS))
def test_no_word_of_a_text_is_lost(text: str, to: str) -> None:
    check_import(text, ".txt", to)
