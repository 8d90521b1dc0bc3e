"""E-books: kinds of words and blocks are told apart on any ground and in greyscale, and the text keeps the colours of the reader."""

import re

import pytest
import tinycss2

from jiangyi.project.workspace import Workspace
from jiangyi.theme.css_syntax import parse_block, parse_rules, style_rules
from jiangyi.theme.themes import list_themes, load_theme
from tests.support import ROOT

THEMES = ["", *list_themes(Workspace(ROOT))]
WORDS = ("mark", ".cloze", "u", "u.book-title", "s", "em.dots", "strong")
"""Marks of words; bold is the reading system's own."""
BLOCKS = (
    ".material",
    ".stem",
    ".solution",
    ".callout",
    ".callout.warning",
    ".callout.memory",
    ".quote",
    ".table th",
    ".code pre",
    ".summary",
)
SHAPES = ("border", "border-top", "border-left", "border-left-width", "border-style", "border-bottom", "text-decoration", "text-emphasis")
"""What is seen without colour."""


def declarations(css: str, selector: str) -> dict[str, str]:
    """The values that the rules for exactly this selector set."""
    found: dict[str, str] = {}
    for rule in style_rules(parse_rules(css)):
        names = [part.strip() for part in tinycss2.serialize(rule.prelude).split(",")]
        if selector in names:
            found |= {one.name: tinycss2.serialize(one.value).strip() for one in parse_block(rule.content) if one.type == "declaration"}
    return found


def shape(css: str, selector: str) -> tuple[str, ...]:
    """How something looks in greyscale: its lines, and whether it has a ground."""
    own = declarations(css, selector)
    if selector.count(".") == 2:
        own = declarations(css, "." + selector.split(".")[1]) | own
    return (*(own.get(name, "") for name in SHAPES), "ground" * ("background" in own))


@pytest.mark.parametrize("names", [WORDS, BLOCKS], ids=["words", "blocks"])
def test_kinds_have_different_lines_and_grounds(names: tuple[str, ...]) -> None:
    css = load_theme(Workspace(ROOT)).epub_css
    shapes = {name: shape(css, name) for name in names}
    assert len(set(shapes.values())) == len(names), shapes


@pytest.mark.parametrize("theme", THEMES)
def test_the_text_has_the_colour_of_the_reading_system(theme: str) -> None:
    """A night mode and sepia paper keep their contrast: no colours of text and lines, and grounds that let the paper through."""
    css = re.sub(r"/\*.*?\*/", "", load_theme(Workspace(ROOT), theme).epub_css, flags=re.DOTALL)
    assert set(re.findall(r"[\s{;]color:\s*([^;}]+)", css)) <= {"inherit ", "inherit"}
    assert re.findall(r"border[\w-]*:[^;}]*#", css) == []
    grounds = {value.strip() for value in re.findall(r"background:\s*([^;}]+)", css)}
    assert {ground for ground in grounds if not re.fullmatch(r"rgba\([\d, ]+, 0\.\d+\)", ground)} <= {"white", "none"}


def test_grounds_leave_the_text_enough_contrast() -> None:
    """On white, sepia and black paper with the usual colours of text (WCAG 2.2 §1.4.3)."""
    from tests.theme.test_themes import ENOUGH, contrast

    css = load_theme(Workspace(ROOT)).epub_css
    grounds = set(re.findall(r"rgba\((\d+), (\d+), (\d+), (0\.\d+)\)", css))
    assert len(grounds) >= 2
    for paper, ink in (("#ffffff", "#000000"), ("#f4ecd8", "#3b2f1e"), ("#121212", "#d8d8d8"), ("#000000", "#b0b0b0")):
        for *colour, alpha in grounds:
            under = [int(paper[n : n + 2], 16) for n in (1, 3, 5)]
            mixed = [round(int(c) * float(alpha) + u * (1 - float(alpha))) for c, u in zip(colour, under, strict=True)]
            assert contrast("#" + "".join(f"{part:02x}" for part in mixed), ink) >= ENOUGH, (paper, colour)
