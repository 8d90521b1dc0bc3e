"""Stylesheets on e-readers: the program's own break no rule, and those of a workspace are remarked on."""

from pathlib import Path

import pytest

from jiangyi.core.diagnostics import Report
from jiangyi.project.workspace import Workspace
from jiangyi.theme.ereader_styles import find_broken_declarations
from jiangyi.theme.own_sheets import check_stylesheets
from jiangyi.theme.themes import list_themes, load_theme
from tests.support import ROOT


def remarks(workspace: Path, name: str, css: str) -> list[tuple[str, str, str]]:
    path = workspace / "styles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(css, "utf-8")
    report = Report()
    assert check_stylesheets(Workspace(workspace), report), list(report)
    return [(one.code, f"{one.span.line}:{one.span.column}", str(one.values["declaration"])) for one in report]


@pytest.mark.parametrize("theme", ["", *list_themes(Workspace(ROOT))])
def test_the_programs_own_styles_break_no_rule(theme: str) -> None:
    css = load_theme(Workspace(ROOT), theme).epub_css
    assert [(rule.requirement.name, node.name, value) for rule, node, value in find_broken_declarations(css, {})] == []
    assert "var(" not in css


def test_every_declaration_of_a_sheet_for_ereaders_is_looked_at(workspace: Path) -> None:
    css = ".list {\n  margin: 0 -1em; color: red }\n@media screen { .exercise, body { font-size: 12px } }\n"
    assert remarks(workspace, "blocks/exercise.epub.css", css) == [
        ("style-ereader", "2:3", "margin: 0 -1em"),
        ("style-ereader", "3:35", "font-size: 12px"),
        ("style-ereader", "3:35", "font-size: 12px"),  # of fixed size, and on the body
    ]


def test_a_value_of_a_custom_property_is_inserted(workspace: Path) -> None:
    css = ":root { --room: 12pt }\n.exercise { padding-left: var(--room); padding-right: var(--e-bar) }\n"
    assert [found[1:] for found in remarks(workspace, "blocks/exercise.epub.css", css)] == [
        ("2:13", "padding-left: 12pt"),
        ("2:40", "padding-right: 5px"),
    ]


def test_a_theme_may_not_give_a_fixed_size_to_text(workspace: Path) -> None:
    css = ":root {\n  --e-h1: 24px; --e-h2: 1.3em; --size: 12pt; --e-stroke: 2px }\n"
    assert remarks(workspace, "themes/mine.css", css) == [("style-ereader", "2:3", "--e-h1: 24px")]


@pytest.mark.parametrize("name", ["themes/mine.css", "blocks/exercise.css", "print.css", "cover.css"])
def test_styles_of_print_are_free(workspace: Path, name: str) -> None:
    sheet = (ROOT / "styles" / name).read_text("utf-8") if name in ("print.css", "cover.css") else ""
    assert remarks(workspace, name, f"{sheet}\n.own {{ margin: -3mm; position: absolute; font-size: 9pt }}\n") == []
