"""The LaTeX source of a formula that is given in MathML, as pages of the web and e-books have it without its source."""

from jiangyi.notation.formula_tree import ACCENTS, BRACES, FormulaNode, parse_formula
from jiangyi.notation.latex_symbols import ACCENT_COMMANDS, BRACKETS, FUNCTIONS, NARY, write_symbols

SIGNS = {
    "−": "-", "°": r"^{\circ}", "′": "'", "″": "''", "‴": "'''", "⇌": r"\rightleftharpoons ", "↔": r"\leftrightarrow ",
    "⇔": r"\Leftrightarrow ",
    "⇐": r"\Leftarrow ", "↑": r"\uparrow ", "↓": r"\downarrow ", "⋯": r"\cdots ", "∖": r"\setminus ", "¬": r"\neg ", "∣": "|",
    "|": "|", "‖": r"\|", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}  # fmt: skip
"""Signs that LaTeX writes otherwise than as a command of that name; those for what is invisible have none."""
SETS = dict(zip("ℂℕℚℝℤℙ", "CNQRZP", strict=True))
ARROWS = {"→": "xrightarrow", "←": "xleftarrow"}
WIDE_ACCENTS = {"hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow", "bar": "overline"}
GROUPS = {"⏞": "overbrace", "⏟": "underbrace"}
UNDERLINE, ARC = "\u0332", "⌢"
MATRICES = {"": "matrix", "()": "pmatrix", "[]": "bmatrix", "{}": "Bmatrix", "||": "vmatrix", "‖‖": "Vmatrix", "{": "cases"}
TALL = frozenset(("fraction", "binomial", "stack", "table"))
"""What brackets are as high as."""


def write_latex(mathml: str) -> str:
    """A formula in LaTeX; whoever uses it should read it again and compare."""
    return " ".join(_write(parse_formula(mathml)).split())


def _write(node: FormulaNode) -> str:
    match node.kind:
        case "row":
            return _write_row(node.parts)
        case "fraction":
            return r"\frac{{{}}}{{{}}}".format(*map(_write, node.parts))
        case "binomial":
            return r"\binom{{{}}}{{{}}}".format(*map(_write, node.parts))
        case "root":
            radicand, index = map(_write, node.parts)
            return rf"\sqrt{f'[{index}]' if index else ''}{{{radicand}}}"
        case "script":
            base, below, above = node.parts
            return _write_base(base).rstrip() + _write_script("_", below) + _write_script("^", above)
        case "stack":
            return _write_stack(*node.parts)
        case "accent":
            return _write_accent(node)
        case "table":
            rows = r" \\ ".join(" & ".join(map(_write, row.parts)) for row in node.parts)
            name = "aligned" if node.upright and not node.text else MATRICES.get(node.text)
            inner = rf"\begin{{{name or 'matrix'}}}{rows}\end{{{name or 'matrix'}}}"
            return inner if name else rf"\left{_bracket(node.text[:1])} {inner} \right{_bracket(node.text[1:])} "
        case _:
            return _write_symbol(node)


def _write_symbol(node: FormulaNode) -> str:
    """A number, letter, word, sign, bracket or space."""
    match node.kind:
        case "text":
            return rf"\text{{{node.text}}}"
        case "space":
            return r"\quad " if node.text else r"\,"
        case "open" | "close":
            return BRACKETS.get(node.text, node.text) + " " * node.text.isalpha()
        case "letter" if node.text in SETS:
            return rf"\mathbb{{{SETS[node.text]}}}"
        case "letter" | "word" if node.upright or node.kind == "word":
            return _write_word(node)
        case _ if node.text in SIGNS:
            return SIGNS[node.text]
        case _ if node.text in NARY:
            return rf"\{NARY[node.text]} "
        case _:
            return write_symbols(node.text)


def _write_word(node: FormulaNode) -> str:
    if node.text in FUNCTIONS:
        return rf"\{node.text} "
    is_latin = node.text.isascii()
    return rf"\{'mathrm' if node.upright or len(node.text) > 1 else 'mathit'}{{{node.text}}}" if is_latin else write_symbols(node.text)


def _bracket(text: str) -> str:
    return BRACKETS.get(text, text)


def _write_row(parts: tuple[FormulaNode, ...]) -> str:
    """Parts beside each other; brackets around high ones grow with them."""
    written = [_write(part) for part in parts]
    opened = list[int]()
    for place, part in enumerate(parts):
        if part.kind == "open":
            opened.append(place)
        elif part.kind == "close" and opened:
            start = opened.pop()
            if any(inner.kind in TALL for inner in parts[start + 1 : place]):
                written[start] = rf"\left{_bracket(parts[start].text)} "
                written[place] = rf"\right{_bracket(part.text)} "
    return "".join(written)


def _write_base(base: FormulaNode) -> str:
    """What scripts belong to, in braces unless it is one symbol."""
    words = _write(base)
    return words if words and base.kind in ("letter", "number", "sign", "word", "text", "close") else f"{{{words}}}"


def _write_script(mark: str, node: FormulaNode) -> str:
    words = _write(node).strip()
    if not words or words.strip("'") == "":
        return words if mark == "^" else ""
    return mark + (words if len(words) == 1 else f"{{{words}}}")


def _write_stack(base: FormulaNode, below: FormulaNode, above: FormulaNode) -> str:
    lower, upper = _write(below), _write(above)
    if base.text in ARROWS:
        return rf"\{ARROWS[base.text]}{f'[{lower}]' if lower else ''}{{{upper}}}"
    words = _write(base)
    if base.kind == "accent" and base.text in BRACES:
        return words + _write_script("_", below) + _write_script("^", above)
    words = rf"\overset{{{upper}}}{{{words}}}" if upper else words
    return rf"\underset{{{lower}}}{{{words}}}" if lower else words


def _write_accent(node: FormulaNode) -> str:
    [base] = node.parts
    inner, mark = _write(base), ACCENTS.get(node.text, node.text)
    if mark == UNDERLINE:
        return rf"\underline{{{inner}}}"
    if mark == ARC:
        return rf"\overset{{\frown}}{{{inner}}}"
    if mark in GROUPS:
        return rf"\{GROUPS[mark]}{{{inner}}}"
    command = ACCENT_COMMANDS.get(mark, "")
    if not command:
        return rf"\overset{{{write_symbols(node.text)}}}{{{inner}}}"
    is_one = base.kind in ("letter", "number") and len(base.text) == 1
    return rf"\{command if is_one else WIDE_ACCENTS.get(command, command)}{{{inner}}}"
