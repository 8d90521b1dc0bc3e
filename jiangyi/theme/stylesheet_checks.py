"""The workspace's own stylesheets, looked at before they are used: what was typed wrong in a theme, a paper or another sheet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from jiangyi.core import MILLIMETRES_PER_UNIT, Diagnostic, Report, Source, Words, decode_source, to_millimetres
from jiangyi.project import Workspace, shipped_folder
from jiangyi.readers import find_closest
from jiangyi.theme.themes import root_properties

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {
    "colour": Words("a colour such as #1d4568", "颜色，如 #1d4568"),
    "length": Words("a length such as 11pt or 25mm, 0 or more", "长度，如 11pt、25mm，不能小于 0"),
    "plain": Words(
        "a length greater than 0 in mm, cm, in, pt, pc, Q or px, such as 25mm",
        "大于 0、单位为 mm、cm、in、pt、pc、Q 或 px 的长度，如 25mm",
    ),
    "number": Words("a whole number, 1 or more", "不小于 1 的整数"),
}
"""What a property may have to be. Whatever is none of these, as a list of fonts, is left to the engine."""
WIDE = ("--page-width", "--inner", "--outer", "--size")
HIGH = ("--page-height", "--top", "--lines", "--line")
"""The properties that say how much room a page has for text."""
PLAIN = {*WIDE, "--page-height", "--line", "--cell-least", "--cell-edge"}
"""Lengths that are reckoned with before anything is laid out."""
UNITS = {*MILLIMETRES_PER_UNIT, "em", "rem", "ex", "ch"}
LEAST = 40.0
"""Mm of text in width and height below which a page cannot hold a table, a picture with its caption, or a heading with its text."""
LEAST_CHARACTERS = 8
"""In a line, below which Chinese lines have too few gaps to be filled."""
ARITHMETIC = {"calc", "min", "max", "clamp"}
PROBLEMS = {
    "}": Words("unmatched }", "多了一个 }"),
    "]": Words("unmatched ]", "多了一个 ]"),
    ")": Words("unmatched )", "多了一个 )"),
    "bad-string": Words("a quotation mark is not closed on its line", "引号没有在同一行内闭合"),
    "bad-url": Words("url( is not closed", "url( 没有闭合"),
    "open": Words("what starts here is not closed before the end of the file", "从这里开始的内容到文件末尾都没有闭合"),
}
"""Mistakes of syntax by the parser's names, and one that is ours."""
OTHERWISE = Words("neither a rule nor a declaration `name: value;`", "这里既不是规则，也不是“名称: 值;”")
PROPERTY = re.compile(r"(--[\w-]+)\s*:")
END = "jiangyi-end"
"""A word put behind a sheet: where it does not come out as the last one, something was left open."""
PREVIEW = "preview/"
"""The folder of the live preview's own look, whose properties are its own."""
OTHER_LOOKS = ("themes/", "papers/")
"""Folders of sheets of which a handout uses one or none."""


class CustomProperty(NamedTuple):
    """A custom property with its value, as tokens."""

    name: str
    node: Any
    value: tuple[Any, ...]


def check_stylesheets(workspace: Workspace, report: Report, sheets: Iterable[str] | None = None) -> bool:
    """Report all that is wrong with the workspace's own stylesheets, or those of the given paths in styles/; whether there is no error."""
    own = Report()
    looked_at = tuple(_own(workspace, sheets))
    own.extend(_problems(looked_at, _given_by(tuple(workspace.folders("templates"))), shipped_folder("styles")) if looked_at else ())
    report.extend(own.diagnostics)
    return not own.has_errors


def list_applied_sheets(workspace: Workspace, theme: str = "") -> list[str]:
    """The workspace's own sheets that a handout in a theme is set with, whatever its paper."""
    common = (name for name, _ in _own(workspace, None) if not name.startswith(OTHER_LOOKS))
    return [*common, f"themes/{theme}.css"]


