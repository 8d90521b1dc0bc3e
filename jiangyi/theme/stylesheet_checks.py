"""Check the stylesheets of a workspace before they are used: syntax, unknown properties, and values of the wrong kind."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jiangyi.core import MILLIMETRES_PER_UNIT, Diagnostic, Message, Report, Source, Span, decode_source, memoize, to_millimetres
from jiangyi.project import FileKind, FileRefused, Workspace, find_shipped_folder, walk_files
from jiangyi.readers import find_closest
from jiangyi.theme.css_syntax import (
    BLANK,
    CustomProperty,
    custom_properties,
    parse_block,
    parse_rules,
    root_properties,
    serialize,
)

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
PLAIN = {*HORIZONTAL, "--page-height", "--line", "--cell-least", "--cell-edge"}
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
PROPERTY = re.compile(r"(--[\w-]+)\s*:")
END = "jiangyi-end"
"""A word appended to a stylesheet: where it is not parsed as the last token, something was left open."""
PREVIEW = "preview/"
"""The folder of the live preview's stylesheets, which have properties of their own."""
OPTIONAL_SHEETS = ("themes/", "papers/")
"""Folders of which a handout uses one stylesheet or none."""


def check_stylesheets(workspace: Workspace, report: Report, sheets: Iterable[str] | None = None) -> bool:
    """Report what is wrong with the workspace's own stylesheets, or those of the given paths in styles/; True if there is no error."""
    own, files = Report(), tuple(_own_sheets(workspace, sheets))
    if files:
        known = tuple(folder for folder in reversed(workspace.list_folders("styles")) if folder != workspace.root / "styles")
        own.extend(_find_problems(files, _template_properties(tuple(workspace.list_folders("templates"))), known))
    for name, refused in _refused_sheets(workspace, sheets):
        refused.report(own, Span(f"styles/{name}".rstrip("/")))
    report.extend(own.diagnostics)
    return not own.has_errors


def list_applied_sheets(workspace: Workspace, theme: str = "") -> list[str]:
    """The paths of the workspace's own stylesheets that apply to a handout of a theme, whatever its paper."""
    found = (*_own_sheets(workspace, None), *_refused_sheets(workspace, None))
    return [*(name for name, _ in found if not name.startswith(OPTIONAL_SHEETS)), f"themes/{theme}.css"]


def _own_sheets(workspace: Workspace, sheets: Iterable[str] | None) -> Iterator[tuple[str, bytes]]:
    folder = workspace.root / "styles"
    if folder.is_dir() and folder != find_shipped_folder("styles"):
        selected = None if sheets is None else set(sheets)
        for name, path in walk_files(folder, ".css"):
            if not name.startswith(PREVIEW) and (selected is None or name in selected):
                yield name, path.read_bytes()


def _refused_sheets(workspace: Workspace, sheets: Iterable[str] | None) -> Iterator[tuple[str, FileRefused]]:
    """What cannot be read of the workspace's stylesheets, or of those of the given paths, by its path."""
    selected = None if sheets is None else set(sheets)
    for name, refused in workspace.list_refused(FileKind.STYLE, workspace.root / "styles", ".css"):
        if not name.startswith(PREVIEW) and (selected is None or name in selected):
            yield name, refused


@memoize(32)
def _find_problems(
    sheets: tuple[tuple[str, bytes], ...], set_by_templates: frozenset[str], base: "tuple[Path, ...]"
) -> tuple[Diagnostic, ...]:
    """The diagnostics of stylesheets, given by path and content; those in the folders `base` define the known properties."""
    report = Report()
    sources = [found for name, data in sheets if data.strip() and (found := decode_source(f"styles/{name}", data, report))]
    known, used_by_base = _base_properties(base)
    set_elsewhere = set_by_templates | used_by_base
    declared = [(source, one) for source in sources for one in _all_custom_properties(_report_syntax(source, report))]
    names = set(known) | set_elsewhere | {one.name for _, one in declared}
    uses = [(source, name) for source in sources for name in _required_variables(parse_rules(source.text))]
    for source, (name, node) in uses:
        if name not in names:
            report.add("style-variable-unknown", _span(source, node, name), name=name, near=find_closest(name, sorted(names)))
    used = set(known) | set_elsewhere | {name for _, (name, _) in uses} | {"--medium"}
    values = known | {one.name: one.value for _, one in declared}
    for source, one in declared:
        place = _span(source, one.node, one.name)
        if one.name not in used:
            report.add("style-property-unknown", place, name=one.name, near=find_closest(one.name, sorted(known)))
        if _depends_on_itself(one.name, values):
            report.add("style-circle", place, name=one.name)
        elif (kind := _required_kind(one.name, known)) and not _has_kind(one.value, kind, values):
            report.add("style-value", place, name=one.name, value=_one_line(one.node.value), wanted=KINDS[kind])
    defaults = {name: _one_line(value) for name, value in known.items()}
    for source in sources:
        with suppress(ValueError):  # no length: reported above, or a calculation that only the engine can evaluate
            _check_text_area(source, [one for of, one in declared if of is source], defaults | root_properties(source.text), report)
    return tuple(report.diagnostics)


