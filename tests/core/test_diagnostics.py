"""Diagnostics: excerpts of long lines, and how many are printed."""

import pytest

from jiangyi.commands.common import MOST_ALIKE, print_diagnostics
from jiangyi.core import Report, Source, format_diagnostic
from jiangyi.core.diagnostics import LONG_LINE
from jiangyi.core.text_width import display_width
from jiangyi.store import diagnostics_of, records_of


@pytest.mark.parametrize("column", [0, 5, 199, 200, 201, 1500, 1990, 1999])
def test_excerpt_of_a_long_line_is_the_part_around_its_span(column: int) -> None:
    line = "".join(chr(0x4E00 + n) for n in range(2 * LONG_LINE))
    place = Source("例.md", f"一行\n{line}\n").span(1, column, 1)
    report = Report()
    report.add("dash", place)
    assert len(place.excerpt) < LONG_LINE
    text, mark = (row.partition("| ")[2] for row in format_diagnostic(report.diagnostics[0]).split("\n")[3:5])
    before = next(n for n in range(len(text)) if display_width(text[:n]) == mark.index("^"))
    assert text[before] == line[column]
    assert diagnostics_of(records_of(report.diagnostics)) == tuple(report.diagnostics)


def test_many_diagnostics_of_one_code_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    source = Source("例.md", "甲\n" * 3000)
    for line in range(3000):
        report.add("dash", source.span(line))
    report.add("heading-tight", source.span(0), kind="")
    print_diagnostics(report)
    shown = capsys.readouterr().err
    assert shown.count("[dash]:") == MOST_ALIKE
    assert "2,950 more of [dash]" in shown
    assert shown.count("[heading-tight]:") == 1
