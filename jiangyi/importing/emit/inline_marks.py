"""Write marked text (bold, subscript, …) as inline Markdown that is read back with the same words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, islice, product

from jiangyi.importing.emit.escaping import SPECIAL, escape_inline, strip_markup

DELIMITERS = {
    "strong": ("**{}**", "<b>{}</b>"),
    "emphasis": ("*{}*", "_{}_", "<i>{}</i>"),
    "highlight": ("=={}==", "<mark>{}</mark>"),
    "strike": ("~~{}~~", "[{}]{{.strike}}"),
    "sub": ("~{}~", "[{}]{{.sub}}"),
    "sup": ("^{}^", "[{}]{{.sup}}"),
    "underline": ("[{}]{{.underline}}",),
    "propername": ("[{}]{{.propername}}",),
    "booktitle": ("[{}]{{.booktitle}}",),
    "dots": ("{{{}|.}}",),
}
"""The forms in which each mark can be written, the usual one first."""
SHORT_SCRIPT = re.compile(r"[A-Za-z0-9+\-−]+")
"""The text of a subscript or superscript in its short form."""
PLACES = re.compile("(\ufdd1\\d+\ufdd1|\ufdd2|\ufdd4\\d+\ufdd4|\\\\\n)")
"""Pictures and line breaks, which stay outside marks."""
BRACKETED = re.compile(r"\[[^\[\]\\]*\]")
MAX_ATTEMPTS = 24


@dataclass(frozen=True, slots=True)
class Words:
    """Characters that are no markup."""

    text: str


@dataclass(frozen=True, slots=True)
class FinishedText:
    """Finished inline Markdown: code, a formula, a link, the text of a note."""

    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Marked text; `mark` is a key of DELIMITERS."""

    mark: str
    content: tuple["MarkedText", ...]


MarkedText = Words | FinishedText | Marked


def format_marked_text(found: Sequence[MarkedText], *, verbatim: bool = False) -> str:
    """Marked text as inline Markdown: adjacent marks of a kind are one, and where a form is not read back, the next is tried.

    Marks that no form can hold are left out, so that the words are right in any case. `verbatim` text is Markdown of the author,
    of which nothing can be expected.
    """
    parts = tuple(_normalize(found, frozenset()))
    if not any(isinstance(part, Marked) for part in parts):
        return _format(parts, {}, careful=False)
    kinds = sorted({kind for part in parts for kind in _kinds_of(part)})
    usual = {kind: DELIMITERS[kind][0] for kind in kinds}
    first = _format(parts, usual, careful=False)
    expected = _squeeze(_plain(parts))
    if verbatim or _squeeze(strip_markup(first)) == expected:
        return first
    forms = product((False, True), *(DELIMITERS[kind] for kind in kinds))
    for careful, *chosen in islice(forms, 1, MAX_ATTEMPTS):
        text = _format(parts, dict(zip(kinds, map(str, chosen), strict=True)), careful=bool(careful))
        if _squeeze(strip_markup(text)) == expected:
            return text
    return _format(tuple(_normalize(list(_leaves(parts)), frozenset())), {}, careful=False)


