"""Inline text as HTML for one target: the words of a paragraph with their links, notes, formulas and readings."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from jiangyi.index import Index
from jiangyi.inline import (
    Break,
    Cloze,
    Code,
    Dots,
    Emph,
    Highlight,
    Inline,
    Inlines,
    Link,
    Math,
    Note,
    Picture,
    Ref,
    Ruby,
    Str,
    Strong,
    Text,
)
from jiangyi.math import drawing, mathml
from jiangyi.qr import code

Target = Literal["print", "epub"]

TAGS: Mapping[type, str] = {
    Emph: "em",
    Strong: "strong",
    Highlight: "mark",
}
"""Inline kinds that are one plain element."""


@dataclass(frozen=True)
class Words:
    """Everything that inline text needs to know of the document it stands in."""

    target: Target
    index: Index
    href: Callable[[str], str]
    """The address of a block in this document."""
    address_marks: Mapping[str, str]
    """For print, the letter of the footnote that holds a link's address; empty where addresses are not shown so."""
    inline_addresses: bool = False
    """For print, whether a link's address stands in brackets behind it."""

    codes: bool = False
    """For print, whether a QR code stands beside an address in its footnote."""

    def html(self, text: Text) -> Markup:
        """A text as markup that is well-formed XML."""
        return Markup(self._all(text.inlines))  # noqa: S704 - every piece is escaped below

    def _all(self, inlines: Inlines) -> str:
        return "".join(self._one(item) for item in inlines)

    def _one(self, item: Inline) -> str:
        match item:
            case Str(text):
                return escape(text)
            case Emph(content) | Strong(content) | Highlight(content):
                tag = TAGS[type(item)]
                return f"<{tag}>{self._all(content)}</{tag}>"
            case Dots(content):
                return f'<em class="dots">{self._all(content)}</em>'
            case Cloze(content):
                return f'<span class="cloze">{self._all(content)}</span>'
            case Code(text):
                return f"<code>{escape(text)}</code>"
            case Break():
                return "<br/>"
            case Ruby(base, reading):
                return ruby(base, reading, self.target)
            case Math(tex):
                return formula(tex, self.target)
            case Picture(_, alt):
                return escape(alt)
            case Ref(target, content):
                words = self._all(content) or escape(self.index.references.get(target, ""))
                return f'<a class="ref" href={quoteattr(self.href(target))}>{words}</a>'
            case Link(href, content):
                return self._link(href, content)
            case Note(content, _, name):
                return self._note(content, name)

    def _link(self, href: str, content: Inlines) -> str:
        words = self._all(content)
        link = f"<a href={quoteattr(href)}>{words}</a>"
        if self.target == "epub" or words == escape(href):
            return link
        if self.inline_addresses:
            return f'{link}<span class="inline-address">{escape(href)}</span>'
        mark = self.address_marks.get(href)
        address = f"<a href={quoteattr(href)}>{escape(href)}</a>"
        drawn = code(href) if self.codes else ""
        image = f'<img class="qr" alt="" src="{drawn}"/>' if drawn else ""
        return link + (f'<span class="footnote address" data-mark="{mark}">{image}{address}</span>' if mark else "")

    def _note(self, content: Inlines, name: str) -> str:
        number = self.index.notes[name]
        if self.target == "print":
            return f'<span class="footnote" id="{name}" data-mark="{number}">{self._all(content)}</span>'
        return f'<a class="noteref" epub:type="noteref" role="doc-noteref" id="{name}-ref" href="{escape(self.href(name))}">{number}</a>'


def ruby(base: str, reading: str, target: Target) -> str:
    """A reading above its characters: one syllable a character where their counts agree.

    Print says how many letters a syllable has, since the engine sets no ruby of its own and the stylesheet makes room.
    """
    syllables = reading.split()
    pairs = list(zip(base, syllables, strict=True)) if len(syllables) == len(base) else [(base, reading)]
    if target == "print":
        return "".join(f'<ruby style="--letters: {len(r)}">{escape(b)}<rt>{escape(r)}</rt></ruby>' for b, r in pairs)
    return "<ruby>" + "".join(f"{escape(b)}<rt>{escape(r)}</rt>" for b, r in pairs) + "</ruby>"


def formula(tex: str, target: Target, *, display: bool = False) -> str:
    """A formula: MathML for e-readers, for print a picture that stands on the line with TeX as its alternative text."""
    if target == "epub":
        return mathml(tex, display=display)
    drawn = drawing(tex, display=display)
    data = base64.b64encode(drawn.svg.encode()).decode()
    size = f"--width: {drawn.width:.3f}em; --height: {drawn.height:.3f}em; --depth: {-drawn.depth:.3f}em"
    return f'<img class="math" alt={quoteattr(tex)} style="{size}" src="data:image/svg+xml;base64,{data}"/>'
