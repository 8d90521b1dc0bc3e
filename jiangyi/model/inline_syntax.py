"""Parse the inline Markdown of handouts: CommonMark for text without spaces between words, and the syntax of our own."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline, image
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from jiangyi.core import limits
from jiangyi.model.inline import INDEX_TERM_KINDS, NOTE_LABEL, is_cjk
from jiangyi.model.inline_pairs import find_closing
from jiangyi.model.inline_parser import InlineParser, parse_link_label
from jiangyi.model.inline_tags import add_nested, parse_tag
from jiangyi.model.picture_sizes import read_size


def _delimited(kind: str, opening: str, closing: str) -> Callable[[StateInline, bool], bool]:
    """A parser rule for a delimited construct with nested inline content, such as `==…==`."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        if not state.src.startswith(opening, state.pos, state.posMax):
            return False
        start = state.pos + len(opening)
        end = find_closing(state, opening, closing, start)
        if end < 0 or not state.src[start:end].strip():
            return False
        if not silent:
            add_nested(state, kind, start, end)
        state.pos = end + len(closing)
        return True

    return rule


SPAN_CLASSES = {
    "sub": "sub", "下标": "sub",
    "sup": "sup", "上标": "sup",
    "strike": "strike", "删除线": "strike",
    "underline": "underline", "ul": "underline", "下划线": "underline",
    "mark": "highlight", "标记": "highlight",
    "propername": "propername", "专名号": "propername",
    "booktitle": "booktitle", "书名号": "booktitle",
}  # fmt: skip
"""The kinds of marked text by the classes of `[…]{.class}`."""
NAMED = rf"(?P<kind>{'|'.join(INDEX_TERM_KINDS)})(?:[ \u3000]+(?P<name>[^{{}}\n]*?))?"
SPAN = re.compile(rf"\{{\.(?:(?P<span>{'|'.join(SPAN_CLASSES)})|{NAMED})[ \u3000]*\}}")


def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`[…]{.underline}`, `[…]{.person NAME}`."""
    if state.src[state.pos] != "[":
        return False
    start = state.pos + 1
    end = find_closing(state, "[", "]", start)
    match = SPAN.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not match or not state.src[start:end].strip():
        return False
    if not silent:
        token = add_nested(state, SPAN_CLASSES.get(match["span"] or "", "entry"), start, end)
        token.meta |= {"kind": match["kind"], "name": match["name"] or ""} if match["kind"] else {}
    state.pos = match.end()
    return True


CJK_MARKS = "\u3001-\u301f\uff01-\uff5e“”‘’…—"
SCRIPT = re.compile(rf"(?P<mark>[~^])(?P<text>(?:\\[!-/:-@\[-`{{-~]|(?!(?P=mark))[^\s\\{CJK_MARKS}])+)(?P=mark)(?!(?P=mark))")
"""`~2~`, `^2^`: without white space and Chinese punctuation, so that the ranges of `5~10人，20~30人` are none."""
BASE = frozenset(")]}*~^_'’”》」】>")
"""What may stand before a sub- or superscript besides letters, digits and Han characters."""
FACE = re.compile(r"[-_.oOωvV]*")
"""What stands between two carets in an emoticon such as ^_^."""
WHOLE = re.compile(r"[+\-−]?\d+[+\-−]?|[A-Za-z]+|[^\W\d_a-zA-Z]+|\W+")
"""A sub- or superscript that a letter or digit may follow; of `x^2+y^2` what stands between the carets is none."""
UNITS = "%‰℃°"
"""Signs that end a number."""


def _script(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`H~2~O`, `x^2^`."""
    mark = state.src[state.pos]
    match = SCRIPT.match(state.src, state.pos, state.posMax) if mark in "~^" else None
    if not match or not _is_script(mark, state.src[state.pos - 1 : state.pos], match["text"], state.src[match.end() : match.end() + 1]):
        return False
    if not silent:
        add_nested(state, "sub" if mark == "~" else "sup", match.start("text"), match.end("text"))
    state.pos = match.end()
    return True


def _is_script(mark: str, before: str, text: str, after: str) -> bool:
    """Whether a text between two tildes or carets is meant as a sub- or superscript: not as a footnote, a range, a path, a power."""
    if before == mark or text.startswith(("[", "/")) or (mark == "~" and _is_range(before, text, after)):
        return False
    if after.isalnum() and not is_cjk(after) and not WHOLE.fullmatch(text):
        return False
    if not before or not (before.isalnum() or before in BASE):  # nothing that it belongs to: only the mass of an atom
        return text.isalnum() and (text[0].isdecimal() or mark == "^") and not FACE.fullmatch(text)
    return not FACE.fullmatch(text) or (before.isascii() and (before.isalnum() or before in ")]}*~^"))


