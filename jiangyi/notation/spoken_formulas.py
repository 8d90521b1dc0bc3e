"""A formula in words, as a teacher reads it out: 根号2, x的平方, 2分之1; for screen readers.

| formula | Chinese | English |
|---|---|---|
| a fraction of single symbols | 2分之1 | 1 over 2 |
| a longer one | 分式，分子186减120，分母120，分式完 | the fraction 186 minus 120, over 120, end fraction |
| powers | x的平方，x的立方，x的n次方 | x squared, x cubed, x to the power n, end power |
| roots | 根号2；根号下x加1，根号完 | the square root of 2; … end root |
| percentage | 百分之55 | 55 percent |
| sum with limits | 求和从i等于1到n，i | the sum from i equals 1 to n, of i |
| logarithm | 以2为底的对数，8 | log base 2, of 8 |
| ion | SO 4带2个负电荷 | SO 4 with charge 2 minus |
| reaction | 2 H 2加O 2，生成，条件是点燃，2 H 2 O | 2 H 2 plus O 2, yields, with 点燃, 2 H 2 O |

No kept library speaks Chinese: MathCAT has no wheel for Python, and the Speech Rule Engine has no Chinese rules.
"""

import re
from collections.abc import Iterable
from functools import partial

from jiangyi.core import Memo
from jiangyi.notation.formula_tree import FormulaNode, is_fenced, is_large, is_upright, parse_formula
from jiangyi.notation.formula_words import ACCENTS, FUNCTIONS, LETTERS, PAUSES, PHRASES, SIGNS, Words

CHARGE = re.compile(r"\d*[+−-]")
COMMAS = re.compile(r"\s*([，,；;])(?:\s*[，,；;])*\s*")
TERMS = frozenset(("number", "letter", "word", "text", "close", "script", "fraction", "root", "accent", "binomial", "table"))
GROUP = re.compile(r"\d{3}")
"""Digits behind a comma that divides a long number."""
SPOKEN: Memo[str] = Memo("spoken formulas", 4096)


def speak_formula(mathml: str, lang: str) -> str:
    """A formula in MathML in words."""
    return SPOKEN.get_or_compute((mathml, lang), None, partial(_speak, mathml, lang))


def _speak(mathml: str, lang: str) -> str:
    speaker = _Speaker(0 if lang.startswith("zh") else 1)
    return COMMAS.sub(speaker.pause, speaker.say(parse_formula(mathml))).strip(" ，,；;")


