"""Rewrite LaTeX that the converters do not know in commands that they do: environments, tags, and what only moves or sizes symbols."""

import re

ALIGNED = ("align", "alignat", "alignedat", "flalign", "eqnarray", "split")
CENTRED = ("gather", "gathered", "multline")
WHOLE = ("equation", "displaymath", "math", "subequations")
"""Environments that only say that a formula is one."""
ENVIRONMENT = re.compile(rf"\\(?P<end>begin|end)\s*\{{(?P<name>{'|'.join((*ALIGNED, *CENTRED, *WHOLE))})\*?\}}(?P<columns>\{{\d*\}})?")
REPLACED = (
    (re.compile(r"\\begin\{(aligned|gathered)\}\s*\[[tbc]\]"), r"\\begin{\1}"),
    (re.compile(r"\\(begin|end)\{dcases\}"), r"\\\1{cases}"),
    (re.compile(r"\\begin\{d?rcases\}"), r"\\left.\\begin{array}{l}"),
    (re.compile(r"\\end\{d?rcases\}"), r"\\end{array}\\right\\}"),
    (re.compile(r"\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}"), r"\\qquad\\text{（\1）}"),
    (re.compile(r"\\(?:label|require)\s*\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])"), ""),
    (re.compile(r"\\([NQRZ])(?![A-Za-z])"), r"\\mathbb{\1}"),  # sets of numbers, as KaTeX and MathJax know them
    (re.compile(r"\\([ACP])(?=\s*[_^])"), r"\\mathrm{\1}"),  # arrangements and combinations, as Chinese schoolbooks set them
    (re.compile(r"\\middle\s*(?=[|/.\\)\]])"), ""),
    (re.compile(r"\\(?:raisebox|vcenter)\s*\{[^{}]*\}(?=\s*\{)"), ""),
    (re.compile(r"\\(?:math(?:rel|bin|ord|op|open|close|punct|inner))(?![A-Za-z])"), ""),
)
"""What is replaced; the last entry are commands for the spaces around an argument, which a converter would drop with its argument."""
GROUP = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
OPERATOR = re.compile(
    rf"\\mathop\s*(?P<body>{GROUP}|\\[A-Za-z]+)\s*(?P<limits>\\(?:display|no)?limits)?"
    rf"(?:\s*_\s*(?P<below>{GROUP}|\w))?(?:\s*\^\s*(?P<above>{GROUP}|\w))?"
)
"""A symbol that is an operator, and what stands below and above it."""
CIRCLED = re.compile(r"\\textcircled\s*\{\s*(?:\\[a-z]+\s*)*(?P<number>\d{1,2})\s*\}")
FIRST_CIRCLED, MOST_CIRCLED = 0x2460, 20


def rewrite_latex(tex: str) -> str:
    """A formula in commands that both converters know."""
    if "\\" not in tex:
        return tex
    tex = OPERATOR.sub(_rewrite_operator, ENVIRONMENT.sub(_rewrite_environment, tex))
    for pattern, words in REPLACED:
        tex = pattern.sub(words, tex)
    return CIRCLED.sub(_rewrite_circled, tex)


def _rewrite_environment(match: re.Match[str]) -> str:
    name, edge = match["name"], match["end"]
    columns = match["columns"] or ""
    if name in WHOLE:
        return columns
    if name in CENTRED:
        return (r"\begin{array}{c}" if edge == "begin" else r"\end{array}") + columns
    return rf"\{edge}{{aligned}}"


def _rewrite_operator(match: re.Match[str]) -> str:
    body = match["body"]
    for command, part in (("overset", match["above"]), ("underset", match["below"])):
        body = rf"\{command}{{{part}}}{{{body}}}" if part else body
    return body


def _rewrite_circled(match: re.Match[str]) -> str:
    number = int(match["number"])
    return chr(FIRST_CIRCLED + number - 1) if 0 < number <= MOST_CIRCLED else f"({number})"
