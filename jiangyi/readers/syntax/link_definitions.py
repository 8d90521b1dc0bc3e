"""Definitions of link addresses, `[label]: https://… "title"`, on lines of their own anywhere in a Markdown file.

CommonMark takes any `[label]: word` for a definition, so that a line such as `[注]: 说明` would vanish. Here it is one only where an
address follows; then it ends a paragraph too, such as that of a footnote above it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it.rules_block import StateBlock, reference

from jiangyi.core import Report
from jiangyi.model import InlineImage, Link, Manuscript, Ref

LABEL = r"\[(?P<label>(?!\^)(?:\\.|[^\[\]\\])+)\]:"
URL = r"[A-Za-z][A-Za-z0-9+.-]*:(?!\s)\S*|(?:#|\.{0,2}/|www\.)\S+|[^\s<>]+\.[A-Za-z0-9]{1,5}(?:[#?]\S*)?"
TITLE = r"""(?P<title>"[^"]*"|'[^']*'|\([^()]*\))?"""
ANGLED = rf"<(?P<angled>(?:{URL})|[^<>\n]+\.[A-Za-z0-9]{{1,5}})>"
DEFINITION = re.compile(rf"{LABEL}[ \t]*(?:{ANGLED}|(?P<url>{URL}))[ \t]*{TITLE}[ \t]*$")
"""A label, and an address: one with a scheme, a path, an id, or the name of a file."""


class LinkDefinition(NamedTuple):
    """A definition as typed."""

    label: str
    href: str
    line: int
    """From 0, in the lines that were parsed."""


def define_link(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    """A rule of the block parser: CommonMark's, for lines with an address only."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = DEFINITION.match(line) if line.startswith("[") else None
    if not match or not reference(state, start, end, silent):
        return False
    if not silent:
        href = state.md.normalizeLink(match["angled"] or match["url"])
        state.env.setdefault("definitions", []).append(LinkDefinition(match["label"], href, start))
    return True


def find_unused(manuscript: Manuscript, env: Mapping[str, Any]) -> Iterator[LinkDefinition]:
    """The definitions to whose address nothing in the handout leads."""
    links = {item.href for _, item in manuscript.find_inlines(Link)}
    links |= {f"#{item.target}" for _, item in manuscript.find_inlines(Ref)}
    pictures = {item.src for _, item in manuscript.find_inlines(InlineImage)}
    pictures |= {block.src for block in manuscript.blocks if hasattr(block, "src")}
    for found in env.get("definitions", ()):
        if not links.intersection((found.href, unquote(found.href), f"http://{found.href}")) and unquote(found.href) not in pictures:
            yield found


def report_unused(manuscript: Manuscript, env: Mapping[str, Any], numbers: list[int], report: Report) -> None:
    """Report definitions that nothing uses: neither their label nor their address is printed. `numbers` are the lines in the source."""
    for label, _, line in find_unused(manuscript, env):
        place = manuscript.source.find(f"[{label}]:", manuscript.source.span(numbers[line]))
        report.add("link-unused", place, label=label)
