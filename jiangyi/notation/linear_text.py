"""A formula as a line of text that is copied, searched for and shown where no formula can be drawn: `(186−120)/120=55%`.

The rules follow UnicodeMath (Unicode Technical Note 28), so that the structure is never lost:

| formula | text | rule |
|---|---|---|
| fraction | `(a+b)/c`, `a/(2b)`, `2 1/2`, `(1/2)x` | `/`; brackets around all that is more than a number, letter, power or root |
| power, index | `x²`, `a₁`, `x^k`, `e^(x+y)`, `a_n` | raised and lowered digits; else `^` and `_`, brackets around more than a symbol |
| root | `√2`, `√(x+1)`, `∛x`, `⁵√x` | brackets as for fractions |
| limits | `∑_(i=1)^n i`, `lim_(x→0) x` | `_` and `^`, then a space |
| function | `sin x`, `2 sin x` | a space where letters or digits would touch |
| brackets, cases, matrices | `{x+y=1; x−y=3`, `(1, 2; 3, 4)` | `,` between columns, `;` between lines |
| condition over an arrow | `2H₂+O₂→[点燃]2H₂O` | in square brackets: above, then below |
| marks over letters | `a⃗`, `(AB)̅`, `⌢(AB)` | a combining character, behind brackets where there are several letters |
| unit, percentage, degree | `3m/s²`, `55%`, `30°C` | no space |
"""

from jiangyi.core import Memo
from jiangyi.notation.formula_tree import ACCENTS, POSTFIX, FormulaNode, is_fenced, is_large, is_upright, parse_formula

