"""Formulas as markup: a drawing for print, MathML, a picture or a line of text for e-readers; with the words that are read aloud."""

import base64
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

from jiangyi.model import FormulaForm
from jiangyi.notation import FormulaDrawing, FormulaPart, speak_formula, typeset_formula_parts, write_linear
from jiangyi.theme import Target

MATHML_FILE = "formulas.css"
"""A stylesheet of its own, because old readers drop all of one with a rule that they do not know."""
MATHML_LINK = f'<link rel="stylesheet" type="text/css" href="{MATHML_FILE}"/>'
DRAWING_SOURCE = re.compile(r'(?<= src=")data:image/svg\+xml;base64,(?P<data>[A-Za-z0-9+/=]+)(?=")')
"""The address of a drawing, which contains it."""


def link_mathml_styles(html: str) -> str:
    """A document of an EPUB with a link to the stylesheet of formulas where it has any."""
    return html.replace("</head>", f"{MATHML_LINK}\n</head>", 1) if "<math" in html else html


def formula_html(tex: str, target: Target, lang: str, form: FormulaForm = "mathml", *, display: bool = False) -> str:
    """A formula; a wide one is several elements, between which lines may end. The form is that of e-books."""
    parts = typeset_formula_parts(tex, display=display)
    return _print_html(parts, lang) if target.is_paged else FORMS[form](parts, lang, f" data-tex={quoteattr(tex)}")


def _print_html(parts: tuple[FormulaPart, ...], lang: str) -> str:
    """Drawings on the baseline, and the text that lies below them to be found and copied; the first has the words for all."""
    spoken = " ".join(speak_formula(part.mathml, lang) for part in parts)
    return "".join(_drawing_html(part, spoken if part is parts[0] else "") for part in parts)


def _drawing_html(part: FormulaPart, alt: str) -> str:
    drawing = part.drawing
    size = f"--width: {drawing.width:.3f}em; --height: {drawing.height:.3f}em; --depth: {-drawing.depth:.3f}em"
    text = f" data-text={quoteattr(write_linear(part.mathml))}"
    classes = "math" if alt else "math continued"
    return f'<img class="{classes}" alt={quoteattr(alt)}{text} style="{size}" src="{_write_source(drawing)}"/>'


def _write_source(drawing: FormulaDrawing) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.svg.encode()).decode()}"


def _mathml_html(parts: tuple[FormulaPart, ...], lang: str, source: str) -> str:
    """MathML, and the text that readers show which do not know it (`.linear` in the stylesheet).

    What hides the MathML is an element of HTML, since calibre applies no styles to elements of MathML.
    """
    found = [part.mathml.replace("<math ", f"<math alttext={quoteattr(speak_formula(part.mathml, lang))} ", 1) for part in parts]
    if len(found) > 1:
        first, *rest = [markup.replace('display="block"', 'display="inline" displaystyle="true"', 1) for markup in found]
        found = [first, *(markup.replace("<math ", '<math class="continued" ', 1) for markup in rest)]
    return f'<span class="mathml">{"<wbr/>".join(found)}</span><span class="linear"{source}>{_write_all(parts)}</span>'


def _picture_html(parts: tuple[FormulaPart, ...], lang: str, source: str) -> str:
    """Drawings, which the writer makes pictures; with their words, and their text as a title."""
    pictures = list[str]()
    for part in parts:
        drawing, words = part.drawing, speak_formula(part.mathml, lang) or write_linear(part.mathml)
        classes, own = ("math", source) if part is parts[0] else ("math continued", "")
        size = f"width: {drawing.width:.3f}em; vertical-align: {-drawing.depth:.3f}em"
        fields = f'class="{classes}" alt={quoteattr(words)} title={quoteattr(write_linear(part.mathml))}{own} style="{size}"'
        pictures.append(f'<img {fields} src="{_write_source(drawing)}"/>')
    return "<wbr/>".join(pictures)


def _text_html(parts: tuple[FormulaPart, ...], _lang: str, source: str) -> str:
    """The linear text."""
    return f'<span class="formula-text"{source}>{_write_all(parts)}</span>'


def _write_all(parts: tuple[FormulaPart, ...]) -> str:
    return escape("".join(write_linear(part.mathml) for part in parts))


FORMS: Mapping[FormulaForm, Callable[[tuple[FormulaPart, ...], str, str], str]] = {
    "mathml": _mathml_html,
    "picture": _picture_html,
    "text": _text_html,
}
"""What makes each form of formulas in e-books of their parts, the language, and the attribute with their source."""
