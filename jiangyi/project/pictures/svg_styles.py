"""The styles of an SVG picture: its rules, and which of their declarations apply to an element (CSS Cascade 4 §6.1)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from jiangyi.core import Message, limits
from jiangyi.project.pictures.errors import ImageError, LimitError
from jiangyi.project.pictures.svg_rules import NAMESPACE

Declarations = list[tuple[str, str]]
NESTING = 20
"""Brackets within brackets in a style; more is no style."""
COMBINATORS = 4
"""Parts of a selector; each may be compared with every ancestor of an element."""
BRACKET = re.compile(r"[()\[\]{}]")
IGNORED_RULES = frozenset({"charset", "namespace"})
ADDRESSES = frozenset({"url", "src"})


def find_addresses(text: str) -> list[str]:
    """The addresses in a value, after the escapes of CSS are resolved."""
    if "(" not in text:
        return []
    import tinycss2

    return list(_walk_addresses(tinycss2.parse_component_value_list(text, skip_comments=True))) if not is_nested(text) else []


def _walk_addresses(tokens: list[Any]) -> Iterator[str]:
    """The addresses in tokens; nesting was limited before."""
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function":
            if token.lower_name in ADDRESSES:
                yield from (inner.value for inner in token.arguments if inner.type == "string")
            yield from _walk_addresses(token.arguments)
        elif token.type in ("() block", "[] block", "{} block"):
            yield from _walk_addresses(token.content)


def check_address(address: str) -> None:
    """Raise ImageError for an address outside the picture."""
    if not address.strip().startswith("#"):
        raise ImageError(Message("it refers to another file", "其中引用了其他文件"))


def is_nested(text: str) -> bool:
    """Whether brackets are nested deeper than in any style."""
    depth = 0
    for bracket in BRACKET.finditer(text):
        depth += 1 if bracket[0] in "([{" else -1
        if depth > NESTING:
            return True
    return False


def parse_declarations(text: str) -> tuple[Declarations, Declarations]:
    """The declarations of a style, normal and important ones. Raises ImageError where one refers to another file."""
    if is_nested(text):
        raise LimitError(limits.SVG_DEPTH)
    import tinycss2

    return _split(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def _split(items: list[Any]) -> tuple[Declarations, Declarations]:
    import tinycss2

    normal, important = Declarations(), Declarations()
    for item in items:
        if item.type == "declaration":
            for address in _walk_addresses(item.value):
                check_address(address)
            (important if item.important else normal).append((item.lower_name, tinycss2.serialize(item.value).strip()))
    return normal, important


class StyleRules:
    """The rules of the `<style>` elements of a picture."""

    def __init__(self, root: Element, drop: Callable[[str], None]) -> None:
        """Parse them; `drop` is called with what is left out. Raises ImageError for what refers to another file, and for too many."""
        self.elements: dict[Element, Any] = {}
        texts = ["".join(element.itertext()) for element in root.iter(f"{NAMESPACE}style")]
        if not any(map(str.strip, texts)):
            return
        import cssselect2

        self.matchers = cssselect2.Matcher(), cssselect2.Matcher()
        self.names, self.depth = _count_names(root)
        self.comparisons = 0
        for text in texts:
            self._add_sheet(text, drop)
        self.elements = {wrapper.etree_element: wrapper for wrapper in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree()}

    def match(self, element: Element) -> tuple[Declarations, Declarations]:
        """The declarations that apply to an element, normal and important ones, each before those that override it."""
        wrapper = self.elements.get(element)
        if wrapper is None:
            return [], []
        normal, important = ([one for rule in matcher.match(wrapper) for one in rule[-1]] for matcher in self.matchers)
        return normal, important

    def _add_sheet(self, text: str, drop: Callable[[str], None]) -> None:
        if is_nested(text):
            raise LimitError(limits.SVG_DEPTH)
        import tinycss2

        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                declared = _split(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))
                for prelude in _split_selectors(rule.prelude):
                    self._add_rule(prelude, declared, drop)
            elif rule.type == "at-rule":
                for tokens in filter(None, (rule.prelude, rule.content)):
                    for address in _walk_addresses(tokens):
                        check_address(address)
                if rule.lower_at_keyword == "import":
                    check_address("")
                if rule.lower_at_keyword not in IGNORED_RULES:
                    drop(f"@{rule.lower_at_keyword}")

    def _add_rule(self, prelude: list[Any], declared: tuple[Declarations, Declarations], drop: Callable[[str], None]) -> None:
        import cssselect2
        import tinycss2

        text = tinycss2.serialize(prelude).strip()
        parts = re.split(r"[\s>+]+", text)
        if len(parts) > COMBINATORS or "~" in text or "(" in text:
            drop(text)
            return
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:
            drop(text)
            return
        self.comparisons += self.names[_last_name(parts[-1])] * self.depth ** (len(parts) - 1)
        if self.comparisons > limits.SVG_RULES.value:
            raise LimitError(limits.SVG_RULES)
        for selector in selectors:
            for matcher, declarations in zip(self.matchers, declared, strict=True):
                if declarations and selector.pseudo_element is None and not selector.never_matches:
                    matcher.add_selector(selector, declarations)


def _split_selectors(prelude: list[Any]) -> Iterator[list[Any]]:
    """The selectors of a list."""
    current: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield current
            current = []
        else:
            current.append(token)
    yield current


def _last_name(compound: str) -> str:
    """The class, id or element by which the matcher finds the elements that a selector can match; `*` for all."""
    if "\\" in compound:
        return "*"
    found = re.search(r"#[\w-]+", compound) or re.search(r"\.[\w-]+", compound) or re.match(r"[\w-]+", compound)
    return found[0] if found else "*"


def _count_names(root: Element) -> tuple[Counter[str], int]:
    """How many elements have each class, id and element name, `*` for all, with the depth of the tree."""
    names, depth = Counter[str](), 0
    level = [root]
    while level:
        depth += 1
        for element in level:
            own = ["*", element.tag.rpartition("}")[2], *(f".{name}" for name in element.get("class", "").split())]
            names.update([*own, f"#{element.get('id')}"])
        level = [child for element in level for child in element]
    return names, depth
