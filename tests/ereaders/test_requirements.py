"""The tables of requirements: complete in both languages, each with a source, no two alike."""

import re

import pytest

from jiangyi.ereaders import REQUIREMENTS, STYLE_RULES, requirements
from jiangyi.ereaders.requirements import KINDLE_LANGUAGES
from jiangyi.ereaders.rule import Requirement, Treatment
from jiangyi.ereaders.style_rules import StyleRule, find_broken_rules
from jiangyi.theme.ereader_styles import find_broken_declarations

ALL = (*REQUIREMENTS, *(rule.requirement for rule in STYLE_RULES))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_each_has_a_source_and_words_in_both_languages(one: Requirement) -> None:
    assert one.source.work
    assert one.source.section
    assert re.fullmatch(r"https://[\w.-]+/\S*", one.source.address)
    assert one.says.en[0].islower()
    assert re.search("[\u4e00-\u9fff]", one.says.zh)
    assert one.readers
    assert one.treatment in Treatment


def test_names_are_unique() -> None:
    assert len({one.name for one in ALL}) == len(ALL)


def test_languages_are_those_of_the_program_too() -> None:
    assert {"zh", "en", "ja"} <= KINDLE_LANGUAGES


@pytest.mark.parametrize("rule", STYLE_RULES, ids=lambda rule: rule.requirement.name)
def test_the_example_breaks_its_rule_alone(rule: StyleRule) -> None:
    assert [broken for broken, *_ in find_broken_declarations(rule.example, {})] == [rule]


@pytest.mark.parametrize(
    ("selector", "declaration", "broken"),
    [
        (".a", "margin-left: -1em", ["negative-margin"]),
        (".a", "margin: 0 -0.5em 0 1em", ["negative-margin"]),
        (".a", "margin: -0", []),
        (".a", "margin: calc(1em - 0.2em)", []),
        (".a", "top: -3em", ["negative-margin"]),
        (".a", "text-indent: -2em", ["negative-indent"]),
        (".a", "text-indent: 2em", []),
        (".a", "text-indent: -2em; padding-left: 2em", []),
        (".a", "position: relative", ["position"]),
        (".a", "position: static", []),
        (".a", "display: inline-flex", ["flex"]),
        (".a", "display: grid", ["flex"]),
        (".a", "display: table-cell", []),
        (".a", "font-size: 14px", ["fixed-size"]),
        (".a", "font: bold 12pt/1.5 serif", ["fixed-size"]),
        (".a", "margin: 0px", []),
        (".a", "margin: .5mm", ["fixed-size"]),
        (".a", "margin: 1.5em", []),
        (".a", "border: 1px solid", []),
        ("body", "font-size: 1.2em", ["body-text"]),
        ("body", "font-size: 1em", []),
        ("html > body", "color: black", ["body-text"]),
        ("p", "background: white", ["body-text"]),
        (".callout p", "font-size: 0.9em", []),
        ("p", "text-align: justify", ["body-alignment"]),
        ("p", "text-align: left", []),
        ("h1", "text-align: center", []),
        (".a", "height: 3em", ["fixed-height"]),
        (".a", "height: auto", []),
        ("img.inline", "height: 1.5em", []),
        (".a", "background: url(data:image/png;base64,AA)", ["data-picture"]),
        (".a", "margin: 1em auto", ["auto-margin"]),
        (".a", "margin-top: auto", []),
        (".a", "margin-left: 3em", ["wide-margin"]),
        (".a", "padding-right: 2.5em", ["wide-margin"]),
        (".a", "padding-left: 2em", []),
        (".a", "margin-left: 0.25em", []),
        (".a", "margin-left: 12%", []),
        ("div", "color: red", ["every-div"]),
        (".a > div", "margin: 0", ["every-div"]),
        (".a div .b", "margin: 0", []),
        ("div.a", "margin: 0", []),
        (".a", "color: red", []),
    ],
)
def test_what_fails_in_a_stylesheet(selector: str, declaration: str, broken: list[str]) -> None:
    pairs = [one.split(":", 1) for one in declaration.split("; ")]
    (name, value), names = pairs[0], {name for name, _ in pairs}
    assert [rule.requirement.name for rule in find_broken_rules(selector, name, value.strip(), names)] == broken


def test_every_requirement_is_in_the_table() -> None:
    assert [name for name, one in vars(requirements).items() if isinstance(one, Requirement) and one not in REQUIREMENTS] == []
