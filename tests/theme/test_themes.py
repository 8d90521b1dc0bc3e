"""Every theme: only tokens, enough contrast of text with every background it is used on, and pages that keep the grid."""

import re
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangyi.core import WHOLE_FILE
from jiangyi.prepress.greyscale import luminance_grey
from jiangyi.project.workspace import Workspace
from jiangyi.theme.css_syntax import insert_values, root_properties
from jiangyi.theme.derived_colours import derive_colours, find_dark_shade
from jiangyi.theme.themes import list_themes, load_theme, locate_rule
from tests.law import law
from tests.support import ROOT, drop_memos, pdf_of
from tests.theme.test_baseline_grid import BLOCKS, SENTENCE
from tests.typeset.page import lines

THEMES = ["", *list_themes(Workspace(ROOT))]
TOKENS = (ROOT / "styles" / "tokens.css").read_text("utf-8")
ENOUGH = 4.5
"""WCAG 2.2 §1.4.3 for text of any size."""
PAIRS = (
    *(("ink", ground) for ground in ("paper", "tint", "tint-warm", "mark")),
    *(("ink-soft", ground) for ground in ("paper", "tint", "tint-warm", "mark")),
    *((ink, ground) for ink in ("accent", "ink-accent") for ground in ("paper", "tint", "tint-warm", "mark")),
    *((ink, ground) for ink in ("alert", "ink-alert") for ground in ("paper", "tint")),
    *((ink, "paper") for ink in ("accent-soft", "bullet-ink")),
    *(("on-accent", ground) for ground in ("accent", "tag-ground", "alert-ground")),
    ("heading-ink", "heading-ground"),
    ("h2-ink", "paper"),
    *(("title-ink", ground) for ground in ("paper", "cover-ground")),
    *((ink, "cover-ground") for ink in ("ink", "ink-soft", "accent", "ink-accent")),
    ("cover-panel-ink", "cover-panel-ground"),
    ("cover-tag-ink", "cover-tag-ground"),
)
"""Each text colour with each background that it is printed on: code is on a tint, a note or a label may be in marked text."""
WORDLESS = {
    "line-colour",
    "title-rule-colour",
    "bar-colour",
    "accent-soft",
    "heading-bar-colour",
    "heading-rule-colour",
    "heading-ink",
    "cover-pattern",
}
"""Backgrounds that are bars and rules in some places."""


def sheets() -> dict[str, str]:
    """The stylesheets of print without their comments."""
    paths = [
        *(ROOT / "styles" / f"{name}.css" for name in ("print", "front", "cover")),
        *(path for path in (ROOT / "styles" / "blocks").glob("*.css") if not path.name.endswith(".epub.css")),
    ]
    return {path.name: re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL) for path in paths}


def colours(name: str) -> dict[str, str]:
    """The custom properties of a theme."""
    css = TOKENS + ((ROOT / "styles" / "themes" / f"{name}.css").read_text("utf-8") if name else "")
    return root_properties(css)


