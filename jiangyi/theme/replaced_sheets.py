"""What a stylesheet of a workspace lacks: properties of the one that it replaces, which other stylesheets or the program use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jiangyi.core import Report, Span
from jiangyi.theme.sheet_names import OPTIONAL

USED_BY_PROGRAM = frozenset(
    f"--{name}"
    for name in (
        "page-width",
        "inner",
        "outer",
        "binding",
        "size",
        "lines",
        "cell-least",
        "answer-space",
        "breaks",
        "grid-colour",
        "stroke-grid",
    )
)
"""What `read_answer_sheet` calculates with."""
SHOWN = 6
"""Names in a message."""


@dataclass(frozen=True)
class SheetUse:
    """The custom properties of a stylesheet."""

    declared: Collection[str]
    required: Collection[str]
    """Those that it uses without a fallback."""


def check_replaced_sheets(
    own: Mapping[str, SheetUse], base: Mapping[str, SheetUse], set_elsewhere: Collection[str], report: Report
) -> None:
    """Report each stylesheet of the workspace that replaces another one and lacks a property that is used and not defined elsewhere."""
    used = {name: base[name] for name in base if name not in own} | dict(own)
    needed = USED_BY_PROGRAM.union(*(sheet.required for sheet in used.values()))
    always = [name for name in used if not name.startswith(OPTIONAL)]
    defined = set(set_elsewhere).union(*(used[name].declared for name in always))
    for path in (name for name in always if name in own and name in base):
        missing = [name for name in base[path].declared if name in needed and name not in defined]
        if missing:
            names = ", ".join(missing[:SHOWN]) + ", …" * (len(missing) > SHOWN)
            report.add("style-incomplete", Span(f"styles/{path}"), names=names)
