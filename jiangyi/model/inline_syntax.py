"""Parse the inline Markdown of handouts: CommonMark for text without spaces between words, and the syntax of our own."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from jiangyi.model.inline import INDEX_TERM_KINDS, is_cjk


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
        left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before) or is_cjk(before))
        right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after) or is_cjk(after))
        opens = left and (canSplitWord or not right or _is_mark(before))
        closes = right and (canSplitWord or not left or _is_mark(after))
        return Scanned(opens, closes, end - start)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" and not is_cjk(character)


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


MARKDOWN = _markdown()
