"""Formulas of Word (OMML, ECMA-376 part 1 §22.1) as LaTeX; what is not known is told, and its characters stay."""

import re
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SYMBOLS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho",
    "σ": "sigma", "φ": "varphi", "ω": "omega", "Δ": "Delta", "Σ": "Sigma", "Ω": "Omega", "Φ": "Phi", "η": "eta", "τ": "tau", "ξ": "xi",
    "×": "times", "÷": "div", "±": "pm", "·": "cdot", "⋅": "cdot", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "∞": "infty",
    "→": "to", "←": "leftarrow", "⇒": "Rightarrow", "∈": "in", "∉": "notin", "⊂": "subset", "⊆": "subseteq", "∪": "cup", "∩": "cap",
    "∀": "forall", "∃": "exists", "∂": "partial", "∇": "nabla", "∠": "angle", "⊥": "perp", "∥": "parallel", "△": "triangle", "…": "ldots",
    "∴": "therefore", "∵": "because", "∓": "mp", "∘": "circ", "°": "circ", "≡": "equiv", "∝": "propto", "∅": "emptyset",
}  # fmt: skip
NARY = {"∑": "sum", "∏": "prod", "∫": "int", "∬": "iint", "∭": "iiint", "∮": "oint", "⋃": "bigcup", "⋂": "bigcap"}
ACCENTS = {"̂": "hat", "̃": "tilde", "̄": "bar", "⃗": "vec", "̇": "dot", "̈": "ddot", "̅": "overline"}
FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "arcsin",
        "arccos",
        "arctan",
        "sinh",
        "cosh",
        "tanh",
        "ln",
        "log",
        "lg",
        "exp",
        "lim",
        "max",
        "min",
        "sup",
        "inf",
        "det",
        "gcd",
    ]
)
BRACKETS = {
    "{": r"\{",
    "}": r"\}",
    "|": "|",
    "‖": r"\|",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "⌈": r"\lceil",
    "⌉": r"\rceil",
    "〈": r"\langle",
    "〉": r"\rangle",
    "": ".",
}
KNOWN = frozenset(
    [
        "f",
        "sSup",
        "sSub",
        "sSubSup",
        "rad",
        "nary",
        "d",
        "func",
        "acc",
        "bar",
        "m",
        "eqArr",
        "limLow",
        "limUpp",
        "r",
        "t",
        "box",
        "borderBox",
        "groupChr",
        "sPre",
    ]
)


def latex(element: Any, unknown: list[str]) -> str:
    """A formula in LaTeX notation; the names of elements that are not known go to `unknown`."""
    return " ".join(_parts(element, unknown).split())


def words(element: Any) -> str:
    """The characters of a formula, in their order."""
    return "".join(text.text or "" for text in element.iter(f"{M}t"))


def _parts(element: Any, unknown: list[str]) -> str:
    return "".join(_one(child, unknown) for child in element)


def _child(element: Any, name: str, unknown: list[str]) -> str:
    found = element.find(f"{M}{name}")
    return "" if found is None else _parts(found, unknown).strip()


def _value(element: Any, path: str, default: str = "") -> str:
    found = element.find("/".join(f"{M}{step}" for step in path.split("/")))
    return default if found is None else found.get(f"{M}val", default)


def _one(element: Any, unknown: list[str]) -> str:  # noqa: PLR0912 - one arm an element
    name = element.tag.removeprefix(M) if isinstance(element.tag, str) else ""

    def part(child: str) -> str:
        return _child(element, child, unknown)

    match name:
        case "r":
            return _run("".join(text.text or "" for text in element.findall(f"{M}t")))
        case "f":
            bare = _value(element, "fPr/type") == "noBar"
            return rf"\binom{{{part('num')}}}{{{part('den')}}}" if bare else rf"\frac{{{part('num')}}}{{{part('den')}}}"
        case "sSup":
            return f"{_base(part('e'))}^{{{part('sup')}}}"
        case "sSub":
            return f"{_base(part('e'))}_{{{part('sub')}}}"
        case "sSubSup":
            return f"{_base(part('e'))}_{{{part('sub')}}}^{{{part('sup')}}}"
        case "sPre":
            return f"{{}}_{{{part('sub')}}}^{{{part('sup')}}}{part('e')}"
        case "rad":
            return rf"\sqrt[{part('deg')}]{{{part('e')}}}" if part("deg") else rf"\sqrt{{{part('e')}}}"
        case "nary":
            sign = NARY.get(_value(element, "naryPr/chr", "∫"), "int")
            limits = (f"_{{{part('sub')}}}" if part("sub") else "") + (f"^{{{part('sup')}}}" if part("sup") else "")
            return rf"\{sign}{limits} {part('e')}"
        case "d":
            opening, closing = _value(element, "dPr/begChr", "("), _value(element, "dPr/endChr", ")")
            inside = ", ".join(_parts(child, unknown).strip() for child in element.findall(f"{M}e"))
            return rf"\left{BRACKETS.get(opening, opening)} {inside} \right{BRACKETS.get(closing, closing)}"
        case "func":
            return f"{part('fName')} {part('e')}"
        case "acc":
            return rf"\{ACCENTS.get(_value(element, 'accPr/chr', '̂'), 'hat')}{{{part('e')}}}"
        case "bar":
            return rf"\overline{{{part('e')}}}"
        case "limLow":
            return f"{part('e')}_{{{part('lim')}}}"
        case "limUpp":
            return f"{part('e')}^{{{part('lim')}}}"
        case "m":
            rows = [" & ".join(_parts(cell, unknown).strip() for cell in row.findall(f"{M}e")) for row in element.findall(f"{M}mr")]
            return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
        case "eqArr":
            rows = [_parts(row, unknown).strip().replace("&", "") for row in element.findall(f"{M}e")]
            return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"
        case "box" | "borderBox" | "groupChr" | "oMath" | "e":
            return part("e") if name not in ("oMath", "e") else _parts(element, unknown)
        case _:
            if name and not name.endswith("Pr") and words(element):
                unknown.append(name)
                return _run(words(element))
            return ""


def _base(text: str) -> str:
    return text if len(text) <= 1 or re.fullmatch(r"\\[A-Za-z]+ ?", text) else f"{{{text}}}"


def _run(text: str) -> str:
    """Characters of a run: names of functions, symbols, words in Han as text."""
    if text.strip() in FUNCTIONS:
        return rf"\{text.strip()} "
    out = ""
    for piece in re.split(r"([\u3000-\u9fff\uff00-\uffef]+)", text):
        if re.match(r"[\u3000-\u9fff\uff00-\uffef]", piece):
            out += rf"\text{{{piece}}}"
        else:
            out += "".join(rf"\{SYMBOLS[c]} " if c in SYMBOLS else "\\" + c if c in "%#$&_{}" else c for c in piece)
    return out
