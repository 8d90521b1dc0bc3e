"""What in the stylesheets of a workspace fails on e-readers: declarations for EPUBs, and values of custom properties that these use."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from jiangyi.core import Diagnostic, Source, memoize
from jiangyi.ereaders import StyleRule, find_broken_rules
from jiangyi.theme.css_syntax import (
    custom_properties,
    insert_values,
    parse_block,
    parse_rules,
    root_properties,
    serialize,
    style_rules,
    variable_uses,
    walk_declarations,
)
from jiangyi.theme.sheet_names import is_for_ereaders
from jiangyi.theme.stylesheet_limits import span_of

PREFIX = "styles/"


def find_ereader_problems(sources: Sequence[Source], defaults: Mapping[str, str], base: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Remarks on what fails on e-readers in stylesheets without errors.

    `defaults` are values of custom properties, `base` the texts of the program's and plug-ins' stylesheets for EPUBs.
    """
    own = {name: text for source in sources for name, text in root_properties(source.text).items()}
    for source in sources:
        if is_for_ereaders(source.name.removeprefix(PREFIX)):
            for rule, node, value in find_broken_declarations(source.text, {**defaults, **own}):
                yield _describe(source, rule, node, f"{node.name}: {value}")
        else:
            yield from _find_bad_values(source, {**defaults, **own}, base)


def find_broken_declarations(css: str, values: Mapping[str, str]) -> Iterator[tuple[StyleRule, Any, str]]:
    """The declarations of a stylesheet that break a rule of e-readers: the rule, the declaration, and its value as it is in the EPUB."""
    for node, selectors, beside in _list_declarations(css):
        value = " ".join(insert_values(serialize(node.value), values).split())
        broken = (one for selector in selectors for one in find_broken_rules(selector, node.lower_name, value, beside))
        yield from ((one, node, value) for one in dict.fromkeys(broken))


def _list_declarations(css: str) -> Iterator[tuple[Any, tuple[str, ...], frozenset[str]]]:
    """The declarations of a stylesheet, each with the selectors and with all properties of its rule."""
    for rule in style_rules(parse_rules(css)):
        nodes = [node for node in parse_block(rule.content) if node.type == "declaration"]
        selectors, beside = tuple(map(serialize, _list_selectors(rule))), frozenset(node.lower_name for node in nodes)
        yield from ((node, selectors, beside) for node in nodes)


def _list_selectors(rule: Any) -> Iterator[list[Any]]:
    """The selectors of a rule, with the white space that combines their parts."""
    found: list[Any] = []
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            yield found
            found = []
        else:
            found.append(token)
    yield found


def _find_bad_values(source: Source, values: Mapping[str, str], base: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Values of custom properties with which a declaration of the program's own stylesheets would break a rule."""
    uses = _list_uses(base)
    for one in custom_properties(walk_declarations(parse_rules(source.text))):
        broken = (
            rule
            for selector, name, value, beside in uses.get(one.name, ())
            for rule in find_broken_rules(selector, name, insert_values(value, {**values, one.name: one.text}), beside)
        )
        for rule in dict.fromkeys(broken):
            yield _describe(source, rule, one.node, f"{one.name}: {one.text}")


@memoize(4)
def _list_uses(base: tuple[str, ...]) -> Mapping[str, tuple[tuple[str, str, str, frozenset[str]], ...]]:
    """The declarations for EPUBs of the program and of plug-ins that use a custom property, by its name."""
    found: dict[str, list[tuple[str, str, str, frozenset[str]]]] = {}
    for node, selectors, beside in chain.from_iterable(map(_list_declarations, base)):
        for used, *_ in variable_uses(node.value):
            uses = ((selector, node.lower_name, serialize(node.value), beside) for selector in selectors)
            found.setdefault(used, []).extend(uses)
    return {name: tuple(uses) for name, uses in found.items()}


def _describe(source: Source, rule: StyleRule, node: Any, declaration: str) -> Diagnostic:
    cited = rule.requirement.source
    values = {
        "declaration": declaration,
        "reason": rule.requirement.says,
        "advice": rule.advice,
        "readers": ", ".join(rule.requirement.readers),
        "source": f"{cited.work}, {cited.section}, {cited.address}",
    }
    return Diagnostic("style-ereader", span_of(source, node, node.name), values)
