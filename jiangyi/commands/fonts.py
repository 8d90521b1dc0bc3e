"""`fonts`: the installed font of each role, in each language."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.commands.common import (
    exit_if_errors,
    exit_wrong_usage,
    find_or_assume_workspace,
    print_diagnostics,
    root_option,
)
from jiangyi.commands.options import add_option
from jiangyi.commands.theme_option import select_theme
from jiangyi.core import CODES, Report, localize
from jiangyi.theme import load_theme

if TYPE_CHECKING:
    from jiangyi.theme import FontAssignment

PIPE_WIDTH = 1000
"""The width of the table where the output is no terminal: no line is wrapped."""


@add_option("--lang", "only this language", "只看这种语言", default="")
@add_option("--theme", "theme to use", "使用的主题", default="")
@root_option
def fonts(lang: str, theme: str, workspace: Path | None) -> None:
    """List the installed font of each role and its file, for each language."""
    from jiangyi.project import fonts as installed_fonts
    from jiangyi.theme import DEFAULT_PAPER, check_stylesheets, list_applied_sheets, list_languages, resolve_fonts

    place = find_or_assume_workspace(workspace)
    if theme:
        theme = select_theme(place, theme)
    if not installed_fonts.are_known():
        exit_wrong_usage(CODES["fonts-unknown"].hints[0].localize())
    report = Report()
    check_stylesheets(place, report, [*list_applied_sheets(place, theme), f"papers/{DEFAULT_PAPER}.css"])
    print_diagnostics(report)
    exit_if_errors(report)
    css = load_theme(place, theme).print_css
    groups: dict[tuple[FontAssignment, ...], list[str]] = {}
    for one in [lang] if lang else list_languages(css):
        groups.setdefault(resolve_fonts(css, one), []).append(one)
    _print_table({", ".join(langs): got for got, langs in groups.items()})


def _print_table(roles: Mapping[str, "tuple[FontAssignment, ...]"]) -> None:
    """Print language, role, font and file on standard output. A fallback for a role without a font is in brackets."""
    from rich.console import Console
    from rich.table import Table

    from jiangyi.theme import FONT_ROLES

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (localize("language", "语言"), localize("role", "用途"), localize("font", "字体"), localize("file", "文件")):
        table.add_column(heading, overflow="fold")
    for lang, got in roles.items():
        for one in got:
            face = one.face or one.fallback
            name = "—" if face is None else face.family if one.face else f"({face.family})"
            table.add_row(lang, FONT_ROLES[one.role].localize(), name, face.file if face else "")
    Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)
