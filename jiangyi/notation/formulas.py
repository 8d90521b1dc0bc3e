"""Conversion of LaTeX formulas to MathML for e-readers and to SVG for print."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
from xml.etree import ElementTree

import msgspec

from jiangyi.core import Memo, Message, Report, limits, trim_formula
from jiangyi.notation import loading
from jiangyi.notation.chemistry import expand_chemistry
from jiangyi.notation.formula_parts import split_at_operators, split_at_relations, split_reaction
from jiangyi.notation.latex_rewriting import rewrite_latex
from jiangyi.notation.linear_text import write_linear
from jiangyi.store import StoredMemo, digest_bytes, plain_memo

EM = 16.0
"""The font size in px at which formulas are drawn; their dimensions are then given in em."""
ACTIVE = re.compile(r"\\(?:href|url|style|class|cssId|id|html\w*)(?![A-Za-z])")
"""Commands that would put links, styles or ids into the markup, which content must not do."""
ESCAPED = re.compile(r"\\.", re.DOTALL)
ENVIRONMENT = re.compile(r"\\begin\{([^{}]*)\}")
ENVIRONMENTS = frozenset((
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix",
    "array", "cases", "align", "align*", "aligned", "split",
))  # fmt: skip
FEW = 10
"""Elements that any formula has, halved."""
OPENINGS = {"}": "{", "]": "[", r"\right": r"\left", r"\end": r"\begin"}
"""What begins a group, by what ends it."""
EDGE = re.compile(r"\\(?:(?:left|begin|right|end)(?![A-Za-z])|.)|[{}]", re.DOTALL)
CHEMICAL_EDGE = re.compile(rf"{EDGE.pattern}|[\[\]]", re.DOTALL)
HAN = re.compile("[\u3400-\u9fff]")
WORDS = re.compile(r"(\\text\{)([^{}]*)(\})")
WIDE, WIDE_DISPLAY, WIDE_PART = 8.0, 14.0, 12.0
"""Em: a formula, in a line or on one of its own, that is wider is broken at its relations, and a part that is wider at its operators."""
WITHOUT_INK = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1" viewBox="0 0 1 1"/>'
SHORT_END = 2.0
"""Em: a last part that is narrower stands on no line of its own."""
ONE_UPRIGHT = re.compile(r"(\\mathrm\{)([A-Za-z]\})")
LONG_EQUALS = re.compile("═+")
ARGUMENT = Message("an argument in braces is missing", "缺少花括号里的内容")
REASONS = {
    "ExtraLeftOrMissingRightError": Message("\\left and \\right do not match", "\\left 与 \\right 不成对"),
    "MissingEndError": Message("\\begin has no \\end", "\\begin 没有对应的 \\end"),
    "NoAvailableTokensError": ARGUMENT,
    "AssertionError": ARGUMENT,
    "IndexError": ARGUMENT,
    "MissingSuperScriptOrSubscriptError": Message("nothing follows ^ or _", "^ 或 _ 后面缺少内容"),
    "DoubleSubscriptsError": Message("double subscript", "下标重复"),
    "DoubleSuperscriptsError": Message("double superscript", "上标重复"),
    "DenominatorNotFoundError": ARGUMENT,
    "NumeratorNotFoundError": ARGUMENT,
}
"""What the errors of the libraries mean, by the name of their class."""
OTHER = Message("it cannot be parsed", "无法解析")


class FormulaError(ValueError):
    """A formula that cannot be typeset; its first argument is the reason as a message."""


class FormulaLimitError(FormulaError):
    """A formula beyond a limit."""

    def __init__(self, limit: limits.Limit) -> None:
        """`limit` is the one that it exceeds."""
        most = f"{limit.value:,}"
        super().__init__(Message(f"more than {most} {limit.what.en}", f"{limit.what.zh}超过上限（最多 {most}）"))
        self.limit = limit


@dataclass(frozen=True, slots=True)
class FormulaDrawing:
    """A formula as SVG, with its dimensions in em of the surrounding text; `depth` is the part below the baseline."""

    svg: str
    width: float
    height: float
    depth: float


def prepare_formula(tex: str) -> str:
    """A formula without spaces at its ends, in commands that both converters know. Raises FormulaLimitError."""
    if len(tex) > limits.FORMULA_LENGTH.value:
        raise FormulaLimitError(limits.FORMULA_LENGTH)
    if _measure_depth(tex) > limits.FORMULA_DEPTH.value:
        raise FormulaLimitError(limits.FORMULA_DEPTH)
    return trim_formula(rewrite_latex(expand_chemistry(trim_formula(tex))))


def _measure_depth(tex: str) -> int:
    """How deep groups are nested in a formula; an opening bracket without a closing one ends with the group that it is in."""
    waiting: list[str] = []
    deepest = 0
    for match in (CHEMICAL_EDGE if r"\ce" in tex else EDGE).finditer(tex):
        edge = match.group()
        closed = OPENINGS.get(edge)
        if edge.startswith("\\") and edge not in OPENINGS and edge not in OPENINGS.values():
            continue  # an escaped mark
        if closed is None:
            waiting.append(edge)
            deepest = max(deepest, len(waiting))
        elif closed in waiting:
            while waiting.pop() != closed:
                pass
    return deepest


def check_formula(tex: str) -> None:
    """Check for what both converters overlook: forbidden commands, unbalanced braces, unknown environments. Raises FormulaError."""
    if active := ACTIVE.search(tex):
        raise FormulaError(Message(f"{active.group()} is not allowed", f"不允许使用 {active.group()}"))
    bare = ESCAPED.sub("", tex)
    if _unbalanced(bare):
        raise FormulaError(Message("the braces do not match", "花括号不成对"))
    for name in ENVIRONMENT.findall(tex):
        if name not in ENVIRONMENTS:
            raise FormulaError(Message(f"unknown environment {name}", f"不支持环境 {name}"))


def _unbalanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return True
    return depth != 0


class FormulaPart(msgspec.Struct, frozen=True, array_like=True):
    """A part of a formula, perhaps all of it, in both forms."""

    mathml: str
    drawing: FormulaDrawing


class TypesetFormula(msgspec.Struct, frozen=True, array_like=True):
    """A formula in both forms."""

    tex: str
    display: bool
    mathml: str
    drawing: FormulaDrawing
    parts: tuple[FormulaPart, ...] = ()
    """What it is set as where it may be broken."""


MATHML: Memo[str] = Memo("MathML of formulas", 8192)
DRAWINGS: Memo[FormulaDrawing] = Memo("drawn formulas", 8192)
PARTS: Memo[tuple[FormulaPart, ...]] = Memo("parts of formulas", 8192)
TYPESET: StoredMemo[tuple[TypesetFormula, ...]] = plain_memo("formulas", tuple[TypesetFormula, ...], size=0)
"""All formulas of a handout, so that after an edit of its text they are neither converted nor drawn again."""


def typeset_formulas(formulas: Iterable[tuple[str, bool]]) -> None:
    """Have both forms of some formulas in memory, from the store or made now; True is for display. Raises FormulaError."""
    wanted = sorted(set(formulas))
    if not wanted:
        return

    def typeset(_report: Report) -> tuple[TypesetFormula, ...]:
        return tuple(
            TypesetFormula(
                tex,
                display,
                convert_to_mathml(tex, display=display),
                draw_formula(tex, display=display),
                typeset_formula_parts(tex, display=display),
            )
            for tex, display in wanted
        )

    key = digest_bytes(repr(wanted).encode(errors="surrogatepass"))
    for one in TYPESET.get_or_compute(key, typeset, Report()):
        MATHML.get_or_compute((one.tex, one.display), None, partial(getattr, one, "mathml"))
        DRAWINGS.get_or_compute((one.tex, one.display), None, partial(getattr, one, "drawing"))
        PARTS.get_or_compute((one.tex, one.display), None, partial(getattr, one, "parts"))


def convert_to_mathml(tex: str, *, display: bool = False) -> str:
    """Convert a formula to presentation MathML. Raises FormulaError."""
    return MATHML.get_or_compute((tex, display), None, lambda: _convert_to_mathml(tex, display=display))


def _convert_to_mathml(tex: str, *, display: bool) -> str:
    prepared = prepare_formula(tex)
    check_formula(prepared)
    loading.import_converter()
    try:
        from latex2mathml.converter import convert

        markup = convert(_for_mathml(prepared), display="block" if display else "inline")
        root = ElementTree.fromstring(markup)  # noqa: S314 - the library's own markup
    except Exception as error:  # its own errors as well as KeyError, IndexError and others
        raise FormulaError(_reason(error)) from error
    if sum(1 for _ in root.iter()) > limits.FORMULA_SYMBOLS.value * (len(prepared) + FEW):
        raise FormulaLimitError(limits.FORMULA_SYMBOLS)
    unknown = [e.text for e in root.iter() if e.text and e.text.startswith("\\")]
    if unknown:
        raise FormulaError(Message(f"unknown command {unknown[0]}", f"不支持命令 {unknown[0]}"))
    if len(HAN.findall("".join(root.itertext()))) < len(HAN.findall(prepared)):
        raise FormulaError(OTHER)  # some command has dropped its argument
    ElementTree.register_namespace("", "http://www.w3.org/1998/Math/MathML")
    return ElementTree.tostring(root, encoding="unicode")


def write_formula_text(tex: str) -> str:
    """The linear text of a formula; the formula itself where it cannot be read."""
    try:
        return write_linear(convert_to_mathml(tex))
    except FormulaError:
        return tex


def draw_formula(tex: str, *, display: bool = False) -> FormulaDrawing:
    """Draw a formula as SVG whose glyphs are paths, except Han characters, which are text. Raises FormulaError."""
    return DRAWINGS.get_or_compute((tex, display), None, lambda: _draw_formula(tex, display=display))


def typeset_formula_parts(tex: str, *, display: bool = False) -> tuple[FormulaPart, ...]:
    """Convert and draw a formula as one or more parts, between which its line may end. Raises FormulaError."""
    return PARTS.get_or_compute((tex, display), None, lambda: _typeset_parts(tex, display=display))


def _typeset_parts(tex: str, *, display: bool) -> tuple[FormulaPart, ...]:
    typeset = partial(_typeset_part, display=display)
    whole = typeset(tex)
    if whole.drawing.width <= (WIDE_DISPLAY if display else WIDE):
        return (whole,)
    expanded = expand_chemistry(tex)
    split = split_at_relations if expanded == tex else split_reaction
    found: list[FormulaPart] = []
    try:
        *before, last = split(expanded)
        if before and typeset(last).drawing.width < SHORT_END:
            last = f"{before.pop()} {last}"
        for words in (*before, last):
            part = typeset(words)
            found += [part] if part.drawing.width <= WIDE_PART else map(typeset, split_at_operators(words))
    except FormulaError:  # a part of it is no formula
        return (whole,)
    has_ink = all(part.drawing.width > 0 and part.drawing.height > 0 for part in found)
    return tuple(found) if has_ink else (whole,)


def _typeset_part(tex: str, *, display: bool) -> FormulaPart:
    return FormulaPart(convert_to_mathml(tex, display=display), draw_formula(tex, display=display))


def _draw_formula(tex: str, *, display: bool) -> FormulaDrawing:
    convert_to_mathml(tex, display=display)  # refuses what is too large to draw
    loading.import_drawing()
    from ziafont.config import config
    from ziamath.zmath import Latex

    from jiangyi.notation import math_font

    prepared = prepare_formula(tex)
    check_formula(prepared)
    config.svg2 = False  # plain paths: SVG 2 symbols of different formulas would share ids
    try:
        formula = Latex(prepared, size=EM, inline=not display, font=math_font.register_math_font())
        markup = formula.svgxml()
        _, top, width, height = (float(number) for number in markup.get("viewBox", "").split())
        svg = ElementTree.tostring(markup, encoding="unicode")
    except Exception as error:  # ziamath raises whatever its parts raise
        raise FormulaError(_reason(error)) from error
    if height <= 0:  # nothing is drawn, so that the extents are those of no glyph
        return FormulaDrawing(WITHOUT_INK, max(width, 0.0) / EM, 0.0, 0.0)
    if not max(abs(top), width, height) / EM < limits.FORMULA_SIZE.value:  # no number is more than one that is none
        raise FormulaLimitError(limits.FORMULA_SIZE)
    return FormulaDrawing(svg, width / EM, height / EM, (top + height) / EM)


def _for_mathml(tex: str) -> str:
    """Work around latex2mathml: escape the words in text commands, call the environment `aligned` `align*`, keep single letters upright.

    A long equals sign is drawn of several characters; reading systems stretch one.
    """
    named = ONE_UPRIGHT.sub(r"\1 \2", LONG_EQUALS.sub("=", tex.replace("{aligned}", "{align*}")))
    return WORDS.sub(lambda match: match[1] + escape(match[2]) + match[3], named)


def _reason(error: Exception) -> Message:
    return REASONS.get(type(error).__name__, OTHER)
