"""Text inside a paragraph: the closed set of inline kinds, the Markdown that writes them, and their plain words."""

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
    """Plain characters: all that a rule of typography ever sees."""

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
    """Marked as with a pen, `==…==`: a role; its look is the theme's."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class EmphasisDots:
    """Chinese emphasis dots 着重号, `{…|.}`."""

    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Cloze:
    """Words to be learnt by heart, `{{…}}`: blank in some editions. Its id comes from its place."""

    content: "Inlines"
    id: str = ""


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """Words that an index lists, `[…]{.person}`, under a name of their own in `[…]{.person NAME}`. Its id comes from its place."""

    content: "Inlines"
    kind: str
    name: str = ""
    id: str = ""


INDEX_TERM_KINDS = ("person", "data", "policy")
"""What an entry may be."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the handout, `[…](https://…)`."""

    href: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Ref:
    """A cross-reference to a block by id, `[#id]`, or `[…](#id)` with words of the author's."""

    target: str
    content: "Inlines" = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote, `^[…]` or `[^label]`. Its id comes from its place; the words stand elsewhere on the page."""

    content: "Inlines"
    label: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Ruby:
    """Characters with their reading above, `{汉字|hàn zì}`."""

    base: str
    reading: str


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Inline code."""

    text: str


@dataclass(frozen=True, slots=True)
class InlineMath:
    """Inline mathematics in LaTeX notation, `$…$`."""

    tex: str


@dataclass(frozen=True, slots=True)
class InlineImage:
    """A picture in the middle of a sentence: kept so that it can be reported; pictures are blocks."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends where the author said so."""


Inline = (
    Str
    | Emph
    | Strong
    | Highlight
    | EmphasisDots
    | Cloze
    | IndexTerm
    | Link
    | Ref
    | Footnote
    | Ruby
    | InlineCode
    | InlineMath
    | InlineImage
    | Break
)
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of inline content: what a paragraph, a title or a table cell holds."""

    inlines: Inlines = ()

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.inlines)

    def __str__(self) -> str:
        """Its plain words."""
        return to_plain_text(self.inlines)


UNMARKED = re.compile(r"[^\\`*_{}\[\]<>!&=^$~|\0-\x1f]+")
"""Text without a single character that could be markup, which is most of it: its parse is itself, and quick."""


def parse(source: str, notes: Mapping[str, str] | None = None) -> Text:
    """Inline Markdown as a Text; `notes` are the footnotes that `[^label]` may name. Never fails."""
    source = source.strip()
    if UNMARKED.fullmatch(source):
        return Text((Str(source),))
    tokens = MARKDOWN.parseInline(source, {"notes": notes or {}})
    children = tokens[0].children if tokens else None
    return Text(_join_lines(tuple(_Builder(notes or {}).build(children or []))))


def to_plain_text(inlines: Inlines) -> str:
    """The words in reading order, without the words of footnotes and readings."""
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
    """How wide a text is in em, near enough to choose columns by: a wide character is one, any other half."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    return wide + (len(text) - wide) / 2


def walk_inlines(inlines: Inlines) -> Iterator[Inline]:
    """Every inline, outer before inner, in reading order; footnotes with what they hold."""
    for inline in inlines:
        yield inline
        yield from walk_inlines(getattr(inline, "content", ()))


def map_inlines(rule: Callable[[Inline], Inline], inlines: Inlines) -> Inlines:
    """The same text with every inline put through a rule, outer before inner."""
    return tuple(_descend(rule, rule(inline)) for inline in inlines)


def _descend(rule: Callable[[Inline], Inline], inline: Inline) -> Inline:
    content = getattr(inline, "content", ())
    return replace(inline, content=map_inlines(rule, content)) if content else inline  # type: ignore[arg-type]


WIDE = "WF"


def _joins(left: str, right: str) -> bool:
    """Whether a line end between two characters is no space: beside Chinese or Japanese, not beside Korean or Latin.

    CSS Text 4 §4.1.2, segment break transformation; the gap between Han and Latin is layout, not a character.
    """
    return any(_is_cjk(c) for c in (left, right) if c)


def _is_cjk(character: str) -> bool:
    if "\uac00" <= character <= "\ud7a3":
        return False
    return unicodedata.east_asian_width(character) in WIDE or character in "“”‘’—…·"


def _join_lines(inlines: Inlines) -> Inlines:
    """Turn the line ends of the source, which Str still holds, into nothing or a space, looking across the borders of nodes."""
    flat = "".join(_Flat.of(inlines))
    joins = iter([_joins(flat[m.start() - 1 : m.start()], flat[m.end() : m.end() + 1]) for m in re.finditer("\n", flat)])

    def rule(inline: Inline) -> Inline:
        if isinstance(inline, Str) and "\n" in inline.text:
            return Str(re.sub("\n", lambda _: "" if next(joins) else " ", inline.text))
        return inline

    return map_inlines(rule, inlines)


class _Flat:
    """All characters of a text, with footnotes, as one string in which only a line end of the source is one."""

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
    """CommonMark's flanking rule, made fit for text without spaces between words.

    CommonMark closes `**“晋安模式”**引` nowhere, since a delimiter run beside punctuation needs a space outside it. Here a
    Han neighbour counts as that space, and Chinese punctuation as a letter.
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


def _enclosed(kind: str, opening: str, closing: str) -> Callable[[StateInline, bool], bool]:
    """A rule for text between two marks that may hold other inline text, such as `==…==`."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        if not state.src.startswith(opening, state.pos, state.posMax):
            return False
        start = state.pos + len(opening)
        end = _closing(state.src, opening, closing, start, state.posMax)
        if end < 0 or not state.src[start:end].strip():
            return False
        if not silent:
            _nest(state, kind, start, end)
        state.pos = end + len(closing)
        return True

    return rule


def _closing(src: str, opening: str, closing: str, start: int, limit: int) -> int:
    """Where the closing mark of a balanced pair stands, or -1; a backslash takes a mark its meaning."""
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
    """Add an opening token, the parsed inside, and a closing token."""
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
    end = _closing(state.src, "[", "]", start, state.posMax)
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
    """A rule for text that matches a pattern and holds no other inline text; the groups become the token's meta."""
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
    """CommonMark's inline rules and ours; HTML is text."""
    md = MarkdownIt("commonmark", {"html": False})
    parser = _CjkParser()
    md.inline = parser
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True)
    rules = (
        ("cloze", _enclosed("cloze", "{{", "}}")),
        ("dots", _simple(r"\{(?P<text>[^{}|\n]+)\|[.·•]\}", "dots")),
        ("ruby", _simple(r"\{(?P<base>[^{}|\n]+)\|(?P<reading>[^{}|\n]+)\}", "ruby")),
        ("highlight", _enclosed("highlight", "==", "==")),
        ("note", _enclosed("note", "^[", "]")),
        ("note_label", _note_label),
        ("entry", _entry),
        ("ref", _simple(r"\[#(?P<target>[^\]\s]+)\](?!\()", "ref")),
    )
    for name, rule in rules:
        parser.ruler.before("link", name, rule)
    md.disable(["html_inline", "strikethrough"])
    md.validateLink = lambda _: True  # type: ignore[assignment, method-assign] # a check says what is wrong with an address
    return md


@dataclass
class _Builder:
    """Inlines out of the parser's flat tokens."""

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
                others = {name: text for name, text in self.notes.items() if name != label}
                yield Footnote(parse(self.notes[label], others).inlines, label)
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
