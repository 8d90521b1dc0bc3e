"""Symbols, functions, accents and brackets in LaTeX: what formulas of other formats are written with."""

import re

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
ACCENT_COMMANDS = {"̂": "hat", "̃": "tilde", "̄": "bar", "⃗": "vec", "̇": "dot", "̈": "ddot", "̅": "overline"}
FUNCTIONS = frozenset(
    (
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "ln", "log", "lg", "exp", "lim",
        "max", "min", "sup", "inf", "det", "gcd",
    )
)  # fmt: skip
BRACKETS = {
    "{": r"\{", "}": r"\}", "|": "|", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "〈": r"\langle",
    "〉": r"\rangle", "": ".",
}  # fmt: skip


def write_symbols(text: str) -> str:
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
