"""Inline content: the closed set of inline nodes, their Markdown parser, and conversion to plain text."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin


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
    """A footnote, `^[…]` or `[^label]`. Its id is made from its position."""

    content: "Inlines"
    label: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with a reading above them, `{汉字|hàn zì}`."""

    base: str
    reading: str


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Inline code."""

    text: str


@dataclass(frozen=True, slots=True)
class InlineMath:
    """An inline formula in LaTeX notation, `$…$`."""

    tex: str


@dataclass(frozen=True, slots=True)
class InlineImage:
    """An image inside a paragraph; kept only to be reported, since images are blocks."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Leaf = Str | Ruby | InlineCode | InlineMath | InlineImage | Break
Inline = Leaf | Ref | Emph | Strong | Highlight | EmphasisDots | Cloze | IndexTerm | Link | Footnote
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


PLAIN_TEXT = re.compile(r"[^\\`*_{}\[\]<>!&=^$~|\0-\x1f]+")
"""Text without any character that may be markup: most text, which needs no parser."""


def parse(source: str, notes: Mapping[str, str] | None = None) -> Text:
    """Parse inline Markdown; `notes` are the footnotes that `[^label]` may name. Never fails."""
    source = source.strip()
    if PLAIN_TEXT.fullmatch(source):
        return Text((Str(source),))
    tokens = MARKDOWN.parseInline(source, {"notes": notes or {}})
    children = tokens[0].children if tokens else None
    return Text(_join_lines(tuple(_Builder(notes or {}).build(children or []))))


def to_plain_text(inlines: Inlines) -> str:
    """The text in reading order, without footnotes and readings."""
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
        case _:
            return to_plain_text(inline.content)


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


WIDE = "WF"


def _joins(left: str, right: str) -> bool:
    """True if a line end between two characters is removed, not replaced by a space: next to Chinese or Japanese.

    Segment break transformation, CSS Text 4 §4.1.2; the gap between Han and Latin is layout and no character.
    """
    return any(_is_cjk(c) for c in (left, right) if c)


def _is_cjk(character: str) -> bool:
    if "\uac00" <= character <= "\ud7a3":
        return False
    return unicodedata.east_asian_width(character) in WIDE or character in "“”‘’—…·"


def _join_lines(inlines: Inlines) -> Inlines:
    """Remove the line ends of the source in Str nodes or replace them by spaces, by the characters around them, across nodes."""
    flat = "".join(_Flat.of(inlines))
    joins = iter([_joins(flat[m.start() - 1 : m.start()], flat[m.end() : m.end() + 1]) for m in re.finditer("\n", flat)])

    def rule(inline: Inline) -> Inline:
        if isinstance(inline, Str) and "\n" in inline.text:
            return Str(re.sub("\n", lambda _: "" if next(joins) else " ", inline.text))
        return inline

    return map_inlines(rule, inlines)


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


class _CjkState(StateInline):
    """CommonMark's rule of flanking delimiter runs, adapted to text without spaces between words.

    By CommonMark 0.31 §6.2 `**“晋安模式”**引` is never closed, since a delimiter run next to punctuation needs white space on its
    other side. Here a Han character counts as white space, and Chinese punctuation as a letter.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 - the library's names
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before) or _is_cjk(before))
        right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after) or _is_cjk(after))
        opens = left and (canSplitWord or not right or _is_mark(before))
        closes = right and (canSplitWord or not left or _is_mark(after))
        return Scanned(opens, closes, end - start)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" and not _is_cjk(character)


class _CjkParser(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _CjkState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _delimited(kind: str, opening: str, closing: str) -> Callable[[StateInline, bool], bool]:
    """A parser rule for a delimited construct with nested inline content, such as `==…==`."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        if not state.src.startswith(opening, state.pos, state.posMax):
            return False
        start = state.pos + len(opening)
        end = _find_closing(state.src, opening, closing, start, state.posMax)
        if end < 0 or not state.src[start:end].strip():
            return False
        if not silent:
            _nest(state, kind, start, end)
        state.pos = end + len(closing)
        return True

    return rule


def _find_closing(src: str, opening: str, closing: str, start: int, limit: int) -> int:
    """The position of the closing delimiter of a balanced pair, or -1; a backslash escapes a delimiter."""
    opener, closer = opening[-1], closing[0]
    depth, at = 0, start
    while at < limit:
        if src[at] == "\\":
            at += 1
        elif depth and src[at] == closer:
            depth -= 1
        elif not depth and src.startswith(closing, at):
            return at
        elif src[at] == opener != closer:
            depth += 1
        at += 1
    return -1


def _nest(state: StateInline, kind: str, start: int, end: int) -> None:
    """Add an opening token, the tokens of the content, and a closing token."""
    after, state.posMax, state.pos = state.posMax, end, start
    state.push(f"{kind}_open", kind, 1)
    state.md.inline.tokenize(state)
    state.push(f"{kind}_close", kind, -1)
    state.posMax = after


INDEX_TERM = re.compile(rf"\{{\.(?P<kind>{'|'.join(INDEX_TERM_KINDS)})(?:[ \u3000]+(?P<name>[^{{}}\n]*?))?[ \u3000]*\}}")


