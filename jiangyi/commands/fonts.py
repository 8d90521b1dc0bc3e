"""`fonts`: which installed font each role gets, in each language."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jiangyi.commands.common import exit_wrong_usage, find_or_assume_workspace, require_known, root_option
from jiangyi.commands.options import add_option
from jiangyi.core import CODES, localize
from jiangyi.theme import list_themes
from jiangyi.theme import load_theme as theme_of

if TYPE_CHECKING:
    from jiangyi.theme import FontAssignment

UNBOUND = 1000
"""Columns of a table that no terminal shows."""


@add_option("--lang", "only this language", "只看这种语言", default="")
@add_option("--theme", "theme to use", "使用的主题", default="")
@root_option
def fonts(lang: str, theme: str, workspace: Path | None) -> None:
    """List for each language which installed font each role gets, and its file."""
    from jiangyi.project import are_known as told
    from jiangyi.theme import list_languages, resolve_fonts

    place = find_or_assume_workspace(workspace)
    if theme:
        require_known(theme, list_themes(place), localize("theme", "主题"))
    if not told():
        exit_wrong_usage(CODES["fonts-unknown"].hints[0].localize())
    css = theme_of(place, theme).print_css
    groups: dict[tuple[FontAssignment, ...], list[str]] = {}
    for one in [lang] if lang else list_languages(css):
        groups.setdefault(resolve_fonts(css, one), []).append(one)
    _fonts_table({", ".join(langs): got for got, langs in groups.items()})


def _fonts_table(roles: Mapping[str, "tuple[FontAssignment, ...]"]) -> None:
    """On standard output: language, role, font, file. A role without a font of its own shows in brackets what stands in."""
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
    Console(highlight=False, width=None if sys.stdout.isatty() else UNBOUND).print(table)
