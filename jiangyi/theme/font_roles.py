"""Fonts by role: which installed font the stylesheet of a look gives to body, headings, quotations, Fangsong and code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jiangyi.core import Report, Span, Words
from jiangyi.project import Face, advise_for_role, fonts
from jiangyi.theme.themes import COMMENT, PROPERTY, USE

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
LANG = re.compile(r":lang\(([\w-]+)\)")
ITEM = re.compile(r"""\s*(?:var\(\s*(?P<var>--[\w-]+)\s*\)|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^,"']+))""")
GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace"}
PREFIX = "--font-"
FONT_ROLES = {
    "body": Words("body", "正文"),
    "head": Words("headings", "标题"),
    "quote": Words("quotations", "引文"),
    "fangsong": Words("Fangsong", "仿宋"),
    "code": Words("code", "代码"),
}
"""The roles, each the custom property of its name after `--font-`."""


@dataclass(frozen=True)
class Stack:
    """The families of a role as a stylesheet lists them."""

    kind: str
    """The property that holds its own families, without `--font-`: another role's where one points to it."""
    own: tuple[str, ...]
    others: tuple[str, ...]
    """What stands in where none of its own is installed."""


@dataclass(frozen=True)
class FontAssignment:
    """What a role got on this machine."""

    role: str
    stack: Stack
    face: Face | None
    """None where none of its own families is installed."""
    stand_in: Face | None
    """What is used then; None where that too is left to the system."""


def list_languages(css: str) -> tuple[str, ...]:
    """The languages that a stylesheet has fonts for: what it calls the root is simplified Chinese."""
    return ("zh-Hans", *dict.fromkeys(lang for lang, _ in _declarations(css) if lang))


def resolve_fonts(css: str, lang: str) -> tuple[FontAssignment, ...]:
    """What each role of a stylesheet got for a language, in the order of ROLES. A role that it does not know is left out."""
    values = _values(css, lang)
    stacks = {role: _stack(PREFIX + role, values) for role in FONT_ROLES if PREFIX + role in values}
    return tuple(FontAssignment(role, stack, fonts.find_first(stack.own), fonts.find_first(stack.others)) for role, stack in stacks.items())


def list_used_roles(css: str) -> set[str]:
    """The roles that a rule of a stylesheet sets text in; the others are only there to be pointed to."""
    rules = PROPERTY.sub("", COMMENT.sub("", css))
    return {role for role in FONT_ROLES if PREFIX + role in USE.findall(rules)}


def check_roles(css: str, lang: str, place: Span, report: Report) -> tuple[FontAssignment, ...]:
    """What each role that sets text got, with a warning for each of which no own family is installed."""
    if not fonts.are_known():
        return ()
    wanted = list_used_roles(css)
    found = tuple(one for one in resolve_fonts(css, lang) if one.role in wanted)
    for one in found:
        if not one.face:
            values = {
                "role": FONT_ROLES[one.role],
                "lang": lang,
                "families": ", ".join(one.stack.own),
                "stand_in": one.stand_in.family if one.stand_in else "",
                "install": advise_for_role(one.stack.kind, lang),
            }
            report.add("font-role-missing", place, **values)
    return found


def _declarations(css: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The fonts that each rule on the root or on a language sets: the language, empty for the root, and values by property."""
    for selectors, body in RULE.findall(COMMENT.sub("", css)):
        values = {name: value.strip() for name, value in PROPERTY.findall(body) if name.startswith(PREFIX)}
        for selector in selectors.split(","):
            if values and selector.strip() == ":root":
                yield "", values
            elif values and (lang := LANG.fullmatch(selector.strip())):
                yield lang[1], values


def _values(css: str, lang: str) -> Mapping[str, str]:
    """The properties as an element of a language has them.

    A rule on the language matches every element in it, so it outweighs what the root hands down (CSS Cascade 4 §7.2). A rule on
    `zh-Hant` holds for `zh-Hant-HK` too (Selectors 4 §8.2), and that of the same weight which stands last wins.
    """
    values: dict[str, str] = {}
    found = list(_declarations(css))
    for inherited in (True, False):
        for rule, declared in found:
            if inherited != bool(rule) and (not rule or f"{lang}-".lower().startswith(f"{rule}-".lower())):
                values |= declared
    return values


def _stack(name: str, values: Mapping[str, str]) -> Stack:
    """The families of a property: up to the first var() its own, unless it opens with one and so is but another name."""
    own: list[str] = []
    for item in ITEM.finditer(values.get(name, "")):
        if other := item["var"]:
            below = _stack(other, {key: value for key, value in values.items() if key != name})
            if not own:
                return below
            return Stack(name.removeprefix(PREFIX), tuple(own), (*below.own, *below.others))
        family = (item["double"] or item["single"] or item["bare"]).strip()
        if family and family not in GENERIC:
            own.append(family)
    return Stack(name.removeprefix(PREFIX), tuple(own), ())
