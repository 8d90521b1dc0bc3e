"""Formulas in LaTeX notation as MathML for e-readers and as an SVG picture for print."""

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

EM = 16.0
"""The size, in px, at which formulas are drawn; sizes are given to the page in em."""


class BadFormula(ValueError):
    """A formula that cannot be set; the text says why."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG and its size in em of the text it stands in; `depth` reaches below the baseline."""

    svg: str
    width: float
    height: float
    depth: float


@lru_cache(4096)
def mathml(tex: str, *, display: bool = False) -> str:
    """Presentation MathML with the formula itself as its alternative text. Raises BadFormula."""
    try:
        markup = convert(tex, display="block" if display else "inline")
        root = ElementTree.fromstring(markup)  # noqa: S314 - the library's own markup
    except Exception as error:  # the library raises its own errors as well as KeyError, IndexError and others
        raise BadFormula(_reason(error)) from error
    unknown = [e.text for e in root.iter() if e.text and e.text.startswith("\\")]
    if unknown:
        raise BadFormula(unknown[0])
    root.set("alttext", tex)
    ElementTree.register_namespace("", "http://www.w3.org/1998/Math/MathML")
    return ElementTree.tostring(root, encoding="unicode")


@lru_cache(4096)
def drawing(tex: str, *, display: bool = False) -> Drawing:
    """The formula as a picture whose glyphs are paths. Raises BadFormula."""
    from ziafont.config import config
    from ziamath.zmath import Latex

    from jiangyi import mathfont

    config.svg2 = False  # plain paths: one formula's symbols cannot meet another's
    try:
        drawn = Latex(tex, size=EM, inline=not display, font=mathfont.register())
        markup = drawn.svgxml()
        _, top, width, height = (float(number) for number in markup.get("viewBox", "").split())
        svg = ElementTree.tostring(markup, encoding="unicode")
    except Exception as error:  # ziamath raises whatever its parts raise
        raise BadFormula(_reason(error)) from error
    return Drawing(svg, width / EM, height / EM, (top + height) / EM)


def _reason(error: Exception) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower().removesuffix(" error")
    return f"{name} {error}".strip()
