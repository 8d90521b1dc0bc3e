"""What a stylesheet of a workspace may hold, decided on its tokens before anything else reads them.

Nothing in it leads outside, so that neither PDF nor EPUB loads anything. Nesting, selectors, numbers and inserted custom properties are
limited, because the engine computes recursively and with numbers of 32 bits, and inserts properties again wherever they are used.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import Any

from jiangyi.core import Message, Report, Source, Span, limits
from jiangyi.theme.css_syntax import BLANK, CustomProperty, parse_rules, variable_uses, walk_declarations
from jiangyi.theme.data_pictures import DATA_PICTURE, DataPictures

LONG_NUMBER = re.compile(r"\d{40,}")
"""Digits that no number needs; thousands of them cannot even be converted."""
LOADING_FUNCTIONS = {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"}
"""Functions that load what a string in them names (CSS Values 4 §4.5, CSS Images 4 §2)."""
CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text may have, which escapes can write."""
BAD_ESCAPE = Message("an escape stands for a character that no text may have", "转义写出了文字中不允许的字符")


@dataclass(frozen=True)
class _Place:
    """A token with the number of blocks and functions that it is in, and of the innermost one the name."""

    token: Any
    depth: int
    function: str


def check_limits(source: Source, report: Report) -> bool:
    """Report what a stylesheet may not hold; True if there is nothing of the kind, so that it may be read further."""
    own = Report()
    number = LONG_NUMBER.search(source.text)
    if number:
        limits.STYLE_NUMBER.report(own, source.span_at(number.start(), number.end() - number.start()))
    else:
        pictures = DataPictures()
        for rule in parse_rules(source.text):
            _check_rule(source, rule, pictures, own)
            if len(own.diagnostics) >= limits.STYLE_PROBLEMS.value:
                break
    report.extend(own.diagnostics)
    return not own.has_errors


def _check_rule(source: Source, rule: Any, pictures: DataPictures, report: Report) -> None:
    for place in _walk(rule):
        token = place.token
        if place.depth > limits.STYLE_DEPTH.value:
            limits.STYLE_DEPTH.report(report, span_of(source, token))
            return
        if token.type in ("number", "dimension", "percentage") and not _is_sane(token.value):
            limits.STYLE_NUMBER.report(report, span_of(source, token, token.representation))
        elif token.type in ("string", "ident", "url", "hash", "at-keyword") and CONTROL.search(token.value):
            report.add("style-syntax", span_of(source, token), problem=BAD_ESCAPE)
        if loaded := _loaded_address(place):
            report.add("style-loads", span_of(source, token), address=_shorten(loaded))
        elif token.type in ("url", "string") and DATA_PICTURE.fullmatch(token.value):
            pictures.check(token.value, span_of(source, token), report)
    for prelude in _selector_lists(rule):
        for selector in _split_at_commas(prelude):
            if _count_tokens(selector) > limits.STYLE_SELECTOR.value:
                limits.STYLE_SELECTOR.report(report, span_of(source, selector[0]))
                return


def _walk(rule: Any) -> Iterator[_Place]:
    """The tokens of a rule, outer before inner; those of blocks too, whatever they are parsed as. Nothing here recurses."""
    name = rule.lower_at_keyword if rule.type == "at-rule" else ""
    if name == "namespace":  # its address is a name
        return
    due = [_Place(token, 0, "") for token in _inner(rule)][::-1]
    if name:
        yield _Place(rule, 0, "")
    while due:
        place = due.pop()
        yield place
        name = getattr(place.token, "lower_name", "") if place.token.type == "function" else ""
        due += [_Place(token, place.depth + 1, name) for token in _inner(place.token)][::-1]


def _inner(node: Any) -> Sequence[Any]:
    """The tokens that are directly in a rule, function or block."""
    found = [getattr(node, name, None) for name in ("prelude", "arguments", "content")]
    return [token for part in found if isinstance(part, (list, tuple)) for token in part]


def _is_sane(value: float) -> bool:
    return isfinite(value) and abs(value) <= limits.STYLE_NUMBER.value


def _loaded_address(place: _Place) -> str:
    """The address that a token loads something from; empty where it loads nothing, or only what is in the stylesheet itself."""
    token = place.token
    if token.type in ("at-rule", "at-keyword"):  # the former at the top of a sheet
        name = token.lower_at_keyword if token.type == "at-rule" else token.lower_value
        return f"@{name}" if name == "import" else ""
    if token.type == "url" or (token.type == "string" and place.function in LOADING_FUNCTIONS):
        value: str = token.value
        return "" if not value or value.startswith("#") or DATA_PICTURE.fullmatch(value) else value
    return ""


