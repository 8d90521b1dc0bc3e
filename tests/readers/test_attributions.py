"""Attributions: the reader and the import know the same words for a source."""

import pytest

from jiangyi.importing.parse import parse_attribution, parse_quotation
from jiangyi.readers import find_attribution
from jiangyi.readers.blocks.attributions import attribution_fields

LINES = {
    "——荀子《劝学》": {"by": "荀子", "where": "《劝学》"},
    "—— 荀子，《劝学》第一": {"by": "荀子", "where": "《劝学》第一"},
    "--荀子": {"by": "荀子"},
    "出自《荀子·劝学》": {"where": "《荀子·劝学》"},
    "语出：荀子《劝学》": {"by": "荀子", "where": "《劝学》"},
}


@pytest.mark.parametrize(("line", "fields"), LINES.items())
def test_a_line_is_the_same_attribution_in_a_handout_and_on_import(line: str, fields: dict[str, str]) -> None:
    match = find_attribution(f"学不可以已。\n{line}")
    assert match is not None
    assert attribution_fields(match) == fields == parse_attribution(line)


def test_only_a_quotation_may_end_with_any_words() -> None:
    assert find_attribution("学。\n——他在课上说了这样一句话。") is not None
    assert parse_attribution("——他在课上说了这样一句话。他走了。") is None
    assert find_attribution("——") is None
    assert parse_quotation("学不可以已。（荀子《劝学》）") == {"type": "quote", "body": "学不可以已。", "by": "荀子", "where": "《劝学》"}