class _Speaker:
    """Speaks one language, by its number in the tables of words."""

    def __init__(self, language: int) -> None:
        self.language, self.pause = language, PAUSES[language]

    def word(self, table: Words, name: str) -> str:
        """A word, or the name itself where there is none."""
        found = table.get(name)
        return found[self.language] if found else name

    def join(self, parts: Iterable[str]) -> str:
        """Words side by side: in English with spaces, in Chinese between letters and digits."""
        out = ""
        for part in filter(None, parts):
            is_apart = out and not out.endswith(" ") and part[0] not in " ,;:?，；"
            out += f" {part}" if is_apart and (self.language or (out[-1].isascii() and part[0].isascii())) else part
        return out

    def phrase(self, name: str, *parts: str) -> str:
        """A phrase with its parts."""
        return self._fill(self.word(PHRASES, name), *parts)

    def _fill(self, pattern: str, *parts: str) -> str:
        pieces = re.split(r"\{([abc])\}", pattern)
        return self.join(parts["abc".index(piece)] if number % 2 else piece.strip() for number, piece in enumerate(pieces))

    def say(self, node: FormulaNode) -> str:
        """A node of any kind."""
        match node.kind:
            case "row":
                return self.row(node.parts)
            case "letter":
                return self.word(LETTERS, node.text)
            case "word":
                return self.word(FUNCTIONS, node.text)
            case "sign" | "open" | "close":
                return self.word(SIGNS, node.text)
            case "fraction":
                return self.fraction(node)
            case "binomial":
                return self.phrase("binomial", *map(self.say, node.parts))
            case "root":
                return self.root(*node.parts)
            case "script":
                return self.script(*node.parts)
            case "stack":
                return self.stack(*node.parts)
            case "accent":
                return self._fill(self.word(ACCENTS, node.text), self.say(node.parts[0]))
            case "table":
                return self.table(node)
            case _:
                return node.text

    def row(self, parts: tuple[FormulaNode, ...]) -> str:
        """Nodes beside each other."""
        parts = _join_symbols(parts)
        out, number = list[str](), 0
        while number < len(parts):
            node, before = parts[number], parts[number - 1] if number else None
            after = parts[number + 1] if number + 1 < len(parts) else None
            closed = _find_closing_bar(parts, number)
            if node.kind == "open" and node.text == "|" and closed:
                inside = parts[number + 1 : closed]
                out.append(self.phrase("absolute" if len(inside) == 1 else "long absolute", self.row(inside)))
                number = closed + 1
                continue
            out.append(self._in_row(node, before, after))
            skips = after is not None and after.text in ("%", "‰") and node.kind == "number"
            number += 1 + skips
        return self.join(out)

    def _in_row(self, node: FormulaNode, before: FormulaNode | None, after: FormulaNode | None) -> str:
        """A node between its neighbours."""
        if node.kind == "number" and after is not None and after.text in ("%", "‰"):
            return self.phrase("percent" if after.text == "%" else "permille", node.text)
        if node.text == "°" and after is not None and after.upright and after.text == "C":
            return self.word(PHRASES, "celsius")
        if node.text == "C" and node.upright and before is not None and before.text == "°":
            return ""
        if node.text == "→" and any(_is_substance(part) for part in (before, after)):
            return self.word(PHRASES, "yields")
        if node.kind == "sign" and node.text in "−-+" and (before is None or before.kind not in TERMS):
            return self.word(PHRASES, "plus" if node.text == "+" else "minus")
        if node.text == "/" and before is not None and after is not None and _is_unit(before) and _is_unit(after):
            return self.word(PHRASES, "per")
        if node.kind == "fraction" and before is not None and before.kind == "number" and _are_numbers(node):
            return self.phrase("mixed", "", self.fraction(node))
        return self.say(node)

    def fraction(self, node: FormulaNode) -> str:
        """A fraction; long if a part is more than one symbol."""
        up, down = node.parts
        return self.phrase("fraction" if _is_short(up) and _is_short(down) else "long fraction", self.say(up), self.say(down))

    def root(self, radicand: FormulaNode, index: FormulaNode) -> str:
        """A root."""
        name = "root" if _is_short(radicand) else "long root"
        degree = self.say(index)
        if degree in ("", "2"):
            return self.phrase(name, self.say(radicand))
        return self.phrase(name.replace("root", "nth root"), self.say(radicand), degree)

    def script(self, base: FormulaNode, below: FormulaNode, above: FormulaNode) -> str:
        """Powers, indexes and limits."""
        said, lower, upper = map(self.say, (base, below, above))
        if base.kind == "word" and base.text == "log" and lower and not upper:
            return self.phrase("log", said, lower)
        if is_large(base):
            return self._limits(base, said, lower, upper)
        is_chosen = base.text == "C" and lower and upper
        if is_chosen and _is_short(below) and _is_short(above):
            return self.phrase("binomial", lower, upper)
        if is_upright(base) and not lower and CHARGE.fullmatch(upper_text := _text(above)):
            return self._charge(said, upper_text)
        if lower:
            is_compound = (is_upright(base) or base.kind == "close") and below.kind == "number"
            said = self.phrase("compound" if is_compound else "index" if _is_short(below) else "long index", said, lower)
        return self._power(base, said, above, upper) if upper else said

    def _power(self, base: FormulaNode, said: str, above: FormulaNode, upper: str) -> str:
        text = _text(above)
        if is_upright(base) and CHARGE.fullmatch(text):
            return self._charge(said, text)
        if base.is_empty or text == "T" or is_fenced(above) or (text and not any(map(str.isalnum, text))):
            return self.phrase("raised", said, upper)
        return self.phrase({"2": "square", "3": "cube"}.get(text, "power" if _is_short(above) else "long power"), said, upper)

    def _charge(self, said: str, text: str) -> str:
        sign = self.word(PHRASES, "plus" if text[-1] == "+" else "minus")
        return self.phrase("charge", said, text[:-1] or "1", sign)

    def _limits(self, base: FormulaNode, said: str, lower: str, upper: str) -> str:
        if lower and upper:
            return self.phrase("limits", said, lower, upper)
        if base.text.startswith("lim") and lower:
            return self.phrase("limit", said, lower.replace(self.word(SIGNS, "→"), self.word(PHRASES, "approaches")))
        return self.phrase("from", said, lower) if lower else self.phrase("to", said, upper)

    def stack(self, base: FormulaNode, below: FormulaNode, above: FormulaNode) -> str:
        """A condition over a sign, or a note."""
        said = self.say(base)
        notes = [self.say(part) for part in (above, below) if not part.is_empty]
        if base.kind == "sign":
            said = self.word(PHRASES, "yields") if base.text == "→" else said
            return self.phrase("above", self.pause + said, self.pause.join(notes))
        return self.phrase("noted", said, self.pause.join(notes))

    def table(self, node: FormulaNode) -> str:
        """Cases, a matrix, or lines of an equation."""
        pause = self.pause
        cells = [[*map(self.say, row.parts)] for row in node.parts]
        lines = [self.join(line) if node.upright else pause.join(filter(None, line)) for line in cells]
        numbered = [self.phrase("line", line, str(number)) for number, line in enumerate(lines, 1)]
        sizes = str(len(lines)), str(max((len(row.parts) for row in node.parts), default=0))
        if node.text[1:] or (node.text and node.text != "{"):
            return pause + self.phrase("determinant" if node.text[0] in "|‖" else "matrix", pause.join(numbered), *sizes)
        if node.text:
            return self.phrase("cases", pause.join(numbered))
        return pause.join(lines)