@memoize(4)
def _template_properties(folders: "tuple[Path, ...]") -> frozenset[str]:
    """The custom properties that templates set."""
    texts = (path.read_text("utf-8", errors="replace") for folder in folders for _, path in walk_files(folder, ".j2"))
    return frozenset(name for text in texts for name in PROPERTY.findall(text))


@memoize(4)
def _base_properties(folders: "tuple[Path, ...]") -> tuple[dict[str, tuple[Any, ...]], frozenset[str]]:
    """The custom properties of the program's and plug-ins' stylesheets, each with its first value, and all that they use."""
    found: dict[str, tuple[Any, ...]] = {}
    used: set[str] = set()
    for folder in folders:
        sheets = walk_files(folder, ".css")
        first = [sheet for sheet in reversed(sheets) if sheet[0] in ("tokens.css", "print.css")]
        for name, path in (*first, *sheets):
            if not name.startswith(PREVIEW):
                rules = parse_rules(path.read_text("utf-8"))
                used |= {name for name, _ in _required_variables(rules)}
                for one in _all_custom_properties(rules):
                    found.setdefault(one.name, one.value)
    return found, frozenset(used)


# The area for text


def _check_text_area(source: Source, declared: Iterable[CustomProperty], values: Mapping[str, str], report: Report) -> None:
    """Report a page whose measures leave too little room for text, or that its lines do not fit on."""
    own = {one.name: one for one in reversed(list(declared))}
    horizontal, vertical = ([own[name] for name in names if name in own] for names in (HORIZONTAL, VERTICAL))
    width = to_millimetres(values["--page-width"]) - to_millimetres(values["--inner"]) - to_millimetres(values["--outer"])
    size, height = to_millimetres(values["--size"]), int(values["--lines"]) * to_millimetres(values["--line"])
    left = to_millimetres(values["--page-height"]) - to_millimetres(values["--top"]) - height
    if horizontal and (width < MIN_EXTENT or width < MIN_CHARACTERS * size):
        place = _span(source, horizontal[0].node, horizontal[0].name)
        report.add("style-narrow", place, width=f"{width:.0f}", characters=max(0, int(width / size)))
    if vertical and left < 0:
        report.add("style-high", _span(source, vertical[0].node, vertical[0].name), lines=values["--lines"], over=f"{-left:.1f}")
    elif vertical and height < MIN_EXTENT:
        report.add("style-low", _span(source, vertical[0].node, vertical[0].name), height=f"{height:.0f}")


# Syntax


def _report_syntax(source: Source, report: Report) -> tuple[Any, ...]:
    """The rules of a stylesheet; what is not a rule is reported."""
    rules = parse_rules(source.text)
    unclosed = _find_unclosed(source.text)
    if unclosed is not None:
        report.add("style-syntax", _span(source, unclosed), problem=PROBLEMS["open"])
    for node in _walk_nodes(rules):
        if node.type == "error":
            report.add("style-syntax", _span(source, node), problem=PROBLEMS.get(node.kind, OTHER_PROBLEM))
    return rules


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


def _span(source: Source, node: Any, word: str = "") -> Any:
    """The place where a node begins, as long as `word`."""
    return source.span(node.source_line - 1, node.source_column - 1, len(word) or 1)


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


def _depends_on_itself(name: str, values: Mapping[str, tuple[Any, ...]]) -> bool:
    """True if a property refers to itself through var(), directly or through others."""
    seen: set[str] = set()
    due = [used for used, _ in _required_variables(values[name])]
    while due:
        one = due.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            due += [used for used, _ in _required_variables(values.get(one, ()))]
    return False


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