def _own(workspace: Workspace, sheets: Iterable[str] | None) -> Iterator[tuple[str, bytes]]:
    folder = workspace.root / "styles"
    if folder.is_dir() and folder != shipped_folder("styles"):
        wanted = None if sheets is None else set(sheets)
        for path in sorted(folder.rglob("*.css")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith(PREVIEW) and (wanted is None or name in wanted):
                yield name, path.read_bytes()


@lru_cache(maxsize=32)
def _problems(sheets: tuple[tuple[str, bytes], ...], given: frozenset[str], shipped_folder: "Path") -> tuple[Diagnostic, ...]:
    """All that is wrong with sheets, given by name and content, where templates give some properties a value."""
    report = Report()
    sources = [found for name, data in sheets if data.strip() and (found := decode_source(f"styles/{name}", data, report))]
    known, asked = _shipped(shipped_folder)
    given |= asked
    declared = [(source, one) for source in sources for one in _declared(_syntax(source, report))]
    names = set(known) | given | {one.name for _, one in declared}
    uses = [(source, name) for source in sources for name in _uses(_parsed(source.text))]
    for source, (name, node) in uses:
        if name not in names:
            report.add("style-variable-unknown", _span(source, node, name), name=name, near=find_closest(name, sorted(names)))
    asked_for = set(known) | given | {name for _, (name, _) in uses} | {"--medium"}
    chain = known | {one.name: one.value for _, one in declared}
    for source, one in declared:
        place = _span(source, one.node, one.name)
        if one.name not in asked_for:
            report.add("style-property-unknown", place, name=one.name, near=find_closest(one.name, sorted(known)))
        if _is_circle(one.name, chain):
            report.add("style-circle", place, name=one.name)
        elif (wanted := _wanted(one.name, known)) and not _fits(one.value, wanted, chain):
            report.add("style-value", place, name=one.name, value=_typed(one.node), wanted=KINDS[wanted])
    usual = {name: _serialized(value) for name, value in known.items()}
    for source in sources:
        with suppress(ValueError):  # what is no length was told above; what only the engine can work out is its matter
            _room(source, [one for of, one in declared if of is source], usual | root_properties(source.text), report)
    return tuple(report.diagnostics)


@lru_cache(maxsize=4)
def _given_by(folders: "tuple[Path, ...]") -> frozenset[str]:
    """The custom properties that templates give a value."""
    texts = (path.read_text("utf-8", errors="replace") for folder in folders for path in folder.rglob("*.j2"))
    return frozenset(name for text in texts for name in PROPERTY.findall(text))


@lru_cache(maxsize=4)
def _shipped(folder: "Path") -> tuple[dict[str, tuple[Any, ...]], frozenset[str]]:
    """The custom properties of the program's own sheets, each as it is first given a value, and all that are asked for."""
    found: dict[str, tuple[Any, ...]] = {}
    asked_for: set[str] = set()
    for path in (folder / "tokens.css", folder / "print.css", *sorted(folder.rglob("*.css"))):
        if not path.relative_to(folder).as_posix().startswith(PREVIEW):
            rules = _parsed(path.read_text("utf-8"))
            asked_for |= {name for name, _ in _uses(rules)}
            for one in _declared(rules):
                found.setdefault(one.name, one.value)
    return found, frozenset(asked_for)


# the room for text


def _room(source: Source, declared: Iterable[CustomProperty], values: Mapping[str, str], report: Report) -> None:
    """Report a page that what a sheet sets leaves too little of for text, or that its lines do not fit on."""
    own = {one.name: one for one in reversed(list(declared))}
    wide, high = ([own[name] for name in names if name in own] for names in (WIDE, HIGH))
    width = to_millimetres(values["--page-width"]) - to_millimetres(values["--inner"]) - to_millimetres(values["--outer"])
    size, height = to_millimetres(values["--size"]), int(values["--lines"]) * to_millimetres(values["--line"])
    left = to_millimetres(values["--page-height"]) - to_millimetres(values["--top"]) - height
    if wide and (width < LEAST or width < LEAST_CHARACTERS * size):
        place = _span(source, wide[0].node, wide[0].name)
        report.add("style-narrow", place, width=f"{width:.0f}", characters=max(0, int(width / size)))
    if high and left < 0:
        report.add("style-high", _span(source, high[0].node, high[0].name), lines=values["--lines"], over=f"{-left:.1f}")
    elif high and height < LEAST:
        report.add("style-low", _span(source, high[0].node, high[0].name), height=f"{height:.0f}")


# syntax


def _parsed(text: str) -> list[Any]:
    import tinycss2

    return list(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _syntax(source: Source, report: Report) -> list[Any]:
    """The rules of a sheet; what is no rule is reported."""
    rules = _parsed(source.text)
    left_open = _left_open(source.text)
    if left_open is not None:
        report.add("style-syntax", _span(source, left_open), problem=PROBLEMS["open"])
    for node in _nodes(rules):
        if node.type == "error":
            report.add("style-syntax", _span(source, node), problem=PROBLEMS.get(node.kind, OTHERWISE))
    return rules


def _left_open(text: str) -> Any:
    """The outermost thing that a sheet begins and does not end; None where all is closed."""
    import tinycss2

    last = tinycss2.parse_component_value_list(f"{text}\n{END}")[-1]
    return None if last.type == "ident" and last.value == END else last


def _nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """Rules, declarations, and all that stands in them, outer before inner, each once."""
    import tinycss2

    for node in nodes:
        yield node
        yield from _nodes(getattr(node, "prelude", None) or ())
        if node.type in ("qualified-rule", "at-rule"):
            yield from _nodes(tinycss2.parse_blocks_contents(node.content or (), skip_comments=True, skip_whitespace=True))
        else:
            parts = ("value",) if node.type == "declaration" else ("content", "arguments")
            yield from _nodes(part for name in parts for part in (getattr(node, name, None) or ()))


def _declared(rules: Iterable[Any]) -> Iterator[CustomProperty]:
    for node in _nodes(rules):
        if node.type == "declaration" and node.name.startswith("--"):
            yield CustomProperty(node.name, node, _bare(node.value))


def _bare(tokens: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(token for token in tokens if token.type not in ("whitespace", "comment"))


def _span(source: Source, node: Any, word: str = "") -> Any:
    """Where something begins in a sheet."""
    line, column = node.source_line - 1, node.source_column - 1
    return source.span(line, column, len(word) or 1)


def _typed(node: Any) -> str:
    """The value of a declaration in one line."""
    return _serialized(node.value)


def _serialized(tokens: Iterable[Any]) -> str:
    import tinycss2

    return " ".join(tinycss2.serialize(tokens).split())


# custom properties


def _uses(nodes: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """The properties that var() asks for and that have nothing to stand in for them, each with its place."""
    for node in _nodes(nodes):
        if node.type == "function" and node.lower_name == "var":
            arguments = _bare(node.arguments)
            if len(arguments) == 1 and arguments[0].type == "ident":
                yield arguments[0].value, arguments[0]


def _is_circle(name: str, values: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether a property comes back to itself through var()."""
    seen: set[str] = set()
    due = [used_name for used_name, _ in _uses(values[name])]
    while due:
        one = due.pop()
        if one == name:
            return True
        if one not in seen:
            seen.add(one)
            due += [used_name for used_name, _ in _uses(values.get(one, ()))]
    return False


def _wanted(name: str, known: Mapping[str, tuple[Any, ...]]) -> str:
    """What kind a property of the program's own has to be; nothing where anything goes."""
    if name in PLAIN:
        return "plain"
    kind = _kind(known[name], known) if name in known else ""
    return kind if kind in KINDS else ""


def _kind(value: tuple[Any, ...], values: Mapping[str, tuple[Any, ...]]) -> str:
    """What a value is: colour, length, number, or nothing of these."""
    from tinycss2.color4 import parse_color

    if len(value) != 1:
        return ""
    (token,) = value
    if token.type == "number":
        return "number" if token.is_integer else ""
    if token.type == "percentage" or (token.type == "dimension" and token.lower_unit in UNITS):
        return "length"
    if token.type == "function" and token.lower_name in ARITHMETIC:
        return "length"
    if token.type == "function" and token.lower_name == "var":
        name = next(iter(_bare(token.arguments)), token)
        return _kind(values.get(getattr(name, "value", ""), ()), values)
    return "colour" if parse_color(token) is not None else ""


def _fits(value: tuple[Any, ...], wanted: str, values: Mapping[str, tuple[Any, ...]]) -> bool:
    """Whether a value can be what is wanted. Mistakes of syntax and properties that are unknown are told elsewhere."""
    if any(token.type == "error" for token in value) or any(name not in values for name, _ in _uses(value)):
        return True
    number = value[0] if len(value) == 1 and value[0].type in ("number", "dimension", "percentage") else None
    if wanted == "plain":
        return number is not None and number.type == "dimension" and number.lower_unit in MILLIMETRES_PER_UNIT and number.value > 0
    if wanted == "number":
        return _kind(value, values) == "number" and (number is None or (number.int_value or 0) >= 1)
    if wanted == "length" and number is not None:
        return number.value >= 0 and (number.type != "number" or number.value == 0) and _kind(value, values) in ("length", "number")
    return _kind(value, values) == wanted
