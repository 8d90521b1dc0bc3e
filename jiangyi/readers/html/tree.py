"""The HTML of a Markdown file as a tree, in which the Markdown between the tags is kept as its tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it.token import Token

from jiangyi.readers.html.elements import ENDED_BY, VOID_ELEMENTS

MAX_DEPTH = 60
"""The deepest nesting of elements; those inside are taken as their contents."""


@dataclass
class HtmlNode:
    """An element: its name, its attributes, what is in it, and the line of the parsed text where it begins."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["HtmlChild"] = field(default_factory=list)
    line: int = 0
    typed: str = ""
    """Its tag as typed."""
    is_closed: bool = False
    """True if there is an end tag, or none is needed."""

    def find(self, *names: str) -> Iterator["HtmlNode"]:
        """The elements of these names in it, without those inside of one."""
        for child in self.children:
            if isinstance(child, HtmlNode):
                if child.name in names:
                    yield child
                else:
                    yield from child.find(*names)


HtmlChild = HtmlNode | str | list[Token]
"""An element, text as typed, or the tokens of a block of Markdown."""


class HtmlTreeBuilder(HTMLParser):
    """Builds the tree of pieces of HTML with blocks of Markdown between them."""

    def __init__(self) -> None:
        """Begin with an empty root."""
        super().__init__(convert_charrefs=False)
        self.root = HtmlNode("", is_closed=True)
        self._open = [self.root]
        self._line = 0

    def add_html(self, text: str, line: int) -> None:
        """Add a piece of HTML that begins at a line."""
        self.add_text(text if text.endswith("\n") else text + "\n", line)

    def add_text(self, text: str, line: int) -> None:
        """Add text with tags that begins at a line."""
        self._line = line - self.getpos()[0]
        complete = text.rfind(">") + 1
        self.feed(text[:complete])
        rest = text[complete:]
        if self.rawdata:  # a comment that is not closed yet
            self.feed(rest)
        elif rest:  # no tag can end in it: the parser would look for its end from each <
            self.handle_data(rest)

    def add_block(self, group: list[Token]) -> None:
        """Add a block of Markdown."""
        self._add(group)

    def _add(self, child: HtmlChild) -> None:
        self._open[-1].children.append(child)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, after those that it ends."""
        while self._open[-1].name in ENDED_BY.get(tag, ()):
            self._open.pop().is_closed = True
        values = {name: value or "" for name, value in reversed(attrs)}
        node = HtmlNode(tag, values, [], self._line + self.getpos()[0], self.get_starttag_text() or f"<{tag}>", tag in VOID_ELEMENTS)
        self._add(node)
        if tag not in VOID_ELEMENTS and len(self._open) < MAX_DEPTH:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID_ELEMENTS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element with all that is open in it; an end tag without a beginning is left out, `</p>` too."""
        place = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].name == tag), 0)
        if place:
            for node in self._open[place + 1 :]:
                node.is_closed = node.name in ENDED_BY
            self._open[place].is_closed = True
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Text, as typed."""
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        """A character reference, as typed."""
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A character reference, as typed."""
        self._add(f"&#{name};")

    unknown_decl = handle_data

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: FBT001, FBT002 - the library's signature
        """A section such as `<![CDATA[…]]>`; `<![` without a name, at which the library raises an exception, is text."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            self.handle_data(self.rawdata[i : i + len("<![")])
            return i + len("<![")


def build_html_tree(groups: list[list[Token]]) -> HtmlNode:
    """The tree of adjacent blocks, some of which are HTML."""
    builder = HtmlTreeBuilder()
    for group in groups:
        token = group[0]
        if token.type == "html_block" and token.map:
            builder.add_html(token.content, token.map[0])
        else:
            builder.add_block(group)
    builder.close()
    return builder.root


def parse_html_text(text: str, line: int) -> HtmlNode:
    """The tree of a text with tags that begins at a line."""
    builder = HtmlTreeBuilder()
    builder.add_text(text, line)
    builder.close()
    return builder.root