def _join_symbols(parts: tuple[FormulaNode, ...]) -> tuple[FormulaNode, ...]:
    """The upright letters of an element or unit, and the digits of a number with commas, as one node each."""
    out = list[FormulaNode]()
    has_brackets = any(part.kind == "open" for part in parts)
    for part in parts:
        last = out[-1] if out else part
        is_number = len(out) > 1 and last.text == "," and out[-2].kind == "number" and part.kind == "number" and GROUP.fullmatch(part.text)
        if out and part.kind == "letter" and part.upright and last.kind in ("letter", "word") and last.upright:
            out[-1] = FormulaNode("word", last.text + part.text, (), upright=True)
        elif is_number and not has_brackets:
            out[-2:] = [FormulaNode("number", out[-2].text + part.text)]
        else:
            out.append(part)
    return tuple(part for part in out if part.kind != "space")


def _is_substance(node: FormulaNode | None) -> bool:
    """True for a chemical formula beside an arrow."""
    if node is not None and node.kind == "script":
        return is_upright(node.parts[0]) or node.parts[0].kind == "close"
    return node is not None and is_upright(node)


def _find_closing_bar(parts: tuple[FormulaNode, ...], number: int) -> int:
    """The place of the bar that closes the one at a place; 0 where there is none."""
    return next((place for place in range(number + 1, len(parts)) if parts[place].kind == "close" and parts[place].text == "|"), 0)


def _is_short(node: FormulaNode) -> bool:
    """True for one symbol, which is heard as one."""
    if node.kind == "row":
        return len(node.parts) <= 1 or (is_upright(node) and not is_fenced(node))
    return node.kind in ("number", "letter", "text", "sign") or (node.kind == "word" and node.upright)


def _are_numbers(node: FormulaNode) -> bool:
    return all(part.kind == "number" for part in node.parts)


def _is_unit(node: FormulaNode) -> bool:
    return is_upright(node.parts[0] if node.kind == "script" else node)


def _text(node: FormulaNode) -> str:
    """The signs of a script."""
    return "".join(part.text for part in node.parts) if node.kind == "row" else node.text
