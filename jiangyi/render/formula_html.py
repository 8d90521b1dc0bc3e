"""Formulas as markup: a drawing for print, MathML and a line of text for e-readers; both with the words that they are read aloud with."""

import base64
from xml.sax.saxutils import escape, quoteattr

from jiangyi.notation import FormulaPart, speak_formula, typeset_formula_parts, write_linear
from jiangyi.theme import Target

MATHML_FILE = "formulas.css"
"""A stylesheet of its own, because old readers drop all of one with a rule that they do not know."""
MATHML_CSS = """\
@supports (math-style: normal) {
  math { display: revert }
  .linear { display: none }
}
"""
"""Shows MathML instead of text where it is known: `math-style` is a property of MathML Core, and not of what draws letters in a row."""
MATHML_LINK = f'<link rel="stylesheet" type="text/css" href="{MATHML_FILE}"/>'


def link_mathml_styles(html: str) -> str:
    """A document of an EPUB with a link to the stylesheet of formulas where it has any."""
    return html.replace("</head>", f"{MATHML_LINK}\n</head>", 1) if "<math" in html else html


def formula_html(tex: str, target: Target, lang: str, *, display: bool = False) -> str:
    """A formula; a wide one is several elements, between which lines may end, and the first has the words for all."""
    parts = typeset_formula_parts(tex, display=display)
    if not target.is_paged:
        return _mathml_html(parts, lang)
    spoken = " ".join(speak_formula(part.mathml, lang) for part in parts)
    return "".join(_drawing_html(part, spoken if part is parts[0] else "") for part in parts)


def _drawing_html(part: FormulaPart, alt: str) -> str:
    """A drawing on the baseline, and the text that lies below it to be found and copied."""
    drawing = part.drawing
    data = base64.b64encode(drawing.svg.encode()).decode()
    size = f"--width: {drawing.width:.3f}em; --height: {drawing.height:.3f}em; --depth: {-drawing.depth:.3f}em"
    text = f" data-text={quoteattr(write_linear(part.mathml))}"
    classes = "math" if alt else "math continued"
    return f'<img class="{classes}" alt={quoteattr(alt)}{text} style="{size}" src="data:image/svg+xml;base64,{data}"/>'


def _mathml_html(parts: tuple[FormulaPart, ...], lang: str) -> str:
    """MathML, and the text that readers show which do not know it (`.linear` in the stylesheet)."""
    linear = "".join(write_linear(part.mathml) for part in parts)
    found = [part.mathml.replace("<math ", f"<math alttext={quoteattr(speak_formula(part.mathml, lang))} ", 1) for part in parts]
    if len(found) > 1:
        first, *rest = [markup.replace('display="block"', 'display="inline" displaystyle="true"', 1) for markup in found]
        found = [first, *(markup.replace("<math ", '<math class="continued" ', 1) for markup in rest)]
    return f'{"<wbr/>".join(found)}<span class="linear">{escape(linear)}</span>'
