"""Stylesheets as tinycss2 parses them: rules, declarations, custom properties and the uses of var()."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiangyi.core import Report, memoize
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

BLANK = ("whitespace", "comment")
"""Tokens that are no part of a value."""


@dataclass(frozen=True)
class CustomProperty:
    """A declaration of a custom property (CSS Custom Properties 1 §2)."""

    name: str
    """With its two hyphens."""
    value: tuple[Any, ...]
    """Its component values, without white space and comments."""
    text: str
    """The value as text, without comments."""
    important: bool
    node: Any
    """The declaration as tinycss2 has it, with its line and column."""


@memoize(32)
def parse_rules(css: str) -> tuple[Any, ...]:
    """The top-level nodes of a stylesheet without white space and comments. They are shared and must not be changed."""
    import tinycss2

    return tuple(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def parse_block(content: Iterable[Any]) -> list[Any]:
    """The declarations and nested rules of a rule's content."""
    import tinycss2

    found: list[Any] = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return found


def style_rules(nodes: Iterable[Any]) -> Iterator[Any]:
    """Every style rule, also inside at-rules such as @media."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content is not None:
            yield from style_rules(parse_block(node.content))


def walk_declarations(nodes: Iterable[Any]) -> Iterator[Any]:
    """Every declaration of a stylesheet, also of nested rules and of pages and their margin boxes."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from walk_declarations(parse_block(node.content))


def custom_properties(nodes: Iterable[Any]) -> Iterator[CustomProperty]:
    """The custom properties among declarations, in order."""
    for node in nodes:
        if node.type == "declaration" and node.name.startswith("--"):
            value = [token for token in node.value if token.type != "comment"]
            yield CustomProperty(node.name, strip_blank(value), serialize(value), node.important, node)


def split_selectors(rule: Any) -> list[tuple[Any, ...]]:
    """The selectors of a rule's list, each as its tokens without white space and comments."""
    found: list[tuple[Any, ...]] = [()]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            found.append(())
        elif token.type not in BLANK:
            found[-1] += (token,)
    return found


def is_root(selector: tuple[Any, ...]) -> bool:
    """True for the selector `:root`."""
    return [(token.type, getattr(token, "value", "")) for token in selector] == [("literal", ":"), ("ident", "root")]


ROOT_PROPERTIES: StoredMemo[dict[str, str]] = plain_memo("properties of stylesheets", dict[str, str], size=0)
SUBSTITUTED: StoredMemo[str] = plain_memo("stylesheets without variables", str, size=0)


@memoize(32)
def root_properties(css: str) -> dict[str, str]:
    """The custom properties that a stylesheet sets on the root, as text; the last one of a name wins, or the last important one.

    The result is memoized and must not be changed.
    """
    return ROOT_PROPERTIES.get_or_compute(digest_bytes(css.encode()), lambda _: _root_properties(css), Report())


def _root_properties(css: str) -> dict[str, str]:
    found: dict[str, CustomProperty] = {}
    for rule in style_rules(parse_rules(css)):
        if any(map(is_root, split_selectors(rule))):
            for one in custom_properties(parse_block(rule.content)):
                before = found.get(one.name)
                if before is None or one.important >= before.important:
                    found[one.name] = one
    return {name: one.text for name, one in found.items()}


def variable_uses(nodes: Iterable[Any]) -> Iterator[tuple[str, Any, tuple[Any, ...] | None]]:
    """Each var() in values, outer before inner: the name of its property, the function, and its fallback; None where it has none."""
    for node in nodes:
        if use := read_variable(node):
            yield use[0], node, use[1]
        yield from variable_uses(_children(node))


def read_variable(node: Any) -> tuple[str, tuple[Any, ...] | None] | None:
    """The property that a var() refers to and its fallback, which may be empty; None for anything else."""
    if node.type != "function" or node.lower_name != "var":
        return None
    arguments = list(node.arguments)
    comma = next((number for number, token in enumerate(arguments) if token.type == "literal" and token.value == ","), None)
    name = strip_blank(arguments[:comma])
    if len(name) != 1 or name[0].type != "ident" or not name[0].value.startswith("--"):
        return None
    return name[0].value, None if comma is None else tuple(arguments[comma + 1 :])


def substitute_variables(css: str, values: Mapping[str, str]) -> str:
    """A stylesheet with each var() replaced by the value of its property, else by its fallback; both may hold further ones.

    A var() without either stays as it is, and so does one whose property depends on itself and that has no fallback.
    """
    inputs = digest_bytes(f"{values!r}\n{css}".encode())
    return SUBSTITUTED.get_or_compute(inputs, lambda _: insert_values(css, values), Report())


def insert_values(css: str, values: Mapping[str, str]) -> str:
    """What `substitute_variables` returns, for a text that is not worth storing."""
    import tinycss2

    parsed = {name: tinycss2.parse_component_value_list(value) for name, value in values.items()}
    text: str = tinycss2.serialize(list(_substitute(tinycss2.parse_component_value_list(css), parsed, frozenset())))
    return text


def _substitute(nodes: Iterable[Any], values: Mapping[str, Any], active: frozenset[str]) -> Iterator[Any]:
    for node in nodes:
        use = read_variable(node)
        if use and use[0] in values and use[0] not in active:
            yield from _substitute(values[use[0]], values, active | {use[0]})
        elif use and use[1] is not None:
            yield from _substitute(_trim(use[1]), values, active)
        elif node.type == "function":
            yield type(node)(node.source_line, node.source_column, node.name, list(_substitute(node.arguments, values, active)))
        elif node.type in ("() block", "[] block", "{} block"):
            yield type(node)(node.source_line, node.source_column, list(_substitute(node.content, values, active)))
        else:
            yield node


def strip_blank(tokens: Iterable[Any]) -> tuple[Any, ...]:
    """Tokens without white space and comments."""
    return tuple(token for token in tokens if token.type not in BLANK)


def serialize(tokens: Iterable[Any]) -> str:
    """Tokens as text, without white space at either end."""
    import tinycss2

    text: str = tinycss2.serialize(tokens)
    return text.strip()


def _trim(tokens: tuple[Any, ...]) -> tuple[Any, ...]:
    kept = [number for number, token in enumerate(tokens) if token.type not in BLANK]
    return tokens[kept[0] : kept[-1] + 1] if kept else ()


def _children(node: Any) -> Iterable[Any]:
    """The component values inside a function, a block or a declaration."""
    for name in ("arguments", "content", "value"):
        found = getattr(node, name, None)
        if isinstance(found, (list, tuple)):
            return found
    return ()
