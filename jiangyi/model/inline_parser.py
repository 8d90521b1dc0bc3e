"""The parser of inline Markdown for text without spaces between words, which tries at each character only the rules that begin with it."""

import unicodedata
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from jiangyi.model.inline import PLAIN_TEXT, is_cjk

STRONG = "**"
"""The delimiter of strong emphasis."""
FIRST = {
    "text": "", "newline": "\n", "escape": "\\", "backticks": "`", "math_inline": "$", "emphasis": "*_", "entity": "&",
    "cloze": "{", "dots": "{", "ruby": "{", "highlight": "=", "note": "^", "strike": "~", "script": "~^", "tag": "<", "autolink": "<",
    "note_label": "[", "span": "[", "ref": "[", "link": "[", "embed": "!", "image": "!",
}  # fmt: skip
"""The characters that each rule begins with; one that is not here is tried at every mark. `text` begins with any character but a mark."""
MARKS = "\n!#$%&*+-:<=>@[\\]^_`{}~"
"""The characters that end plain text."""


class _State(StateInline):
    """CommonMark's rule of flanking delimiter runs, adapted to text without spaces between words.

    By CommonMark 0.31 §6.2 `**“晋安模式”**引` is never closed, since a delimiter run next to punctuation needs white space on its
    other side. Here a Han character counts as white space, and Chinese punctuation as a letter.
    """

    second_half: tuple[int, Scanned] | None = None
    """The offset of the second half of a run that was taken for two delimiters, and what it is."""

    @cached_property
    def unclosed(self) -> set[tuple[int, int, int]]:
        """The opening brackets that have no closing one, with the end of what was searched and the level of nesting."""
        return set()

    @cached_property
    def last_bracket(self) -> int:
        """The offset of the last closing bracket, or -1."""
        return self.src.rfind("]")

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803, FBT001 - the library's names
        if self.second_half and self.second_half[0] == start:
            return self.second_half[1]
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before) or is_cjk(before))
        right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after) or is_cjk(after))
        opens = left and (canSplitWord or not right or _is_mark(before))
        closes = right and (canSplitWord or not left or _is_mark(after))
        if opens and closes and self.src[start:end] == STRONG * 2:  # `**甲****乙**`: one ends, one begins
            scanned = Scanned(opens, closes, len(STRONG))
            self.second_half = (start + len(STRONG), scanned)
            return scanned
        return Scanned(opens, closes, end - start)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" and not is_cjk(character)


class InlineParser(ParserInline):
    """Divides text into tokens as the library does; what is nested too deeply stays text, and `too_deep` is set in the environment."""

    @cached_property
    def rules_at(self) -> Mapping[str, tuple[RuleFuncInlineType, ...]]:
        """The rules to try at each mark."""
        rules = tuple(zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True))
        return {mark: tuple(rule for name, rule in rules if mark in FIRST.get(name, mark)) for mark in MARKS}

    @cached_property
    def text_rules(self) -> tuple[RuleFuncInlineType, ...]:
        """The rule for all other characters."""
        names = self.ruler.get_active_rules()
        return (self.ruler.getRules("")[names.index("text")],)

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Append the tokens of a source."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """Add the tokens from the position of the state to its end."""
        src, end, rules_at, text_rules = state.src, state.posMax, self.rules_at, self.text_rules
        if state.level >= state.md.options["maxNesting"]:
            inside = src[state.pos : end]
            state.env["too_deep"] = state.env.get("too_deep") or not PLAIN_TEXT.fullmatch(inside)
            state.append_pending(inside)
            state.pos = end
        while state.pos < end:
            mark = src[state.pos]
            for rule in rules_at.get(mark, text_rules):
                if rule(state, False):  # noqa: FBT003
                    break
            else:
                state.append_pending(mark)
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the library's name
        """Move the position of the state behind the next token."""
        start = state.pos
        if start in state.cache:
            state.pos = state.cache[start]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax + 1  # as the library: brackets nested as deep as this are no links
        else:
            state.level += 1  # limits the recursion
            if not any(rule(state, True) for rule in self.rules_at.get(state.src[start], self.text_rules)):  # noqa: FBT003
                state.pos += 1
            state.level -= 1
        state.cache[start] = state.pos


def parse_link_label(state: _State, start: int, disable_nested: bool = False) -> int:  # noqa: FBT001, FBT002 - the library's signature
    """The position of the bracket that closes a label, or -1: at once where none follows, since the library looks into all that follows."""
    key = (start, state.posMax, state.level)
    if start > state.last_bracket or key in state.unclosed:
        return -1
    end: int = helpers.parseLinkLabel(state, start, disable_nested)
    if end < 0 and not disable_nested:
        state.unclosed.add(key)
    return end