def _squeeze(text: str) -> str:
    """A text for comparison: without white space, and with sub- and superscript characters as ordinary ones."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _plain(parts: Sequence[MarkedText]) -> str:
    """The characters that are to be read back."""
    return "".join(leaf.text if isinstance(leaf, Words) else strip_markup(leaf.text) for leaf in _leaves(parts))


def _kinds_of(part: MarkedText) -> Iterator[str]:
    if isinstance(part, Marked):
        yield part.mark
        for inner in part.content:
            yield from _kinds_of(inner)


def _leaves(parts: Sequence[MarkedText]) -> Iterator[Words | FinishedText]:
    for part in parts:
        if isinstance(part, Marked):
            yield from _leaves(part.content)
        else:
            yield part


def _normalize(found: Sequence[MarkedText], active: frozenset[str]) -> Iterator[MarkedText]:
    """Parts with adjacent ones of a kind merged, marks within the same mark removed, and white space and pictures outside marks."""
    flat = list(_flatten(found, active))
    for kind, group in groupby(flat, lambda part: part.mark if isinstance(part, Marked) else type(part).__name__):
        run = list(group)
        if isinstance(run[0], Words):
            yield Words("".join(part.text for part in run if isinstance(part, Words)))
        elif isinstance(run[0], Marked):
            content = tuple(_normalize([inner for part in run if isinstance(part, Marked) for inner in part.content], active | {kind}))
            if content:
                yield Marked(kind, content)
        else:
            yield from run


def _flatten(found: Sequence[MarkedText], active: frozenset[str]) -> Iterator[MarkedText]:
    for part in found:
        if not isinstance(part, Marked):
            if part.text:
                yield part
        elif part.mark in active or not part.mark:
            yield from _flatten(part.content, active)
        else:
            inner = [piece for piece in _flatten(part.content, active | {part.mark}) for piece in _split_places(piece)]
            yield from _hoist(part.mark, inner)


def _split_places(part: MarkedText) -> Iterator[MarkedText]:
    """A part split at pictures, line breaks and outer white space."""
    if isinstance(part, Marked) or not (PLACES.search(part.text) or part.text != part.text.strip()):
        yield part
        return
    for text in PLACES.split(part.text):
        if PLACES.fullmatch(text):
            yield FinishedText(text)
        elif text:
            yield type(part)(text)


def _hoist(mark: str, inner: list[MarkedText]) -> Iterator[MarkedText]:
    """The marked runs of some parts; pictures, line breaks and white space at the ends of a run stay outside."""
    for is_place, group in groupby(inner, lambda part: isinstance(part, FinishedText) and PLACES.fullmatch(part.text) is not None):
        run = list(group)
        if is_place:
            yield from run
            continue
        head, run = _take_space(run, first=True)
        tail, run = _take_space(run, first=False)
        yield from ([Words(head)] if head else [])
        if run:
            yield Marked(mark, tuple(run))
        yield from ([Words(tail)] if tail else [])


def _take_space(run: list[MarkedText], *, first: bool) -> tuple[str, list[MarkedText]]:
    """The white space at one end of a run, and the run without it."""
    space = ""
    while run:
        end = run[0 if first else -1]
        if isinstance(end, Marked):
            break
        kept = end.text.lstrip() if first else end.text.rstrip()
        cut = end.text[: len(end.text) - len(kept)] if first else end.text[len(kept) :]
        space = space + cut if first else cut + space
        rest = [type(end)(kept)] if kept else []
        run = [*rest, *run[1:]] if first else [*run[:-1], *rest]
        if kept:
            break
    return space, run


def _format(parts: Sequence[MarkedText], forms: dict[str, str], *, careful: bool) -> str:
    out: list[str] = []
    for part in parts:
        text = _format_part(part, forms, careful=careful)
        if out and out[-1].endswith("`") and text.startswith("`") and isinstance(part, FinishedText):
            text = f"<code>{escape(strip_markup(text))}</code>"  # two code spans side by side would be read as one
        out.append(text)
    return "".join(out)


def _format_part(part: MarkedText, forms: dict[str, str], *, careful: bool) -> str:
    if isinstance(part, FinishedText):
        return part.text
    if isinstance(part, Words):
        return SPECIAL.sub(r"\\\1", part.text) if careful else escape_words(part.text)
    inner = _format(part.content, forms, careful=careful)
    form = forms[part.mark]
    if part.mark in ("sub", "sup") and form == DELIMITERS[part.mark][0] and not SHORT_SCRIPT.fullmatch(inner):
        form = DELIMITERS[part.mark][1]
    if form.startswith("[") and BRACKETED.fullmatch(inner):
        inner = f"\\{inner[:-1]}\\]"  # two brackets in a row would be the link to a note
    if _clashes(form, part.content):
        return inner
    return form.format(inner)


def _clashes(form: str, content: Sequence[MarkedText]) -> bool:
    """Whether finished Markdown in a mark has delimiters of the mark in it, which would end it."""
    delimiter = form.partition("{}")[0]
    return any(isinstance(leaf, FinishedText) and delimiter in leaf.text and delimiter.strip("*=~^_") == "" for leaf in _leaves(content))


def escape_words(text: str) -> str:
    """Text escaped, with the white space at its ends."""
    words = text.strip()
    if not words:
        return text
    start = text.index(words)
    return text[:start] + escape_inline(words) + text[start + len(words) :]