RAISED = dict(zip("0123456789+−-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+−-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
DIVISION = frozenset("÷/∕∶:")
DIFFERENTIALS = frozenset("d∂")
ATOMS = frozenset(("number", "letter", "text"))
OVERLINE, MACRON = "\u0305", "\u0304"
LINEAR: Memo[str] = Memo("linear texts of formulas", 4096)


def write_linear(mathml: str) -> str:
    """The linear text of a formula in MathML; no space at its ends."""
    return LINEAR.get_or_compute(mathml, None, lambda: _write(parse_formula(mathml)).strip())


def _write(node: FormulaNode) -> str:
    match node.kind:
        case "row":
            return _write_row(node.parts)
        case "fraction":
            up, down = node.parts
            return f"{_operand(up, is_product=True)}/{_operand(down)}"
        case "binomial":
            return "({}¦{})".format(*map(_write, node.parts))
        case "root":
            return _write_root(node)
        case "script":
            return _write_script(*node.parts)
        case "stack":
            return _write_stack(*node.parts)
        case "accent":
            return _write_accent(node)
        case "table":
            return _write_table(node)
        case _:
            return node.text


def _write_row(parts: tuple[FormulaNode, ...]) -> str:
    out = ""
    for number, node in enumerate(parts):
        before = parts[number - 1] if number else None
        after = parts[number + 1] if number + 1 < len(parts) else None
        words = _write(node)
        if node.kind == "space":
            words = words or " " * _is_between_letters(out, after)
        elif node.kind == "fraction" and _touches(before, after):
            is_mixed = before is not None and before.kind == "number" and all(part.kind == "number" for part in node.parts)
            is_mixed = is_mixed and not _follows(after)
            words = f" {words}" if is_mixed else f"({words})"
        elif node.kind == "root" and _follows(after):
            words = _write_root(node, is_bound=True)
        elif before is not None and _needs_space(before, node, out, words):
            words = f" {words}"
        out += words
    return out


def _touches(before: FormulaNode | None, after: FormulaNode | None) -> bool:
    """True if a fraction would be read together with its neighbours."""
    return _precedes(before) or _follows(after)


def _is_between_letters(out: str, after: FormulaNode | None) -> bool:
    """True where a narrow space divides symbols, as that between two units."""
    return out[-1:].isalpha() and after is not None and _write(after)[:1].isalpha() and not _is_han(after)


def _precedes(node: FormulaNode | None) -> bool:
    if node is None or node.kind in ("open", "space") or _has_limits(node):
        return False
    if node.kind == "sign":
        return node.text in POSTFIX or node.text in DIVISION
    return not _is_han(node)


def _follows(node: FormulaNode | None) -> bool:
    if node is None or node.kind in ("close", "space"):
        return False
    if node.kind == "sign":
        return node.text in POSTFIX
    return not _is_han(node)


def _has_limits(node: FormulaNode) -> bool:
    return node.kind == "script" and is_large(node.parts[0])


def _is_han(node: FormulaNode) -> bool:
    """True for words that no letter or number runs into."""
    return node.kind == "text" and not (node.text[:1].isascii() and node.text[:1].isalnum())


def _needs_space(before: FormulaNode, node: FormulaNode, out: str, words: str) -> bool:
    """True if letters or digits of two nodes would be taken for one."""
    if _has_limits(before):
        return node.kind not in ("sign", "close", "space")
    if not (out[-1:].isascii() and out[-1:].isalnum() and words[:1].isascii() and words[:1].isalnum()):
        return False
    if "word" in (before.kind, node.kind):
        return not (before.upright and node.upright)
    if before.kind == "script":
        return True
    return before.kind == "number" and node.kind == "number"


def _operand(node: FormulaNode, *, is_product: bool = False) -> str:
    """One side of a fraction; the upper one may be a product."""
    words = _write(node)
    return words if _is_simple(node) or (is_product and _is_product(node)) else f"({words})"


def _is_simple(node: FormulaNode) -> bool:
    if node.kind == "text":
        return " " not in node.text
    if node.kind == "script":
        return not _has_limits(node)
    if node.kind == "row" and len(node.parts) == 2 and node.parts[0].text in DIFFERENTIALS:
        return node.parts[1].kind == "letter"
    if node.kind == "row":
        is_quantity = len(node.parts) > 1 and node.parts[-1].text in POSTFIX and all(map(_is_simple, node.parts[:-1]))
        return is_fenced(node) or is_upright(node) or (is_quantity and len(node.parts) == 2)
    return node.kind in ("number", "letter", "root", "accent", "binomial") or (node.kind == "word" and node.upright)


def _is_product(node: FormulaNode) -> bool:
    """True for numbers, letters and powers side by side."""
    kinds = ("number", "letter", "script", "accent")
    return node.kind == "row" and all(part.kind in kinds and _is_simple(part) for part in node.parts)


def _write_root(node: FormulaNode, *, is_bound: bool = False) -> str:
    """A root; where a letter or number follows it, its radicand is in brackets."""
    radicand, index = node.parts
    degree = _write(index)
    raised = _shift(degree, RAISED)
    sign = ROOTS.get(degree) or (raised + "√" if raised else f"^({degree})√")
    words = _write(radicand)
    is_plain = radicand.kind in ATOMS and _is_simple(radicand) and not is_bound
    return sign + (words if is_plain or is_fenced(radicand) else f"({words})")


def _write_script(base: FormulaNode, below: FormulaNode, above: FormulaNode) -> str:
    words = _write(base)
    if not (base.is_empty or base.kind in ("number", "letter", "text", "sign", "word", "close", "accent", "binomial") or is_fenced(base)):
        words = words if is_upright(base) else f"({words})"
    if is_large(base):
        return words + _plain_script("_", below) + _plain_script("^", above)
    lower = _shift(_write(below), LOWERED) or _plain_script("_", below)
    upper = _shift(_write(above), RAISED) or (_write(above) if above.text in POSTFIX else _plain_script("^", above))
    return words + (upper + lower if base.is_empty else lower + upper)


def _shift(words: str, table: dict[str, str]) -> str:
    """A text in raised or lowered characters; empty if some have no such form."""
    return "".join(table[character] for character in words) if words and all(character in table for character in words) else ""


def _plain_script(mark: str, node: FormulaNode) -> str:
    if node.is_empty:
        return ""
    words = _write(node)
    is_one = (node.kind in ATOMS or (node.kind == "row" and is_upright(node))) and " " not in words
    return mark + (words if is_one or node.kind == "sign" else f"({words})")


def _write_stack(base: FormulaNode, below: FormulaNode, above: FormulaNode) -> str:
    if base.kind == "sign":
        return _write(base) + "".join(f"[{_write(part)}]" for part in (above, below) if not part.is_empty)
    words = _write(base)
    words = words if _is_simple(base) or (base.kind == "accent" and words[-1:] == ")") else f"({words})"
    return words + _plain_script("_", below) + _plain_script("^", above)


def _write_accent(node: FormulaNode) -> str:
    base = node.parts[0]
    mark, words = ACCENTS.get(node.text, node.text), _write(base)
    is_one = base.kind in ("letter", "number") and len(words) == 1
    if mark == OVERLINE and is_one:
        mark = MACRON
    if mark == node.text and not 0x300 <= ord(mark) < 0x370:
        return mark + (words if is_one else f"({words})")
    return (words if is_one else f"({words})") + mark


def _write_table(node: FormulaNode) -> str:
    opening, closing = node.text[:1], node.text[1:]
    between = "" if node.upright else ", "
    lines = (between.join(_write(cell) for cell in row.parts if not (cell.is_empty and node.upright)) for row in node.parts)
    return opening + "; ".join(line for line in lines if line) + closing
