"""The marks of footnotes that show the addresses of links in print."""

from collections.abc import Iterator, Mapping

from jiangyi.model import Figure, Handout, Link, Node, Origin, Text, inline, is_address, iter_children, to_latin


def address_marks(handout: Handout) -> Mapping[str, str]:
    """The letter of the footnote that shows each address in print; letters, so that footnotes of the author keep their numbers."""
    return {href: to_latin(number).lower() for number, href in enumerate(dict.fromkeys(filter(is_address, _addresses(handout))), 1)}


def _addresses(node: Node) -> Iterator[str]:
    """The addresses that a node links to, in the order in which they are printed."""
    if isinstance(node, Origin) and node.url:
        yield node.url
    if isinstance(node, Figure) and node.link:
        yield node.link
    for _, child in iter_children(node):
        if isinstance(child, Text):
            yield from (item.href for item in inline.walk_inlines(child.inlines) if isinstance(item, Link))
        else:
            yield from _addresses(child)