def resolve_colour(values: dict[str, str], name: str) -> str:
    """The resolved colour of a property, as #rrggbb."""
    value = values[f"--{name}"]
    found = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return resolve_colour(values, found[1]) if found else value


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), colour
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_text_has_enough_contrast(name: str) -> None:
    values = colours(name)
    found = {pair: round(contrast(*(resolve_colour(values, part) for part in pair)), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < ENOUGH} == {}


def test_every_colour_of_text_and_every_ground_is_in_the_table() -> None:
    inks, grounds = {ink for ink, _ in PAIRS}, {ground for _, ground in PAIRS} | WORDLESS
    for name, css in sheets().items():
        assert set(re.findall(r"[\s{;]color:\s*var\(--([\w-]+)\)", css)) <= inks, name
        assert set(re.findall(r"[\s{;]color:\s*([^v\s;}][\w-]*)", css)) <= {"inherit"}, name
        for background in re.findall(r"background:\s*([^;}]*)", css):
            used = set(re.findall(r"(?:^|gradient\()\s*var\(--([\w-]+)\)", background))
            assert used <= grounds, (name, used)


@pytest.mark.parametrize("name", THEMES[1:])
def test_a_theme_changes_tokens_and_nothing_else(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", (ROOT / "styles" / "themes" / f"{name}.css").read_text("utf-8"), flags=re.DOTALL)
    known = {"--names", *re.findall(r"(--[\w-]+)\s*:", TOKENS)}
    for rule in re.findall(r"\{([^}]*)\}", css):
        declared = [line.split(":")[0].strip() for line in rule.split(";") if line.strip()]
        assert set(declared) <= known
    assert all(re.fullmatch(r":root|:lang\([\w-]+\)", part.strip()) for rule in re.findall(r"([^{}]+)\{", css) for part in rule.split(","))


@pytest.mark.parametrize("name", THEMES)
def test_colours_suit_printers_without_colour(name: str) -> None:
    """Such a printer makes a screen of dots of every colour but black: text keeps most of them, a tint few, a fine line all."""
    values = colours(name)
    blacks = {part: 1 - grey_of(resolve_colour(values, part)) for part in {part for pair in PAIRS for part in pair}}
    inks, grounds = {ink for ink, _ in PAIRS} - {"on-accent"}, {"accent", "tag-ground", "alert-ground"}
    assert {ink: black for ink, black in blacks.items() if ink in inks | grounds and 0.01 < black < 0.6} == {}
    assert {tint: black for tint in ("tint", "tint-warm", "mark") if not 0.05 <= (black := blacks[tint]) <= 0.15} == {}
    assert {
        resolve_colour(values, line)
        for line in ("ink", "ink-soft", "line-colour", "bar-colour", "alert-line", "cover-bar-colour", "grid-colour")
    } == {"#000000"}
    assert min(blacks[part] for part in ("tag-ground", "alert-ground", "ink-accent", "ink-alert")) > 0.85
    if name == "ink":
        assert {ink for ink in inks if blacks[ink] < 1} == set()


COLOURS = st.one_of(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True), st.sampled_from(("#a21", "crimson", "hsl(20 80% 60%)", "rgb(0 90 60)")))


@pytest.mark.slow
@law(60)
@given(COLOURS)
def test_a_shade_of_any_colour_suits_words_on_every_ground(colour: str) -> None:
    shade = find_dark_shade(colour)
    assert grey_of(shade) < 0.15
    assert min(contrast(shade, resolve_colour(colours(""), ground)) for ground in ("paper", "tint", "tint-warm", "mark")) >= ENOUGH


RULES = (
    "--accent: #a21",
    "--accent: var(--red); --red: #a21",
    "--accent: #a21; --tag-ground: #123456",
    "--alert: #00f",
    "--accent: none",
)


@pytest.mark.slow
def test_a_theme_that_sets_its_accent_alone_has_words_of_the_same_hue(workspace: Path) -> None:
    theme = workspace / "styles" / "themes" / "own.css"
    theme.parent.mkdir(parents=True)
    inks = {}
    for rule in RULES:
        theme.write_text(f":root {{ {rule} }}", "utf-8")
        drop_memos()
        loaded = load_theme(Workspace(workspace), "own")
        values = root_properties(loaded.print_css)
        inks[rule] = [insert_values(values[name], values) for name in ("--heading-ink", "--tag-ground", "--ink-alert")]
        assert values["--tag-ground"] in loaded.cover_css
        assert values["--tag-ground"] in loaded.web_css
    usual, alert = (root_properties(TOKENS)[name] for name in ("--tag-ground", "--alert-ground"))
    red = find_dark_shade("#a21")
    assert [*inks.values()] == [
        [red, red, alert],
        [red, red, alert],
        ["#123456", "#123456", alert],
        [usual, usual, find_dark_shade("#00f")],
        ["none", "none", alert],
    ]
    assert red == "#400c06"


@pytest.mark.parametrize("name", THEMES)
def test_shipped_themes_set_all_their_colours(name: str) -> None:
    sheets = (TOKENS, (ROOT / "styles" / "themes" / f"{name}.css").read_text("utf-8")) if name else (TOKENS,)
    assert derive_colours(sheets) == ""


def grey_of(colour: str) -> float:
    """The grey that a printer without colour makes of a colour, 0 to 1."""
    return luminance_grey([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])


WEIGHTS = ("hairline", "stroke", "stroke-fine", "stroke-grid", "column-rule", "title-rule", "heading-rule", "cover-rule")
THINNEST = 0.34
"""Points: a dot of 300 dpi where two A4 pages are printed on a sheet, in 71 % of their size."""


@pytest.mark.parametrize("name", THEMES)
def test_no_line_is_thinner_than_a_dot_of_a_printer(name: str) -> None:
    values = colours(name)
    found = {weight: resolve_colour(values, weight) for weight in WEIGHTS}
    assert {weight: value for weight, value in found.items() if 0 < float(value.removesuffix("pt")) < THINNEST} == {}


def test_every_line_has_a_weight_of_the_table() -> None:
    """No rule of a stylesheet has a line width of its own."""
    for name, css in sheets().items():
        for value in re.findall(r"(?:border(?:-(?:top|right|bottom|left))?|outline|column-rule):\s*([^;}]*)", css):
            assert re.match(r"none|var\(--|inherit|collapse|separate", value), (name, value)


def test_grey_is_grey() -> None:
    found = {name: value for name, value in colours("ink").items() if value.startswith("#")}
    assert {name for name, c in found.items() if len({c[1:3], c[3:5], c[5:7]}) > 1} == set()


def test_all_themes_differ() -> None:
    assert len({tuple(sorted(colours(name).items())) for name in THEMES}) == len(THEMES) >= 6


@pytest.mark.slow
@pytest.mark.parametrize("name", THEMES[1:])
def test_a_theme_keeps_the_grid(name: str) -> None:
    text = "# 例\n\n" + "\n\n".join(f"{block}\n\n回到正文。{SENTENCE}" for block in BLOCKS.values())
    back = [line for line in lines(pdf_of(text, look=name)) if line.text.startswith("回到正文")]
    assert len(back) == len(BLOCKS)
    assert [line.text for line in back if abs((line.glyphs[0].y - back[0].glyphs[0].y + 9.5) % 19 - 9.5) > 0.15] == []
    assert len({(line.page % 2, round(line.glyphs[0].x)) for line in back}) == len({line.page % 2 for line in back})


def test_the_gallery_shows_every_theme() -> None:
    gallery = Path(ROOT / "docs" / "content" / "themes.md").read_text("utf-8")
    assert [name for name in THEMES[1:] if f"`{name}`" not in gallery] == []
    assert "docs/content/themes.md" in Path(ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file()), ids=lambda path: path.name)
