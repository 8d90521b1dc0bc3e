"""Styles of a Word file: what a paragraph or a run looks like after its styles, and what that means (ECMA-376 part 1 §17.7)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from jiangyi.importing.parse import PLAIN_COLOUR
from jiangyi.importing.word.xml_names import W, child_value, is_enabled, local_name, parse_integer, parse_level

TOGGLES = {"b": "strong", "i": "emphasis"}
"""Properties that a paragraph style and a character style both turn on cancel each other (§17.7.3)."""
HEADING_NAME = re.compile(r"^(?:heading|标题|標題|überschrift|titre)\s*(?P<level>[1-9])$", re.IGNORECASE)
ROLES = (
    ("title", r"title|标题|標題|文档标题|大标题"),
    ("subtitle", r"subtitle|副标题|副標題"),
    ("contents", r"(?:toc|目录|目錄)\s*\d|toc heading|toc 标题|目录标题|table of figures|图表目录"),
    ("caption", r"(?:image |table |figure )?caption|captioned figure|题注|題注|图题|表题|图表标题"),
    ("quote", r"quote|intense quote|block text|block quote|blockquote|quotations?|引用|明显引用|引文|文本块"),
    ("code", r"html preformatted|html 预设格式|preformatted(?: text)?|source\s*code|code|code block|macro|宏文本|代码|程序代码|代码块"),
    ("bullet", r"list bullet(?: \d)?|列表项目符号(?: \d)?"),
    ("continue", r"list continue(?: \d)?|列表接续(?: \d)?"),
)
"""What a paragraph is, by the name of its style, in English and in Chinese."""
CODE_STYLE = re.compile(r"^(?:html code|html 代码|verbatim char|source text|code char|inline code|代码字符|行内代码)$", re.IGNORECASE)
LINK_STYLE = re.compile(r"^(?:hyperlink|internet link|followedhyperlink|超链接|访问过的超链接|超級連結)$", re.IGNORECASE)
LONGEST_CHAIN = 20
"""The most styles that are based on one another; Word makes fewer."""
SHADED = re.compile(r"^[0-9a-fA-F]{6}$")
WHITE = re.compile(r"^[fF]{6}$")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph after its styles: its role, the level of its heading (0 for none), its numbering, and what its runs start from."""

    role: str = ""
    level: int = 0
    numbering: str = ""
    """The id of the list, or ""."""
    depth: int = 0
    """The level within the list, from 0."""
    breaks: bool = False
    """Whether it starts a page."""
    drop_cap: bool = False
    shaded: bool = False
    ruled: bool = False
    """Whether it has a line above or below it."""
    underscored_tabs: bool = False
    """Whether its tabs draw a line (§17.3.1.37)."""
    run: "RunStyle" = field(default_factory=lambda: RunStyle())  # noqa: PLW0108 - the class follows


@dataclass(frozen=True, slots=True)
class RunStyle:
    """A run after its styles: its marks, its font of symbols, and whether it is seen."""

    marks: frozenset[str] = frozenset()
    font: str = ""
    hidden: bool = False
    colour: str = ""
    """A colour that sets the run off, or white."""
    linked: bool = False
    """Whether it has the style of links."""
    size: int = 21
    """The size of its characters in half points."""


@dataclass
class StyleSheet:
    """The styles of a Word file by id, its default styles by type, and the properties of its text in general."""

    styles: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    base: RunStyle = field(default_factory=RunStyle)
    _found: dict[str, ParagraphStyle] = field(default_factory=dict)
    _chains: dict[str, list[Any]] = field(default_factory=dict)

    def chain(self, style_id: str) -> list[Any]:
        """A style and those it is based on, from the base down to itself."""
        if style_id not in self._chains:
            found: dict[str, Any] = {}
            base = style_id
            while base in self.styles and base not in found and len(found) < LONGEST_CHAIN:
                found[base] = self.styles[base]
                base = child_value(found[base], "basedOn")
            self._chains[style_id] = list(reversed(found.values()))
        return self._chains[style_id]

    def name_of(self, style_id: str) -> str:
        """The name of a style, else its id."""
        return child_value(self.styles.get(style_id), "name", style_id)

    def resolve_paragraph(self, properties: Any) -> ParagraphStyle:
        """A paragraph by its properties and its style."""
        style_id = child_value(properties, "pStyle") or self.defaults.get("paragraph", "")
        if style_id not in self._found:
            self._found[style_id] = self._resolve_style(style_id)
        found = self._found[style_id]
        return found if properties is None else _apply_paragraph(found, properties)

    def _resolve_style(self, style_id: str) -> ParagraphStyle:
        typed = HEADING_NAME.match(style_id)  # a file without definitions of its styles
        found = ParagraphStyle(level=int(typed["level"]) if typed and style_id not in self.styles else 0, run=self.base)
        for style in self.chain(style_id):
            properties, run = style.find(f"{W}pPr"), style.find(f"{W}rPr")
            heading = HEADING_NAME.match(child_value(style, "name").strip())
            found = replace(found, level=int(heading["level"])) if heading else found
            found = found if properties is None else _apply_paragraph(found, properties)
            found = found if run is None else replace(found, run=_apply_run(found.run, run))
        names = [child_value(style, "name") for style in reversed(self.chain(style_id))] or [style_id]
        role = next((role for name in names for role, pattern in ROLES if re.fullmatch(pattern, name.strip(), re.IGNORECASE)), "")
        return replace(found, role=role, level=0 if role in ("title", "contents", "subtitle") else found.level)

    def resolve_run(self, properties: Any, paragraph: ParagraphStyle) -> RunStyle:
        """A run by its properties, its style and its paragraph."""
        found = paragraph.run
        if paragraph.level or paragraph.role in ("title", "subtitle", "caption"):
            found = replace(found, marks=frozenset(), colour="")  # the role says what the appearance means
        if properties is None:
            return found
        style_id = child_value(properties, "rStyle")
        if style_id:
            name = self.name_of(style_id)
            own = RunStyle(size=found.size)
            for style in self.chain(style_id):
                run = style.find(f"{W}rPr")
                own = own if run is None else _apply_run(own, run)
            toggled = frozenset(TOGGLES.values())
            marks = ((found.marks ^ own.marks) & toggled) | ((found.marks | own.marks) - toggled)
            linked = LINK_STYLE.match(name) is not None
            found = RunStyle(
                (marks | {"code"}) if CODE_STYLE.match(name) else marks - {"underline"} if linked else marks,
                own.font or found.font, own.hidden or found.hidden, "" if linked else own.colour or found.colour, linked, own.size,
            )  # fmt: skip
        return _apply_run(found, properties)