def _entry(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`[…]{.person NAME}`."""
    if state.src[state.pos] != "[":
        return False
    start = state.pos + 1
    end = _find_closing(state.src, "[", "]", start, state.posMax)
    match = INDEX_TERM.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not match or not state.src[start:end].strip():
        return False
    if not silent:
        first = len(state.tokens)
        _nest(state, "entry", start, end)
        state.tokens[first + bool(state.tokens[first].type == "text")].meta = match.groupdict("")
    state.pos = match.end()
    return True


def _simple(pattern: str, kind: str) -> Callable[[StateInline, bool], bool]:
    """A parser rule for a pattern without nested inline content; its groups become the token's meta."""
    compiled = re.compile(pattern)

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        match = compiled.match(state.src, state.pos, state.posMax)
        if not match:
            return False
        if not silent:
            state.push(kind, "", 0).meta = match.groupdict()
        state.pos = match.end()
        return True

    return rule


def _note_label(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`[^label]`, only where such a footnote is defined."""
    match = re.compile(r"\[\^(?P<label>[^\]\s]+)\]").match(state.src, state.pos, state.posMax)
    if not match or match["label"] not in state.env["notes"]:
        return False
    if not silent:
        state.push("note_label", "", 0).meta = match.groupdict()
    state.pos = match.end()
    return True


def _markdown() -> MarkdownIt:
    """A parser with CommonMark's inline rules and ours; HTML is text."""
    md = MarkdownIt("commonmark", {"html": False})
    parser = _CjkParser()
    md.inline = parser
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True)
    rules = (
        ("cloze", _delimited("cloze", "{{", "}}")),
        ("dots", _simple(r"\{(?P<text>[^{}|\n]+)\|[.·•]\}", "dots")),
        ("ruby", _simple(r"\{(?P<base>[^{}|\n]+)\|(?P<reading>[^{}|\n]+)\}", "ruby")),
        ("highlight", _delimited("highlight", "==", "==")),
        ("note", _delimited("note", "^[", "]")),
        ("note_label", _note_label),
        ("entry", _entry),
        ("ref", _simple(r"\[#(?P<target>[^\]\s]+)\](?!\()", "ref")),
    )
    for name, rule in rules:
        parser.ruler.before("link", name, rule)
    md.disable(["html_inline", "strikethrough"])
    md.validateLink = lambda _: True  # type: ignore[assignment, method-assign] # a check reports invalid addresses
    return md


class _OtherNotes(Mapping[str, str]):
    """The footnotes that a footnote may refer to: all but itself."""

    def __init__(self, notes: Mapping[str, str], label: str) -> None:
        self._notes, self._label = notes, label

    def __getitem__(self, label: str) -> str:
        if label == self._label:
            raise KeyError(label)
        return self._notes[label]

    def __iter__(self) -> Iterator[str]:
        return (label for label in self._notes if label != self._label)

    def __len__(self) -> int:
        return len(self._notes) - (self._label in self._notes)


@dataclass
class _Builder:
    """Builds inline nodes from the parser's flat list of tokens."""

    notes: Mapping[str, str]

    def build(self, tokens: list[Token]) -> Iterator[Inline]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.nesting == 1:
                end = _matching(tokens, at)
                yield from self.nested(token, tuple(self.build(tokens[at + 1 : end])))
                at = end
            else:
                yield from self.single(token)
            at += 1

    def nested(self, token: Token, content: Inlines) -> Iterator[Inline]:
        kind = token.type.removesuffix("_open")
        if kind == "link":
            href = str(token.attrs["href"])
            yield Ref(unquote(href[1:]), content) if href.startswith("#") else Link(href, content)
        elif kind == "entry" and content:
            yield IndexTerm(content, **token.meta)
        elif content:
            yield NESTED[kind](content)

    def single(self, token: Token) -> Iterator[Inline]:
        match token.type:
            case "text" | "text_special":
                if token.content:
                    yield Str(token.content)
            case "softbreak":
                yield Str("\n")
            case "hardbreak":
                yield Break()
            case "code_inline":
                yield InlineCode(token.content)
            case "math_inline" | "math_inline_double":
                yield InlineMath(token.content)
            case "image":
                yield InlineImage(unquote(str(token.attrs["src"])), token.content)
            case "ruby":
                yield Ruby(token.meta["base"], token.meta["reading"])
            case "dots":
                yield EmphasisDots((Str(token.meta["text"]),))
            case "ref":
                yield Ref(token.meta["target"])
            case "note_label":
                label = token.meta["label"]
                yield Footnote(parse(self.notes[label], _OtherNotes(self.notes, label)).inlines, label)
            case other:
                raise ValueError(other)


NESTED: dict[str, Callable[[Inlines], Inline]] = {
    "em": Emph,
    "strong": Strong,
    "highlight": Highlight,
    "cloze": Cloze,
    "note": Footnote,
}


def _matching(tokens: list[Token], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    raise ValueError(tokens[at].type)


MARKDOWN = _markdown()