def _shorten(address: str) -> str:
    words = " ".join(address.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _selector_lists(rule: Any) -> Iterator[Sequence[Any]]:
    """The preludes of a rule and, as far as tokens tell, of rules nested in it: what comes before a block in braces."""
    due = [rule]
    while due:
        node = due.pop()
        if node.type == "qualified-rule":
            yield node.prelude
        content = node.content if getattr(node, "content", None) else ()
        before: list[Any] = []
        for token in content:
            if token.type == "{} block":
                yield before
                due.append(token)
                before = []
            elif token.type == "literal" and token.value == ";":
                before = []
            else:
                before.append(token)


def _split_at_commas(tokens: Iterable[Any]) -> Iterator[list[Any]]:
    for is_comma, group in groupby(tokens, lambda token: token.type == "literal" and token.value == ","):
        kept = list(group)
        if not is_comma:
            yield kept


def _count_tokens(tokens: Iterable[Any]) -> int:
    """Tokens, also inside functions and blocks, without white space and comments."""
    due, count = list(tokens), 0
    while due:
        token = due.pop()
        if token.type not in BLANK:
            count += 1
            due += _inner(token)
    return count


def span_of(source: Source, node: Any, word: str = "") -> Span:
    """The place where a node begins, as long as `word`."""
    return source.span(node.source_line - 1, node.source_column - 1, len(word) or 1)


# Custom properties ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Expansion:
    """A custom property with all that it refers to inserted."""

    size: int
    """Component values."""
    depth: int
    """Properties in the longest chain."""


def expand_properties(values: Mapping[str, Iterable[tuple[Any, ...]]]) -> tuple[dict[str, Expansion], frozenset[str]]:
    """The expansion of each property, and the properties that refer to themselves, directly or through others.

    `values` are all values that some rule gives to a property, of which the largest counts; a fallback counts too (CSS Custom
    Properties 1 §2.3). Properties are resolved after those that they refer to (Kahn's algorithm), so the time is linear.
    """
    used = {name: [{use for use, *_ in variable_uses(value)} & values.keys() for value in given] for name, given in values.items()}
    waits_for = {name: set().union(*sets) for name, sets in used.items()}
    users: dict[str, list[str]] = {name: [] for name in values}
    for name, needed in waits_for.items():
        for other in needed:
            users[other].append(name)
    missing = {name: len(needed) for name, needed in waits_for.items()}
    due, found = [name for name, count in missing.items() if not count], dict[str, Expansion]()
    while due:
        name = due.pop()
        found[name] = Expansion(
            max((measure_value(value, found) for value in values[name]), default=0),
            1 + max((found[other].depth for other in waits_for[name]), default=0),
        )
        for user in users[name]:
            missing[user] -= 1
            if not missing[user]:
                due.append(user)
    return found, _trim({name: waits_for[name] - found.keys() for name in values.keys() - found.keys()})


def _trim(waits_for: dict[str, set[str]]) -> frozenset[str]:
    """The properties of cycles, among those that are in one or refer to one."""
    users = Counter(other for needed in waits_for.values() for other in needed)
    due = [name for name in waits_for if not users[name]]
    kept = set(waits_for)
    while due:
        name = due.pop()
        kept.discard(name)
        for other in waits_for[name]:
            users[other] -= 1
            if not users[other]:
                due.append(other)
    return frozenset(kept)


def measure_value(value: Iterable[Any], found: Mapping[str, Expansion]) -> int:
    """The component values of a value with its properties inserted."""
    tokens = list(value)
    inserted = sum(found[name].size for name, *_ in variable_uses(tokens) if name in found)
    return min(_count_tokens(tokens) + inserted, limits.STYLE_EXPANSION.value + 1)


def check_expansions(source: Source, declared: Iterable[CustomProperty], found: Mapping[str, Expansion], report: Report) -> None:
    """Report properties that a chain leads too far from, and the value with which a stylesheet inserts too much."""
    for one in declared:
        if one.name in found and found[one.name].depth > limits.STYLE_CHAIN.value:
            limits.STYLE_CHAIN.report(report, span_of(source, one.node, one.name))
            return
    total = 0
    for node in walk_declarations(parse_rules(source.text)):
        total += measure_value(node.value, found)
        if total > limits.STYLE_EXPANSION.value:
            limits.STYLE_EXPANSION.report(report, span_of(source, node, node.name))
            return