def test_template_lines_have_at_most_140_characters(path: Path) -> None:
    lines_of_file = path.read_text("utf-8").splitlines()
    assert [number for number, line in enumerate(lines_of_file, 1) if len(line) > 140] == []


def test_a_place_in_the_stylesheet_of_a_target_is_found_in_its_file(workspace: Path) -> None:
    sheet = workspace / "styles" / "blocks" / "a*" / "mine.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text("p { color: red }\n\n  h1 { colour: blue }\n")
    css = load_theme(Workspace(workspace), extra_print_css="@page { size: A5 }").print_css
    lines = css.split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "colour: blue" in text)
    span = locate_rule(css, line, 8)
    assert (span.file, span.line, span.column) == ("styles/blocks/a* /mine.css", 3, 8)
    assert "colour: blue" in span.excerpt
    assert locate_rule(css, len(lines), 1) == WHOLE_FILE
    assert locate_rule("p { }", 1, 1) == WHOLE_FILE


HEAD = """title: 颜色
subtitle: 副标题
series: {name: 系列, column: 栏目, issue: 第 1 期}
subject: 科目
authors: [作者]
date: 2026年11月
summary: 一句提要。
cover: page"""


@pytest.mark.slow
@pytest.mark.parametrize("name", THEMES)
def test_text_as_drawn_has_enough_contrast(name: str) -> None:
    """Each word of a PDF against the colour that fills most of its box, on every kind of block and on the cover."""
    text = f"---\n{HEAD}\n---\n\n# 节\n\n## 小节\n\n=={SENTENCE[:9]}==\n\n" + "\n\n".join(BLOCKS.values())
    weak: dict[str, tuple[str, str, float]] = {}
    words = 0
    with pymupdf.open(stream=pdf_of(text, look=name)) as document:
        for page in document:
            drawn = Image.frombytes("RGB", ((pixels := page.get_pixmap(dpi=72)).width, pixels.height), pixels.samples)
            lines_of_page = (line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ()))
            for span in (span for line in lines_of_page for span in line["spans"] if span["text"].strip()):
                box = pymupdf.IRect(span["bbox"])
                _, ground_colour = max(drawn.crop(tuple(box)).getcolors(drawn.width * drawn.height))
                ink, ground = f"#{span['color']:06x}", "#{:02x}{:02x}{:02x}".format(*ground_colour)
                words += 1
                if contrast(ink, ground) < ENOUGH:
                    weak[span["text"]] = (ink, ground, round(contrast(ink, ground), 2))
    assert words > 100
    assert weak == {}
