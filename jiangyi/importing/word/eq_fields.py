"""EQ fields of Word, and what they show: characters in circles, readings, fractions, roots (ECMA-376 part 1 §17.16.5.18)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jiangyi.importing.parse import can_typeset_formula
from jiangyi.importing.word.fields import LONGEST_INSTRUCTION
from jiangyi.model import to_circled, to_hanzi
from jiangyi.notation import write_symbols

ENCLOSED_HAN = {to_hanzi(n): chr(0x3280 + n - 1) for n in range(1, 11)} | {
    character: chr(0x328A + n) for n, character in enumerate("月火水木金土日株有社名特財祝労")
} | {character: chr(0x3299 + n) for n, character in enumerate("秘男女適優印注項休写正上中下左右医宗学監企資協夜")}  # fmt: skip
"""Han characters in a circle (Unicode: Enclosed CJK Letters and Months)."""
RING = "○◯〇□△◇"
FUNCTION = re.compile(r"\\(?P<name>[abdfilorsx])(?![a-z])", re.IGNORECASE)
OPTION = re.compile(
    r"\s*\\(?P<name>a[cdlrsi]|[lrb]c|in|co|fo|ba|di|[hv]s|le|ri|to|bo|su|pr|up|do)(?![a-z])\s*(?:(?P<number>-?\d{1,4})|(?<=[lrb]c)\\.)?",
    re.IGNORECASE,
)
"""The switches of a function, such as the alignment `\\ac`, with a number or the bracket that follows some."""
MAX_BRACKETS = 60
"""The most brackets of an EQ field that is read."""
SEPARATORS = (",", ";", "，", "；")


@dataclass(frozen=True, slots=True)
class EqPiece:
    """What an EQ field shows: plain text, Markdown that is finished (`held`), or text set high or low (`mark`)."""

    text: str
    held: bool = False
    mark: str = ""


@dataclass
class _Node:
    """A function of an EQ field: its switches in order, and its arguments, each of texts and nodes."""

    names: list[str]
    arguments: list[list["_Node | str"]] = field(default_factory=list)
    columns: int = 1
    """The number of columns of an array."""


def convert_eq_field(instruction: str) -> list[EqPiece] | None:
    """What the instruction of an EQ field shows, in order; None where it is not understood."""
    if len(instruction) > LONGEST_INSTRUCTION:
        return None
    body = re.sub(r"^\s*EQ\s+", "", instruction, flags=re.IGNORECASE)
    body = re.sub(r"\\\*\s*(?:\"[^\"]*\"|“[^”]*”|\w+)", " ", body)
    if body.count("(") > MAX_BRACKETS:
        return None
    nodes, _ = _parse(body.strip(), 0, top=True)
    pieces = list(_show(nodes))
    return pieces if pieces and "".join(piece.text for piece in pieces).strip() else None


def _parse(text: str, at: int, *, top: bool = False) -> tuple[list["_Node | str"], int]:
    """Texts and nodes up to a separator or closing bracket, and where that is."""
    found: list[_Node | str] = []
    while at < len(text):
        character = text[at]
        match = FUNCTION.match(text, at) if character == "\\" else None
        if match:
            at = match.end()
            node = _Node([match["name"].lower()])
            while match := OPTION.match(text, at):
                node.names.append(match["name"].lower())
                node.columns = int(match["number"] or 1) if match["name"].lower() == "co" else node.columns
                at = match.end()
            at, node.arguments = _parse_arguments(text, at)
            found.append(node)
        elif character == "\\" and at + 1 < len(text):
            found.append(text[at + 1])
            at += 2
        elif not top and character in (*SEPARATORS, ")"):
            break
        else:
            found.append(character)
            at += 1
    return found, at


def _parse_arguments(text: str, at: int) -> tuple[int, list[list["_Node | str"]]]:
    opening = re.compile(r"\s*\(").match(text, at)
    if not opening:
        return at, []
    at, found = opening.end(), list[list["_Node | str"]]()
    while at <= len(text):
        part, at = _parse(text, at)
        found.append(part)
        if at >= len(text) or text[at] == ")":
            break
        at += 1
    return at + 1, found


def _words(nodes: list["_Node | str"]) -> str:
    """The characters of nodes, without functions."""
    return "".join(node if isinstance(node, str) else "".join(_words(part) for part in node.arguments) for node in nodes)


def _show(nodes: list["_Node | str"]) -> Iterator[EqPiece]:
    plain = ""
    for node in nodes:
        if isinstance(node, str):
            plain += node
            continue
        if plain:
            yield EqPiece(plain)
            plain = ""
        yield from _show_node(node)
    if plain.strip():
        yield EqPiece(plain)


def _show_node(node: _Node) -> Iterator[EqPiece]:
    name = node.names[0]
    parts = [_words(part).strip() for part in node.arguments]
    if name == "o" and len(parts) == 2:
        yield _overstrike(node, parts)
    elif name == "s":
        mark = "sub" if "do" in node.names else "sup" if "up" in node.names else ""
        yield from (EqPiece(part, mark=mark) for part in parts if part)
    elif name == "d":
        yield EqPiece(" ")
    elif (name in FORMULAS or name == "a") and (tex := _write_tex([node])) and can_typeset_formula(tex):
        yield EqPiece(f"${tex}$", held=True)
    elif name == "f" and len(parts) == 2:
        yield EqPiece("/".join(parts))
    elif name == "x":
        yield EqPiece("".join(f"[{part}]" for part in parts))
    else:
        yield EqPiece("".join(parts) if name == "o" else ", ".join(parts))


def _overstrike(node: _Node, parts: list[str]) -> EqPiece:
    """Two texts on top of each other: a character in a ring, a character and its reading, or both texts."""
    ring, inside = parts if parts[0] and parts[0] in RING else (parts[1], parts[0])
    if ring and ring in RING:
        return EqPiece(write_in_ring(inside, ring))
    raised = [isinstance(inner, _Node) and inner.names[0] == "s" for part in node.arguments for inner in part[:1]]
    if len(raised) == 2 and raised[0] != raised[1]:
        reading, base = parts if raised[0] else reversed(parts)
        if base and reading and not re.search(r"[{}|\n]", base + reading):
            return EqPiece(f"{{{base}|{reading}}}", held=True)
    return EqPiece("".join(parts))


def write_in_ring(inside: str, ring: str = "○") -> str:
    """A character in a ring, as one character where Unicode has it: ⑦, ㊞; else in brackets."""
    if ring in "○◯〇":
        number = int(inside) if inside.isdecimal() and len(inside) <= 2 else 0
        if 1 <= number <= 50:
            return to_circled(number)
        if inside in ENCLOSED_HAN:
            return ENCLOSED_HAN[inside]
        if len(inside) == 1 and inside.isascii() and inside.isalpha():
            return chr(ord(inside) - ord("A") + 0x24B6) if inside.isupper() else chr(ord(inside) - ord("a") + 0x24D0)
    return f"〔{inside}〕"


FORMULAS: dict[str, Callable[[list[str], list[str]], str]] = {
    "f": lambda parts, _: rf"\frac{{{parts[0]}}}{{{parts[1]}}}" if len(parts) == 2 else "",
    "r": lambda parts, _: rf"\sqrt[{parts[0]}]{{{parts[1]}}}" if len(parts) == 2 and parts[0] else rf"\sqrt{{{''.join(parts)}}}",
    "b": lambda parts, _: rf"\left( {parts[0]} \right)" if parts else "",
    "i": lambda parts, names: rf"\{'sum' if 'su' in names else 'prod' if 'pr' in names else 'int'}_{{{parts[0]}}}^{{{parts[1]}}} {parts[2]}"
    if len(parts) == 3 else "",
    "x": lambda parts, _: rf"\boxed{{{parts[0]}}}" if parts else "",
    "s": lambda parts, names: f"_{{{parts[0]}}}" if parts and "do" in names else f"^{{{parts[0]}}}" if parts else "",
    "o": lambda parts, _: "".join(parts),
    "l": lambda parts, _: ", ".join(parts),
    "d": lambda _parts, _: r"\ ",
}  # fmt: skip
"""The functions of EQ fields in LaTeX, out of their arguments and the names of their switches."""


def _write_array(cells: list[str], columns: int) -> str:
    """The arguments of an array in rows of some columns."""
    rows = (" & ".join(cells[at : at + columns]) for at in range(0, len(cells), columns))
    return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"


def _write_tex(nodes: list["_Node | str"]) -> str:
    out, plain = "", ""
    for node in nodes:
        if isinstance(node, str):
            plain += node
        else:
            arguments = [_write_tex(part).strip() for part in node.arguments]
            form = FORMULAS.get(node.names[0])
            shown = _write_array(arguments, max(node.columns, 1)) if node.names[0] == "a" else ""
            out += write_symbols(plain) + (shown or (form(arguments, node.names) if form else "".join(arguments)))
            plain = ""
    return out + write_symbols(plain)
