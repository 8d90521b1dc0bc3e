"""Convert Word formulas (OMML, ECMA-376 part 1 §22.1) to LaTeX; unknown elements are listed and give their characters."""

import re
from typing import Any

OMML = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SYMBOLS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho",
    "σ": "sigma", "φ": "varphi", "ω": "omega", "Δ": "Delta", "Σ": "Sigma", "Ω": "Omega", "Φ": "Phi", "η": "eta", "τ": "tau", "ξ": "xi",
    "×": "times", "÷": "div", "±": "pm", "·": "cdot", "⋅": "cdot", "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "∞": "infty",
    "→": "to", "←": "leftarrow", "⇒": "Rightarrow", "∈": "in", "∉": "notin", "⊂": "subset", "⊆": "subseteq", "∪": "cup", "∩": "cap",
    "∀": "forall", "∃": "exists", "∂": "partial", "∇": "nabla", "∠": "angle", "⊥": "perp", "∥": "parallel", "△": "triangle", "…": "ldots",
    "\\": "backslash", "^": "wedge", "~": "sim",
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


def convert_to_latex(element: Any, unknown: list[str]) -> str:
    """A formula in LaTeX; names of unknown elements are appended to `unknown`."""
    return " ".join(_convert_children(element, unknown).split())


def extract_text(element: Any) -> str:
    """The characters of a formula, in order."""
    return "".join(text.text or "" for text in element.iter(f"{OMML}t"))


def _convert_children(element: Any, unknown: list[str]) -> str:
    return "".join(_convert_element(child, unknown) for child in element)


def _convert_child(element: Any, name: str, unknown: list[str]) -> str:
    found = element.find(f"{OMML}{name}")
    return "" if found is None else _convert_children(found, unknown).strip()


def _attribute_value(element: Any, path: str, default: str = "") -> str:
    found = element.find("/".join(f"{OMML}{step}" for step in path.split("/")))
    return default if found is None else found.get(f"{OMML}val", default)


def _convert_element(element: Any, unknown: list[str]) -> str:  # noqa: PLR0912 - one arm an element
    name = element.tag.removeprefix(OMML) if isinstance(element.tag, str) else ""

    def part(child: str) -> str:
        return _convert_child(element, child, unknown)

    match name:
        case "r":
            return convert_text("".join(text.text or "" for text in element.findall(f"{OMML}t")))
        case "f":
            bare = _attribute_value(element, "fPr/type") == "noBar"
            return rf"\binom{{{part('num')}}}{{{part('den')}}}" if bare else rf"\frac{{{part('num')}}}{{{part('den')}}}"
        case "sSup":
            return f"{_brace_base(part('e'))}^{{{part('sup')}}}"
        case "sSub":
            return f"{_brace_base(part('e'))}_{{{part('sub')}}}"
        case "sSubSup":
            return f"{_brace_base(part('e'))}_{{{part('sub')}}}^{{{part('sup')}}}"
        case "sPre":
            return f"{{}}_{{{part('sub')}}}^{{{part('sup')}}}{part('e')}"
        case "rad":
            return rf"\sqrt[{part('deg')}]{{{part('e')}}}" if part("deg") else rf"\sqrt{{{part('e')}}}"
        case "nary":
            sign = NARY.get(_attribute_value(element, "naryPr/chr", "∫"), "int")
            limits = (f"_{{{part('sub')}}}" if part("sub") else "") + (f"^{{{part('sup')}}}" if part("sup") else "")
            return rf"\{sign}{limits} {part('e')}"
        case "d":
            opening, closing = _attribute_value(element, "dPr/begChr", "("), _attribute_value(element, "dPr/endChr", ")")
            inside = ", ".join(_convert_children(child, unknown).strip() for child in element.findall(f"{OMML}e"))
            return rf"\left{BRACKETS.get(opening, opening)} {inside} \right{BRACKETS.get(closing, closing)}"
        case "func":
            return f"{part('fName')} {part('e')}"
        case "acc":
            return rf"\{ACCENTS.get(_attribute_value(element, 'accPr/chr', '̂'), 'hat')}{{{part('e')}}}"
        case "bar":
            below = _attribute_value(element, "barPr/pos", "bot") == "bot"
            return rf"\{'underline' if below else 'overline'}{{{part('e')}}}"
        case "borderBox":
            return rf"\boxed{{{part('e')}}}"
        case "groupChr":
            return _write_grouped(_attribute_value(element, "groupChrPr/chr", "⏟"), part("e"))
        case "limLow":
            return f"{part('e')}_{{{part('lim')}}}"
        case "limUpp":
            return f"{part('e')}^{{{part('lim')}}}"
        case "m":
            rows = [
                " & ".join(_convert_children(cell, unknown).strip() for cell in row.findall(f"{OMML}e"))
                for row in element.findall(f"{OMML}mr")
            ]
            return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
        case "eqArr":
            rows = [_convert_children(row, unknown).strip().replace("&", "") for row in element.findall(f"{OMML}e")]
            return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"
        case "box" | "oMath" | "e":
            return part("e") if name not in ("oMath", "e") else _convert_children(element, unknown)
        case _:
            if name and not name.endswith("Pr") and extract_text(element):
                unknown.append(name)
                return convert_text(extract_text(element))
            return ""


def _write_grouped(sign: str, inner: str) -> str:
    """Some terms with a sign above or below all of them."""
    command = {"⏟": "underbrace", "⏞": "overbrace", "→": "overrightarrow", "←": "overleftarrow"}.get(sign)
    return rf"\{command}{{{inner}}}" if command else rf"\overset{{{convert_text(sign)}}}{{{inner}}}"


def _brace_base(text: str) -> str:
    return text if len(text) <= 1 or re.fullmatch(r"\\[A-Za-z]+ ?", text) else f"{{{text}}}"


def convert_text(text: str) -> str:
    """The text of a run in LaTeX: function names, symbols, Han characters as text."""
    if text.strip() in FUNCTIONS:
        return rf"\{text.strip()} "
    out = ""
    for piece in re.split(r"([\u3000-\u9fff\uff00-\uffef]+)", text):
        if re.match(r"[\u3000-\u9fff\uff00-\uffef]", piece):
            out += rf"\text{{{piece}}}"
        else:
            out += "".join(rf"\{SYMBOLS[c]} " if c in SYMBOLS else "\\" + c if c in "%#$&_{}" else c for c in piece)
    return out
