"""Build inline nodes from the tokens of the parser of inline Markdown."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

from jiangyi.core import limits, trim_formula
from jiangyi.model.inline import (
    BookTitle,
    Break,
    Cloze,
    Emph,
    EmphasisDots,
    Footnote,
    Highlight,
    IndexTerm,
    Inline,
    InlineCode,
    InlineImage,
    InlineMath,
    Inlines,
    Link,
    Links,
    ProperName,
    Ref,
    Ruby,
    Str,
    Strike,
    Strong,
    Subscript,
    Superscript,
    Underline,
    is_cjk,
    is_note_text,
    parse_noting_depth,
    to_plain_text,
)
from jiangyi.model.picture_sizes import SIZE_FIELDS, split_alt


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
class InlineBuilder:
    """Builds inline nodes from the parser's flat list of tokens."""

    notes: Mapping[str, str]
    links: Links | None
    too_deep: bool = False
    """Whether marks are nested deeper than the limit; of those only the content is taken."""

    def build(self, tokens: list[Token], depth: int = 0) -> Iterator[Inline]:
        """The nodes of some tokens."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.nesting == 1 and depth >= limits.INLINE_DEPTH.value:
                self.too_deep = True
            elif token.nesting == 1:
                end = _matching(tokens, at)
                yield from self._build_nested(token, tuple(self.build(tokens[at + 1 : end], depth + 1)))
                at = end
            elif not token.nesting:
                yield from self._build_single(token)
            at += 1

    def _build_nested(self, token: Token, content: Inlines) -> Iterator[Inline]:
        kind = token.type.removesuffix("_open")
        if kind == "link":
            href = str(token.attrs["href"])
            if token.markup == "autolink" and not SCHEME.match(href):
                yield from content
                return
            href = f"http://{href}" if href.startswith("www.") else href
            yield Ref(unquote(href[1:]), content) if href.startswith("#") else Link(href, content)
            yield from _title(token, to_plain_text(content))
        elif kind == "entry" and content:
            yield IndexTerm(content, **token.meta)
        elif content:
            yield NESTED[kind](content)

    def _build_single(self, token: Token) -> Iterator[Inline]:
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
                yield InlineMath(trim_formula(token.content) or token.content, display=token.markup == "$$")
            case "image":
                alt, *size = split_alt(_read_alt(token))
                width, height = (token.meta.get(name, given) for name, given in zip(SIZE_FIELDS, size, strict=True))
                yield InlineImage(unquote(str(token.attrs["src"])), alt, width, height)
                yield from _title(token, alt)
            case "ruby":
                yield Ruby(token.meta["base"], token.meta["reading"])
            case "dots":
                yield EmphasisDots((Str(token.meta["text"]),))
            case "ref":
                yield Ref(token.meta["target"])
            case "note_label":
                label = token.meta["label"]
                note = self.notes[label]
                content = self._read_note(note, label) if is_note_text(note) else ()
                yield Footnote(content, label)
            case other:
                raise ValueError(other)

    def _read_note(self, note: str, label: str) -> Inlines:
        text, is_complete = parse_noting_depth(note, _OtherNotes(self.notes, label), self.links)
        self.too_deep |= not is_complete
        return text.inlines


SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
"""What an address in angle brackets begins with to be a link; any other, such as <weixin://dl/chat>, is only text."""


def read_picture(tokens: list[Token]) -> dict[str, str] | None:
    """The fields of a figure from the tokens of a text that is nothing but a picture; None where it is more."""
    around = tokens[0] if len(tokens) == 3 and tokens[0].type == "link_open" else None
    image = tokens[1] if around else tokens[0] if tokens else None
    if image is None or image.type != "image" or len(tokens) != (3 if around else 1):
        return None
    alt, width, height = split_alt(_read_alt(image))
    src, link = unquote(str(image.attrs["src"])), str(around.attrs["href"]) if around else ""
    titles = (str(token.attrs.get("title") or "") for token in (image, around) if token)
    fields = {"src": src, "alt": alt, "caption": next(filter(None, titles), ""), "width": width, "height": height}
    if unquote(link) != src:  # a picture that leads to itself is only enlarged
        fields["link"] = link
    return {key: value for key, value in (fields | image.meta).items() if value or key == "alt"}


def _read_alt(token: Token) -> str:
    """The alternative text of a picture's token: the words in its brackets without their markup."""
    return to_plain_text(tuple(InlineBuilder({}, None).build(token.children))) if token.children else token.content


def _title(token: Token, words: str) -> Iterator[Str]:
    """The title of a link or a picture in brackets after its words, which paper cannot show otherwise."""
    title = str(token.attrs.get("title") or "").strip()
    if title and title != words:
        yield Str(f"（{title}）" if any(map(is_cjk, words + title)) else f" ({title})")


NESTED: dict[str, Callable[[Inlines], Inline]] = {
    "em": Emph,
    "strong": Strong,
    "highlight": Highlight,
    "sub": Subscript,
    "sup": Superscript,
    "strike": Strike,
    "underline": Underline,
    "propername": ProperName,
    "booktitle": BookTitle,
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
