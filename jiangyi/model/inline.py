"""Inline content: the closed set of inline nodes, their Markdown parser, and conversion to plain text."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jiangyi.core import limits

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Str:
    """Plain characters: the only node that typographic rules see."""

    text: str


@dataclass(frozen=True, slots=True)
class Emph:
    """Emphasis, `*…*`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Strong:
    """Strong emphasis, `**…**`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Highlight:
    """Highlighted text, `==…==`; the theme decides on its appearance."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Subscript:
    """A subscript, `H~2~O` or `[…]{.sub}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Superscript:
    """A superscript, `x^2^` or `[…]{.sup}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Strike:
    """Text struck through, `~~…~~` or `[…]{.strike}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Underline:
    """Underlined text, `[…]{.underline}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class ProperName:
    """A name with the Chinese proper name mark 专名号 below it, a straight line, `[…]{.propername}` (GB/T 15834-2011 §4.16)."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class BookTitle:
    """A title with the wavy book title mark 书名号 below it, `[…]{.booktitle}` (GB/T 15834-2011 §4.15)."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class EmphasisDots:
    """Chinese emphasis dots 着重号, `{…|.}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Cloze:
    """Words to be memorized, `{{…}}`, which some editions leave blank. Its id is made from its position."""

    content: "Inlines"
    id: str = ""


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """A term for an index, `[…]{.person}`, listed under another name by `[…]{.person NAME}`. Its id is made from its position."""

    content: "Inlines"
    kind: str
    name: str = ""
    id: str = ""


INDEX_TERM_KINDS = ("person", "data", "policy")
"""The kinds of index terms."""


@dataclass(frozen=True, slots=True)
class Link:
    """An external link, `[…](https://…)`."""

    href: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference to a block by id, `[#id]`, or `[…](#id)` with a text of its own."""

    target: str
    content: "Inlines" = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote, `^[…]` or `[^label]`. Its id is made from its position; where it has blocks, they are in the handout's `notes`."""

    content: "Inlines"
    label: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with a reading above them, `{汉字|hàn zì}`, or in zhuyin at their right, `{注音|ㄓㄨˋ ㄧㄣ}`."""

    base: str
    reading: str


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Inline code."""

    text: str


@dataclass(frozen=True, slots=True)
class InlineMath:
    """A formula in LaTeX notation, `$…$`; one in `$$…$$` stands on a line of its own."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture inside a line, `![alt](src){width=4cm}`; without a size it is as high as the line. Its id is made from its address."""

    src: str
    alt: str
    width: str = ""
    height: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Leaf = Str | Ruby | InlineCode | InlineMath | InlineImage | Break
Marked = Emph | Strong | Highlight | EmphasisDots | Subscript | Superscript | Strike | Underline | ProperName | BookTitle
Inline = Leaf | Ref | Marked | Cloze | IndexTerm | Link | Footnote
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A sequence of inline nodes: the content of a paragraph, a title or a table cell."""

    inlines: Inlines = ()

    def __bool__(self) -> bool:
        """True if it is not empty."""
        return bool(self.inlines)

    def __str__(self) -> str:
        """Its plain text."""
        return to_plain_text(self.inlines)


NOTE_LABEL = re.compile(r"\[\^(?P<label>[^\[\]\s]+)\]")
"""A reference to a footnote."""
NOTE_PARAGRAPHS = re.compile(r"\n[ \t\u00a0\u3000]*\n")
"""What divides the text of a footnote into blocks."""


def find_note_labels(source: str) -> Iterator[str]:
    """The label of each reference to a footnote in inline Markdown, in code too."""
    return (match["label"] for match in NOTE_LABEL.finditer(source))


def iter_note_marks(source: str) -> Iterator[re.Match[str]]:
    """The references to footnotes in inline Markdown that are neither in code nor escaped."""
    from jiangyi.model.inline_pairs import iter_outside_code  # late: it needs the parser

    return iter_outside_code(source, r"\[\^[^\[\]\s]+\]") if "[^" in source else iter(())


def is_note_text(note: Any) -> bool:
    """Whether a footnote in data is one text, which each reference contains, and not blocks."""
    return isinstance(note, str) and not NOTE_PARAGRAPHS.search(note.strip())


Links = Mapping[str, Mapping[str, str]]
"""The address and title, `href` and `title`, by the label of each link definition."""
ADDRESS = re.compile(r"(?:https?://[^\s/<>\"\\^`{|}]+(?:/[^\s<>]*)?|mailto:[^\s@<>]+@[^\s@<>]+|tel:\+?[\d().-]+)", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![\s\d])", re.IGNORECASE | re.ASCII)
"""How an address begins, whatever it leads to."""


def is_address(href: str) -> bool:
    """True for an address that works from paper and from an e-reader: a file beside the handout is not distributed with it."""
    return bool(ADDRESS.fullmatch(href)) and not CONTROLS.search(href)


HANDOUT_FILE = re.compile(r"(?![a-z][\w+.-]*:|[/\\])(?:[^#?]*/)?(?P<stem>[^#?/\\]+)\.(?:md|markdown|ya?ml)(?:#(?P<place>.*))?", re.I | re.S)


def find_handout_link(href: str) -> tuple[str, str] | None:
    """The name of the handout that a link leads to, by that of its file beside this one, and the id there; None for another link."""
    match = HANDOUT_FILE.fullmatch(unquote(href))
    return (match["stem"], match["place"] or "") if match else None


def is_printable_address(words: str) -> bool:
    """True for an address that works, and for words that are none, such as the name of a group: not for one that runs code."""
    return is_address(words) or not SCHEME.match("".join(CONTROLS.sub("", words).split()))


PLAIN_TEXT = re.compile(r"[^\\`*_{}\[\]<>!&=^$~|\0-\x1f]+")
"""Text without any character that may be markup: most text, which needs no parser."""


def parse(source: str, notes: Mapping[str, str] | None = None, links: Links | None = None) -> Text:
    """Parse inline Markdown; `notes` are the footnotes that `[^label]` may name, `links` the addresses of `[words][label]`. Never fails."""
    return parse_noting_depth(source, notes, links)[0]


def parse_complete(source: str, notes: Mapping[str, str] | None = None, links: Links | None = None) -> Text:
    """Parse inline Markdown. Raises LimitReached where marks are nested so deeply that some would be left out."""
    text, is_complete = parse_noting_depth(source, notes, links)
    if not is_complete:
        raise limits.LimitReached(limits.INLINE_DEPTH)
    return text


def parse_noting_depth(source: str, notes: Mapping[str, str] | None, links: Links | None) -> tuple[Text, bool]:
    """Parse inline Markdown; False beside the content where marks are nested so deeply that some are left out."""
    source = source.strip()
    if PLAIN_TEXT.fullmatch(source):
        return Text((Str(source),)), True
    from jiangyi.model.inline_builder import InlineBuilder  # late: text without markup needs no parser

    state: dict[str, Any] = {}
    builder = InlineBuilder(notes or {}, links)
    found = tuple(builder.build(parse_tokens(source, notes, links, state)))
    return Text(_trim_around_formulas(_join_lines(found))), not (builder.too_deep or state.get("too_deep"))


def parse_tokens(
    source: str, notes: Mapping[str, str] | None = None, links: Links | None = None, state: dict[str, Any] | None = None
) -> list["Token"]:
    """The parser's tokens of inline Markdown; what the parser notes about the source is added to `state`."""
    from jiangyi.model.inline_syntax import MARKDOWN  # late: text without markup needs no parser

    state = {} if state is None else state
    state |= {"notes": notes or {}, "references": dict(links or {})}
    tokens = MARKDOWN.parseInline(source, state)
    return (tokens[0].children if tokens else None) or []


def read_lone_picture(text: str, links: Links | None = None) -> dict[str, str] | None:
    """The fields of a figure, where a text is nothing but a picture, perhaps with a link around it; else None."""
    if "![" not in text and "<img" not in text:
        return None
    from jiangyi.model.inline_builder import read_picture

    return read_picture(parse_tokens(text.strip(), links=links))


def to_plain_text(inlines: Inlines) -> str:
    """The text in reading order, without footnotes and readings; sub- and superscripts as characters where Unicode has them."""
    if len(inlines) == 1 and isinstance(inlines[0], Str):
        return inlines[0].text
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Str(text) | InlineCode(text) | InlineMath(text) | Ruby(text, _) | InlineImage(_, text):
            return text
        case Break():
            return "\n"
        case Footnote():
            return ""
        case Subscript(content) | Superscript(content):
            words = to_plain_text(content)
            return to_script(words, raised=isinstance(inline, Superscript)) or words
        case _:
            return to_plain_text(inline.content)


SUPERSCRIPTS = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


def to_script(words: str, *, raised: bool) -> str:
    """Words as the superscript or subscript characters of Unicode; empty where one of them has none."""
    known = SUPERSCRIPTS if raised else SUBSCRIPTS
    return "".join(known[character] for character in words) if all(character in known for character in words) else ""


def measure_em(text: str) -> float:
    """Estimate the width of a text in em: one for each wide character, half for any other."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return wide + (len(text) - wide) / 2


def walk_inlines(inlines: Inlines) -> Iterator[Inline]:
    """Every inline node in reading order, parents before children, with the contents of footnotes."""
    for inline in inlines:
        yield inline
        yield from walk_inlines(getattr(inline, "content", ()))


def map_inlines(rule: Callable[[Inline], Inline], inlines: Inlines) -> Inlines:
    """Apply a rule to every inline node, to parents before their children."""
    return tuple(_descend(rule, rule(inline)) for inline in inlines)


def _descend(rule: Callable[[Inline], Inline], inline: Inline) -> Inline:
    content = getattr(inline, "content", ())
    return replace(inline, content=map_inlines(rule, content)) if content else inline  # type: ignore[arg-type]


def unwrap_inlines(kinds: tuple[type, ...], inlines: Inlines) -> Inlines:
    """Replace every inline node of some kinds by its contents; a footnote by its contents in brackets."""
    made: list[Inline] = []
    for inline in inlines:
        content = unwrap_inlines(kinds, getattr(inline, "content", ()))
        if not isinstance(inline, kinds):
            made.append(replace(inline, content=content) if content else inline)  # type: ignore[arg-type]
        elif isinstance(inline, Footnote):
            made += [Str("（"), *content, Str("）")]
        else:
            made += content
    return tuple(made)


WIDE = "WF"


SHARED_MARKS = "“”‘’—…·"
"""Marks of Chinese and of English."""
SEEN = 16
"""Characters around a line end that may decide what becomes of it."""


def joins_lines(text: str, start: int, end: int) -> bool:
    """True if a line end in a text is removed, not replaced by a space: next to Chinese or Japanese.

    Segment break transformation, CSS Text 4 §4.1.2; the gap between Han and Latin is layout and no character. A mark that English has
    too belongs to what is beyond it: “its” after an English word is English.
    """
    before, after = text[max(0, start - SEEN) : start], text[end : end + SEEN]
    sides = (before.rstrip(SHARED_MARKS)[-1:] or before[-1:], after.lstrip(SHARED_MARKS)[:1] or after[:1])
    return any(map(is_cjk, filter(None, sides)))


def is_cjk(character: str) -> bool:
    """Whether a character is wide, other than Hangul, which is written with spaces, or a mark that Chinese shares with English."""
    if "\uac00" <= character <= "\ud7a3":
        return False
    return unicodedata.east_asian_width(character) in WIDE or character in SHARED_MARKS


def _join_lines(inlines: Inlines) -> Inlines:
    """Remove the line ends of the source in Str nodes or replace them by spaces, by the characters around them, across nodes."""
    flat = "".join(_Flat.of(inlines))
    joins = iter([joins_lines(flat, *m.span()) for m in re.finditer("\n", flat)])

    def rule(inline: Inline) -> Inline:
        if isinstance(inline, Str) and "\n" in inline.text:
            return Str(re.sub("\n", lambda _: "" if next(joins) else " ", inline.text))
        return inline

    return map_inlines(rule, inlines)


def _trim_around_formulas(inlines: Inlines) -> Inlines:
    """Remove line breaks and spaces beside formulas that stand on a line of their own anyway."""
    if not any(isinstance(item, InlineMath) and item.display for item in walk_inlines(inlines)):
        return inlines
    out: list[Inline] = []
    for item in inlines:
        content = getattr(item, "content", ())
        made: Inline = replace(item, content=_trim_around_formulas(content)) if content else item  # type: ignore[arg-type]
        if _is_displayed(made):
            while out and _is_blank(out[-1]):
                out.pop()
            if out and isinstance(out[-1], Str):
                out[-1] = Str(out[-1].text.rstrip())
        elif out and _is_displayed(out[-1]):
            if _is_blank(made):
                continue
            made = Str(made.text.lstrip()) if isinstance(made, Str) else made
        out.append(made)
    return tuple(out)


def _is_displayed(item: Inline) -> bool:
    return isinstance(item, InlineMath) and item.display


def _is_blank(item: Inline) -> bool:
    return isinstance(item, Break) or (isinstance(item, Str) and not item.text.strip())


class _Flat:
    """The characters of a text with its footnotes as one string, in which every newline is a line end of the source."""

    @staticmethod
    def of(inlines: Inlines) -> Iterator[str]:
        for inline in walk_inlines(inlines):
            match inline:
                case Str(text):
                    yield text
                case InlineCode(text) | InlineMath(text) | Ruby(text, _):
                    yield text.replace("\n", " ")
                case Break():
                    yield " "
