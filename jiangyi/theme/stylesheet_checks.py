"""What is wrong in stylesheets: syntax, unknown properties, and values of the wrong kind."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from jiangyi.core import MILLIMETRES_PER_UNIT, Diagnostic, Message, Report, Source, Span, decode_source, limits, memoize, to_millimetres
from jiangyi.project import walk_files
from jiangyi.readers import find_closest
from jiangyi.theme.css_syntax import (
    BLANK,
    CustomProperty,
    custom_properties,
    parse_block,
    parse_rules,
    root_properties,
    serialize,
    variable_uses,
    walk_declarations,
)
from jiangyi.theme.ereader_styles import find_ereader_problems
from jiangyi.theme.replaced_sheets import SheetUse, check_replaced_sheets
from jiangyi.theme.sheet_names import APART, is_for_ereaders
from jiangyi.theme.stylesheet_limits import check_expansions, check_limits, expand_properties, span_of

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "colour": Message("a colour such as #1d4568", "颜色，如 #1d4568"),
    "length": Message("a length such as 11pt or 25mm, 0 or more", "长度，如 11pt、25mm，不能小于 0"),
    "plain": Message(
        "a length greater than 0 in mm, cm, in, pt, pc, Q or px, such as 25mm",
        "大于 0、单位为 mm、cm、in、pt、pc、Q 或 px 的长度，如 25mm",
    ),
    "number": Message("a whole number, 1 or more", "不小于 1 的整数"),
}
"""The kinds of values that are checked. Any other, such as a list of fonts, is left to the engine."""
HORIZONTAL = ("--page-width", "--inner", "--outer", "--size")
VERTICAL = ("--page-height", "--top", "--lines", "--line")
"""The properties that determine the area for text on a page."""
PLAIN = {*HORIZONTAL, "--page-height", "--line", "--cell-least"}
"""Lengths that the program calculates with before the layout, so that they need an absolute unit."""
UNITS = {*MILLIMETRES_PER_UNIT, "em", "rem", "ex", "ch"}
MIN_EXTENT = 40.0
"""Width and height of the text in mm below which a page cannot hold a table, an image with its caption, or a heading with its text."""
MIN_CHARACTERS = 8
"""Characters in a line, below which a Chinese line has too few gaps to be justified."""
MATH_FUNCTIONS = {"calc", "min", "max", "clamp"}
PROBLEMS = {
    "}": Message("unmatched }", "多了一个 }"),
    "]": Message("unmatched ]", "多了一个 ]"),
    ")": Message("unmatched )", "多了一个 )"),
    "bad-string": Message("a quotation mark is not closed on its line", "引号没有在同一行内闭合"),
    "bad-url": Message("url( is not closed", "url( 没有闭合"),
    "open": Message("what starts here is not closed before the end of the file", "从这里开始的内容到文件末尾都没有闭合"),
}
"""Syntax errors by the name that tinycss2 gives them; `open` is found here."""
OTHER_PROBLEM = Message("neither a rule nor a declaration `name: value;`", "这里既不是规则，也不是“名称: 值;”")
PROPERTY = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
END = "jiangyi-end"
"""A word appended to a stylesheet: where it is not parsed as the last token, something was left open."""


@memoize(32)
def find_problems(
    sheets: tuple[tuple[str, bytes], ...], set_by_templates: frozenset[str], base: "tuple[Path, ...]"
) -> tuple[Diagnostic, ...]:
    """The diagnostics of stylesheets, given by path and content; those in the folders `base` define the known properties."""
    report = Report()
    read = [found for name, data in sheets if data.strip() and (found := decode_source(f"styles/{name}", data, report))]
    sources = [source for source in read if check_limits(source, report)]
    base_sheets, known = _base_properties(base)
    set_elsewhere = set_by_templates.union(*(sheet.required for sheet in base_sheets.values()))
    sheets_read = [_Sheet.of(source) for source in sources]
    given = {name: [value] for name, value in known.items()}
    for one in chain.from_iterable(sheet.declared for sheet in sheets_read):
        given.setdefault(one.name, []).append(one.value)
    expansions, circular = expand_properties(given)
    for sheet in sheets_read:
        check_expansions(sheet.source, sheet.declared, expansions, report)
    own = {name: SheetUse((), ()) for name, _ in sheets}
    own |= {sheet.source.name.removeprefix("styles/"): sheet.use for sheet in sheets_read}
    if report.has_errors:  # nothing is known of the properties of a sheet that cannot be read further
        return tuple(report.diagnostics)
    check_replaced_sheets(own, base_sheets, set_by_templates, report)
    used = set(known) | set_elsewhere | {"--medium", "--names"} | set().union(*(sheet.used for sheet in sheets_read))
    values = known | {one.name: one.value for sheet in sheets_read for one in sheet.declared}
    properties = _Properties(known, values, frozenset(given.keys() | set_elsewhere), frozenset(used), circular)
    defaults = {name: _one_line(value) for name, value in known.items()}
    for sheet in sheets_read:
        _report_first(sheet.source, chain(_syntax_problems(sheet.source), _property_problems(sheet, properties)), report)
        with suppress(ValueError):  # no length: reported above, or a calculation that only the engine can evaluate
            _check_text_area(sheet.source, sheet.declared, defaults | root_properties(sheet.source.text), report)
    if not report.has_errors:
        report.extend(find_ereader_problems([sheet.source for sheet in sheets_read], defaults, _read_ereader_sheets(base)))
    return tuple(report.diagnostics)


Problem = tuple[str, Span, Callable[[], dict[str, object]]]
"""A code, its place, and a function for its values: to find a similar name takes long."""


@dataclass(frozen=True)
class _Sheet:
    """A stylesheet that is within the limits."""

    source: Source
    declared: list[CustomProperty]
    uses: list[tuple[str, Any]]
    """Each var() without a fallback: the property, and its token."""
    used: frozenset[str]
    """The properties of every var()."""

    @property
    def use(self) -> SheetUse:
        """What other sheets need to know."""
        return SheetUse({one.name: None for one in self.declared}, {name for name, _ in self.uses})

    @classmethod
    def of(cls, source: Source) -> "_Sheet":
        rules = parse_rules(source.text)
        used = frozenset(name for node in walk_declarations(rules) for name, *_ in variable_uses(node.value))
        return cls(source, list(_all_custom_properties(rules)), list(_required_variables(rules)), used)


@dataclass(frozen=True)
class _Properties:
    """What is known of custom properties when a sheet is checked."""

    known: Mapping[str, tuple[Any, ...]]
    """Those of the program and of plug-ins."""
    values: Mapping[str, tuple[Any, ...]]
    """The last value of each."""
    names: frozenset[str]
    used: frozenset[str]
    circular: frozenset[str]


def _report_first(source: Source, problems: Iterable[Problem], report: Report) -> None:
    """Report problems of a stylesheet, at most as many as are of use."""
    found = islice(problems, limits.STYLE_PROBLEMS.value + 1)
    for number, (code, place, values) in enumerate(found):
        if number == limits.STYLE_PROBLEMS.value:
            limits.STYLE_PROBLEMS.report(report, Span(source.name))
        else:
            report.add(code, place, **values())


def _property_problems(sheet: _Sheet, properties: _Properties) -> Iterator[Problem]:
    """What is wrong with the custom properties of a stylesheet."""
    names, known = properties.names, properties.known
    for name, node in sheet.uses:
        if name not in names:
            yield "style-variable-unknown", span_of(sheet.source, node, name), partial(_name_values, name, names)
    for one in sheet.declared:
        place = span_of(sheet.source, one.node, one.name)
        if one.name not in properties.used:
            yield "style-property-unknown", place, partial(_name_values, one.name, known)
        if one.name in properties.circular:
            yield "style-circle", place, partial(dict, name=one.name)
        elif (kind := _required_kind(one.name, known)) and not _has_kind(one.value, kind, properties.values):
            yield "style-value", place, partial(_value_values, one, kind)


def _name_values(name: str, known: Iterable[str]) -> dict[str, object]:
    return {"name": name, "near": find_closest(name, sorted(known))}


def _value_values(one: CustomProperty, kind: str) -> dict[str, object]:
    return {"name": one.name, "value": _one_line(one.node.value), "wanted": KINDS[kind]}


@memoize(4)
def find_template_properties(folders: "tuple[Path, ...]") -> frozenset[str]:
    """The custom properties that templates set."""
    texts = (path.read_text("utf-8", errors="replace") for folder in folders for _, path in walk_files(folder, ".j2"))
    return frozenset(name for text in texts for name in PROPERTY.findall(text))


@memoize(4)
def _base_properties(folders: "tuple[Path, ...]") -> tuple[dict[str, SheetUse], dict[str, tuple[Any, ...]]]:
    """The program's and plug-ins' stylesheets by their paths, and the custom properties of all, each with its first value."""
    sheets: dict[str, SheetUse] = {}
    values: dict[str, tuple[Any, ...]] = {}
    for folder in folders:
        found = walk_files(folder, ".css")
        first = [sheet for sheet in reversed(found) if sheet[0] in ("tokens.css", "print.css")]
        for name, path in (*first, *found):
            if not name.startswith(APART):
                rules = parse_rules(path.read_text("utf-8"))
                declared = list(_all_custom_properties(rules))
                sheets[name] = SheetUse({one.name: None for one in declared}, {name for name, _ in _required_variables(rules)})
                for one in declared:
                    values.setdefault(one.name, one.value)
    return sheets, values


@memoize(4)
def _read_ereader_sheets(folders: "tuple[Path, ...]") -> tuple[str, ...]:
    """The stylesheets for EPUBs in some folders."""
    found = (path for folder in folders for name, path in walk_files(folder, ".css") if is_for_ereaders(name))
    return tuple(path.read_text("utf-8") for path in found)


# The area for text


def _check_text_area(source: Source, declared: Iterable[CustomProperty], values: Mapping[str, str], report: Report) -> None:
    """Report a page whose measures leave too little room for text, or that its lines do not fit on."""
    own = {one.name: one for one in reversed(list(declared))}
    horizontal, vertical = ([own[name] for name in names if name in own] for names in (HORIZONTAL, VERTICAL))
    width = to_millimetres(values["--page-width"]) - to_millimetres(values["--inner"]) - to_millimetres(values["--outer"])
    size, height = to_millimetres(values["--size"]), int(values["--lines"]) * to_millimetres(values["--line"])
    left = to_millimetres(values["--page-height"]) - to_millimetres(values["--top"]) - height
    if horizontal and (width < MIN_EXTENT or width < MIN_CHARACTERS * size):
        place = span_of(source, horizontal[0].node, horizontal[0].name)
        report.add("style-narrow", place, width=f"{width:.0f}", characters=max(0, int(width / size)))
    if vertical and left < 0:
        report.add("style-high", span_of(source, vertical[0].node, vertical[0].name), lines=values["--lines"], over=f"{-left:.1f}")
    elif vertical and height < MIN_EXTENT:
        report.add("style-low", span_of(source, vertical[0].node, vertical[0].name), height=f"{height:.0f}")


# Syntax


def _syntax_problems(source: Source) -> Iterator[Problem]:
    """What is not a rule or declaration."""
    unclosed = _find_unclosed(source.text)
    if unclosed is not None:
        yield "style-syntax", span_of(source, unclosed), partial(dict, problem=PROBLEMS["open"])
    for node in _walk_nodes(parse_rules(source.text)):
        if node.type == "error":
            yield "style-syntax", span_of(source, node), partial(dict, problem=PROBLEMS.get(node.kind, OTHER_PROBLEM))


def _find_unclosed(text: str) -> Any:
    """The outermost block, function or string that a stylesheet opens and does not close; None where all is closed."""
    import tinycss2

    last = tinycss2.parse_component_value_list(f"{text}\n{END}")[-1]
    return None if last.type == "ident" and last.value == END else last


def _walk_nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """Rules, declarations and all their component values, outer before inner, each once."""
    for node in nodes:
        yield node
        yield from _walk_nodes(getattr(node, "prelude", None) or ())
        if node.type in ("qualified-rule", "at-rule"):
            yield from _walk_nodes(parse_block(node.content or ()))
        else:
            parts = ("value",) if node.type == "declaration" else ("content", "arguments")
            yield from _walk_nodes(part for name in parts for part in (getattr(node, name, None) or ()))


def _one_line(tokens: Iterable[Any]) -> str:
    return " ".join(serialize(tokens).split())


# Custom properties


def _all_custom_properties(rules: Iterable[Any]) -> Iterator[CustomProperty]:
    """Every custom property that is declared anywhere in a stylesheet."""
    return custom_properties(_walk_nodes(rules))


def _required_variables(nodes: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """The properties that a var() without a fallback refers to, each with its token."""
    for node in _walk_nodes(nodes):
        if node.type == "function" and node.lower_name == "var":
            arguments = [token for token in node.arguments if token.type not in BLANK]
            if len(arguments) == 1 and arguments[0].type == "ident":
                yield arguments[0].value, arguments[0]


def _required_kind(name: str, known: Mapping[str, tuple[Any, ...]]) -> str:
    """The kind that the value of a known property must have; empty where any value is allowed."""
    if name in PLAIN:
        return "plain"
    kind = _kind(known[name], known) if name in known else ""
    return kind if kind in KINDS else ""


def _kind(value: tuple[Any, ...], values: Mapping[str, tuple[Any, ...]]) -> str:
    """The kind of a value: colour, length or number; empty for any other."""
    from tinycss2.color4 import parse_color

    if len(value) != 1:
        return ""
    (token,) = value
    if token.type == "number":
        return "number" if token.is_integer else ""
    if token.type == "percentage" or (token.type == "dimension" and token.lower_unit in UNITS):
        return "length"
    if token.type == "function" and token.lower_name in MATH_FUNCTIONS:
        return "length"
    if token.type == "function" and token.lower_name == "var":
        name = next(iter(t for t in token.arguments if t.type not in BLANK), token)
        return _kind(values.get(getattr(name, "value", ""), ()), values)
    return "colour" if parse_color(token) is not None else ""


def _has_kind(value: tuple[Any, ...], kind: str, values: Mapping[str, tuple[Any, ...]]) -> bool:
    """True if a value can have a kind. Syntax errors and unknown properties are reported elsewhere, so they pass here."""
    if any(token.type == "error" for token in value) or any(name not in values for name, _ in _required_variables(value)):
        return True
    number = value[0] if len(value) == 1 and value[0].type in ("number", "dimension", "percentage") else None
    if kind == "plain":
        return number is not None and number.type == "dimension" and number.lower_unit in MILLIMETRES_PER_UNIT and number.value > 0
    if kind == "number":
        return _kind(value, values) == "number" and (number is None or (number.int_value or 0) >= 1)
    if kind == "length" and number is not None:
        return number.value >= 0 and (number.type != "number" or number.value == 0) and _kind(value, values) in ("length", "number")
    return _kind(value, values) == kind