def _is_range(before: str, text: str, after: str) -> bool:
    """Whether a text between two tildes is part of a range or a route, such as `20~30~40` and `北京~上海~广州`."""
    if ((before.isdecimal() or before in UNITS) and before and text[0].isdecimal()) or (text[-1].isdecimal() and after.isdecimal()):
        return True
    return bool(before) and is_cjk(before) and any(map(is_cjk, text))


def _strike(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`~~…~~`."""
    src, start = state.src, state.pos + 2
    if not src.startswith("~~", state.pos, state.posMax):
        return False
    before, first = src[state.pos - 1 : state.pos], src[start : start + 1]
    if before == "~" or not first or first.isspace() or first == "~" or (before.isdecimal() and first.isdecimal()):
        return False
    end = find_closing(state, "~~", "~~", start)
    if end < 0 or src[end - 1].isspace() or src[end + 2 : end + 3] == "~":
        return False
    if not silent:
        add_nested(state, "strike", start, end)
    state.pos = end + 2
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
    match = NOTE_LABEL.match(state.src, state.pos, state.posMax)
    if not match or match["label"] not in state.env["notes"]:
        return False
    if not silent:
        state.push("note_label", "", 0).meta = match.groupdict()
    state.pos = match.end()
    return True


SIZE = re.compile(r"\{(?P<inside>[^{}\n]*)\}")
EMBED = re.compile(
    r"!\[\[[ \t]*(?P<src>[^\[\]|\n]+?\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif))(?:\#[^\[\]|\n]*)?[ \t]*(?P<rest>\|[^\[\]\n]*)?\]\]",
    re.IGNORECASE,
)


def _embed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """`![[picture.png|alt|120]]`, as Obsidian writes it."""
    match = EMBED.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        words = (match["rest"] or "").removeprefix("|").strip()
        if not words or words[0].isdecimal():  # only a size: the name of the file is the best description that there is
            words = f"{PurePosixPath(match['src']).stem}|{words}" if words else PurePosixPath(match["src"]).stem
        token.attrs, token.content = {"src": match["src"]}, words
    state.pos = match.end()
    return True


def _with_size(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule for pictures, with a size in braces after one: `![alt](src){width=4cm}`."""

    def changed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        if not rule(state, silent):
            return False
        match = SIZE.match(state.src, state.pos, state.posMax)
        size = read_size(match["inside"]) if match else None
        if match and size:
            if not silent:
                state.tokens[-1].meta |= size
            state.pos = match.end()
        return True

    return changed


def _parse_title(text: str, start: int, limit: int, *more: Any) -> Any:
    """The title of a link or picture, `"…"`, also in the quotation marks of a Chinese keyboard, `“…”`."""
    end = text.find("”", start, limit) if text.startswith("“", start, limit) else -1
    if end < 0:
        return helpers.parseLinkTitle(text, start, limit, *more)
    inside = text[start + 1 : end].replace('"', '\\"')
    found = helpers.parseLinkTitle(f'"{inside}"', 0, len(inside) + 2)
    found.pos = end + 1
    return found


def _without_break(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule for formulas, where a line break right after the `$` is white space too."""

    def changed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
        return not state.src.startswith("$\\\n", state.pos) and rule(state, silent)

    return changed


def _markdown() -> MarkdownIt:
    """A parser with CommonMark's inline rules and ours; HTML is text but for the tags of inline kinds."""
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": limits.INLINE_DEPTH.value})
    parser = InlineParser()
    md.inline = parser
    md.helpers = SimpleNamespace(
        parseLinkLabel=parse_link_label, parseLinkDestination=helpers.parseLinkDestination, parseLinkTitle=_parse_title
    )  # type: ignore[assignment] # the library has a module here
    dollarmath_plugin(md, allow_space=False, allow_digits=False, double_inline=True)
    md.inline.ruler.at("math_inline", _without_break(math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)))
    rules = (
        ("cloze", _delimited("cloze", "{{", "}}")),
        ("dots", _simple(r"\{(?P<text>[^{}|\n]+)\|[.·•]\}", "dots")),
        ("ruby", _simple(r"\{(?P<base>[^{}|\n]+)\|(?P<reading>[^{}|\n]+)\}", "ruby")),
        ("highlight", _delimited("highlight", "==", "==")),
        ("note", _delimited("note", "^[", "]")),
        ("note_label", _note_label),
        ("span", _span),
        ("strike", _strike),
        ("script", _script),
        ("tag", parse_tag),
        ("ref", _simple(r"\[[ ]?#[ ]?(?P<target>[^\[\]\s]+)[ ]?\](?!\()", "ref")),
    )
    for name, rule in rules:
        parser.ruler.before("link", name, rule)
    parser.ruler.before("image", "embed", _embed)
    parser.ruler.at("image", _with_size(image))
    md.disable(["html_inline", "strikethrough", "linkify"])
    md.validateLink = lambda _: True  # type: ignore[assignment, method-assign] # a check reports invalid addresses
    return md


MARKDOWN = _markdown()
