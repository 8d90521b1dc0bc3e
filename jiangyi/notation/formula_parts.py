"""Where a formula in a line of text may be broken: behind relations, and where these are too far apart behind operators and commas.

A sign inside brackets, a fraction or any other group is no such place.
"""

import re
from itertools import pairwise

from jiangyi.core import compile_late

RELATION = (
    r"[=<>＝≠≤≥≈→⇒∈]|\\(?:le|leq|leqslant|ge|geq|geqslant|ne|neq|approx|equiv|sim|simeq|cong|propto|to|rightarrow|Rightarrow|leftrightarrow|"
    r"Leftrightarrow|iff|implies|Longrightarrow|longrightarrow|in|subset|subseteq|parallel|perp|because|therefore|gets|mapsto|"
    r"rightleftharpoons|xlongequal|longequal)(?![A-Za-z])"
)
OPERATOR = r"[+\-−±×÷·]|\\(?:pm|mp|times|div|cdot|cap|cup|land|lor|wedge|vee|oplus)(?![A-Za-z])"
TOKEN = compile_late(
    rf"(?P<open>\{{|\\left(?![A-Za-z])|\\begin(?![A-Za-z])|\\[{{]|[(\[（])|(?P<close>\}}|\\right(?![A-Za-z])|\\end(?![A-Za-z])|\\\}}|[)\]）])|"
    rf"(?P<comma>[,，;；])|(?P<relation>{RELATION})|(?P<operator>{OPERATOR})|(?P<bar>\|)|(?P<script>[_^])|(?P<other>\\[A-Za-z]+|\\.|\S)",
    re.DOTALL,
)
"""What a formula consists of, other than white space."""


ARROW = compile_late(r"\\;(?:(?!\\;).)*\\;", re.DOTALL)
"""An arrow, perhaps with conditions, between the sides of a reaction."""
ENDS, BEGINNINGS = ("other", "close", "bar"), ("other", "open", "bar")
"""What a term may end and begin with."""


def split_at_relations(tex: str) -> list[str]:
    """The parts of a formula, each of which ends with a relation, but for the last."""
    return _split(tex, ("relation",))


def split_reaction(tex: str) -> list[str]:
    r"""The parts of an expanded chemical formula, each of which ends with an arrow, `\;…\;`, or a relation, but for the last."""
    inside = tex[1:-1] if tex.startswith("{") and tex.endswith("}") else tex
    pieces, ends = [], [match.end() for match in ARROW.finditer(inside)]
    for start, end in pairwise([0, *ends, len(inside)]):
        if end in ends:
            pieces.append(inside[start:end] + "{}")  # so that the space behind the arrow is not at its end
        else:
            pieces += split_at_relations(inside[start:end])
    return pieces


def split_at_operators(tex: str) -> list[str]:
    """The parts of a formula, each of which ends with an operator between two terms or a comma, but for the last."""
    return _split(tex, ("operator", "comma"))


def _split(tex: str, kinds: tuple[str, ...]) -> list[str]:
    places, depth, before, is_inside_bars = [0], 0, "", False
    tokens = list(TOKEN.finditer(tex))
    for number, token in enumerate(tokens):
        kind = token.lastgroup or ""
        depth += (kind == "open") - (kind == "close")
        is_inside_bars ^= kind == "bar" and not depth
        # a sign that begins the formula, follows another sign, or has an argument or script of its own separates nothing
        is_between = before in ENDS and number + 1 < len(tokens) and tokens[number + 1].lastgroup in BEGINNINGS
        if kind in kinds and not depth and not is_inside_bars and is_between and not _is_group(tokens[number + 1].group(), kind):
            places.append(token.end())
        before = kind
    return [tex[a:b].strip() for a, b in pairwise([*places, len(tex)])]


def _is_group(text: str, kind: str) -> bool:
    """Whether braces follow a relation that may take them as its argument."""
    return kind == "relation" and text == "{"