def read_styles(root: Any) -> StyleSheet:
    """The styles of a Word file; `root` is that of its styles part, or None."""
    found = StyleSheet()
    if root is None:
        return found
    for style in root.iterchildren(f"{W}style"):
        style_id = style.get(f"{W}styleId", "")
        found.styles[style_id] = style
        if is_enabled(style.get(f"{W}default", "0")):
            found.defaults[style.get(f"{W}type", "")] = style_id
    general = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    if general is not None:
        found.base = RunStyle(size=parse_integer(child_value(general, "sz"), 21))
    return found


def _apply_paragraph(found: ParagraphStyle, properties: Any) -> ParagraphStyle:
    """A paragraph with further properties."""
    changes: dict[str, Any] = {}
    for child in properties:
        name = local_name(child)
        if name == "outlineLvl":
            level = parse_integer(child.get(f"{W}val"), 9)
            changes["level"] = level + 1 if 0 <= level < 9 else 0
        elif name == "numPr":
            number, depth = child_value(child, "numId"), child_value(child, "ilvl")
            changes["numbering"] = ("" if number == "0" else number) if number else found.numbering
            changes["depth"] = parse_level(depth) if depth else found.depth if not number or number == found.numbering else 0
        elif name == "pageBreakBefore":
            changes["breaks"] = is_enabled(child.get(f"{W}val"))
        elif name == "framePr":
            changes["drop_cap"] = child.get(f"{W}dropCap", "none") != "none"
        elif name == "shd":
            changes["shaded"] = _is_shaded(child)
        elif name == "pBdr":
            changes["ruled"] = any(local_name(side) in ("top", "bottom") and is_enabled(side.get(f"{W}val")) for side in child)
        elif name == "tabs":
            changes["underscored_tabs"] = any(tab.get(f"{W}leader") in ("underscore", "heavy") for tab in child)
    if found.role in ("title", "contents", "subtitle"):
        changes.pop("level", None)
    return replace(found, **changes) if changes else found


def _apply_run(found: RunStyle, properties: Any) -> RunStyle:
    """A run with further properties."""
    marks, changes = dict.fromkeys(found.marks, True), dict[str, Any]()
    for child in properties:
        name, value = local_name(child), child.get(f"{W}val")
        if name in MARKS:
            marks |= MARKS[name](child, value)
        elif name == "color":
            plain = not value or (PLAIN_COLOUR.match(f"#{value}") and not WHITE.match(value))
            changes["colour"] = "" if plain else value
        elif name == "rFonts":
            changes["font"] = child.get(f"{W}ascii") or child.get(f"{W}hAnsi") or found.font
        elif name == "sz":
            changes["size"] = parse_integer(value, found.size)
        elif name == "vanish":
            changes["hidden"] = is_enabled(value)
    raised = parse_integer(child_value(properties, "position"))
    if raised and changes.get("size", found.size) < found.size:
        marks["sup" if raised > 0 else "sub"] = True
    return replace(found, marks=frozenset(mark for mark, on in marks.items() if on), **changes)


def _read_underline(_: Any, value: str | None) -> dict[str, bool]:
    """An underline; a wavy one marks the title of a book."""
    on, wavy = value is not None and is_enabled(value), "wav" in (value or "")
    return {"underline": on and not wavy, "booktitle": on and wavy}


def _is_shaded(shading: Any) -> bool:
    """Whether a shading is seen: a pattern, or a fill other than white."""
    fill = shading.get(f"{W}fill", "auto")
    return bool(SHADED.match(fill)) and not WHITE.match(fill)


MARKS: dict[str, Callable[[Any, str | None], dict[str, bool]]] = {
    **{name: lambda _, value, mark=mark: {mark: is_enabled(value)} for name, mark in TOGGLES.items()},  # type: ignore[misc]
    "strike": lambda _, value: {"strike": is_enabled(value)},
    "dstrike": lambda _, value: {"strike": is_enabled(value)},
    "u": _read_underline,
    "em": lambda _, value: {"dots": is_enabled(value)},
    "vertAlign": lambda _, value: {"sup": value == "superscript", "sub": value == "subscript"},
    "highlight": lambda _, value: {"highlight": is_enabled(value) and value != "white"},
    "shd": lambda child, _: {"highlight": _is_shaded(child)},
}
"""The marks that each property of a run turns on or off."""
