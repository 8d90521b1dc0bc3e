r"""Convert chemical equations and quantities, `\ce{…}` and `\pu{…}`, to LaTeX that both converters of formulas know.

The notation is that of the LaTeX package mhchem, version 4 (M. Hensel, mhchem Bundle, §§3 and 4). Beyond it, `=[点燃]` puts a condition
above the equals sign, as Chinese schoolbooks do.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

COMMAND = re.compile(r"\\(?P<name>ce|pu)\s*(?=\{)")
WORD = re.compile(r"\\(?:[A-Za-z]+\s*|.)")
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef、。]+")
ARROWS = {
    "<-->": r"\longleftrightarrow",
    "<->": r"\longleftrightarrow",
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
    "<=>": r"\rightleftharpoons",
    "->": r"\longrightarrow",
    "<-": r"\longleftarrow",
    "⇌": r"\rightleftharpoons",
    "→": r"\longrightarrow",
    "←": r"\longleftarrow",
    "↔": r"\longleftrightarrow",
}
BONDS = {
    "-": "-", "1": "-", "=": "=", "2": "=", "#": r"\equiv", "3": r"\equiv", "~": r"\sim", "~-": r"\sim", "...": r"\cdots",
    "....": r"\cdots", "->": r"\rightarrow", "<-": r"\leftarrow",
}  # fmt: skip
AMOUNT = re.compile(
    r"(?:\((?P<up>\d+)/(?P<down>\d+)\)|(?P<top>\d+)/(?P<low>\d+)|(?P<number>\d+(?:[.,]\d+)?(?:[a-z](?=\s))?)|(?P<name>[a-z])(?=\s))"
    r"\s*(?=[A-Za-z\[({\\$^_\u4e00-\u9fff])"
)
"""The number before a substance: `2`, `1/2`, `0.5`, `n`."""
STATE = re.compile(r"\((?:aq|s|l|g|cr|vit|ads)\)")
ELEMENTS = re.compile(r"[A-Za-z]+")
RAISED = re.compile(r"\{|\d+(?:[+\-.*](?![A-Za-z(\[{]))?|[+\-]+|[A-Za-z][+\-]?|\\[A-Za-z]+|[.*•]")
BOUND_ENDS = frozenset(" \t\n)]}>,;^")
"""What may follow a charge."""
ESCAPED = {"%": r"\%", "&": r"\&", "#": r"\#", ":": "{:}", "°": r"{}^{\circ}"}
START, SPACE, OPERATOR, SUBSTANCE = range(4)


def expand_chemistry(tex: str) -> str:
    r"""A formula with each `\ce{…}` and `\pu{…}` in it as LaTeX."""
    out, at = [], 0
    while match := COMMAND.search(tex, at):
        end = find_group_end(tex, match.end())
        if end < 0:
            break
        convert = convert_equation if match["name"] == "ce" else convert_quantity
        out += [tex[at : match.start()], "{", convert(tex[match.end() + 1 : end]), "}"]
        at = end + 1
    return "".join([*out, tex[at:]])


def find_group_end(tex: str, start: int) -> int:
    """The offset of the brace that closes the one at an offset; -1 where there is none."""
    return _find_end(tex, start, "{", "}")


def _find_end(tex: str, start: int, opening: str, closing: str) -> int:
    depth, at = 0, start
    while at < len(tex):
        if tex[at] == "\\":
            at += 1
        elif tex[at] == opening:
            depth += 1
        elif tex[at] == closing:
            depth -= 1
            if not depth:
                return at
        at += 1
    return -1


def convert_equation(text: str) -> str:
    r"""The content of `\ce{…}` as LaTeX."""
    return _Equation(text.strip()).convert()


@dataclass
class _Equation:
    """Converts an equation from left to right; `before` says what stands before the current place."""

    text: str
    at: int = 0
    before: int = START
    out: list[str] = field(default_factory=list)

    def convert(self) -> str:
        while self.at < len(self.text):
            if not any(step(self) for step in STEPS):
                self.add(ESCAPED.get(self.text[self.at], self.text[self.at]), 1)
        return "".join(self.out)

    def add(self, tex: str, length: int, before: int = SUBSTANCE) -> bool:
        """Add LaTeX for some characters."""
        self.out.append(tex)
        self.at += length
        self.before = before
        return True

    def rest(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def take_bracket(self) -> str | None:
        """The content of square brackets that begin here, which are passed."""
        end = _find_end(self.text, self.at, "[", "]") if self.rest() == "[" else -1
        if end < 0:
            return None
        found, self.at = self.text[self.at + 1 : end], end + 1
        return found

    def is_apart(self, length: int) -> bool:
        """True if what stands here has a space or an end on both sides."""
        after = self.text[self.at + length : self.at + length + 1]
        return self.before != SUBSTANCE and (not after or after.isspace())

    # Each step adds what stands at the current place, if it is of its kind.

    def space(self) -> bool:
        count = len(self.rest(999)) - len(self.rest(999).lstrip())
        if not count:
            return False
        following = self.text[self.at + count :]
        operator = re.match(r"(?:[+=\-]|v|\^)(?=\s|$)|->|<|[→⇌←↔]|=+\[", following)
        return self.add(r"\ " if self.before == SUBSTANCE and following and not operator else "", count, SPACE)

    def arrow(self) -> bool:
        name = next((name for name in ARROWS if self.text.startswith(name, self.at)), "")
        if not name:
            return False
        self.at += len(name)
        return self.add_relation(ARROWS[name])

    def equals(self) -> bool:
        match = re.compile(r"=+(?=\[)").match(self.text, self.at)
        if match:
            self.at = match.end()
            return self.add_relation("")
        return self.rest() == "=" and self.is_apart(1) and self.add("=", 1, OPERATOR)

    def add_relation(self, sign: str) -> bool:
        """Add an arrow with the conditions in brackets after it, or, without a sign, an equals sign as long as its condition."""
        above, below = self.take_bracket(), self.take_bracket()
        words = [convert_equation(part) if part else "" for part in (above, below)]
        longest = max(len(re.sub(r"\\[A-Za-z]+", "x", part or "")) for part in (above, below))
        sign = sign or "═" * max(2, -(-longest * 2 // 3))
        if words[0]:
            sign = rf"\overset{{{words[0]}}}{{{sign}}}"
        if words[1]:
            sign = rf"\underset{{{words[1]}}}{{{sign}}}"
        return self.add(rf"\;{sign}\;", 0, OPERATOR)

    def sign(self) -> bool:
        if self.rest() not in ("+", "-"):
            return False
        after = self.text[self.at + 1 : self.at + 2]
        if self.before != SUBSTANCE or (self.rest() == "+" and after and after not in BOUND_ENDS and after not in "-<="):
            return self.add(self.rest(), 1, OPERATOR)
        if not after or after in BOUND_ENDS or self.text.startswith(("->", "<-", "<=>", "<->"), self.at + 1):
            return self.add(f"^{{{self.rest()}}}", 1)
        return self.add(f"{{{self.rest()}}}", 1)

    def precipitate(self) -> bool:
        for typed, sign in (("(v)", r"\downarrow"), ("(^)", r"\uparrow"), ("↓", r"\downarrow"), ("↑", r"\uparrow")):
            if self.text.startswith(typed, self.at):
                return self.add(sign, len(typed))
        if self.rest() in ("v", "^") and self.before == SPACE and self.is_apart(1):
            return self.add(r"\downarrow" if self.rest() == "v" else r"\uparrow", 1)
        return False

    def amount(self) -> bool:
        match = AMOUNT.match(self.text, self.at) if self.before != SUBSTANCE else None
        if not match:
            return False
        up, down = match["up"] or match["top"], match["down"] or match["low"]
        words = rf"\tfrac{{{up}}}{{{down}}}" if up else (match["number"] or match["name"]).replace(",", "{,}")
        return self.add(rf"{words}\,", len(match.group()), OPERATOR)

    def state(self) -> bool:
        match = STATE.match(self.text, self.at)
        return match is not None and self.add(rf"\mathrm{{{match.group()}}}", len(match.group()))

    def letters(self) -> bool:
        match = ELEMENTS.match(self.text, self.at)
        if not match:
            return False
        if match.group() in ("n", "x", "m", "y") and self.before == SUBSTANCE and self.text[self.at - 1] in ")]":
            return self.add(f"_{{{match.group()}}}", 1)
        return self.add(rf"\mathrm{{{match.group()}}}", len(match.group()))

    def digits(self) -> bool:
        match = re.compile(r"\d+").match(self.text, self.at)
        if not match:
            return False
        return self.add(f"_{{{match.group()}}}" if self.before == SUBSTANCE else match.group(), len(match.group()))

    def script(self) -> bool:
        mark = self.rest()
        match = RAISED.match(self.text, self.at + 1) if mark in ("^", "_") else None
        if not match:
            return False
        words, end = match.group(), match.end()
        if words == "{":
            end = find_group_end(self.text, self.at + 1) + 1
            if not end:
                return False
            words = self.text[self.at + 2 : end - 1]
        elif mark == "_" and words[-1:] in "+-":
            words, end = words[:-1], end - 1
        empty = "" if self.before == SUBSTANCE else "{}"  # before an atom: a mass number
        self.add(f"{empty}{mark}{{{_convert_script(words)}}}", end - self.at, self.before if empty else SUBSTANCE)
        if empty and self.rest() in ("^", "_"):
            self.before = SUBSTANCE
            self.script()
            self.before = START
        return True

    def group(self) -> bool:
        end = find_group_end(self.text, self.at) if self.rest() == "{" else -1
        return end > 0 and self.add("{" + convert_equation(self.text[self.at + 1 : end]) + "}", end + 1 - self.at)

    def formula(self) -> bool:
        end = self.text.find("$", self.at + 1) if self.rest() == "$" else -1
        return end > 0 and self.add("{" + expand_chemistry(self.text[self.at + 1 : end]) + "}", end + 1 - self.at)

    def command(self) -> bool:
        match = WORD.match(self.text, self.at)
        if not match:
            return False
        name, start = match.group().strip(), match.end()
        end = start
        while end < len(self.text) and self.text[end] == "{" and (closing := find_group_end(self.text, end)) > 0:
            end = closing + 1
        inside = self.text[start:end]
        if name == r"\bond":
            return self.add(f"{{{BONDS.get(inside.strip('{}'), '-')}}}", end - self.at)
        if name == r"\ce":
            return self.add(f"{{{convert_equation(inside[1:-1])}}}", end - self.at)
        return self.add(f"{name}{inside or ' ' * name[-1:].isalpha()}", end - self.at)

    def bond(self) -> bool:
        if self.rest() in ("=", "#", "~") and self.before == SUBSTANCE:
            return self.add(f"{{{BONDS[self.rest()]}}}", 1)
        if self.rest() in ("*", "·", "•", ".") and self.before == SUBSTANCE and re.match(r"\s*[\dA-Za-z(\[{]", self.text[self.at + 1 :]):
            return self.add(r"{\cdot}", 1, OPERATOR)
        return False

    def words(self) -> bool:
        match = HAN.match(self.text, self.at)
        return match is not None and self.add(rf"\text{{{match.group()}}}", len(match.group()))


STEPS: tuple[Callable[[_Equation], bool], ...] = (
    _Equation.space, _Equation.arrow, _Equation.precipitate, _Equation.script, _Equation.equals, _Equation.amount, _Equation.sign,
    _Equation.state, _Equation.bond, _Equation.letters, _Equation.digits, _Equation.group, _Equation.formula, _Equation.command,
    _Equation.words,
)  # fmt: skip
"""What may stand at a place, in the order in which it is looked for."""


def _convert_script(words: str) -> str:
    """The content of a sub- or superscript: a lone small letter is a variable, all other letters are upright."""
    words = words.strip()
    if "\\" in words or "$" in words:
        return words.replace("$", "")
    parts = re.findall(r"[A-Za-z]+|[\u4e00-\u9fff]+|.", words)
    return "".join(_convert_script_part(part) for part in parts)


def _convert_script_part(part: str) -> str:
    if part in (".", "•", "*"):
        return r"\bullet " if part != "*" else "*"
    if HAN.fullmatch(part):
        return rf"\text{{{part}}}"
    return rf"\mathrm{{{part}}}" if part.isascii() and part.isalpha() and not (len(part) == 1 and part.islower()) else part


NUMBER = re.compile(
    r"(?P<sign>\+-|[+\-±])?\s*(?P<number>\d+(?:\s\d{3})*(?:[.,]\d+)?)"
    r"(?:\s*(?:[eE](?P<short>[+\-]?\d+)|[x*×.]?\s*10\^\{?(?P<power>[+\-]?\d+)\}?))?"
)
UNIT = re.compile(r"(?P<name>\\[A-Za-z]+|[^\s\d^*./\\+\-{}]+)(?:\^?\{?(?P<power>[+\-]?\d+)\}?)?")
DEGREE = r"{}^{\circ}"
UNIT_NAMES = {
    "°C": rf"{DEGREE}\mathrm{{C}}", "℃": rf"{DEGREE}\mathrm{{C}}", "°F": rf"{DEGREE}\mathrm{{F}}", "°": DEGREE,
    "%": r"\%", "Ω": r"\Omega ",
}  # fmt: skip


def convert_quantity(text: str) -> str:
    r"""The content of `\pu{…}` as LaTeX: a number and units, which are upright."""
    text = text.strip()
    match = NUMBER.match(text)
    number = _convert_number(match) if match else ""
    units = text[match.end() :].strip() if match else text
    if "//" in units:
        up, _, down = units.partition("//")
        unit = rf"\frac{{{_convert_units(up) or '1'}}}{{{_convert_units(down)}}}"
    else:
        unit = _convert_units(units)
    return number + (r"\," if number and unit else "") + unit


def _convert_number(match: re.Match[str]) -> str:
    sign = {"+-": r"\pm ", "±": r"\pm "}.get(match["sign"] or "", match["sign"] or "")
    number = r"\,".join(match["number"].replace(",", "{,}").split())
    power = match["short"] or match["power"]
    return sign + number + (rf"\times 10^{{{power}}}" if power else "")


def _convert_units(text: str) -> str:
    return "".join(_iter_units(text.strip()))


def _iter_units(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = UNIT.match(text, at)
        if match:
            name = match["name"]
            yield UNIT_NAMES.get(name) or (f"{name} " if name.startswith("\\") else _convert_unit_name(name))
            yield f"^{{{match['power']}}}" if match["power"] else ""
            at = match.end()
        else:
            mark = text[at]
            yield {" ": r"\,", "*": r"{\cdot}", ".": r"{\cdot}", "/": "/"}.get(mark, "" if mark in "{}^" else mark)
            at += 1


def _convert_unit_name(name: str) -> str:
    """The name of a unit upright; a micro sign is no letter of the upright alphabet."""
    if HAN.search(name):
        return rf"\text{{{name}}}"
    if name[0] in "µμ":
        return rf"\mu\mathrm{{{name[1:]}}}" if name[1:] else r"\mu "
    return rf"\mathrm{{{name}}}"
