"""Render inline text as HTML for one target: links, footnotes, formulas, blanks and ruby annotations.

In print, a link shows its address in a footnote with a letter, apart from the numbered footnotes of the author.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from jiangyi.model import (
    BookTitle,
    Break,
    Cloze,
    Emph,
    EmphasisDots,
    Footnote,
    FormulaForm,
    Highlight,
    ImageFile,
    IndexTerm,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    Inlines,
    Link,
    Marked,
    ProperName,
    Ref,
    Ruby,
    Str,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Text,
    Underline,
    find_handout_link,
    get_labels,
    inline,
    is_address,
    to_anchor,
    walk_inlines,
)
from jiangyi.notation import draw_qr_code
from jiangyi.passes import Index, is_even, measure_blank
from jiangyi.render.formula_html import formula_html
from jiangyi.render.ruby_html import ruby_html
from jiangyi.theme import Target

TAGS: Mapping[type, str] = {
    Emph: "em",
    Strong: "strong",
    Highlight: "mark",
    EmphasisDots: "em",
    Subscript: "sub",
    Superscript: "sup",
    Strike: "s",
    Underline: "u",
    ProperName: "u",
    BookTitle: "u",
}
"""The element of each type of marked text."""
CLASSES: Mapping[type, str] = {EmphasisDots: "dots", ProperName: "proper-name", BookTitle: "book-title"}
TAG = re.compile("<[^>]*>")
TYPED_BLANK = re.compile(r"([（(][ \u3000]{2,}[）)]|_{2,}|＿{2,})")
"""A blank that is typed: nothing between brackets, or a line of low lines."""
SHORT_BLANK = 8
"""Em: a blank of an e-book that is not longer stays on one line."""
HANDOUT_LINK = "data-handout"
"""The attribute of the place for a link to another handout: its name, and perhaps an id in it."""
REVEALED = "reveal"
"""The class of a blank on a page that shows its words when it is chosen."""
LOW_LINE = "＿"
"""What the line of a blank in an e-book is made of: every reading system and every conversion to text shows it."""
UNDERLINED = (Underline, ProperName, BookTitle)
"""Types with a line below the words; that of one right after another is kept apart from it."""


@dataclass(frozen=True)
class InlineRenderer:
    """Renders the inline text of one document."""

    target: Target
    index: Index
    href: Callable[[str], str]
    """The address of a block in this document."""
    address_marks: Mapping[str, str]
    """For print, the letter of the footnote that shows the address of a link; empty where addresses are not shown in footnotes."""
    shows_inline_addresses: bool = False
    """For print, whether the address of a link follows it in brackets."""
    shows_qr_codes: bool = False
    """For print, whether an address in a footnote has a QR code."""
    blank_ids: frozenset[str] = frozenset()
    """The ids of words that the edition leaves blank."""
    pictures: Mapping[str, ImageFile] = field(default_factory=dict)
    """The images of the book by id."""
    note_blocks: Callable[[Footnote], tuple[str, str]] = lambda note: (note.id, "")
    """The id of the first reference to a footnote with blocks, and the markup of its blocks."""
    bracket_widths: Mapping[str, float] = field(default_factory=dict)
    """The inner width in em of each bracket for a chosen letter, by the id of the answer in it."""
    in_note: bool = False
    """Whether the text is in the blocks of a footnote: in print, footnotes in it follow them."""
    lang: str = ""
    """The language of what is read aloud: formulas, and the names of blanks and of pictures without alternative text."""
    alone: int = 0
    """The number of pictures in the text, where it has nothing else."""
    even_width: int = 0
    """The width in em of blanks that are all equal; 0 where each is as wide as its words."""
    longest_note: float = inf
    """For print, the characters of the longest footnote that has room on a page; a longer one is set in the text, where it is broken."""
    formula_form: FormulaForm = "mathml"
    """For an e-book, what formulas are."""
    has_anchors: bool = True
    """Whether blanks have their number and are places that links lead to; not where a title is repeated in a table of contents."""

    @property
    def labels(self) -> Mapping[str, str]:
        """The terms of the language."""
        return get_labels(self.lang)

    def render(self, text: Text) -> Markup:
        """A text as markup that is well-formed XML; pictures that no words stand beside are not made as small as the line."""
        alone = count_lone_pictures(text.inlines)
        return Markup((replace(self, alone=alone) if alone else self)._all(text.inlines))  # noqa: S704 - every piece is escaped below

    def _all(self, inlines: Inlines) -> str:
        parts = []
        before: Inline | None = None
        for number, item in enumerate(inlines):
            if isinstance(item, UNDERLINED) and isinstance(before, UNDERLINED):
                parts.append(self._marked(item, "apart"))
            elif isinstance(item, Cloze) and isinstance(before, Cloze):
                parts.append(self.render_cloze(item.content, item.id, "apart"))
            elif isinstance(item, InlineMath) and item.display:
                parts.append(self._formula_line(item.tex, inlines[number + 1 : number + 2], is_first=not number))
            elif isinstance(item, Str) and isinstance(before, InlineMath) and before.display:
                parts.append(escape(item.text[len(_leading_mark((item,))) :]))
            else:
                parts.append(self._one(item))
            before = item
        return "".join(parts)

    def _formula_line(self, tex: str, following: Inlines, *, is_first: bool) -> str:
        """A formula on a line of its own, with the mark that follows it in the text; the line before it ends as if it were the last."""
        before = "<br/>" if self.target.is_paged and not is_first else ""
        formula = self.formula(tex, display=True)
        return f'{before}<span class="formula-line">{formula}{escape(_leading_mark(following))}</span>'

    def formula(self, tex: str, *, display: bool = False) -> Markup:
        """A formula in the form of the document."""
        return Markup(formula_html(tex, self.target, self.lang, self.formula_form, display=display))  # noqa: S704 - it escapes itself

    def _marked(self, item: Marked, *more: str) -> str:
        """Text marked by an element, with its class and perhaps further ones."""
        tag, classes = TAGS[type(item)], " ".join(filter(None, (CLASSES.get(type(item)), *more)))
        fields = f' class="{classes}"' if classes else ""
        words = self._dotted(item.content) if isinstance(item, EmphasisDots) and self.target.is_paged else self._all(item.content)
        return f"<{tag}{fields}>{words}</{tag}>"

    def _dotted(self, inlines: Inlines) -> str:
        """For print, text with a dot below each of its characters, and none below marks (CLREQ §3.1.8)."""
        return "".join(dot_below(item.text) if isinstance(item, Str) else self._one(item) for item in inlines)

    def _one(self, item: Inline) -> str:
        if isinstance(item, Marked):
            return self._marked(item)
        match item:
            case Str(text):
                return self._words(text)
            case InlineImage():
                return self._picture(item)
            case Cloze(content, name):
                return self.render_cloze(content, name)
            case IndexTerm(content, _, _, name):
                return f'<span class="entry" id={quoteattr(name)}>{self._all(content)}</span>' if name else self._all(content)
            case InlineCode(text):
                return f"<code>{escape(text)}</code>"
            case Break():
                return "<br/>"
            case Ruby(base, reading):
                return ruby_html(base, reading, self.target)
            case InlineMath(tex):
                return self.formula(tex)
            case Ref(target, content):
                return self._ref(target, content)
            case Link(href, content):
                return self._link(href, self._all(content))
            case Footnote():
                return self._note(item)

    def _words(self, text: str) -> str:
        """Plain text, in which a typed blank is read aloud as one."""
        parts = TYPED_BLANK.split(text)
        around = self._named(self.labels["blank_space"]) if len(parts) > 1 else ""
        return "".join(self._typed_blank(part, around) if number % 2 else escape(part) for number, part in enumerate(parts))

    def _typed_blank(self, text: str, around: str) -> str:
        """A typed blank, of which only the room for words is read aloud; brackets in an e-book stay on its line."""
        if text[0] not in "（(":
            return f"<span{around}>{escape(text)}</span>"
        bracket = f"{text[0]}<span{around}>{text[1:-1]}</span>{text[-1]}"
        return bracket if self.target.is_paged else f'<span class="typed-blank">{bracket}</span>'

    @staticmethod
    def _named(words: str) -> str:
        """The fields of an element that is read aloud as words."""
        return f' role="img" aria-label={quoteattr(words)}'

    def _picture(self, item: InlineImage) -> str:
        """A picture in a line; its alternative text where there is no image."""
        image = self.pictures.get(item.id)
        if image is None:
            return escape(item.alt)
        share = {"max_width": f"{96 // self.alone}%"} if self.alone > 1 else {}
        kind = "sized" if item.width or item.height else "alone" if self.alone else ""
        classes = " ".join(filter(None, ("inline", kind)))
        field = size_field(width=item.width, height=item.height, **share)
        return f'<img class="{classes}" src="pictures/{image.name}" alt={quoteattr(item.alt or self.labels["figure"])}{field}/>'

    def render_cloze(self, content: Inlines, name: str, *more: str) -> Markup:
        """Words to learn: a blank as wide as they are, where the edition leaves them blank.

        In print the words of a blank take their space and are not drawn; an e-book does not contain them. The number of a blank has no
        width and follows its first character, so that no line can break before it; a blank of equal width begins with it. `more` are
        further classes.
        """
        hidden, number = name in self.blank_ids, self.index.blanks.get(name, "") if self.has_anchors else ""
        if not self.target.is_paged and hidden:
            width = measure_blank(content, name, self.even_width)
            line, short = LOW_LINE * width, " short" * (width <= SHORT_BLANK)
            if self.target is Target.WEB and name in self.index.solutions:  # the page has the words in its key
                shown = f'<span class="unseen">{self._repeat(content)}</span>'
                fields = f'class="{REVEALED}" id="{name}" aria-label={quoteattr(self.labels["blank_space"])}'
                return Markup(f"{' ' * ('apart' in more)}{self._number(name, number)}<span {fields}>{shown}</span>")  # noqa: S704
            blank = f'<span class="blank low-line{short}" id="{name}"{self._named(self.labels["blank_space"])}>{line}</span>'
            return Markup(f"{' ' * ('apart' in more)}{self._number(name, number)}{blank}")  # noqa: S704
        words = self._all(content)
        even = self.even_width if self.target.is_paged and is_even(content, name, self.even_width) else 0
        if number and self.target.is_paged:
            first = None if even else re.match(r"[^<&]|&[^;]+;", words)
            cut = first.end() if first else 0
            spoken = self._named(self.labels["blank"].format(number)) if hidden else ""
            linked = self._number(name, number, spoken)
            mark = f'<span class="nr{"" if hidden else " unseen"}"{spoken if linked == number else ""}>{linked}</span>'
            words = f"{_unseen(words[:cut], hidden)}{mark}{_unseen(words[cut:], hidden)}"
        else:
            words = _unseen(words, hidden)
        spoken = self._named(self.labels["blank_space"]) if hidden and self.target.is_paged and not number else ""
        if name in self.bracket_widths:
            style = f' style="--bracket: {self.bracket_widths[name]}em"' if self.target.is_paged else ""
            return Markup(f'<span class="chosen"{style}{spoken}>{words}</span>')  # noqa: S704
        classes = " ".join(("cloze", *["even"] * bool(even), *["numbered"] * bool(even and number), *["blank"] * hidden, *more))
        fields = (f" id={quoteattr(name)}" if hidden and self.has_anchors else "") + (f' style="--blank: {even}em"' if even else "")
        return Markup(f'<span class="{classes}"{fields}{spoken}>{words}</span>')  # noqa: S704

    def _repeat(self, inlines: Inlines) -> str:
        """Words that stand on the page a second time: without ids, links and footnotes."""
        return "".join(self._one(item) if isinstance(item, InlineMath) else escape(inline.to_plain_text((item,))) for item in inlines)

    def _number(self, name: str, number: str, fields: str = "") -> str:
        """The number of a blank, as a link to its words in the key, with further fields."""
        if not number:
            return ""
        key = self.index.solutions.get(name)
        more = fields.removeprefix(' role="img"')
        return f'<a class="blank-number" href={quoteattr(self.href(key))}{more}>{number}</a>' if key else number

    def _ref(self, target: str, content: Inlines) -> str:
        """A cross-reference; only its text where the edition does not contain its target."""
        known = target in self.index.references
        references = self.index.references if known else self.index.companion.references
        words = self._all(content) or escape(references.get(target, ""))
        return f'<a class="ref" href={quoteattr(self.href(target))}>{words}</a>' if known else words

    def link_around(self, href: str, markup: str) -> Markup:
        """A link around finished markup, such as that of a picture."""
        return Markup(self._link(href, str(markup)))  # noqa: S704 - it escapes the address

    def _link(self, href: str, words: str) -> str:
        """A link; only its words where it leads to a file, which is not distributed.

        On a web page and in an e-book, one to another handout is a place for a link (HTML §4.5.1), which is filled later.
        """
        if not is_address(href):
            found = find_handout_link(href) if not self.target.is_paged else None
            return f"<a {HANDOUT_LINK}={quoteattr('#'.join(filter(None, found)))}>{words}</a>" if found else words
        link = f"<a href={quoteattr(href)}>{words}</a>"
        if not self.target.is_paged or words == escape(href):
            return link
        if self.shows_inline_addresses:
            return f'{link}<span class="inline-address">{escape(href)}</span>'
        mark = self.address_marks.get(href)
        address = f"<a href={quoteattr(href)}>{escape(href)}</a>"
        code = draw_qr_code(href) if self.shows_qr_codes else ""
        image = f'<img class="qr" alt="" src="{code}"/>' if code else ""
        return link + (f'<span class="footnote address" data-mark="{mark}">{image}{address}</span>' if mark else "")

    def _note(self, item: Footnote) -> str:
        """A footnote; in brackets on a cover or in a colophon, whose texts have no footnotes and so no ids.

        A footnote with blocks is printed at its first reference; another one has its number.
        """
        name = item.id
        number = self.index.notes.get(name)
        if number is None:
            return f"（{self._all(item.content)}）"
        first, body = self.note_blocks(item) if not item.content else (name, "")
        if self.target.is_paged and (first != name or self.in_note):
            return f'<a class="noteref" href={quoteattr(self.href(first))}>{number}</a>'
        if self.target.is_paged:
            words = body or self._all(item.content)
            kind, call = "footnote blocks" if body else "footnote", ""
            if len(TAG.sub("", words)) > self.longest_note:
                kind, call = kind.replace("footnote", "long-note"), f'<span class="noteref">{number}</span>'
            return f'{call}<span class="{kind}" id="{name}" data-mark="{number}">{words}</span>'
        return f'<a class="noteref" epub:type="noteref" role="doc-noteref" id="{name}-ref" href="{escape(self.href(first))}">{number}</a>'


def _leading_mark(inlines: Inlines) -> str:
    """The punctuation mark with which a text begins, or nothing."""
    first = inlines[0] if inlines else None
    return first.text[:1] if isinstance(first, Str) and first.text[:1] in tuple("，。；：、！？,.;:") else ""


def list_link_targets(target: str) -> tuple[str, ...]:
    """The ids that the place for a link to another handout may mean in a book: of the block, else of the handout."""
    stem, _, place = target.partition("#")
    handout = to_anchor(stem)
    return (f"{handout}.{to_anchor(place)}", handout) if place else (handout,)


def size_field(**lengths: str) -> str:
    """The attribute with the size of a picture, as every reading system understands it; empty where it has none of its own."""
    style = "; ".join(f"{name.replace('_', '-')}: {length}" for name, length in lengths.items() if length)
    return f' style="{style}"' if style else ""


def count_lone_pictures(inlines: Inlines) -> int:
    """The number of pictures in a text that has nothing else, perhaps with links and line breaks; 0 where it has words."""
    found = 0
    for item in walk_inlines(inlines):
        if isinstance(item, InlineImage):
            found += 1
        elif not isinstance(item, Link | Break) and not (isinstance(item, Str) and not item.text.strip()):
            return 0
    return found


def dot_below(text: str) -> str:
    """A text with each character that is no mark in an element of its own."""
    return "".join(f'<span class="dotted">{c}</span>' if c.isalnum() else escape(c) for c in text)


def _unseen(words: str, hidden: bool) -> str:  # noqa: FBT001
    """Words that take their space and are not drawn."""
    return f'<span class="unseen">{words}</span>' if hidden and words else words
