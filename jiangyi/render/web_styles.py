"""The style of the HTML edition: shortened, and of it only the rules and custom properties that a page can use."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from jiangyi.core import Report, compile_late, memoize
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

STRING = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
CSS_COMMENT = compile_late(rf"(?P<string>{STRING})|/\*.*?\*/", re.DOTALL)
CSS_SPACE = compile_late(
    rf"(?P<string>{STRING}|url\([^)\"']*\))|(?P<empty>:)\s+(?=[;}}])|\s*(?P<mark>[{{}};,/!])\s*|(?P<colon>:)\s+|(?<![\w.])0(?=\.\d)|\s+",
    re.DOTALL,
)
"""White space, and the zero before a decimal point, neither of which is needed."""
COMBINATOR = compile_late(rf"({STRING}|\\.)|\s*([>+~])\s*")
PROPERTY = compile_late(r"--[\w-]+")
PROPERTY_USE = compile_late(r"var\(\s*(--[\w-]+)")
CLASS = compile_late(r"\.(-?[A-Za-z_][\w-]*)")
WORD = compile_late(r"[A-Za-z_][\w-]*")
LITERAL = compile_late(rf"{STRING}|`[^`]*`")
"""A string of a script."""
FRAME_NAMES = compile_late(r"<([a-z][a-z\d]*)|\s(?:class|id|role)=(?:\"([^\"]*)\"|([^\s\">]+))")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration, or everything in the block of a style rule that has others in it."""

    text: str
    name: str = ""
    """That of a custom property."""

    @property
    def uses(self) -> list[str]:
        """The custom properties that it refers to."""
        return PROPERTY_USE.findall(self.text) if "var(" in self.text else []


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a stylesheet."""

    start: str
    """What is before its block; the whole rule where it has none."""
    needs: tuple[frozenset[str], ...] = ()
    """For each selector the names of elements, classes, ids, roles and languages without which it matches nothing."""
    declarations: tuple[Declaration, ...] = ()
    rules: tuple["Rule", ...] = ()
    has_block: bool = True

    def matches(self, names: Set[str]) -> bool:
        """Whether it can match anything on a page with these names."""
        return not self.needs or any(need <= names for need in self.needs)


RULES: StoredMemo[tuple[Rule, ...]] = plain_memo("rules of the HTML edition", tuple[Rule, ...], size=8)


def shorten_css(css: str) -> str:
    """A stylesheet without comments and what else has no meaning."""
    without_comments = CSS_COMMENT.sub(lambda match: match["string"] or " ", css)
    return CSS_SPACE.sub(_shorten_space, without_comments).strip().replace(";}", "}")


def _shorten_space(match: re.Match[str]) -> str:
    if match["empty"]:
        return ": "  # of a custom property without a value, which needs its white space in older browsers
    return match["string"] or match["mark"] or match["colon"] or (" " if match[0].isspace() else "")


def list_rules(css: str) -> tuple[Rule, ...]:
    """The rules of a stylesheet, shortened."""
    key = digest_bytes(css.encode(errors="surrogatepass"))
    return RULES.get_or_compute(key, lambda _: _parse_rules(css), Report())


def _parse_rules(css: str) -> tuple[Rule, ...]:
    import tinycss2

    return tuple(_read_rules(tinycss2.parse_stylesheet(shorten_css(css), skip_comments=True, skip_whitespace=True)))


def _read_rules(nodes: Iterable[Any]) -> Iterator[Rule]:
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            start = COMBINATOR.sub(lambda match: match[1] or match[2], tinycss2.serialize(node.prelude)).strip()
            yield Rule(start, tuple(_list_needs(node.prelude)), tuple(_read_declarations(node.content)))
        elif node.type == "at-rule":
            start = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}".strip()
            parts = tinycss2.parse_blocks_contents(node.content or (), skip_comments=True, skip_whitespace=True)
            declarations = tuple(_read_declaration(part) for part in parts if part.type == "declaration")
            yield Rule(start, (), declarations, tuple(_read_rules(parts)), node.content is not None)


def _read_declarations(content: list[Any]) -> Iterator[Declaration]:
    """The declarations of a style rule; one for all where rules are nested in it, whose order matters (CSS Nesting 1 §3)."""
    import tinycss2

    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(part.type in ("qualified-rule", "at-rule") for part in parts):
        yield Declaration(tinycss2.serialize(content).strip())
        return
    yield from (_read_declaration(part) for part in parts if part.type == "declaration")


def _read_declaration(node: Any) -> Declaration:
    import tinycss2

    text = tinycss2.serialize([node]).removesuffix(";")
    return Declaration(text, node.name if node.name.startswith("--") else "")


def _list_needs(prelude: Iterable[Any]) -> Iterator[frozenset[str]]:
    """For each selector of a list what it needs outside parentheses, in which alternatives and negations are."""
    found, before = set[str](), ""
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield frozenset(found)
            found = set()
        elif token.type == "ident" and before != ":":
            found.add(token.value if before == "." else token.lower_value)
        elif token.type == "hash":
            found.add(token.value)
        elif token.type == "function" and token.lower_name == "lang":
            found.update(f":{word.lower_value}" for word in token.arguments[:1] if word.type == "ident" and len(token.arguments) == 1)
        elif token.type == "[] block":
            found.update(_read_role(token.content))
        before = token.value if token.type == "literal" else ""
    yield frozenset(found)


def _read_role(tokens: list[Any]) -> Iterator[str]:
    """The role that an attribute selector asks for."""
    if [getattr(token, "value", "") for token in tokens[:2]] == ["role", "="] and len(tokens) == 3:
        yield tokens[2].value


def write_rules(rules: Iterable[Rule], names: Set[str], properties: Set[str]) -> str:
    """The rules that can match on a page with some names, and the custom properties that they or the script use."""
    kept = [found for rule in rules if (found := _select(rule, names))]
    used = _close_uses(kept, properties)
    return "".join(_write(rule, used) for rule in kept)


def _select(rule: Rule, names: Set[str]) -> Rule | None:
    if not rule.rules:
        return rule if rule.matches(names) else None
    inner = tuple(found for one in rule.rules if (found := _select(one, names)))
    return Rule(rule.start, rule.needs, rule.declarations, inner) if inner or rule.declarations else None


def _close_uses(rules: Iterable[Rule], used: Set[str]) -> Set[str]:
    """The custom properties that matter: what is not used may be the only use of another one."""
    definitions, open_names = dict[str, set[str]](), set(used)
    for one in chain.from_iterable(map(_walk, rules)):
        definitions.setdefault(one.name, set()).update(one.uses)
    open_names |= definitions.pop("", set())
    found = set[str]()
    while open_names:
        found |= open_names
        open_names = set().union(*(definitions.get(name, ()) for name in open_names)) - found
    return found


def _walk(rule: Rule) -> Iterator[Declaration]:
    yield from rule.declarations
    for inner in rule.rules:
        yield from _walk(inner)


def _write(rule: Rule, used: Set[str]) -> str:
    if not rule.has_block:
        return f"{rule.start};"
    declarations = ";".join(one.text for one in rule.declarations if not one.name or one.name in used)
    inner = "".join(_write(one, used) for one in rule.rules)
    content = ";".join(filter(None, (declarations, inner)))
    return f"{rule.start}{{{content}}}" if content else ""


def list_classes(css: str, script: str) -> frozenset[str]:
    """The classes that a stylesheet or the strings of a script may know."""
    return frozenset((*CLASS.findall(css), *list_words(script)))


@memoize(8)
def list_words(script: str) -> frozenset[str]:
    """The words in the strings of a script: names of elements, classes and ids that it may look for or make."""
    return frozenset(WORD.findall(" ".join(LITERAL.findall(script))))


def list_frame_names(markup: str) -> Iterator[str]:
    """The names of elements, classes, ids and roles in markup of the program."""
    for name, quoted, plain in FRAME_NAMES.findall(markup):
        yield from (name or quoted or plain).split()


def list_language_names(languages: Iterable[str]) -> Iterator[str]:
    """What `:lang()` may ask for on a page in some languages: a language, with any of its subtags (RFC 4647 §3.3.2)."""
    for language in languages:
        first, *rest = language.lower().split("-")
        for size in range(len(rest) + 1):
            yield from (":" + "-".join((first, *chosen)) for chosen in combinations(rest, size))
