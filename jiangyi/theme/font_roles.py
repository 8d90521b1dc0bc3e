"""Fonts by role: the installed font that a theme's stylesheet assigns to body text, headings, quotations, Fangsong and code.

`tokens.css` defines `--font-body`, `-head`, `-quote`, `-fangsong` and `-code`, a list of families for every language. The
stylesheet in use is read, so what is reported is what is typeset.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiangyi.core import Message, Report, Span, memoize
from jiangyi.project import FontFace, advise_for_role, fonts
from jiangyi.store import StoredMemo, digest_bytes, plain_memo
from jiangyi.theme.css_syntax import (
    custom_properties,
    is_root,
    parse_block,
    parse_rules,
    read_variable,
    split_selectors,
    strip_blank,
    style_rules,
    variable_uses,
    walk_declarations,
)

GENERIC = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace"}
"""Generic families (CSS Fonts 4 §2.1.3), which name no font."""
PREFIX = "--font-"
FONT_ROLES = {
    "body": Message("body", "正文"),
    "head": Message("headings", "标题"),
    "quote": Message("quotations", "引文"),
    "fangsong": Message("Fangsong", "仿宋"),
    "code": Message("code", "代码"),
}
"""The roles; each is set by the custom property of its name after `--font-`."""

Families = tuple[Any, ...]
"""The value of a property that lists font families, as component values."""


@dataclass(frozen=True)
class FontStack:
    """The families of a role in the order of preference."""

    role: str
    """The role whose property lists `families`: another one where this role only refers to it."""
    families: tuple[str, ...]
    fallbacks: tuple[str, ...]
    """The families of the property that it refers to at its end, used where none of its own is installed."""


@dataclass(frozen=True)
class FontAssignment:
    """The font that a role gets on this machine."""

    role: str
    stack: FontStack
    face: FontFace | None
    """None where none of its own families is installed."""
    fallback: FontFace | None
    """The font that is used then; None where that too is left to the system."""


def list_languages(css: str) -> tuple[str, ...]:
    """The languages that a stylesheet has fonts for. Those of the root are for simplified Chinese."""
    return ("zh-Hans", *dict.fromkeys(lang for lang, _ in _font_rules(css) if lang))


def resolve_fonts(css: str, lang: str) -> tuple[FontAssignment, ...]:
    """The font of each role in a language, in the order of FONT_ROLES, without the roles that the stylesheet does not set."""
    stacks = find_stacks(css, lang).items()
    return tuple(FontAssignment(role, stack, fonts.find_first(stack.families), fonts.find_first(stack.fallbacks)) for role, stack in stacks)


STACKS: StoredMemo[dict[str, FontStack]] = plain_memo("font stacks", dict[str, FontStack], size=0)
USED_ROLES: StoredMemo[frozenset[str]] = plain_memo("font roles", frozenset[str], size=0)


@memoize(32)
def find_stacks(css: str, lang: str) -> dict[str, FontStack]:
    """The families of each role in a language, in the order of FONT_ROLES, without the roles that the stylesheet does not set."""

    def find(_report: Report) -> dict[str, FontStack]:
        values = _cascade(css, lang)
        return {role: _read_stack(PREFIX + role, values) for role in FONT_ROLES if PREFIX + role in values}

    return STACKS.get_or_compute(f"{lang}\n{digest_bytes(css.encode())}", find, Report())


@memoize(32)
def list_used_roles(css: str) -> frozenset[str]:
    """The roles that some declaration sets text in. The others are only referred to by custom properties."""
    return USED_ROLES.get_or_compute(digest_bytes(css.encode()), lambda _: _list_used_roles(css), Report())


def _list_used_roles(css: str) -> frozenset[str]:
    declarations = (node for node in walk_declarations(parse_rules(css)) if not node.name.startswith("--"))
    used = {name for node in declarations for name, *_ in variable_uses(node.value)}
    return frozenset(role for role in FONT_ROLES if PREFIX + role in used)


def check_roles(css: str, lang: str, place: Span, report: Report) -> tuple[FontAssignment, ...]:
    """The font of each role that sets text; a warning is reported for each role of which no own family is installed."""
    if not fonts.are_known():
        return ()
    used = list_used_roles(css)
    found = tuple(one for one in resolve_fonts(css, lang) if one.role in used)
    for one in found:
        if not one.face:
            values = {
                "role": FONT_ROLES[one.role],
                "lang": lang,
                "families": ", ".join(one.stack.families),
                "stand_in": one.fallback.family if one.fallback else "",
                "install": advise_for_role(one.stack.role, lang),
            }
            report.add("font-role-missing", place, **values)
    return found


@memoize(32)
def _font_rules(css: str) -> tuple[tuple[str, Mapping[str, Families]], ...]:
    """The font properties of each rule on the root or on a language: the language, empty for the root, and values by property."""
    found: list[tuple[str, Mapping[str, Families]]] = []
    for rule in style_rules(parse_rules(css)):
        languages = [lang for selector in split_selectors(rule) if (lang := _selected_language(selector)) is not None]
        if languages:
            declared = custom_properties(parse_block(rule.content))
            values = {one.name: one.value for one in declared if one.name.startswith(PREFIX)}
            found += [(lang, values) for lang in languages if values]
    return tuple(found)


def _selected_language(selector: tuple[Any, ...]) -> str | None:
    """The language of a selector `:lang(x)`; empty for `:root`, None for any other."""
    if is_root(selector):
        return ""
    if len(selector) != 2 or selector[0] != ":" or selector[1].type != "function" or selector[1].lower_name != "lang":
        return None
    arguments = strip_blank(selector[1].arguments)
    return arguments[0].value if len(arguments) == 1 and arguments[0].type in ("ident", "string") else None


def _cascade(css: str, lang: str) -> Mapping[str, Families]:
    """The font properties that an element of a language has.

    A rule on the language matches every element in it, so it outweighs what the root passes down (CSS Cascade 4 §7.2). A rule on
    `zh-Hant` matches `zh-Hant-HK` too (Selectors 4 §8.2); of rules with the same specificity the last one wins.
    """
    values: dict[str, Families] = {}
    for inherited in (True, False):
        for rule_lang, declared in _font_rules(css):
            if inherited != bool(rule_lang) and (not rule_lang or f"{lang}-".lower().startswith(f"{rule_lang}-".lower())):
                values |= declared
    return values


def _read_stack(name: str, values: Mapping[str, Families]) -> FontStack:
    """The families of a property: its own up to the first var(). One that begins with a var() is an alias of that property."""
    own: list[str] = []
    for item in _split_families(values.get(name, ())):
        if isinstance(item, str):
            own += [item] * (item not in GENERIC)
            continue
        target = _read_stack(item[0], {key: value for key, value in values.items() if key != name})
        return FontStack(name.removeprefix(PREFIX), tuple(own), (*target.families, *target.fallbacks)) if own else target
    return FontStack(name.removeprefix(PREFIX), tuple(own), ())


def _split_families(value: Families) -> Iterator[str | tuple[str]]:
    """The families of a list separated by commas; a reference by var() is a tuple with the name of its property."""
    words: list[str] = []
    for token in value:
        if use := read_variable(token):
            yield (use[0],)
        elif token.type == "string":
            yield token.value
        elif token.type == "ident":
            words.append(token.value)
        elif token.type == "literal" and token.value == "," and words:
            yield " ".join(words)
            words = []
    if words:
        yield " ".join(words)
